"""Wordings of many provinces: parts by fund, items by code and name, sums named by the year alone, counts in brackets."""

from __future__ import annotations

import pytest

from pipelines.recognise.narrative.subjects import Accounts
from tests.unit.recognise_narrative import budget_text
from tests.unit.recognise_narrative.final_text import claims_of, read_final, shorts


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("three_public", "2023年度“三公”经费支出决算41.20万元（其中：一般公共预算支出41.20万元；政府性基金预算支出0万元）。"),
        ("agency_operating", "2023年度机关运行经费支出决算88.04万元（其中：一般公共预算支出88.04万元）。"),
    ],
)  # fmt: skip
def test_a_figure_split_by_fund_is_no_expenditure_of_the_body(kind: str, sentence: str) -> None:
    paragraphs = ("七、一般公共预算支出决算情况说明", "2023年度一般公共预算财政拨款支出决算910.5万元。与上年相比，减少9.5万元，减少1.03%。",
                  "九、其他重要事项", sentence)  # fmt: skip
    assert len(claims_of(kind, *paragraphs)) == 1
    assert claims_of("total_yoy", *paragraphs) == [
        ("一般公共预算财政拨款支出", "amount", "910.5万元"),
        ("一般公共预算财政拨款支出", "delta", "-9.5万元"),
        ("一般公共预算财政拨款支出", "rate", "-1.03%"),
    ]


def test_receptions_abroad_and_at_home_are_not_the_line_of_receptions() -> None:
    sentence = "公务接待费支出预算5万元，支出决算3.1万元。其中：国内公务接待支出3.1万元，接待12批次；国（境）外公务接待支出0万元，接待0批次。"
    assert claims_of("three_public", "二、“三公”经费支出情况", sentence) == [
        ("公务接待费", "budget", "5万元"),
        ("公务接待费", "final", "3.1万元"),
    ]


def test_persons_told_in_brackets_are_those_of_the_bracket() -> None:
    sentence = "国内公务接待共37批次（其中外事接待0批次）、接待人次251人（其中外事接待人次0人）。"
    assert claims_of("three_public_count", "二、“三公”经费支出情况", sentence) == [
        ("国内公务接待批次", "count", "37批次"),
        ("外宾接待批次", "count", "0批次"),
        ("国内公务接待人次", "count", "251人"),
    ]


def test_what_was_really_spent_is_said_of_the_whole_and_not_of_its_last_part() -> None:
    paragraphs = (
        "我局“三公”经费年初预算共计38万元，其中：公务接待费10万元，车辆运行维护费28万元，因公出国经费0万元。实际支出19万元，占年初预算的50%，其中：公务接待费4万元，较上年下降20%；车辆运行维护费15万元，较上年下降18%。",
    )
    found = claims_of("three_public", *paragraphs)
    assert {f for f in found if f[0] == "合计"} == {
        ("合计", "budget", "38万元"),
        ("合计", "final", "19万元"),
        ("合计", "completion_rate", "50%"),
    }
    assert ("公务接待费", "budget", "10万元") in found
    assert ("公务接待费", "final", "4万元") in found
    assert ("公务用车运行维护费", "final", "15万元") in found
    assert not [f for f in found if f[0] == "因公出国（境）费" and f[1] != "budget"]


def test_a_part_told_behind_budget_and_final_figure_is_final() -> None:
    sentence = "公务用车购置及运行维护费9.8万元，预算12万元，比上年10万元减少0.2万元。其中公务用车购置费0元。"
    assert ("公务用车购置费", "final", "0元") in claims_of("three_public", "“三公”经费支出情况", sentence)


def test_the_second_side_of_a_total_has_the_fund_of_the_first() -> None:
    paragraphs = (
        "一、收入支出决算总体情况说明",
        "2023年度收入总计920万元，支出总计920万元。",
        "四、财政拨款收入支出决算总体情况说明",
        "2023年度财政拨款收入总计880万元、支出总计880万元。",
    )
    assert claims_of("total_yoy", *paragraphs) == [
        ("收支总计", "amount", "920万元"),
        ("财政拨款收支总计", "amount", "880万元"),
    ]
    budget = ("财政拨款收入总预算880万元，支出总预算880万元。",)
    assert budget_text.claims_of("total_yoy", *budget) == [
        ("财政拨款收入总预算", "amount", "880万元"),
        ("财政拨款支出总预算", "amount", "880万元"),
    ]


def test_items_are_told_by_code_and_name() -> None:
    final = read_final("（一）2100408基本公共卫生服务310.70万元，较上年决算数增加30.60万元，增长10.92%。")
    assert [(c.kind, c.item_code, c.measure, str(c.value)) for c in final.claims] == [
        ("item_execution", "2100408", "final", "310.70")
    ]
    budget = budget_text.read_budget(
        "2024年本部门一般公共预算支出900万元，其中：", "行政运行（2130201）520.10万元，较上年增加12.20万元，原因是调资；"
    )  # fmt: skip
    items = [
        (c.subject, c.item_code, c.measure, str(c.value)) for c in budget.claims if c.kind == "item_budget"
    ]
    assert items == [("行政运行", "2130201", "budget", "520.10"), ("行政运行", "2130201", "delta", "12.20")]


def test_a_sum_is_named_by_the_year_alone() -> None:
    paragraphs = (
        "三、支出决算情况说明",
        "2023年度支出610.84万元，比上年决算数增加10.19万元，增长1.70%，具体情况如下：",
    )
    assert claims_of("structure", *paragraphs) == [("本年支出合计", "amount", "610.84万元")]
    assert claims_of("total_yoy", *paragraphs) == [
        ("本年支出合计", "delta", "10.19万元"),
        ("本年支出合计", "rate", "1.70%"),
    ]


