"""fct_restatement: figures that two editions of one form print differently."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tests.dbt.county import County
from tests.dbt.lake import YUAN_PER_UNIT, DocumentHandle

MART = "fct_restatement"
LATER = date(2025, 12, 1)
CLASS = "201 一般公共服务支出"


def _prints(county: County, document: DocumentHandle, text: str, unit: str = "万元", **changes: Any) -> str:
    yuan = str(Decimal(text.replace(",", "")) * YUAN_PER_UNIT.get(unit, 1))
    row = {"form_code": "F05", "item": CLASS, "text_printed": text, "unit": unit, **changes}
    return county.figure(document, amount=yuan, **row)


def test_editions_differ_beyond_half_the_coarser_last_digit(county: County) -> None:
    """万元 with two decimals hide up to 50 元, with one up to 500; two figures in 元 half a cent."""
    cases = {
        "甲": ("1.00", "万元", "10050.00", "元", None),
        "乙": ("1.00", "万元", "10050.01", "元", Decimal("-50.01")),
        "丙": ("1.0", "万元", "10500.00", "元", None),
        "丁": ("1.0", "万元", "10500.01", "元", Decimal("-500.01")),
        "戊": ("1.00", "元", "1.01", "元", Decimal("-0.01")),
        "己": ("1.00", "万元", "1.00", "万元", None),
        "庚": ("9950.00", "元", "1.00", "万元", None),
        "辛": ("9949.99", "元", "1.00", "万元", Decimal("-50.01")),
        "壬": ("1", "万元", "1.49", "万元", None),
        "癸": ("1", "万元", "1.51", "万元", Decimal(-5100)),
    }
    for body, (new, new_unit, old, old_unit, _) in cases.items():
        _prints(county, county.final(body, publish_date=LATER), new, new_unit)
        _prints(county, county.final(body), old, old_unit)
    rows = county.ask_each(MART, "difference_yuan, kind, unit, other_unit")
    assert rows == sorted(
        (body, difference, "reissue", new_unit, old_unit)
        for body, (_, new_unit, _, old_unit, difference) in cases.items()
        if difference is not None
    )


def test_every_unit_of_money_has_its_own_last_digit(county: County) -> None:
    """Half of one of it is rounding where no decimals are printed, a cent more is not."""
    units = {"元": 1, "百元": 100, "千元": 1000, "万元": 10000, "百万元": 1000000, "亿元": 100000000}
    for unit, yuan in units.items():
        for code, more in (("201", "0.00"), ("205", "0.01")):
            new, old = county.final(f"{unit}{code}", publish_date=LATER), county.final(f"{unit}{code}")
            row = {"unit": unit, "text_printed": "1", "value_printed": Decimal(1)}
            other = str(yuan + Decimal(yuan) / 2 + Decimal(more))
            _prints(county, old, other, "元", item=f"{code} 类")
            line = county.figure(new, "F05", f"{code} 类", str(yuan), **{**row, "unit": "元"})
            next(each for each in county.rows["line_items"][new.site] if each["line_item_id"] == line)[
                "unit"
            ] = unit
    assert county.ask(MART, "unit, item_code") == sorted((unit, "205") for unit in units)


def test_figures_in_yuan_that_were_rounded_are_as_exact_as_they_are_printed(county: County) -> None:
    """Ten different figures in hundreds hide up to 50 元, ten without cents up to half a 元."""
    cases = {
        "甲": (100, "10050.00", False),
        "乙": (100, "10050.01", True),
        "丙": (1, "10000.50", False),
        "丁": (1, "10000.51", True),
        "戊": (Decimal("0.5"), "10000.02", True),
    }
    for body, (step, other, _) in cases.items():
        new = county.final(body, publish_date=LATER)
        for number in range(10):
            _prints(county, new, f"{10000 + number * step:.2f}", "元", item=f"2{number:02d} 类")
        _prints(county, county.final(body), other, "元", item="200 类")
    assert county.ask_each(MART, "item_code") == sorted(
        (body, "200") for body, case in cases.items() if case[2]
    )


def test_figures_that_are_no_money_differ_in_their_own_unit(county: County) -> None:
    """Points against points; a number without a unit or of another unit is not compared."""
    cases = {
        "甲": ("98.00", "分", "91.50", "分", True),
        "乙": ("98.0", "分", "98.05", "分", False),
        "丙": ("98.0", "分", "98.06", "分", True),
        "丁": ("98.00", "分", "91.50", "%", False),
        "戊": ("98.00", "分", "98.00", "分", False),
    }
    for body, (new, new_unit, old, old_unit, _) in cases.items():
        for publish_date, text, unit in ((LATER, new, new_unit), (date(2025, 9, 1), old, old_unit)):
            document = county.final(body, publish_date=publish_date)
            county.figure(
                document,
                "F11",
                "总分",
                None,
                measure="score",
                unit=unit,
                value_printed=Decimal(text),
                text_printed=text,
            )
    money = county.final("己", publish_date=LATER)
    county.figure(money, "F11", "总分", "5", measure="score", unit="元")
    points = {"unit": "元", "value_printed": Decimal(9), "text_printed": "9"}
    county.figure(county.final("己"), "F11", "总分", None, measure="score", **points)
    county.figure(county.final("庚", publish_date=LATER), "F11", "总分", None, measure="score", **points)
    county.figure(county.final("庚"), "F11", "总分", "5", measure="score", unit="元")
    assert county.ask_each(MART, "value_printed, other_value_printed, amount_yuan, difference_yuan") == [
        ("丙", Decimal("98.0"), Decimal("98.06"), None, None),
        ("甲", Decimal("98.0"), Decimal("91.5"), None, None),
    ]


def test_a_row_names_both_editions(county: County) -> None:
    new, old = county.final(publish_date=LATER), county.final()
    left = _prints(county, new, "2.00", page=3, parent_item_name="一、", section="expenditure")
    right = _prints(county, old, "1.00", page=4, parent_item_name="一、", section="expenditure")
    columns = (
        "restatement_id, report_id, fiscal_year, report_kind, form_code, section, item_code, item_name,"
        " parent_item_name, measure, document_id, other_document_id, amount_yuan, other_amount_yuan,"
        " value_printed, other_value_printed, page, other_page, line_item_id, other_line_item_id, division_code"
    )
    ((report,),) = county.ask("dim_document", "distinct report_id")
    assert county.ask(MART, columns) == [
        (
            sha256(f"{left}|{right}".encode()).hexdigest()[:16], report, 2024, "final_account", "F05", "expenditure",
            "201", "一般公共服务支出", "一、", "total", new.document_id, old.document_id, 20000, 10000, 2, 1, 3, 4,
            left, right, "410503",
        )
    ]  # fmt: skip


def test_lines_meet_by_section_parent_item_and_measure(county: County) -> None:
    """A code printed in one edition only does not meet the name of the other; no section is the empty one."""
    new, old = county.final(publish_date=LATER), county.final()
    for document, factor in ((new, 2), (old, 1)):
        for number, change in enumerate(
            (
                {"section": "revenue"},
                {"section": "expenditure"},
                {"parent_item_name": "一、"},
                {"parent_item_name": "二、"},
                {"measure": "basic"},
                {"measure": "project"},
                {"item": "205 教育支出"},
                {"section": None, "item": "空段"},
            ),
            1,
        ):
            _prints(county, document, f"{number * factor}.00", **{"item": CLASS, **change})
    _prints(county, new, "9.00", item="无码")
    _prints(county, old, "8.00", item="206 无码")
    _prints(county, new, "9.00", item="无码", measure=None)
    _prints(county, new, "7.00", item="空段二", section="")
    _prints(county, old, "6.00", item="空段二", section=None)
    columns = "section, parent_item_name, measure, item_name, value_printed, other_value_printed"
    assert county.ask(MART, columns) == [
        ("", "一、", "total", "一般公共服务支出", 6, 3),
        ("", "二、", "total", "一般公共服务支出", 8, 4),
        ("", None, "basic", "一般公共服务支出", 10, 5),
        ("", None, "project", "一般公共服务支出", 12, 6),
        ("", None, "total", "教育支出", 14, 7),
        ("", None, "total", "空段", 16, 8),
        ("", None, "total", "空段二", 7, 6),
        ("expenditure", None, "total", "一般公共服务支出", 4, 2),
        ("revenue", None, "total", "一般公共服务支出", 2, 1),
    ]


def test_the_finest_of_equal_figures_counts_and_contradictory_ones_none(county: County) -> None:
    """Printed once in 万元 and once in 元: the same within rounding, so the one in 元 is compared."""
    cases: dict[str, tuple[list[tuple[str, str]], list[tuple[Any, Any]]]] = {
        "甲": ([("1.23", "万元"), ("12345.67", "元")], [(Decimal("12345.67"), "元")]),
        "乙": ([("1.23", "万元"), ("12350.01", "元")], []),
        "丙": ([("1.23", "万元"), ("12350.00", "元")], [(Decimal(12350), "元")]),
        "丁": ([("1.00", "万元"), ("2.00", "万元")], []),
        "戊": ([("3.00", "万元"), ("3.00", "万元")], [(30000, "万元")]),
        "己": ([("1.2", "千万元"), ("12000000.00", "元")], []),
    }
    for body, (figures, _) in cases.items():
        new = county.final(body, publish_date=LATER)
        for text, unit in figures:
            if unit == "千万元":
                county.figure(
                    new, "F05", CLASS, None, unit=unit, value_printed=Decimal(text), text_printed=text
                )
            else:
                _prints(county, new, text, unit)
        _prints(county, county.final(body), "9999999.00", "元")
    rows = county.ask_each(MART, "amount_yuan, unit")
    assert rows == sorted((body, *each) for body, (_, expected) in cases.items() for each in expected)


def test_points_printed_twice_count_where_they_are_the_same(county: County) -> None:
    cases = {
        "甲": ([("98.00", "分"), ("98.00", "分")], 1),
        "乙": ([("98.00", "分"), ("97.00", "分")], 0),
        "丙": ([("98.00", "分"), ("98.00", "%")], 0),
        "丁": ([("98.00", None), ("98.00", None)], 0),
        "戊": ([("98.00", "分"), ("98.00", None)], 0),
    }
    for body, (figures, _) in cases.items():
        for publish_date, printed in ((LATER, figures), (date(2025, 9, 1), [("1.00", "分")])):
            document = county.final(body, publish_date=publish_date)
            for text, unit in printed:
                value = {"unit": unit or "分", "value_printed": Decimal(text), "text_printed": text}
                line = county.figure(document, "F11", "总分", None, measure="score", **value)
                if unit is None:
                    rows = county.rows["line_items"][document.site]
                    next(row for row in rows if row["line_item_id"] == line)["unit"] = None
    assert county.ask_each(MART, "count(*)", "true group by all") == sorted(
        (body, count) for body, (_, count) in cases.items() if count
    )


def test_the_first_of_equally_fine_figures_is_named(county: County) -> None:
    new = county.final(publish_date=LATER)
    _prints(county, new, "2.00", page=9)
    first = _prints(county, new, "2.00", page=8)
    _prints(county, county.final(), "1.00")
    assert county.ask(MART, "line_item_id, page") == [(first, 8)]


def test_the_first_in_reading_order_is_named_wherever_it_stands(county: County) -> None:
    """Page before table, table before row, row before column."""
    places = {
        "201": [(8, 1, 1, 1), (7, 9, 9, 9)],
        "202": [(7, 2, 1, 1), (7, 1, 9, 9)],
        "203": [(7, 1, 2, 1), (7, 1, 1, 9)],
        "204": [(7, 1, 1, 2), (7, 1, 1, 1)],
        "205": [(8, 1, 1, 1), (7, 4095, 9, 9)],
        "206": [(7, 2, 1, 1), (7, 1, 262143, 9)],
        "207": [(7, 1, 2, 1), (7, 1, 1, 1023)],
    }
    new, old = county.final(publish_date=LATER), county.final()
    first = []
    for code, of_code in places.items():
        for page, table_no, row_no, column_no in of_code:
            where = {"page": page, "table_no": table_no, "row_no": row_no, "column_no": column_no}
            line = _prints(county, new, "2.00", item=f"{code} 类", **where)
        first.append((code, line))
        _prints(county, old, "1.00", item=f"{code} 类")
    assert county.ask(MART, "item_code, line_item_id") == first


def test_every_edition_is_compared_with_the_one_in_force_only(county: County) -> None:
    """Of the same body, year, kind of report and form; an edition of the same day is no reissue."""
    in_force = county.final("甲", publish_date=LATER)
    _prints(county, in_force, "3.00")
    _prints(county, in_force, "3.00", form_code="F03", measure="expenditure_total")
    _prints(county, county.final("甲", publish_date=LATER, status="partial"), "2.00")
    _prints(county, county.final("甲"), "1.00")
    _prints(county, county.final("甲", 2023), "4.00")
    _prints(county, county.budget("甲"), "5.00", form_code="B05")
    _prints(county, county.final("乙"), "6.00")
    columns = "document_id, value_printed, other_value_printed, kind"
    assert county.ask(MART, columns) == [
        (in_force.document_id, 3, 1, "reissue"),
        (in_force.document_id, 3, 2, "edition"),
    ]


def test_projects_of_one_form_have_editions_of_their_own(county: County) -> None:
    """F11 prints a form per project: another project's self-evaluation is no other edition."""
    points = {"measure": "score", "unit": "元"}
    both, again = county.final("甲"), county.final("甲", publish_date=LATER)
    for document, project, text in ((both, "道路", "90"), (both, "桥梁", "80"), (again, "桥梁", "81")):
        _prints(county, document, text, item="总分", form_code="F11", section=project, **points)
    assert county.ask(MART, "section, value_printed, other_value_printed") == [("桥梁", 81, 80)]
    assert county.ask("dim_document", "is_in_force, superseded_by_document_id") == [
        (True, None),
        (True, None),
    ]


