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


def test_a_sub_item_goes_with_its_item_until_that_is_gone(county: County) -> None:
    """Under the item's code and name where that moved, under its own where it was renamed, and after the change."""
    for year in (2018, 2021):
        report = county.final(fiscal_year=year)
        for item in ("2081501 中央自然灾害生活补助", "2080502 事业单位离退休", "2101201 财政对基金的补助"):
            county.figure(report, "F05", item, "1", measure="total")
    columns = "fiscal_year, printed_code, current_code, current_name, current_class_code, cofog_code"
    assert county.ask("mart_series", columns, "printed_code <> '2101201'") == [
        (2018, "2080502", "2080502", "事业单位离退休", "208", "10.2"),
        (2018, "2081501", "22407", "自然灾害救灾及恢复重建支出", "224", "10.9"),
        (2021, "2080502", "2080502", "事业单位离退休", "208", "10.2"),
        (2021, "2081501", "2081501", "中央自然灾害生活补助", "208", "10"),
    ]


def test_a_function_is_that_of_todays_code_then_of_the_printed_one_then_of_the_class(county: County) -> None:
    """A split has no code of today; the narrowest level that a standard knows tells."""
    report = county.final(fiscal_year=2018)
    for item in (
        "2050201 学前教育",
        "20599 其他教育支出",
        "20704 新闻出版广播影视",
        "20815 自然灾害生活救助",
    ):
        county.figure(report, "F05", item, "1", measure="total")
    assert county.ask("mart_series", "printed_code, cofog_code, cofog_name, cofog_confidence") == [
        ("2050201", "09.1", "Pre-primary and primary education", "high"),
        ("20599", "09", "Education", "high"),
        ("20704", "08", "Recreation, culture and religion", "high"),
        ("20815", "10.9", "Social protection n.e.c.", "low"),
    ]


def test_a_class_bears_its_latest_listed_name_of_those_that_are_valid(county: County) -> None:
    county.account("212", "城乡社区支出")
    county.account("212", "城乡社区事务", valid_from=2015, valid_to=2020)
    county.account("212", "城乡社区", valid_from=2010)
    county.account("213", "农林水支出")
    report = county.final()
    for item in ("212 城乡", "213 农林", "298 另设支出"):
        county.figure(report, "F05", item, "1", measure="total")
    assert county.ask("mart_series", "printed_code, printed_name, current_class_name") == [
        ("212", "城乡", "城乡社区"),
        ("213", "农林", "农林水支出"),
        ("298", "另设支出", None),
    ]


def test_a_disputed_figure_says_so(county: County) -> None:
    report = county.final()
    for item, status in (("201 甲", "disputed"), ("205 乙", "proven"), ("208 丙", None)):
        county.figure(report, "F05", item, "1", measure="total", proof_status=status)
    assert county.ask("mart_series", "printed_code, is_disputed") == [
        ("201", True),
        ("205", False),
        ("208", False),
    ]


def test_the_lowest_level_is_that_of_the_year(county: County) -> None:
    for year, items in ((2023, ("205 教育支出",)), (2024, ("205 教育支出", "20502 普通教育"))):
        county.figures(county.final(year=year), "F05", dict.fromkeys(items, "1"))
    assert county.ask("mart_series", "fiscal_year, printed_code") == [(2023, "205"), (2024, "20502")]


def test_a_department_that_prints_no_item_leaves_its_member_counted(county: County) -> None:
    county.figure(county.final("教育局"), "F05", "合计", "9", measure="total")
    member = county.final("教育局本级")
    county.figure(member, "F05", "205 教育支出", "5", measure="total")
    county.evidence(member, "parent_body", "北关区教育局")
    assert county.ask("mart_series", "final_yuan, is_counted") == [(5, True)]


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


def test_a_body_whose_kind_no_document_tells_is_counted_or_not_and_never_unknown(county: County) -> None:
    for body in ("教育局", "第一小学"):
        report = county.final(body, organisation_kind=None)
        county.figure(report, "F05", "205 教育支出", "9", measure="total")
    assert county.ask("mart_series", "organisation_name, is_counted") == [
        ("北关区教育局", True),
        ("北关区第一小学", False),
    ]
