"""Pages as displayed: rotation, crop boxes, layers, the second reader, and pages drawn as images."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from pipelines.read import read
from pipelines.read.pdf.render import render_page_png
from pipelines.values.amounts import looks_like_figure
from pipelines.values.errors import DocumentError
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Box, Grid
from tests.unit.read.pdfs import (
    COLUMN,
    EMBEDDED,
    HEIGHT,
    LEFT,
    ROW,
    TOP,
    WIDTH,
    Drawing,
    Sheet,
    raw_pdf,
    read_page,
    texts,
    typeset,
)

FIGURES = [["项目", "决算数"], ["合计", "1,234.50"]]


def _table(sheet: Sheet) -> None:
    sheet.text(LEFT, TOP - 10, "收入决算表")
    sheet.rules(2, 2)
    sheet.fill_cells(FIGURES)


def _turned_table(rotation: int) -> Drawing:
    """Draw the table so that it stands upright once the page is turned by ``rotation`` degrees clockwise.

    reportlab gives a page with a quarter turn a media box of 300 x 400, so that 400 x 300 are displayed.
    """

    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        if rotation == 90:
            canvas.transform(0, 1, -1, 0, HEIGHT, 0)
        elif rotation == 180:
            canvas.transform(-1, 0, 0, -1, WIDTH, HEIGHT)
        elif rotation == 270:
            canvas.transform(0, -1, 1, 0, 0, WIDTH)
        _table(sheet)

    return draw


@pytest.mark.parametrize("reader", ["pdfium", "pdfminer"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_page_reads_as_displayed(tmp_path: Path, rotation: int, reader: str) -> None:
    page = read_page(typeset(tmp_path / "a.pdf", _turned_table(rotation), rotation=rotation), reader=reader)
    assert (page.width, page.height) == (WIDTH, HEIGHT)
    assert page.reader == reader
    (grid,) = page.grids
    assert texts(grid) == FIGURES
    assert grid.box == pytest.approx((LEFT, TOP, LEFT + 2 * COLUMN, TOP + 2 * ROW), abs=0.6)
    (line,) = page.lines
    assert line.text == "收入决算表"
    assert line.box is not None
    assert (line.box.x0, line.box.x1) == pytest.approx((LEFT, LEFT + 50), abs=0.6)


@pytest.mark.parametrize("reader", ["pdfium", "pdfminer"])
def test_crop_box_moves_the_origin_and_hides_what_lies_outside(tmp_path: Path, reader: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setCropBox((20, 50, 380, 280))
        sheet.text(385, 100, "页边")
        _table(sheet)

    page = read_page(typeset(tmp_path / "a.pdf", draw), reader=reader)
    assert (page.width, page.height) == (360, 230)
    assert page.grids[0].box == pytest.approx((LEFT - 20, TOP - 20, LEFT + 140, TOP - 20 + 2 * ROW), abs=0.6)
    assert [line.text for line in page.lines] == ["收入决算表"]
    assert texts(page.grids[0]) == FIGURES


def test_media_box_is_inherited_from_the_page_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(b"BT /F1 10 Tf 40 200 Td (2,018.00) Tj ET"))
    page = read_page(path)
    assert (page.width, page.height) == (400, 300)
    assert page.lines[0].text == "2,018.00"


_RULES = b"".join(
    b"%d %d m %d %d l S " % line
    for line in [
        (40, 200, 200, 200),
        (40, 240, 200, 240),
        (40, 200, 40, 240),
        (120, 200, 120, 240),
        (200, 200, 200, 240),
    ]
)
_LAYERED = (
    _RULES
    + b"/OC /Off BDC 40 220 m 200 220 l S BT /F1 10 Tf 50 205 Td (draft) Tj ET EMC "
    + b"/OC /On BDC BT /F1 10 Tf 130 215 Td (9.90) Tj ET EMC BT /F1 10 Tf 50 215 Td (201) Tj ET"
)


def test_hidden_layer_neither_splits_a_row_nor_adds_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(
            _LAYERED,
            page=b"/Resources << /Font << /F1 5 0 R >> /Properties << /Off 6 0 R /On 7 0 R >> >>",
            catalog=b"/OCProperties << /OCGs [6 0 R 7 0 R] /D << /OFF [6 0 R] >> >>",
            extra=[b"<< /Type /OCG /Name (Notes) >>", b"<< /Type /OCG /Name (Figures) >>"],
        )
    )
    (grid,) = read_page(path).grids
    assert texts(grid) == [["201", "9.90"]]


def test_chosen_pages_keep_their_numbers(tmp_path: Path) -> None:
    drawings = [lambda s, i=i: s.text(40, 40, f"第{i}页") for i in (1, 2, 3)]
    path = typeset(tmp_path / "a.pdf", *drawings)
    for reader in ("pdfium", "pdfminer"):
        pages = read(path, pages=[3, 1], reader=reader).pages
        assert [(page.number, page.lines[0].text) for page in pages] == [(3, "第3页"), (1, "第1页")]
        with pytest.raises(DocumentError, match="page 4 is not among the 3 pages"):
            read(path, pages=[4], reader=reader)


def test_unknown_reader_is_refused(tmp_path: Path) -> None:
    path = typeset(tmp_path / "a.pdf", _table)
    with pytest.raises(ValueError, match="choose one of pdfium, pdfminer"):
        read(path, reader="other")


def _reds(image: Image.Image, box: Box, scale: float) -> tuple[int, int]:
    """Return the red pixels in a box and in the whole image."""
    data = image.tobytes()
    red = [i // 3 for i in range(0, len(data), 3) if data[i : i + 3] == bytes((220, 0, 0))]
    places = [(i % image.width / scale, i // image.width / scale) for i in red]
    inside = [1 for x, y in places if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom]
    return len(inside), len(red)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_marked_box_surrounds_the_cell_as_displayed(tmp_path: Path, rotation: int) -> None:
    path = typeset(tmp_path / "a.pdf", _turned_table(rotation), rotation=rotation)
    page = read_page(path)
    cell = _cell(page.grids[0], "1,234.50")
    image = Image.open(io.BytesIO(render_page_png(path, 1, mark=[cell], scale=1.5)))
    assert image.size == (page.width * 1.5, page.height * 1.5)
    around = Box(cell.x0 - 3, cell.top - 3, cell.x1 + 3, cell.bottom + 3)
    inside, total = _reds(image, around, 1.5)
    assert inside == total > 200
    left, top, right, bottom = (
        round(v * 1.5) for v in (cell.x0 + 4, cell.top + 4, cell.x1 - 20, cell.bottom - 4)
    )
    assert min(image.convert("L").crop((left, top, right, bottom)).tobytes()) < 120  # the figure stands in it


def _cell(grid: Grid, text: str) -> Box:
    """Return the box of the cell with a text."""
    (box,) = [cell.box for cell in grid.cells if cell.text == text]
    assert box is not None
    return box


def test_rendering_a_missing_page_names_it(tmp_path: Path) -> None:
    path = typeset(tmp_path / "a.pdf", _table)
    with pytest.raises(DocumentError, match="page 2 is not among the 1 pages"):
        render_page_png(path, 2)


@pytest.mark.parametrize("is_single", [True, False], ids=["one text", "one text for each character"])
def test_a_figure_that_the_edge_of_the_page_cuts_is_not_read(tmp_path: Path, is_single: bool) -> None:
    figure = "271827.63"

    def draw(sheet: Sheet) -> None:
        sheet.text(40, 40, "合计 12.50")
        for place, piece in enumerate([figure] if is_single else figure):
            sheet.text(270 + 5 * place, 60, piece)
            sheet.text(-10 + 5 * place, 80, piece)

    reading = read(typeset(tmp_path / "a.pdf", draw, cropBox=(0, 0, 300, 300), font=EMBEDDED))
    whole, right, left = [line.text for line in reading.pages[0].lines]
    assert whole == "合计 12.50"
    assert PICTURE in right and PICTURE in left
    assert not looks_like_figure(right) and not looks_like_figure(left)
