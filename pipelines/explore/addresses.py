"""The addresses of pages: what a row of a table leads to."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from pipelines.explore.view import Row


def county(row: Row) -> str | None:
    """Return the address of a row's county."""
    return f"/county/{quote(row['division_code'])}" if row.get("division_code") else None


def body(row: Row) -> str | None:
    """Return the address of a row's body."""
    return f"/body/{quote(row['organisation_id'])}" if row.get("organisation_id") else None


def document(row: Row) -> str | None:
    """Return the address of a row's document."""
    return f"/document/{quote(row['document_id'])}" if row.get("document_id") else None


def item(row: Row) -> str | None:
    """Return the address of a row's item of the classification of expenditure."""
    return f"/item/{quote(row['item_code'])}" if row.get("item_code") else None


def figure(key: str) -> Callable[[Row], str | None]:
    """Return what gives the address of the figure, or of the statement, whose id stands under a key."""
    return lambda row: f"/figure/{quote(row[key])}" if row.get(key) else None


def contradiction(row: Row) -> str | None:
    """Return the address of a contradiction."""
    return f"/contradiction/{quote(row['error_id'])}"


def query(path: str, **values: object) -> str:
    """Return an address with what it asks for, nulls left out."""
    asked = {name: value for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(asked)}" if asked else path
