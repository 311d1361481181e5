"""Budgets: totals with their change, revenue parts, and spending by class."""

from __future__ import annotations

from tests.unit.recognise_narrative.budget_text import claims_of, read_budget


def test_a_total_takes_the_change_that_follows_it_and_a_part_without_one_is_structure() -> None:
    text = (
        "2024年，临河县档案馆收入预算512.30万元，其中：财政拨款收入500.30万元，比2023年预算减少40.10万元；"
        "事业收入12万元；其他收入0万元。"
    )
    assert claims_of("total_yoy", text) == [
        ("收入预算", "amount", "512.30万元"),
        ("财政拨款收入", "amount", "500.30万元"),
        ("财政拨款收入", "delta", "-40.10万元"),
    ]
    assert claims_of("structure", text) == [
        ("事业收入", "amount", "12万元"),
        ("其他收入", "amount", "0万元"),
    ]


def test_a_fund_said_to_be_unchanged_is_a_total_without_change() -> None:
    text = "财政拨款支出预算中，政府性基金拨款支出预算0万元，与2023年预算持平。"
    assert claims_of("total_yoy", text) == [("政府性基金拨款支出预算", "amount", "0万元")]


def test_a_combined_total_has_its_statutory_name_and_both_sides_share_the_change() -> None:
    paragraphs = (
        "某馆2024年度收入、支出预算总计800.00万元，与上年相比收、支预算总计各增加60.00万元，增长8.11%。",
        "某馆2024年收入总计300万元，支出总计300万元，与2023年相比，收、支总计各减少9万元，下降2.91%。",
    )
    assert claims_of("total_yoy", paragraphs[0]) == [
        ("收支总计", "amount", "800.00万元"),
        ("收支总计", "delta", "60.00万元"),
        ("收支总计", "rate", "8.11%"),
    ]
    assert claims_of("total_yoy", paragraphs[1]) == [
        ("收入总计", "amount", "300万元"),
        ("支出总计", "amount", "300万元"),
        ("收支总计", "delta", "-9万元"),
        ("收支总计", "rate", "-2.91%"),
    ]


def test_a_change_told_later_by_name_goes_back_to_the_total_it_names() -> None:
    text = (
        "某局2024年一般公共预算收支预算700万元，政府性基金收支预算50万元。与2023年相比，一般公共预算收支预算减少7万元，"
        "下降0.99%，主要原因：压减开支20万元；政府性基金收支预算增加5万元，增长11.11%。"
    )
    assert claims_of("total_yoy", text) == [
        ("一般公共预算收支预算", "amount", "700万元"),
        ("一般公共预算收支预算", "delta", "-7万元"),
        ("一般公共预算收支预算", "rate", "-0.99%"),
        ("政府性基金收支预算", "amount", "50万元"),
        ("政府性基金收支预算", "delta", "5万元"),
        ("政府性基金收支预算", "rate", "11.11%"),
    ]


def test_a_change_of_revenue_is_not_laid_on_the_part_named_last() -> None:
    text = (
        "2024年本单位收入预算90万元，其中，一般公共预算拨款70万元，上级补助收入20万元，收入较去年增加6万元。"
        "支出预算90万元，其中：基本支出60万元，项目支出30万元。比上年增加6万元。"
    )
    assert ("收入预算", "delta", "6万元") in claims_of("total_yoy", text)
    assert ("支出预算", "delta", "6万元") in claims_of("total_yoy", text)
    assert not any(measure == "delta" for _, measure, _ in claims_of("class_budget", text))


def test_a_change_of_something_unnamed_here_is_left_unread() -> None:
    text = "支出预算90万元，其中专项工作经费比上年增加6万元，增长7.14%。"
    assert claims_of("total_yoy", text) == [("支出预算", "amount", "90万元")]


def test_a_share_of_something_unnamed_here_is_left_unread() -> None:
    text = "某馆支出预算90万元，其中：基本支出60万元，占66.67%，设备更新占10%。"
    assert [value for _, measure, value in claims_of("class_budget", text) if measure == "share"] == [
        "66.67%"
    ]


