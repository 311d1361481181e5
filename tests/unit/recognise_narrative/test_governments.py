"""Totals that the prose of a government's report states, and what it says of their change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.prove.area.told import totals_told
from pipelines.recognise.governments.reader import AreaReader
from pipelines.recognise.governments.told import read_told
from pipelines.values.claims import Claim
from tests.unit.pages import grid, page


def told(*lines: str) -> tuple[Claim, ...]:
    return read_told([page(1, lines)], "budget", 2025).claims


def of(claims: Sequence[Claim]) -> list[tuple[str, str, str, str]]:
    return [(c.subject, c.measure, str(c.value), c.unit) for c in claims]


def test_a_total_has_its_amount_its_change_and_its_share_of_the_budget() -> None:
    claims = told("2025年，全市一般公共预算收入完成92.51亿元，比上年增长6.5%，为年初预算的96.8%。")
    assert {c.kind for c in claims} == {"government_total"}
    assert of(claims) == [
        ("全市一般公共预算收入", "amount", "92.51", "亿元"),
        ("全市一般公共预算收入", "rate", "6.5", "%"),
        ("全市一般公共预算收入", "completion_rate", "96.8", "%"),
    ]


def test_a_fall_is_negative_and_the_next_total_takes_its_own_figures() -> None:
    claims = told("其中：税收收入79.64亿元，下降0.3%；非税收入12.87亿元，增加5.86亿元，增长83.6%。")
    assert of(claims) == [
        ("税收收入", "amount", "79.64", "亿元"),
        ("税收收入", "rate", "-0.3", "%"),
        ("非税收入", "amount", "12.87", "亿元"),
        ("非税收入", "delta", "5.86", "亿元"),
        ("非税收入", "rate", "83.6", "%"),
    ]


def test_the_budget_that_a_share_is_of_may_stand_before_it() -> None:
    claims = told(
        "全县地方一般公共预算收入62964万元，完成年初预算65200万元的96.57%，同比减952万元，减幅1.49%。"
    )
    assert of(claims)[1:] == [
        ("全县地方一般公共预算收入", "completion_rate", "96.57", "%"),
        ("全县地方一般公共预算收入", "delta", "-952", "万元"),
        ("全县地方一般公共预算收入", "rate", "-1.49", "%"),
    ]


def test_brackets_between_a_budget_and_its_share_say_nothing_else() -> None:
    claims = told("全县一般公共预算支出345789万元，占预算（调整后的预算，下同）的96.9%。")
    assert ("全县一般公共预算支出", "completion_rate", "96.9", "%") in of(claims)


@pytest.mark.parametrize(
    "sentence",
    [
        "税收收入占一般公共预算收入的86.1%。",
        "一般公共预算收入中，专项收入5.89亿元，增长57.4%。",
        "增值税19.79亿元，下降0.8%。",
    ],
)
def test_what_names_no_total_with_its_amount_states_none(sentence: str) -> None:
    assert told(sentence) == ()


def test_growth_on_another_footing_is_none_of_the_printed_years() -> None:
    claims = told("市级一般公共预算支出30.5亿元，同口径增长4.0%。")
    assert of(claims) == [("市级一般公共预算支出", "amount", "30.5", "亿元")]


def test_a_stated_total_is_tied_to_the_table_that_prints_it_and_accuses_nobody() -> None:
    title = "2025年全市一般公共预算收入执行情况表"
    rows = [["项目", "2025年执行数"], ["税收收入", "796350"], ["收入合计", "925091"]]
    items = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None).tables[0].items
    claims = told(
        "全市一般公共预算收入92.51亿元，增长6.5%。其中税收收入80.64亿元。年末政府债务余额73.65亿元。"
    )
    checks = list(totals_told(claims, items))
    assert [(c.left_items[0].text_printed, c.right_items[0][1].text_printed, c.accuses) for c in checks] == [
        ("92.51", "925091", False)
    ]


def test_a_total_is_tied_to_the_first_of_many_figures_that_rounding_allows() -> None:
    title = "2025年全市一般公共预算收入执行情况表"
    near = [["收入合计", text] for text in ("925151", "925149", "925050", "92.51", "925100", "925200")]
    rows = [["项目", "2025年执行数"], ["税收收入", "796350"], *near, *([["收入合计", "1"]] * 50)]
    items = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None).tables[0].items
    one, other = "全市一般公共预算收入{}亿元。", "全县一般公共预算收入{}亿元。"
    claims = told(one.format("92.51") + other.format("92.51") + one.format("92.52") + one.format("92.5"))
    checks = list(totals_told(claims, items))
    assert [(c.left_items[0].text_printed, c.right_items[0][1].text_printed, c.status) for c in checks] == [
        ("92.51", "925151", "rounding"),
        ("92.51", "925151", "rounding"),
        ("92.52", "925151", "holds"),
        ("92.5", "925151", "holds"),
    ]


def test_a_scope_may_be_described_in_brackets_or_named() -> None:
    claims = told(
        "分级次看，市级（市本级、“三区”）一般公共预算收入49.5亿元，同比增长7%，县（市、区）一般公共预算收入234.6亿元，同比减收3亿元。"
        "中心城区（市级、和川区）一般公共预算收入78.9亿元。云江县一般公共预算支出30亿元，同比减支2亿元。全区全年税收收入3亿元。"
    )
    assert of(claims) == [
        ("市级（市本级、“三区”）一般公共预算收入", "amount", "49.5", "亿元"),
        ("市级（市本级、“三区”）一般公共预算收入", "rate", "7", "%"),
        ("县（市、区）一般公共预算收入", "amount", "234.6", "亿元"),
        ("县（市、区）一般公共预算收入", "delta", "-3", "亿元"),
        ("中心城区（市级、和川区）一般公共预算收入", "amount", "78.9", "亿元"),
        ("云江县一般公共预算支出", "amount", "30", "亿元"),
        ("云江县一般公共预算支出", "delta", "-2", "亿元"),
        ("全区税收收入", "amount", "3", "亿元"),
    ]


def test_a_total_behind_a_bracket_that_is_no_scope_is_left() -> None:
    assert told("重点企业（甲、乙）一般公共预算收入9亿元，增长1%。") == ()


def test_parts_of_debt_and_what_is_expected_are_told() -> None:
    claims = told(
        "2023年末政府债务余额50亿元，其中一般债务余额20亿元、专项债务余额30亿元。2024年全县一般公共预算收入预期13亿元。"
    )
    assert [(subject, value) for subject, _, value, _ in of(claims)] == [
        ("政府债务余额", "50"),
        ("一般债务余额", "20"),
        ("专项债务余额", "30"),
        ("全县一般公共预算收入", "13"),
    ]
