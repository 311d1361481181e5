"""Typeset tables read back with pdfplumber: spans, page breaks, headers, wrapping, rulings."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from samples.table import Drawn, Rule, Style, TableCell, draw_table, row_heights, wrap

ROWS: list[list[str | None]] = [
    ["项目", None, "本年支出"],
    ["科目代码", "科目名称", None],
    ["201", "一般公共服务支出", "1.00"],
    ["204", "公共安全支出", "2.00"],
    ["205", "教育支出", "3.00"],
]
SPANS = {(0, 0): (1, 2), (0, 2): (2, 1)}
WIDTHS = (60.0, 140.0, 80.0)


def typeset(
    path: Path,
    *,
    rule: Rule = Rule.STROKED,
    bottom: float = 800,
    repeat: bool = False,
    breaks: tuple[int, ...] = (),
) -> Drawn:
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    drawn = draw_table(
        canvas,
        ROWS,
        WIDTHS,
        x=60,
        top=100,
        bottom=bottom,
        spans=SPANS,
        style=Style(rule=rule),
        header_rows=2,
        repeat_header=repeat,
        break_before=breaks,
    )
    canvas.save()
    return drawn


def tables(path: Path) -> list[list[list[str | None]]]:
    with pdfplumber.open(path) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


@pytest.mark.parametrize("rule", [Rule.STROKED, Rule.FILLED, Rule.DASHED, Rule.HAIRLINE])
def test_every_ruling_is_found_as_the_same_grid(tmp_path: Path, rule: Rule) -> None:
    typeset(tmp_path / "t.pdf", rule=rule)
    assert tables(tmp_path / "t.pdf") == [ROWS]


def test_no_ruling_leaves_words_only(tmp_path: Path) -> None:
    typeset(tmp_path / "t.pdf", rule=Rule.NONE)
    assert tables(tmp_path / "t.pdf") == []


@pytest.mark.parametrize(("repeat", "second"), [(False, ROWS[4:]), (True, ROWS[:2] + ROWS[4:])])
def test_a_table_goes_on_with_or_without_its_header(
    tmp_path: Path, repeat: bool, second: list[list[str | None]]
) -> None:
    drawn = typeset(tmp_path / "t.pdf", repeat=repeat, breaks=(4,))
    assert tables(tmp_path / "t.pdf") == [ROWS[:4], second]
    assert drawn.pages()[4, 2] == 2
    assert drawn.pages()[0, 0] == 1


def test_rows_that_do_not_fit_move_to_the_next_page(tmp_path: Path) -> None:
    drawn = typeset(tmp_path / "t.pdf", bottom=100 + 3.5 * 16)
    assert [drawn.pages()[r, 0] for r in (0, 1, 2, 3, 4)] == [1, 1, 1, 2, 2]


def test_boxes_are_where_pdfplumber_sees_the_cells(tmp_path: Path) -> None:
    drawn = typeset(tmp_path / "t.pdf")
    cell = next(c for c in drawn.cells if (c.row, c.column) == (3, 1))
    with pdfplumber.open(tmp_path / "t.pdf") as pdf:
        found = pdf.pages[0].find_tables()[0].rows[3].cells[1]
    assert found == pytest.approx((cell.x0, cell.top, cell.x1, cell.bottom), abs=0.6)


def test_text_wraps_but_numbers_stay_whole_where_they_fit() -> None:
    lines = wrap("机关事业单位基本养老保险缴费支出1,234.56", 60, 9)
    assert "".join(lines) == "机关事业单位基本养老保险缴费支出1,234.56"
    assert lines[-1].endswith("1,234.56")
    assert "".join(wrap("20101010101", 20, 9)) == "20101010101"


def test_a_wrapped_cell_makes_its_row_higher() -> None:
    low, high = (
        row_heights([[TableCell(text), "x"]], (40, 40)) for text in ("短", "机关事业单位基本养老保险缴费支出")
    )
    assert high[0] > low[0]


def test_a_row_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 columns"):
        draw_table(Canvas(str(tmp_path / "t.pdf")), [["a", "b"], ["c"]], (10, 10), x=0, top=0, bottom=100)
