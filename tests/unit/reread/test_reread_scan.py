"""Scans in fine print: at 200 dpi the decimal point of a figure is lost, at 300 dpi it is read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.prove.status import prove
from pipelines.values.items import LineItem
from samples.fonts.subset import FONT_FILE
from tests.unit.read.pdfs import HEIGHT, LEFT, ROW, TOP, WIDTH
from tests.unit.reread.forms import HEADER, ROWS, TITLE, WIDTHS, first_reading, violated

pytestmark = pytest.mark.slow

DPI = 300
SCALE = DPI / 72
FINE = 3.1
"""The size of the figures in points."""


def draw(size: float) -> Image.Image:
    """Draw the form as a scanner at 300 dpi would give it, the figures at some size in points."""
    image = Image.new("L", (round(WIDTH * SCALE), round(HEIGHT * SCALE)), 250)
    pen = ImageDraw.Draw(image)

    def text(x: float, y: float, words: str, points: float) -> None:
        font = ImageFont.truetype(str(FONT_FILE), round(points * SCALE))
        pen.text((x * SCALE, y * SCALE), words, font=font, fill=40)

    text(110, 15, TITLE, 12)
    text(300, TOP - 16, "单位：万元", 9)
    edges = [LEFT]
    for width in WIDTHS:
        edges.append(edges[-1] + width)
    bottom = TOP + (len(ROWS) + 1) * ROW
    for x in edges:
        pen.line([x * SCALE, TOP * SCALE, x * SCALE, bottom * SCALE], fill=30, width=3)
    for r in range(len(ROWS) + 2):
        y = TOP + r * ROW
        pen.line([edges[0] * SCALE, y * SCALE, edges[-1] * SCALE, y * SCALE], fill=30, width=3)
    for r, texts in enumerate((HEADER, *ROWS)):
        for c, words in enumerate(texts):
            if words:
                text(edges[c] + 3, TOP + r * ROW + 6, words, size if r and c > 1 else 8)
    return image


def write(folder: Path, media_type: str, size: float) -> Path:
    """Save the scan as an image file, or as the only thing on a page of a PDF."""
    image = folder / "scan.png"
    draw(size).save(image, dpi=(DPI, DPI))
    if media_type == "image/png":
        return image
    canvas = Canvas(str(folder / "scan.pdf"), pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.drawImage(str(image), 0, 0, WIDTH, HEIGHT)
    canvas.save()
    return folder / "scan.pdf"


def misread(items: Sequence[LineItem]) -> list[LineItem]:
    """Return the items whose value is none of those printed: 000 for 0.00 is doubtful, and the value all the same."""
    printed = {Decimal(text.replace(",", "")) for row in ROWS for text in row[2:]}
    return [item for item in items if item.value not in printed]


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
def test_points_lost_at_the_scale_of_the_page_are_found_in_the_cells_alone(
    tmp_path: Path, media_type: str
) -> None:
    first = first_reading(write(tmp_path, media_type, FINE))
    wrong = {item.place: item for item in misread(first.items)}
    assert wrong
    assert violated(first.checks)
    result = first.again()
    assert misread(result.items) == []
    assert violated(result.checks) == []
    taken = {item.place: item for item in result.items if item.first_text}
    assert taken.keys() == wrong.keys()
    assert all(item.first_text == wrong[place].text_printed for place, item in taken.items())
    assert all(item.reader.startswith("rapidocr at ") and item.settled_by for item in taken.values())
    proofs = prove(result.items, result.checks)
    assert {proofs[place].status for place in taken} == {"proven"}


def test_a_clear_scan_is_left_alone(tmp_path: Path) -> None:
    first = first_reading(write(tmp_path, "image/png", 8.0))
    assert misread(first.items) == []
    assert first.again().items == first.items
