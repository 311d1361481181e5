"""Amounts in running text: exact, whole, with their unit; never guessed where blanks part the digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.recognise.narrative.amounts import find_amounts
from pipelines.recognise.narrative.plain import seam, tidy, to_plain

money = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
units = st.sampled_from(["万元", "元", "亿元", "%"])


@given(money, units, st.booleans(), st.integers(min_value=1, max_value=20))
def test_a_figure_broken_by_a_lines_end_is_read_whole(
    value: Decimal, unit: str, has_separators: bool, at: int
) -> None:
    text = f"支出决算为{value:,}{unit}，" if has_separators else f"支出决算为{value}{unit}，"
    first, rest = text[: 5 + at], text[5 + at :]
    joined = to_plain(first + seam(first, rest))
    (amount,) = find_amounts(joined)
    assert (amount.value, amount.unit, amount.step) == (value, unit, Decimal("0.01"))


@given(money, units)
def test_a_figure_keeps_its_value_in_full_width_and_with_blanks_around_it(value: Decimal, unit: str) -> None:
    wide = str(value).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    (amount,) = find_amounts(to_plain(tidy(f"年初预算为 {wide} {unit} ，")))
    assert (amount.value, amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("决算 408.0 1 万元", "408.01"),
        ("决算 2, 106.66 万元", "2106.66"),
        ("决算 13 .5 万元", "13.5"),
        ("决算 81.1 7 万元", "81.17"),
    ],
)
def test_blanks_inside_a_figure_go_where_one_figure_is_meant(printed: str, value: str) -> None:
    (amount,) = find_amounts(to_plain(tidy(printed)))
    assert amount.value == Decimal(value)


@pytest.mark.parametrize("printed", ["决算 10 20 万元", "决算 2 106.66 万元", "决算 1.5 2.5 万元"])
def test_a_figure_that_may_be_two_is_left_out(printed: str) -> None:
    assert not [amount for amount in find_amounts(to_plain(tidy(printed))) if amount.is_money]


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("设备2台（套）", "台（套）"),
        ("支出2.86万，占", "万元"),
        ("比重提高3个百分点", "个百分点"),
        ("接待12批次", "批次"),
        ("2023年度", "年"),
    ],
)
def test_units_are_those_printed(printed: str, unit: str) -> None:
    (amount,) = find_amounts(to_plain(printed))
    assert amount.unit == unit


@pytest.mark.parametrize("printed", ["1,23.45万元", "1.2.3万元", "12,3456万元"])
def test_misplaced_separators_are_no_figure(printed: str) -> None:
    assert not [amount for amount in find_amounts(printed) if amount.start == 0]


def test_a_comma_before_a_figure_belongs_to_the_sentence() -> None:
    assert [amount.text for amount in find_amounts("接待10批次,73人次,共计1.40万元,占2.5%,9,100元")] == [
        "10", "73", "1.40", "2.5", "9,100",
    ]  # fmt: skip


def test_marks_at_a_seam_belong_to_the_sentence_or_to_the_figure() -> None:
    assert seam("占99.", "79%") == "79%"
    assert seam("为2,1", "06.66万元") == "06.66万元"
    assert seam("共3个，", "5人") == "5人"
    assert seam("截至2023年", "12月") == "12月"
