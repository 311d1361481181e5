"""PDFium entry points bound for bulk calls: handles and addresses travel as plain integers.

The functions come from pypdfium2's own library; only the prototypes are lean, so that ``map`` can drive them
without a Python frame per call. The interpreter lock is kept during a call: PDFium is not thread-safe.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_float, c_int, c_uint, c_ulong, c_void_p
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw

OBJECT_TEXT, OBJECT_PATH, OBJECT_IMAGE, OBJECT_FORM = 1, 2, 3, 5
SEGMENT_LINE, SEGMENT_BEZIER, SEGMENT_MOVE = 0, 1, 2


Function = Callable[..., Any]


def _bind(name: str, result: Any, *arguments: Any) -> Function:
    """Return a library function with integer handles instead of typed pointers."""
    address = ctypes.cast(getattr(raw, name), c_void_p).value or 0
    function: Function = ctypes.PYFUNCTYPE(result, *arguments)(address)
    return function


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


def clips_of(objects: Sequence[int]) -> Iterator[tuple[int | None, int, int]]:
    """Yield each object's clip, the number of its paths (below 1: it has none), and the first point of the first path.

    Objects that are drawn under the same clip share its points in memory.
    """
    paths = list(map(object_clip, objects))
    return zip(
        paths, map(clip_count_paths, paths), map(clip_segment, paths, repeat(0), repeat(0)), strict=True
    )
