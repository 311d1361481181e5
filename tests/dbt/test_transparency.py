"""mart_transparency: what is known of a report's openness, and a score that is the mean of it."""

from __future__ import annotations

from datetime import date

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
