"""Speed and memory of a crawl: documents per minute from a local server, politeness off, memory over many pages.

``python -m bench.crawl --pages 20000 --documents 2000``
"""
