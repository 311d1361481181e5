"""A figure's page: what is printed where, what stands around it, what proves or disputes it, where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import unquote

from pipelines.explore import addresses
from pipelines.explore.pictures import Pictures, box_of
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Column, Fact, Table, View

_FIGURE: Final = """
    select l.*, f.title as form_title, 'figure' as told
    from fct_line_item as l left join dim_form as f using (form_code)
    where l.line_item_id = $id
"""
_STATEMENT: Final = """
    select c.*, c.claim_id as line_item_id, c.subject as item_name, c.sentence as item_label_printed,
        'statement' as told
    from fct_claim as c where c.claim_id = $id
"""
_DOCUMENT: Final = """
    select d.*, v.division_name from dim_document as d left join dim_division as v using (division_code)
    where d.document_id = $id
"""
_AROUND: Final = """
    select row_no, column_no, text_printed, line_item_id, coalesce(item_label_printed, item_name) as label,
        header_printed
    from fct_line_item
    where document_id = $document and page = $page and table_no = $table and abs(row_no - $row) <= 4
    order by row_no, column_no
"""
_CHECKS: Final = """
    select check_id, status, is_hard, identity_id, statement, scope, left_text, right_text, left_page, right_page,
        difference_yuan, left_ids, right_ids
    from fct_identity_check
    where document_id = $document and (list_contains(left_ids, $id) or list_contains(right_ids, $id))
    order by status <> 'violated', not is_hard, identity_id, scope limit 100
"""
_ACROSS: Final = """
    select check_id, status, is_hard, identity_id, statement, scope, left_text, right_text, left_page, right_page,
        difference_yuan, left_ids, right_ids
    from fct_cross_document_check
    where list_contains(left_ids, $id) or list_contains(right_ids, $id) order by identity_id limit 50
"""
_MEMBERS: Final = """
    select line_item_id as id, text_printed, concat_ws(' ', item_code, item_name) as name from fct_line_item
    where list_contains($ids, line_item_id)
    union all
    select claim_id, text_printed, subject from fct_claim where list_contains($ids, claim_id)
"""
_EDITIONS: Final = """
    select kind, document_id, other_document_id, line_item_id, other_line_item_id, value_printed, other_value_printed,
        unit, page, other_page
    from fct_restatement where line_item_id = $id or other_line_item_id = $id
"""


def place_of(store: Store, identity: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a figure or a statement of a text, and its document. Raises MissingError."""
    found = store.rows(_FIGURE, id=identity) or store.rows(_STATEMENT, id=identity)
    if not found:
        raise MissingError
    return found[0], store.one(_DOCUMENT, id=found[0]["document_id"])


def picture(store: Store, pictures: Pictures, identity: str) -> bytes:
    """Return the page on which a figure is printed, its cell marked. Raises MissingError where none can be drawn."""
    found, document = place_of(store, identity)
    return pictures.page(document, found["page"], box_of(found))


def figure(store: Store, identity: str) -> View:
    """Return a figure's page. Raises MissingError."""
    found, document = place_of(store, identity)
    checks = store.rows(_CHECKS, id=identity, document=found["document_id"]) + store.rows(
        _ACROSS, id=identity
    )
    is_figure = found["told"] == "figure"
    around = _around(store, found) if is_figure else []
    return View(
        found["text_printed"].replace("\n", ""),
        found["told"],
        _facts(found, document, is_figure=is_figure),
        tables=(_proof(checks), _editions(store, identity)),
        template="figure.html",
        more={
            "figure": found,
            "document": document,
            "around": around,
            "checks": _with_members(store, checks),
            "is_drawn": document["media_type"] == "application/pdf",
        },
        trail=(
            (document["division_name"] or "", addresses.county(document) or "/"),
            (document["organisation_name"] or "", addresses.body(document) or "/"),
            (document["title"] or document["file_name"], addresses.document(document) or "/"),
        ),
    )


def _facts(found: dict[str, Any], document: dict[str, Any], *, is_figure: bool) -> Sequence[Fact]:
    name = " ".join(part for part in (found["item_code"], found["item_name"]) if part)
    own = (
        (
            Fact("form_title", f"{found['form_code']} {found['form_title'] or ''}"),
            Fact("header_printed", found["header_printed"]),
            Fact("cell_reference", found["cell_reference"]),
            Fact("decided_by", found["decided_by"], "told"),
            Fact("first_text", found["first_text"]),
        )
        if is_figure
        else (Fact("sentence", found["sentence"]), Fact("heading", found["heading"]))
    )
    return (
        Fact("line", name, link=addresses.item(found)),
        Fact("measure", found["measure"], "word"),
        Fact("unit", found["unit"]),
        Fact("amount_yuan", found["amount_yuan"], "yuan"),
        Fact("proof_status", found["proof_status"], "word"),
        *own,
        Fact("page", found["page"], "number"),
        Fact("fiscal_year", document["fiscal_year"]),
        Fact("report_kind", document["report_kind"], "word"),
        Fact("file_name", document["file_name"], link=f"/document/{document['document_id']}/file"),
        Fact("source_url", unquote(document["source_url"] or "")),
        Fact("sha256", document["sha256"]),
    )


def _around(store: Store, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table around a figure, each with its cells."""
    cells = store.rows(
        _AROUND,
        document=found["document_id"],
        page=found["page"],
        table=found["table_no"],
        row=found["row_no"],
    )
    rows: dict[int, dict[str, Any]] = {}
    for cell in cells:
        row = rows.setdefault(cell["row_no"], {"label": cell["label"], "cells": []})
        row["cells"].append({**cell, "is_it": cell["line_item_id"] == found["line_item_id"]})
    return list(rows.values())


def _with_members(store: Store, checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return checks with both sides' figures, so that the chain of proof can be walked."""
    ids = sorted({one for check in checks for side in ("left_ids", "right_ids") for one in check[side] or ()})
    known = {row["id"]: row for row in store.rows(_MEMBERS, ids=ids)} if ids else {}
    return [
        {
            **check,
            "left": [known[one] for one in check["left_ids"] or () if one in known],
            "right": [known[one] for one in check["right_ids"] or () if one in known],
        }
        for check in checks
    ]


def _proof(checks: list[dict[str, Any]]) -> Table:
    columns = (
        Column("status", "word"),
        Column("identity_id"),
        Column("statement", "told", label="identity_statement"),
        Column("left_text", "told"),
        Column("right_text", "told"),
        Column("difference_yuan", "yuan"),
    )
    return Table("proof", columns, checks)


def _editions(store: Store, identity: str) -> Table:
    columns = (
        Column("kind", "word"),
        Column("value_printed", link=addresses.figure("line_item_id")),
        Column("other_value_printed", link=addresses.figure("other_line_item_id")),
        Column("unit"),
    )
    return Table("editions", columns, store.rows(_EDITIONS, id=identity))
