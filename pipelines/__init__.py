"""juesuan (决算): from the reports Chinese county governments publish to a warehouse that can be trusted.

The rooms follow the way of a figure: ``crawl`` (bytes) → ``read`` (words and grids with boxes) →
``recognise`` (line items) → ``prove`` (accounting identities) → ``publish`` (Parquet lake, DuckDB).
Each room knows only the one before it, through the values of :mod:`pipelines.values`.
"""
