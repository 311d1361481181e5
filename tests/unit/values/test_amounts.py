"""Amounts: exact, or refused — never a figure that was not printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values.amounts import (
    FigureError,
    find_unit,
    looks_like_figure,
    parse_figure,
    printed_step,
    to_yuan,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,238.58", "1238.58"),
        ("408.\n01", "408.01"),
        ("81.1\n7", "81.17"),
        ("408.0 1", "408.01"),
        ("156,211,\n123", "156211123"),
        ("１２．３０", "12.30"),
        ("1，238.58", "1238.58"),
        ("-5.67", "-5.67"),
        ("￥1,234.50", "1234.50"),
        ("−5.67", "-5.67"),
        ("1\u200b23.\u206045\ufeff", "123.45"),
        ("\u200e123.45\u200f", "123.45"),
        ("\u2067-123.45\u2069", "-123.45"),
        ("12\u00ad3.45", "123.45"),
        ("0.00", "0.00"),
        ("0", "0"),
    ],
)
def test_figures_are_read_exactly(text: str, value: str) -> None:
    figure = parse_figure(text)
    assert figure is not None
    assert (str(figure.value), figure.unit) == (value, "")


@pytest.mark.parametrize(
    "text", ["", " \n", "-", "--", "－", "−", "- -", "—", "——", "–", "/", "／", "\\", "无", "…", "……", "*"]
)
def test_blanks_and_dashes_are_no_figures(text: str) -> None:
    assert parse_figure(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "10\n20",
        "\u00ad5.67",
        "\u202e54.321",
        "12.3\n45.6",
        "10.00\n20.00",
        "1,23.4",
        "2.946.25",
        "12,34",
        "1.2.3",
        "约12",
        "12个",
        "一百",
        "XX",
        "1 2",
        "万元",
        "5-3",
    ],
)
def test_what_could_be_two_figures_or_none_is_refused(text: str) -> None:
    with pytest.raises(FigureError):
        parse_figure(text)


def test_a_unit_printed_in_the_cell_is_kept() -> None:
    assert parse_figure("47.49%") == parse_figure("47.49 %")
    percent, amount = parse_figure("47.49%"), parse_figure("83.65万元")
    assert percent is not None and (str(percent.value), percent.unit) == ("47.49", "%")
    assert amount is not None and (str(amount.value), amount.unit) == ("83.65", "万元")


@given(
    st.decimals(min_value=-(10**11), max_value=10**11, places=2, allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.booleans(),
)
def test_any_printed_amount_comes_back(value: Decimal, with_separators: bool, full_width: bool) -> None:
    text = f"{value:,.2f}" if with_separators else f"{value:.2f}"
    if full_width:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,-"})
    figure = parse_figure(text)
    assert figure is not None and figure.value == value


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.data())
def test_a_wrapped_amount_comes_back_or_is_refused(value: Decimal, data: st.DataObject) -> None:
    text = f"{value:,.2f}"
    cut = data.draw(st.integers(1, len(text) - 1))
    try:
        figure = parse_figure(text[:cut] + "\n" + text[cut:])
    except FigureError:
        return
    assert figure is not None and figure.value == value


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("金额单位：万元", "万元"),
        ("单位:元", "元"),
        ("部门：某县教育局 2024年度 单位：万 元", "万元"),
        ("编制单位：某县教育局 单位：元", "元"),
        ("单位：人民币千元", "千元"),
        ("（万元）", "万元"),
        ("单位：某县教育局", None),
        ("比上年增加12万元", None),
    ],
)
def test_unit_lines(line: str, unit: str | None) -> None:
    assert find_unit(line) == unit


def test_conversion_to_yuan_multiplies_exactly() -> None:
    assert to_yuan(Decimal("504.60"), "万元") == Decimal("5046000.00")
    assert to_yuan(Decimal("0.000001"), "万元") == Decimal("0.01")
    assert to_yuan(Decimal("91016775.35"), "元") == Decimal("91016775.35")
    assert to_yuan(Decimal("47.49"), "%") is None
    assert to_yuan(Decimal("47.49"), None) is None


def test_the_printed_step_is_the_last_digit() -> None:
    assert [str(printed_step(t)) for t in ("12.30", "1,234", "0.0\n5", "47.4%")] == [
        "0.01",
        "1",
        "0.01",
        "0.1",
    ]


def test_endless_digits_are_no_figure_and_convert_without_an_error() -> None:
    with pytest.raises(FigureError):
        parse_figure("1" * 27)
    assert parse_figure("9" * 14 + ".99") is not None
    assert to_yuan(Decimal("1" * 40), "万元") == Decimal("1" * 40 + "0000.00")


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [
        ("元", "1"),
        ("百元", "100"),
        ("千元", "1000"),
        ("万元", "10000"),
        ("百万元", "1000000"),
        ("亿元", "100000000"),
    ],
)
def test_every_unit_of_money_is_known_in_a_cell_in_a_line_and_by_its_worth(unit: str, yuan: str) -> None:
    assert to_yuan(Decimal("1.5"), unit) == Decimal("1.5") * Decimal(yuan)
    assert find_unit(f"单位：{unit}") == find_unit(f"（{unit}）") == find_unit(f"单位:人民币({unit})") == unit
    figure = parse_figure(f"1.5{unit}")
    assert figure is not None and (figure.value, figure.unit) == (Decimal("1.5"), unit)
    assert printed_step(f"1.50{unit}") == Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-5.67", "-5.67"),
        ("–5.67", "-5.67"),
        ("－5.67", "-5.67"),
        ("-\n5.67", "-5.67"),
        ("-1,234", "-1234"),
        ("¥ 12.30", "12.30"),
        ("+1,234.56", "1234.56"),
        ("＋5.2%", "5.2"),
        ("1,\n234", "1234"),
        ("1\n,234", "1234"),
        ("12\n.34", "12.34"),
        ("12.\n34", "12.34"),
        ("1,23\n4.56", "1234.56"),
        ("47.\n49%", "47.49"),
        ("1,234.\n5 万\n元", "1234.5"),
        ("47.49\n%", "47.49"),
    ],
)
def test_signs_and_wrapped_figures_are_read_as_they_are_meant(text: str, value: str) -> None:
    figure = parse_figure(text)
    assert figure is not None and str(figure.value) == value


@pytest.mark.parametrize(
    "text",
    [
        "12 -34",
        "1,234 567",
        "12\n个",
        "12.3 万元 4",
        "%",
        "12 34%",
        "1,234,56",
        "12 34万元",
        "--5",
        "123,456,789,012,345",
    ],
)
def test_pieces_that_are_no_one_figure_are_refused(text: str) -> None:
    with pytest.raises(FigureError):
        parse_figure(text)


def test_what_looks_like_a_figure_is_one_that_is_read() -> None:
    assert [looks_like_figure(text) for text in ("1,234.50", "-5", "5%", "", "-", "12 34", "甲", "0")] == [
        True, True, True, False, False, False, False, True,
    ]  # fmt: skip


def test_parts_of_a_fen_are_rounded_half_up() -> None:
    assert to_yuan(Decimal("0.0000005"), "万元") == Decimal("0.01")
    assert to_yuan(Decimal("0.0000004"), "万元") == Decimal("0.00")
    assert to_yuan(Decimal("-0.0000005"), "万元") == Decimal("-0.01")


@pytest.mark.parametrize(
    "body", ["编制单位：元宝区民政局", "单位：元谋县水利局", "预算单位:元江哈尼族彝族傣族自治县水利局"]
)
def test_a_county_whose_name_begins_with_yuan_is_no_unit(body: str) -> None:
    assert find_unit(body) is None
    assert find_unit(f"{body} 单位：万元") == "万元"
    assert find_unit(f"单位：元 {body}") == "元"


@pytest.mark.parametrize(
    "line",
    ["单位：元公开01表", "金额单位：万元 公开部门：元谋县水利局", "单 位 : 万 元", "单位：人民币（千元）"],
)
def test_a_unit_beside_other_words_is_found(line: str) -> None:
    assert find_unit(line) in {"元", "万元", "千元"}