def test_the_whole_of_a_sum_is_that_sum() -> None:
    paragraphs = (("2023年度，收入合计120.4万元，其中：财政拨款收入110.4万元，占比91.69%。与上年相比，收入总体增加20.1万元，增长20.04%。"
                  "支出合计121.3万元。与上年相比，支出总体增加19万元，增长18.57%。"),)  # fmt: skip
    assert [f for f in claims_of("total_yoy", *paragraphs) if f[1] == "delta"] == [
        ("本年收入合计", "delta", "20.1万元"),
        ("本年支出合计", "delta", "19万元"),
    ]


def test_a_rate_in_brackets_has_the_direction_of_its_change() -> None:
    sentence = "2024年“三公”经费预算12.50万元，较上年减少1.50万元（10.71%），减少的主要原因是节约。"
    assert budget_text.claims_of("three_public", sentence) == [
        ("合计", "budget", "12.50万元"),
        ("合计", "delta", "-1.50万元"),
        ("合计", "rate", "-10.71%"),
    ]


def test_parts_of_operating_costs_are_no_lines_of_three_public() -> None:
    sentence = "机关运行经费共计安排25.25万元，其中办公费3.2万元、会议费1万元、公务用车运行维护费3万元。"
    narrative = budget_text.read_budget(sentence)
    assert {claim.kind for claim in narrative.claims} == {"agency_operating"}
    assert narrative.notes == ()


def test_projects_of_one_sort_are_not_all_projects() -> None:
    paragraphs = (
        "2023年度支出合计90万元。其中：基本支出50万元；项目支出40万元。",
        "其中：基本建设类项目支出0.00万元。",
    )
    assert claims_of("structure", *paragraphs) == [
        ("本年支出合计", "amount", "90万元"),
        ("基本支出", "amount", "50万元"),
        ("项目支出", "amount", "40万元"),
    ]


def test_a_reason_ends_where_the_next_comparison_begins() -> None:
    sentence = (
        "2023年度“三公”经费支出3.52万元，完成预算的58.67%，决算数小于预算数的主要原因是压减，"
        "2023年度“三公”经费支出决算数比2022年减少0.40万元，下降10.20%。"
    )
    assert shorts(c for c in read_final(sentence).claims if c.kind == "three_public") == [
        ("合计", "final", "3.52万元"),
        ("合计", "completion_rate", "58.67%"),
        ("合计", "delta", "-0.40万元"),
        ("合计", "rate", "-10.20%"),
    ]


def test_an_account_is_none_before_the_one_above_it() -> None:
    assert Accounts([], 2021).code(("一般公共服务支出", "市场监督管理事务", "行政运行")) == ""
    assert Accounts([], 2024).code(("一般公共服务支出", "社会工作事务", "行政运行")) == "2013901"


def test_a_part_of_a_budget_keeps_both_its_share_and_its_change() -> None:
    sentence = "2024年收入预算总额为1,203万元，其中：财政拨款收入1,180万元，占收入预算总额的98.09%，较上年增加50万元。"
    assert ("财政拨款收入", "share", "98.09%") in budget_text.claims_of("structure", sentence)
    assert ("财政拨款收入", "delta", "50万元") in budget_text.claims_of("total_yoy", sentence)


def test_this_years_revenue_is_all_of_it_and_not_the_fund_told_of_last() -> None:
    paragraphs = (
        "（一）收入总计2156万元，包括：",
        "1.财政拨款收入2102万元，占收入总计的97.5%。其中：一般公共预算财政拨款收入2102万元；政府性基金预算财政拨款收入0万元。",
        "与2022年相比，今年收入增加125万元，增长6.2%。",
    )
    assert claims_of("total_yoy", *paragraphs) == [
        ("收支总计", "amount", "2156万元"),
        ("收支总计", "delta", "125万元"),
        ("收支总计", "rate", "6.2%"),
    ]


def test_basic_expenditure_of_another_fund_is_not_that_of_the_general_budget() -> None:
    sentence = (
        "2023年使用一般公共预算财政拨款安排基本支出610.10万元，使用政府性基金财政拨款安排基本支出0.00万元。"
    )
    assert [(c.kind, c.subject, str(c.value)) for c in read_final(sentence).claims] == [
        ("basic_split", "基本支出", "610.10")
    ]


def test_accounts_are_named_in_quotation_marks() -> None:
    paragraphs = (
        "1、“教育支出”（类）2023年度决算61.20万元，比2023年年初预算增加1.20万元。其中：",
        "“普通教育”（款）2023年度决算51.20万元。",
    )
    assert claims_of("item_execution", *paragraphs) == [("教育支出/普通教育", "final", "51.20万元")]


def test_the_share_behind_a_purpose_is_that_of_the_subject() -> None:
    paragraphs = (
        "（二）支出总计210万元，包括：",
        "1.基本支出121万元，主要是为保障机构正常运转而发生的各项支出，占支出总计的57.6%。",
    )
    assert ("基本支出", "share", "57.6%") in claims_of("structure", *paragraphs)


def test_digits_without_end_are_left_out_and_noted() -> None:
    narrative = read_final(f"2023年度本年收入合计{'9' * 400}万元，其中：财政拨款收入12万元。")
    assert [claim.text_printed for claim in narrative.claims if len(claim.text_printed) > 14] == []
    assert [note.text for note in narrative.notes if len(note.text) > 14] == ["9" * 400]
