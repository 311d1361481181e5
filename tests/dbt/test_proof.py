"""Proof in the warehouse: ties between reports, printed rates, coverage, and what is told as an error."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.conftest import Query
from tests.dbt.lake import Lake
from tests.dbt.proofs import BUREAU


def _document(key: str) -> str:
    return Lake.sha256(key)[:16]


def test_ties_between_years_and_reports(query: Query) -> None:
    rows = query(
        """
        select identity_id, scope, other_document_id, left_text, right_text, difference_yuan, status
        from marts.fct_cross_document_check where document_id = ? order by identity_id, scope
        """,
        _document("audit-2024"),
    )
    prior, budget = _document("audit-2023"), _document("audit-budget-2024")
    assert rows == [
        ("Y01", "F01.opening_carryover", prior, "5.67", "5.67", Decimal("0.00"), "holds"),
        ("Y02", "收支总计", prior, "510.27 + 127.51", "637.28", Decimal("5000.00"), "violated"),
        ("Y03", "B05[2010601].total", budget, "350.35", "3503549", Decimal("-49.00"), "rounding"),
        ("Y03", "B05[2010699].total", budget, "3.00", "20000", Decimal("10000.00"), "violated"),
    ]


def test_hard_ties_between_reports_are_told_beside_those_of_one_document(query: Query) -> None:
    rows = query(
        """
        select identity_id, other_document_id is not null, left_page, right_page, difference, unit, difference_yuan
        from marts.fct_disclosure_error where document_id = ? order by identity_id
        """,
        _document("audit-2024"),
    )
    assert rows == [
        ("N11", False, 7, 9, Decimal("1.250000"), "%", None),
        ("Y02", True, 12, 7, Decimal("0.500000"), "万元", Decimal("5000.00")),
        ("Y03", True, 12, 7, Decimal("1.000000"), "万元", Decimal("10000.00")),
    ]
    ((what,),) = query(
        "select what from marts.fct_disclosure_error where document_id = ? and identity_id = 'Y03'",
        _document("audit-2024"),
    )
    assert "page 12 of the final accounts of 2024 states 3.00 万元" in what
    assert "page 7 of the budget of 2024 prints 20000 元" in what


def test_a_printed_rate_stands_on_its_budget(query: Query) -> None:
    rows = query(
        """
        select item_key, rate_on_initial, rate_printed, rate_printed_basis, agrees_with_print
        from marts.fct_execution_rate inner join marts.dim_organisation using (organisation_id)
        where organisation_name = ? and fiscal_year = 2024 and item_level = 'sub_item' order by 1
        """,
        BUREAU,
    )
    assert rows == [
        ("2010601", 0.856275, 0.8563, "initial", True),
        ("2010699", 0.75, 0.75, "initial", True),
    ]


def test_coverage_counts_figures_other_than_zero(query: Query) -> None:
    rows = query(
        """
        select form_code, filled_count, proven_count, unproven_count, disputed_count, proven_share
        from marts.fct_proof_coverage where document_id = ? order by 1
        """,
        _document("audit-2024"),
    )
    assert rows == [("F01", 2, 0, 2, 0, 0.0), ("F05", 2, 1, 0, 1, 0.5)]
    county = query(
        """
        select document_count, filled_count, proven_share, claim_count, proven_claim_count, error_count
        from marts.mart_proof_coverage
        where division_name = '长宁区' and fiscal_year = 2024 and report_kind = 'final_account'
        """
    )
    assert county == [(1, 4, 0.25, 9, 2, 3)]


def test_claims_carry_their_place_and_proof(query: Query) -> None:
    rows = query(
        """
        select text_printed, value, heading, sentence_no, proof_status from marts.fct_claim
        where document_id = ? and measure in ('delta', 'final') order by sentence_no
        """,
        _document("audit-2024"),
    )
    heading = "五、支出决算情况说明"
    assert rows == [
        ("127.51", Decimal("-127.510000"), heading, 1, "unproven"),
        ("300.00", Decimal("300.000000"), heading, 2, "proven"),
        ("1.50", Decimal("1.500000"), heading, 3, "proven"),
    ]
