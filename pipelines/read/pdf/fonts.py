"""What PDFium gets for a font that a PDF does not embed: faces of our own, whatever the system has installed.

PDFium fills such fonts in from the system's. Where none has a character, it drops text objects of that single
letter, and all turned ones; where one has, it widens the letter's box to that font's glyph, and takes its advance
where the PDF states none. So the same bytes would read differently on another machine. Here every request of this
process is answered with one of ``faces/``: they have every character and, for the standard fonts, its advance.

Those faces leave no ink. Pages that are drawn to be recognised as images are opened ``drawn_by_pdfium``: then
PDFium falls back to the faces that are built into it. These are the same everywhere, too, but have no Chinese.
Pages for people are drawn by another process with the system's fonts (:mod:`~.render`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pypdfium2

from pipelines.read.pdf.faces import HAN, NAMES, STANDARD, face_data

_BUILT_IN: Final = frozenset({"Symbol", "ZapfDingbats"})
"""PDFium's own faces have the characters of these, and ours would not."""
_CJK: Final = frozenset({128, 129, 134, 136})
"""Windows character sets: Shift JIS, Hangul, GB 2312, Big5."""


@dataclass(slots=True)
class _Drawing:
    """Whether pages are being drawn, and the fonts asked for meanwhile whose characters PDFium lacks."""

    is_on: bool = False
    lacking: dict[str, None] = field(default_factory=dict)


_drawing: Final = _Drawing()


class _OwnFaces(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """Answer PDFium's requests for fonts. A handle is the place of a face in the list, from 1."""

    def EnumFonts(self, _this: Any, _mapper: Any) -> None:  # noqa: N802
        """List no fonts: what is listed is preferred to what is asked for."""

    def MapFont(  # noqa: N802
        self, _this: Any, _weight: int, _italic: int, charset: int, _pitch: int, name: Any, _exact: Any
    ) -> int | None:
        """Return the face for a font; None leaves the request to PDFium's built-in faces.

        PDFium asks for Arial, Courier New and Times New Roman by the names of the standard fonts.
        """
        wanted = ctypes.string_at(name).decode("gb18030", "replace")
        if _drawing.is_on:
            if charset in _CJK or wanted not in STANDARD.keys() | _BUILT_IN:
                _drawing.lacking[wanted] = None
            return None
        if wanted in _BUILT_IN:
            return None
        return 1 + NAMES.index(STANDARD.get(wanted, HAN))

    def GetFont(self, _this: Any, _name: Any) -> int | None:  # noqa: N802
        """Return no font: PDFium asks so for listed ones only."""
        return None

    def GetFontData(self, _this: Any, handle: int, table: int, buffer: Any, size: int) -> int:  # noqa: N802
        """Copy a whole face where the buffer has room; return its size, 0 for the single tables."""
        return 0 if table else _copy(face_data(NAMES[handle - 1]), buffer, size)

    def GetFaceName(self, _this: Any, handle: int, buffer: Any, size: int) -> int:  # noqa: N802
        """Copy the name by which PDFium keeps the face; return its size."""
        return _copy(f"Juesuan {NAMES[handle - 1]}\0".encode(), buffer, size)

    def GetFontCharset(self, _this: Any, _handle: int) -> int:  # noqa: N802
        """Return the character set ANSI: it is asked for only where a request leaves it open."""
        return 0

    def DeleteFont(self, _this: Any, _handle: int) -> None:  # noqa: N802
        """Keep the face: it is one of ours."""


def _copy(data: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def use_own_faces() -> None:
    """Answer all further requests of this process for fonts that are not embedded from our faces."""
    for name in NAMES:  # a face that is missing is told here: what fails in a request is not
        face_data(name)
    _OwnFaces().setup()


@contextmanager
def drawn_by_pdfium() -> Iterator[dict[str, None]]:
    """Let fonts that are loaded meanwhile be PDFium's built-in faces.

    Yields the names of those asked for that the built-in faces replace with Latin letters and figures alone. A
    document keeps the faces that its fonts were loaded with: open it anew.
    """
    _drawing.is_on = True
    _drawing.lacking.clear()
    try:
        yield _drawing.lacking
    finally:
        _drawing.is_on = False
