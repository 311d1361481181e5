"""An item's page: what each body spent on one item of the classification, in each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pipelines.explore import addresses
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Chart, Column, Fact, Table, View, in_wan

_SPENT: Final = """
    select * from mart_body_execution where item_code = $code
    order by fiscal_year desc, final_yuan desc nulls last, organisation_id limit 5000
"""
_PRINTED: Final = """
    select fiscal_year, organisation_id, organisation_name, division_code, division_name, form_code, form_title,
        measure, text_printed, unit, amount_yuan, proof_status, line_item_id, item_name
    from mart_line_item
    where item_code = $code and is_in_force and amount_yuan is not null and {wanted}
    order by fiscal_year desc, organisation_id, form_code, measure limit 2000
"""
_REPORTS: Final = """
    select document_id from dim_document where is_in_force and list_contains($bodies, organisation_id)
"""
_MOST_BARS: Final = 12


def item(store: Store, code: str, *, with_figures: bool) -> View:
    """Return an item's page. Raises MissingError where no body has it.

    What forms print of the item is shown where it is asked for, or where no body spent on it: finding it among all
    figures takes longer than the rest of the page.
    """
    rows = store.rows(_SPENT, code=code)
    bars = [row for row in rows if row["fiscal_year"] == rows[0]["fiscal_year"]][:_MOST_BARS]
    columns = (
        Column("fiscal_year"),
        Column("organisation_name", link=addresses.body),
        Column("division_name", link=addresses.county),
        Column("initial_budget_yuan", "yuan"),
        Column("adjusted_budget_yuan", "yuan"),
        Column("final_yuan", "yuan", addresses.figure("final_line_item_id")),
        Column("rate_on_initial", "rate"),
        Column("is_disputed", "word"),
    )
    is_asked = with_figures or not rows
    printed = _printed(store, code, [row["organisation_id"] for row in bars]) if is_asked else []
    if not rows and not printed:
        raise MissingError
    newest = (rows or printed)[0]
    facts = [Fact("fiscal_year", newest["fiscal_year"])]
    tables = [Table("spent", columns, rows, note="general_budget_note")]
    if is_asked:
        tables.append(_figures(printed, note="figures_of_chart_note" if bars else ""))
    else:
        facts.append(Fact("figures", "show", "word", f"/item/{code}?show=figures#table-figures"))
    return View(
        f"{code} {newest['item_name']}",
        "item",
        facts,
        (
            Chart(
                "bodies",
                "bar",
                [str(row["organisation_name"]) for row in bars],
                {"final_yuan": [in_wan(row["final_yuan"]) for row in bars]},
            ),
        ),
        tables,
    )


def _printed(store: Store, code: str, bodies: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the forms of some bodies print of an item; of all, where none spent on it."""
    if not bodies:
        return store.rows(_PRINTED.format(wanted="true"), code=code)
    reports = [row["document_id"] for row in store.rows(_REPORTS, bodies=bodies)]
    return store.rows(
        _PRINTED.format(wanted="list_contains($reports, document_id)"), code=code, reports=reports
    )


def _figures(rows: list[dict[str, Any]], note: str) -> Table:
    columns = (
        Column("fiscal_year"),
        Column("organisation_name", link=addresses.body),
        Column("form_code"),
        Column("form_title"),
        Column("measure", "word"),
        Column("text_printed", link=addresses.figure("line_item_id")),
        Column("unit"),
        Column("amount_yuan", "yuan"),
        Column("proof_status", "word"),
    )
    return Table("figures", columns, rows, note)
