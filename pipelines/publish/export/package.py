"""The ``datapackage.json`` of an export: a Data Package of frictionless tables, described as fiscal data.

Follows the Fiscal Data Package: ``columnType`` of version 1 on the fields, ``model`` of version 0.3 beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipelines.publish.export.relation import Relation, RelationColumn

_TYPES: Final = (
    ("DECIMAL", "number"),
    ("DOUBLE", "number"),
    ("FLOAT", "number"),
    ("TIMESTAMP", "datetime"),
    ("DATE", "date"),
    ("BOOLEAN", "boolean"),
)
_COLUMN_TYPES: Final[Mapping[str, str]] = {
    "fiscal_year": "date:fiscal-year",
    "functional_class_code": "functional-classification:generic:level1:code",
    "functional_class_name": "functional-classification:generic:level1:label",
    "economic_class_code": "economic-classification:generic:level1:code",
    "economic_class_name": "economic-classification:generic:level1:label",
    "division_code": "administrative-classification:generic:level1:code",
    "division_name": "administrative-classification:generic:level1:label",
}


def table_type(column: RelationColumn) -> str:
    """Return a column's type in the words of Table Schema."""
    if column.data_type.endswith("[]"):
        return "array"
    if "INT" in column.data_type:
        return "integer"
    return next((kind for start, kind in _TYPES if column.data_type.startswith(start)), "string")


def descriptor(
    relations: Sequence[tuple[Relation, str]], provenance: Mapping[str, object], *, has_mark: bool
) -> dict[str, Any]:
    """Return the package's description; each relation comes with the name of its CSV file."""
    return {
        "profile": "fiscal-data-package",
        "name": "juesuan",
        "title": "Chinese county finance: 部门决算, 部门预算",
        "countryCode": "CN",
        "licenses": [],
        "provenance": dict(provenance),
        "resources": [_resource(relation, path, has_mark) for relation, path in relations],
        "model": _model([relation for relation, _ in relations]),
    }


def _resource(relation: Relation, path: str, has_mark: bool) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": relation.name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if has_mark else "utf-8",
        "description": relation.meaning,
        "rows": relation.rows,
        "schema": {
            "fields": [_field(column) for column in relation.columns],
            "primaryKey": list(relation.key),
            "missingValues": [""],
        },
    }


def _field(column: RelationColumn) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": table_type(column),
        "description": column.meaning,
    }
    if column.unit == "元":
        field |= {"columnType": "value", "unit": "CNY", "bareNumber": True}
    elif column.unit is not None:
        field |= {"unit": column.unit}
    if column.name in _COLUMN_TYPES:
        field["columnType"] = _COLUMN_TYPES[column.name]
    return field


def _model(relations: Sequence[Relation]) -> dict[str, Any]:
    measures: dict[str, Any] = {}
    dimensions: dict[str, Any] = {}
    for relation in relations:
        for column in relation.columns:
            source = {"source": column.name, "resource": relation.name}
            if column.unit == "元":
                measures[f"{relation.name}.{column.name}"] = {**source, "currency": "CNY", "factor": 1}
            elif column.name in _COLUMN_TYPES:
                kind = "datetime" if column.name == "fiscal_year" else "classification"
                dimensions[f"{relation.name}.{column.name}"] = {
                    "dimensionType": kind,
                    "primaryKey": [column.name],
                    "attributes": {column.name: source},
                }
    return {"measures": measures, "dimensions": dimensions}
