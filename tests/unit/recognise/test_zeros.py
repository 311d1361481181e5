"""Zeros in words: what is denied, of which year, and rates of budgets that are zero."""

from __future__ import annotations

import pytest

from pipelines.recognise.narrative import Sentence
from pipelines.recognise.zeros import read_zeros
from pipelines.values.stated import Zeros


def read(text: str) -> Zeros:
    return read_zeros([Sentence(1, text, 12, "八、说明")], 2024)


@pytest.mark.parametrize(
    ("text", "topic", "of", "is_of_form"),
    [
        (
            "说明：我局没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。",
            "government_fund",
            "all",
            True,
        ),
        (
            "注：样例县教育局2024年无政府性基金预算财政拨款安排的预算，故本表为空表。",
            "government_fund",
            "all",
            True,
        ),
        ("样例县教育局2024年度无政府性基金预算财政拨款收入和支出。", "government_fund", "all", False),
        ("2024年度我单位没有使用国有资本经营预算安排的支出。", "state_capital", "expenditure", False),
        ("本部门无国有资本经营预算。", "state_capital", "budget", False),
        ("本年度没有财政拨款“三公”经费支出。", "three_public", "expenditure", False),
        ("２０２４年度无“三公”经费财政拨款支出。", "three_public", "expenditure", False),
    ],
)
def test_what_is_said_not_to_be_there(text: str, topic: str, of: str, is_of_form: bool) -> None:
    first = read(text).nils[0]
    assert (first.topic, first.of, first.is_of_form, first.page) == (topic, of, is_of_form, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2023年度无政府性基金预算财政拨款收入和支出。",  # another year
        "没有政府性基金预算财政拨款收支的，仍保留表格。",  # an instruction
        "本部门没有政府性基金预算安排的“三公”经费支出。",
        "政府性基金预算财政拨款支出决算为10.00万元。",
        "没有违反财经纪律的情况。",
    ],
)
def test_what_is_no_statement_of_nothing(text: str) -> None:
    assert read(text).nils == ()


@pytest.mark.parametrize(
    ("text", "rate", "budget"),
    [
        ("政府性基金支出年初预算为0万元，支出决算为5,300.00万元，完成年初预算的100.00%。", "100.00", "0"),
        ("公务接待费预算为０．００万元，支出决算为0.05万元，完成预算的50%。", "50", "0.00"),
    ],
)
def test_a_rate_of_a_zero_budget(text: str, rate: str, budget: str) -> None:
    (found,) = read(text).rates
    assert (found.rate_text, found.budget_text, found.unit) == (rate, budget, "万元")


@pytest.mark.parametrize(
    "text",
    [
        "年初预算为0万元，支出决算为0万元，完成年初预算的0%。",
        "年初预算为0万元，全年预算为321.02万元，支出决算为307.82万元，完成全年预算的95.89%。",
        "年初预算为10.00万元，支出决算为5.00万元，完成年初预算的50.00%。",
        "年初预算为0.50万元，支出决算为0.50万元，完成年初预算的100.00%。",
        "出国费预算为0万元。公务接待费支出决算为5.00万元，完成预算的50.00%。",
    ],
)
def test_a_rate_that_has_its_budget(text: str) -> None:
    assert read(text).rates == ()
