"""Find the rulings of tables in a level page image and give them as segments between crossings.

Long thin runs of ink say where rows and columns may lie; each stretch between two crossings is then a ruling
when enough of it is inked, so that breaks of a faint or worn line do not join cells, and absent stretches
leave merged cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.read.pdf.tables import CellBox, Ruling, find_tables
from pipelines.read.scan.seals import Grey, Mask

INK: Final = 190
"""Rulings are often lighter than text: a pixel this dark may belong to one."""
PALE: Final = 222
MORE: Final = 1.5
LEAST_PALE: Final = 2000
"""Where paler ink has so many times as much in upright runs, and so many pixels, the rulings may be hairlines."""
RUN: Final = 40
"""A run of ink this long in pixels is no stroke of a character at 200 dpi (5 mm)."""
SAME: Final = 7
"""Rulings within so many pixels are one; the rows of the smallest print are 20 apart."""
INKED: Final = 0.5
"""Share of a stretch that must be inked where it is to be a ruling."""
MENDED: Final = 0.2
"""Share that is enough where the same line goes on at both ends."""
SEEN: Final = 0.25
"""The least share of a stretch that must show beside a seal to tell whether a ruling runs there."""
BREAK: Final = 3
"""Gaps up to so many pixels within a run are closed first."""
NEAR: Final = 12
"""A ruling has ink this near its crossings, in pixels."""
NARROWEST: Final = 120
"""A table has two level rulings this long in pixels (1.5 cm); strokes of large characters are shorter."""


NARROW: Final = 40
"""Level rulings that end so many pixels beside the last upright one (5 mm) leave a column open."""
LOWEST: Final = 26
"""Upright rulings that end so many pixels beyond the last level one leave a row open."""
FEWEST_ROWS: Final = 3
MOSTLY: Final = 0.6
"""So many level rulings, and so much of all of them, end below each other at an open side."""
STRAIGHT: Final = 2
"""How far an upright ruling strays beyond the last level one, in pixels."""
FAINT: Final = 7
"""So many pixels without any ink end a ruling."""
PAPER: Final = 8
"""The paper above and below a level ruling that is looked at for strokes of characters, in pixels."""
SOLID: Final = 0.9
"""A level ruling is inked over at least this share of its length."""
STROKES: Final = 0.1
"""Less than this share of the paper beside a level ruling is inked."""


DASH: Final = 30
"""A dash or dot of a broken ruling is so long in pixels at most; a longer one is a stretch of a worn one."""
GAP: Final = 18
"""The gaps of a broken ruling are so long in pixels at most (2.3 mm)."""
FEWEST_DASHES: Final = 8
REGULAR: Final = 2.5
"""Three quarters of a ruling's gaps are within so many pixels of their median: a printer's pattern, no text."""
PICTURE: Final = 0.35
"""An area with a larger share of ink is a picture; tables have a tenth."""
MOST_CROSSINGS: Final = 20_000
"""More crossings than any form has: hatching, or a picture."""


class TooManyRulingsError(ValueError):
    """A page ruled as densely as no form is."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings of a page: masks of their ink, the level ones, and the cells of each table, in pixels."""

    mask: Mask
    level: list[Ruling]
    tables: list[list[CellBox]]


def find_rulings(grey: Grey, seals: Mask | None = None) -> Rulings:
    """Find the ruled tables of a level page; raise TooManyRulingsError for hatching.

    Where ``seals`` marks the ink of a seal, a ruling may be hidden: what is seen of it beside the seal decides. Where
    paler ink than print's has most of the upright runs, the rulings may be hairlines: the larger table is taken.
    """
    dark, pale = ((grey < level).astype(np.uint8) for level in (INK, PALE))
    found = _find(dark, seals, pale)
    dark_upright, pale_upright = (int(_runs(ink, across=False).sum()) for ink in (dark, pale))
    if pale_upright > MORE * dark_upright and pale_upright > LEAST_PALE:
        try:
            return max(found, _find(pale, seals, pale), key=_largest_table)
        except TooManyRulingsError:
            return found
    return found


def _largest_table(rulings: Rulings) -> int:
    """Return how many cells the largest table has: shadows of a photograph look like small ones."""
    return max(map(len, rulings.tables), default=0)


