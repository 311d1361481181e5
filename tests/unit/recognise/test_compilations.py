"""Which pages are whose report where one file prints the reports of several bodies, and which files are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.accounts import divisions
from pipelines.recognise.bodies import may_be_several
from pipelines.recognise.compilations import cut_at_headings, sections
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.tables import TableReader
from pipelines.values.identity import SourceHints
from pipelines.values.pages import Box, Line, Page
from tests.unit.pages import grid, page

COUNTY, FIRST, SECOND = "青禾县", "青禾县财政局", "青禾县教育局"
TITLE = "一般公共预算财政拨款支出决算表"
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
DIVISIONS = DivisionIndex(divisions(None))
TEXT = "本部门负责辖区内的日常行政事务。"


def form(number: int, body: str = "", *, title: str = TITLE, total: int = 3, rows: int = 1) -> Page:
    """Build a page with a form, under a line that names a body where one is given."""
    above = [title, *([f"部门：{body}"] if body else []), "单位：万元"]
    figures = [["", "合计", f"{total}.00", "2.00", f"{total - 2}.00"]] * rows
    return page(number, above, grid([HEAD, *figures]))


def cover(number: int, *lines: str) -> Page:
    return page(number, lines)


def found(*pages: Page, file: str = "report.pdf") -> list[tuple[str, tuple[int, ...]]]:
    tables = TableReader(pages)
    identity = identify(pages, tables.tables, tables.context_of, SourceHints(file), DIVISIONS)
    return [(one.name, one.places) for one in sections(pages, tables.tables, tables.context_of, identity)]


def test_a_cover_begins_a_report_that_goes_on_to_the_next_cover() -> None:
    pages = (
        cover(1, COUNTY, "2023年度部门决算汇编"),
        cover(2, FIRST, "2023年度部门决算"),
        page(3, ["第一部分 部门概况", TEXT]),
        form(4, FIRST),
        page(5, ["第三部分 情况说明", TEXT]),
        cover(6, SECOND, "2023年度部门决算"),
        form(7, total=9),
        page(8, ["第三部分 情况说明", TEXT]),
    )
    assert found(*pages) == [(FIRST, (1, 2, 3, 4)), (SECOND, (5, 6, 7))]


def test_a_heading_above_the_text_of_a_page_begins_a_report_too() -> None:
    pages = (
        page(1, [f"{FIRST}2023年度部门决算公开", "第一部分 部门概况", TEXT, *[TEXT] * 9]),
        form(2),
        page(3, [f"{SECOND}2023年度部门决算公开", "第一部分 部门概况", TEXT, *[TEXT] * 9]),
        form(4, total=9),
    )
    assert found(*pages) == [(FIRST, (0, 1)), (SECOND, (2, 3))]


def test_without_covers_forms_are_told_apart_by_the_lines_above_them_and_text_between_is_nobodys() -> None:
    pages = (
        cover(1, COUNTY, "2023年度部门决算汇编"),
        form(2, FIRST),
        page(3, [TEXT]),
        form(4, FIRST, title="支出决算表"),
        page(5, [TEXT]),
        form(6, SECOND),
    )
    assert found(*pages) == [(FIRST, (1, 2, 3)), (SECOND, (5,))]


def test_a_file_sorted_by_form_gives_each_body_its_pages() -> None:
    other = "支出决算表"
    pages = (form(1, FIRST), form(2, SECOND), form(3, FIRST, title=other), form(4, SECOND, title=other))
    assert found(*pages, file=f"{COUNTY}2023年部门决算公开表.pdf") == [(FIRST, (0, 2)), (SECOND, (1, 3))]


@pytest.mark.parametrize(
    ("pages", "file"),
    [
        ([cover(1, FIRST, "2023年度部门决算"), form(2, FIRST), form(3, "青禾县会计学校")], "report.pdf"),
        ([form(1, FIRST), form(2, "青禾县会计学校")], f"{FIRST}2023年度部门决算.pdf"),
        ([form(1, FIRST), form(2, "财政局")], "report.pdf"),
        ([form(1, FIRST), form(2, SECOND, title="支出决算表")], "report.pdf"),
        (
            [
                page(
                    1,
                    [TITLE, f"部门：{FIRST}", "单位：万元"],
                    grid([HEAD, ["", "合计", "3.00", "2.00", "1.00"]]),
                    after=[TITLE, f"部门：{SECOND}", "单位：万元"],
                ),
                form(2, FIRST),
            ],
            "report.pdf",
        ),
    ],
    ids=[
        "a department with its school",
        "a file named after one",
        "one body",
        "other forms",
        "no second form",
    ],
)
def test_a_report_of_one_body_is_no_compilation(pages: Sequence[Page], file: str) -> None:
    assert found(*pages, file=file) == []


def test_a_page_with_the_forms_of_two_bodies_parts_nothing() -> None:
    small = grid([HEAD, ["", "合计", "9.00", "2.00", "7.00"]], top=400.0)
    lines = [Line(text, Box(50, 380 + i, 500, 381 + i)) for i, text in enumerate((TITLE, f"部门：{SECOND}"))]
    first = form(1, FIRST)
    both = Page(1, 595.0, 842.0, (*first.lines, *lines), (*first.grids, small), "test")
    assert may_be_several(TableReader([both]).tables)
    assert found(both) == []


def _scanned(one: Page) -> Page:
    """Return a page as it is read from an image."""
    grids = (replace(g, cells=tuple(replace(cell, confidence=0.99) for cell in g.cells)) for g in one.grids)
    return replace(one, grids=tuple(grids))


def test_a_scan_is_parted_by_covers_alone() -> None:
    forms = (form(2, FIRST), form(4, SECOND, total=9))
    fronts = (cover(1, FIRST, "2023年度部门决算"), cover(3, SECOND, "2023年度部门决算"))
    assert found(*forms) == [(FIRST, (0,)), (SECOND, (1,))]
    assert found(*map(_scanned, forms)) == []
    assert found(fronts[0], _scanned(forms[0]), fronts[1], _scanned(forms[1])) == [
        (FIRST, (0, 1)),
        (SECOND, (2, 3)),
    ]


@pytest.mark.parametrize(("body", "tables"), [(FIRST, [4]), (SECOND, [2, 2])])
def test_a_form_below_another_name_is_not_the_rest_of_the_one_before(body: str, tables: list[int]) -> None:
    """Though it prints no total of its own; a name in a scan may be misread."""
    head = ["科目编码", "科目名称", "基本支出", "项目支出"]
    first, second = (
        page(
            number,
            [TITLE, f"部门：{name}", "单位：万元"],
            grid([head, [code, "教育支出", f"{number}.00", "1.00"]]),
        )
        for number, name, code in ((1, FIRST, "20501"), (2, body, "20502"))
    )
    assert [len(table.items) for table in TableReader([first, second]).tables] == tables
    scanned = TableReader([_scanned(first), _scanned(second)])
    assert [len(table.items) for table in scanned.tables] == [4]


def test_the_own_office_behind_its_own_cover_is_a_report_of_its_own() -> None:
    pages = (
        cover(1, FIRST, "2023年度部门决算"),
        form(2),
        cover(3, f"{FIRST}（本级）", "2023年度单位决算"),
        form(4, total=9),
    )
    assert found(*pages) == [(FIRST, (0, 1)), (f"{FIRST}本级", (2, 3))]


def test_a_page_without_a_size_is_cut_before_the_headings_of_other_bodies_reports() -> None:
    texts = [
        f"{FIRST}2023年度部门决算",
        TEXT,
        f"{FIRST}2023年度部门决算公开",
        f"{SECOND}2023年度部门决算",
        TEXT,
    ]
    whole = Page(1, 0.0, 0.0, tuple(Line(text, Box(0, i, 1, i + 1)) for i, text in enumerate(texts)))
    pieces = cut_at_headings([whole])
    assert [[line.text for line in piece.lines] for piece in pieces] == [texts[:3], texts[3:]]
    assert [piece.number for piece in pieces] == [1, 1]
    assert cut_at_headings([page(1, texts)]) == (page(1, texts),)


BUDGET = "一般公共预算支出预算表"


def titled(number: int, title: str, total: int = 3) -> Page:
    return form(number, FIRST, title=title, total=total)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([titled(1, f"2022年度{TITLE}"), titled(2, f"2023年度{TITLE}", 9)], [("2022年", (0,)), ("2023年", (1,))]),
        (
            [cover(1, FIRST, "2022年度部门决算"), titled(2, TITLE), page(3, [TEXT]),
             cover(4, FIRST, "2023年度部门决算"), titled(5, TITLE, 9), page(6, [TEXT])],
            [("2022年", (0, 1, 2)), ("2023年", (3, 4, 5))],
        ),
        (
            [titled(1, f"2022年度{TITLE}"), titled(2, "2022年度支出决算表"), titled(3, f"2023年{BUDGET}"),
             titled(4, "2023年部门支出预算总表")],
            [("2022年", (0, 1)), ("2023年", (2, 3))],
        ),
        ([titled(1, f"2022年度{TITLE}"), titled(2, f"2023年{BUDGET}")], []),
        ([titled(1, f"2022年度{TITLE}"), titled(2, "2023年度支出决算表")], []),
        ([titled(1, f"2023年度{TITLE}"), titled(2, f"2023年{BUDGET}")], []),
    ],
    ids=["one form of two years", "covers", "final accounts and a budget", "one form each", "a title of last year's", "one year"],
)  # fmt: skip
def test_reports_of_several_years_are_told_apart(
    pages: Sequence[Page], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert found(*pages, file="report.pdf") == expected
