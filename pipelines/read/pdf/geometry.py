"""Map PDF user space to the page as displayed: crop box applied, rotation applied, origin top left."""

from __future__ import annotations

from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]

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
