"""mart_transparency: what is known of a report's openness, and a score that is the mean of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt.county import County


def test_a_part_that_is_unknown_is_left_out(county: County) -> None:
    """Without dates nobody is late, and a body that published nothing that year has only its missing forms."""
    county.figure(
        county.final(fiscal_year=2023, publish_date=None), "F05", "201 一般公共服务支出", "1", measure="total"
    )
    rows = county.ask(
        "mart_transparency", "is_late, days_after_county, first_publish_date, machine_readable_share"
    )
    assert (None, None, None, 1.0) in rows
    scores = county.query(
        "select transparency_score, disclosed_share, is_complete, known_part_count from marts.mart_transparency"
        " where report_kind = 'final_account' and fiscal_year = 2023"
    )
    assert len(scores) == 1
    score, share, complete, parts = scores[0]
    known = [share, 1.0, 1.0] + ([] if complete is None else [float(complete)])
    known = [part for part in known if part is not None]
    assert parts == len(known)
    assert score == round(100 * sum(known) / len(known), 1)


def test_late_is_told_beside_the_county(county: County) -> None:
    for body, day in (("财政局", 1), ("教育局", 1), ("民政局", 30)):
        report = county.final(body, publish_date=date(2025, 9, day))
        county.figure(report, "F05", "201 一般公共服务支出", "1", measure="total")
    where = "report_kind = 'final_account' and fiscal_year = 2024"
    assert county.ask("mart_transparency", "organisation_name, days_after_county, is_late", where) == [
        ("北关区教育局", 0, False),
        ("北关区民政局", 29, True),
        ("北关区财政局", 0, False),
    ]


def test_a_scan_is_not_machine_readable(county: County) -> None:
    county.figure(county.final(), "F05", "201 一般公共服务支出", "1", measure="total", reader="rapidocr")
    where = "report_kind = 'final_account' and fiscal_year = 2024"
    assert county.ask("mart_transparency", "machine_readable_share, contradiction_count", where) == [(0.0, 0)]


OF_2024 = "report_kind = 'final_account' and fiscal_year = 2024"
PARTS = (
    "document_count, disclosed_form_count, missing_form_count, unknown_form_count, disclosed_share,"
    " machine_readable_share, is_complete, contradiction_count, known_part_count, transparency_score"
)


def test_every_part_that_is_known_counts_the_same(county: County) -> None:
    """One of nine forms, read by machine, not complete, free of contradictions, in time; the first date counts."""
    county.figure(county.final(), "F05", "201 一般公共服务支出", "1", measure="total")
    county.final(status="no_figures", publish_date=date(2025, 9, 20))
    expected = (2, 1, 8, 0, 0.111111, 1.0, False, 0, 5, 62.2)
    assert county.ask("mart_transparency", f"first_publish_date, {PARTS}", OF_2024) == [
        (date(2025, 9, 1), *expected)
    ]


def test_what_may_stand_in_an_unread_document_is_neither_there_nor_missing(county: County) -> None:
    """Whether the report is complete is then unknown; a table that was found and not read is unknown too."""
    report = county.final(status="partial")
    county.figure(report, "F05", "201 一般公共服务支出", "1", measure="total")
    county.table(report, "F01")
    assert county.ask("mart_transparency", PARTS, OF_2024) == [(1, 1, 0, 8, 1.0, 1.0, None, 0, 4, 100.0)]


def test_a_complete_report_says_so(county: County) -> None:
    report = county.final()
    for number in range(1, 10):
        county.figure(report, f"F{number:02d}", "201 一般公共服务支出", "1", measure="total")
    county.error(report, "error-1")
    assert county.ask("mart_transparency", PARTS, OF_2024) == [(1, 9, 0, 0, 1.0, 1.0, True, 1, 5, 80.0)]


def test_of_a_body_that_published_nothing_only_that_is_known(county: County) -> None:
    for year in (2023, 2025):
        county.final("财政局", year)
    county.final("教育局", 2024)
    where = f"{OF_2024} and organisation_name = '北关区财政局'"
    assert county.ask("mart_transparency", f"first_publish_date, {PARTS}", where) == [
        (None, 0, 0, 9, 0, 0.0, None, None, None, 1, 0.0)
    ]


@pytest.mark.parametrize(("days", "is_late", "score"), [(20, False, 50.0), (21, True, 25.0)])
def test_a_report_is_late_three_weeks_after_those_of_its_kind(
    county: County, days: int, is_late: bool, score: float
) -> None:
    """Budgets, which are published half a year before, tell nothing of final accounts."""
    for body, day in (("财政局", 1), ("教育局", 1), ("民政局", 1 + days)):
        county.final(body, publish_date=date(2025, 9, day), status="no_figures")
        county.budget(body)
    where = f"{OF_2024} and organisation_name = '北关区民政局'"
    columns = "days_after_county, is_late, known_part_count, transparency_score"
    assert county.ask("mart_transparency", columns, where) == [(days, is_late, 4, score)]


def test_nobody_is_late_by_an_edition_that_was_not_the_first(county: County) -> None:
    """A correction, an adjusted budget, an edition beside one without a date; a late first report and its correction are."""
    for body in ("甲局", "乙局", "丙局"):
        county.final(body, publish_date=date(2025, 9, 1), status="no_figures")
        county.budget(body, publish_date=date(2024, 2, 1), status="no_figures")
    late = date(2025, 12, 1)
    county.final("只有更正", publish_date=late, title="部门决算（更正）", status="no_figures")
    county.budget("只有调整", publish_date=date(2024, 10, 1), title="部门预算调整方案", status="no_figures")
    for undated in (None, late):
        county.final("另有未署日期", publish_date=undated, status="no_figures")
    county.final("先前一份未读", publish_date=date(2025, 9, 1), status="failed")
    county.final("先前一份未读", publish_date=late, status="no_figures")
    page = "https://example.invalid/a.html"
    for on_page in (date(2025, 9, 2), None):
        county.final("附件无日期", publish_date=on_page, page_url=page, status="no_figures")
    county.final("确实迟了", publish_date=late, status="no_figures")
    county.final("确实迟了", publish_date=date(2025, 12, 20), title="部门决算（更正）", status="no_figures")
    rows = county.ask(
        "mart_transparency", "replace(organisation_name, '北关区', ''), days_after_county, is_late",
        "organisation_name not in ('北关区甲局', '北关区乙局', '北关区丙局') and document_count > 0",
    )  # fmt: skip
    assert rows == [
        ("先前一份未读", 0, False),
        ("另有未署日期", None, None),
        ("只有更正", None, None),
        ("只有调整", None, None),
        ("确实迟了", 91, True),
        ("附件无日期", 1, False),
    ]
