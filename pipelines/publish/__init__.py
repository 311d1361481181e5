"""Publish: the Parquet lake, the DuckDB warehouse, snapshots and exports. No reading, no recognition."""
