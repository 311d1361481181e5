"""Bad inputs leave the marts right, and the warehouse tells what was left out and why."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.bad_inputs import COUNTY
from tests.dbt.conftest import Query

EXCLUDED = """
    select file_name, exclusion_reason, is_in_force from marts.dim_document
    where file_name in ({}) order by file_name
"""


def test_a_report_filed_under_the_wrong_year_counts_in_the_year_it_bears(query: Query) -> None:
    assert query(
        "select fiscal_year, amount_yuan, prior_amount_yuan from marts.fct_year_on_year"
        " inner join marts.dim_organisation using (organisation_id)"
        " where organisation_name = '定海区统计局' and form_code = 'F05' and item_key = '201'"
        " and measure = 'total' order by 1"
    ) == [(2023, Decimal("900000.00"), None), (2024, Decimal("950000.00"), Decimal("900000.00"))]
    assert query(
        "select uncertain_fields, is_in_force from marts.dim_document where file_name = ?",
        "定海区统计局2023年度部门决算.pdf",
    ) == [(["fiscal_year"], True)]
    assert query(
        "select source, e.value, is_chosen from marts.dim_document_evidence as e"
        " inner join marts.dim_document as d using (document_id)"
        " where d.organisation_name = '定海区统计局' order by 1"
    ) == [("cover", "2024", True), ("file_name", "2023", False)]


def test_a_report_that_bears_the_wrong_year_is_superseded_and_the_difference_is_told(query: Query) -> None:
    assert query(EXCLUDED.format("'dinghai-audit-2023.pdf', 'dinghai-audit-2024.pdf'")) == [
        ("dinghai-audit-2023.pdf", "superseded", False),
        ("dinghai-audit-2024.pdf", None, True),
    ]
    assert query(
        "select fiscal_year, final_yuan from marts.fct_budget_vs_final"
        " inner join marts.dim_organisation using (organisation_id)"
        " where organisation_name = '定海区审计局' and item_key = '201'"
    ) == [(2024, Decimal("400000.00"))]
    assert query(
        "select count(*) from marts.fct_restatement inner join marts.dim_organisation using (organisation_id)"
        " where organisation_name = '定海区审计局' and item_code = '201'"
    ) == [(1,)]


def test_yuan_and_ten_thousand_yuan_add_up_and_negative_amounts_stay(query: Query) -> None:
    """950,000 + 400,000 + 123,456 + 40,000 - 20,000; of the sixth department no year is known."""
    assert query(
        "select final_yuan, initial_budget_yuan, execution_rate, organisation_count, organisation_count_expected"
        " from marts.mart_county_comparison"
        " where division_code = ? and fiscal_year = 2024 and functional_class_code = '201'",
        COUNTY,
    ) == [(Decimal("1493456.00"), Decimal("-10000.00"), None, 5, 5)]
    assert query(
        "select final_yuan from marts.fct_three_public inner join marts.dim_organisation using (organisation_id)"
        " where organisation_name = '定海区文物局' and line_code = 'total'"
    ) == [(Decimal("1500.00"),)]


def test_no_rate_stands_on_a_budget_below_zero(query: Query) -> None:
    assert (
        query(
            "select * from marts.fct_execution_rate inner join marts.dim_organisation using (organisation_id)"
            " where organisation_name = '定海区粮食局' and rate_on_initial is not null"
        )
        == []
    )


def test_an_unknown_account_is_compared_under_its_code_and_marked(query: Query) -> None:
    assert query(
        "select functional_class_name, final_yuan from marts.mart_county_comparison"
        " where division_code = ? and functional_class_code = '298'",
        COUNTY,
    ) == [("另设支出", Decimal("7000.00"))]
    assert query("select account_name, confidence from marts.dim_account where account_code = '29801'") == [
        ("另设事务", "unlisted")
    ]


def test_a_report_without_a_year_is_left_out_and_says_so(query: Query) -> None:
    assert query(EXCLUDED.format("'yearless.pdf'")) == [("yearless.pdf", "fiscal_year_unknown", False)]
    assert query("select count(*) from marts.fct_line_item where amount_yuan = 5550000") == [(1,)]
    assert query("select count(*) from marts.fct_budget_vs_final where final_yuan = 5550000") == [(0,)]


def test_bodies_of_an_unknown_place_are_never_joined_by_name(query: Query) -> None:
    """Neither to each other, nor to a body of a 普陀区; their figures stay as printed."""
    assert query(EXCLUDED.format("'putuo-a.pdf', 'putuo-b.pdf'")) == [
        ("putuo-a.pdf", "division_unknown", False),
        ("putuo-b.pdf", "division_unknown", False),
    ]
    assert query("select count(*) from marts.fct_line_item where amount_yuan in (610000, 620000)") == [(4,)]
    for mart in ("fct_budget_vs_final", "mart_county_total", "mart_county_comparison"):
        assert query(f"select count(*) from marts.{mart} where final_yuan in (610000, 620000)") == [(0,)]
