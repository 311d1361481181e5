"""Change figures of documents that were read rightly, and count how many changes the identities notice.

Run ``python -m bench.mutation FILE…``, or without files for the sample reports.
"""
