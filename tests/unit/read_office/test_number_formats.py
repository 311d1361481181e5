from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.spreadsheet.formats import BUILT_IN, show_number, show_text, stored_number
from pipelines.values.amounts import parse_figure

ACCOUNTING = BUILT_IN[43]


def shown(stored: str, code: str, *, is_1904: bool = False) -> str:
    number = stored_number(stored)
    assert number is not None
    return show_number(number, code, is_1904=is_1904)


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("408.00999999999999", "0.00", "408.01"),
        ("408.00999999999999", "General", "408.01"),
        ("0", "0.00", "0.00"),
        ("1.005", "0.00", "1.01"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("100", "#,##0", "100"),
        ("0.1234", "0.00%", "12.34%"),
        ("0", ACCOUNTING, "-"),
        ("-12.5", ACCOUNTING, "-12.50"),
        ("1234.5", ACCOUNTING, "1,234.50"),
        ("32000", '0!.0,"万"', "3.2万"),
        ("1238580", '0"."0,"万"', "123.9万"),
        ("12385", "#,##0.00,", "12.39"),
        ("-5", "0.00;[Red]0.00", "-5.00"),
        ("-5", "0.00_);(0.00)", "(5.00)"),
        ("0", "0.00;-0.00;;@", ""),
        ("0.5", "#.##", ".5"),
        ("0.5", "#,##0.##", "0.5"),
        ("201", "0000", "0201"),
        ("15000", '[>=10000]0.0,"千元";0.00', "15.0千元"),
        ("5", '[>=10000]0.0,"千元";0.00', "5.00"),
        ("1234.5", "[$￥-804]#,##0.00", "￥1,234.50"),
        ("12", '"第"0"期"', "第12期"),
        ("2010301", "G/通用格式", "2010301"),
        ("1.5E-7", "General", "0.00000015"),
        ("0.5", "0.00E+00", "5.00E-01"),
        ("45561", "yyyy/m/d", "2024/9/26"),
        ("45561", BUILT_IN[31], "2024年9月26日"),
        ("45561", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二四年九月二十六日"),
        ("45561.5", "yyyy-mm-dd hh:mm", "2024-09-26 12:00"),
        ("1", "yyyy/m/d", "1900/1/1"),
        ("1.25", "[h]:mm", "30:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
    ],
)
def test_a_stored_number_shows_what_the_workbook_shows(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


def test_dates_of_workbooks_that_count_from_1904() -> None:
    assert shown("44099", "yyyy/m/d", is_1904=True) == "2024/9/26"


def test_texts_pass_unless_the_format_adds_to_them() -> None:
    assert show_text("408.01", ACCOUNTING) == "408.01"
    assert show_text("县本级", '"河西"@') == "河西县本级"
    assert show_text("408.01", "0.00") == "408.01"


def test_what_no_workbook_can_hold_is_no_number() -> None:
    assert stored_number("1E+999999999") is None
    assert stored_number("NaN") is None
    assert stored_number("1E-999999999") == 0


@given(
    st.integers(0, 4),
    st.booleans(),
    st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False),
)
def test_a_figure_read_from_its_display_is_the_figure_rounded_to_the_display(
    places: int, is_grouped: bool, value: Decimal
) -> None:
    code = ("#,##0" if is_grouped else "0") + ("." + "0" * places if places else "")
    printed = parse_figure(shown(repr(float(value)), code))
    assert printed is not None
    assert abs(printed.value - value) <= Decimal(5).scaleb(-places - 1)
    if places == 4:
        assert printed.value == value


@given(st.decimals(-(10**11), 10**11, places=2, allow_nan=False, allow_infinity=False))
def test_two_decimals_come_back_as_displayed_through_binary_floating_point(value: Decimal) -> None:
    assert shown(repr(float(value)), "0.00").lstrip("-") == f"{abs(value):.2f}"
    assert shown(f"{float(value):.17g}", "#,##0.00").replace(",", "").lstrip("-") == f"{abs(value):.2f}"
