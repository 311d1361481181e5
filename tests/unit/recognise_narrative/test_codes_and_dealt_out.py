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
