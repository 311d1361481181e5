"""Find the pages on a sheet: two that were scanned, copied or printed side by side."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.read.scan.image import ScannedSheet
from pipelines.read.scan.rulings import PALE, ruling_ink
from pipelines.read.scan.seals import Grey, Mask

WIDE: Final = 1.15
"""Two pages side by side are so much wider than high at least."""
GUTTER: Final = 0.03
"""The blank band between them, as a share of the sheet's width: two margins."""
MIDDLE: Final = (0.42, 0.58)
"""The middle of that band lies between these shares of the width."""
INK: Final = 170
FOLD: Final = 14
"""A fold or the shadow of a spine is ink in the band so wide in pixels at most, and it is upright."""
SPECKS: Final = 0.004
"""The share of a blank column's pixels that may be dirt."""
RULED: Final = 0.95
"""The share of a row of the band's pixels that a ruling inks."""


def leaves_of(sheet: ScannedSheet) -> list[ScannedSheet]:
    """Return the pages on a level, upright sheet from left to right: two where a blank band parts it, else the sheet.

    A title or a page number that is centred on the sheet crosses the band: then it is one page.
    """
    height, width = sheet.grey.shape
    if width < WIDE * height:
        return [sheet]
    band = _gutter(np.asarray(sheet.grey < INK, dtype=np.uint8))
    if band is None or _is_ruled_over(sheet.grey[:, band[0] : band[1]]):
        return [sheet]
    middle = (band[0] + band[1]) // 2
    return [sheet.part(0, middle), sheet.part(middle, width)]


def _is_ruled_over(band: Grey) -> bool:
    """Tell whether a level ruling, a pale hairline maybe, runs through the band: both sides are one table."""
    runs = ruling_ink((band < PALE).astype(np.uint8))
    return bool((runs.mean(axis=1) > RULED).any())


def _gutter(ink: Mask) -> tuple[int, int] | None:
    """Return the first and last column of the blank band in the middle; None where there is none."""
    height, width = ink.shape
    per_column = ink.sum(axis=0)
    blank = per_column <= SPECKS * height
    spans = _spans(blank)
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= FOLD and _is_fold(ink[:, joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    able = [
        (start, end)
        for start, end in joined
        if end - start >= GUTTER * width and MIDDLE[0] * width <= (start + end) / 2 <= MIDDLE[1] * width
    ]
    if not able:
        return None
    start, end = max(able, key=lambda span: span[1] - span[0])
    sides = (per_column[:start].sum(), per_column[end:].sum())
    return (start, end) if min(sides) > 0.05 * max(sides) and min(sides) > 500 else None


def _spans(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the runs of true flags as start and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _is_fold(strip: Mask) -> bool:
    """Tell whether a narrow strip of ink runs from the top to the bottom of the sheet, as no ruling does."""
    rows = np.asarray(strip.any(axis=1), dtype=np.bool_)
    return bool(rows[: len(rows) // 12].mean() > 0.3 and rows[-(len(rows) // 12) :].mean() > 0.3)
