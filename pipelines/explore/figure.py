"""A figure's page: what is printed where, what stands around it, what proves or disputes it, where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import unquote

from pipelines.explore import addresses
from pipelines.explore.excerpt import marked, rows_around
from pipelines.explore.located import Beside
from pipelines.explore.pictures import Pictures, can_be_drawn
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Column, Fact, Table, View
from pipelines.publish import places

_EDITIONS: Final = """
    select kind, document_id, other_document_id, line_item_id, other_line_item_id, value_printed, other_value_printed,
        unit, page, other_page
    from fct_restatement where line_item_id = $id or other_line_item_id = $id
"""
_WORDS: Final = 8
"""So many characters of a label or of a sentence tell a line from others."""


def place_of(store: Store, identity: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a figure or a statement of a text, and its document. Raises MissingError."""
    found = places.figure(store.rows, identity)
    document = places.document(store.rows, found["document_id"]) if found else None
    if found is None or document is None:
        raise MissingError
    return found, document


def picture(store: Store, pictures: Pictures, identity: str) -> bytes:
    """Return the page on which a figure is printed, its cell marked. Raises MissingError where none can be drawn."""
    found, document = place_of(store, identity)
    return pictures.of(document, found, beside(store, found))


def beside(store: Store, found: dict[str, Any]) -> Beside:
    """Return what stands beside a figure: its row's label and figures, or what its sentence says around it."""
    if found["told"] == "statement":
        before, _, after = marked(found["sentence"], found["text_printed"])
        return Beside((before[-_WORDS:], after[:_WORDS]))
    row = places.around(store.rows, found, 0)
    others = [cell for cell in row if cell["line_item_id"] != found["line_item_id"]]
    same = [cell for cell in others if cell["text_printed"] == found["text_printed"]]
    label = str(found["item_label_printed"] or found["item_name"] or "")[:_WORDS]
    return Beside(
        (label, *(cell["text_printed"] for cell in others)),
        sum(cell["column_no"] < found["column_no"] for cell in same),
    )


def figure(store: Store, identity: str) -> View:
    """Return a figure's page. Raises MissingError."""
    found, document = place_of(store, identity)
    checks = places.checks(store.rows, found)
    is_figure = found["told"] == "figure"
    return View(
        found["text_printed"].replace("\n", ""),
        found["told"],
        _facts(found, document, is_figure=is_figure),
        tables=(_proof(checks), _editions(store, identity)),
        template="figure.html",
        more={
            "figure": found,
            "document": document,
            "around": rows_around(places.around(store.rows, found), identity),
            "sentence": marked(found["sentence"], found["text_printed"]) if not is_figure else None,
            "checks": checks,
            "is_drawn": can_be_drawn(document),
        },
        about={"document_id": document["document_id"]},
        trail=(
            (document["division_name"] or "", addresses.county(document) or "/"),
            (document["organisation_name"] or "", addresses.body(document) or "/"),
            (document["title"] or document["file_name"], addresses.document(document) or "/"),
        ),
    )


def _facts(found: dict[str, Any], document: dict[str, Any], *, is_figure: bool) -> Sequence[Fact]:
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
        Fact("line", found["name"], link=addresses.item(found)),
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
