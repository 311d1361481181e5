"""Flatten a page seen from one side or bent: along its own rulings, which were level and upright when it was printed.

First a homography takes the rulings' vanishing points to infinity, then polynomials bend back what still bows; both
only where many long rulings agree on it and lie straight afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.read.scan.image import PointMap, Points, ScannedSheet
from pipelines.read.scan.rulings import INK
from pipelines.read.scan.seals import Mask

LONG: Final = 220
"""A ruling this long in pixels tells how the page lies (3 cm)."""
STRAIGHT: Final = 4.0
"""Nothing is done where nine tenths of the rulings stray less than this many pixels."""
GOOD: Final = 2.5
"""What nine tenths of them may stray afterwards."""
FEWEST: Final = (3, 2)
"""So many long level and upright rulings are needed."""
SPREAD: Final = 0.12
"""They must spread over this share of the page's height or width, or they tell of no more than their own place."""
MOST: Final = 0.25
"""The most that a homography may change a length, from one end of the page to the other."""
STEP: Final = 16
BESIDE: Final = (6, 8, 10)
STROKES: Final = 0.15
"""So many pixels above and below a ruling less than this share is inked, where cells have room for their text."""
_RIDGE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Plane:
    """A homography around a middle: straight pixels to those of the page as it was seen."""

    matrix: NDArray[np.float64]
    middle: NDArray[np.float64]

    def back(self, points: Points) -> Points:
        """Return where straight points lie on the page as seen."""
        return _projected(self.matrix, points - self.middle) + self.middle

    def forth(self, points: Points) -> Points:
        """Return where points of the page as seen lie when it is straight."""
        inverse = np.asarray(np.linalg.inv(self.matrix), dtype=np.float64)
        return _projected(inverse, points - self.middle) + self.middle


@dataclass(frozen=True, slots=True)
class Bend:
    """How far straight points were moved up or down, or sideways: polynomials over the reach of the rulings."""

    weights: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    across: bool

    def terms(self, points: Points) -> NDArray[np.float64]:
        """Return the polynomials' values, one row for each point; beyond the rulings those of their edge."""
        scaled = (points.clip(self.low[:, None], self.high[:, None]) - self.low[:, None]) / (
            self.high - self.low
        )[:, None] * 2 - 1
        x, y = scaled if self.across else scaled[::-1]
        return np.column_stack(
            [*(x**i for i in range(1, 7)), *(y * x**i for i in range(1, 5)), *(y * y * x**i for i in (1, 2))]
        )

    def shift(self, points: Points) -> NDArray[np.float64]:
        """Return by how many pixels points were moved."""
        return np.asarray(self.terms(points) @ self.weights, dtype=np.float64)


def flatten(sheet: ScannedSheet) -> ScannedSheet:
    """Return a page whose rulings lie level and upright; the page itself where they do or tell too little."""
    ink = np.asarray(sheet.grey < INK, dtype=np.uint8)
    level, upright = _traces(ink, across=True), _traces(ink, across=False)
    size = np.array([sheet.grey.shape[1], sheet.grey.shape[0]], dtype=np.float64)
    if len(level) < FEWEST[0] or max(_stray(level, 1), _stray(upright, 0)) <= STRAIGHT:
        return sheet
    if not _spread(level, 1, size[1]):
        return sheet
    plane = _plane(level, upright, size)
    if plane is None:
        return sheet
    seen_level = [plane.forth(trace) for trace in level]
    seen_upright = [plane.forth(trace) for trace in upright]
    down = _bend(seen_level, across=True)
    side = _bend(seen_upright, across=False) if len(upright) >= FEWEST[1] + 2 else None
    left_over = max(_left_over(seen_level, down, 1), _left_over(seen_upright, side, 0))
    if left_over > GOOD or left_over > 0.6 * max(_stray(level, 1), _stray(upright, 0)):
        return sheet

    def back(points: Points) -> Points:
        moved = points.copy()
        if down is not None:
            moved[1] += down.shift(points)
        if side is not None:
            moved[0] += side.shift(points)
        return plane.back(moved)

    return _remapped(sheet, back)


