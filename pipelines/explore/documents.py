"""How each document was read: its status, its tables, what no form was found for, what is not accounted for."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from pipelines.explore import addresses
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Column, Fact, Table, View
from pipelines.publish import places

_LISTED: Final = """
    select d.document_id, coalesce(d.title, d.file_name) as title, d.organisation_id, d.organisation_name,
        d.division_code, v.division_name, d.fiscal_year, d.report_kind, d.status, d.pages, d.failure_reason,
        d.fetched_at
    from dim_document as d left join dim_division as v using (division_code)
    where ($status is null or d.status = $status) and ($county is null or d.division_code = $county)
    order by d.fetched_at desc, d.document_id limit 5000
"""
_STATUSES: Final = "select status, count(*) as document_count from dim_document group by all order by 2 desc"
_TABLES: Final = """
    select t.table_no, t.page_first, t.page_last, t.title_printed, t.form_code, f.title as form_title, t.status,
        t.reason, t.unit, t.figure_count
    from fct_table as t left join dim_form as f using (form_code)
    where t.document_id = $id order by t.table_no
"""
_PAGES: Final = "select * from fct_page_account where document_id = $id order by page"
_NOTES: Final = """
    select kind, page, table_no, row_no, column_no, text, detail from fct_reading_note
    where document_id = $id order by page nulls first, table_no, row_no, column_no, kind
"""
_FIGURES: Final = """
    select line_item_id, form_code, item_code, item_name, measure, text_printed, unit, amount_yuan, page, proof_status
    from fct_line_item where document_id = $id order by page, table_no, row_no, column_no limit 5000
"""


def documents(store: Store, status: str | None, county: str | None) -> View:
    """Return the list of documents."""
    columns = (
        Column("title", link=addresses.document),
        Column("organisation_name", link=addresses.body),
        Column("division_name", link=addresses.county),
        Column("fiscal_year"),
        Column("report_kind", "word"),
        Column("status", "word"),
        Column("pages", "number"),
        Column("failure_reason", "told"),
        Column("fetched_at"),
    )
    return View(
        "",
        "documents",
        tables=(Table("documents", columns, store.rows(_LISTED, status=status, county=county)),),
        template="documents.html",
        more={"statuses": store.rows(_STATUSES), "asked": {"status": status, "county": county}},
    )


def document(store: Store, identity: str) -> View:
    """Return a document's page. Raises MissingError."""
    found = places.document(store.rows, identity)
    if found is None:
        raise MissingError
    facts = (
        Fact("division_name", found["division_name"], link=addresses.county(found)),
        Fact("organisation_name", found["organisation_name"], link=addresses.body(found)),
        Fact("fiscal_year", found["fiscal_year"]),
        Fact("report_kind", found["report_kind"], "word"),
        Fact("status", found["status"], "word"),
        Fact("failure_reason", found["failure_reason"], "told"),
        Fact("is_in_force", found["is_in_force"], "word"),
        Fact("exclusion_reason", found["exclusion_reason"], "word"),
        Fact("uncertain_fields", found["uncertain_fields"]),
        Fact("pages", found["pages"], "number"),
        Fact("unit", found["unit"]),
        Fact("file_name", found["file_name"], link=f"/document/{identity}/file"),
        Fact("member_name", found["member_name"]),
        Fact("source_url", unquote(found["source_url"] or "")),
        Fact("page_url", found["page_url"]),
        Fact("fetched_at", found["fetched_at"]),
        Fact("sha256", found["sha256"]),
        Fact("reader", f"{found['reader'] or ''} {found['code_version'] or ''}".strip()),
        Fact("notes", found["notes"], "told"),
    )
    return View(
        found["title"] or found["file_name"],
        "document",
        facts,
        tables=(
            _tables(store, identity),
            _notes(store, identity),
            _pages(store, identity),
            _figures(store, identity),
        ),
        about={"document_id": identity},
        trail=(
            (found["division_name"] or "", addresses.county(found) or "/"),
            (found["organisation_name"] or "", addresses.body(found) or "/"),
        ),
    )


def _tables(store: Store, identity: str) -> Table:
    columns = (
        Column("table_no", "number"),
        Column("page_first", "number"),
        Column("page_last", "number"),
        Column("title_printed"),
        Column("form_code"),
        Column("form_title"),
        Column("status", "word"),
        Column("reason", "told"),
        Column("unit"),
        Column("figure_count", "number"),
    )
    return Table("tables", columns, store.rows(_TABLES, id=identity))


def _notes(store: Store, identity: str) -> Table:
    columns = (Column("kind", "word"), Column("page", "number"), Column("text"), Column("detail", "told"))
    return Table("notes", columns, store.rows(_NOTES, id=identity), note="notes_note")


def _pages(store: Store, identity: str) -> Table:
    numbers = ("figures_printed", "in_cells", "in_claims", "as_furniture", "noted", "in_prose", "unaccounted")
    columns = (
        Column("page", "number"),
        Column("is_form_page", "word"),
        *(Column(name, "number") for name in numbers),
    )
    return Table("page_accounts", columns, store.rows(_PAGES, id=identity), note="page_accounts_note")


def _figures(store: Store, identity: str) -> Table:
    columns = (
        Column("form_code"),
        Column("item_code", link=addresses.item),
        Column("item_name"),
        Column("measure", "word"),
        Column("text_printed", link=addresses.figure("line_item_id")),
        Column("unit"),
        Column("amount_yuan", "yuan"),
        Column("page", "number"),
        Column("proof_status", "word"),
    )
    return Table("figures", columns, store.rows(_FIGURES, id=identity))
