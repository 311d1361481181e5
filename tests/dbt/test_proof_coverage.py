"""Coverage of proof, and the facts that pass from the lake to the warehouse as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.dbt.county import County

FORMS, COUNTIES = "fct_proof_coverage", "mart_proof_coverage"


def _figures(county: County, document: Any, form: str, **statuses: int) -> None:
    """Print as many figures of each proof status; ``zero`` are proven zeros, ``none`` have no status."""
    for status, count in statuses.items():
        for _ in range(count):
            amount = "0" if status == "zero" else "1"
            county.figure(
                document,
                form,
                "甲",
                amount,
                proof_status={"zero": "proven", "none": None}.get(status, status),
            )


def test_shares_are_of_figures_other_than_zero(county: County) -> None:
    accounts = county.final()
    _figures(county, accounts, "F05", proven=5, unproven=2, disputed=1, zero=4)
    _figures(county, accounts, "F06", zero=2)
    county.figure(accounts, "F06", "甲", "0", proof_status="disputed")
    county.figure(accounts, "F06", "甲", "0", proof_status="unproven")
    _figures(county, accounts, "F07", proven=1, unproven=1, disputed=1)
    _figures(county, accounts, "F03", none=1, proven=1)
    _figures(county, accounts, "F08", proven=1)
    county.figure(accounts, "", "无表", "1")
    columns = (
        "form_code, figure_count, filled_count, proven_count, unproven_count, disputed_count, proven_share,"
        " unproven_share, disputed_share, fiscal_year, report_kind, division_code"
    )
    report = (2024, "final_account", "410503")
    assert county.ask(FORMS, columns) == [
        ("F03", 2, 2, 1, 0, 0, 0.5, 0.0, 0.0, *report),
        ("F05", 12, 8, 5, 2, 1, 0.625, 0.25, 0.125, *report),
        ("F06", 4, 0, 0, 0, 0, None, None, None, *report),
        ("F07", 3, 3, 1, 1, 1, 0.333333, 0.333333, 0.333333, *report),
        ("F08", 1, 1, 1, 0, 0, 1.0, 0.0, 0.0, *report),
    ]


def test_a_county_counts_figures_claims_and_errors_of_its_reports(county: County) -> None:
    for body, year, kind in (
        ("甲局", 2024, "final"),
        ("乙局", 2024, "final"),
        ("甲局", 2023, "final"),
        ("甲局", 2024, "budget"),
    ):
        document = county.final(body, year) if kind == "final" else county.budget(body, year)
        form = "F05" if kind == "final" else "B05"
        _figures(county, document, form, proven=3, unproven=2, disputed=1, zero=1)
        _figures(county, document, "F03", proven=2)
        if (body, year, kind) != ("甲局", 2023, "final"):
            for status in ("proven", "proven", "unproven", "disputed", None):
                county.claim(document, "甲", "final", "1.00", "万元", proof_status=status)
            county.error(document, f"error-{body}-{kind}")
    elsewhere = county.final("丙局", site="999999_nowhere", division_code="999999")
    _figures(county, elsewhere, "F05", proven=1)
    for changes in ({"division_code": None}, {"fiscal_year": None}, {"report_kind": None}):
        unknown = county.final("丁局", **changes)
        _figures(county, unknown, "F05", proven=100)
        county.claim(unknown, "甲", "final", "1.00", "万元")
        county.error(unknown, f"error-{unknown.document_id}")
    columns = (
        "division_code, division_name, fiscal_year, report_kind, document_count, figure_count, filled_count,"
        " proven_count, unproven_count, disputed_count, proven_share, unproven_share, disputed_share, claim_count,"
        " proven_claim_count, disputed_claim_count, error_count"
    )
    place = ("410503", "北关区")
    assert county.ask(COUNTIES, columns) == [
        (*place, 2023, "final_account", 1, 9, 8, 5, 2, 1, 0.625, 0.25, 0.125, 0, 0, 0, 0),
        (*place, 2024, "budget", 1, 9, 8, 5, 2, 1, 0.625, 0.25, 0.125, 5, 2, 1, 1),
        (*place, 2024, "final_account", 2, 18, 16, 10, 4, 2, 0.625, 0.25, 0.125, 10, 4, 2, 2),
        ("999999", None, 2024, "final_account", 1, 1, 1, 1, 0, 0, 1.0, 0.0, 0.0, 0, 0, 0, 0),
    ]


def test_a_county_without_filled_figures_has_no_share(county: County) -> None:
    _figures(county, county.final(), "F05", zero=3)
    _figures(county, county.final(year=2023), "F05", proven=1, unproven=1, disputed=1)
    assert county.ask(COUNTIES, "filled_count, proven_share, unproven_share, disputed_share") == [
        (0, None, None, None),
        (3, 0.333333, 0.333333, 0.333333),
    ]


def test_unclaimed_amounts_are_counted_per_document_and_province(county: County) -> None:
    for year, claimed, unclaimed in ((2024, 3, 1), (2023, 0, 2), (2022, 2, 0)):
        document = county.final(year=year)
        for _ in range(claimed):
            county.claim(document, "甲", "final", "1.00", "万元")
        county.claim(document, "车辆总数", "count", "1", "辆") if claimed else None
        for number in range(unclaimed):
            note = {"note_id": f"{year}-{number}", "document_id": document.document_id, "text": "1.00万元"}
            county.add("reading_notes", document.site, {**note, "kind": "unclaimed_figure"})
            county.add(
                "reading_notes", document.site, {**note, "note_id": f"{year}-{number}-b", "kind": "other"}
            )
    columns = "fiscal_year, claimed_count, unclaimed_count, unclaimed_share"
    counted = [(2022, 2, 0, 0.0), (2023, 0, 2, 1.0), (2024, 3, 1, 0.25)]
    assert county.ask("fct_narrative_coverage", columns) == counted
    assert county.ask("mart_narrative_coverage", f"{columns}, province_name, document_count") == [
        (*row, "河南省", 1) for row in counted
    ]


def test_facts_of_the_file_that_is_not_the_documents_own_are_left_out(county: County) -> None:
    """The same bytes at two sites: what the later fetch holds counts, once, and what belongs to no document never."""
    facts = {
        "line_items": ("fct_line_item", "line_item_id", {"form_code": "F05"}),
        "claims": ("fct_claim", "claim_id", {"kind": "item_execution"}),
        "identity_checks": ("fct_identity_check", "check_id", {"is_hard": True}),
        "disclosure_errors": ("fct_disclosure_error", "error_id", {"kind": "contradiction"}),
        "reading_doubts": (
            "fct_reading_doubt",
            "doubt_id",
            {"kind": "contradiction", "what": "said", "reason": "unread", "why": "a picture"},
        ),
        "indicators": ("fct_indicator", "indicator_id", {"form_code": "F11"}),
        "reading_notes": ("fct_reading_note", "note_id", {"kind": "unread"}),
        "text_defects": ("fct_text_defect", "defect_id", {"kind": "direction_word"}),
        "tables": ("fct_table", "table_id", {"status": "recognised"}),
        "document_evidence": ("dim_document_evidence", "value", {"field": "fiscal_year"}),
    }
    site, other = "310107_putuo", "410503_beiguan"
    document = county.final(key="一份", site=site)
    county.final(key="一份", site=other)
    another = county.final(key="另一份", site=other)
    for relation, (_, key, row) in facts.items():
        for place, owner in ((site, document), (other, document), (other, another)):
            county.add(
                relation,
                place,
                {key: f"{place}-{owner.document_id}", "document_id": owner.document_id, **row},
            )
        county.add(relation, site, {key: "无主", "document_id": "0000000000000000", **row})
    for mart, key, _ in facts.values():
        assert county.ask(mart, f"{key}, document_id") == [
            (f"{site}-{document.document_id}", document.document_id),
            (f"{other}-{another.document_id}", another.document_id),
        ]


def test_a_check_of_money_compares_yuan_and_another_its_own_values(county: County) -> None:
    accounts = county.final()
    money = {
        "left_yuan": Decimal(1),
        "right_yuan": Decimal(2),
        "difference_yuan": Decimal(-1),
        "tolerance_yuan": Decimal(3),
    }
    values = {
        "left_value": Decimal(40),
        "right_value": Decimal(50),
        "difference": Decimal(-10),
        "tolerance": Decimal(60),
    }
    county.check(accounts, "1", **money)
    county.check(accounts, "2", **money, **values, quantity="count")
    county.check(accounts, "3", **dict.fromkeys(money), **values, quantity="rate")
    columns = "check_id, quantity, left_value, right_value, difference, tolerance"
    assert county.ask("fct_identity_check", columns) == [
        ("1", "money", 1, 2, -1, 3),
        ("2", "count", 40, 50, -10, 60),
        ("3", "rate", 40, 50, -10, 60),
    ]


def test_a_claim_without_a_proof_is_unproven_and_empty_texts_are_null(county: County) -> None:
    accounts = county.final()
    county.claim(accounts, "甲", "final", "1.00", "万元", proof_status=None, item_code="")
    county.figure(accounts, "F05", "甲", "1", item_code="", account_kind="", measure="total")
    county.table(accounts, "")
    assert county.ask("fct_claim", "proof_status, item_code") == [("unproven", None)]
    assert county.ask("fct_line_item", "item_code, account_kind") == [(None, None)]
    assert county.ask("fct_table", "form_code, figure_count") == [(None, 0)]


def test_a_table_counts_its_figures(county: County) -> None:
    accounts = county.final()
    for table, count in (("甲表", 3), ("乙表", 1), ("丙表", 0)):
        county.table(accounts, "F05", table_id=table)
        for _ in range(count):
            county.figure(accounts, "F05", "201 类", "1", table_id=table)
    assert county.ask("fct_table", "table_id, figure_count") == [("丙表", 0), ("乙表", 1), ("甲表", 3)]


def test_line_items_stand_beside_the_names_of_what_they_belong_to(county: County) -> None:
    """A line of no known body, place or form is there too."""
    accounts, unknown = county.final(), county.final("无处局", division_code=None)
    nameless = county.final("无名区局", division_code="999999")
    county.figure(accounts, "F05", "201 类", "1")
    county.figure(accounts, "", "无表", "2")
    county.figure(unknown, "F05", "201 类", "3")
    county.figure(nameless, "F99", "201 类", "4")
    columns = "amount_yuan, organisation_name, division_name, form_title, is_in_force, organisation_kind, file_name is null"
    assert county.ask("mart_line_item", columns) == [
        (1, "北关区财政局", "北关区", "F5", True, "department", False),
        (2, "北关区财政局", "北关区", None, True, "department", False),
        (3, None, None, "F5", False, None, False),
        (4, "北关区无名区局", None, None, False, "department", False),
    ]


def test_a_form_without_code_or_kind_is_one_of_none(county: County) -> None:
    county.reference("forms", form_code="", title="无码", report_kind="")
    assert county.ask("dim_form", "form_code, report_kind", "title = '无码'") == [(None, None)]
