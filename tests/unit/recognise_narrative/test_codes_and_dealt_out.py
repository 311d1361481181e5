"""Names with codes, names as paths, figures dealt out to several subjects, sums of one fund, plans of procurement."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative import budget_text
from tests.unit.recognise_narrative.final_text import claims_of, read_final

ITEMS = "（三）一般公共预算财政拨款支出决算具体情况"


@pytest.mark.parametrize(
    ("name", "subject", "code"),
    [
        ("教育（205）普通教育（02）小学教育（02）", "教育/普通教育/小学教育", "2050202"),
        ("社会保障和就业支出208（类）行政事业单位养老支出05（款）机关事业单位基本养老保险缴费支出05（项）",
         "社会保障和就业支出/行政事业单位养老支出/机关事业单位基本养老保险缴费支出", "2080505"),
        ("农林水支出-水利-水利工程建设（2130305）", "农林水支出/水利/水利工程建设", "2130305"),
        ("农林水支出/水利/水利工程建设（项）", "农林水支出/水利/水利工程建设", ""),
    ],
)  # fmt: skip
def test_an_item_is_named_with_codes_or_as_a_path(name: str, subject: str, code: str) -> None:
    sentence = f"{name}：年初预算为500万元，决算数为560万元。"
    claims = [claim for claim in read_final(ITEMS, sentence).claims if claim.kind == "item_execution"]
    assert [(c.subject, c.item_code, c.measure, c.text_printed) for c in claims] == [
        (subject, code, "initial_budget", "500"),
        (subject, code, "final", "560"),
    ]


def test_no_item_of_a_class_with_codes_is_the_class() -> None:
    told = (
        "（三）一般公共预算当年拨款具体使用情况",
        "教育（205）普通教育（02）小学教育（02）2025年预算数为2600万元。",
    )
    assert budget_text.claims_of("class_budget", *told, year=2025) == []
    assert budget_text.claims_of("item_budget", *told, year=2025) == [
        ("教育/普通教育/小学教育", "budget", "2600万元")
    ]


def test_two_digits_in_brackets_behind_no_account_are_no_code() -> None:
    told = (ITEMS, "在职人员（12）人，全年支出30万元。")
    assert claims_of("item_execution", *told) == []


def test_shares_that_are_dealt_out_go_to_the_subjects_in_turn() -> None:
    told = ("三、支出决算情况说明", "基本支出60万元，项目支出40万元，分别占60.00%、40.00%。")
    assert claims_of("structure", *told) == [
        ("基本支出", "amount", "60万元"),
        ("基本支出", "share", "60.00%"),
        ("项目支出", "amount", "40万元"),
        ("项目支出", "share", "40.00%"),
    ]


def test_shares_dealt_out_to_more_subjects_than_are_named_are_nobodys() -> None:
    told = ("三、支出决算情况说明", "项目支出40万元，分别占60.00%、40.00%。")
    assert [f for f in claims_of("structure", *told) if f[1] == "share"] == []


def test_the_carry_over_of_one_fund_is_not_the_bodys() -> None:
    fund = "政府性基金预算财政拨款收支情况：年初结转和结余30万元，本年收入401万元，本年支出391万元，年末结转和结余40万元。"
    assert claims_of("structure", fund) == []
    whole = "本年收入401万元，年初结转和结余30万元。"
    assert ("年初结转和结余", "amount", "30万元") in claims_of("structure", "收入决算情况", whole)


def test_what_was_planned_to_be_bought_is_not_what_was_bought() -> None:
    told = (
        "七、政府采购支出情况",
        "政府采购计划金额300万元，实际采购金额286.5万元，其中货物86.5万元，工程0万元，服务200万元。",
    )
    assert claims_of("procurement", *told)[0] == ("总额", "amount", "286.5万元")


def test_parts_of_another_years_line_are_of_that_year() -> None:
    told = (
        "“三公”经费支出情况",
        "2022年“三公”经费预算为20万元，其中：因公出国（境）费1万元，公务接待费9万元，公务用车运行维护费10万元。",
        "2023年“三公”经费支出共计12万元，其中：公务接待费2万元，公务用车运行维护费10万元。",
    )
    assert [f for f in claims_of("three_public", *told) if f[1] == "final"] == [
        ("合计", "final", "12万元"),
        ("公务接待费", "final", "2万元"),
        ("公务用车运行维护费", "final", "10万元"),
    ]


def test_rates_of_two_sides_in_a_row_are_not_the_rate_of_both() -> None:
    told = (
        "一、收入支出决算总体情况说明",
        "收、支总计均为4125.49万元。与上年相比，各下降23.51%、38.28%。",
    )
    assert [f for f in claims_of("total_yoy", *told) if f[1] == "rate"] == []


def test_a_comparison_announced_compares_with_what_follows() -> None:
    told = ("经比较2023年度“三公”经费41万元，较上年减少19万元，下降31.67%。",)
    assert claims_of("three_public", *told) == [
        ("合计", "final", "41万元"),
        ("合计", "delta", "-19万元"),
        ("合计", "rate", "-31.67%"),
    ]


def test_persons_are_counted_behind_the_name_of_the_reception_or_the_mission() -> None:
    told = (
        "二、“三公”经费支出情况",
        "因公出国（境）团组数0个，因公出国（境）0人次；国内公务接待275批次，国内公务接待2700人次。",
    )
    assert claims_of("three_public_count", *told) == [
        ("因公出国（境）团组", "count", "0个"),
        ("因公出国（境）人次", "count", "0人次"),
        ("国内公务接待批次", "count", "275批次"),
        ("国内公务接待人次", "count", "2700人次"),
    ]


def test_an_item_that_ends_as_a_class_is_called_is_not_the_class() -> None:
    told = (
        "一般公共预算支出按功能分类",
        "初中教育支出206万元。",
        "高中教育支出371万元。",
        "其中教育支出577万元。",
    )
    assert budget_text.claims_of("class_budget", *told) == [("教育支出", "budget", "577万元")]


def test_the_sum_of_lines_that_a_bracket_calls_three_public_is_theirs() -> None:
    told = (
        "用财政拨款开支的出国（境）经费、车辆购置及运行费、公务接待费（简称“三公”经费）支出合计24.75万元。",
    )
    assert claims_of("three_public", *told) == [("合计", "final", "24.75万元")]


def test_counts_of_receptions_may_be_said_to_be() -> None:
    told = ("“三公”经费支出情况", "国内公务接待批次为520个，接待人次为4200人。")
    assert claims_of("three_public_count", *told) == [
        ("国内公务接待批次", "count", "520个"),
        ("国内公务接待人次", "count", "4200人"),
    ]


def test_receptions_that_are_not_said_to_be_abroad_are_at_home() -> None:
    told = ("“三公”经费支出情况", "国（境）外公务接待1批次2人次。公务接待30批次260人次。")
    assert claims_of("three_public_count", *told) == [
        ("国内公务接待批次", "count", "30批次"),
        ("国内公务接待人次", "count", "260人次"),
    ]


def test_what_procurement_is_paid_from_is_no_revenue_of_the_body() -> None:
    told = ("（二）政府采购预算情况", "政府采购预算2万元。按资金划分，一般公共预算拨款2万元，其他资金0万元。")
    assert budget_text.claims_of("structure", *told) == []
    assert budget_text.claims_of("total_yoy", *told) == []
    final = ("按政府采购资金划分，其他收入2万元。",)
    assert claims_of("structure", *final) == []


def test_money_that_lines_are_paid_from_is_the_end_of_their_name() -> None:
    told = ("本单位“会议费”“培训费”“差旅费”财政拨款预算数3万元，其中：会议费1万元，培训费2万元。",)
    assert budget_text.claims_of("structure", *told) == []
