"""Fonts for the second reader: pdfminer's own, without what it does not look at, and their maps to text read at once.

pdfminer unpacks the file of every embedded font, of which it wants nothing where the font brings a map to text
(``ToUnicode``), and reads such a map character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfminer.psparser import PSKeyword, literal_name

from pipelines.read.pdf.operators import ARRAY, ARRAY_END, DICTIONARY, DICTIONARY_END, plain_tokens

_COMMENT: Final = re.compile(rb"\([^()]*\)|%[^\r\n]*")
_COMPOSED: Final = frozenset(("Type0", "CIDFontType0", "CIDFontType2"))
_FONT_FILE: Final = "FontFile2"


class Fonts(PDFResourceManager):
    """The fonts of a document, each made once."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return a font; see pdfminer. Raises what pdfminer raises for a damaged one."""
        if objid and objid in self._cached_fonts:
            return self._cached_fonts[objid]
        kind = literal_name(spec["Subtype"]) if "Subtype" in spec else ""
        stream = spec.get("ToUnicode") if kind in _COMPOSED else resolve1(spec.get("ToUnicode"))
        if kind == "Type0" or not isinstance(stream, PDFStream):
            return super().get_font(objid, spec)
        font = super().get_font(objid, {**_without_file(spec), "ToUnicode": PDFStream({}, b"")})
        if isinstance(found := getattr(font, "unicode_map", None), FileUnicodeMap):
            read_map(found, stream.get_data())
        return font


def _without_file(spec: Mapping[str, object]) -> Mapping[str, object]:
    """Return what describes a font without its packed file, which pdfminer would unpack in vain."""
    described = resolve1(spec.get("FontDescriptor"))
    file = resolve1(described.get(_FONT_FILE)) if isinstance(described, dict) else None
    if not isinstance(file, PDFStream) or not all(
        name in LITERALS_FLATE_DECODE and not params for name, params in file.get_filters()
    ):
        return spec
    return {
        **spec,
        "FontDescriptor": {name: value for name, value in described.items() if name != _FONT_FILE},
    }


def read_map(found: FileUnicodeMap, data: bytes) -> None:
    """Fill a map from codes to text, in pdfminer's own way where it holds anything that is not plain."""
    items = _items(_COMMENT.sub(_without_comment, data) if b"%" in data else data)
    if items is None:
        CMapParser(found, BytesIO(data)).run()
        return
    parser = CMapParser(found, BytesIO())
    for at, item in enumerate(items):
        if isinstance(item, PSKeyword):
            parser.do_keyword(at, item)
        else:
            parser.push((at, item))


def _without_comment(match: re.Match[bytes]) -> bytes:
    return match[0] if match[0].startswith(b"(") else b""


def _items(data: bytes) -> list[Any] | None:
    """Return the operands and operators of a map; None where it holds anything that is not plain."""
    tokens = plain_tokens(data + b"\n")
    return None if tokens is None else _nested(iter(tokens), None)


def _nested(tokens: Iterator[Any], end: PSKeyword | None) -> list[Any] | None:
    """Return what stands up to an end, arrays and dictionaries as one; None where they are not whole."""
    found: list[Any] = []
    for token in tokens:
        if token is end and end is not None:
            return found
        if token is ARRAY or token is DICTIONARY:
            inner = _nested(tokens, ARRAY_END if token is ARRAY else DICTIONARY_END)
            if inner is None or (token is DICTIONARY and len(inner) % 2):
                return None
            if token is DICTIONARY:
                pairs = zip(inner[::2], inner[1::2], strict=True)
                found.append({literal_name(name): value for name, value in pairs if value is not None})
            else:
                found.append(inner)
        elif isinstance(token, PSKeyword) and (end is not None or token in (ARRAY_END, DICTIONARY_END)):
            return None
        else:
            found.append(token)
    return found if end is None else None
