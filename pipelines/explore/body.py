"""A body's page: its years, what it was given and spent by item, the three public expenses, documents and gaps."""

from __future__ import annotations

from typing import Final

from pipelines.explore import addresses
from pipelines.explore.store import Store
from pipelines.explore.view import Chart, Column, Fact, Table, View, in_wan

_BODY: Final = """
    select o.*, v.division_name, p.organisation_name as parent_organisation_name
    from dim_organisation as o
    left join dim_division as v using (division_code)
    left join dim_organisation as p on p.organisation_id = o.parent_organisation_id
    where o.organisation_id = $id
"""
_YEARS: Final = "select * from mart_body where organisation_id = $id order by fiscal_year"
_ITEMS: Final = """
    select * from mart_body_execution where organisation_id = $id and fiscal_year = $year
    order by item_key
"""
_THREE_PUBLIC: Final = """
    select * from fct_three_public where organisation_id = $id and fiscal_year = $year order by line_no
"""
_STATED: Final = """
    select kind, subject, measure, text_printed, sentence, page, document_id, claim_id, proof_status
    from fct_claim
    where organisation_id = $id and fiscal_year = $year
        and kind in ('three_public_count', 'procurement', 'assets', 'agency_operating')
    order by kind, document_id, page, sentence_no, claim_no limit 200
"""
_DOCUMENTS: Final = """
    select document_id, coalesce(title, file_name) as title, file_name, fiscal_year, report_kind, status, is_in_force,
        exclusion_reason, publish_date, failure_reason
    from dim_document where organisation_id = $id order by fiscal_year desc, report_kind, is_in_force desc, document_id
"""
_GAPS: Final = """
    select c.fiscal_year, c.report_kind, c.form_code, f.title as form_title, c.status, c.reason
    from fct_disclosure_coverage as c left join dim_form as f using (form_code)
    where c.organisation_id = $id and c.status not in ('disclosed', 'not_applicable')
    order by c.fiscal_year desc, c.report_kind, c.form_code
"""


def body(store: Store, identity: str, year: int | None) -> View:
    """Return a body's page for a year, its last one where none is asked for. Raises MissingError."""
    found = store.one(_BODY, id=identity)
    rows = store.rows(_YEARS, id=identity)
    years = [row["fiscal_year"] for row in rows]
    if year is None or year not in years:
        year = years[-1] if years else 0
    facts = (
        Fact("division_name", found["division_name"], link=addresses.county(found)),
        Fact("organisation_kind", found["organisation_kind"], "word"),
        Fact("parent_organisation_name", found["parent_organisation_name"], link=_parent(found)),
        Fact("aliases", [name for name in found["aliases"] or () if name != found["organisation_name"]]),
        Fact("ended_fiscal_year", found["ended_fiscal_year"]),
        Fact("compare", "→", link=addresses.query("/compare", of="body", id=identity)),
    )
    measures = ("initial_budget_yuan", "adjusted_budget_yuan", "final_yuan")
    charts = (
        Chart(
            "years",
            "bar",
            [str(one) for one in years],
            {m: [in_wan(row[m]) for row in rows] for m in measures},
        ),
    )
    items = store.rows(_ITEMS, id=identity, year=year)
    tables = (
        _years(rows, identity),
        _items(items),
        _three_public(store, identity, year),
        _stated(store, identity, year),
    )
    return View(
        found["organisation_name"],
        "body",
        facts,
        charts,
        (*tables, _documents(store, identity), _gaps(store, identity)),
        more={"years": years, "year": year},
        about={"organisation_id": identity},
        trail=((found["division_name"] or "", addresses.county(found) or "/"),),
    )


def _parent(found: dict[str, object]) -> str | None:
    return addresses.body({"organisation_id": found["parent_organisation_id"]})


def _years(rows: list[dict[str, object]], identity: str) -> Table:
    columns = (
        Column("fiscal_year", link=lambda row: addresses.query(f"/body/{identity}", year=row["fiscal_year"])),
        Column("initial_budget_yuan", "yuan"),
        Column("adjusted_budget_yuan", "yuan"),
        Column("final_yuan", "yuan"),
        Column("rate_on_initial", "rate"),
        Column("year_on_year_rate", "rate"),
        Column("prior_source", "word"),
        Column("all_funds_final_yuan", "yuan"),
        Column("three_public_final_yuan", "yuan"),
        Column("document_count", "number"),
        Column(
            "error_count",
            "number",
            lambda row: addresses.query("/contradictions", body=identity, year=row["fiscal_year"]),
        ),
        Column("is_disputed", "word"),
    )
    return Table("years", columns, rows, note="general_budget_note")


def _items(rows: list[dict[str, object]]) -> Table:
    columns = (
        Column("item_code", link=addresses.item),
        Column("item_name"),
        Column("item_level", "word"),
        Column("initial_budget_yuan", "yuan"),
        Column("adjusted_budget_yuan", "yuan"),
        Column("final_yuan", "yuan", addresses.figure("final_line_item_id")),
        Column("rate_on_initial", "rate"),
        Column("is_disputed", "word"),
    )
    return Table("items", columns, rows, note="items_note")


def _three_public(store: Store, identity: str, year: int) -> Table:
    columns = (
        Column("item_name"),
        Column("budget_yuan", "yuan"),
        Column("budget_basis", "word"),
        Column("final_yuan", "yuan", addresses.figure("final_line_item_id")),
        Column("execution_rate", "rate"),
        Column("narrative_final_yuan", "yuan", addresses.figure("narrative_final_claim_id")),
        Column("is_disputed", "word"),
    )
    return Table("three_public", columns, store.rows(_THREE_PUBLIC, id=identity, year=year))


def _stated(store: Store, identity: str, year: int) -> Table:
    columns = (
        Column("kind", "word"),
        Column("subject"),
        Column("measure", "word"),
        Column("text_printed", link=addresses.figure("claim_id")),
        Column("proof_status", "word"),
        Column("page", "number", addresses.document),
    )
    return Table("stated", columns, store.rows(_STATED, id=identity, year=year))


def _documents(store: Store, identity: str) -> Table:
    columns = (
        Column("title", link=addresses.document),
        Column("fiscal_year"),
        Column("report_kind", "word"),
        Column("status", "word"),
        Column("is_in_force", "word"),
        Column("exclusion_reason", "word"),
        Column("publish_date"),
    )
    return Table("documents", columns, store.rows(_DOCUMENTS, id=identity))


def _gaps(store: Store, identity: str) -> Table:
    columns = (
        Column("fiscal_year"),
        Column("report_kind", "word"),
        Column("form_code"),
        Column("form_title"),
        Column("status", "word"),
        Column("reason", "told"),
    )
    return Table("gaps", columns, store.rows(_GAPS, id=identity), note="gaps_note")
