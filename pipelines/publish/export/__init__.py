"""Exports of the published warehouse's relations: Parquet, CSV, XLSX, Fiscal Data Package. Reading only."""

from pipelines.publish.export.relation import ExportError, Relation, RelationColumn, describe
from pipelines.publish.export.write import FORMATS, export

__all__ = ["FORMATS", "ExportError", "Relation", "RelationColumn", "describe", "export"]