def test_a_correction_shows_what_it_leaves_out(county: County) -> None:
    """A line that goes on under its code, its name where none has a code, or with a zero is none of them."""
    new, old = county.final(publish_date=LATER), county.final()
    for text, item in (
        ("5.00", CLASS),
        ("4.00", "205 教育支出"),
        ("3.00", "其他支出"),
        ("0.00", "229 其他"),
        ("2.00", "208 旧名"),
        ("1.00", "2080101 行政运行"),
    ):
        _prints(county, old, text, item=item)
    for text, item in (
        ("5.00", CLASS),
        ("3.00", "230 其他支出"),
        ("2.00", "208 新名"),
        ("9.00", "2010301 行政运行"),
    ):
        _prints(county, new, text, item=item)
    _prints(county, old, "8.00", item=CLASS, measure="basic")
    assert county.ask(MART, "item_name, amount_yuan, value_printed, other_amount_yuan, kind") == [
        ("教育支出", None, None, 40000, "dropped"),
        ("行政运行", None, None, 10000, "dropped"),
    ]


def test_editions_of_one_day_drop_nothing(county: County) -> None:
    for items in ((CLASS, "205 教育支出", "208 社会保障"), (CLASS, "206 科学技术")):
        document = county.final()
        for item in items:
            _prints(county, document, "1.00", item=item)
    assert county.ask(MART, "kind") == []


