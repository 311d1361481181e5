"""Counties or bodies beside each other: what each spent by class in one year, in all and in shares of its own total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pipelines.explore import addresses
from pipelines.explore.store import Store
from pipelines.explore.view import Chart, Column, Table, View, in_wan

MOST: Final = 8
_COUNTIES: Final = """
    select division_code as id, division_name as name, fiscal_year, functional_class_code as code,
        functional_class_name as class_name, final_yuan, share_of_total
    from mart_county_comparison where list_contains($ids, division_code) and fiscal_year = $year
"""
_BODIES: Final = """
    select organisation_id as id, organisation_name as name, fiscal_year, item_code as code, item_name as class_name,
        final_yuan, final_yuan / nullif(sum(final_yuan) over (partition by organisation_id), 0) as share_of_total
    from mart_body_execution
    where list_contains($ids, organisation_id) and fiscal_year = $year and item_level = 'class'
"""
_YEARS: Final = {
    "county": """
        select distinct fiscal_year from mart_county_total where list_contains($ids, division_code) order by 1 desc
    """,
    "body": "select distinct fiscal_year from mart_body where list_contains($ids, organisation_id) order by 1 desc",
}
_CHOICES: Final = {
    "county": "select distinct division_code as id, division_name as name from mart_county_total order by 1 limit 3000",
    "body": """
        select organisation_id as id, organisation_name || ' · ' || coalesce(v.division_name, '') as name
        from dim_organisation left join dim_division as v using (division_code)
        where list_contains($ids, organisation_id) or division_code in (
            select division_code from dim_organisation where list_contains($ids, organisation_id)
        ) order by division_code, 2 limit 3000
    """,
}


def compare(store: Store, of: str, ids: Sequence[str], year: int | None) -> View:
    """Return a comparison of counties (``of`` is county) or bodies, eight at most, in a year or the last one."""
    of = "body" if of == "body" else "county"
    asked = list(dict.fromkeys(ids))[:MOST]
    years = [row["fiscal_year"] for row in store.rows(_YEARS[of], ids=asked)] if asked else []
    year = year if year in years else (years[0] if years else None)
    rows = store.rows(_BODIES if of == "body" else _COUNTIES, ids=asked, year=year) if year else []
    names = {row["id"]: row["name"] for row in rows}
    classes = sorted({(row["code"] or "", row["class_name"] or "") for row in rows})
    value: dict[tuple[str, str], dict[str, Any]] = {(row["id"], row["code"] or ""): row for row in rows}
    lines = [
        {
            "functional_class_code": code,
            "functional_class_name": name,
            **{f"final:{one}": value.get((one, code), {}).get("final_yuan") for one in names},
            **{f"share:{one}": value.get((one, code), {}).get("share_of_total") for one in names},
        }
        for code, name in classes
    ]
    columns = (
        Column("functional_class_code"),
        Column("functional_class_name"),
        *(Column(f"final:{one}", "yuan", label=name) for one, name in names.items()),
        *(Column(f"share:{one}", "rate", label=name) for one, name in names.items()),
    )
    series = {
        names[one]: [in_wan(value.get((one, code), {}).get("final_yuan")) for code, _ in classes]
        for one in names
    }
    return View(
        "",
        "compare",
        charts=(Chart("classes", "bar", [name for _, name in classes], series),) if rows else (),
        tables=(Table("comparison", columns, lines),) if rows else (),
        template="compare.html",
        more={
            "of": of,
            "asked": asked,
            "years": years,
            "year": year,
            "choices": store.rows(_CHOICES[of], ids=asked),
            "addresses": [
                (
                    names[one],
                    (addresses.body if of == "body" else addresses.county)(
                        {"organisation_id": one, "division_code": one}
                    ),
                )
                for one in names
            ],
        },
    )
