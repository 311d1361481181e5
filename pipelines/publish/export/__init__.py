"""Exports of the published warehouse's relations: Parquet, CSV, XLSX, Fiscal Data Package. Reading only."""

from pipelines.publish.export.relation import Column, ExportError, Relation, describe
from pipelines.publish.export.write import FORMATS, export

__all__ = ["FORMATS", "Column", "ExportError", "Relation", "describe", "export"]
