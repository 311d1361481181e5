"""Read a page's rulings from its vector paths: stroked lines, thin filled rectangles, sides of boxes.

Paths inside form XObjects count, clipping is respected, and hidden layers, white area fills and transparent
paint are left out. Rulings painted white on white are kept apart: only tables without visible rules use them.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from typing import Literal, NamedTuple

from pipelines.read.pdf import native
from pipelines.read.pdf.geometry import IDENTITY, Frame, Matrix, Rect, apply, intersect, multiply
from pipelines.read.pdf.layers import HiddenLayers
from pipelines.read.pdf.tables import Ruling

MIN_LENGTH = 0.999
"""Sides shorter than 1 pt are the thickness of a ruling (a little less: PDFium's numbers are 32-bit)."""
THICK = 1.6
"""From this thickness in points a fill is an area; thinner it is a ruling."""
STRAIGHT = 0.1
WHITE = 250

Point = tuple[float, float]


@dataclass(slots=True)
class PageRulings:
    """Rulings of one page; ``white_*`` are painted white with no colour beneath.

    ``over`` are horizontal lines of annotations. ``areas`` are what hides or colours the paper: objects with their
    boxes; ``order`` tells which of two objects is drawn first. ``pictures`` are images, ``outlines`` the boxes of areas
    with curved sides, ``clips`` what is seen of the forms that texts stand in.
    """

    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    white_horizontal: list[Ruling] = field(default_factory=list)
    white_vertical: list[Ruling] = field(default_factory=list)
    over: list[Ruling] = field(default_factory=list)
    areas: list[tuple[int, Rect]] = field(default_factory=list)
    dark: list[Rect] = field(default_factory=list)
    pictures: list[tuple[int, Rect]] = field(default_factory=list)
    outlines: list[Rect] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    clips: dict[int, Rect] = field(default_factory=dict)


_CLEAR, _WHITE, _DARK = range(3)


class _Paint(NamedTuple):
    """How a path is painted: colour of its area and of its outline, half the outline's width in points."""

    fill: int
    stroke: int
    half_width: float


class _Buffer:
    """Memory that PDFium fills with ``width`` 32-bit numbers per object, read back as columns."""

    def __init__(self, kind: type[ctypes.c_float] | type[ctypes.c_uint], width: int) -> None:
        self._kind = kind
        self._width = width
        self._format: Literal["f", "I"] = "f" if kind is ctypes.c_float else "I"
        self._capacity = 0
        self._reserve(256)

    def _reserve(self, n: int) -> None:
        """Make room for ``n`` objects."""
        if n > self._capacity:
            self._capacity = n
            self._memory = (self._kind * (n * self._width))()
            self._view = memoryview(self._memory).cast("B").cast(self._format)

    def fill(self, getter: native.Function, objects: Sequence[int], *, packed: bool = False) -> None:
        """Call ``getter`` with each object and the addresses of its numbers (packed: of the first alone)."""
        n = len(objects)
        self._reserve(n)
        at, step = ctypes.addressof(self._memory), 4 * self._width
        fields = 1 if packed else self._width
        addresses = (range(at + 4 * i, at + 4 * i + step * n, step) for i in range(fields))
        deque(map(getter, objects, *addresses), maxlen=0)

    def column(self, i: int, n: int) -> list[float]:
        """Return the ``i``-th number of the first ``n`` objects."""
        return [*self._view[i : n * self._width : self._width]]


class RulingReader:
    """Read rulings page after page; PDFium is asked for all paths of a page or form at a time."""

    def __init__(self, layers: HiddenLayers) -> None:
        self._layers = layers
        self._points = _Buffer(ctypes.c_float, 2)
        self._matrices = _Buffer(ctypes.c_float, 6)
        self._modes = _Buffer(ctypes.c_uint, 2)
        self._widths = _Buffer(ctypes.c_float, 1)
        self._colours = _Buffer(ctypes.c_uint, 4)
        self._dark: list[Rect] = []

    def read(self, page: int, frame: Frame, own: int) -> PageRulings:
        """Return the rulings that are visible on the displayed page.

        Objects after the first ``own`` are annotations: their frames are no rules, but may strike text out.
        """
        found = PageRulings()
        self._dark = found.dark
        objects = list(map(native.page_object, repeat(page), range(native.page_count_objects(page))))
        self._read_objects(objects[:own], frame.matrix, frame.box, found)
        if len(objects) > own:
            kept = found.horizontal, found.vertical, found.white_horizontal, found.white_vertical
            found.horizontal, found.vertical, found.white_horizontal, found.white_vertical = [], [], [], []
            self._read_objects(objects[own:], frame.matrix, frame.box, found)
            found.over = found.horizontal
            found.horizontal, found.vertical, found.white_horizontal, found.white_vertical = kept
        if self._dark and (found.white_horizontal or found.white_vertical):
            self._promote_white(found)
        return found

    def _promote_white(self, found: PageRulings) -> None:
        """Count white rulings as visible where colour or an image lies beneath."""
        horizontal, found.white_horizontal = found.white_horizontal, []
        for y, x0, x1 in horizontal:
            visible = self._on_dark((x0 + x1) / 2, y)
            (found.horizontal if visible else found.white_horizontal).append((y, x0, x1))
        vertical, found.white_vertical = found.white_vertical, []
        for x, top, bottom in vertical:
            visible = self._on_dark(x, (top + bottom) / 2)
            (found.vertical if visible else found.white_vertical).append((x, top, bottom))

    def _on_dark(self, x: float, y: float) -> bool:
        """Return whether a coloured area or an image covers a point."""
        return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in self._dark)

    def _read_objects(
        self,
        objects: Sequence[int],
        matrix: Matrix,
        clip: Rect,
        found: PageRulings,
        *,
        is_inner: bool = False,
    ) -> None:
        """Collect the rulings of a list of page objects and of the forms among them."""
        paths = []
        order = found.order
        for obj, kind in zip(objects, map(native.object_type, objects), strict=True):
            order[obj] = len(order)
            if kind == native.OBJECT_TEXT:
                if is_inner:
                    found.clips[obj] = clip
                continue
            if self._layers.hides(obj):
                continue
            if kind == native.OBJECT_PATH:
                paths.append(obj)
            elif kind == native.OBJECT_FORM:
                inner = list(map(native.form_object, repeat(obj), range(native.form_count_objects(obj))))
                own = multiply(self._own_matrix(obj), matrix)
                self._read_objects(inner, own, self._clipped(obj, matrix, clip), found, is_inner=True)
            elif kind == native.OBJECT_IMAGE:
                a, b, c, d, e, f = multiply(self._own_matrix(obj), matrix)
                xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
                box = intersect((min(xs), min(ys), max(xs), max(ys)), self._clipped(obj, matrix, clip))
                self._dark.append(box)
                found.areas.append((obj, box))
                found.pictures.append((obj, box))
        if paths:
            self._read_paths(paths, matrix, clip, found)

    def _own_matrix(self, obj: int) -> Matrix:
        """Return an object's matrix."""
        self._matrices.fill(native.object_matrix, [obj], packed=True)
        a, b, c, d, e, f = (self._matrices.column(i, 1)[0] for i in range(6))
        return a, b, c, d, e, f

    def _read_paths(self, paths: list[int], matrix: Matrix, clip: Rect, found: PageRulings) -> None:
        """Add the rulings of all paths of one page or form."""
        n = len(paths)
        counts = list(map(native.path_count_segments, paths))
        owners = chain.from_iterable(map(repeat, paths, counts))
        segments = list(map(native.path_segment, owners, chain.from_iterable(map(range, counts))))
        self._points.fill(native.segment_point, segments)
        xs, ys = self._points.column(0, len(segments)), self._points.column(1, len(segments))
        kinds = list(map(native.segment_type, segments))
        self._matrices.fill(native.object_matrix, paths, packed=True)
        own = list(zip(*(self._matrices.column(i, n) for i in range(6)), strict=True))
        start = 0
        areas = self._all_clipped(paths, matrix, clip)
        for obj, count, m, paint, area in zip(paths, counts, own, self._paints(paths), areas, strict=True):
            end = start + count
            if count > 1 and paint.fill + paint.stroke != _CLEAR:
                a, b, c, d, e, f = matrix if m == IDENTITY else multiply(m, matrix)
                points = [
                    (a * x + c * y + e, b * x + d * y + f)
                    for x, y in zip(xs[start:end], ys[start:end], strict=True)
                ]
                scale = 1.0 if m == IDENTITY else abs(m[0] * m[3] - m[1] * m[2]) ** 0.5
                scaled = paint._replace(half_width=paint.half_width * scale) if scale != 1.0 else paint
                for outline in _outlines(points, kinds[start:end], segments[start:end]):
                    self._add_outline(obj, outline, scaled, area, found)
            start = end

    def _paints(self, paths: list[int]) -> Iterator[_Paint]:
        """Yield how each path is painted."""
        n = len(paths)
        self._modes.fill(native.path_draw_mode, paths)
        fills = self._colour_kinds(native.object_fill, paths, self._modes.column(0, n))
        strokes = self._colour_kinds(native.object_stroke, paths, self._modes.column(1, n))
        self._widths.fill(native.object_stroke_width, paths)
        for fill, stroke, width in zip(fills, strokes, self._widths.column(0, n), strict=True):
            yield _Paint(fill, stroke, width / 2 if stroke else 0.0)

    def _colour_kinds(self, getter: native.Function, paths: list[int], used: list[float]) -> list[int]:
        """Return for each path whether its fill or stroke is clear (or not used), white, or dark."""
        if not any(used):
            return [_CLEAR] * len(paths)
        n = len(paths)
        self._colours.fill(getter, paths)
        channels = (self._colours.column(i, n) for i in range(4))
        return [
            _CLEAR if not paints or alpha == 0 else _WHITE if min(red, green, blue) >= WHITE else _DARK
            for paints, red, green, blue, alpha in zip(used, *channels, strict=True)
        ]

    def _all_clipped(self, objects: Sequence[int], matrix: Matrix, clip: Rect) -> Iterator[Rect]:
        """Yield the clip narrowed by each object's own."""
        known: dict[int, Rect] = {}
        for obj, (_, count, first) in zip(objects, native.clips_of(objects), strict=True):
            if count <= 0:
                yield clip
            elif count > 1:
                yield self._clipped(obj, matrix, clip)
            else:
                if first not in known:
                    known[first] = self._clipped(obj, matrix, clip)
                yield known[first]

    def _clipped(self, obj: int, matrix: Matrix, clip: Rect) -> Rect:
        """Return the clip narrowed by the boxes of an object's own clip paths."""
        path = native.object_clip(obj)
        count = native.clip_count_paths(path) if path else 0
        for i in range(count):
            n = native.clip_count_segments(path, i)
            if n < 1:
                continue
            segments = list(map(native.clip_segment, repeat(path), repeat(i), range(n)))
            self._points.fill(native.segment_point, segments)
            xs, ys = self._points.column(0, n), self._points.column(1, n)
            ax, ay = apply(matrix, min(xs), min(ys))
            bx, by = apply(matrix, max(xs), max(ys))
            clip = intersect(clip, (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
        return clip

    def _add_outline(
        self, obj: int, points: list[Point | None], paint: _Paint, clip: Rect, found: PageRulings
    ) -> None:
        """Add the straight sides of one outline that remain visible, and the area that it fills."""
        box = _bounds(points)
        if paint.fill != _CLEAR:
            if None in points:
                found.outlines.append(box)
            elif box[2] - box[0] >= THICK and box[3] - box[1] >= THICK and _is_box(points):
                found.areas.append((obj, intersect(box, clip)))
        if paint.stroke == _CLEAR:
            if box[2] - box[0] >= THICK and box[3] - box[1] >= THICK:
                if paint.fill == _WHITE:
                    return  # a white area hides what lies beneath; its sides are no rules
                self._dark.append(box)
            if _is_box(points):
                x0, top, x1, bottom = intersect(box, clip)
                if x0 > x1 or top > bottom:
                    return
                points = [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]
        if paint.fill != _DARK and paint.stroke != _DARK:
            horizontal, vertical = found.white_horizontal, found.white_vertical
        else:
            horizontal, vertical = found.horizontal, found.vertical
        _add_sides(points, clip, paint.half_width + STRAIGHT, horizontal, vertical)


def _add_sides(
    points: list[Point | None], clip: Rect, half: float, horizontal: list[Ruling], vertical: list[Ruling]
) -> None:
    """Add the straight sides between points that lie within the clip, ``half`` a line's width around it included."""
    x0, top, x1, bottom = clip
    for before, point in pairwise(points):
        if point is not None and before is not None:
            (ax, ay), (bx, by) = before, point
            wide, high = abs(ax - bx), abs(ay - by)
            if high <= STRAIGHT and wide > high:
                y, start, end = (ay + by) / 2, max(min(ax, bx), x0), min(max(ax, bx), x1)
                if end - start >= MIN_LENGTH and top - half <= y <= bottom + half:
                    horizontal.append((y, start, end))
            elif wide <= STRAIGHT:
                x, start, end = (ax + bx) / 2, max(min(ay, by), top), min(max(ay, by), bottom)
                if end - start >= MIN_LENGTH and x0 - half <= x <= x1 + half:
                    vertical.append((x, start, end))


def _outlines(points: list[Point], kinds: list[int], segments: list[int]) -> Iterator[list[Point | None]]:
    """Yield the points of each subpath; None breaks it where a curve runs."""
    n = len(points)
    starts = [i for i, kind in enumerate(kinds) if kind == native.SEGMENT_MOVE]
    for start, end in zip(starts, [*starts[1:], n], strict=True):
        if end - start < 2:
            continue
        outline: list[Point | None] = [*points[start:end]]
        if native.SEGMENT_BEZIER in kinds[start:end]:
            outline = []
            for point, kind in zip(points[start:end], kinds[start:end], strict=True):
                outline += [None, point] if kind == native.SEGMENT_BEZIER else [point]
        if len(outline) == 3 and outline[0] == outline[2]:
            outline.pop()  # a line drawn there and back
        elif len(outline) > 2 and outline[-1] != outline[0] and native.segment_close(segments[end - 1]):
            outline.append(outline[0])
        yield outline


def _bounds(points: Sequence[Point | None]) -> Rect:
    """Return the box around an outline."""
    xs = [p[0] for p in points if p is not None]
    ys = [p[1] for p in points if p is not None]
    return min(xs), min(ys), max(xs), max(ys)


def _is_box(points: Sequence[Point | None]) -> bool:
    """Return whether an outline is a closed rectangle with sides along the axes."""
    if len(points) != 5 or None in points or points[0] != points[4]:
        return False
    return all(
        a is not None and b is not None and (abs(a[0] - b[0]) <= STRAIGHT or abs(a[1] - b[1]) <= STRAIGHT)
        for a, b in pairwise(points)
    )
