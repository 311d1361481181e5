"""Turned and tilted pages: text that runs up, down, upside down or askew, read as if the sheet lay straight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.read.pdf.chars import DOWN, INVERTED, OBLIQUE, UP, PageText
from pipelines.read.pdf.geometry import Frame, Matrix, applied, inverse, multiply
from pipelines.read.pdf.rulings import PageRulings
from pipelines.read.pdf.tables import Ruling
from pipelines.values.pages import Box, Cell, Grid, Page

_TURNS: Final = {UP: 1, INVERTED: 2, DOWN: 3}
"""Quarter turns clockwise that make text of a reading direction upright."""
_MOST: Final = 0.9
"""So large a share of a page's characters runs one way where the page is turned; others are a page number, a seal."""
_FEWEST: Final = 40
_STEEPEST: Final = math.radians(15)
_ALIKE: Final = math.radians(0.5)
"""Texts and rules of one tilted page slant by no more or less than its middle one."""
_FEWEST_RULES: Final = 8


def turns_to_upright(text: PageText) -> int:
    """Return by how many quarter turns clockwise a page is to be turned for its text to run from left to right."""
    counts = {way: len(chars) for way, chars in text.turned.items() if way in _TURNS}
    way = max(counts, key=counts.__getitem__, default=None)
    total = len(text.upright) + sum(len(chars) for chars in text.turned.values())
    if way is None or counts[way] < max(_FEWEST, _MOST * total):
        return 0
    return _TURNS[way]


def tilt_of(text: PageText, rulings: PageRulings) -> float:
    """Return the angle, in radians clockwise, by which nearly all text of a page slants, or else most of its rules.

    0 where neither does.
    """
    weights = Counter(ch[5] for ch in text.upright if ch[5] in text.slants) if text.slants else {}
    angle, count = _common((text.slants[obj], n) for obj, n in weights.items())
    if count and count >= _MOST * len(text.upright):
        return angle
    if not rulings.slanted:
        return 0.0
    angle, length = _common(slope for slope, _ in _slopes(rulings))
    return angle if length > _length(rulings.horizontal) + _length(rulings.vertical) else 0.0


def parted(text: PageText) -> PageText:
    """Return the text of a page with the smaller part of it that slants as text of no table."""
    slanting = [ch for ch in text.upright if ch[5] in text.slants] if text.slants else []
    if not 0 < 2 * len(slanting) < len(text.upright):
        return text
    upright = [ch for ch in text.upright if ch[5] not in text.slants]
    turned = text.turned | {OBLIQUE: [*text.turned.get(OBLIQUE, ()), *slanting]}
    return replace(text, upright=upright, turned=turned)


def has_slanted_rules(rulings: PageRulings) -> bool:
    """Tell whether most rules across a page, or most upright ones, slant alike, as those of a table read askew do."""
    return len(rulings.slanted) >= _FEWEST_RULES and any(
        len(slopes) >= _FEWEST_RULES and _common(slopes)[1] > _length(straight)
        for slopes, straight in (
            ([slope for slope, is_across in _slopes(rulings) if is_across], rulings.horizontal),
            ([slope for slope, is_across in _slopes(rulings) if not is_across], rulings.vertical),
        )
    )


def _slopes(rulings: PageRulings) -> Iterator[tuple[tuple[float, float], bool]]:
    """Yield for each slanting rule its angle to the nearer axis, clockwise, its length, and if it runs across."""
    for across, down in rulings.slanted:
        angle = math.atan2(down, across) % (math.pi / 2)
        angle -= math.pi / 2 if angle > math.pi / 4 else 0.0
        if abs(angle) <= _STEEPEST:
            yield (angle, math.hypot(across, down)), abs(across) > abs(down)


def _length(rules: Sequence[Ruling]) -> float:
    return sum(end - start for _, start, end in rules)


def _common(weighed: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return the middle of some angles by weight, and the weight of those about it; 0 and 0 of none."""
    found = sorted(weighed)
    left = sum(weight for _, weight in found) / 2
    middle = 0.0
    for angle, weight in found:
        middle = angle
        left -= weight
        if left <= 0:
            break
    return middle, sum(weight for angle, weight in found if abs(angle - middle) <= _ALIKE)


def with_places(page: Page, frame: Frame, displayed: Frame) -> Page:
    """Return a page that was read in one frame; its tables and cells tell where they are in the displayed one."""
    back = multiply(inverse(frame.matrix), displayed.matrix)
    grids = tuple(
        replace(
            grid,
            cells=tuple(replace(cell, shown=_shown(cell, back)) for cell in grid.cells),
            shown=_shown(grid, back),
        )
        for grid in page.grids
    )
    return replace(page, grids=grids)


def _shown(one: Cell | Grid, back: Matrix) -> Box | None:
    return Box(*applied(back, one.box)) if one.box is not None else None
