"""Scans as counties make them: seals, two pages on a sheet, perspective, bent pages, dashed rulings, turned pages."""

from __future__ import annotations

import io
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from pipelines.read import read
from pipelines.read.scan.figures import LOW
from pipelines.read.scan.flat import flatten
from pipelines.read.scan.greyseals import with_grey_seals
from pipelines.read.scan.image import to_sheet, whiten
from pipelines.read.scan.leaves import leaves_of
from pipelines.read.scan.rulings import find_rulings
from pipelines.read.scan.seals import without_seals
from pipelines.values.pages import Grid, Page
from tests.unit.read_scan.scans import COLUMNS, LEFT, ROW, SCALE, TABLE, TOP, Rows, Sheet, expected, save

pytestmark = pytest.mark.slow

Picture = NDArray[np.uint8]
RED = (205, 45, 50)
BLUE = (40, 60, 190)
TALL: Rows = tuple((str(201 + i), "一般公共服务支出", f"{i * 37 % 911}.{i % 10}0", "0.00") for i in range(9))


def page_picture(rows: Rows = TALL, *, width: float = 420.0, height: float = 330.0) -> Picture:
    """Return a page in RGB with a title and a table."""
    sheet = Sheet(width, height)
    sheet.text(150, 20, "支出决算表", size=16)
    sheet.table(rows)
    return np.dstack([np.asarray(sheet.image, dtype=np.uint8)] * 3)


def sealed(
    page: Picture, x: float, y: float, *, ink: tuple[int, int, int] = RED, radius: int = 150
) -> Picture:
    """Press a seal on a page: a ring, a star and strokes of its name, translucent; x and y in pixels."""
    stamp = np.full_like(page, 255)
    centre = (round(x), round(y))
    cv2.circle(stamp, centre, radius, ink, 9)
    for angle in range(0, 360, 24):
        at = [v + 0.73 * radius * f(math.radians(angle)) for v, f in ((x, math.cos), (y, math.sin))]
        cv2.line(stamp, (round(at[0]), round(at[1])), (round(at[0]) + 12, round(at[1]) + 16), ink, 5)
    star = [(x + 45 * math.cos(a), y + 45 * math.sin(a)) for a in np.deg2rad(np.arange(-90, 630, 144))]
    cv2.fillPoly(stamp, [np.array(star, dtype=np.int32)], ink)
    mixed = page.astype(np.float64) * stamp / 255
    return np.asarray(mixed, dtype=np.uint8)


def jpeg(page: Picture, quality: int = 80) -> Image.Image:
    """Return a page as a scanner's JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def seen_from(page: Picture, moves: list[tuple[float, float]]) -> tuple[Picture, NDArray[np.float64]]:
    """Return a page whose corners moved by some pixels, and the homography."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, corners + np.array(moves, dtype=np.float32))
    seen = cv2.warpPerspective(page, matrix, (width, height), borderValue=(250, 250, 250))
    return np.asarray(seen, dtype=np.uint8), np.asarray(matrix, dtype=np.float64)


def read_picture(page: Picture, path: Path) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    reading = read(save(jpeg(page), path))
    return reading.pages, reading.notes


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in grid.cells}


def printed(rows: Rows) -> dict[tuple[int, int], str]:
    return {place: text for place, (text, _, _) in expected(rows).items()}


@pytest.mark.parametrize(("ink", "radius", "x", "y"), [(RED, 150, 780, 400), (BLUE, 120, 640, 500)])
def test_figures_under_a_coloured_seal_are_read(
    tmp_path: Path, ink: tuple[int, int, int], radius: int, x: int, y: int
) -> None:
    (page,), _ = read_picture(sealed(page_picture(), x, y, ink=ink, radius=radius), tmp_path / "page.png")
    assert len(page.grids) == 1
    assert texts(page.grids[0]) == printed(TALL)


