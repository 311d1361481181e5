"""fct_reading_doubt: what does not hold on a doubtful reading stands there, and not among the contradictions."""

from __future__ import annotations

import pytest

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle
from tests.dbt.test_ties_of_years import printed

SALARY = "2010601 行政运行"
NOTE = {"note_id": "n", "kind": "unparsed_figure", "text": "5.0O"}


def told(county: County) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the identities of the contradictions, and those of the doubts with the reason."""
    return county.ask("fct_disclosure_error", "identity_id"), county.ask(
        "fct_reading_doubt", "identity_id, reason"
    )


def broken_tie(county: County) -> tuple[DocumentHandle, DocumentHandle, str, str]:
    """Add final accounts that state another initial budget (page 14) than the budget prints (page 3)."""
    accounts, budget = county.final(), county.budget()
    claim = county.claim(accounts, "行政运行", "initial_budget", "5.00", "万元", item_code="2010601", page=14)
    line = printed(county, budget, "B05", SALARY, "6.00", page=3)
    return accounts, budget, claim, line


def test_a_doubt_of_a_document_is_told_with_its_body_and_is_no_contradiction(county: County) -> None:
    accounts = county.final()
    county.error(accounts, "error")
    county.doubt(accounts, "doubt", doubtful_ids=["l1"])
    columns = "doubt_id, document_id, reason, doubtful_ids, fiscal_year, report_kind, division_code"
    assert county.ask("fct_reading_doubt", columns) == [
        ("doubt", accounts.document_id, "unread", ["l1"], 2024, "final_account", "410503")
    ]
    assert county.ask("fct_disclosure_error", "error_id") == [("error",)]


@pytest.mark.parametrize(
    ("of_budget", "page", "is_doubted"),
    [(False, 14, True), (True, 3, True), (True, None, True), (True, 4, False), (False, 3, False)],
)
def test_reports_are_set_against_each_other_only_where_their_pages_were_read_whole(
    county: County, of_budget: bool, page: int | None, is_doubted: bool
) -> None:
    accounts, budget, *_ = broken_tie(county)
    report = budget if of_budget else accounts
    county.add("reading_notes", report.site, {**NOTE, "document_id": report.document_id, "page": page})
    county.add(
        "reading_notes",
        budget.site,
        {**NOTE, "note_id": "m", "kind": "unknown_code", "document_id": budget.document_id},
    )
    assert told(county) == (([], [("Y03", "unread")]) if is_doubted else ([("Y03",)], []))


def test_a_figure_that_is_doubted_in_its_own_report_accuses_no_other(county: County) -> None:
    _, budget, _, line = broken_tie(county)
    county.doubt(budget, "doubt", doubtful_ids=[line])
    assert told(county) == ([], [("W13", "unread"), ("Y03", "unread")])
    assert county.ask("fct_reading_doubt", "doubtful_ids", "identity_id = 'Y03'") == [([line],)]


@pytest.mark.parametrize(
    ("media_type", "amount", "is_doubted"),
    [("text/html", "6.50", True), ("text/html", "6.00", False), ("application/pdf", "6.50", False)],
)
def test_another_format_of_the_report_is_a_second_reading(
    county: County, media_type: str, amount: str, is_doubted: bool
) -> None:
    accounts = county.final(media_type="application/pdf")
    line = printed(county, accounts, "F05", SALARY, "6.00", page=7)
    county.error(accounts, "error", left_id=line)
    other = county.final(media_type=media_type)
    printed(county, other, "F05", SALARY, amount)
    assert told(county) == (([], [("W13", "other_format")]) if is_doubted else ([("W13",)], []))
