"""Turned pages: text that runs up, down or upside down as the page is displayed, read as if the sheet were turned."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipelines.read.pdf.chars import DOWN, INVERTED, UP, PageText
from pipelines.read.pdf.geometry import Frame
from pipelines.values.pages import Box, Cell, Grid, Page

_TURNS: Final = {UP: 1, INVERTED: 2, DOWN: 3}
"""Quarter turns clockwise that make text of a reading direction upright."""
_MOST: Final = 0.9
"""So large a share of a page's characters runs one way where the page is turned; others are a page number, a seal."""
_FEWEST: Final = 40


def turns_to_upright(text: PageText) -> int:
    """Return by how many quarter turns clockwise a page is to be turned for its text to run from left to right."""
    counts = {way: len(chars) for way, chars in text.turned.items() if way in _TURNS}
    way = max(counts, key=counts.__getitem__, default=None)
    total = len(text.upright) + sum(len(chars) for chars in text.turned.values())
    if way is None or counts[way] < max(_FEWEST, _MOST * total):
        return 0
    return _TURNS[way]


def with_places(page: Page, turns: int, frame: Frame) -> Page:
    """Return a page that was read turned; its tables and cells tell where they are as ``frame`` displays the page."""
    grids = tuple(
        replace(
            grid,
            cells=tuple(replace(cell, shown=_shown(cell, turns, frame)) for cell in grid.cells),
            shown=_shown(grid, turns, frame),
        )
        for grid in page.grids
    )
    return replace(page, grids=grids)


def _shown(one: Cell | Grid, turns: int, frame: Frame) -> Box | None:
    if one.box is None:
        return None
    x0, top, x1, bottom = one.box
    if turns == 1:
        return Box(top, frame.height - x1, bottom, frame.height - x0)
    if turns == 2:
        return Box(frame.width - x1, frame.height - bottom, frame.width - x0, frame.height - top)
    return Box(frame.width - bottom, x0, frame.width - top, x1)
