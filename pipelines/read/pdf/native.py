"""PDFium entry points bound for bulk calls: handles and addresses travel as plain integers.

The functions come from pypdfium2's own library; only the prototypes are lean, so that ``map`` can drive them
without a Python frame per call. The interpreter lock is kept during a call: PDFium is not thread-safe.

Those named ``each_...`` are asked once for every character, object or segment. They have no prototype, which halves a
call's cost: whole numbers travel as C's ``int``, and handles and addresses only as what :func:`pointers` makes of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from ctypes import c_float, c_int, c_uint, c_ulong, c_void_p
from itertools import islice, repeat
from typing import Any, Final, Literal

import pypdfium2.raw as raw

OBJECT_TEXT, OBJECT_PATH, OBJECT_IMAGE, OBJECT_FORM = 1, 2, 3, 5
SEGMENT_LINE, SEGMENT_BEZIER, SEGMENT_MOVE = 0, 1, 2


Function = Callable[..., Any]


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    """Return a library function with integer handles instead of typed pointers."""
    address = ctypes.cast(getattr(raw, name), c_void_p).value or 0
    function: Function = ctypes.PYFUNCTYPE(result, *arguments)(address)
    return function


pointer: Function = c_void_p.from_param
"""Make of a handle or an address (None: no object) what a function without a prototype takes for a pointer."""


def pointers(handles: Iterable[int | None]) -> list[Any]:
    """Return handles or addresses as what functions without a prototype take for pointers."""
    return list(map(pointer, handles))


def address_of(buffer: ctypes.Array[Any] | ctypes.Structure) -> int:
    """Return the address of a ctypes buffer."""
    return ctypes.addressof(buffer)


load_page = _bind("FPDF_LoadPage", c_void_p, c_void_p, c_int)
close_page = _bind("FPDF_ClosePage", None, c_void_p)
page_rotation = _bind("FPDFPage_GetRotation", c_int, c_void_p)
page_bounds = _bind("FPDF_GetPageBoundingBox", c_int, c_void_p, c_void_p)
page_count_objects = _bind("FPDFPage_CountObjects", c_int, c_void_p)
page_object = _bind("FPDFPage_GetObject", c_void_p, c_void_p, c_int)

count_annotations = _bind("FPDFPage_GetAnnotCount", c_int, c_void_p)
annotation = _bind("FPDFPage_GetAnnot", c_void_p, c_void_p, c_int)
close_annotation = _bind("FPDFPage_CloseAnnot", None, c_void_p)
annotation_kind = _bind("FPDFAnnot_GetSubtype", c_int, c_void_p)
annotation_flags = _bind("FPDFAnnot_GetFlags", c_int, c_void_p)
annotation_text = _bind("FPDFAnnot_GetStringValue", c_ulong, c_void_p, ctypes.c_char_p, c_void_p, c_ulong)
annotation_look = _bind("FPDFAnnot_GetAP", c_ulong, c_void_p, c_int, c_void_p, c_ulong)
flatten = _bind("FPDFPage_Flatten", c_int, c_void_p, c_int)

load_text = _bind("FPDFText_LoadPage", c_void_p, c_void_p)
close_text = _bind("FPDFText_ClosePage", None, c_void_p)
count_chars = _bind("FPDFText_CountChars", c_int, c_void_p)
char_unicode = _bind("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
text_content = _bind("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
char_object = _bind("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
char_generated = _bind("FPDFText_IsGenerated", c_int, c_void_p, c_int)
char_loose_box = _bind("FPDFText_GetLooseCharBox", c_int, c_void_p, c_int, c_void_p)
char_box = _bind("FPDFText_GetCharBox", c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
char_origin = _bind("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, c_void_p, c_void_p)
char_matrix = _bind("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
char_size = _bind("FPDFText_GetFontSize", ctypes.c_double, c_void_p, c_int)
text_mode = _bind("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
text_font = _bind("FPDFTextObj_GetFont", c_void_p, c_void_p)
font_ascent = _bind("FPDFFont_GetAscent", c_int, c_void_p, c_float, c_void_p)
font_descent = _bind("FPDFFont_GetDescent", c_int, c_void_p, c_float, c_void_p)
font_glyph_width = _bind("FPDFFont_GetGlyphWidth", c_int, c_void_p, c_uint, c_float, c_void_p)
font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, c_void_p, c_void_p, ctypes.c_size_t)
font_is_embedded = _bind("FPDFFont_GetIsEmbedded", c_int, c_void_p)
glyph_path = _bind("FPDFFont_GetGlyphPath", c_void_p, c_void_p, c_uint, c_float)
glyph_count_segments = _bind("FPDFGlyphPath_CountGlyphSegments", c_int, c_void_p)
glyph_segment = _bind("FPDFGlyphPath_GetGlyphPathSegment", c_void_p, c_void_p, c_int)

object_type = _bind("FPDFPageObj_GetType", c_int, c_void_p)
object_matrix = _bind("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
object_is_transparent = _bind("FPDFPageObj_HasTransparency", c_int, c_void_p)
object_bounds = _bind("FPDFPageObj_GetBounds", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
object_clip = _bind("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
object_fill = _bind("FPDFPageObj_GetFillColor", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
object_stroke = _bind("FPDFPageObj_GetStrokeColor", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
object_stroke_width = _bind("FPDFPageObj_GetStrokeWidth", c_int, c_void_p, c_void_p)
object_count_marks = _bind("FPDFPageObj_CountMarks", c_int, c_void_p)
object_mark = _bind("FPDFPageObj_GetMark", c_void_p, c_void_p, c_ulong)
mark_name = _bind("FPDFPageObjMark_GetName", c_int, c_void_p, c_void_p, c_ulong, c_void_p)
mark_string = _bind(
    "FPDFPageObjMark_GetParamStringValue", c_int, c_void_p, ctypes.c_char_p, c_void_p, c_ulong, c_void_p
)
form_count_objects = _bind("FPDFFormObj_CountObjects", c_int, c_void_p)
form_object = _bind("FPDFFormObj_GetObject", c_void_p, c_void_p, c_ulong)
path_count_segments = _bind("FPDFPath_CountSegments", c_int, c_void_p)
path_segment = _bind("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
path_draw_mode = _bind("FPDFPath_GetDrawMode", c_int, c_void_p, c_void_p, c_void_p)
segment_point = _bind("FPDFPathSegment_GetPoint", c_int, c_void_p, c_void_p, c_void_p)
segment_type = _bind("FPDFPathSegment_GetType", c_int, c_void_p)
segment_close = _bind("FPDFPathSegment_GetClose", c_int, c_void_p)
clip_count_paths = _bind("FPDFClipPath_CountPaths", c_int, c_void_p)
clip_count_segments = _bind("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
clip_segment = _bind("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)


def _each(name: str, result: Any) -> Function:
    """Return a library function without a prototype; only ``int`` and what :func:`pointers` makes may be given."""
    address = ctypes.cast(getattr(raw, name), c_void_p).value or 0
    function: Function = ctypes.PYFUNCTYPE(result)(address)
    return function


each_object = _each("FPDFPage_GetObject", c_void_p)
each_type = _each("FPDFPageObj_GetType", c_int)
each_matrix = _each("FPDFPageObj_GetMatrix", None)
each_fill = _each("FPDFPageObj_GetFillColor", c_int)
each_stroke = _each("FPDFPageObj_GetStrokeColor", c_int)
each_stroke_width = _each("FPDFPageObj_GetStrokeWidth", None)
each_clip = _each("FPDFPageObj_GetClipPath", c_void_p)
each_clip_count = _each("FPDFClipPath_CountPaths", c_int)
each_clip_segment = _each("FPDFClipPath_GetPathSegment", c_void_p)
each_count_of_segments = _each("FPDFPath_CountSegments", c_int)
each_segment = _each("FPDFPath_GetPathSegment", c_void_p)
each_draw_mode = _each("FPDFPath_GetDrawMode", None)
each_point = _each("FPDFPathSegment_GetPoint", None)
each_segment_type = _each("FPDFPathSegment_GetType", c_int)
each_char_object = _each("FPDFText_GetTextObject", c_void_p)
each_char_box = _each("FPDFText_GetLooseCharBox", None)
each_char_matrix = _each("FPDFText_GetMatrix", None)
each_char_size = _each("FPDFText_GetFontSize", ctypes.c_double)
each_font = _each("FPDFTextObj_GetFont", c_void_p)
each_mode = _each("FPDFTextObj_GetTextRenderMode", c_int)

_ROOM: Final = 4096
"""So many objects are asked at a time."""


class Numbers:
    """Memory that PDFium fills with ``width`` 32-bit numbers for each of many objects, read back as columns.

    PDFium is given the address of the first of them (``is_packed``), or of each. What is read is copied before the next
    call, so that one such memory serves all documents of a process.
    """

    def __init__(self, kind: type[c_float] | type[c_uint], width: int, *, is_packed: bool = False) -> None:
        self._format: Literal["f", "I"] = "f" if kind is c_float else "I"
        self._width = width
        self._memory = (kind * (width * _ROOM))()
        self._view = memoryview(self._memory).cast("B").cast(self._format)
        self._places: list[list[Any]] = [[] for _ in range(1 if is_packed else width)]

    def _reach(self, n: int) -> list[list[Any]]:
        """Return the addresses for ``n`` objects or more, field by field."""
        known = len(self._places[0])
        if known < n:
            start, step = ctypes.addressof(self._memory), 4 * self._width
            for field, places in enumerate(self._places):
                first = start + 4 * field
                places.extend(pointers(range(first + step * known, first + step * n, step)))
        return self._places

    def ask(
        self, function: Function, n: int, *arguments: Iterable[Any], columns: Sequence[int] | None = None
    ) -> tuple[list[Any], list[list[Any]]]:
        """Call a function without a prototype for ``n`` objects; return its results and columns of the numbers.

        ``arguments`` are what it takes before the addresses: one at least is as long as there are objects, none is
        shorter. ``columns`` are the numbers that are wanted (None: all).
        """
        wanted = range(self._width) if columns is None else columns
        if n <= _ROOM:
            results = list(map(function, *arguments, *self._reach(n)))
            return results, [self._view[i : n * self._width : self._width].tolist() for i in wanted]
        given = list(map(iter, arguments))
        whole: list[Any] = []
        parts: list[list[Any]] = [[] for _ in wanted]
        for first in range(0, n, _ROOM):
            count = min(_ROOM, n - first)
            results, found = self.ask(function, count, *(islice(one, count) for one in given), columns=wanted)
            whole += results
            for part, column in zip(parts, found, strict=True):
                part.extend(column)
        return whole, parts

    def of(
        self, function: Function, n: int, *arguments: Iterable[Any], columns: Sequence[int] | None = None
    ) -> list[list[Any]]:
        """Return columns of the numbers alone; see :meth:`ask`."""
        return self.ask(function, n, *arguments, columns=columns)[1]


Clip = tuple[int, int | None]
"""How many paths a clip has (below 1: it is none), and the place in memory of the first point of the last one."""


def clips_of(objects: Sequence[Any]) -> tuple[list[Clip], dict[Clip, int | None]]:
    """Return what tells each object's clip from others, and a handle of each clip.

    Objects, given as :func:`pointers`, that are drawn under the same clip share its paths in memory, and each path is
    added to one clip.
    """
    handles = list(map(each_clip, objects))
    given = pointers(handles)
    counts = list(map(each_clip_count, given))
    lasts = map(each_clip_segment, given, [n - 1 for n in counts], repeat(0))
    clips = list(zip(counts, lasts, strict=True))
    return clips, {
        clip: handle for clip, handle in dict(zip(clips, handles, strict=True)).items() if clip[0] > 0
    }
