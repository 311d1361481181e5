"""The explorer: the published warehouse in a browser, for people who type a name and click on a figure.

It only reads. Every page is made of the same parts (:mod:`.view`): facts, charts and tables; a module for each kind of
page says what it asks the warehouse. Each page has an address that can be sent to others, and each table can be taken
along from that same address (``?table=NAME&format=csv``).
"""
