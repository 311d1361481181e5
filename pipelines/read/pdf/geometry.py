"""Map PDF user space to the page as displayed: crop box applied, rotation applied, origin top left."""

from __future__ import annotations

import math
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]

SHEET_SIDE = 842.0
"""The long side of A4 in points."""
SMALL_SIDE = 200.0
"""A page with a shorter long side is a sheet in other units."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies ``m`` first and ``n`` second (PDF row-vector convention)."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return a point under a matrix."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def applied(m: Matrix, box: Rect) -> Rect:
    """Return the box around a box's corners under a matrix."""
    x0, y0, x1, y1 = box
    xs, ys = zip(*(apply(m, x, y) for x in (x0, x1) for y in (y0, y1)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def inverse(m: Matrix) -> Matrix:
    """Return the matrix that takes back what ``m`` does, which must not flatten the plane."""
    a, b, c, d, e, f = m
    scale = a * d - b * c
    p, q, r, s = d / scale, -b / scale, -c / scale, a / scale
    return p, q, r, s, -(e * p + f * r), -(e * q + f * s)


def intersect(a: Rect, b: Rect) -> Rect:
    """Return the common rectangle; it is inverted (x0 > x1 or top > bottom) when there is none."""
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


class Frame(NamedTuple):
    """The displayed page: its size in points and the matrix from user space."""

    width: float
    height: float
    matrix: Matrix

    @property
    def box(self) -> Rect:
        """Return the whole displayed page."""
        return 0.0, 0.0, self.width, self.height


def displayed_frame(left: float, bottom: float, right: float, top: float, rotation: int) -> Frame:
    """Return the frame of a page from its visible box in user space and its quarter turns clockwise."""
    width, height = right - left, top - bottom
    quarter = rotation % 4
    if quarter == 0:
        return Frame(width, height, (1.0, 0.0, 0.0, -1.0, -left, top))
    if quarter == 1:
        return Frame(height, width, (0.0, 1.0, 1.0, 0.0, -bottom, -left))
    if quarter == 2:
        return Frame(width, height, (-1.0, 0.0, 0.0, 1.0, right, -bottom))
    return Frame(height, width, (0.0, -1.0, -1.0, 0.0, top, right))


def enlarged_frame(frame: Frame) -> Frame:
    """Return the frame of a page as large as a sheet: PDFium ignores in which units it is (``UserUnit``)."""
    side = max(frame.width, frame.height)
    if not 0 < side < SMALL_SIDE:
        return frame
    by = SHEET_SIDE / side
    return Frame(frame.width * by, frame.height * by, multiply(frame.matrix, (by, 0.0, 0.0, by, 0.0, 0.0)))


def tilted_frame(frame: Frame, angle: float) -> Frame:
    """Return the frame of a page that is turned by some radians counter-clockwise, as large as its corners need."""
    cos, sin = math.cos(angle), math.sin(angle)
    turn: Matrix = (cos, -sin, sin, cos, 0.0, 0.0)
    left, top, right, bottom = applied(turn, frame.box)
    a, b, c, d, e, f = multiply(frame.matrix, turn)
    return Frame(right - left, bottom - top, (a, b, c, d, e - left, f - top))
