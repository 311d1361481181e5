"""Totals against last year, the parts of income and expenditure, and basic expenditure."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative.final_text import claims_of, read_final

FALL = [
    ("收支总计", "amount", "510.27万元"),
    ("收支总计", "delta", "-27.01万元"),
    ("收支总计", "rate", "-5.03%"),
]


@pytest.mark.parametrize(
    "text",
    [
        "2023年度收、支总计均为510.27万元。与上年度相比，收、支总计各减少27.01万元，下降5.03%。",
        "县文化局2023年度收入支出总计510.27万元。与2022年度相比，收入支出总计减少27.01万元，降低5.03%。",
        (
            "2023年度收入总计510.27万元，其中：本年收入合计510.27万元。2023年度支出总计510.27万元。"
            "收入支出总体与上年相比，减少27.01万元，减少5.03%，主要原因是：减少人员经费20.00万元。"
        ),
        "2023年度收入、支出总计均为510.27万元，同比减少27.01万元，降幅5.03%。",
        "2023年度收支总计510.27万元，比上年减少27.01万元，增长下降5.03%。",
        "2023年度收支总计510.27万元，较上年减少了27.01万元，下降幅度为5.03%。",
    ],
)
def test_wordings_of_a_total(text: str) -> None:
    assert [claim for claim in claims_of("total_yoy", text) if claim[0] == "收支总计"] == FALL


def test_level_totals_and_changes_against_a_budget_state_no_delta() -> None:
    assert claims_of("total_yoy", "财政拨款收入支出总计8.30万元。与2022年度相比，总计持平。") == [
        ("财政拨款收支总计", "amount", "8.30万元")
    ]
    assert claims_of("total_yoy", "收、支总计8.30万元，比年初预算增加1.20万元，增长16.90%。") == [
        ("收支总计", "amount", "8.30万元")
    ]


def test_an_open_choice_of_direction_is_no_change_unless_it_is_zero() -> None:
    assert claims_of("total_yoy", "收、支总计8.30万元，比上年增加/减少1.20万元，增长/下降16.90%。") == [
        ("收支总计", "amount", "8.30万元")
    ]
    assert ("收支总计", "delta", "0万元") in claims_of(
        "total_yoy", "收、支总计8.30万元，比上年增加/减少0万元，增长/下降0%。"
    )


def test_what_something_fell_to_is_no_change() -> None:
    assert claims_of("total_yoy", "收、支总计8.30万元，比上年减少为8.30万元。") == [
        ("收支总计", "amount", "8.30万元")
    ]


def test_the_general_budgets_share_is_structure() -> None:
    text = (
        "一般公共预算财政拨款支出504.60万元，占本年支出合计的98.89%。与上年度相比，"
        "一般公共预算财政拨款支出减少16.78万元，下降3.22%。"
    )
    total = "一般公共预算财政拨款支出"
    assert claims_of("total_yoy", text) == [
        (total, "amount", "504.60万元"), (total, "delta", "-16.78万元"), (total, "rate", "-3.22%"),
    ]  # fmt: skip
    assert claims_of("structure", text) == [(total, "share", "98.89%")]


def test_a_year_told_twice_is_claimed_once_and_a_contradiction_twice() -> None:
    once = "2023年度一般公共预算财政拨款支出504.60万元，占支出合计的98.89%。"
    again = "2023年度一般公共预算财政拨款支出504.60万元，主要用于以下方面：教育（类）支出504.60万元，占100%。"
    assert len(claims_of("total_yoy", once, again)) == 1
    assert len(claims_of("total_yoy", once, again.replace("504.60", "405.60"))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2023年度支出合计90.00万元，其中：基本支出60.00万元，占66.67%；项目支出30.00万元，占33.33%。",
        (
            "本年支出合计90.00万元，比上年增加5.00万元，增长5.88%。其中：基本支出60.00万元，占支出合计的66.67%；"
            "项目支出30.00万元，占支出合计的33.33%；"
        ),
        "2023年度支出合计90.00万元，其中：\n1.基本支出60.00万元，占66.67%；\n2.项目支出30.00万元，占33.33%。",
        (
            "本年支出合计90.00万元，较2022年增加5.00万元。本年支出的具体构成为：基本支出60.00万元，占66.67%；"
            "项目支出30.00万元，占33.33%。"
        ),
        "本年支出合计90.00万元。其中：基本支出60.00万元，占本年支出的比重为66.67%、项目支出30.00万元，占33.33%。",
    ],
)
def test_wordings_of_the_parts(text: str) -> None:
    assert claims_of("structure", *text.split("\n")) == [
        ("本年支出合计", "amount", "90.00万元"),
        ("基本支出", "amount", "60.00万元"),
        ("基本支出", "share", "66.67%"),
        ("项目支出", "amount", "30.00万元"),
        ("项目支出", "share", "33.33%"),
    ]


@pytest.mark.parametrize(
    "name",
    ["一般公共服务（类）支出", "一般公共服务支出（类）", "一般公共服务支出（201类）", "一般公共服务支出"],
)
def test_class_names_lose_their_marks(name: str) -> None:
    text = f"主要用于以下方面：{name}40.90万元，占67.56%；农林水支出（项目支出）2.86万，占%。"
    assert claims_of("structure", text) == [
        ("一般公共服务支出", "amount", "40.90万元"),
        ("一般公共服务支出", "share", "67.56%"),
        ("农林水支出", "amount", "2.86万元"),
    ]


def test_basic_expenditure_and_its_parts() -> None:
    narrative = read_final(
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "一般公共预算财政拨款基本支出1,336.91万元。其中：人员经费1,152.26万元，占基本支出的86.19%，主要包括：奖金；",
        "日常公用经费184.65万元，主要包括：办公费。",
    )
    assert [(c.kind, c.subject, c.text_printed) for c in narrative.claims] == [
        ("basic_split", "基本支出", "1,336.91"),
        ("basic_split", "人员经费", "1,152.26"),
        ("basic_split", "公用经费", "184.65"),
    ]


def test_what_the_body_received_and_spent_are_its_totals() -> None:
    assert claims_of(
        "structure",
        "2023年度，本单位收入为1687.45万元，其中：财政拨款收入1516.64万元，占89.88%；事业收入170.81万元，占10.12%。",
        "2023年度，我部门支出1687.45万元。其中：基本支出1121.09万元；项目支出566.36万元。",
    )[::3][:2] == [("本年收入合计", "amount", "1687.45万元"), ("事业收入", "amount", "170.81万元")]


def test_money_carried_over_may_be_named_without_what_is_left() -> None:
    received = "2023年度收入总计200.5万元。其中：财政拨款190.5万元，占收入的95%；年初结转10万元，占5%。"
    spent = (
        "2023年度支出总计200.5万元。其中：基本支出190.5万元，占95%；年末结转10万元，占5%，较上年增支2万元。"
    )
    assert [one for one in claims_of("structure", received, spent) if "结转" in one[0]] == [
        ("年初结转", "amount", "10万元"),
        ("年初结转", "share", "5%"),
        ("年末结转", "amount", "10万元"),
        ("年末结转", "share", "5%"),
    ]
