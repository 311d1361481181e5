"""An item's page: what each body spent on one item of the classification, in each year."""

from __future__ import annotations

from typing import Final

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
    from mart_line_item where item_code = $code and is_in_force and amount_yuan is not null
    order by fiscal_year desc, organisation_id, form_code, measure limit 2000
"""
_MOST_BARS: Final = 12


def item(store: Store, code: str) -> View:
    """Return an item's page. Raises MissingError where no body has it."""
    rows, printed = store.rows(_SPENT, code=code), store.rows(_PRINTED, code=code)
    if not printed:
        raise MissingError
    year = (rows or printed)[0]["fiscal_year"]
    bars = [row for row in rows if row["fiscal_year"] == year][:_MOST_BARS]
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
    return View(
        f"{code} {printed[0]['item_name']}",
        "item",
        (Fact("fiscal_year", year),),
        (
            Chart(
                "bodies",
                "bar",
                [str(row["organisation_name"]) for row in bars],
                {"final_yuan": [in_wan(row["final_yuan"]) for row in bars]},
            ),
        ),
        (Table("spent", columns, rows, note="general_budget_note"), _figures(printed)),
    )


def _figures(rows: list[dict[str, object]]) -> Table:
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
    return Table("figures", columns, rows)
