"""Read a page's characters from PDFium, one tuple each, in displayed coordinates.

A character's box runs from its origin by its advance, and from ``descent x size`` up by ``size``: boxes of
glyphs differ from letter to letter, and PDFium's loose box is wrong where a font's metrics are broken.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from operator import itemgetter, mul, ne, sub
from typing import Any, Final, NamedTuple

from pipelines.read.pdf import native
from pipelines.read.pdf.digits import DigitShapes
from pipelines.read.pdf.geometry import Frame, Matrix, Rect, intersect
from pipelines.read.pdf.glyphs import clean_characters, count_unknown
from pipelines.read.pdf.layers import HiddenLayers
from pipelines.values.marks import PICTURE
from pipelines.values.printed import holds_amount

Char = tuple[str, float, float, float, float, int]
"""text, x0, top, x1, bottom, id of the text object that drew it."""

UPRIGHT, DOWN, INVERTED, UP, OBLIQUE = 0, 1, 2, 3, 4
"""Reading directions as displayed: left to right, downwards, right to left, upwards, slanting."""

_DEFAULT_DESCENT = -0.2
_WHITE = 250
_CLEAR = 12
"""Ink of no more opacity, of 255, is not seen."""
_INVISIBLE = frozenset((3, 7))
"""Render modes (ISO 32000-1, 9.3.6) that leave no ink: invisible, and clipping alone."""
_FILLED = frozenset((0, 4))
_SPLIT = re.compile("[\ud800-\udfff\ufffe]")
_OF_FIGURES = frozenset("0123456789.,")
_FLAT = 1.5
"""A sign so many times as wide as it is high is a minus."""
_NO_INK = 0.05
_LEVEL = 2e-4  # 0.17 points over a page's width
_TOUCHES = 0.25
"""Digits of one figure are no farther apart, in heights of them."""


@dataclass(slots=True)
class PageText:
    """The characters of one page by reading direction.

    ``unknown`` counts those without a known text, ``outside`` those off the displayed page, ``outside_amounts`` their
    amounts, ``invisible`` those drawn without ink; ``veiled`` are these and those of layers that are off. ``white`` are
    the text objects with white ink, ``slants`` the angles, in radians clockwise, by which those that read from left to
    right leave the horizontal. ``sizes`` are the least height, the least width and the greatest height, where all were
    measured at once, ``around`` a box around them all. ``is_lying``: it draws other digits.
    """

    upright: list[Char] = field(default_factory=list)
    turned: dict[int, list[Char]] = field(default_factory=dict)
    unknown: int = 0
    outside: int = 0
    outside_amounts: int = 0
    invisible: int = 0
    white: frozenset[int] = frozenset()
    slants: dict[int, float] = field(default_factory=dict)
    veiled: list[Char] = field(default_factory=list)
    sizes: tuple[float, float, float] | None = None
    around: Rect | None = None
    is_lying: bool = False


class _Run(NamedTuple):
    """One text object: its id, matrix, font size, descent in ems and font."""

    obj: int
    matrix: Matrix
    size: float
    descent: float
    font: int


class _Drawn(NamedTuple):
    """What text objects draw on a page, character by character, and where each of their runs begins and how long it is.

    ``texts`` are cleaned, and ``''`` where a character is left out; ``numbers`` are PDFium's.
    """

    texts: list[str]
    content: str
    objects: Sequence[int]
    numbers: Sequence[int]
    firsts: Sequence[int]
    lengths: Sequence[int]


_BOXES: Final = native.Numbers(ctypes.c_float, 4, is_packed=True)
_MATRICES: Final = native.Numbers(ctypes.c_float, 6, is_packed=True)
_COLOURS: Final = native.Numbers(ctypes.c_uint, 4)
_SIDES: Final = (0, 2)
"""Left and right of a loose box."""
_RED_AND_ALPHA: Final = (0, 3)


class CharReader:
    """Read characters page after page with buffers that are allocated once."""

    def __init__(self, layers: HiddenLayers) -> None:
        self._layers = layers
        self._digits = DigitShapes()
        self._capacity = 0
        self._one = ctypes.c_float()
        self._origin = (ctypes.c_double * 2)()
        self._fonts: dict[int | None, tuple[float, bool]] = {}
        self._widths: dict[tuple[int, int, float], float] = {}
        self._text_page = 0
        self._reserve(4096)

    def _reserve(self, n: int) -> None:
        """Make room for ``n`` characters."""
        if n > self._capacity:
            self._capacity = n
            self._text = (ctypes.c_ushort * (2 * n + 2))()
            self._content_at = ctypes.addressof(self._text)
            self._content_view = memoryview(self._text).cast("B")
            self._origins = (ctypes.c_double * (2 * n))()

    def read(self, text_page: int, frame: Frame) -> PageText:
        """Return the characters whose centre lies on the displayed page; generated spaces are left out."""
        page = PageText()
        n: int = native.count_chars(text_page)
        if n <= 0:
            return page
        self._text_page = text_page
        self._fonts.clear()  # PDFium may reuse a font's address once its page is closed
        self._widths.clear()
        self._reserve(n)
        given = native.pointer(text_page)
        objects: list[int] = list(map(native.each_char_object, repeat(given), range(n)))
        content = self._content(n)
        page.unknown = count_unknown(content, objects)
        texts = self._with_unknown(content) if page.unknown else clean_characters(content)
        numbers: Sequence[int] = range(n)
        if not all(objects):  # ends of lines, which no text object draws
            numbers, texts = list(compress(numbers, objects)), list(compress(texts, objects))
            content = "".join(compress(content, objects))
            objects = list(filter(None, objects))
            if not objects:
                return page
        self._drop_generated_spaces(texts, numbers)
        boxes = _BOXES.of(native.each_char_box, len(numbers), repeat(given), numbers, columns=_SIDES)
        lefts, rights = boxes
        if frame.matrix[4]:
            shift = frame.matrix[4]
            lefts, rights = [x + shift for x in lefts], [x + shift for x in rights]
        firsts = [0, *compress(range(1, len(numbers)), map(ne, objects[1:], objects))]
        lengths = list(map(sub, [*firsts[1:], len(numbers)], firsts))
        drawn = _Drawn(texts, content, objects, numbers, firsts, lengths)
        tops, bottoms = self._read_runs(page, drawn, frame)
        around = min(lefts), min(tops), max(rights), max(bottoms)
        if len(firsts) < len(numbers):
            tops = list(chain.from_iterable(map(repeat, tops, lengths)))
            bottoms = list(chain.from_iterable(map(repeat, bottoms, lengths)))
        chars = zip(texts, lefts, tops, rights, bottoms, objects, strict=True)
        page.upright += chars if all(texts) else compress(chars, texts)
        if page.sizes is not None:
            page.sizes = (page.sizes[0], min(map(sub, rights, lefts)), page.sizes[2])
            page.around = around
        if page.turned or intersect(around, frame.box) != around:
            self._keep_visible(page, frame)
        return page

    def _content(self, n: int) -> str:
        """Return the page's characters as PDFium counts them, one code each."""
        written = native.text_content(self._text_page, 0, n, self._content_at)
        content = self._content_view[: 2 * n].tobytes().decode("utf-16-le", "surrogatepass")
        # PDFium leaves characters without a code out of this text, or writes U+FFFE, and splits those beyond 16 bits.
        if written == n + 1 and len(content) == n and not _SPLIT.search(content):
            return content
        codes = map(native.char_unicode, repeat(self._text_page), range(n))
        return "".join([chr(c) if c <= 0x10FFFF else "\ufffd" for c in codes])

    def _read_runs(self, page: PageText, drawn: _Drawn, frame: Frame) -> tuple[list[float], list[float]]:
        """Return top and bottom per run of one text object; turned runs go to the page and are blanked."""
        texts, objects, firsts, lengths = drawn.texts, drawn.objects, drawn.firsts, drawn.lengths
        is_single = len(firsts) == len(objects)  # many programs draw each character by itself
        owners = objects if is_single else [objects[i] for i in firsts]
        begins = drawn.numbers if is_single else [drawn.numbers[i] for i in firsts]
        given, handles = native.pointer(self._text_page), native.pointers(owners)
        fonts: list[int | None] = list(map(native.each_font, handles))
        page.is_lying = self._digits.lie(fonts, lengths, drawn.content)
        columns = _MATRICES.of(native.each_char_matrix, len(firsts), repeat(given), begins)
        sizes: list[float] = list(map(native.each_char_size, repeat(given), begins))
        straight, dy = frame.matrix[0] == 1.0, frame.matrix[5]
        unseen = self._inks(owners, handles, page)
        if unseen:
            page.invisible = sum(n for n, obj in zip(lengths, owners, strict=True) if obj in unseen)
        hidden = self._layers.hidden_among(owners) | unseen
        shapes = self._shapes(fonts, begins, columns[5])
        if straight and not hidden and _are_plain(columns, self._fonts.values()):
            drops = map(mul, map(mul, map(itemgetter(0), shapes), sizes), columns[3])
            bottoms = list(map(sub, map(dy.__sub__, columns[5]), drops))
            heights = list(map(mul, sizes, columns[3]))
            page.sizes = (min(heights), 0.0, max(heights))
            return list(map(sub, bottoms, heights)), bottoms
        tops: list[float] = []
        bottoms = []
        runs = zip(firsts, lengths, owners, fonts, shapes, sizes, *columns, strict=True)
        for i, n, obj, font, (descent, reliable), size, a, b, c, d, e, f in runs:
            own = PageText() if obj in hidden else page
            if own is page and b == 0.0 == c and a > 0.0 and d > 0.0 and straight and reliable:
                bottoms.append(dy - f - descent * size * d)
                tops.append(bottoms[-1] - size * d)
                continue
            run = _Run(obj, (a, b, c, d, e, f), size, descent, font or 0)
            self._read_turned(own, range(i, i + n), drawn, run, frame)
            page.veiled += () if own is page else own.upright
            texts[i : i + n] = [""] * n
            tops.append(0.0)
            bottoms.append(0.0)
        return tops, bottoms

    def _shapes(
        self, fonts: Sequence[int | None], begins: Sequence[int], baselines: Sequence[float]
    ) -> list[tuple[float, bool]]:
        """Return the metrics of each text object's font; a font is asked about at its first character."""
        known = self._fonts
        for font in set(fonts):
            at = fonts.index(font)
            known[font] = self._font_metrics(font, begins[at], baselines[at])
        return [known[font] for font in fonts]

    def _inks(self, owners: Sequence[int], handles: Sequence[Any], page: PageText) -> frozenset[int]:
        """Return the text objects that are drawn without ink; note those with white ink on the page."""
        known, (red, alpha) = _COLOURS.ask(native.each_fill, len(owners), handles, columns=_RED_AND_ALPHA)
        modes = list(map(native.each_mode, handles))
        if max(red) >= _WHITE:
            red, green, blue, _ = _COLOURS.of(native.each_fill, len(owners), handles)
            page.white = frozenset(
                obj
                for obj, is_known, *ink in zip(owners, known, red, green, blue, strict=True)
                if is_known and min(ink) >= _WHITE
            )
        if _INVISIBLE.isdisjoint(modes) and min(alpha) > _CLEAR:
            return frozenset()
        return frozenset(
            obj
            for obj, mode, is_known, solid in zip(owners, modes, known, alpha, strict=True)
            if mode in _INVISIBLE or (is_known and solid <= _CLEAR and mode in _FILLED)
        )

    def _with_unknown(self, content: str) -> list[str]:
        """Return the cleaned texts, a mark for what is drawn beside a digit and has no known text.

        So no figure is read without it.
        """
        texts = clean_characters(content)
        for k in [k for k, c in enumerate(content) if c == "\0"]:
            if not _OF_FIGURES.isdisjoint(content[max(k - 1, 0) : k + 2]):
                texts[k] = self._sign(k)
        return texts

    def _sign(self, i: int) -> str:
        """Return a minus for a flat glyph, a mark for any other with ink, ``''`` for a blank."""
        box = (ctypes.c_double * 4)()  # left, right, bottom, top
        at = ctypes.addressof(box)
        native.char_box(self._text_page, i, at, at + 8, at + 16, at + 24)
        width, height = box[1] - box[0], box[3] - box[2]
        if min(width, height) <= _NO_INK:
            return ""
        return "-" if width >= _FLAT * height else PICTURE

    def _drop_generated_spaces(self, texts: list[str], numbers: Sequence[int]) -> None:
        """Blank out the spaces that PDFium inserted; those without an object fall away by themselves."""
        for k in [k for k, text in enumerate(texts) if text == " "]:
            if native.char_generated(self._text_page, numbers[k]) == 1:
                texts[k] = ""

    def _font_metrics(self, font: int | None, i: int, baseline: float) -> tuple[float, bool]:
        """Return a font's descent in ems, and whether its loose boxes hold.

        They do not where ascent and descent are equal, nor in vertical writing, where the origin of a
        character (here the ``i``-th, drawn by this font) leaves its matrix's baseline.
        """
        at = ctypes.addressof(self._one)
        if not font or not native.font_descent(font, 1000.0, at):
            return _DEFAULT_DESCENT, False
        descent = self._one.value
        native.font_ascent(font, 1000.0, at)
        reliable = self._one.value != descent
        at = ctypes.addressof(self._origin)
        native.char_origin(self._text_page, i, at, at + 8)
        reliable = reliable and abs(self._origin[1] - baseline) <= 0.1
        if not -500.0 <= descent <= 0.0:
            descent = 0.0 if 0.0 < descent < 100.0 else 1000.0 * _DEFAULT_DESCENT
        return descent / 1000.0, reliable

    def _advance(self, code: int, font: int, size: float) -> float:
        """Return the unscaled advance of one character, from the font or else from the glyph's own box."""
        key = (font, code, size)
        width = self._widths.get(key)
        if width is None:
            width = 0.0
            if font and native.font_glyph_width(font, code, size, ctypes.addressof(self._one)):
                width = self._one.value
            if width <= 0.0:
                width = size if code > 0x2E7F else size / 2
            self._widths[key] = width
        return width

    def _read_turned(self, page: PageText, span: range, drawn: _Drawn, run: _Run, frame: Frame) -> None:
        """Add a text object's characters from their origins, for any direction of text and page."""
        obj, (a, b, c, d, _, _), size, descent, font = run
        n = len(span)
        at = ctypes.addressof(self._origins)
        xs_at, ys_at = range(at, at + 16 * n, 16), range(at + 8, at + 16 * n, 16)
        numbers = drawn.numbers[span.start : span.stop]
        deque(map(native.char_origin, repeat(self._text_page), numbers, xs_at, ys_at), maxlen=0)
        origins = self._origins[: 2 * n]
        p, q, r, s, t, u = frame.matrix
        along = (a * p + b * r, a * q + b * s)
        across = (c * p + d * r, c * q + d * s)
        way = direction(along)
        chars = page.upright if way == UPRIGHT else page.turned.setdefault(way, [])
        if way == UPRIGHT and abs(along[1]) > _LEVEL * along[0]:
            page.slants[obj] = math.atan2(along[1], along[0])
        low, high = descent * size, descent * size + size
        for m, k in enumerate(span):
            text = drawn.texts[k]
            if not text:
                continue
            x, y = origins[2 * m], origins[2 * m + 1]
            ox, oy = x * p + y * r + t, x * q + y * s + u
            width = self._advance(ord(drawn.content[k]), font, size)
            xs = [ox + w * along[0] + h * across[0] for w in (0.0, width) for h in (low, high)]
            ys = [oy + w * along[1] + h * across[1] for w in (0.0, width) for h in (low, high)]
            chars.append((text, min(xs), min(ys), max(xs), max(ys), obj))

    def _keep_visible(self, page: PageText, frame: Frame) -> None:
        """Drop and count the characters whose centre lies off the displayed page."""
        for way, chars in ((UPRIGHT, page.upright), *page.turned.items()):
            kept = _visible(chars, frame)
            dropped = set(chars) - set(kept) if len(kept) < len(chars) else set()
            page.outside += len(chars) - len(kept)
            page.outside_amounts += _amounts(dropped)
            if way == UPRIGHT:
                page.upright = _marked_at_edge(kept, dropped) if dropped else kept
            else:
                page.turned[way] = kept
        page.turned = {way: chars for way, chars in page.turned.items() if chars}


