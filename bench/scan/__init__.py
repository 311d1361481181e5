"""Measure the scan reader, cell by cell, against RapidOCR on whole pages, in speed and memory.

Run ``python -m bench.scan FILE…``.
"""
