"""Seals (公章) on a scanned page: find them, and take their ink off where its colour or its grey tells it from print.

A seal is known by its ring, an arc of one ink that no character and no ruling is as large as, or by its square frame.
Ink of the same colour elsewhere, a red title or red figures, stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A grey image, rows by columns, 0 black to 255 white."""
Colour = NDArray[np.uint8]
"""Rows by columns by red, green, blue."""
Mask = NDArray[np.uint8]
"""0 or 1, rows by columns."""

CHROMA: Final = 60
"""The brightest and the darkest channel of a coloured ink are so far apart, on white paper."""
LEAST_INK: Final = 400
"""Fewer coloured pixels are no seal."""
RADII: Final = (80.0, 260.0)
"""Radii of seals in pixels: 20 to 66 mm across; within lines of text, smaller circles are found by chance."""
FRAMES: Final = (80.0, 260.0)
"""Sides of square name seals, in pixels."""
ARC: Final = 60
"""Connected ink of a ring is at least so long, in pixels; characters are shorter."""
ROUND: Final = 0.55
"""The share of a ring's circumference that is inked."""
ARCS: Final = 0.3
"""The share that is inked by pieces of ink that follow the ring and nothing else: characters do not."""
FOLLOWS: Final = 0.75
"""Such a piece has this share of its ink on the ring."""
CLIPPED: Final = 1.3
"""So many times these shares are asked for where the page's edge cuts the ring."""
MOST: Final = 6
"""More seals are not looked for on one page."""
APART: Final = 50
"""A seal's grey is so much lighter than print that the two can be told apart."""
EDGES_APART: Final = 30
"""The same for the edges of a coloured seal, of which the colour tells the rest: blue ink is dark in grey."""
_BINS: Final = 90
_SAMPLES: Final = 300
_MOST_POINTS: Final = 6000
_ROOM: Final = 12
_LEAST_PIECE: Final = 60


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal in pixels: the middle and half the size across; a square one covers its corners too."""

    x: float
    y: float
    radius: float
    is_square: bool = False

    def window(self, shape: tuple[int, ...]) -> tuple[slice, slice]:
        """Return the rows and columns around it on an image of some shape."""
        reach = self.radius + _ROOM
        left, right = max(0, int(self.x - reach)), min(shape[1], int(self.x + reach) + 1)
        top, bottom = max(0, int(self.y - reach)), min(shape[0], int(self.y + reach) + 1)
        return slice(top, bottom), slice(left, right)

    def covers(self, window: tuple[slice, slice]) -> NDArray[np.bool_]:
        """Return which pixels of its window it covers."""
        ys, xs = np.mgrid[window]
        if self.is_square:
            return np.ones(ys.shape, dtype=np.bool_)
        return np.asarray(np.hypot(xs - self.x, ys - self.y) <= self.radius + _ROOM, dtype=np.bool_)

    def is_near(self, other: Seal) -> bool:
        """Tell whether two seals are one, found twice."""
        return float(np.hypot(self.x - other.x, self.y - other.y)) < 0.4 * max(self.radius, other.radius)

    def rings(self, window: tuple[slice, slice]) -> NDArray[np.bool_]:
        """Return which pixels of its window lie on its ring; none for a square one."""
        ys, xs = np.mgrid[window]
        if self.is_square:
            return np.zeros(ys.shape, dtype=np.bool_)
        off = np.abs(np.hypot(xs - self.x, ys - self.y) - self.radius)
        return np.asarray(off <= _ROOM, dtype=np.bool_)


def without_seals(colour: Colour) -> tuple[Grey, Mask | None]:
    """Return a page in grey with the coloured ink of its seals lifted, and where that ink lay; None: on no pixel.

    Each ink keeps the channel in which it is as light as paper, so that black print below it stays black.
    """
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    few = cv2.resize(colour, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
    lightest, darkest = _extremes(np.asarray(few, dtype=np.uint8))
    if 4 * int(np.count_nonzero(cv2.subtract(lightest, darkest) > CHROMA - 20)) < LEAST_INK:
        return grey, None
    balanced = _balanced(colour)
    lightest, darkest = _extremes(balanced)
    inked = cv2.subtract(lightest, darkest) > CHROMA
    covered: Mask | None = None
    hue = cv2.cvtColor(balanced, cv2.COLOR_RGB2HSV)[..., 0]
    for mask in (inked & ((hue < 15) | (hue > 150)), inked & (hue > 95) & (hue <= 150)):
        ink = np.asarray(mask, dtype=np.uint8)
        for seal in find_seals(ink):
            window = seal.window(grey.shape)
            inside = seal.covers(window)
            own = ink[window].astype(np.bool_) & inside
            if not own.any():
                continue
            lifted, share = _lifted(lightest[window], darkest[window], own)
            core = cv2.erode(own.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
            lifted = np.where(core, lifted, np.maximum(lifted, _edges_lifted(grey[window], own)))
            tinted = inside & _is_near(own)
            grey[window] = np.where(tinted, lifted, grey[window])
            if covered is None:
                covered = np.zeros(grey.shape, dtype=np.uint8)
            covered[window] |= np.asarray(inside & (share > 0.35), dtype=np.uint8)
    return grey, covered


def _extremes(colour: Colour) -> tuple[Grey, Grey]:
    """Return the lightest and the darkest channel of each pixel."""
    red, green, blue = cv2.split(colour)
    lightest, darkest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(lightest, dtype=np.uint8), np.asarray(darkest, dtype=np.uint8)


def _balanced(colour: Colour) -> Colour:
    """Return a page's colours on white paper, the paper's own tint taken off."""
    small = colour[::8, ::8].reshape(-1, 3)
    paper = np.percentile(small, 80, axis=0)
    if float(paper.min()) < 100 or float(paper.max() - paper.min()) < 6:
        return colour
    steps = np.arange(256)[:, None] * (float(paper.max()) / paper)[None, :]
    return np.asarray(cv2.LUT(colour, np.clip(steps, 0, 255).astype(np.uint8)[None]), dtype=np.uint8)


def _lifted(lightest: Grey, darkest: Grey, own: NDArray[np.bool_]) -> tuple[Grey, NDArray[np.float32]]:
    """Return the grey without a seal's ink, and which share of each pixel that ink covers.

    Print only darkens all channels, so the ratio of the darkest to the lightest tells the seal's share, and the
    lightest over what that share leaves of it is the print.
    """
    bright, dark = lightest.astype(np.float32), darkest.astype(np.float32)
    level = float(np.median(bright[own])) / 255
    purest = float(np.percentile(dark[own] / np.maximum(bright[own], 1), 40))
    share = np.clip((1 - dark / np.maximum(bright, 1)) / max(0.2, 1 - purest), 0, 1)
    around = cv2.dilate(
        share.astype(np.float32), np.ones((7, 7), np.uint8)
    )  # colour is smeared, light is not
    print_ = np.clip(bright / (1 - around * (1 - level)) / 255, 0, 1)
    deeper = print_ ** (1 + 0.6 * share)  # print below a thick ink shows through paler
    return np.asarray(255 * deeper, dtype=np.uint8), np.asarray(share, dtype=np.float32)


def _edges_lifted(grey: Grey, own: NDArray[np.bool_]) -> Grey:
    """Return the grey with a seal's own grey as white: JPEG smears colour, so that a seal's edges look uncoloured.

    Black where the print is too light to be told from the seal by its grey.
    """
    level = float(np.median(grey[own]))
    print_ = grey[~own & (grey < 150)]
    dark = float(np.percentile(print_, 20)) if print_.size > 50 else 40.0
    if level - dark < EDGES_APART:
        return np.zeros_like(grey)
    return np.asarray(np.clip((grey - dark) / (level - dark), 0, 1) * 255, dtype=np.uint8)


def _is_near(own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels at or beside a seal's ink: a photograph's colours run over its edges."""
    return cv2.dilate(own.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A mask of ink and its connected pieces."""

    ink: Mask
    labels: NDArray[np.int32]
    areas: NDArray[np.int64]
    stats: NDArray[np.int64]


def find_seals(ink: Mask) -> list[Seal]:
    """Return the seals on a mask of the ink that could be theirs."""
    pieces = _pieces(ink)
    labels, stats = pieces.labels, pieces.stats
    large = [
        n for n, (_, _, w, h, _) in enumerate(stats.tolist()) if n and max(w, h) >= ARC and min(w, h) >= 8
    ]
    found: list[Seal] = []
    for n in sorted(large, key=lambda n: -int(stats[n, cv2.CC_STAT_AREA]))[: 8 * MOST]:
        x, y, w, h, _ = stats[n].tolist()
        own = labels[y : y + h, x : x + w] == n
        if any(seal.covers((slice(y, y + h), slice(x, x + w)))[own].mean() > 0.8 for seal in found):
            continue
        if frame := _frame(own, x, y):
            found.append(frame)
        else:
            found += _rings(pieces, own, x, y)
        if len(found) >= MOST:
            break
    return found


def find_circles(ink: Mask) -> list[Seal]:
    """Return the round seals on a mask of ink in which rulings and print have cut their rings to pieces."""
    half = cv2.resize(ink * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    found = cv2.HoughCircles(
        cv2.GaussianBlur(half, (0, 0), 1.2),
        cv2.HOUGH_GRADIENT_ALT,
        dp=2,
        minDist=60,
        param1=200,
        param2=0.4,
        minRadius=int(RADII[0] / 2),
        maxRadius=int(RADII[1] / 2),
    )
    if found is None:
        return []
    pieces = _pieces(ink)
    circles = [
        Seal(2 * float(x), 2 * float(y), 2 * float(radius)) for x, y, radius in found[0][: 4 * MOST, :3]
    ]
    return [circle for circle in circles if _is_round(pieces, circle)][:MOST]


def _pieces(ink: Mask) -> _Pieces:
    """Return ink, small breaks closed, and its connected pieces."""
    closed = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    areas = np.asarray(stats[:, cv2.CC_STAT_AREA], dtype=np.int64)
    return _Pieces(closed, np.asarray(labels, dtype=np.int32), areas, np.asarray(stats, dtype=np.int64))


def _frame(own: NDArray[np.bool_], x: int, y: int) -> Seal | None:
    """Return the square seal that a connected piece of ink frames."""
    ys, xs = np.nonzero(own)
    (cx, cy), (w, h), angle = cv2.minAreaRect(np.column_stack([xs, ys]).astype(np.float32))
    if not FRAMES[0] <= min(w, h) <= max(w, h) <= FRAMES[1] or min(w, h) < 0.7 * max(w, h):
        return None
    turned = np.deg2rad(angle)
    along = (xs - cx) * np.cos(turned) + (ys - cy) * np.sin(turned)
    down = (ys - cy) * np.cos(turned) - (xs - cx) * np.sin(turned)
    for place, size, across, breadth in ((along, w, down, h), (down, h, along, w)):
        for side in (-1, 1):
            on = np.abs(side * place - size / 2) <= 0.1 * min(w, h)
            if len(np.unique(np.round(across[on] / breadth * 20))) < 0.75 * 21:
                return None
    half = float(max(w, h)) / 2 * (abs(np.cos(turned % (np.pi / 2))) + abs(np.sin(turned % (np.pi / 2))))
    return Seal(float(cx) + x, float(cy) + y, half, is_square=True)


def _rings(pieces: _Pieces, own: NDArray[np.bool_], x: int, y: int) -> Iterator[Seal]:
    """Yield the circles that a connected piece of ink has an arc of and that the ink around completes."""
    ys, xs = np.nonzero(own)
    chance = np.random.default_rng(len(xs))
    step = max(1, len(xs) // _MOST_POINTS)
    left = np.column_stack([xs[::step] + x, ys[::step] + y]).astype(np.float64)
    for _ in range(2):
        circle = _best_circle(left, chance)
        if circle is None or not _is_round(pieces, circle):
            return
        yield circle
        away = np.abs(np.hypot(left[:, 0] - circle.x, left[:, 1] - circle.y)) > circle.radius + _ROOM
        left = left[away]
        if len(left) < ARC:
            return


def _best_circle(points: NDArray[np.float64], chance: np.random.Generator) -> Seal | None:
    """Return the circle through three of some points that most of them lie on, from seeded samples."""
    picks = chance.integers(0, len(points), (_SAMPLES, 3))
    a, b, c = points[picks[:, 0]], points[picks[:, 1]], points[picks[:, 2]]
    ab, ac = b - a, c - a
    cross = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    able = np.abs(cross) > 1
    if not able.any():
        return None
    a, ab, ac, cross = a[able], ab[able], ac[able], cross[able]
    bb, cc = np.square(ab).sum(axis=1), np.square(ac).sum(axis=1)
    ux = (ac[:, 1] * bb - ab[:, 1] * cc) / cross
    uy = (ab[:, 0] * cc - ac[:, 0] * bb) / cross
    radius = np.hypot(ux, uy)
    able = (radius >= RADII[0]) & (radius <= RADII[1])
    if not able.any():
        return None
    middles, radius = (a + np.column_stack([ux, uy]))[able], radius[able]
    some = points[:: max(1, len(points) // 800)]
    away = np.hypot(some[None, :, 0] - middles[:, None, 0], some[None, :, 1] - middles[:, None, 1])
    on = (np.abs(away - radius[:, None]) <= 4).sum(axis=1) / radius
    best = int(on.argmax())
    return Seal(float(middles[best, 0]), float(middles[best, 1]), float(radius[best]))


def _is_round(pieces: _Pieces, circle: Seal) -> bool:
    """Tell whether ink lies along most of a circle, or of what the page's edges leave of it, and follows it."""
    reach = max(5.0, 0.05 * circle.radius)
    window = circle.window(pieces.ink.shape)
    ys, xs = np.mgrid[window]
    on = np.abs(np.hypot(xs - circle.x, ys - circle.y) - circle.radius) <= reach + 3
    labels = pieces.labels[window]
    within = np.bincount(labels[on], minlength=len(pieces.areas))
    follows = (within >= FOLLOWS * pieces.areas) & (pieces.areas >= _LEAST_PIECE)
    follows[0] = False
    needed = 1.0
    angles = np.arange(_BINS * 4) * (2 * np.pi / (_BINS * 4))
    radii = circle.radius + np.arange(-reach, reach + 0.5, 1.5)
    x = np.round(circle.x + np.cos(angles)[:, None] * radii).astype(np.int64)
    y = np.round(circle.y + np.sin(angles)[:, None] * radii).astype(np.int64)
    height, width = pieces.ink.shape
    seen = ((x >= 0) & (y >= 0) & (x < width) & (y < height)).all(axis=1).reshape(_BINS, 4).all(axis=1)
    if seen.mean() < 0.2:
        return False
    if seen.mean() < 0.9:
        needed = CLIPPED
    numbers = pieces.labels[y.clip(0, height - 1), x.clip(0, width - 1)]
    inked = ((numbers > 0).any(axis=1).reshape(_BINS, 4).sum(axis=1) >= 3)[seen]
    arcs = (follows[numbers].any(axis=1).reshape(_BINS, 4).sum(axis=1) >= 3)[seen]
    return float(inked.mean()) >= needed * ROUND and float(arcs.mean()) >= needed * ARCS
