"""Figures printed over others that nobody sees: equal digits at one place belong to the one that is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.read.pdfs import HEIGHT, Sheet, read_page, typeset

OLD = "40.13"


def _covered(sheet: Sheet, new: str) -> None:
    sheet.text(60, 80, OLD)
    sheet.canvas.setFillGray(1)
    sheet.rect(50, 60, 120, 90)
    sheet.canvas.setFillGray(0)
    sheet.text(60, 80, new)


def _white(sheet: Sheet, new: str) -> None:
    sheet.canvas.setFillGray(1)
    sheet.text(60, 80, OLD)
    sheet.canvas.setFillGray(0)
    sheet.text(60, 80, new)


def _without_ink(sheet: Sheet, new: str) -> None:
    sheet.canvas.saveState()
    text = sheet.canvas.beginText(60, HEIGHT - 80)
    text.setFont(sheet.font, 10)
    text.setTextRenderMode(3)
    text.textOut(OLD)
    sheet.canvas.drawText(text)
    sheet.canvas.restoreState()
    sheet.text(60, 80, new)


@pytest.mark.parametrize("draw", [_covered, _white, _without_ink])
@pytest.mark.parametrize("new", ["39.36", "40.73", "140.13", "40.13", "4"])
def test_a_figure_over_an_unseen_one_keeps_its_digits(tmp_path: Path, draw: object, new: str) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(20, 20, "2024")
        draw(sheet, new)  # type: ignore[operator]

    lines = [line.text for line in read_page(typeset(tmp_path / "a.pdf", page)).lines]
    assert lines == ["2024", new]


def test_an_unseen_figure_between_two_that_are_seen_stays_unseen(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(20, 20, "2024")
        sheet.text(100, 80, OLD)
        sheet.canvas.setFillGray(1)
        sheet.rect(95, 60, 140, 90)
        sheet.canvas.setFillGray(0)
        sheet.text(60, 80, "1.50" + " " * 40 + "2.50")

    lines = [line.text for line in read_page(typeset(tmp_path / "a.pdf", page)).lines]
    assert lines == ["2024", "1.50 2.50"]
