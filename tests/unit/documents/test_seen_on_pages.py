"""What a page of a PDF shows of a figure against what its text says: a contradiction is told of what is seen alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

from tests.unit.documents import three_public as form
from tests.unit.documents.three_public import X, Y
from tests.unit.read.pdfs import EMBEDDED, FONT, HEIGHT, Sheet

Marks = Callable[[Sheet], None]


def _line(x0: float, y0: float, x1: float, y1: float, width: float = 1.0, grey: float = 0.0) -> Marks:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.setLineWidth(width)
        sheet.canvas.setStrokeGray(grey)
        sheet.line(x0, y0, x1, y1)
        sheet.canvas.restoreState()

    return draw


def _wave(sheet: Sheet) -> None:
    for i in range(8):
        _line(X + i * 3, Y - 2 - i % 2 * 2, X + i * 3 + 3, Y - 2 - (i + 1) % 2 * 2, 0.6)(sheet)


def _brackets(sheet: Sheet) -> None:
    sheet.canvas.arc(X + 4, HEIGHT - Y - 1, X + 8, HEIGHT - Y + 8, 90, 180)
    sheet.canvas.arc(X + 26, HEIGHT - Y - 1, X + 30, HEIGHT - Y + 8, -90, 180)


def _text(x: float, text: str, size: float = 10.0, **state: Any) -> Marks:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        for name, value in state.items():
            getattr(sheet.canvas, name)(value)
        sheet.text(x, Y, text, size=size)
        sheet.canvas.restoreState()

    return draw


def _in_mode(mode: int, scale: float = 100.0) -> Marks:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.setStrokeGray(1)
        text = sheet.canvas.beginText(X, HEIGHT - Y)
        text.setFont(sheet.font, 10)
        text.setHorizScale(scale)
        text.setTextRenderMode(mode)
        text.textOut("9.99")
        sheet.canvas.drawText(text)
        sheet.canvas.restoreState()

    return draw


def _on_its_own_colour(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.canvas.setFillColorRGB(0.8, 0.9, 0.8)
    sheet.rect(X - 5, Y - 16, X + 75, Y + 7)
    sheet.text(X, Y, "9.99")
    sheet.canvas.restoreState()


def _clipped_by_a_hole(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    path = sheet.canvas.beginPath()
    path.rect(0, 0, 400, HEIGHT)
    path.rect(X - 5, HEIGHT - Y - 5, 60, 20)
    sheet.canvas.clipPath(path, stroke=0, fill=0, fillMode=0)
    sheet.text(X, Y, "9.99")
    sheet.canvas.restoreState()


def _veil(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.canvas.setFillGray(1)
    sheet.canvas.setFillAlpha(0.97)
    sheet.rect(X - 2, Y - 11, X + 28, Y + 3)
    sheet.canvas.restoreState()


def _all(*marks: Marks) -> Marks:
    def draw(sheet: Sheet) -> None:
        for mark in marks:
            mark(sheet)

    return draw


FIGURE = _text(X, "9.99")
UNSEEN: dict[str, Marks] = {
    "nearly clear ink": _text(X, "9.99", setFillAlpha=0.01),
    "white outlines": _in_mode(1),
    "squeezed to nothing": _in_mode(0, 0.1),
    "under a thick white line": _all(FIGURE, _line(X - 3, Y - 3.5, X + 30, Y - 3.5, 14, 1)),
    "under a veil": _all(FIGURE, _veil),
    "in the colour of its ground": _on_its_own_colour,
    "in a hole of its clip": _clipped_by_a_hole,
}


@pytest.mark.parametrize("font", [FONT, EMBEDDED])
@pytest.mark.parametrize("draw", UNSEEN.values(), ids=UNSEEN)
def test_nobody_is_accused_of_what_is_not_seen(tmp_path: Path, draw: Marks, font: str) -> None:
    found = form.walked(form.pdf(tmp_path, draw, total="3.00", font=font))
    assert form.accused(found) == []
    assert form.last_figure(found) is None or _is_disputed(found)


def _is_disputed(found: Any) -> bool:
    return all(
        found.examination.proofs[item.place].status == "disputed"
        for item in found.examination.items
        if item.item_name == form.LAST and item.measure == "final"
    )


BESIDE = _text(X + 8, "2.00")
CHANGED: dict[str, tuple[Marks, str]] = {
    "a slanting line": (_all(FIGURE, _line(X - 1, Y - 1, X + 22, Y - 7)), "3.00"),
    "a cross": (_all(FIGURE, _line(X - 1, Y - 1, X + 22, Y - 7), _line(X - 1, Y - 7, X + 22, Y - 1)), "3.00"),
    "a wave": (_all(FIGURE, _wave), "3.00"),
    "a minus set high": (_all(BESIDE, _line(X + 2, Y - 5, X + 7, Y - 5, 0.6)), "1.00"),
    "a minus set apart": (_all(BESIDE, _line(X - 3, Y - 3.2, X + 1, Y - 3.2, 0.6)), "1.00"),
    "a long minus": (_all(BESIDE, _line(X - 3, Y - 3.2, X + 7, Y - 3.2, 0.6)), "1.00"),
    "brackets": (_all(BESIDE, _brackets), "1.00"),
}


@pytest.mark.parametrize(("draw", "total"), CHANGED.values(), ids=CHANGED)
def test_nobody_is_accused_of_a_figure_on_which_something_is_drawn(
    tmp_path: Path, draw: Marks, total: str
) -> None:
    found = form.walked(form.pdf(tmp_path, draw, total=total, font=EMBEDDED))
    assert form.accused(found) == []
    assert form.last_figure(found) in (None, f"-{'2.00'}") or _is_disputed(found)


@pytest.mark.parametrize("font", [FONT, EMBEDDED])
def test_a_contradiction_that_is_seen_is_told(tmp_path: Path, font: str) -> None:
    found = form.walked(form.pdf(tmp_path, _text(X, "9.99"), total="3.00", font=font))
    (told,) = form.accused(found)
    assert "3.00" in told


def test_a_seal_beside_a_contradiction_takes_nothing_away(tmp_path: Path) -> None:
    def seal(sheet: Sheet) -> None:
        out = io.BytesIO()
        Image.new("RGB", (60, 60), (220, 0, 0)).save(out, "PNG")
        sheet.canvas.drawImage(ImageReader(io.BytesIO(out.getvalue())), 300, HEIGHT - 260, 50, 50)

    found = form.walked(form.pdf(tmp_path, _all(FIGURE, seal), total="3.00", font=EMBEDDED))
    assert len(form.accused(found)) == 1


def test_two_sizes_are_two_figures(tmp_path: Path) -> None:
    """In whole numbers a small digit behind a figure leaves no trace in the decimals."""
    draw = _all(_text(X, "12"), _text(X + 11, "3", size=7))
    found = form.walked(form.pdf(tmp_path, draw, total="18"))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"


@pytest.mark.parametrize("kind", ["Line", "Ink", "Circle", "PolyLine", "Stamp"])
def test_a_comment_that_is_drawn_without_a_picture_of_it_is_told(tmp_path: Path, kind: str) -> None:
    def comment(sheet: Sheet) -> None:
        box = PDFArray([X - 2, HEIGHT - Y, X + 24, HEIGHT - Y + 6])
        words = {"Type": PDFName("Annot"), "Subtype": PDFName(kind), "Rect": box, "F": 4}
        sheet.canvas._addAnnotation(PDFDictionary(words))

    found = form.walked(form.pdf(tmp_path, _all(FIGURE, comment), total="3.00"))
    assert form.accused(found) == []
    assert form.status(found) == "partial"