def _are_plain(columns: Sequence[Sequence[float]], shapes: Iterable[tuple[float, bool]]) -> bool:
    """Tell whether all text objects run from left to right in fonts whose boxes hold, as on nearly every page."""
    a, b, c, d, _, _ = columns
    return not any(b) and not any(c) and min(a) > 0.0 < min(d) and all(reliable for _, reliable in shapes)


def _visible(chars: list[Char], frame: Frame) -> list[Char]:
    """Return the characters whose centre lies on the displayed page."""
    width, height = 2 * frame.width, 2 * frame.height
    return [ch for ch in chars if 0.0 <= ch[1] + ch[3] <= width and 0.0 <= ch[2] + ch[4] <= height]


def _marked_at_edge(kept: list[Char], dropped: Iterable[Char]) -> list[Char]:
    """Return characters with a mark beside a digit of a figure that goes on off the page."""
    first: dict[int, Char] = {}
    last: dict[int, Char] = {}
    for char in kept:
        line = round(char[4])
        first[line] = min(char, first.get(line, char), key=itemgetter(1))
        last[line] = max(char, last.get(line, char), key=itemgetter(3))
    cut: dict[Char, str] = {}
    for text, x0, top, x1, bottom, _ in dropped:
        line = round(bottom)
        if text not in _OF_FIGURES or line not in first:
            continue
        for end, gap in ((first[line], first[line][1] - x1), (last[line], x0 - last[line][3])):
            if end[0] in _OF_FIGURES and abs(gap) <= _TOUCHES * (bottom - top):
                cut[end] = f"{PICTURE}{end[0]}"
    return [(cut[char], *char[1:]) if char in cut else char for char in kept] if cut else kept


def _amounts(chars: Iterable[Char]) -> int:
    """Count the text objects whose characters are an amount."""
    texts: dict[int, str] = {}
    for text, *_, obj in sorted(chars, key=itemgetter(1)):
        texts[obj] = texts.get(obj, "") + text
    return sum(map(holds_amount, texts.values()))


def direction(along: tuple[float, float]) -> int:
    """Return the reading direction of a baseline vector as displayed; up to 15 degrees count as straight."""
    x, y = along
    if abs(y) <= 0.27 * abs(x):
        return UPRIGHT if x > 0 else INVERTED
    if abs(x) <= 0.27 * abs(y):
        return DOWN if y > 0 else UP
    return OBLIQUE
