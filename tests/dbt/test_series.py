"""mart_series and the crosswalk of account codes: figures as printed, on today's codes beside them."""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines import accounts
from tests.dbt.county import County

COLUMNS = "fiscal_year, printed_code, final_yuan, current_code, current_class_code, change_kind"


def test_money_is_followed_to_todays_class(county: County) -> None:
    """Relief moved from 208 to 224 in 2019, and 信访 from 201 under a code of its own level in 2024."""
    before = county.final(fiscal_year=2018)
    for item, amount in (
        ("208 社会保障和就业支出", "30"),
        ("20815 自然灾害生活救助", "10"),
        ("20805 离退休", "20"),
    ):
        county.figure(before, "F05", item, amount, measure="total")
    after = county.final(fiscal_year=2019)
    county.figure(after, "F05", "22407 自然灾害救灾及恢复重建支出", "12", measure="total")
    county.figure(after, "F05", "2010308 信访事务", "7", measure="total")
    assert county.ask("mart_series", COLUMNS) == [
        (2018, "20805", 20, "20805", "208", "renamed"),
        (2018, "20815", 10, "22407", "224", "moved"),
        (2019, "2010308", 7, "20140", "201", "moved"),
        (2019, "22407", 12, "22407", "224", None),
    ]


def test_sub_items_go_where_their_item_went_and_keep_a_code_that_only_changed_its_name(
    county: County,
) -> None:
    report = county.final(fiscal_year=2018)
    for item, amount in (
        ("2011501 行政运行", "1"),
        ("2080502 事业单位离退休", "2"),
        ("2070404 广播", "3"),
    ):
        county.figure(report, "F05", item, amount, measure="total")
    columns = "printed_code, current_code, current_class_code, successor_codes, change_kind"
    assert county.ask("mart_series", columns) == [
        ("2011501", "20138", "201", "20138", "merged"),
        ("2070404", None, "207", "20706 20708", "split"),
        ("2080502", "2080502", "208", "20805", "renamed"),
    ]


def test_only_the_lowest_printed_level_is_shown(county: County) -> None:
    """A class with items beside one without: no amount stands in two rows."""
    report = county.final()
    for item, amount in (
        ("205 教育支出", "9"),
        ("20502 普通教育", "6"),
        ("2050201 学前教育", "6"),
        ("20508 进修及培训", "3"),
        ("221 住房保障支出", "4"),
    ):
        county.figure(report, "F05", item, amount, measure="total")
    rows = county.ask("mart_series", "printed_code, final_yuan, cofog_code")
    assert rows == [("2050201", 6, "09.1"), ("20508", 3, "09.5"), ("221", 4, "06.1")]


def test_a_member_is_not_counted_beside_its_department(county: County) -> None:
    department = county.final("教育局")
    county.figure(department, "F05", "205 教育支出", "9", measure="total")
    member = county.final("教育局本级", organisation_kind="unit")
    county.figure(member, "F05", "205 教育支出", "5", measure="total")
    assert county.ask("mart_series", "final_yuan, is_counted") == [(5, False), (9, True)]


def test_every_assigned_code_has_a_name_in_its_standard(county: County) -> None:
    assert county.ask("dim_account_standard", "count(*)", "standard_name is null or top_name is null") == [
        (0,)
    ]
    assert county.ask("dim_account_standard", "top_code, top_name", "account_code = '2050201'") == [
        ("09", "Education")
    ]


def test_only_what_reports_print_is_sure(county: County) -> None:
    """A change of high confidence has both its names in the list of accounts, and neither is recalled."""
    with (Path(accounts.__file__).parent / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        printed = {
            (row["account_code"], row["account_name"])
            for row in csv.DictReader(stream)
            if row["source"] != "recalled"
        }
    county.ask("dim_account_crosswalk", "1")
    sure = county.query(
        "select old_code, old_name, new_code, new_name from staging.account_crosswalk where confidence = 'high'"
    )
    assert sure
    assert [row for row in sure if not {row[:2], row[2:]} <= printed] == []


def test_only_a_split_has_no_single_heir(county: County) -> None:
    rows = county.ask("dim_account_crosswalk", "account_code, change_kind", "current_code is null")
    assert {kind for _, kind in rows} == {"split"}


def test_days_cover_the_years_of_the_documents(county: County) -> None:
    county.final(fiscal_year=2023)
    county.final(fiscal_year=2024)
    assert county.ask("dim_date", "count(*), min(date_day)::varchar, max(fiscal_year)") == [
        (365 + 366, "2023-01-01", 2024)
    ]
