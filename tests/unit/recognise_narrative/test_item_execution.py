"""Items: budget, final figure and completion of each 类/款/项, in the wordings of several provinces."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.recognise_narrative.final_text import claims_of, read_final

LIBRARY = "文化旅游体育与传媒支出/文化和旅游/图书馆"
NAME = "文化旅游体育与传媒支出（类）文化和旅游（款）图书馆（项）"


@pytest.mark.parametrize(
    "text",
    [
        f"1. {NAME}。年初预算为60.00万元，支出决算为48.00万元，完成年初预算的80.00%。",
        f"1、{NAME}。主要用于：书籍购置。年初预算数为60.00万元，支出决算数为48.00万元，完成年初预算80.00%。",
        f"（1）{NAME}：年初预算60.00万元，支出决算48.00万元，预算完成率80.00%。",
        f"1．{NAME}年初预算安排60.00万元，决算支出48.00万元，为年初预算的80.00%，减少原因是少支出3.00万元。",
        (
            "1.文化旅游体育与传媒支出(207类)文化和旅游(01款)图书馆(04项)。年初预算为60.00万元,"
            "支出决算为48.00万元,完成年初预算60.00万元的80.00%。"
        ),
        (
            "1.文化旅游体育与传媒支出（207）文化和旅游（20701）图书馆（2070104）。年初预算60.00万元，"
            "支出决算48.00万元，完成年初预算的80.00%。"
        ),
    ],
)
def test_wordings_of_an_item(text: str) -> None:
    assert claims_of("item_execution", text) == [
        (LIBRARY, "initial_budget", "60.00万元"),
        (LIBRARY, "final", "48.00万元"),
        (LIBRARY, "completion_rate", "80.00%"),
    ]


def test_a_name_may_stand_in_a_paragraph_of_its_own_and_be_carried_down() -> None:
    assert claims_of(
        "item_execution",
        "（一）文化旅游体育与传媒支出（类）",
        "1.文化和旅游（款）图书馆（项）。",
        "全年预算为60.00万元，支出决算为48.00万元，完成全年预算数的80.00%。",
        "2.文物（款）博物馆（项）。支出决算为7.00万元，完成预算100%。",
    ) == [
        (LIBRARY, "annual_budget", "60.00万元"),
        (LIBRARY, "final", "48.00万元"),
        (LIBRARY, "completion_rate", "80.00%"),
        ("文化旅游体育与传媒支出/文物/博物馆", "final", "7.00万元"),
        ("文化旅游体育与传媒支出/文物/博物馆", "completion_rate", "100%"),
    ]


def test_a_budget_without_its_time_is_that_which_the_rate_names() -> None:
    stated = f"{NAME}。预算为60.00万元，支出决算为48.00万元，"
    assert claims_of("item_execution", stated + "完成年初预算的80%。")[0][1] == "initial_budget"
    assert claims_of("item_execution", stated + "完成预算的80%。")[0][1] == "annual_budget"


def test_reasons_and_other_years_are_no_figures_of_the_item() -> None:
    text = (
        f"{NAME}。2022年决算数为57.43万元，2023年支出决算为48.00万元，比2022年决算数减少9.43万元。"
        "决算数小于预算数的主要原因：追减预算12.00万元。"
    )
    assert claims_of("item_execution", text) == [(LIBRARY, "final", "48.00万元")]


def test_an_amount_behind_the_name_is_the_final_figure_or_a_headline_that_differs() -> None:
    assert claims_of("item_execution", f"{NAME}56.12万元。支出决算为56.12万元。") == [
        (LIBRARY, "final", "56.12万元")
    ]
    assert claims_of("item_execution", f"“{NAME}”57.14万元，主要用于购书。支出决算为45.53万元。") == [
        (LIBRARY, "headline", "57.14万元"),
        (LIBRARY, "final", "45.53万元"),
    ]


def test_a_zero_without_unit_is_nothing() -> None:
    (budget, final) = read_final(f"{NAME}。年初预算为0，支出决算为7.82万元。").claims
    assert (budget.measure, budget.value, budget.unit, budget.amount_yuan) == (
        "initial_budget", Decimal(0), "", Decimal("0.00"),
    )  # fmt: skip
    assert final.amount_yuan == Decimal("78200.00")


def test_the_opening_sentence_and_the_funds() -> None:
    total = "一般公共预算财政拨款支出"
    assert claims_of(
        "item_execution", f"2023年度{total}年初预算为0万元，全年预算为90.00万元，支出决算为81.00万元，"
        "完成年初预算的90.00%。"
    ) == [
        (total, "initial_budget", "0万元"),
        (total, "annual_budget", "90.00万元"),
        (total, "final", "81.00万元"),
        (total, "completion_rate", "90.00%"),
    ]  # fmt: skip
    fund = "2023年度政府性基金预算财政拨款支出年初预算为0万元，支出决算为53.00万元，完成年初预算的100.00%。"
    assert claims_of("item_execution", fund) == []
    assert {claim[0] for claim in claims_of("fund_execution", fund)} == {"政府性基金预算财政拨款支出"}


def test_a_list_may_stop_at_the_classes() -> None:
    assert claims_of(
        "item_execution",
        "三、财政拨款支出决算情况说明",
        "（一）教育支出年初预算数为40.00万元，决算数为42.00万元，完成年初预算的105.00%，主要原因是：增加教师。",
        "（二）办公楼支出年初预算数为5.00万元，决算数为6.00万元，完成年初预算的120.00%。",
    ) == [
        ("教育支出", "initial_budget", "40.00万元"),
        ("教育支出", "final", "42.00万元"),
        ("教育支出", "completion_rate", "105.00%"),
    ]


def test_a_missing_percentage_is_not_made_up() -> None:
    assert claims_of("item_execution", f"{NAME}。支出决算为48.00万元，完成年初预算的%。") == [
        (LIBRARY, "final", "48.00万元")
    ]


@pytest.mark.parametrize(
    ("words", "relation", "measure"),
    [
        ("决算数大于年初预算数的主要原因是", ">", "initial_budget"),
        ("支出决算数小于预算数的主要原因是", "<", "initial_budget"),
        ("决算数与年初预算数基本持平", "~", "initial_budget"),
        ("决算数与年初预算数不存在差异", "=", "initial_budget"),
        ("年初预算数大于决算数，主要原因是", "<", "initial_budget"),
        ("决算数比年初预算数增加，主要原因是", ">", "initial_budget"),
        ("决算数等于预算数的主要原因是", "=", "initial_budget"),
    ],
)
def test_what_is_said_of_final_figure_and_budget(words: str, relation: str, measure: str) -> None:
    narrative = read_final(f"{NAME}。年初预算为60.00万元，支出决算为48.00万元。{words}工作安排。")
    (said,) = narrative.comparisons
    assert (said.relation, said.left.measure, said.right.measure) == (relation, "final", measure)
    assert words[:3] in said.sentence


def test_a_comparison_that_may_mean_two_budgets_is_left_out() -> None:
    text = f"{NAME}。年初预算为60.00万元，全年预算为50.00万元，支出决算为48.00万元。决算数小于预算数。"
    assert read_final(text).comparisons == ()
    (said,) = read_final(text.replace("小于预算数", "小于全年预算数")).comparisons
    assert said.right.measure == "annual_budget"


def test_what_was_completed_is_told_behind_what_it_was_for() -> None:
    text = "1.教育支出1595.95万元，主要用于学前教育保教工作2.5万元的开支，完成年初预算的98.5%，主要原因是调标5万元。"
    assert claims_of("item_execution", text) == [
        ("教育支出", "final", "1595.95万元"),
        ("教育支出", "completion_rate", "98.5%"),
    ]


def test_what_was_completed_of_a_budget_told_before_needs_no_further_word() -> None:
    text = "3.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算40万元，决算38万元，完成95%。"
    assert [one[1:] for one in claims_of("item_execution", text)] == [
        ("initial_budget", "40万元"),
        ("final", "38万元"),
        ("completion_rate", "95%"),
    ]
