"""Where rows come from: the snapshot, and the documents that they, their bodies or their counties rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import duckdb

from pipelines.publish.export.sheets import Sources
from pipelines.publish.places import Ask

_MOST: Final = 20_000
_DOCUMENTS: Final = """
    select document_id, division_code, organisation_name, fiscal_year, report_kind,
        coalesce(title, file_name) as title, file_name, pages, status, publish_date, page_url, source_url, sha256,
        fetched_at
    from dim_document
    where {which}
    order by division_code, organisation_name, fiscal_year, report_kind, document_id
    limit {most}
"""
_SNAPSHOT: Final = "select snapshot_id, built_at from publication.snapshot"
_NAMED: Final = ("document_id", "other_document_id", "prior_document_id", "final_document_id")
_WHICH: Final = (
    (_NAMED, "list_contains($ids, document_id)"),
    (("organisation_id",), "list_contains($ids, organisation_id) and is_in_force"),
    (("division_code",), "list_contains($ids, division_code) and is_in_force"),
)
"""Columns that say what rows rest on, the nearest first, and the documents that they name."""


def sources_of(
    ask: Ask, rows: Iterable[Mapping[str, Any]], about: Mapping[str, str] | None = None
) -> Sources:
    """Return the sources of rows: the documents that they name, else those in force of their bodies or counties.

    ``about`` names what the rows are of where they do not say so themselves.
    """
    seen: Sequence[Mapping[str, Any]] = [*rows, about or {}]
    for columns, which in _WHICH:
        ids = sorted({str(row[name]) for row in seen for name in columns if row.get(name)})
        if ids:
            return Sources(facts(ask), ask(_DOCUMENTS.format(which=which, most=_MOST), ids=ids))
    return Sources(facts(ask))


def sources_of_relation(ask: Ask, name: str, columns: Iterable[str]) -> Sources:
    """Return the sources of all rows of a mart, found in the warehouse itself."""
    own = set(columns)
    for keys, which in _WHICH:
        named = [key for key in keys if key in own]
        if not named:
            continue
        key = "document_id" if keys is _NAMED else named[0]
        union = " union ".join(f'select "{one}" from marts."{name}"' for one in named)
        in_force = " and is_in_force" if "is_in_force" in which else ""
        sql = _DOCUMENTS.format(which=f"{key} in ({union}){in_force}", most=_MOST)
        return Sources(facts(ask), ask(sql))
    return Sources(facts(ask))


def facts(ask: Ask) -> dict[str, object]:
    """Return which snapshot of the warehouse is open; nothing where it does not say."""
    try:
        found = ask(_SNAPSHOT)
    except duckdb.CatalogException:
        return {}
    return {"snapshot": found[0]["snapshot_id"], "built_at": found[0]["built_at"]} if found else {}