def _traces(ink: Mask, *, across: bool) -> list[Points]:
    """Return the long thin runs of ink that are nearly level (or upright), a point every few pixels."""
    if not across:
        ink = np.ascontiguousarray(ink.T)
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, 24), np.uint8))
    runs = cv2.subtract(runs, cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((16, 1), np.uint8)))
    grown = cv2.dilate(runs, np.ones((3, 7), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    found: list[Points] = []
    for n, (x, y, w, h, _) in enumerate(stats.tolist()):
        if n == 0 or w < LONG or h > 0.12 * w + 12:
            continue
        own = (labels[y : y + h, x : x + w] == n) & (runs[y : y + h, x : x + w] > 0)
        trace = _trace(own)
        if trace is None:
            continue
        trace = trace + np.array([[x], [y]])
        if _has_ink_beside(ink, trace):
            continue
        found.append(trace if across else trace[::-1])
    return found


def _trace(own: NDArray[np.bool_]) -> Points | None:
    """Return the middle of a run of ink every few pixels; None where it is no single line."""
    n = own.shape[1] // STEP
    cut = own[:, : n * STEP].reshape(own.shape[0], n, STEP)
    rows = np.arange(own.shape[0])[:, None]
    weight = cut.sum(axis=2)
    total = weight.sum(axis=0)
    inked = total >= STEP
    if inked.sum() < LONG / STEP * 0.7:
        return None
    middle = (weight * rows).sum(axis=0) / np.maximum(total, 1)
    apart = np.sqrt((weight * np.square(rows - middle)).sum(axis=0) / np.maximum(total, 1))
    kept = inked & (apart <= 4)
    if kept.sum() < LONG / STEP * 0.7:
        return None
    xs = (np.arange(n) + 0.5) * STEP
    return np.array([xs[kept], middle[kept]], dtype=np.float64)


def _has_ink_beside(ink: Mask, trace: Points) -> bool:
    """Tell whether a run of ink is the strokes of a line of text: print stands closely above or below all along it."""
    columns = (trace[0][:, None] + np.arange(-STEP // 2, STEP // 2)).astype(int).clip(0, ink.shape[1] - 1)
    for side in (-1, 1):
        rows = np.stack([trace[1][:, None] + side * away for away in BESIDE])
        inked = ink[rows.round().astype(int).clip(0, ink.shape[0] - 1), columns[None]]
        if float(inked.mean()) > STROKES:
            return True
    return False


def _stray(traces: Sequence[Points], axis: int) -> float:
    """Return how far the ends and bows of nine tenths of the rulings stray from one coordinate."""
    if not traces:
        return 0.0
    return float(np.percentile([np.ptp(trace[axis]) for trace in traces], 80))


def _spread(traces: Sequence[Points], axis: int, size: float) -> bool:
    """Tell whether rulings spread over enough of the page to tell how it lies."""
    places = [float(trace[axis].mean()) for trace in traces]
    return bool(places) and max(places) - min(places) >= SPREAD * size


def _plane(level: Sequence[Points], upright: Sequence[Points], size: NDArray[np.float64]) -> Plane | None:
    """Return the homography that makes rulings level and upright; None where it would distort too much."""
    middle = (size / 2)[:, None]
    scale = float(size.max()) / 2
    along = _vanishing(level, middle, scale)
    if along[0] < 0:
        along = -along
    if len(upright) >= FEWEST[1] and _spread(upright, 0, size[0]):
        down = _vanishing(upright, middle, scale)
    else:
        down = np.array([-along[1], along[0], 0.0])
    if down[1] < 0:
        down = -down
    a, d = np.hypot(along[0], along[1]), np.hypot(down[0], down[1])
    if min(a, d) < 1e-6 or max(abs(along[2]) / a, abs(down[2]) / d) > MOST:
        return None
    matrix = np.column_stack([along / a, down / d, [0.0, 0.0, 1.0]])
    undo = np.diag([1 / scale, 1 / scale, 1.0])
    return Plane(np.linalg.inv(undo) @ matrix @ undo, middle)


def _vanishing(traces: Sequence[Points], middle: Points, scale: float) -> NDArray[np.float64]:
    """Return where the straight lines through some rulings meet, in homogeneous coordinates."""
    rows = []
    for trace in traces:
        points = (trace - middle) / scale
        centre = points.mean(axis=1)
        _, _, axes = np.linalg.svd((points - centre[:, None]).T, full_matrices=False)
        normal = np.array([-axes[0, 1], axes[0, 0]])
        length = float(np.ptp(points, axis=1).max())
        rows.append(length * np.array([normal[0], normal[1], -float(normal @ centre)]))
    lines = np.array(rows)
    for _ in range(2):
        _, _, axes = np.linalg.svd(lines, full_matrices=True)
        meet = axes[-1]
        away = np.abs(lines @ meet) / np.maximum(np.linalg.norm(lines[:, :2], axis=1), 1e-9)
        lines = lines[away <= max(3 * float(np.median(away)), 1e-3)]
    return np.asarray(meet, dtype=np.float64)


def _projected(matrix: NDArray[np.float64], points: Points) -> Points:
    moved = matrix[:, :2] @ points + matrix[:, 2:]
    return np.asarray(moved[:2] / moved[2], dtype=np.float64)


def _bend(traces: Sequence[Points], *, across: bool) -> Bend | None:
    """Return how rulings bow, by least squares of each from its own mean; None where they do not."""
    axis = 1 if across else 0
    if _stray(traces, axis) <= GOOD:
        return None
    every = np.hstack(list(traces))
    low, high = every.min(axis=1), every.max(axis=1)
    if float((high - low).min()) < LONG / 2:
        return None
    frame = Bend(np.zeros(12), low, high, across)
    kept = list(traces)
    for _ in range(2):
        terms, moves = [], []
        for trace in kept:
            own = frame.terms(trace)
            terms.append(own - own.mean(axis=0))
            moves.append(trace[axis] - trace[axis].mean())
        left, right = np.vstack(terms), np.concatenate(moves)
        square = left.T @ left + _RIDGE * len(right) * np.eye(left.shape[1])
        frame = Bend(np.linalg.solve(square, left.T @ right), low, high, across)
        strays = [_deviation(trace, frame, axis) for trace in kept]
        limit = max(2.0, 3 * float(np.median(strays)))
        kept = [trace for trace, stray in zip(kept, strays, strict=True) if stray <= limit]
    return frame


def _deviation(trace: Points, bend: Bend | None, axis: int) -> float:
    """Return how far a ruling strays from straight once it is bent back."""
    moved = trace[axis] - (bend.shift(trace) if bend is not None else 0.0)
    return float(np.ptp(moved))


def _left_over(traces: Sequence[Points], bend: Bend | None, axis: int) -> float:
    """Return what four fifths of the rulings stray by afterwards at most, from the mean either way."""
    if not traces:
        return 0.0
    return float(np.percentile([_deviation(trace, bend, axis) for trace in traces], 80)) / 2


def _remapped(sheet: ScannedSheet, back: PointMap) -> ScannedSheet:
    """Return a page drawn anew through a map from its new points to its present ones."""
    height, width = sheet.grey.shape
    xs, ys = np.arange(0, width + STEP, STEP), np.arange(0, height + STEP, STEP)
    grid = np.stack(np.meshgrid(xs, ys)).astype(np.float64)
    coarse = back(grid.reshape(2, -1)).reshape(grid.shape)
    turn = np.array([[1 / STEP, 0, 0], [0, 1 / STEP, 0]], dtype=np.float64)
    maps = [
        cv2.warpAffine(
            plane.astype(np.float32), turn, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        for plane in coarse
    ]
    grey = cv2.remap(sheet.grey, maps[0], maps[1], cv2.INTER_CUBIC, borderValue=(255,))
    seals = None
    if sheet.seals is not None:
        seals = np.asarray(cv2.remap(sheet.seals, maps[0], maps[1], cv2.INTER_NEAREST), dtype=np.uint8)
    return sheet.warped(np.asarray(grey, dtype=np.uint8), seals, back)
