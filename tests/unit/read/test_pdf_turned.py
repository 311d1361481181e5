"""Pages whose text runs up, down or upside down as they are displayed."""

from __future__ import annotations

import math
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


def _tilted(sheet: Sheet, degrees: float) -> None:
    sheet.canvas.translate(WIDTH / 2, HEIGHT / 2)
    sheet.canvas.rotate(degrees)
    sheet.canvas.translate(-WIDTH / 2, -HEIGHT / 2)


def _table(sheet: Sheet) -> None:
    sheet.text(LEFT, TOP - 10, "收入决算表")
    sheet.rules(len(ROWS), 2)
    sheet.fill_cells(ROWS)


@pytest.mark.parametrize("turn", [0, 90, 180])
@pytest.mark.parametrize("degrees", [0.2, -1.0, 2.0])
def test_a_tilted_page_is_read_as_if_the_sheet_lay_straight(
    tmp_path: Path, degrees: float, turn: int
) -> None:
    def draw(sheet: Sheet) -> None:
        if turn:
            sheet.canvas.transform(*TURNS[turn])
        _tilted(sheet, degrees)
        _table(sheet)

    file = typeset(tmp_path / "a.pdf", draw, font=EMBEDDED)
    found = read(file)
    (page,) = found.pages
    (grid,) = page.grids
    assert [line.text for line in page.lines] == ["收入决算表"]
    assert texts(grid) == ROWS
    assert "page 1 is tilted; it was read as if the sheet lay straight" in found.notes
    assert not found.losses
    picture = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil()
    for cell in grid.cells:
        assert cell.box is not None
        assert cell.shown is not None
        size = (cell.box.x1 - cell.box.x0, cell.box.bottom - cell.box.top)
        assert size == pytest.approx((COLUMN, ROW), abs=0.2)
        inner = Box(cell.shown.x0 + 4, cell.shown.top + 4, cell.shown.x1 - 4, cell.shown.bottom - 4)
        assert has_ink(picture, inner) is bool(cell.text)


def test_a_page_whose_rules_alone_slant_is_tilted_too(tmp_path: Path) -> None:
    angle = math.radians(1.0)
    cos, sin = math.cos(angle), math.sin(angle)

    def at(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    def draw(sheet: Sheet) -> None:
        right, bottom = LEFT + 2 * COLUMN, TOP + len(ROWS) * ROW
        for r in range(len(ROWS) + 1):
            sheet.line(*at(LEFT, TOP + r * ROW), *at(right, TOP + r * ROW))
        for c in range(3):
            sheet.line(*at(LEFT + c * COLUMN, TOP), *at(LEFT + c * COLUMN, bottom))
        for r, row in enumerate(ROWS):
            for c, text in enumerate(row):
                sheet.text(*at(LEFT + c * COLUMN + 5, TOP + r * ROW + 16), text)

    (page,) = read(typeset(tmp_path / "a.pdf", draw, font=EMBEDDED)).pages
    (grid,) = page.grids
    assert texts(grid) == ROWS


def test_the_smaller_part_of_a_page_that_slants_is_no_text_of_its_table(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        _table(sheet)
        sheet.text(LEFT, TOP + 3 * ROW, "内部资料 99", size=14, turn=-3.0)

    found = read(typeset(tmp_path / "a.pdf", draw, font=EMBEDDED))
    (page,) = found.pages
    assert texts(page.grids[0]) == ROWS
    assert "内部资料 99" in [line.text for line in page.lines]
    assert not found.notes


def test_a_table_askew_that_cannot_be_straightened_is_told(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.transform(1, 0, 0.03, 1, 0, 0)
        sheet.rules(len(ROWS), 2)
        sheet.rules(len(ROWS), 2, x=LEFT + 2 * COLUMN)
        sheet.line(LEFT, TOP, LEFT, TOP + 4 * ROW)
        sheet.line(LEFT, TOP, LEFT, TOP + 3 * ROW)
        sheet.fill_cells(ROWS)

    (loss,) = read(typeset(tmp_path / "a.pdf", draw, font=EMBEDDED)).losses
    assert loss.text == "page 1 has rules that slant: its tables may not have been read as they stand"
    assert loss.is_damage


def test_only_a_page_that_mostly_runs_one_way_is_turned() -> None:
    def chars(count: int) -> list[tuple[str, float, float, float, float, int]]:
        return [("字", 0.0, 0.0, 1.0, 1.0, 1)] * count

    assert turns_to_upright(PageText(upright=chars(3), turned={UP: chars(60)})) == 1
    assert turns_to_upright(PageText(upright=chars(3), turned={DOWN: chars(60)})) == 3
    assert turns_to_upright(PageText(upright=chars(30), turned={UP: chars(60)})) == 0
    assert turns_to_upright(PageText(turned={UP: chars(12)})) == 0
    assert turns_to_upright(PageText(turned={UP: chars(50), DOWN: chars(50)})) == 0
