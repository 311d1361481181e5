"""Read a page's rulings from its vector paths: stroked lines, thin filled rectangles, sides of boxes.

Paths inside form XObjects count, clipping is respected, and hidden layers, white area fills and transparent
paint are left out. Rulings painted white on white are kept apart: only tables without visible rules use them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, pairwise, repeat
from typing import Any, Final, NamedTuple

from pipelines.read.pdf import native
from pipelines.read.pdf.geometry import IDENTITY, Frame, Matrix, Rect, applied, intersect, multiply
from pipelines.read.pdf.layers import HiddenLayers
from pipelines.read.pdf.tables import Ruling

MIN_LENGTH = 0.999
"""Sides shorter than 1 pt are the thickness of a ruling (a little less: PDFium's numbers are 32-bit)."""
THICK = 1.6
"""From this thickness in points a fill is an area; thinner it is a ruling."""
STRAIGHT = 0.1
LONG = 10.0
"""Slanting sides of fewer points are of letters and drawings."""
WHITE = 250

Point = tuple[float, float]


_CLEAR, _WHITE, _DARK = range(3)
_FEW_KINDS: Final = frozenset((native.OBJECT_TEXT, native.OBJECT_PATH))
"""What nearly every page is drawn of alone."""
_ENDS: Final = 2


class _Paint(NamedTuple):
    """How a path is painted: colour of its area and of its outline, half the outline's width in points."""

    fill: int
    stroke: int
    half_width: float


@dataclass(slots=True)
class PageRulings:
    """Rulings of one page; ``white_*`` are painted white with no colour beneath.

    ``over`` are horizontal lines of annotations. ``areas`` are what hides or colours the paper: objects with their
    boxes; ``drawn`` are all objects in the order in which they are drawn. ``pictures`` are images, ``outlines`` the
    boxes of areas with curved sides, ``clips`` what is seen of the forms that texts stand in. ``slanted`` are the long
    sides that run along no axis, by how far they go across and down.
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
    slanted: list[Point] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    clips: dict[int, Rect] = field(default_factory=dict)

    def rules(self, paint: _Paint) -> tuple[list[Ruling], list[Ruling]]:
        """Return the rules across and upright among which those painted so are."""
        if paint.fill != _DARK and paint.stroke != _DARK:
            return self.white_horizontal, self.white_vertical
        return self.horizontal, self.vertical


_POINTS: Final = native.Numbers(ctypes.c_float, 2)
_MATRICES: Final = native.Numbers(ctypes.c_float, 6, is_packed=True)
_MODES: Final = native.Numbers(ctypes.c_uint, 2)
_WIDTHS: Final = native.Numbers(ctypes.c_float, 1)
_COLOURS: Final = native.Numbers(ctypes.c_uint, 4)


class RulingReader:
    """Read rulings page after page; PDFium is asked for all paths of a page or form at a time."""

    def __init__(self, layers: HiddenLayers) -> None:
        self._layers = layers
        self._dark: list[Rect] = []

    def read(self, page: int, frame: Frame, own: int) -> PageRulings:
        """Return the rulings that are visible on the displayed page.

        Objects after the first ``own`` are annotations: their frames are no rules, but may strike text out.
        """
        found = PageRulings()
        self._dark = found.dark
        numbers = range(native.page_count_objects(page))
        objects: list[int] = list(map(native.each_object, repeat(native.pointer(page)), numbers))
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
        handles = native.pointers(objects)
        kinds: list[int] = list(map(native.each_type, handles))
        if _FEW_KINDS.issuperset(kinds) and not is_inner and not self._layers.hide_any:
            found.drawn += objects
            paths = [*compress(objects, map(native.OBJECT_PATH.__eq__, kinds))]
            if paths:
                self._read_paths(paths, matrix, clip, found)
            return
        paths = []
        for obj, kind in zip(objects, kinds, strict=True):
            found.drawn.append(obj)
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
        a, b, c, d, e, f = (
            column[0] for column in _MATRICES.of(native.each_matrix, 1, native.pointers([obj]))
        )
        return a, b, c, d, e, f

    def _read_paths(self, paths: list[int], matrix: Matrix, clip: Rect, found: PageRulings) -> None:
        """Add the rulings of all paths of one page or form."""
        n = len(paths)
        handles = native.pointers(paths)
        counts: list[int] = list(map(native.each_count_of_segments, handles))
        owners = chain.from_iterable(map(repeat, handles, counts))
        segments: list[int] = list(map(native.each_segment, owners, chain.from_iterable(map(range, counts))))
        given = native.pointers(segments)
        xs, ys = _POINTS.of(native.each_point, len(segments), given)
        kinds: list[int] = list(map(native.each_segment_type, given))
        own = list(zip(*_MATRICES.of(native.each_matrix, n, handles), strict=True))
        start = 0
        areas = self._all_clipped(handles, matrix, clip)
        paints = self._paints(handles)
        known: Matrix | None = None
        for obj, size, m, paint, area in zip(paths, counts, own, paints, areas, strict=True):
            end = start + size
            if size > 1 and paint.fill + paint.stroke != _CLEAR:
                if m != known:
                    known = m
                    a, b, c, d, e, f = matrix if m == IDENTITY else multiply(m, matrix)
                    scale = 1.0 if m == IDENTITY else abs(m[0] * m[3] - m[1] * m[2]) ** 0.5
                points: list[Point | None] = [
                    (a * x + c * y + e, b * x + d * y + f)
                    for x, y in zip(xs[start:end], ys[start:end], strict=True)
                ]
                half = paint.half_width * scale
                if size == _ENDS and paint.stroke != _CLEAR and kinds[start] == native.SEGMENT_MOVE:
                    _add_sides(points, area, half + STRAIGHT, *found.rules(paint), found.slanted)
                else:
                    for outline in _outlines(points, kinds[start:end], segments[start:end]):
                        self._add_outline(obj, outline, paint, half, area, found)
            start = end

    def _paints(self, handles: list[Any]) -> Iterator[_Paint]:
        """Yield how each path is painted."""
        filled, stroked = _MODES.of(native.each_draw_mode, len(handles), handles)
        fills = self._colour_kinds(native.each_fill, handles, filled)
        strokes = self._colour_kinds(native.each_stroke, handles, stroked)
        (widths,) = _WIDTHS.of(native.each_stroke_width, len(handles), handles)
        for fill, stroke, width in zip(fills, strokes, widths, strict=True):
            yield _Paint(fill, stroke, width / 2 if stroke else 0.0)

    def _colour_kinds(self, getter: native.Function, handles: list[Any], used: list[int]) -> list[int]:
        """Return for each path whether its fill or stroke is clear (or not used), white, or dark."""
        if not any(used):
            return [_CLEAR] * len(handles)
        known, channels = _COLOURS.ask(getter, len(handles), handles)
        return [
            _CLEAR
            if not paints or not is_known or alpha == 0
            else _WHITE
            if min(red, green, blue) >= WHITE
            else _DARK
            for paints, is_known, red, green, blue, alpha in zip(used, known, *channels, strict=True)
        ]

    def _all_clipped(self, handles: Sequence[Any], matrix: Matrix, clip: Rect) -> Iterator[Rect]:
        """Yield the clip narrowed by each object's own."""
        clips, known = native.clips_of(handles)
        boxes = {one: narrowed(clip, handle, matrix) for one, handle in known.items()}
        return (boxes.get(one, clip) for one in clips)

    def _clipped(self, obj: int, matrix: Matrix, clip: Rect) -> Rect:
        """Return the clip narrowed by the boxes of an object's own clip paths."""
        return narrowed(clip, native.object_clip(obj), matrix)

    def _add_outline(
        self, obj: int, points: list[Point | None], paint: _Paint, half: float, clip: Rect, found: PageRulings
    ) -> None:
        """Add the straight sides of one outline that remain visible, and the area that it fills.

        ``half`` is half the width of a line around it.
        """
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
        is_slanted = len(points) > _ENDS and _is_slanted(points)
        rules = ([], []) if is_slanted else found.rules(paint)
        _add_sides(points, clip, half + STRAIGHT, *rules, found.slanted)


def narrowed(clip: Rect, path: int | None, matrix: Matrix) -> Rect:
    """Return a clip narrowed by the boxes of the paths of another one."""
    for i in range(native.clip_count_paths(path) if path else 0):
        n = native.clip_count_segments(path, i)
        if n < 1:
            continue
        segments = map(native.clip_segment, repeat(path), repeat(i), range(n))
        xs, ys = _POINTS.of(native.each_point, n, native.pointers(segments))
        clip = intersect(clip, applied(matrix, (min(xs), min(ys), max(xs), max(ys))))
    return clip


def _add_sides(
    points: list[Point | None],
    clip: Rect,
    half: float,
    horizontal: list[Ruling],
    vertical: list[Ruling],
    slanted: list[Point],
) -> None:
    """Add the straight sides between points that lie within the clip, ``half`` a line's width around it included."""
    x0, top, x1, bottom = clip
    for before, point in pairwise(points):
        if point is not None and before is not None:
            (ax, ay), (bx, by) = before, point
            wide, high = abs(ax - bx), abs(ay - by)
            if high <= STRAIGHT and wide > high:
                y = (ay + by) / 2
                start, end = _within(ax, bx, x0, x1)
                if end - start >= MIN_LENGTH and top - half <= y <= bottom + half:
                    horizontal.append((y, start, end))
            elif wide <= STRAIGHT:
                x = (ax + bx) / 2
                start, end = _within(ay, by, top, bottom)
                if end - start >= MIN_LENGTH and x0 - half <= x <= x1 + half:
                    vertical.append((x, start, end))
            elif wide + high >= LONG:
                slanted.append((bx - ax, by - ay))


def _within(a: float, b: float, least: float, most: float) -> tuple[float, float]:
    """Return the part of a side between two places that lies within bounds, its lesser end first."""
    if a > b:
        a, b = b, a
    return (max(least, a)), (min(most, b))


def _outlines(
    points: list[Point | None], kinds: list[int], segments: list[int]
) -> Iterator[list[Point | None]]:
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


def _is_slanted(points: Sequence[Point | None]) -> bool:
    """Return whether most sides of an outline run along no axis: the star of a seal, an arrow, a letter."""
    slants = [
        abs(a[0] - b[0]) > STRAIGHT and abs(a[1] - b[1]) > STRAIGHT
        for a, b in pairwise(points)
        if a is not None and b is not None
    ]
    return 2 * sum(slants) > len(slants)


def _is_box(points: Sequence[Point | None]) -> bool:
    """Return whether an outline is a closed rectangle with sides along the axes."""
    if len(points) != 5 or None in points or points[0] != points[4]:
        return False
    return all(
        a is not None and b is not None and (abs(a[0] - b[0]) <= STRAIGHT or abs(a[1] - b[1]) <= STRAIGHT)
        for a, b in pairwise(points)
    )
