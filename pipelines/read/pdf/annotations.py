"""Annotations that a person reads as part of a page: form fields, typed comments, lines and boxes over the text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2.raw as raw

from pipelines.read.pdf import native

_LINK, _POPUP, _WIDGET = 2, 16, 20
_FREE_TEXT, _FILE = 3, 17
_NOT_PAINTED: Final = frozenset((1, _LINK, _POPUP, _FILE, 18, 19))
"""Notes shown as an icon, links, pop-ups, attached files, sounds, films: PDFium's numbers of their kinds."""
_OVER: Final = frozenset((4, 5, 6, 7, 8, 12, 13, 15, 28))
"""Lines, squares, circles, polygons, strike-outs, stamps, ink and redactions, which viewers paint by themselves."""
CARRIES_FILE: Final = "carries an attached file, which was not read"
_HIDDEN: Final = 0x02 | 0x20
_NORMAL: Final = 0
_FOR_DISPLAY: Final = 0
_DIGIT: Final = re.compile(r"\d")


def attached_files(document: Any) -> list[str]:
    """Return the name of each file that a PDF carries (attachments, portfolios)."""
    names = []
    for i in range(raw.FPDFDoc_GetAttachmentCount(document)):
        attachment = raw.FPDFDoc_GetAttachment(document, i)
        length = raw.FPDFAttachment_GetName(attachment, None, 0)
        buffer = (ctypes.c_ushort * (length // 2 + 1))()
        raw.FPDFAttachment_GetName(attachment, buffer, length)
        name = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
        names.append(name)
    return names


def flattened(document: int, index: int, page: int, form: Any = None) -> tuple[int, int, list[str]]:
    """Return the page with what its annotations paint as part of its content, the number of objects before those,
    and what could not be painted.

    ``form`` is PDFium's environment for the fields of a form, which draws those that bring no picture of their own;
    ``document``, ``page`` are PDFium's handles, ``index`` the page's number from 0; where annotations were painted,
    the page is loaded again and the handle given is closed. The document itself is not changed.
    """
    count = native.count_annotations(page)
    own = native.page_count_objects(page)
    if count <= 0:
        return page, own, []
    if form is not None:
        raw.FORM_OnAfterLoadPage(ctypes.cast(page, raw.FPDF_PAGE), form)
    painted = False
    lost: list[str] = []
    for annotation in _annotations(page, count):
        if native.annotation_flags(annotation) & _HIDDEN:
            continue
        kind = native.annotation_kind(annotation)
        if kind == _FILE:
            lost.append(f"page {index + 1} {CARRIES_FILE}")
        if kind in _NOT_PAINTED:
            continue
        is_painted = native.annotation_look(annotation, _NORMAL, None, 0) > 2
        if kind in _OVER and not is_painted:
            lost.append(
                f"page {index + 1} has a comment that covers text or strikes it out, which was not looked at"
            )
        if is_painted:
            painted = True
        elif kind in (_FREE_TEXT, _WIDGET) and (text := _text(annotation, kind)) and _DIGIT.search(text):
            what = "a form field" if kind == _WIDGET else "a typed comment"
            lost.append(
                f"page {index + 1} shows {what} without a picture of it, which was not read: {text[:40]}"
            )
    if form is not None:
        raw.FORM_OnBeforeClosePage(ctypes.cast(page, raw.FPDF_PAGE), form)
    if painted:
        native.flatten(page, _FOR_DISPLAY)
        native.close_page(page)
        page = native.load_page(document, index)
    return page, own, lost


def _annotations(page: int, count: int) -> Iterator[int]:
    for i in range(count):
        annotation = native.annotation(page, i)
        if annotation:
            try:
                yield annotation
            finally:
                native.close_annotation(annotation)


def _text(annotation: int, kind: int) -> str:
    """Return what an annotation says: a field's value, a comment's contents."""
    key = b"V" if kind == _WIDGET else b"Contents"
    length = native.annotation_text(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    native.annotation_text(annotation, key, ctypes.addressof(buffer), length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
