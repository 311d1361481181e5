"""Compare our tables and cell texts with pdfplumber's, page by page, and name every difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pdfplumber

from pipelines.read import read
from pipelines.read.pdf.glyphs import clean_text
from pipelines.read.pdf.pdfminer import is_white_area
from pipelines.values.pages import Grid, Page

NEAR = 1.5
"""Cells whose edges differ by no more are the same, in points."""

CellText = tuple[tuple[float, float, float, float], str]


@dataclass(slots=True)
class Tally:
    """What was compared and how much of it agrees."""

    pages: int = 0
    tables: int = 0
    equal_tables: int = 0
    cells: int = 0
    equal_cells: int = 0


def is_seen(found: dict[str, Any], visible: tuple[float, float, float, float]) -> bool:
    """Return whether a pdfplumber object is no white area and has its centre on the displayed page."""
    x, y = (found["x0"] + found["x1"]) / 2, (found["top"] + found["bottom"]) / 2
    return not is_white_area(found) and visible[0] <= x <= visible[2] and visible[1] <= y <= visible[3]


def compare(path: Path, tally: Tally) -> Iterator[str]:
    """Yield one line for each difference of a document and add to the tally."""
    reading = read(path)
    with pdfplumber.open(path) as document:
        for ours, page in zip(reading.pages, document.pages, strict=True):
            seen = page.filter(partial(is_seen, visible=page.cropbox))
            tally.pages += 1
            for difference in _compare_page(ours, seen, page.cropbox[:2], tally):
                yield f"{path.name} page {ours.number}: {difference}"
            page.close()


def _compare_page(ours: Page, page: Any, origin: tuple[float, float], tally: Tally) -> Iterator[str]:
    """Yield the differences of one page."""
    theirs = [_cells(table, origin) for table in page.find_tables()]
    for i, (grid, cells) in enumerate(zip_longest(ours.grids, theirs), start=1):
        tally.tables += 1
        tally.cells += len(cells or ())
        if grid is None or cells is None:
            yield f"table {i} is found by {'pdfplumber' if grid is None else 'us'} only"
            continue
        differences = list(_compare_cells(grid, cells, tally))
        tally.equal_tables += not differences
        for difference in differences:
            yield f"table {i}: {difference}"
    outside = _words_outside(page, theirs, origin)
    lines = "".join("".join(line.text.split()) for line in ours.lines)
    if sorted(outside) != sorted(lines):
        yield f"text outside the tables differs: {outside!r} against {lines!r}"


def _cells(table: Any, origin: tuple[float, float]) -> list[CellText]:
    """Return a pdfplumber table's cells and texts, moved to the crop box."""
    left, top = origin
    return [
        ((box[0] - left, box[1] - top, box[2] - left, box[3] - top), text or "")
        for row, texts in zip(table.rows, table.extract(), strict=True)
        for box, text in zip(row.cells, texts, strict=True)
        if box is not None
    ]


def _compare_cells(grid: Grid, cells: list[CellText], tally: Tally) -> Iterator[str]:
    """Yield the cells of one table that differ in place or text."""
    ours = [(tuple(cell.box or ()), cell.text) for cell in grid.cells]
    for mine, other in zip_longest(ours, cells):
        if mine is None or other is None:
            yield f"{len(ours)} cells against {len(cells)}"
            return
        (box, text), (their_box, raw_text) = mine, other
        if any(abs(a - b) > NEAR for a, b in zip(box, their_box, strict=True)):
            yield f"cell at {_show(box)} against {_show(their_box)}"
        elif text != clean_text_lines(raw_text):
            blank = "".join(text.split()) == "".join(clean_text_lines(raw_text).split())
            what = "white space in cell" if blank else "cell"
            yield f"{what} at {_show(box)}: {text!r} against {raw_text!r}"
        else:
            tally.equal_cells += 1


def clean_text_lines(text: str) -> str:
    """Return pdfplumber's text with characters cleaned as ours are; line feeds stay."""
    return "\n".join(clean_text(line) for line in text.split("\n"))


def _show(box: tuple[float, ...]) -> str:
    """Return a box in whole points."""
    return "(" + ", ".join(f"{value:.0f}" for value in box) + ")"


def _words_outside(page: Any, tables: list[list[CellText]], origin: tuple[float, float]) -> str:
    """Return the characters of a page that stand in no cell, without white space."""
    left, top = origin
    boxes = [box for cells in tables for box, _ in cells]
    kept = []
    for found in page.chars:
        x = (found["x0"] + found["x1"]) / 2 - left
        y = (found["top"] + found["bottom"]) / 2 - top
        if not any(b[0] <= x < b[2] and b[1] <= y < b[3] for b in boxes):
            kept.append(clean_text(found["text"]))
    return "".join("".join(kept).split())
