"""dim_account, its names and changes, and dim_division: what lists say and what reports print."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.dbt.county import County

NAMES = "dim_account_name"


def _prints(county: County, year: int | None, *items: str, body: str = "财政局", **changes: Any) -> None:
    accounts = county.final(body, fiscal_year=year)
    for item in items:
        county.figure(accounts, "F05", item, "1", **changes)


def test_listed_accounts_count_the_documents_that_print_their_name(county: County) -> None:
    county.references["accounts"].clear()
    county.account("201", "一般公共服务支出", valid_from=2010)
    county.account("201", "一般公共服务", valid_to=2009)
    county.account("205", "教育支出")
    _prints(county, 2023, "201 一般公共服务支出", "201 一般公共服务支出", "201 公共服务")
    _prints(county, 2024, "201 一般公共服务支出", "201 一般公共服务")
    _prints(county, 2024, "201 一般公共服务支出", account_kind="economic")
    columns = "account_kind, account_code, account_name, document_count, is_listed, valid_from, valid_to, source, confidence"
    assert county.ask("dim_account", columns, "account_kind = 'functional'") == [
        ("functional", "201", "一般公共服务", 1, True, None, 2009, "printed", "high"),
        ("functional", "201", "一般公共服务支出", 2, True, 2010, None, "printed", "high"),
        ("functional", "205", "教育支出", 0, True, None, None, "printed", "high"),
    ]


def test_an_unlisted_code_bears_its_most_printed_name_then_the_latest(county: County) -> None:
    _prints(county, 2022, "298 甲", "297 乙", "296 丙")
    _prints(county, 2023, "298 甲", "297 丁", "296 丁")
    _prints(county, 2024, "298 丁", "295 戊")
    _prints(county, None, "297 戊", "294 己", "295 壬")
    columns = "account_code, account_name, document_count, is_listed, source, confidence"
    rows = county.ask("dim_account", columns, "not is_listed")
    same = (False, "printed", "unlisted")
    assert rows == [
        ("294", "己", 1, *same),
        ("295", "戊", 2, *same),
        ("296", "丁", 2, *same),
        ("297", "丁", 3, *same),
        ("298", "甲", 3, *same),
    ]


def test_levels_follow_from_the_length_of_a_code(county: County) -> None:
    """类 3, 款 5, 项 7 digits; economic codes have no 项, and a parent is two digits shorter."""
    _prints(county, 2024, "298 类", "29801 款", "2980101 项", "2980 无", "298010101 无")
    _prints(county, 2024, "398 类", "39801 款", "3980101 无", account_kind="economic")
    assert county.ask("dim_account", "account_kind, account_code, level, parent_code", "not is_listed") == [
        ("economic", "398", "class", None),
        ("economic", "39801", "item", "398"),
        ("economic", "3980101", None, "39801"),
        ("functional", "298", "class", None),
        ("functional", "2980", None, None),
        ("functional", "29801", "item", "298"),
        ("functional", "2980101", "sub_item", "29801"),
        ("functional", "298010101", None, None),
    ]


def test_an_account_keeps_its_id_and_a_code_of_another_kind_is_another_account(county: County) -> None:
    county.references["accounts"].clear()
    county.account("301", "甲", account_kind="economic", valid_from=2019)
    county.account("205", None)  # type: ignore[arg-type]
    _prints(county, 2024, "301 甲", account_kind="functional")
    rows = county.ask("dim_account", "account_kind, account_id, is_listed")
    expected = {"economic|301|甲|2019": True, "functional|205||": True, "functional|301|甲|": False}
    assert rows == sorted(
        (key.split("|")[0], sha256(key.encode()).hexdigest()[:16], listed) for key, listed in expected.items()
    )


def test_names_rest_on_print_then_notices_then_lists(county: County) -> None:
    """A name that is recalled only is a candidate."""
    county.references["accounts"].clear()
    county.account("201", "甲", source="notice-2024", confidence="low")
    county.account("202", "乙", source="notice-2024", confidence="low")
    county.account("203", "丙", source="list", confidence="high")
    county.account("204", "丁", source="list", confidence="medium")
    county.account("205", "戊", source="a notice", confidence="medium")
    county.account("206", "己", source="list", confidence="medium")
    county.account("206", "己", source="notice-2019", confidence="medium", valid_from=2019)
    county.account("207", "庚", source="list", confidence="medium")
    county.account("207", "庚", source="list", confidence="high", valid_from=2019)
    _prints(county, 2024, "201 甲", "208 辛")
    _prints(county, 2024, "202 乙", account_kind="economic")
    columns = "account_code, account_name, evidence, is_candidate, is_listed, document_count"
    assert county.ask(NAMES, columns, "account_kind = 'economic'") == [
        ("202", "乙", "printed", False, False, 1)
    ]
    assert county.ask(NAMES, columns, "account_kind = 'functional'") == [
        ("201", "甲", "printed", False, True, 1),
        ("202", "乙", "notice", False, True, 0),
        ("203", "丙", "listed", False, True, 0),
        ("204", "丁", "recalled", True, True, 0),
        ("205", "戊", "recalled", True, True, 0),
        ("206", "己", "notice", False, True, 0),
        ("207", "庚", "listed", False, True, 0),
        ("208", "辛", "printed", False, False, 1),
    ]


def test_a_name_printed_outside_the_years_it_is_valid_in_is_told(county: County) -> None:
    """Rows of one name are one span, open where one of them is."""
    county.references["accounts"].clear()
    cases: dict[
        str, tuple[list[tuple[int | None, int | None]], list[int], tuple[int | None, int | None], bool]
    ] = {
        "201": ([(2019, 2023)], [2019, 2023], (2019, 2023), False),
        "202": ([(2019, 2023)], [2018, 2020], (2019, 2023), True),
        "203": ([(2019, 2023)], [2020, 2024], (2019, 2023), True),
        "204": ([(2010, 2015), (2018, 2020)], [2016], (2010, 2020), False),
        "205": ([(2010, 2015), (2018, None)], [2024], (2010, None), False),
        "206": ([(None, None)], [2000, 2030], (None, None), False),
        "207": ([(2019, 2023)], [], (2019, 2023), False),
    }
    for code, (spans, years, *_) in cases.items():
        for valid_from, valid_to in spans:
            county.account(code, "甲", valid_from=valid_from, valid_to=valid_to)
        for year in years:
            _prints(county, year, f"{code} 甲")
    columns = "account_code, valid_from, valid_to, first_printed_year, last_printed_year, is_printed_outside_validity"
    assert county.ask(NAMES, columns) == [
        (code, *span, min(years, default=None), max(years, default=None), outside)
        for code, (_, years, span, outside) in cases.items()
    ]


def test_an_account_is_renamed_or_moved_in_the_year_after_another_ended(county: County) -> None:
    county.references["accounts"].clear()
    county.account("201", "旧名", valid_to=2018)
    county.account("201", "新名", valid_from=2019)
    county.account("205", "移者", valid_to=2018)
    county.account("206", "移者", valid_from=2019, confidence="medium", source="list")
    county.account("207", "早", valid_to=2017)
    county.account("207", "晚", valid_from=2019)
    county.account("208", "同", valid_to=2018)
    county.account("209", "异", valid_from=2019, account_kind="economic")
    county.account("208", "同", valid_from=2019, account_kind="economic")
    _prints(county, 2030, "201 再新")
    columns = "change_kind, old_code, old_name, new_code, new_name, first_year, old_evidence, new_evidence, is_confirmed"
    assert county.ask("dim_account_change", columns) == [
        ("moved", "205", "移者", "206", "移者", 2019, "listed", "recalled", False),
        ("renamed", "201", "旧名", "201", "新名", 2019, "listed", "listed", True),
    ]


def test_a_change_is_confirmed_where_neither_name_is_recalled_only(county: County) -> None:
    county.references["accounts"].clear()
    sure, recalled = {"confidence": "high"}, {"confidence": "medium", "source": "list"}
    for code, before, after in (
        ("201", sure, sure),
        ("202", recalled, sure),
        ("203", sure, recalled),
        ("204", recalled, recalled),
    ):
        county.account(code, f"旧{code}", valid_to=2018, **before)
        county.account(code, f"新{code}", valid_from=2019, **after)
    assert county.ask("dim_account_change", "old_code, is_confirmed") == [
        ("201", True),
        ("202", False),
        ("203", False),
        ("204", False),
    ]


def test_an_unlisted_name_is_no_change(county: County) -> None:
    county.references["accounts"].clear()
    county.account("201", "旧名", valid_to=2023)
    _prints(county, 2024, "201 新名")
    assert county.ask("dim_account_change", "count(*)") == [(0,)]


def test_only_codes_of_a_known_kind_are_accounts(county: County) -> None:
    """A figure of a file that is not the document's own does not count, nor a code without a kind."""
    county.references["accounts"].clear()
    _prints(county, 2024, "298 甲", account_kind=None)
    _prints(county, 2024, "297 乙", account_kind="")
    _prints(county, 2024, "无码", account_kind="functional")
    for site in ("410503_beiguan", "310107_putuo"):
        document = county.final(key="一份", site=site)
        county.figure(document, "F05", "299 丙" if site.startswith("3") else "296 丁", "1")
    assert county.ask("dim_account", "account_code") == [("299",)]


