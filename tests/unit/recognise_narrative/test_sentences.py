"""Whose a figure is, what it measures, of which year and against what: wordings that are easily read wrong."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative import budget_text, final_text
from tests.unit.recognise_narrative.final_text import claims_of

TOTAL, TRIPS, GUESTS = "一般公共预算财政拨款支出", "因公出国（境）费", "公务接待费"
CARS, BUYING, RUNNING = "公务用车购置及运行维护费小计", "公务用车购置费", "公务用车运行维护费"
ITEM = "教育支出/普通教育/小学教育"
NAME = "教育支出（类）普通教育（款）小学教育（项）"


def test_a_change_behind_a_bracket_is_that_of_what_stands_before_it() -> None:
    text = "公务用车购置及运行费28.83万元（其中：购置10.00万元，运行18.83万元），比上年减少4.19万元。"
    assert claims_of("three_public", text) == [
        (CARS, "final", "28.83万元"), (CARS, "delta", "-4.19万元"),
        (BUYING, "final", "10.00万元"), (RUNNING, "final", "18.83万元"),
    ]  # fmt: skip
    text = "2024年支出预算137.30万元（基本支出37.30万元，占27.17%；项目支出100.00万元，占72.83%），比上年减少3.10万元，下降2.21%。"
    assert budget_text.claims_of("total_yoy", text)[1:] == [
        ("支出预算", "delta", "-3.10万元"), ("支出预算", "rate", "-2.21%"),
    ]  # fmt: skip
    assert ("项目支出", "share", "72.83%") in budget_text.claims_of("class_budget", text)


def test_a_change_behind_a_list_goes_back_to_its_head() -> None:
    text = "2024年收入预算51.10万元，其中：一般公共预算拨款收入49.60万元，事业收入1.50万元。与上年对比增加2.10万元，增长4.29%。"
    assert ("收入预算", "delta", "2.10万元") in budget_text.claims_of("total_yoy", text)
    assert all(subject != "事业收入" for subject, measure, _ in budget_text.claims_of("total_yoy", text))


def test_the_own_year_is_no_base_of_a_comparison() -> None:
    text = "2024年“三公”经费预算12.00万元，2024年预算较2023年减少1.00万元，下降7.69%。"
    assert budget_text.claims_of("three_public", text) == [
        ("合计", "budget", "12.00万元"), ("合计", "delta", "-1.00万元"), ("合计", "rate", "-7.69%"),
    ]  # fmt: skip


@pytest.mark.parametrize("fund", ["一般公共预算支出", "一般公共预算财政拨款支出"])
def test_the_name_of_a_fund_is_no_budget(fund: str) -> None:
    heading = "五、一般公共预算财政拨款支出决算情况说明"
    claims = final_text.read_final(heading, f"2023年度{fund}96.80万元，完成年初预算的97.60%。").claims
    assert {(claim.subject, claim.measure) for claim in claims if "budget" in claim.measure} == set()
    assert (TOTAL, "completion_rate", "97.60%") in final_text.shorts(claims)


def test_an_initial_and_an_adjusted_budget_are_two() -> None:
    text = f"2023年度{TOTAL}年初预算为80.00万元，执行中因政策调整，支出预算调整为90.00万元，支出决算为87.30万元，完成调整预算的97.00%。"
    assert claims_of("item_execution", text) == [
        (TOTAL, "initial_budget", "80.00万元"), (TOTAL, "annual_budget", "90.00万元"),
        (TOTAL, "final", "87.30万元"), (TOTAL, "completion_rate", "97.00%"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2023年“三公”经费支出24.51万元，比2022年“三公”经费17.30万元增加7.21万元，增长41.68%。",
        "2023年“三公”经费支出24.51万元，2022年“三公”经费支出17.30万元，增加7.21万元，增长41.68%。",
    ],
)
def test_last_years_figure_is_never_this_years(text: str) -> None:
    assert claims_of("three_public", text) == [
        ("合计", "final", "24.51万元"), ("合计", "delta", "7.21万元"), ("合计", "rate", "41.68%"),
    ]  # fmt: skip


def test_the_parts_of_a_budget_are_budgets_too() -> None:
    assert claims_of(
        "three_public",
        "2023年我镇“三公”经费预算为22.00万元，其中：公务接待费9.00万元，公务用车运行维护费13.00万元。",
        "2023年“三公”经费支出共计15.31万元。",
    ) == [
        ("合计", "budget", "22.00万元"), (GUESTS, "budget", "9.00万元"), (RUNNING, "budget", "13.00万元"),
        ("合计", "final", "15.31万元"),
    ]  # fmt: skip


def test_two_sides_that_differ_keep_their_names() -> None:
    text = "2023年收入总计64.50万元，较上年增加3.00万元；支出总计61.20万元，较上年减少1.80万元。"
    assert claims_of("total_yoy", text) == [
        ("收入总计", "amount", "64.50万元"), ("收入总计", "delta", "3.00万元"),
        ("支出总计", "amount", "61.20万元"), ("支出总计", "delta", "-1.80万元"),
    ]  # fmt: skip
    assert claims_of("total_yoy", "2023年财政拨款收、支总计64.50万元和61.20万元。") == [
        ("财政拨款收入总计", "amount", "64.50万元"), ("财政拨款支出总计", "amount", "61.20万元"),
    ]  # fmt: skip
    assert {claim[0] for claim in claims_of("total_yoy", text.replace("61.20", "64.50"))} == {"收支总计"}


def test_the_parts_of_an_item_are_not_the_bodys() -> None:
    text = "机构运行86.40万元，其中：基本支出86.40万元，项目支出0万元。"
    assert budget_text.claims_of("class_budget", "五、一般公共预算支出情况说明", text) == []


def test_one_item_of_a_fund_is_not_the_fund() -> None:
    text = "2024年总支出73.10万元，其构成是：国有企业资本金注入35.50万元；其他国有资本经营预算支出4.20万元。"
    assert all("国有资本" not in claim[0] for claim in budget_text.claims_of("total_yoy", text))


def test_what_small_firms_got_is_no_total_of_procurement() -> None:
    assert claims_of("procurement", "政府采购支出说明", "全年累计授予中小企业政府采购合同金额21.36万元，占比达81.2%。") == [
        ("中小企业", "amount", "21.36万元"), ("中小企业", "share", "81.2%"),
    ]  # fmt: skip
    text = "授予中小企业合同金额60.00万元，占政府采购支出总额的50%；货物采购授予中小企业合同金额占货物支出金额的100%。"
    assert claims_of("procurement", text) == [
        ("中小企业", "amount", "60.00万元"),
        ("中小企业", "share", "50%"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}。预算数60.00万元，执行数48.00万元，预算执行率80.00%。",
        f"{NAME}。全年预算安排60.00万元，全年执行48.00万元，预算执行率80.00%。",
        f"{NAME}支出决算数48.00万元，比全年预算数60.00万元减少12.00万元，完成预算的80.00%。",
    ],
)
def test_wordings_of_execution(text: str) -> None:
    assert sorted(claims_of("item_execution", text)) == [
        (ITEM, "annual_budget", "60.00万元"), (ITEM, "completion_rate", "80.00%"), (ITEM, "final", "48.00万元"),
    ]  # fmt: skip


def test_a_rate_without_its_base_is_measured_against_what_the_sentence_names() -> None:
    assert claims_of("three_public", "“三公”经费支出决算5.00万元，比上年缩减1.00万元，缩减16.67%。") == [
        ("合计", "final", "5.00万元"), ("合计", "delta", "-1.00万元"), ("合计", "rate", "-16.67%"),
    ]  # fmt: skip
    text = "2023年“三公”经费支出5.00万元，比上年预算数字下降30.1%，比上年决算数字下降28.4%。"
    assert claims_of("three_public", text) == [("合计", "final", "5.00万元"), ("合计", "rate", "-28.4%")]
    text = "“三公”经费支出决算5.00万元，与2023年度预算相比，减少1.00万元，下降16.67%。"
    assert claims_of("three_public", text) == [("合计", "final", "5.00万元")]


def test_shares_in_brackets() -> None:
    assert claims_of("three_public", "“三公”经费中，公务接待费2.00万元（占40%），公务用车运维费3.00万元（占60%）。") == [
        (GUESTS, "final", "2.00万元"), (GUESTS, "share", "40%"), (RUNNING, "final", "3.00万元"), (RUNNING, "share", "60%"),
    ]  # fmt: skip


def test_pairs() -> None:
    paragraphs = (
        "七、“三公”经费支出决算情况说明",
        "公务用车购置数和公务用车保有量分别为1辆和112辆。公务用车购置费和公务用车运行维护费分别为18.00万元和36.00万元。",
    )
    assert claims_of("assets", *paragraphs) == [
        ("购置车辆", "count", "1辆"),
        ("公务用车保有量", "count", "112辆"),
    ]
    assert claims_of("three_public", *paragraphs) == [
        (BUYING, "final", "18.00万元"), (RUNNING, "final", "36.00万元"),
    ]  # fmt: skip
    text = "2024年收入预算、支出预算分别为59.20万元、58.20万元。"
    assert budget_text.claims_of("total_yoy", text) == [
        ("收入预算", "amount", "59.20万元"), ("支出预算", "amount", "58.20万元"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spelt", "subject"),
    [
        ("公务车购置及运行维护费", CARS), ("公车购置及运行费", CARS), ("公务用车购置和运行经费", CARS),
        ("公务用车购置及运维费", CARS), ("公务用车运维费", RUNNING), ("公车运行维护费", RUNNING),
        ("公务用车购置", BUYING), ("因公出国", TRIPS), ("公务接待经费", GUESTS),
    ],
)  # fmt: skip
def test_spellings_of_the_three_public_lines(spelt: str, subject: str) -> None:
    assert claims_of("three_public", f"“三公”经费中：{spelt}支出决算为3.40万元。") == [
        (subject, "final", "3.40万元")
    ]


def test_a_subject_may_stand_in_the_heading_alone() -> None:
    assert claims_of(
        "three_public",
        "（二）“三公”经费财政拨款支出决算具体情况说明",
        "1.因公出国（境）支出情况说明。",
        "2023年因公出国（境）团组0个，0人次，预算为0万元，支出决算为0万元。",
        "2.公务用车购置费用支出情况说明。",
        "2023年购置车辆1台，预算为20.00万元，支出决算为18.00万元，完成预算的90.00%，决算数较预算数减少2.00万元。",
    ) == [
        (TRIPS, "budget", "0万元"), (TRIPS, "final", "0万元"),
        (BUYING, "budget", "20.00万元"), (BUYING, "final", "18.00万元"), (BUYING, "completion_rate", "90.00%"),
    ]  # fmt: skip


def test_totals_begin_numbered_paragraphs_and_hold_the_years_own() -> None:
    assert budget_text.claims_of(
        "total_yoy", "一、收入预算80.40万元，其中：其他收入4.00万元。", "二、支出预算80.40万元。"
    ) == [("收入预算", "amount", "80.40万元"), ("支出预算", "amount", "80.40万元")]
    text = "本单位2023年度总收入48.60万元，其中本年收入34.00万元，较2022年度决算数减少12.00万元，下降26.1%。"
    assert claims_of("total_yoy", text) == [
        ("收支总计", "amount", "48.60万元"),
        ("本年收入合计", "delta", "-12.00万元"), ("本年收入合计", "rate", "-26.1%"),
    ]  # fmt: skip
    assert claims_of("structure", text) == [("本年收入合计", "amount", "34.00万元")]


def test_the_change_of_a_sum_is_not_that_of_a_part_that_ends_alike() -> None:
    text = "2023年度收入合计50.00万元。其中：财政拨款收入48.00万元，占96.00%；其他收入2.00万元，占4.00%。与上年对比，收入合计增加3.00万元。"
    assert [claim for claim in claims_of("total_yoy", text) if claim[1] == "delta"] == [
        ("本年收入合计", "delta", "3.00万元")
    ]


def test_one_side_told_by_its_flow_alone() -> None:
    text = "2023年部门收入42.10万元，支出41.00万元，比上年收入增加32.6%，支出比上年增加28.4%。"
    assert claims_of("structure", text) == [
        ("本年收入合计", "amount", "42.10万元"),
        ("本年支出合计", "amount", "41.00万元"),
    ]
    assert claims_of("total_yoy", text) == [
        ("本年收入合计", "rate", "32.6%"),
        ("本年支出合计", "rate", "28.4%"),
    ]


def test_what_an_area_took_in_is_no_account_of_the_body() -> None:
    text = "2023年全县一般公共预算收入累计完成40,110万元，同比增加1,206万元，增长3.1%。"
    assert final_text.read_final(text).claims == ()
    assert final_text.read_final(text).notes == ()


def test_a_colon_behind_a_name_parts_nothing() -> None:
    text = "公务接待费：2024年安排2.50万元，比上年减少0.50万元。"
    assert budget_text.claims_of("three_public", text) == [
        ("公务接待费", "budget", "2.50万元"), ("公务接待费", "delta", "-0.50万元"),
    ]  # fmt: skip


def test_the_year_of_one_fund_is_not_that_of_all() -> None:
    heading = "八、政府性基金预算财政拨款收入支出决算情况说明"
    assert claims_of("structure", heading, "本年收入80.00万元，本年支出80.00万元。") == []


def test_last_years_figure_behind_a_list_is_that_of_its_head() -> None:
    text = "“三公”经费支出2.10万元，其中公务接待费0.30万元。较2022年2.50万元减少0.40万元，下降16.00%。"
    assert ("合计", "delta", "-0.40万元") in claims_of("three_public", text)


def test_a_part_without_a_name_is_not_told_of_the_whole() -> None:
    text = "2024年收入预算合计50.00万元，包括本年收入48.00万元，上年结转结余2.00万元。"
    assert budget_text.claims_of("structure", text) == [
        ("收入预算合计", "amount", "50.00万元"), ("本年收入", "amount", "48.00万元"), ("上年结转结余", "amount", "2.00万元"),
    ]  # fmt: skip
    narrative = budget_text.read_budget("2024年支出预算50.00万元，预算安排48.00万元。")
    assert [str(claim.value) for claim in narrative.claims] == ["50.00"]


def test_a_flood_of_other_figures_of_one_subject_is_claimed_whole() -> None:
    told = [f"一般公共预算财政拨款支出{n}.12万元。" for n in range(300)]
    found = claims_of("total_yoy", "五、支出情况", *told, told[-1])
    assert len(found) == 300


@pytest.mark.parametrize("mark", ["：", "，", "，具体为："])
def test_parts_behind_a_budget_of_which_nothing_is_said_are_budgets(mark: str) -> None:
    text = f"核定“三公”经费预算9.00万元{mark}公务接待费3.00万元、公务用车运行维护费6.00万元。"
    assert claims_of("three_public", text) == [
        ("合计", "budget", "9.00万元"), (GUESTS, "budget", "3.00万元"), (RUNNING, "budget", "6.00万元"),
    ]  # fmt: skip
    spent = f"“三公”经费预算9.00万元{mark}公务接待费支出3.00万元。"
    assert (GUESTS, "final", "3.00万元") in claims_of("three_public", spent)


@pytest.mark.parametrize("spent", ["当年支出", "全年支出数", "本年支出"])
def test_what_the_year_spent_behind_the_budget_of_an_item_is_the_items(spent: str) -> None:
    text = f"{NAME}。全年预算140.00万元，{spent}133.00万元，完成预算的95.00%。"
    assert claims_of("item_execution", text) == [
        (ITEM, "annual_budget", "140.00万元"), (ITEM, "final", "133.00万元"),
        (ITEM, "completion_rate", "95.00%"),
    ]  # fmt: skip
    assert claims_of("structure", text) == []


@pytest.mark.parametrize("behind", ["", "\n\n"])
def test_a_change_behind_kinds_of_expenditure_side_by_side_is_that_of_none(behind: str) -> None:
    text = f"基本支出300.00万元，项目支出120.00万元。{behind}与2023年预算相比，增加15.00万元，增长3.70%。"
    assert budget_text.claims_of("class_budget", text) == [
        ("基本支出", "budget", "300.00万元"), ("项目支出", "budget", "120.00万元"),
    ]  # fmt: skip


def test_the_parts_of_an_item_in_brackets_are_not_the_bodys() -> None:
    text = "小学教育320万元（基本支出280万元，项目支出40万元）；初中教育110万元（基本支出110万元）。"
    assert budget_text.claims_of("class_budget", text) == []


def test_other_procurement_is_not_all_of_it() -> None:
    text = "2023年政府采购支出总额80.00万元，其中：政府采购货物支出75.00万元、其他政府采购支出5.00万元。"
    assert claims_of("procurement", text) == [
        ("总额", "amount", "80.00万元"),
        ("货物", "amount", "75.00万元"),
    ]


def test_a_change_behind_kinds_of_expenditure_of_a_total_is_the_totals() -> None:
    text = (
        "2024年支出预算500.00万元，基本支出400.00万元，项目支出100.00万元，比上年增加25.00万元，增长5.26%。"
    )
    assert ("支出预算", "delta", "25.00万元") in budget_text.claims_of("total_yoy", text)
    assert {measure for _, measure, _ in budget_text.claims_of("class_budget", text)} == {"budget"}
    apart = "教育支出300.00万元，用于学校；住房保障支出50.00万元，用于住房；较上年增加30.00万元，增长9.38%。"
    assert {measure for _, measure, _ in budget_text.claims_of("class_budget", apart)} == {"budget"}
    each = "基本支出400.00万元，比上年增加10.00万元；项目支出100.00万元，比上年增加15.00万元。"
    assert ("项目支出", "delta", "15.00万元") in budget_text.claims_of("class_budget", each)


def test_what_is_added_to_a_budget_is_no_budget() -> None:
    text = (
        f"{NAME}：年初预算100.00万元，预算调整20.00万元，调整后预算120.00万元，执行118.80万元，执行率99.00%。"
    )
    assert claims_of("item_execution", text) == [
        (ITEM, "initial_budget", "100.00万元"), (ITEM, "annual_budget", "120.00万元"),
        (ITEM, "final", "118.80万元"), (ITEM, "completion_rate", "99.00%"),
    ]  # fmt: skip