def test_coloured_print_that_is_no_seal_stays() -> None:
    page = page_picture()
    for i in range(12):
        cv2.putText(page, "-1,234.56", (300, 60 + 70 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.0, RED, 3)
    cv2.line(page, (40, 40), (1100, 40), RED, 4)
    grey, seals = without_seals(page)
    assert seals is None
    assert int(grey[60:900, 300:460].min()) < 120


def test_a_grey_seal_costs_no_figure_that_it_does_not_touch_and_what_it_touches_is_doubtful(
    tmp_path: Path,
) -> None:
    x, y = 860.0, 420.0
    coloured = sealed(page_picture(), x, y)
    grey = np.dstack([np.asarray(cv2.cvtColor(coloured, cv2.COLOR_RGB2GRAY), dtype=np.uint8)] * 3)
    (page,), notes = read_picture(grey, tmp_path / "page.png")
    right = printed(TALL)
    for cell in page.grids[0].cells:
        assert cell.box is not None
        near_x = min(max(x / SCALE, cell.box.x0), cell.box.x1)
        near_y = min(max(y / SCALE, cell.box.top), cell.box.bottom)
        away = math.hypot(near_x - x / SCALE, near_y - y / SCALE) * SCALE
        is_sure = cell.confidence is None or cell.confidence > LOW
        if away > 165 or is_sure:
            assert cell.text == right[cell.row, cell.column]
        assert is_sure or away <= 165
    assert any("a seal covers it" in note for note in notes)


def test_a_black_seal_of_a_fax_is_found_and_marked() -> None:
    grey = cv2.cvtColor(sealed(page_picture(), 600, 450), cv2.COLOR_RGB2GRAY)
    black = np.where(np.asarray(grey) < 170, 0, 255).astype(np.uint8)
    marked = with_grey_seals(to_sheet(black, 420.0, 330.0))
    assert marked.seals is not None and marked.seals[450, 600] and not marked.seals[200, 200]
    clean = np.asarray(cv2.cvtColor(page_picture(), cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    sheet = to_sheet(np.where(clean < 170, 0, 255).astype(np.uint8), 420.0, 330.0)
    assert with_grey_seals(sheet) is sheet


def test_two_pages_on_a_sheet_are_read_one_after_the_other_where_they_stand(tmp_path: Path) -> None:
    left, right = page_picture(TABLE), page_picture(TALL)
    pages, notes = read_picture(np.hstack([left, right]), tmp_path / "page.png")
    assert [page.number for page in pages] == [1, 1]
    assert [page.lines[0].text for page in pages] == ["支出决算表", "支出决算表"]
    assert texts(pages[0].grids[0]) == printed(TABLE)
    assert texts(pages[1].grids[0]) == printed(TALL)
    cell = pages[1].grids[0].at(3, 2)
    assert cell is not None and cell.box is not None
    x = left.shape[1] / SCALE + LEFT + sum(COLUMNS[:2]) + COLUMNS[2] / 2
    assert (cell.box.x0 + cell.box.x1) / 2 == pytest.approx(x, abs=1.5)
    assert (cell.box.top + cell.box.bottom) / 2 == pytest.approx(TOP + 3.5 * ROW, abs=1.5)
    assert {(round(page.width), round(page.height)) for page in pages} == {(840, 330)}
    assert any("two pages side by side" in note for note in notes)


def test_a_wide_page_whose_title_stands_in_the_middle_is_one_page() -> None:
    sheet = Sheet(842.0, 420.0)
    sheet.text(380, 20, "收入支出决算总表", size=14)
    sheet.table(TABLE, x=40)
    sheet.table(TABLE, x=460)
    wide = to_sheet(np.asarray(sheet.image, dtype=np.uint8), 842.0, 420.0)
    assert leaves_of(wide) == [wide]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_page_seen_from_one_side_has_its_cells_and_shows_where_they_are(tmp_path: Path, seed: int) -> None:
    chance = np.random.default_rng(seed)
    moves = [(float(a), float(b)) for a, b in chance.uniform(-45, 45, (4, 2))]
    seen, matrix = seen_from(page_picture(), moves)
    (page,), _ = read_picture(seen, tmp_path / "page.png")
    assert texts(page.grids[0]) == printed(TALL)
    cell = page.grids[0].at(7, 2)
    assert cell is not None and cell.box is not None
    shown = cell.shown or cell.box
    point = matrix @ np.array(
        [(LEFT + sum(COLUMNS[:2]) + COLUMNS[2] / 2) * SCALE, (TOP + 7.5 * ROW) * SCALE, 1.0]
    )
    assert (shown.x0 + shown.x1) / 2 == pytest.approx(point[0] / point[2] / SCALE, abs=2.5)
    assert (shown.top + shown.bottom) / 2 == pytest.approx(point[1] / point[2] / SCALE, abs=2.5)


@pytest.mark.parametrize("dots", [20])
def test_a_bent_page_has_its_cells(tmp_path: Path, dots: int) -> None:
    page = page_picture()
    height, width = page.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(
        page,
        x,
        (y + dots * np.sin(np.pi * x / width)).astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=(250,) * 3,
    )
    (read_page,), _ = read_picture(np.asarray(bent, dtype=np.uint8), tmp_path / "page.png")
    assert texts(read_page.grids[0]) == printed(TALL)


def test_a_level_page_and_one_without_rulings_are_left_alone() -> None:
    level = whiten(to_sheet(page_picture(), 420.0, 330.0))
    assert flatten(level) is level
    sheet = Sheet()
    sheet.text(30, 60, "一、收入支出总体情况")
    plain = whiten(to_sheet(np.asarray(sheet.image, dtype=np.uint8), 420.0, 300.0))
    assert flatten(plain) is plain


@pytest.mark.parametrize(("dash", "gap"), [(8, 6), (4, 5), (16, 10), (3, 8)])
def test_dashed_and_dotted_rulings_bound_cells(dash: int, gap: int) -> None:
    page = page_picture()[..., 0]
    rulings = find_rulings(page).mask > 0
    broken = page.copy()
    ys, xs = np.mgrid[: page.shape[0], : page.shape[1]]
    level = cv2.morphologyEx(rulings.astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, 40), np.uint8)) > 0
    upright = cv2.morphologyEx(rulings.astype(np.uint8), cv2.MORPH_OPEN, np.ones((40, 1), np.uint8)) > 0
    broken[level & (xs % (dash + gap) >= dash) & ~upright] = 250
    broken[upright & (ys % (dash + gap) >= dash) & ~level] = 250
    assert len(find_rulings(broken).tables[0]) == len(find_rulings(page).tables[0]) == 4 * len(TALL)


def test_rows_of_text_and_dot_leaders_are_no_dashed_rulings() -> None:
    sheet = Sheet()
    for i in range(10):
        sheet.text(30, 20 + 24 * i, "第一部分一二三十工上土" + "…" * 12 + f"{i}")
        sheet.text(250, 20 + 24 * i, "- - - - - - - - - - - - - -")
    assert find_rulings(np.asarray(sheet.image, dtype=np.uint8)).tables == []


@pytest.mark.parametrize("turn", [2])
def test_the_lines_and_tables_of_a_page_scanned_turned_are_in_reading_order(
    tmp_path: Path, turn: int
) -> None:
    page = np.ascontiguousarray(np.rot90(page_picture(TABLE), -turn))
    (found,), _ = read_picture(page, tmp_path / "page.png")
    title, table = found.lines[0].box, found.grids[0].box
    assert title is not None and table is not None
    assert title.bottom < table.top and table.x0 < title.x0 < table.x1
    tops = [cell.box.top for cell in found.grids[0].cells if cell.column == 0 and cell.box is not None]
    assert tops == sorted(tops)


def test_lines_of_text_are_no_rulings_that_a_page_is_bent_along() -> None:
    sheet = Sheet(600, 420)
    for line in range(18):
        for place, character in enumerate("国有资本经营预算财政拨款收入合计与上年结转"):
            sheet.text(30 + 12 * place, 20 + 21 * line + 0.6 * place, character, size=12)
    level = to_sheet(np.asarray(sheet.image), 600, 420)
    assert flatten(level) is level
    assert not find_rulings(level.grey).level
