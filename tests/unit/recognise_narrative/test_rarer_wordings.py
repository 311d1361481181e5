"""Wordings that few reports have: other names of the 三公 lines, changes in sentences of their own, one fund's sums."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative import budget_text
from tests.unit.recognise_narrative.final_text import claims_of, read_final

GUESTS, CARS = "公务接待费", "公务用车购置及运行维护费小计"
BUYING, RUNNING = "公务用车购置费", "公务用车运行维护费"


@pytest.mark.parametrize(
    ("spelt", "subject"),
    [
        ("公务用车及运行维护费", CARS), ("公务用车及运行费用", CARS),
        ("公务用车运行维护及购置费", CARS), ("公务用车运行费和购置费", CARS), ("接待费", GUESTS),
    ],
)  # fmt: skip
def test_other_spellings_of_the_three_public_lines(spelt: str, subject: str) -> None:
    assert claims_of("three_public", f"“三公”经费中：{spelt}支出6.80万元，比上年减少1.20万元。") == [
        (subject, "final", "6.80万元"), (subject, "delta", "-1.20万元"),
    ]  # fmt: skip


def test_the_fee_of_another_reception_is_no_line_of_three_public() -> None:
    assert claims_of("three_public", "“三公”经费支出3.00万元，全年外宾接待费0.40万元。") == [
        ("合计", "final", "3.00万元")
    ]


@pytest.mark.parametrize("spent", ["开支", "支出", "开支共计"])
def test_what_was_spent_is_the_final_figure(spent: str) -> None:
    assert claims_of("three_public", f"我院2023年三公经费{spent}12.40万元。") == [
        ("合计", "final", "12.40万元")
    ]
    text = "2024年三公经费预算拨入9.00万元，2023年三公经费预算拨入11.00万元，与上年对比减少2.00万元。"
    assert budget_text.claims_of("three_public", text) == [
        ("合计", "budget", "9.00万元"), ("合计", "delta", "-2.00万元"),
    ]  # fmt: skip


def test_what_groups_of_guests_cost_is_known_and_no_claim() -> None:
    text = "公务接待费支出1.60万元。其中：国内公务接待12批次，96人，共计支出1.60万元。"
    assert claims_of("three_public", text) == [(GUESTS, "final", "1.60万元")]
    assert read_final(text).notes == ()


def test_a_sentence_that_is_a_change_alone_goes_on_with_what_is_compared() -> None:
    text = "公务用车运行维护费预算6.00万元，较2023年预算下降25%。减少2.00万元。"
    assert budget_text.claims_of("three_public", text) == [
        ("公务用车运行费", "budget", "6.00万元"),
        ("公务用车运行费", "rate", "-25%"), ("公务用车运行费", "delta", "-2.00万元"),
    ]  # fmt: skip
    text = "公务用车运行维护费支出6.00万元，完成预算的80%。减少2.00万元。"
    assert (RUNNING, "delta", "-2.00万元") not in claims_of("three_public", text)


def test_the_year_of_the_general_budget_is_not_that_of_all_money() -> None:
    text = "2023年度一般公共预算收入总计70.50万元，本年支出66.20万元，年末结转和结余4.30万元。"
    assert ("本年支出合计", "amount", "66.20万元") not in claims_of("structure", text)


def test_how_far_a_figure_is_from_its_budget_is_known_and_no_claim() -> None:
    text = "公务接待费支出决算5.00万元，完成年初预算125%，决算数大于年初预算数1.00万元。"
    assert claims_of("three_public", text) == [
        (GUESTS, "final", "5.00万元"),
        (GUESTS, "completion_rate", "125%"),
    ]
    assert read_final(text).notes == ()


def test_what_projects_carry_over_is_no_project_expenditure() -> None:
    text = "2023年年末结转和结余8.40万元，其中项目支出结转和结余6.10万元。"
    assert all(subject != "项目支出" for subject, _, _ in claims_of("structure", text))
    assert read_final(text).notes == ()


def test_a_reason_ends_where_the_next_numbered_line_begins() -> None:
    text = (
        "2024年“三公”经费预算9.00万元，与2023年预算持平：一、公务用车运行费预算5.00万元，"
        "主要原因是车辆老化，二、2024年公务接待费预算4.00万元，与2023年预算持平。"
    )
    assert (GUESTS, "budget", "4.00万元") in budget_text.claims_of("three_public", text)


def test_money_of_special_accounts_pays_for_procurement() -> None:
    text = "（二）政府采购情况\n按资金来源划分，一般公共预算拨款3.00万元，财政专户管理的资金安排0万元。"
    assert budget_text.read_budget(*text.split("\n")).notes == ()


def test_a_line_whose_groups_are_counted_before_its_amount() -> None:
    heading = "（3）公务接待费支出情况。"
    text = "2023年公务接待24批次，210人次，支出2.05万元，较上年减少0.03万元，减少1.44%。"
    assert claims_of("three_public", heading, text) == [
        (GUESTS, "final", "2.05万元"), (GUESTS, "delta", "-0.03万元"), (GUESTS, "rate", "-1.44%"),
    ]  # fmt: skip


def test_budget_and_final_figure_of_the_whole_scope_with_how_they_differ() -> None:
    text = (
        "2023年度财政拨款“三公”经费支出全口径年初预算数12.00万元，决算数9.00万元，预决算差异率-25.00%，"
        "其中：公务用车运行维护费全口径年初预算数12.00万元，决算数9.00万元，差值为3.00万元。"
    )
    assert claims_of("three_public", text) == [
        ("合计", "budget", "12.00万元"), ("合计", "final", "9.00万元"),
        (RUNNING, "budget", "12.00万元"), (RUNNING, "final", "9.00万元"),
    ]  # fmt: skip
    assert read_final(text).notes == ()


def test_what_houses_and_vehicles_are_worth_is_known_and_no_claim() -> None:
    text = "（三）国有资产占用情况\n房屋1,200.00平方米，价值300.00万元。车辆5辆，价值80.00万元，其中：执法执勤用车5辆。"
    assert claims_of("assets", *text.split("\n")) == [
        ("车辆总数", "count", "5辆"), ("执法执勤用车", "count", "5辆"),
    ]  # fmt: skip
    assert read_final(*text.split("\n")).notes == ()


def test_what_one_fund_carries_over_is_known_and_no_claim() -> None:
    text = "2023年度年末一般公共预算财政拨款结转和结余5.00万元，较上年决算数减少5.00万元，下降50.0%。"
    assert read_final(text).claims == ()
    assert read_final(text).notes == ()


def test_a_change_behind_parts_in_one_list_is_that_of_the_whole() -> None:
    text = (
        "2024年预算收入35.60万元，其中一般公共预算拨款收入34.60万元、政府性基金拨款收入1.00万元，较上年增加2.60万元；"
        "2024年预算支出35.60万元，其中一般公共预算拨款支出34.60万元、政府性基金拨款支出1.00万元，较上年增加2.60万元。"
    )
    changes = [claim for claim in budget_text.claims_of("total_yoy", text) if claim[1] == "delta"]
    assert changes == [("预算收入", "delta", "2.60万元"), ("预算支出", "delta", "2.60万元")]
    text = "“三公”经费预算5.00万元，其中：公务接待费2.00万元，比上年减少1.00万元；公务用车运行费3.00万元，比上年增加1.00万元。"
    changes = [claim for claim in budget_text.claims_of("three_public", text) if claim[1] == "delta"]
    assert changes == [(GUESTS, "delta", "-1.00万元"), ("公务用车运行费", "delta", "1.00万元")]


def test_a_paragraph_that_begins_with_a_comparison_goes_back_to_what_the_one_before_began_with() -> None:
    claims = budget_text.claims_of(
        "total_yoy",
        "2024年财政拨款收入26.00万元，其中：本年收入25.60万元，上年结转收入0.40万元。"
        "本年收入中，一般公共预算财政拨款25.60万元，政府性基金预算财政拨款0万元，国有资本经营收益财政拨款0万元。",
        "与上年对比增加1.50万元，增长6.12%，主要原因分析：人员增加。",
    )
    assert [claim for claim in claims if claim[1] != "amount"] == [
        ("财政拨款收入", "delta", "1.50万元"), ("财政拨款收入", "rate", "6.12%"),
    ]  # fmt: skip


def test_nothing_grew_by_more_than_it_is() -> None:
    narrative = read_final("公务接待费支出2.00万元，较上年增加5.00万元，增长16.00%。")
    assert [claim.measure for claim in narrative.claims] == ["final"]
    assert [note.text for note in narrative.notes] == ["5.00万元", "16.00%"]


@pytest.mark.parametrize(
    "item", ["2080505机关事业单位基本养老保险缴费支出1.80万元", "2010301行政运行1.80万元"]
)
def test_what_is_used_for_items_by_code_is_no_purpose(item: str) -> None:
    text = f"一般公共预算财政拨款支出2.60万元，主要用于：{item}，主要用于机关运转。"
    assert [claim[1:] for claim in budget_text.claims_of("item_budget", text)] == [("budget", "1.80万元")]


def test_classes_of_the_economic_classification_are_no_functional_classes() -> None:
    text = "2024年当年一般公共预算支出34.60万元，其中：工资福利支出（301）30.00万元，较上年增加1.80万元；商品和服务支出（302）4.60万元。"
    assert budget_text.claims_of("class_budget", text) == []
    assert budget_text.read_budget(text).notes == ()


def test_vehicles_to_be_bought_are_not_those_there() -> None:
    heading = "七、“三公”经费预算情况说明"
    text = "公务用车购置费0万元。共计购置公务用车0辆，年末公务用车保有量为6辆。"
    assert budget_text.claims_of("assets", heading, text) == [
        ("预算安排购置/车辆总数", "count", "0辆"), ("公务用车保有量", "count", "6辆"),
    ]  # fmt: skip


def test_expenditure_that_follows_from_revenue_is_a_total() -> None:
    text = "2024年收入预算为31.60万元，比上年增加2.60万元。相应安排支出预算31.60万元，其中：基本支出19.60万元、项目支出12.00万元。"
    assert ("支出预算", "amount", "31.60万元") in budget_text.claims_of("total_yoy", text)
    assert budget_text.claims_of("class_budget", text) == [
        ("基本支出", "budget", "19.60万元"), ("项目支出", "budget", "12.00万元"),
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["上级财政补助收入", "上级单位补助收入", "国有资本经营收益财政拨款"])
def test_other_names_of_parts_of_revenue(part: str) -> None:
    text = f"2024年收入预算9.00万元，其中，一般公共预算拨款9.00万元，{part}0万元。"
    assert (part, "amount", "0万元") in budget_text.claims_of("structure", text)


def test_a_second_change_against_something_else_is_known_and_no_claim() -> None:
    text = "公务接待费2.00万元，比上年预算减少1.00万元，下降33.33%，比上年执行数增加0.50万元，增长33.30%。"
    assert budget_text.claims_of("three_public", text) == [
        (GUESTS, "budget", "2.00万元"), (GUESTS, "delta", "-1.00万元"), (GUESTS, "rate", "-33.33%"),
    ]  # fmt: skip
    assert budget_text.read_budget(text).notes == ()


def test_other_kinds_of_money_and_costs_by_their_names() -> None:
    text = (
        "2024年预算收入32.00万元，其中：一般公共预算收入30.00万元，基金预算收入2.00万元，其他来源收入0万元。"
    )
    assert budget_text.claims_of("structure", text) == [
        ("一般公共预算收入", "amount", "30.00万元"), ("其他来源收入", "amount", "0万元"),
    ]  # fmt: skip
    assert budget_text.read_budget(text).notes == ()
    text = "机关运行经费预算5.00万元，其中：办公费3.00万元、其他交通费用2.00万元。"
    assert budget_text.read_budget(text).notes == ()
    assert read_final("2023年度政府购买服务决算4.50万元。").notes == ()


def test_changes_are_dealt_out_in_turn() -> None:
    text = "公务用车运行维护费6.20万元、公务接待费2.00万元，分别比上年减少0.50万元、0.40万元，分别下降7.46%、16.67%。"
    assert sorted(claims_of("three_public", text)) == sorted([
        (RUNNING, "final", "6.20万元"), (RUNNING, "delta", "-0.50万元"), (RUNNING, "rate", "-7.46%"),
        (GUESTS, "final", "2.00万元"), (GUESTS, "delta", "-0.40万元"), (GUESTS, "rate", "-16.67%"),
    ])  # fmt: skip
    text = "公务接待费2.00万元，分别比上年、预算减少0.50万元、0.40万元。"
    assert claims_of("three_public", text) == [(GUESTS, "final", "2.00万元")]


def test_two_years_of_one_line_side_by_side() -> None:
    text = "2022年公务接待费2.40万元，2023年公务接待费2.00万元，减少0.40万元，下降16.67%。"
    assert claims_of("three_public", text) == [
        (GUESTS, "final", "2.00万元"), (GUESTS, "delta", "-0.40万元"), (GUESTS, "rate", "-16.67%"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["本年收入8.90万元，其中：财政拨款8.90万元。", "本部门收入8.90万元。"])
def test_a_short_heading_is_no_beginning_of_the_sentence_below(text: str) -> None:
    assert ("本年收入合计", "amount", "8.90万元") in claims_of("structure", "二、收入决算", text)


def test_a_word_behind_a_code_is_no_name_of_an_item() -> None:
    assert claims_of("item_execution", "1.小学教育2050202：支出80.10万元。") == []


def test_an_item_by_code_before_a_comma_is_no_total_of_the_heading() -> None:
    heading = "三、一般公共预算支出情况说明"
    text = "（1）2010601行政运行，2024年预算30.10万元，2023年预算29.10万元，增加1.00万元。"
    assert [claim[1:] for claim in budget_text.claims_of("item_budget", heading, text)] == [
        ("budget", "30.10万元"), ("delta", "1.00万元"),
    ]  # fmt: skip
    assert budget_text.claims_of("total_yoy", heading, text) == []


def test_shares_of_the_parts_that_end_a_sentence() -> None:
    text = "2024年收入预算90.10万元，支出预算90.10万元，其中基本支出70.10万元、项目支出20.00万元，分别占77.80%、22.20%。"
    assert [claim for claim in budget_text.claims_of("class_budget", text) if claim[1] == "share"] == [
        ("基本支出", "share", "77.80%"), ("项目支出", "share", "22.20%"),
    ]  # fmt: skip


def test_vehicles_given_up_are_none_to_be_bought() -> None:
    text = "截至2023年12月31日，共有车辆3辆；2024年拟购置车辆1辆，报废车辆2辆。"
    assert budget_text.claims_of("assets", "六、国有资产占用情况", text) == [
        ("车辆总数", "count", "3辆"), ("预算安排购置/车辆总数", "count", "1辆"),
    ]  # fmt: skip


def test_less_by_an_amount() -> None:
    assert claims_of("three_public", "公务接待费2.94万元，比去年3.01万元少0.07万元。") == [
        (GUESTS, "final", "2.94万元"), (GUESTS, "delta", "-0.07万元"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (
            "三、支出决算情况说明",
            "2023年政府性基金预算财政拨款支出2.00万元，其中：基本支出0万元，项目支出2.00万元。",
        ),
        (
            "八、政府性基金预算财政拨款支出决算情况说明",
            "2023年度支出2.00万元，其中：基本支出0万元，项目支出2.00万元。",
        ),
        (
            "八、政府性基金预算财政拨款支出决算情况说明",
            "2023年度支出2.00万元，主要用于以下方面：城乡社区支出2.00万元，占100%。",
        ),
        ("九、国有资本经营预算财政拨款支出决算情况说明", "2023年度支出2.00万元，其中：项目支出2.00万元。"),
    ],
)
def test_what_one_fund_is_spent_on_is_no_part_of_the_bodys_expenditure(heading: str, text: str) -> None:
    assert claims_of("structure", heading, text) == []
    general = "2023年一般公共预算财政拨款支出9.00万元，其中：基本支出7.00万元，项目支出2.00万元。"
    assert ("基本支出", "amount", "7.00万元") in claims_of("structure", general)


@pytest.mark.parametrize("part", ["其他事业收入", "非同级财政拨款收入", "其他经营收入", "利息收入"])
def test_parts_of_parts_of_revenue_are_known_and_no_claims(part: str) -> None:
    text = f"2023年收入合计9.00万元，其中：其他收入5.00万元（其中：{part}2.00万元）。"
    assert ("其他收入", "amount", "5.00万元") in claims_of("structure", text)
    assert all(value != "2.00万元" for _, _, value in claims_of("structure", text))
    assert read_final(text).notes == ()


def test_what_is_set_aside_for_a_line_is_its_budget() -> None:
    text = "年初预算安排公务接待费3.00万元，实际支出2.00万元。"
    assert claims_of("three_public", text) == [(GUESTS, "budget", "3.00万元"), (GUESTS, "final", "2.00万元")]
    text = "完成年初预算，安排公务接待费3.00万元。"
    assert claims_of("three_public", text) == [(GUESTS, "final", "3.00万元")]


def test_lines_of_the_own_office_and_of_its_units_are_not_the_bodys() -> None:
    text = "局机关“三公”经费支出5.00万元，下属单位“三公”经费支出3.00万元。"
    assert claims_of("three_public", text) == []
    assert claims_of("three_public", "局机关“三公”经费支出5.00万元。") == [("合计", "final", "5.00万元")]


def test_what_small_firms_got_of_goods_alone_is_no_claim() -> None:
    text = "授予中小企业合同金额5.00万元，占政府采购支出总额的50%。货物采购授予中小企业合同金额2.00万元。"
    assert [claim for claim in claims_of("procurement", "政府采购支出说明", text) if claim[0] == "中小企业"] == [
        ("中小企业", "amount", "5.00万元"), ("中小企业", "share", "50%"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2024年政府性基金预算支出2.00万元，其中：基本支出0万元，项目支出2.00万元。",
        "2024年政府性基金预算支出2.00万元，其中：城乡社区支出2.00万元，占100%。",
        "2024年国有资本经营预算支出2.00万元，其中项目支出2.00万元。",
    ],
)
def test_what_one_fund_plans_to_spend_is_no_part_of_the_bodys_budget(text: str) -> None:
    assert budget_text.claims_of("class_budget", text) == []
    general = "2024年一般公共预算支出9.00万元，其中：基本支出7.00万元，城乡社区支出2.00万元。"
    assert len(budget_text.claims_of("class_budget", general)) == 2


def test_totals_of_the_own_office_and_of_its_units_are_not_the_bodys() -> None:
    for text in (
        "2024年收入预算9.00万元，其中：局机关收入预算5.00万元，下属二级单位收入预算4.00万元。",
        "2024年收入预算9.00万元。局本级收入预算5.00万元，下属单位收入预算4.00万元。",
    ):
        assert budget_text.claims_of("total_yoy", text) == [("收入预算", "amount", "9.00万元")]


def test_a_change_on_another_footing_is_known_and_no_claim() -> None:
    for told in ("同口径增长5.00%", "按可比口径计算下降5.00%"):
        text = f"“三公”经费支出8.20万元，比上年增加2.00万元，{told}。"
        assert claims_of("three_public", text) == [
            ("合计", "final", "8.20万元"),
            ("合计", "delta", "2.00万元"),
        ]
        assert read_final(text).notes == ()
    text = "“三公”经费支出8.20万元，按同口径同比减少0.50万元，下降5.75%。"
    assert [claim[1] for claim in claims_of("three_public", text)] == ["final", "delta", "rate"]


def test_a_bodys_own_name_before_its_total_is_no_unit_of_it() -> None:
    text = "经费主要安排如下，其中：因公出国等。\n2024年，云岭县司法局收入预算9.00万元，其中：财政拨款收入9.00万元，比2023年预算增加1.00万元。"
    assert budget_text.claims_of("total_yoy", *text.split("\n")) == [
        ("收入预算", "amount", "9.00万元"), ("财政拨款收入", "amount", "9.00万元"), ("财政拨款收入", "delta", "1.00万元"),
    ]  # fmt: skip