def test_a_line_printed_twice_with_two_amounts_is_there(county: County) -> None:
    new, old = county.final(publish_date=LATER), county.final()
    for text in ("1.00", "2.00"):
        _prints(county, new, text)
    _prints(county, new, "3.00", item="205 教育支出")
    _prints(county, old, "1.00")
    assert county.ask(MART, "kind") == []


def test_a_form_that_elides_a_level_of_accounts_leaves_out_none_of_its_lines(county: County) -> None:
    """甲 prints classes alone later, 乙 sub-items alone; of 206 nothing is left in either."""
    whole = ("205 教育支出", "20502 普通教育", "2050202 小学教育", "206 科学技术支出", "2060101 行政运行")
    for body, kept in (("甲局", ("205 教育支出",)), ("乙局", ("2050202 小学教育",))):
        old, new = county.final(body), county.final(body, publish_date=LATER)
        for item in whole:
            _prints(county, old, "1.00", item=item)
        for item in kept:
            _prints(county, new, "1.50", item=item)
    rows = county.ask_each(MART, "item_code, kind", "kind = 'dropped'")
    assert rows == [("乙局", "2060101", "dropped"), ("甲局", "206", "dropped")]


def test_lines_without_a_code_are_left_out_of_a_correction_too(county: County) -> None:
    """Where others without one are there; beside lines with codes alone their level is elided."""
    for body, kept in (("甲", ("合计", "公务用车购置费")), ("乙", (CLASS, "205 教育支出"))):
        old, new = county.final(body), county.final(body, publish_date=LATER)
        for item in (kept[0], "公务接待费"):
            _prints(county, old, "1.00", item=item)
        for item in kept:
            _prints(county, new, "1.00", item=item)
    assert county.ask_each(MART, "item_name, kind") == [("甲", "公务接待费", "dropped")]
