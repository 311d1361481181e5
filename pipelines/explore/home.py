"""The first page: a box to type a name into, the counties, and what is new; and what typing finds."""

from __future__ import annotations

from typing import Any, Final

from pipelines.explore import addresses
from pipelines.explore.store import Store
from pipelines.explore.view import Column, Table, View

_COUNTIES: Final = """
    with errors as (
        select division_code, fiscal_year, count(*) as error_count from fct_disclosure_error group by all
    ), proofs as (
        select division_code, sum(proven_count) / nullif(sum(filled_count), 0) as proven_share
        from mart_proof_coverage group by all
    )
    select t.division_code, t.division_name, t.province_name, t.fiscal_year, t.organisation_count_reporting,
        t.organisation_count_expected, t.final_yuan, t.execution_rate, p.proven_share,
        coalesce(e.error_count, 0) as error_count
    from mart_county_total as t
    left join errors as e using (division_code, fiscal_year)
    left join proofs as p using (division_code)
    qualify row_number() over (partition by t.division_code order by t.fiscal_year desc) = 1
    order by t.division_code
    limit 5000
"""
_NEW: Final = """
    select document_id, coalesce(title, file_name) as title, organisation_id, organisation_name, fiscal_year,
        report_kind, status, fetched_at
    from dim_document order by fetched_at desc, document_id limit 20
"""
_COUNTS: Final = """
    select (select count(*) from dim_document) as document_count,
        (select count(*) from dim_organisation) as organisation_count,
        (select count(*) from fct_disclosure_error) as error_count
"""
_FOUND: Final = """
    (select 'county' as kind, division_code as id, division_name || ' ' || coalesce(province_name, '') as name
     from dim_division
     where (contains(division_name, $text) or division_code = $text)
        and division_code in (select division_code from dim_organisation)
     order by length(division_name), division_code limit 6)
    union all
    (select 'body', organisation_id, organisation_name from dim_organisation
     where contains(lower(organisation_name), lower($text))
        or list_bool_or(list_transform(aliases, lambda one: contains(one, $text)))
     order by length(organisation_name), organisation_id limit 8)
    union all
    (select 'item', item_code, item_code || ' ' || any_value(item_name) from mart_body_execution
     where item_code is not null and (contains(item_name, $text) or starts_with(item_code, $text))
     group by item_code order by length(item_code), item_code limit 6)
    union all
    (select 'document', document_id, coalesce(title, file_name) from dim_document
     where contains(lower(coalesce(title, '') || ' ' || file_name), lower($text)) and is_in_force
     order by fiscal_year desc, document_id limit 6)
"""


def home(store: Store) -> View:
    """Return the first page."""
    counts = store.one(_COUNTS)
    counties = Table(
        "counties",
        (
            Column("division_name", link=addresses.county),
            Column("province_name"),
            Column("fiscal_year"),
            Column("organisation_count_reporting", "number"),
            Column("organisation_count_expected", "number"),
            Column("final_yuan", "yuan"),
            Column("execution_rate", "rate"),
            Column("proven_share", "rate"),
            Column(
                "error_count",
                "number",
                lambda row: addresses.query(
                    "/contradictions", county=row["division_code"], year=row["fiscal_year"]
                ),
            ),
        ),
        store.rows(_COUNTIES),
        note="counties_note",
    )
    new = Table(
        "new_documents",
        (
            Column("title", link=addresses.document),
            Column("organisation_name", link=addresses.body),
            Column("fiscal_year"),
            Column("report_kind", "word"),
            Column("status", "word"),
            Column("fetched_at"),
        ),
        store.rows(_NEW),
    )
    return View("", tables=(counties, new), template="home.html", more={"counts": counts})


def found(store: Store, text: str) -> list[dict[str, Any]]:
    """Return what a typed text finds: bodies, counties, items and documents, each with its address."""
    text = text.strip()[:60]
    if not text:
        return []
    rows = store.rows(_FOUND, text=text)
    return [{**row, "address": f"/{row['kind']}/{row['id']}"} for row in rows]
