"""Time and peak memory of building the warehouse over a generated lake, and of the cookbook's queries.

Run ``python -m bench.warehouse FOLDER``; see ``--help``.
"""
