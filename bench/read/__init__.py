"""Measure the PDF reader against pdfplumber, in speed, memory and results.

Run ``python -m bench.read FOLDER``.
"""
