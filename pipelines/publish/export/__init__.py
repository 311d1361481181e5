"""Exports of the published warehouse's relations: Parquet, CSV, XLSX, Fiscal Data Package. Reading only."""