def test_classes_state_budget_change_and_share_past_their_purpose() -> None:
    paragraphs = (
        "（一）支出预算安排情况",
        "1．一般公共服务（类）支出640.20万元，主要用于机构运转，含租金30万元。与上年相比减少8.80万元，减少1.36%。",
        "2．教育支出200万元，占23.80%。",
        "此外，项目支出预算数为310万元。与上年相比增加10万元，增长3.33%。主要原因是新增设备20万元。",
    )
    assert claims_of("class_budget", *paragraphs) == [
        ("一般公共服务支出", "budget", "640.20万元"),
        ("一般公共服务支出", "delta", "-8.80万元"),
        ("一般公共服务支出", "rate", "-1.36%"),
        ("教育支出", "budget", "200万元"),
        ("教育支出", "share", "23.80%"),
        ("项目支出", "budget", "310万元"),
        ("项目支出", "delta", "10万元"),
        ("项目支出", "rate", "3.33%"),
    ]


def test_revenue_parts_with_shares_are_structure() -> None:
    text = "某馆本年收入预算合计50万元，其中：一般公共预算收入45万元，占90%；财政专户管理资金5万元，占10%。"
    assert claims_of("structure", text) == [
        ("本年收入预算合计", "amount", "50万元"),
        ("一般公共预算收入", "amount", "45万元"),
        ("一般公共预算收入", "share", "90%"),
        ("财政专户管理资金", "amount", "5万元"),
        ("财政专户管理资金", "share", "10%"),
    ]


def test_money_carried_over_is_not_taken_for_this_years() -> None:
    text = "其中：本年一般公共预算收入45万元，占90%；上年结转结余的一般公共预算收入5万元，占10%。"
    assert [subject for subject, measure, _ in claims_of("structure", text) if measure == "share"] == [
        "本年一般公共预算收入",
        "上年结转结余的一般公共预算收入",
    ]


def test_basic_expenditure_told_with_its_halves_is_their_sum() -> None:
    paragraphs = (
        "某馆2024年一般公共预算基本支出150.50万元，其中：",
        "人员经费120.40万元，主要包括：基本工资、绩效工资；公用经费30.10万元，主要包括：办公费、公务接待费。",
    )
    assert claims_of("basic_split", *paragraphs) == [
        ("基本支出", "amount", "150.50万元"),
        ("人员经费", "amount", "120.40万元"),
        ("公用经费", "amount", "30.10万元"),
    ]


def test_an_open_choice_of_direction_states_only_a_zero() -> None:
    zero = "某馆2024年收支预算总计700元，较2023年增加（减少）0.00元。"
    other = "某馆2024年收支预算总计700元，较2023年增加（减少）12.00元。"
    assert ("收支总计", "delta", "0.00元") in claims_of("total_yoy", zero)
    assert [measure for _, measure, _ in claims_of("total_yoy", other)] == ["amount"]


def test_amounts_are_exact_in_yuan_and_keep_their_print() -> None:
    claim = read_budget("2024年本馆支出预算1,234.50万元。").claims[0]
    assert (claim.text_printed, str(claim.amount_yuan), str(claim.step)) == (
        "1,234.50",
        "12345000.00",
        "0.01",
    )


def test_performance_aims_are_no_totals() -> None:
    text = "2024年共有预算项目3个，支出预算80万元，均编制绩效目标。"
    assert read_budget("（三）绩效目标设置情况", text).claims == ()


def test_what_is_expected_is_budgeted() -> None:
    text = "某镇2024年部门预算总收入预计2552.73万元，比上年增加77.68万元，增长3.14%。"
    assert [one[1:] for one in claims_of("total_yoy", text)] == [
        ("amount", "2552.73万元"),
        ("delta", "77.68万元"),
        ("rate", "3.14%"),
    ]


def test_what_one_fund_or_one_kind_of_expenditure_carried_over_is_not_the_bodys() -> None:
    of_fund = "2024年政府性基金预算支出50万元，其中：本年预算20万元，上年结转30万元。"
    of_kind = "2024年支出预算90万元。其中：项目支出60万元，其中：上年结转30万元。"
    assert claims_of("structure", of_fund) == claims_of("structure", of_kind) == []


def test_money_of_last_year_that_is_spent_is_not_what_was_carried_over() -> None:
    text = "2024年收入预算90万元，其中：一般公共预算拨款60万元，上年结转30万元。上年结转安排20万元。"
    assert claims_of("structure", text)[1:] == [("上年结转", "amount", "30万元")]
