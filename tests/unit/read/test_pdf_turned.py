"""Pages whose text runs up, down or upside down as they are displayed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from pipelines.read import read
from pipelines.read.pdf.chars import DOWN, UP, PageText
from pipelines.read.pdf.turned import turns_to_upright
from pipelines.values.pages import Box
from tests.unit.read.pdfs import COLUMN, EMBEDDED, HEIGHT, LEFT, ROW, TOP, WIDTH, Sheet, texts, typeset

ROWS = [
    ["项目", "决算数"],
    ["财政拨款收入", "1,234.50"],
    ["上级补助收入", ""],
    ["其他收入", "20.00"],
    ["本年收入合计", "1,254.50"],
]
TURNS = {90: (0, 1, -1, 0, HEIGHT, 0), 180: (-1, 0, 0, -1, WIDTH, HEIGHT), 270: (0, -1, 1, 0, 0, HEIGHT)}


def sideways(turn: int, path: Path) -> Path:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.transform(*TURNS[turn])
        sheet.text(LEFT, TOP - 10, "收入决算表")
        sheet.rules(len(ROWS), 2)
        sheet.fill_cells(ROWS)

    return typeset(path, draw, font=EMBEDDED)


def has_ink(picture: object, box: Box) -> bool:
    inside = picture.crop((box.x0 + 2, box.top + 2, box.x1 - 2, box.bottom - 2))  # type: ignore[attr-defined]
    return bool(inside.convert("L").getextrema()[0] < 200)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_text_runs_another_way_is_read_as_if_the_sheet_were_turned(
    tmp_path: Path, turn: int
) -> None:
    file = sideways(turn, tmp_path / "a.pdf")
    found = read(file)
    (page,) = found.pages
    (grid,) = page.grids
    assert [line.text for line in page.lines] == ["收入决算表"]
    assert texts(grid) == ROWS
    assert [note for note in found.notes if "as if the sheet were turned" in note]
    assert grid.at(0, 0) is not None
    picture = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil()
    for cell in grid.cells:
        assert cell.box is not None
        assert cell.shown is not None
        assert (cell.box.x1 - cell.box.x0, cell.box.bottom - cell.box.top) == pytest.approx((COLUMN, ROW))
        assert has_ink(picture, cell.shown) is bool(cell.text)


def test_only_a_page_that_mostly_runs_one_way_is_turned() -> None:
    def chars(count: int) -> list[tuple[str, float, float, float, float, int]]:
        return [("字", 0.0, 0.0, 1.0, 1.0, 1)] * count

    assert turns_to_upright(PageText(upright=chars(3), turned={UP: chars(60)})) == 1
    assert turns_to_upright(PageText(upright=chars(3), turned={DOWN: chars(60)})) == 3
    assert turns_to_upright(PageText(upright=chars(30), turned={UP: chars(60)})) == 0
    assert turns_to_upright(PageText(turned={UP: chars(12)})) == 0
    assert turns_to_upright(PageText(turned={UP: chars(50), DOWN: chars(50)})) == 0