def test_a_division_is_known_from_lists_and_from_documents(county: County) -> None:
    """A former code has its successor's; one that no list has stands for itself."""
    county.reference(
        "divisions", division_code="410504", division_name="旧区", level="county", successor_code="410503",
        valid_to=2016, former_names=["老区"],
    )  # fmt: skip
    county.reference(
        "divisions", division_code="410505", division_name="殷都区", successor_code="", parent_code=""
    )
    county.reference("divisions", division_code="", division_name="无码区")
    assert county.ask("dim_division", "division_code", "division_name = '无码区'") == [(None,)]
    for code in ("999999", "999999", "410503", None):
        county.final(division_code=code)
    columns = "division_code, division_name, is_listed, current_code, former_names, parent_code"
    assert county.ask("dim_division", columns, "division_code > '400000'") == [
        ("410503", "北关区", True, "410503", [], "410500"),
        ("410504", "旧区", True, "410503", ["老区"], None),
        ("410505", "殷都区", True, "410505", [], None),
        ("999999", None, False, "999999", [], None),
    ]


def test_codes_of_no_known_parent_or_predecessor_are_null_not_empty(county: County) -> None:
    county.references["accounts"].clear()
    county.account("201", "甲", parent_code="")
    for old_code in ("", "410504"):
        county.reference(
            "division_changes", year=2016, change_kind="merged", old_code=old_code, new_code="410503"
        )
    assert county.ask("dim_account", "parent_code") == [(None,)]
    assert county.ask("dim_division_change", "old_code") == [("410504",), (None,)]
