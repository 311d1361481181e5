"""Small print: pages whose text is far smaller than print usually is are laid out as if they were magnified.

A sheet that is fitted to the page, or two pages on one, has text of four points; the distances that part words, lines
and columns are those of text of eight to twelve.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import median
from typing import Final

from pipelines.read.pdf.chars import Char, PageText
from pipelines.read.pdf.rulings import PageRulings
from pipelines.read.pdf.tables import Ruling
from pipelines.values.pages import Box, Cell, Grid, Line, Page

_SMALL: Final = 6.0
"""Text of this size in points is the smallest that is laid out as it is."""
_USUAL: Final = 9.0


def magnification(text: PageText) -> float:
    """Return how many times larger a page's text should be; 1 where it is not small."""
    least = text.sizes[0] if text.sizes is not None else 0.0
    if least >= _SMALL or not text.upright:
        return 1.0
    size = median(ch[4] - ch[2] for ch in text.upright)
    return _USUAL / size if 0 < size < _SMALL else 1.0


def magnified(text: PageText, by: float) -> PageText:
    """Return the characters of a page in coordinates that are ``by`` times as large."""
    return replace(
        text,
        upright=_larger(text.upright, by),
        turned={way: _larger(chars, by) for way, chars in text.turned.items()},
        sizes=None,
        around=None,
    )


def magnified_rules(rulings: PageRulings, by: float) -> PageRulings:
    """Return the rules of a page, and nothing else of its rulings, in coordinates that are ``by`` times as large."""
    return PageRulings(
        _longer(rulings.horizontal, by),
        _longer(rulings.vertical, by),
        _longer(rulings.white_horizontal, by),
        _longer(rulings.white_vertical, by),
    )


def shrunk(page: Page, by: float) -> Page:
    """Return a page laid out ``by`` times as large at the size it has."""
    lines = tuple(replace(line, box=_smaller(line, by)) for line in page.lines)
    grids = tuple(
        replace(
            grid,
            cells=tuple(replace(cell, box=_smaller(cell, by)) for cell in grid.cells),
            box=_smaller(grid, by),
        )
        for grid in page.grids
    )
    return replace(page, lines=lines, grids=grids)


def _larger(chars: Iterable[Char], by: float) -> list[Char]:
    return [(text, x0 * by, top * by, x1 * by, bottom * by, own) for text, x0, top, x1, bottom, own in chars]


def _longer(rules: Iterable[Ruling], by: float) -> list[Ruling]:
    return [(at * by, start * by, end * by) for at, start, end in rules]


def _smaller(one: Line | Cell | Grid, by: float) -> Box | None:
    box = one.box
    return None if box is None else Box(box.x0 / by, box.top / by, box.x1 / by, box.bottom / by)
