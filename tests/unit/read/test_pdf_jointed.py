"""Tables with horizontal rules drawn cell by cell: where two rules join, a border between columns stands."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.read import read
from pipelines.values.pages import Grid, Page
from samples.fonts.subset import FONT_FILE

HEIGHT = 400.0
Row = tuple[float, tuple[tuple[str, int, int, str], ...]]
"""The height of a row and its cells: text, first and last edge, and how it stands (l, c, r)."""


class Sheet:
    """Sets tables whose cells have a rule above and below, and none at their sides."""

    def __init__(self, path: Path) -> None:
        pdfmetrics.registerFont(TTFont("Jointed", str(FONT_FILE)))
        self.path = path
        self.canvas = Canvas(str(path), pagesize=(520, HEIGHT), invariant=1)
        self.canvas.setFont("Jointed", 9)

    def write(self, x: float, top: float, text: str, stands: str = "l") -> None:
        put = {
            "l": self.canvas.drawString,
            "c": self.canvas.drawCentredString,
            "r": self.canvas.drawRightString,
        }
        put[stands](x, HEIGHT - top, text)

    def table(self, edges: tuple[int, ...], top: float, rows: tuple[Row, ...]) -> float:
        for height, cells in rows:
            for text, first, last, stands in cells:
                left, right = edges[first], edges[last]
                for y in (top, top + height):
                    self.canvas.line(left, HEIGHT - y, right, HEIGHT - y)
                lines = text.split("\n")
                x = {"l": left + 3.0, "c": (left + right) / 2, "r": right - 3.0}[stands]
                start = top + height / 2 + 3 - 5 * (len(lines) - 1)
                for number, line in enumerate(lines):
                    self.write(x, start + 10 * number, line, stands)
            top += height
        return top

    def page(self) -> Page:
        self.canvas.save()
        (page,) = read(self.path).pages
        return page


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)]


def test_borders_are_found_where_rules_join(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "two_sides.pdf")
    sheet.write(260, 30, "收入支出决算总表", "c")
    rows: tuple[Row, ...] = (
        (18, (("收入", 0, 2, "c"), ("支出", 2, 4, "c"))),
        (18, (("项目", 0, 1, "c"), ("决算数", 1, 2, "c"), ("项目", 2, 3, "c"), ("决算数", 3, 4, "c"))),
        (
            18,
            (
                ("一、事业收入", 0, 1, "l"),
                ("5.00", 1, 2, "r"),
                ("一、教育支出", 2, 3, "l"),
                ("8.00", 3, 4, "r"),
            ),
        ),
        (18, (("二、其他收入", 0, 1, "l"), ("4.00", 1, 2, "r"), ("", 2, 3, "l"), ("", 3, 4, "r"))),
    )
    sheet.table((40, 210, 270, 420, 480), 60, rows)
    (grid,) = sheet.page().grids
    assert grid.is_ruled
    assert texts(grid)[0] == ["收入", "支出"]
    assert [cell.column_span for cell in grid.row(0)] == [2, 2]
    assert texts(grid)[2:] == [
        ["一、事业收入", "5.00", "一、教育支出", "8.00"],
        ["二、其他收入", "4.00", "", ""],
    ]


def test_two_tables_below_each_other_stay_two(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "two_tables.pdf")
    body: tuple[Row, ...] = (
        (18, (("项目", 0, 1, "c"), ("决算数", 1, 2, "c"))),
        (18, (("基本支出", 0, 1, "l"), ("3.00", 1, 2, "r"))),
    )
    bottom = sheet.table((40, 260, 480), 40, body)
    sheet.write(260, bottom + 20, "支出决算表", "c")
    sheet.write(478, bottom + 34, "单位：万元", "r")
    sheet.table((40, 190, 480), bottom + 45, body)
    assert [texts(grid) for grid in sheet.page().grids] == [
        [["项目", "决算数"], ["基本支出", "3.00"]],
        [["项目", "决算数"], ["基本支出", "3.00"]],
    ]


def test_a_figure_that_its_cell_wraps_stays_in_it(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "wrapped.pdf")
    rows: tuple[Row, ...] = (
        (18, (("项目", 0, 1, "c"), ("合计", 1, 2, "c"), ("基本支出", 2, 3, "c"))),
        (28, (("教育支出", 0, 1, "l"), ("57,005,20\n0", 1, 2, "r"), ("0.00", 2, 3, "r"))),
        (18, (("其他支出", 0, 1, "l"), ("8,412,000", 1, 2, "r"), ("0.00", 2, 3, "r"))),
    )
    sheet.table((40, 240, 300, 380), 40, rows)
    (grid,) = sheet.page().grids
    assert texts(grid)[1] == ["教育支出", "57,005,20\n0", "0.00"]


def test_three_lines_are_no_rules_of_rows(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "three.pdf")
    header: Row = (18, (("项目", 0, 1, "c"), ("合计", 1, 2, "c"), ("基本支出", 2, 3, "c")))
    body: Row = (60, (("", 0, 1, "l"), ("", 1, 2, "r"), ("", 2, 3, "r")))
    sheet.table((40, 240, 300, 380), 40, (header, body))
    for number, (name, total, basic) in enumerate(
        (("教育支出", "7.00", "5.00"), ("国防支出", "6.00", "6.00"), ("外交支出", "3.00", "1.00"))
    ):
        for x, text, stands in ((43, name, "l"), (297, total, "r"), (377, basic, "r")):
            sheet.write(x, 72 + 18 * number, text, stands)
    (grid,) = sheet.page().grids
    assert texts(grid)[1:] == [
        ["教育支出", "7.00", "5.00"],
        ["国防支出", "6.00", "6.00"],
        ["外交支出", "3.00", "1.00"],
    ]
