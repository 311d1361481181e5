"""Directions: every word that says a figure fell makes it negative, every one that says it rose leaves it so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.recognise_narrative.final_text import claims_of, read_final

FELL = ("减少", "下降", "降低", "缩减", "压减", "回落", "下调", "调减")
ROSE = ("增加", "增长", "上升", "提高", "上涨", "提升", "上调", "调增")
SHORT = (("减", True), ("降", True), ("少", True), ("增", False), ("多", False))


@pytest.mark.parametrize("word", [*FELL, *ROSE])
@pytest.mark.parametrize("after", ["", "了", "额为", "金额为"])
def test_a_change_has_the_sign_of_its_word(word: str, after: str) -> None:
    text = f"2023年度收支总计510.27万元，与上年相比，{word}{after}27.01万元。"
    sign = -1 if word in FELL else 1
    deltas = [c.value for c in read_final(text).claims if c.measure == "delta"]
    assert deltas == [sign * Decimal("27.01")]


@pytest.mark.parametrize("word", [*FELL, *ROSE, "减幅", "降幅", "增幅"])
@pytest.mark.parametrize("after", ["", "为"])
def test_a_rate_has_the_sign_of_its_word(word: str, after: str) -> None:
    if after and not word.endswith("幅"):
        after = "幅度为"
    text = f"2023年度收支总计510.27万元，与上年相比，{word}{after}5.03%。"
    sign = -1 if word in (*FELL, "减幅", "降幅") else 1
    assert [c.value for c in read_final(text).claims if c.measure == "rate"] == [sign * Decimal("5.03")]


@pytest.mark.parametrize(("word", "falls"), SHORT)
def test_a_single_character_is_a_word_right_behind_what_is_compared(word: str, falls: bool) -> None:
    text = f"2023年度收支总计510.27万元，比上年{word}27.01万元。"
    sign = -1 if falls else 1
    assert [c.value for c in read_final(text).claims if c.measure == "delta"] == [sign * Decimal("27.01")]


def test_the_word_nearest_to_the_figure_counts() -> None:
    for first, last in (("增加", "减少"), ("减少", "增加")):
        text = f"2023年度收支总计510.27万元，比上年{first}{last}27.01万元。"
        sign = -1 if last == "减少" else 1
        assert [c.value for c in read_final(text).claims if c.measure == "delta"] == [sign * Decimal("27.01")]


@pytest.mark.parametrize("base", ["上年", "上一年", "去年", "前一年", "2022年度", "2022年"])
def test_only_what_is_compared_with_last_year_is_a_change(base: str) -> None:
    text = "2023年度收支总计510.27万元，比{0}减少27.01万元，下降5.03%。"
    assert [c[1] for c in claims_of("total_yoy", text.format(base))] == ["amount", "delta", "rate"]
    assert [c[1] for c in claims_of("total_yoy", text.format(f"{base}预算"))] == ["amount"]
    assert [c[1] for c in claims_of("total_yoy", text.format("年初预算"))] == ["amount"]


def test_a_figure_without_a_word_has_no_direction() -> None:
    assert [c[1] for c in claims_of("total_yoy", "2023年度收支总计510.27万元，与上年相比，27.01万元。")] == [
        "amount"
    ]


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [("万元", "5102700.00"), ("元", "510.27"), ("亿元", "51027000000.00"), ("千元", "510270.00")],
)
def test_an_amount_is_converted_by_its_own_unit(unit: str, yuan: str) -> None:
    (claim,) = read_final(f"2023年度收支总计510.27{unit}。").claims
    assert (claim.amount_yuan, claim.unit, claim.step) == (Decimal(yuan), unit, Decimal("0.01"))
    assert (claim.page, claim.text_printed, claim.sentence) == (
        1,
        "510.27",
        f"2023年度收支总计510.27{unit}。",
    )


def test_a_figure_that_a_blank_parts_is_left_out_and_noted_in_a_sentence_only() -> None:
    inside = read_final("2023年度收支总计5 10.27万元。")
    assert inside.claims == ()
    (note,) = inside.notes
    assert (note.kind, note.text, note.page) == ("ambiguous_figure", "5 10.27万元", 1)
    assert read_final("收支总计 5 10.27万元").notes == ()
    assert read_final("2023年度收支总计510.27万元。").notes == ()


def test_a_single_character_is_a_word_behind_the_amount_of_a_change() -> None:
    text = "2023年度收支总计510.27万元，与上年相比减少27.01万元，降5.03%。本年支出合计500万元，比上年增2万元，增0.4%。"
    assert [c.value for c in read_final(text).claims if c.measure == "rate"] == [
        Decimal("-5.03"),
        Decimal("0.4"),
    ]


def test_a_direction_filled_into_brackets_is_a_word() -> None:
    text = "2023年度收支总计510.27万元，较上年（减）27.01万元，（减）幅5.03%。机关运行经费支出9万元，比上年（增加）1万元，（增长）12.5%。"
    assert [(c.measure, c.value) for c in read_final(text).claims if c.measure in ("delta", "rate")] == [
        ("delta", Decimal("-27.01")),
        ("rate", Decimal("-5.03")),
        ("delta", Decimal(1)),
        ("rate", Decimal("12.5")),
    ]


def test_an_open_choice_of_directions_is_noted() -> None:
    found = read_final("2023年度机关运行经费支出85.3万元，比2022年度增加（减少）3.2万元，增长（下降）3.9%。")
    assert [c.measure for c in found.claims] == ["final"]
    assert [note.text for note in found.notes] == ["3.2万元", "3.9%"]
