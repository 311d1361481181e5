"""A county's page: its total with what stands behind it, classes, years, bodies, coverage and contradictions."""

from __future__ import annotations

from typing import Final

from pipelines.explore import addresses
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Chart, Column, Fact, Table, View, in_wan

_TOTALS: Final = "select * from mart_county_total where division_code = $code order by fiscal_year"
_CLASSES: Final = """
    select * from mart_county_comparison where division_code = $code and fiscal_year = $year
    order by final_yuan desc nulls last, functional_class_code
"""
_BODIES: Final = """
    select organisation_id, organisation_name, organisation_kind, initial_budget_yuan, adjusted_budget_yuan, final_yuan,
        rate_on_initial, year_on_year_rate, general_budget_share, three_public_final_yuan, error_count, is_disputed
    from mart_body where division_code = $code and fiscal_year = $year
    order by final_yuan desc nulls last, organisation_id
"""
_COVERAGE: Final = """
    select report_kind, status, count(*) as form_count, count(distinct organisation_id) as organisation_count
    from fct_disclosure_coverage where division_code = $code and fiscal_year = $year
    group by all order by report_kind, status
"""
_NAME: Final = "select * from dim_division where division_code = $code"


def county(store: Store, code: str, year: int | None) -> View:
    """Return a county's page for a year, the last one with a total where none is asked for. Raises MissingError."""
    totals = store.rows(_TOTALS, code=code)
    if not totals:
        raise MissingError
    division = next(iter(store.rows(_NAME, code=code)), {})
    years = [row["fiscal_year"] for row in totals]
    if year is None or year not in years:
        year = years[-1]
    total = next(row for row in totals if row["fiscal_year"] == year)
    classes = store.rows(_CLASSES, code=code, year=year)
    facts = (
        Fact("division_code", code),
        Fact("city_name", total["city_name"]),
        Fact("province_name", total["province_name"]),
        Fact("former_names", division.get("former_names")),
        Fact("fiscal_year", year),
        Fact("final_yuan", total["final_yuan"], "yuan"),
        Fact("fund_scope", total["fund_scope"], "word"),
        Fact("budget_basis", total["budget_basis"], "word"),
        Fact("organisation_count_reporting", total["organisation_count_reporting"], "number"),
        Fact("organisation_count_expected", total["organisation_count_expected"], "number"),
        Fact("execution_rate", total["execution_rate"], "rate"),
        Fact("disputed_share", total["disputed_share"], "rate"),
        Fact("all_funds_final_yuan", total["all_funds_final_yuan"], "yuan"),
        Fact("contradictions", "→", link=addresses.query("/contradictions", county=code)),
        Fact("compare", "→", link=addresses.query("/compare", of="county", id=code)),
    )
    charts = (
        Chart(
            "years",
            "bar",
            [str(one) for one in years],
            {key: [in_wan(row[key]) for row in totals] for key in ("initial_budget_yuan", "final_yuan")},
        ),
        Chart(
            "classes",
            "pie",
            [str(row["functional_class_name"]) for row in classes if row["final_yuan"]],
            {"final_yuan": [in_wan(row["final_yuan"]) for row in classes if row["final_yuan"]]},
        ),
    )
    return View(
        total["division_name"] or code,
        "county",
        facts,
        charts,
        (_years(totals, code), _classes(classes), _bodies(store, code, year), _coverage(store, code, year)),
        more={"years": years, "year": year},
        about={"division_code": code},
    )


def _years(totals: list[dict[str, object]], code: str) -> Table:
    columns = (
        Column("fiscal_year", link=lambda row: addresses.query(f"/county/{code}", year=row["fiscal_year"])),
        Column("initial_budget_yuan", "yuan"),
        Column("final_yuan", "yuan"),
        Column("final_organisation_count", "number"),
        Column("matched_initial_budget_yuan", "yuan"),
        Column("matched_final_yuan", "yuan"),
        Column("matched_organisation_count", "number"),
        Column("execution_rate", "rate"),
        Column("year_on_year_rate", "rate"),
        Column("prior_source", "word"),
        Column("disputed_share", "rate"),
        Column("general_budget_share", "rate"),
    )
    return Table("years", columns, totals, note="matched_note")


def _classes(rows: list[dict[str, object]]) -> Table:
    columns = (
        Column("functional_class_code"),
        Column("functional_class_name"),
        Column("initial_budget_yuan", "yuan"),
        Column("final_yuan", "yuan"),
        Column("share_of_total", "rate"),
        Column("execution_rate", "rate"),
        Column("year_on_year_rate", "rate"),
        Column("final_organisation_count", "number"),
    )
    return Table("classes", columns, rows)


def _bodies(store: Store, code: str, year: int) -> Table:
    columns = (
        Column("organisation_name", link=addresses.body),
        Column("organisation_kind", "word"),
        Column("initial_budget_yuan", "yuan"),
        Column("adjusted_budget_yuan", "yuan"),
        Column("final_yuan", "yuan"),
        Column("rate_on_initial", "rate"),
        Column("year_on_year_rate", "rate"),
        Column("three_public_final_yuan", "yuan"),
        Column("error_count", "number"),
        Column("is_disputed", "word"),
    )
    return Table("bodies", columns, store.rows(_BODIES, code=code, year=year), note="bodies_note")


def _coverage(store: Store, code: str, year: int) -> Table:
    columns = (
        Column("report_kind", "word"),
        Column("status", "word"),
        Column("form_count", "number"),
        Column("organisation_count", "number"),
    )
    return Table("coverage", columns, store.rows(_COVERAGE, code=code, year=year), note="coverage_note")
