"""The Parquet lake: its schema, the rows a document makes, and its files."""
