"""Files that a PDF carries (attachments, portfolios), found by its own objects, with pdfminer.

Native code is not asked: this is done where documents are registered, and a fault there would cost all of them.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

from pipelines.containers.values import CHUNK, DamagedMemberError, StoredMember

_MARK: Final = re.compile(rb"/EmbeddedFile\b|/EF\s*(?:<<|\d+ \d+ R)")
_MOST_OBJECTS: Final = 50_000
_MOST_NESTED: Final = 4
_FLATE: Final = frozenset(("FlateDecode", "Fl"))


def may_carry(path: Path) -> bool:
    """Tell whether a PDF's bytes speak of files inside; most do not, and are not looked at further."""
    with path.open("rb") as file:
        try:
            with closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as seen:
                return seen[:1024].find(b"%PDF-") >= 0 and _MARK.search(seen) is not None
        except (ValueError, OSError):  # an empty file cannot be mapped
            return False


def entries(path: Path) -> Iterator[StoredMember]:
    """Yield the files inside a PDF, in the order of its objects; nothing where it cannot be taken apart."""
    with path.open("rb") as file:
        for name, stream in _carried(file):
            yield StoredMember(name, None, partial(_bytes, stream))


def _carried(file: BinaryIO) -> Iterator[tuple[str, PDFStream]]:
    seen: set[int] = set()
    for number, value in _objects(file):
        if number > _MOST_OBJECTS:
            return
        for specification in _specifications(value, _MOST_NESTED):
            with suppress(Exception):  # whatever a broken object raises costs only the file it names
                held = resolve1(specification["EF"])
                stream = resolve1(next(held[key] for key in ("UF", "F") if key in held))
                if isinstance(stream, PDFStream) and id(stream) not in seen:
                    seen.add(id(stream))
                    yield _name(specification), stream


def _specifications(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the file specifications in an object, which may stand in lists of names and in annotations."""
    if isinstance(value, dict) and "EF" in value:
        yield value
    elif depth and isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _specifications(part, depth - 1)


def _objects(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Yield the objects of a PDF, numbered from 1; one that cannot be read is passed over."""
    try:
        document = PDFDocument(PDFParser(file))
        numbers = dict.fromkeys(number for table in document.xrefs for number in table.get_objids())
    except Exception:  # pdfminer raises whatever a broken file makes it raise
        return
    for count, number in enumerate(numbers, 1):
        with suppress(Exception):
            yield count, document.getobj(number)


def _name(specification: dict[str, Any]) -> str:
    for key in ("UF", "F", "Unix", "DOS"):
        said = specification.get(key)
        said = resolve1(said) if isinstance(said, PDFObjRef) else said
        if isinstance(said, bytes) and said:
            return decode_text(said)
    return ""


def _bytes(stream: PDFStream) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked as they are asked for. Raises DamagedMemberError for what cannot be unpacked."""
    raw = stream.rawdata or b""
    if stream.decipher is not None and stream.objid is not None:
        raw = stream.decipher(stream.objid, stream.genno or 0, raw, stream.attrs)
    filters = [str(name.name if isinstance(name, PSLiteral) else name) for name, _ in stream.get_filters()]
    if not filters:
        yield raw
        return
    if len(filters) > 1 or filters[0] not in _FLATE:
        raise DamagedMemberError(f"it is packed in a way that is not read ({', '.join(filters)})")
    unpacker = zlib.decompressobj()
    try:
        while raw and not unpacker.eof:
            yield unpacker.decompress(raw, CHUNK)
            raw = unpacker.unconsumed_tail
    except zlib.error as error:
        raise DamagedMemberError("its bytes are damaged") from error
    if not unpacker.eof:
        raise DamagedMemberError("it is cut off")
