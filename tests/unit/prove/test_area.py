"""Identities of governments' tables accuse only where the table itself shows that they are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from pipelines.prove.area import prove_areas
from pipelines.recognise.governments.reader import AreaReader
from pipelines.values.proof import Check
from tests.unit.pages import Rows, grid, page
from tests.unit.steps import steps

REVENUE = "2025年全市一般公共预算收入执行情况表"
EXPENDITURE = "2025年全市一般公共预算支出执行情况表"


def checks(title: str, rows: Rows, unit: str = "单位：万元") -> list[Check]:
    tables = AreaReader([page(1, [title, unit], grid(rows))], None).tables
    return prove_areas([item for table in tables for item in table.items])


def of(found: Sequence[Check], identity: str) -> list[tuple[str, bool]]:
    return [(check.status, check.accuses) for check in found if check.identity_id == identity]


def test_taxes_other_revenue_and_their_sum() -> None:
    found = checks(REVENUE, [
        ["项目", "执行数"],
        ["一、税收收入", "60"], ["增值税", "40"], ["契税", "20"],
        ["二、非税收入", "30"], ["专项收入", "20"], ["其中：教育费附加收入", "15"], ["罚没收入", "10"],
        ["收入合计", "90"], ["转移性收入", "10"], ["收入总计", "100"],
    ])  # fmt: skip
    assert [of(found, identity) for identity in ("A01", "A02", "A03")] == [[("holds", False)]] * 3


CLASSES = ("一般公共服务支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "农林水支出")


def expenditure(*columns: Sequence[str]) -> Rows:
    heads = ("年初预算数", "调整预算数", "执行数")[: len(columns)]
    names = [*CLASSES, "支出合计"]
    return [["项目", *heads], *([name, *(column[i] for column in columns)] for i, name in enumerate(names))]


def test_a_class_that_is_left_blank_is_told_where_the_other_columns_add_up() -> None:
    whole, blank = ["10", "20", "30", "40", "50", "60", "210"], ["10", "", "30", "40", "50", "60", "210"]
    assert of(checks(EXPENDITURE, expenditure(whole, blank)), "A04") == [("holds", False), ("violated", True)]


def test_a_sum_that_no_column_confirms_accuses_nobody() -> None:
    blank = ["10", "", "30", "40", "50", "60", "210"]
    assert of(checks(EXPENDITURE, expenditure(blank)), "A04") == [("violated", False)]


def completion(*printed: str, budgets: Sequence[str] = ("200", "400", "500", "800", "1000", "2000")) -> Rows:
    rows = [[name, budget, "150", rate] for name, budget, rate in zip(CLASSES, budgets, printed, strict=True)]
    return [["项目", "年初预算数", "执行数", "完成年初预算%"], *rows]


def test_one_rate_that_its_amounts_do_not_give_is_told_among_those_that_they_do() -> None:
    rows = completion("75.0", "37.5", "30.0", "18.8", "15.0", "8.5")
    assert of(checks(EXPENDITURE, rows), "A14") == [("holds", False)] * 5 + [("violated", True)]


def test_rates_of_a_base_that_is_not_printed_accuse_nobody() -> None:
    rows = completion("98.0", "97.1", "95.5", "99.9", "93.0", "97.7")
    assert of(checks(EXPENDITURE, rows), "A14") == [("violated", False)] * 6


def test_a_rate_of_small_amounts_was_made_before_they_were_rounded() -> None:
    rows: Rows = [
        ["项目", "年初预算数", "执行数", "完成年初预算%"],
        *([name, "16", "16", "101.6"] for name in CLASSES),
    ]
    assert {status for status, _ in of(checks(EXPENDITURE, rows), "A14")} == {"rounding"}


def test_growth_is_of_the_two_amounts_that_the_rows_fit() -> None:
    rows: Rows = [
        ["项目", "2024年决算数", "2025年预算数", "2025年执行数", "比上年增长%"],
        *([name, "100", "130", amount, rate] for name, amount, rate in zip(
            CLASSES, ("110", "120", "90", "150", "101", "100"), ("10.0", "20.0", "-10.0", "50.0", "1.0", "7.0"),
            strict=True,
        )),
    ]  # fmt: skip
    assert of(checks(EXPENDITURE, rows), "A15") == [("holds", False)] * 5 + [("violated", True)]


def debts(*rows: Sequence[str], kind: str = "债务限额") -> Rows:
    header = ["地区", f"2025年{kind}", None, None, "2025年债务余额", None, None]
    return [header, ["^", "合计", "一般债务", "专项债务", "合计", "一般债务", "专项债务"], *rows]


def test_debts_add_up_by_part_and_region_and_stay_within_their_limits() -> None:
    found = checks("2025年某市政府债务限额和余额情况表", debts(
        ["某市", "90", "40", "50", "80", "35", "45"],
        ["市本级", "40", "15", "25", "36", "12", "24"],
        ["甲县", "30", "15", "15", "26", "14", "12"],
        ["乙县", "20", "10", "10", "18", "9", "9"],
    ))  # fmt: skip
    assert {i: set(of(found, i)) for i in ("A07", "A10", "A11")} == {
        identity: {("holds", False)} for identity in ("A07", "A10", "A11")
    }


def test_a_limit_of_new_debt_limits_no_balance() -> None:
    found = checks("2025年某市政府债务限额和余额情况表", debts(
        ["某市", "9", "4", "5", "80", "35", "45"], ["市本级", "4", "1", "3", "36", "12", "24"],
        kind="新增债务限额",
    ))  # fmt: skip
    assert of(found, "A11") == []


def lines(opening: str) -> Rows:
    return [
        ["项目", "预算数", "执行数"],
        ["一、2024年末地方政府专项债务余额实际数", "", opening],
        ["二、2025年末地方政府专项债务余额限额", "", "119.98"],
        ["三、2025年地方政府专项债务发行额", "1.23", "32.47"],
        ["四、2025年地方政府专项债务还本额", "1.54", "1.54"],
        ["五、2025年末地方政府专项债务余额预计执行数", "", "119.40"],
    ]


def test_an_opening_balance_of_another_table_is_told_and_a_small_gap_is_not() -> None:
    title = "某州2025年地方政府专项债务余额情况表"
    assert of(checks(title, lines("88.47"), "单位：亿元"), "A13") == [("holds", False)]
    assert of(checks(title, lines("88.41"), "单位：亿元"), "A13") == [("violated", False)]
    assert of(checks(title, lines("52.22"), "单位：亿元"), "A13") == [("violated", True)]


def test_balances_of_regions_follow_from_the_year_with_what_was_settled_otherwise() -> None:
    title = "2024年某盟政府债务限额和余额情况表"
    rows: Rows = [
        ["单位名称", "上年末地方政府债务余额—合计", "本年地方政府债务余额限额—合计", "本年地方政府债务(转贷)收入—合计",
         "本年地方政府债务还本支出—合计", "本年采用其他方式化解的债务本金—合计", "年末地方政府债务余额—合计"],
        ["某盟", "100", "200", "50", "20", "-10", "140"],
        ["某盟本级", "40", "80", "20", "10", "0", "50"],
        ["甲旗", "60", "120", "30", "10", "-10", "90"],
    ]  # fmt: skip
    assert of(checks(title, rows), "A12") == [("holds", False)] * 3


def test_the_columns_of_regions_add_up_to_their_total() -> None:
    rows: Rows = [
        ["项目", "合计", "甲区", "乙县"],
        ["农林水支出", "9", "4", "5"],
        ["其他支出", "3", "1", "2"],
    ]
    found = checks("市本级政府性基金预算2026年对县区转移支付支出预算（草案）", rows)
    assert of(found, "A08") == [("holds", False)] * 2


def test_all_revenue_is_all_expenditure() -> None:
    rows: Rows = [
        ["一般公共预算收入", None, "一般公共预算支出", None],
        ["项目", "执行数", "项目", "执行数"],
        ["税收收入", "90", "国防支出", "80"],
        ["收入总计", "90", "支出总计", "80"],
    ]
    assert of(checks("2025年全市一般公共预算收支平衡表", rows), "A05") == [("violated", False)]


def three_public(total: str, *, abroad: str = "1") -> Rows:
    return [
        ["项目", "2026年预算数"],
        ["合计", total],
        ["因公出国（境）费", abroad],
        ["公务接待费", "2"],
        ["公务用车购置及运行维护费", "7"],
        ["其中：公务用车购置费", "3"],
        ["公务用车运行维护费", "4"],
    ]


def test_the_parts_of_three_public_and_of_vehicles_add_up() -> None:
    title = "2026年某市本级“三公”经费预算表"
    assert of(checks(title, three_public("10")), "A09") == [("holds", False)] * 2
    assert [status for status, _ in of(checks(title, three_public("13")), "A09")] == ["violated", "holds"]
    assert [status for status, _ in of(checks(title, three_public("10", abroad="")), "A09")] == ["holds"]


def test_the_whole_is_its_own_level_and_the_regions() -> None:
    names = ["全市合计", "市本级", "东城区", "西城区", "南县", "北县", "中县", "区县小计"]
    amounts = ["21", "1", "2", "3", "4", "5", "6", "20"]
    rows: Rows = [["地区", "2025年执行数"], *(list(pair) for pair in zip(names, amounts, strict=True))]
    found = [
        c for c in checks("2025年各县（市、区）一般公共预算收入执行情况表", rows) if c.identity_id == "A07"
    ]
    assert [(check.status, len(check.right_items), check.statement) for check in found] == [
        ("holds", 6, "the whole = own level + regions")
    ]


def test_one_line_of_debt_is_no_opening_and_closing_balance() -> None:
    rows: Rows = [
        ["项目", "执行数"],
        ["2025年地方政府专项债务发行额", "32.47"],
        ["2025年地方政府专项债务还本额", "1.54"],
        ["上年末地方政府专项债务余额执行数", "119.40"],
    ]
    assert of(checks("某州2025年地方政府专项债务余额情况表", rows, "单位：亿元"), "A13") == []


def lines_of_debt(closing: str) -> Rows:
    return [
        ["项目", "合计", "一般债务", "专项债务"],
        ["一、2022年末地方政府债务余额", "88000", "41000", "47000"],
        ["二、2023年地方政府债务限额", "103000", "50000", "53000"],
        ["三、2023年地方政府债务（转贷）收入", "15000", "6000", "9000"],
        ["四、2023年地方政府债务还本支出", "5300", "2300", "3000"],
        ["五、2023年末地方政府债务余额", closing, "44700", "53000"],
    ]


def test_lines_of_a_debt_that_columns_print_by_part_close() -> None:
    title = "2023年地方政府债务限额和余额决算表"
    found = checks(title, lines_of_debt("97700"))
    assert of(found, "A12") == of(found, "A11") == [("holds", False)] * 3
    found = checks(title, lines_of_debt("97800"))
    assert sorted(of(found, "A12")) == [("holds", False), ("holds", False), ("violated", False)]


def _funds(count: int) -> tuple[str, Rows]:
    parts = [(f"（一）基金{n}", "2", "1.甲", "1", "2.乙", "1") for n in range(count)]
    rows = [[part[at], part[at + 1]] for part in parts for at in (0, 2, 4)]
    return "2025年社会保险基金收入决算表", [["项目", "决算数"], *rows]


def _classes(count: int) -> tuple[str, Rows]:
    rows = [[CLASSES[n % len(CLASSES)], "1"] for n in range(count)]
    return EXPENDITURE, [["项目", "执行数"], *rows, ["支出合计", str(count)]]


def _changes(count: int) -> tuple[str, Rows]:
    heads = [f"县{n}{what}" for n in range(count // 3) for what in ("预算数", "执行数", "增减%")]
    return EXPENDITURE, [["项目", *heads], *([name, *["1"] * len(heads)] for name in CLASSES)]


@pytest.mark.parametrize("table", [_funds, _classes, _changes])
def test_sums_of_a_table_take_steps_that_grow_with_its_rows_and_columns(
    table: Callable[[int], tuple[str, Rows]],
) -> None:
    once, twice = (_steps(*table(count)) for count in (150, 300))
    assert twice < 2.6 * once


def _steps(title: str, rows: Rows) -> int:
    tables = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None).tables
    items = [item for table in tables for item in table.items]
    assert items
    return steps(lambda: prove_areas(items))