def _find(ink: Mask, seals: Mask | None, pale: Mask) -> Rulings:
    """Find the tables that rulings of some ink make; ``pale`` is all ink: it tells how far their open ends run."""
    dashes = [_dashed(ink, across=across) for across in (True, False)]
    inked = [ink if mended is None else ink | mended for mended in dashes]
    horizontal, vertical = (
        _runs(own, across=across) for own, across in zip(inked, (True, False), strict=True)
    )
    mask = np.asarray(cv2.bitwise_or(horizontal, vertical), dtype=np.uint8)
    tables: list[list[CellBox]] = []
    for x0, top, x1, bottom in _regions(mask):
        window = (slice(top, bottom), slice(x0, x1))
        long = _long_runs(horizontal[window])
        if float(ink[window].mean()) > PICTURE or not long:
            continue
        rows = _positions(horizontal[window], across=True)
        columns = _positions(vertical[window], across=False)
        if len(columns) < 2 or not rows:
            continue
        sides = list(_open_sides(horizontal[window], rows, columns))
        columns = sorted([*columns, *(x for x, _ in sides)])
        if len(rows) * len(columns) > MOST_CROSSINGS:
            raise TooManyRulingsError(f"{len(rows)} level and {len(columns)} upright rulings")
        covered = None if seals is None else seals[window]
        level = [
            stretch
            for stretch in _stretches(horizontal[window], covered, rows, columns, across=True)
            if not _is_of_strokes(ink[window], stretch)
        ]
        if not level:
            continue
        outermost = top + min(level)[0], top + max(level)[0]
        ends = list(_open_ends(pale[:, x0:x1], outermost, columns))
        if long < 2 and not ends:
            continue  # a page break may leave one row of a table, ruled on one side alone
        upright = _stretches(vertical[window], covered, columns, rows, across=False)
        upright += [(x, above, below) for x, closed in sides for above, below in closed]
        for outer, y, reaching in ends:
            level += [(y - top, left, right) for left, right in pairwise(reaching)]
            upright += [(x, min(outer, y) - top, max(outer, y) - top) for x in reaching]
        tables.extend(
            [(a + x0, b + top, c + x0, d + top) for a, b, c, d in table]
            for table in find_tables(level, upright)
        )
    return Rulings(
        mask,
        _level_rules(horizontal, ink),
        sorted(tables, key=lambda cells: min((cell[1], cell[0]) for cell in cells)),
    )


def ruling_ink(ink: Mask, length: int = RUN) -> Mask:
    """Return the ink of thin level and upright runs at least so long."""
    both = cv2.bitwise_or(_runs(ink, across=True, length=length), _runs(ink, across=False, length=length))
    return np.asarray(both, dtype=np.uint8)


def _dashed(ink: Mask, *, across: bool) -> Mask | None:
    """Return the dashed and dotted rulings of one direction, their gaps closed; None where there are none.

    A gap is closed only within a row of thin dashes that repeat regularly.
    """
    if not across:
        ink = np.ascontiguousarray(ink.T)
    tall = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((7, 1), np.uint8))
    thin = cv2.subtract(ink, cv2.dilate(tall, np.ones((1, 3), np.uint8)))
    thick = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, GAP + 1), np.uint8))
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, 3 * RUN), np.uint8))
    if not closed.any():
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    found = np.zeros_like(ink)
    for n, (x, y, w, h, _) in enumerate(stats.tolist()):
        if n == 0 or h > 3 * SAME:
            continue
        own = labels[y : y + h, x : x + w] == n
        inked = (own & (thin[y : y + h, x : x + w] > 0)).any(axis=0)
        if _is_regular(inked):
            found[y : y + h, x : x + w] |= own
    if not found.any():
        return None
    return np.ascontiguousarray(found if across else found.T)


def _is_regular(inked: NDArray[np.bool_]) -> bool:
    """Tell whether ink along a line comes in short dashes between gaps of one length."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inked, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    gaps, dashes = starts[1:] - ends[:-1], ends - starts
    if len(gaps) < FEWEST_DASHES or float(np.median(gaps)) > GAP or float(np.median(dashes)) > DASH:
        return False
    return float((np.abs(gaps - np.median(gaps)) <= REGULAR).mean()) >= 0.75


def _runs(ink: Mask, *, across: bool, length: int = RUN) -> Mask:
    """Return the ink that runs on for a ruling's length, and is thin."""
    shape = (BREAK, 1) if across else (1, BREAK)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    shape = (length, 1) if across else (1, length)
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    thick = (1, 15) if across else (15, 1)  # filled areas are no rulings
    areas = cv2.morphologyEx(runs, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, thick))
    return np.asarray(cv2.subtract(runs, areas), dtype=np.uint8)


def _regions(mask: Mask) -> list[tuple[int, int, int, int]]:
    """Return the boxes of connected rulings, x0, top, x1, bottom with room around them."""
    height, width = mask.shape
    grown = cv2.dilate(mask, np.ones((2 * SAME + 1, 2 * SAME + 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    boxes = []
    for x, y, w, h, _area in stats[1:].tolist():
        if w > 2 * RUN and h > RUN // 2 + 2 * SAME:
            boxes.append((max(0, x), max(0, y), min(width, x + w), min(height, y + h)))
    return boxes


def _open_sides(
    level: Mask, rows: list[float], columns: list[float]
) -> Iterator[tuple[float, list[tuple[float, float]]]]:
    """Yield where a table ends left or right without an upright ruling, and the stretches between rows there.

    Many forms are ruled between their columns but not at their sides: their level rulings end below each other.
    """
    bands = [level[max(0, round(y) - SAME) : round(y) + SAME + 1].any(axis=0) for y in rows]
    inked = [np.flatnonzero(band) for band in bands]
    for end, outer in ((0, columns[0]), (-1, columns[-1])):
        reach = [float(found[end]) if found.size else math.inf for found in inked]
        x = float(np.median([place for place in reach if place < math.inf] or [outer]))
        reaching = [n for n, place in enumerate(reach) if abs(place - x) <= NEAR]
        closed = [(rows[above], rows[below]) for above, below in pairwise(reaching)]
        # A region has room around its own rulings: what runs out of it is another one's.
        is_seen = SAME / 2 < x < level.shape[1] - SAME / 2
        if (
            is_seen
            and abs(outer - x) > NARROW
            and (x < outer) is (end == 0)
            and len(reaching) >= max(FEWEST_ROWS, MOSTLY * len(rows))
        ):
            yield x, closed


def _open_ends(
    pale: Mask, outermost: tuple[float, float], columns: list[float]
) -> Iterator[tuple[float, float, list[float]]]:
    """Yield where a page break leaves a table open: its last ruling, where upright ones end beyond it, and which do.

    ``outermost`` are its highest and its lowest ruling.

    The ends of faint rulings are no runs of dark ink: ``pale`` is all ink of the page between the table's sides.
    """
    for outer, way in zip(outermost, (-1, 1), strict=True):
        reach = [_end_of(pale, x, outer, way) for x in columns]
        beyond = [y for y in reach if abs(y - outer) > LOWEST]
        if not beyond:
            continue
        end = float(np.median(beyond))
        reaching = [x for x, y in zip(columns, reach, strict=True) if abs(y - end) <= NEAR]
        if len(reaching) >= max(FEWEST_ROWS, MOSTLY * len(columns)):
            yield outer, end, reaching


def _end_of(pale: Mask, x: float, outer: float, way: int) -> float:
    """Return how far an upright ruling runs on from a level one, up (-1) or down (1)."""
    column = pale[:, max(0, round(x) - STRAIGHT) : round(x) + STRAIGHT + 1]
    inked = np.asarray(column.any(axis=1), dtype=np.uint8)[round(outer) :: way]
    bare = np.flatnonzero(np.convolve(inked, np.ones(FAINT, np.uint8), "valid") == 0)
    length = int(bare[0]) if bare.size else len(inked)
    return outer + way * length


def _level_rules(level: Mask, ink: Mask) -> list[Ruling]:
    """Return the level runs as long as a table is wide, y, x0, x1, with paper above and below: strokes have none."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(level, connectivity=8)
    found = []
    for (x, y, w, h, _area), (_cx, cy) in zip(stats[1:].tolist(), centres[1:].tolist(), strict=True):
        beside = [
            ink[max(0, y - PAPER) : max(0, y - 2), x : x + w],
            ink[y + h + 2 : y + h + PAPER, x : x + w],
        ]
        if w >= NARROWEST and all(float(part.mean()) < STROKES for part in beside if part.size):
            found.append((cy, float(x), float(x + w)))
    return found


def _long_runs(level: Mask) -> int:
    """Return how many level rulings of an area are as long as a table is wide."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    return sum(1 for width in stats[1:, cv2.CC_STAT_WIDTH].tolist() if width >= NARROWEST)


def _positions(mask: Mask, *, across: bool) -> list[float]:
    """Return where rulings lie: y of level ones, x of upright ones; near ones are one."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[tuple[float, float]] = []
    for (_x, _y, w, h, _area), (cx, cy) in zip(stats[1:].tolist(), centres[1:].tolist(), strict=True):
        length = w if across else h
        if length >= RUN:
            found.append((cy if across else cx, length))
    groups: list[list[tuple[float, float]]] = []
    for position, length in sorted(found):
        if groups and position - _mean(groups[-1]) <= SAME:
            groups[-1].append((position, length))
        else:
            groups.append([(position, length)])
    return [_mean(group) for group in groups]


def _mean(group: Sequence[tuple[float, float]]) -> float:
    """Return the mean position weighted by length."""
    return sum(position * length for position, length in group) / sum(length for _, length in group)


def _stretches(
    mask: Mask, seals: Mask | None, lines: list[float], crossings: list[float], *, across: bool
) -> list[Ruling]:
    """Return the inked stretches of each line between neighbouring crossings."""
    found: list[Ruling] = []
    for line in lines:
        low, high = max(0, round(line) - SAME), round(line) + SAME + 1
        band = mask[low:high, :] if across else mask[:, low:high].T
        inked = np.asarray(band.any(axis=0), dtype=np.bool_)
        hidden = np.zeros_like(inked)
        if seals is not None:
            middle = max(0, round(line))
            hidden = (seals[middle, :] if across else seals[:, middle]) > 0
        shares = [_share(inked, hidden, a, b) for a, b in pairwise(crossings)]
        unseen = [bool(hidden[round(a) : round(b)].mean() > 1 - SEEN) for a, b in pairwise(crossings)]
        for i, (start, end) in enumerate(pairwise(crossings)):
            ends = _touched_ends(inked | hidden, start, end)
            goes_on = 0 < i < len(shares) - 1 and min(shares[i - 1], shares[i + 1]) >= INKED
            is_inked = shares[i] >= INKED and ends == 2
            if is_inked or (goes_on and ends and (shares[i] >= MENDED or unseen[i])):
                found.append((line, start, end))
    return found


def _is_of_strokes(ink: Mask, stretch: Ruling) -> bool:
    """Tell whether a level stretch is the strokes of a line of text: no solid line, print close above or below."""
    y, x0, x1 = round(stretch[0]), round(stretch[1]) + NEAR, round(stretch[2]) - NEAR
    if x1 - x0 < RUN:
        return False
    sides = (ink[max(0, y - PAPER) : max(0, y - 3), x0:x1], ink[y + 4 : y + PAPER + 1, x0:x1])
    if not any(side.size and float(side.mean()) > STROKES for side in sides):
        return False
    band = ink[max(0, y - SAME) : y + SAME + 1, x0 : x0 + (x1 - x0) // RUN * RUN]
    solid = band.reshape(band.shape[0], -1, RUN).mean(axis=2).max(axis=0)
    return float(solid.mean()) < SOLID


def _share(inked: NDArray[np.bool_], hidden: NDArray[np.bool_], start: float, end: float) -> float:
    """Return the inked share of a stretch, its ends left out where the crossing lines' own ink lies.

    Of a stretch partly hidden by a seal it is the share of what is seen; of one hidden whole, what is inked.
    """
    window = slice(round(start) + 3, max(round(end) - 2, round(start) + 4))
    inner, seen = inked[window], ~hidden[window]
    if not inner.size:
        return 0.0
    return float(inner[seen].mean()) if seen.mean() > SEEN else float(inner.mean())


def _touched_ends(inked: NDArray[np.bool_], start: float, end: float) -> int:
    """Return at how many of its two crossings a stretch has ink; strokes of text keep away from them."""
    first, last = round(start), round(end)
    return int(inked[first + 2 : first + NEAR].any()) + int(inked[max(0, last - NEAR + 1) : last - 1].any())
