"""Damage to a file's bytes: streams, markup, members and pages. A person would see the figures of the whole file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

import pypdfium2

from bench.mutation_files.book import Book
from bench.mutation_files.write import FORMATS, pdf

Damage = Callable[[Book, bytes, Random], bytes | None]
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_FIGURE: Final = re.compile(rb"\d[\d,]*\.\d\d")


def _flip(data: bytes, place: int, random: Random) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def _page_streams(data: bytes) -> list[tuple[int, int]]:
    """Return where the content streams of a PDF's pages stand: those that show text."""
    return [match.span(1) for match in _STREAM.finditer(data) if b" Tj" in _plain(match.group(1))]


def _plain(body: bytes) -> bytes:
    """Return the content of a stream, deflated or as it is."""
    try:
        return zlib.decompress(body)
    except zlib.error:
        return body


def _stream_flip(_: Book, data: bytes, random: Random) -> bytes | None:
    spans = _page_streams(data)
    start, end = random.choice(spans)
    return _flip(data, random.randrange(start, end), random)


def _plain_flip(book: Book, _: bytes, random: Random) -> bytes | None:
    data = pdf(book, is_packed=False)
    start, end = random.choice(_page_streams(data))
    return _flip(data, random.randrange(start, end), random)


def _stream_cut(_: Book, data: bytes, random: Random) -> bytes | None:
    """Overwrite part of a page's stream with blanks, as by a disk that failed."""
    start, end = random.choice(_page_streams(data))
    first = random.randrange(start, end)
    length = min(random.randrange(16, 200), end - first)
    return data[:first] + b" " * length + data[first + length :]


def _any_flip(_: Book, data: bytes, random: Random) -> bytes | None:
    return _flip(data, random.randrange(len(data)), random)


def _tail_gone(_: Book, data: bytes, random: Random) -> bytes | None:
    return data[: random.randrange(len(data) // 3, len(data) - 8)]


def _line_gone(book: Book, _: bytes, random: Random) -> bytes | None:
    return pdf(book, lost_lines=frozenset({random.randrange(0, 6)}))


def _page_turned(_: Book, data: bytes, random: Random) -> bytes | None:
    document = pypdfium2.PdfDocument(data)
    document[random.randrange(1, len(document) - 1)].set_rotation(random.choice((90, 180, 270)))
    return _saved(document)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def _in_member(pattern: str, change: Callable[[bytes, Random], bytes | None]) -> Damage:
    """Change a member of an Office file, whose archive is written anew."""

    def apply(_: Book, data: bytes, random: Random) -> bytes | None:
        source = zipfile.ZipFile(io.BytesIO(data))
        names = [name for name in source.namelist() if re.search(pattern, name)]
        chosen = random.choice(names)
        changed = change(source.read(chosen), random)
        if changed is None:
            return None
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name, changed if name == chosen else source.read(name))
        return buffer.getvalue()

    return apply


def _member_flip(data: bytes, random: Random) -> bytes:
    return _flip(data, random.randrange(len(data)), random)


def _tag_gone(data: bytes, random: Random) -> bytes | None:
    """Drop a closing tag of a cell, a row or a run."""
    tags = list(re.finditer(rb"</(?:td|tr|w:tc|w:tr|w:r|c|row|v|si|t)>", data))
    if not tags:
        return None
    tag = random.choice(tags)
    return data[: tag.start()] + data[tag.end() :]


def _spread(data: bytes, random: Random) -> bytes | None:
    """Let a cell of a web page reach over two columns or rows, so that those behind it stand elsewhere."""
    cells = list(re.finditer(rb"<td>(?=<span)", data))
    cell = random.choice(cells)
    span = random.choice((b"colspan=2", b"rowspan=2"))
    return data[: cell.start()] + b"<td " + span + b">" + data[cell.end() :]


def _comment(data: bytes, random: Random) -> bytes | None:
    """Open a comment before a figure that never closes."""
    figures = list(_FIGURE.finditer(data))
    figure = random.choice(figures)
    return data[: figure.start()] + b"<!--" + data[figure.start() :]


def _of_text(change: Callable[[bytes, Random], bytes | None]) -> Damage:
    return lambda _, data, random: change(data, random)


DAMAGE: Final[Mapping[str, Mapping[str, Damage]]] = {
    "pdf": {
        "stream_flip": _stream_flip,
        "plain_flip": _plain_flip,
        "stream_cut": _stream_cut,
        "any_flip": _any_flip,
        "tail_gone": _tail_gone,
        "line_gone": _line_gone,
        "page_turned": _page_turned,
    },
    "xlsx": {
        "member_flip": _in_member(r"sheet\d+\.xml$|sharedStrings", _member_flip),
        "tag_gone": _in_member(r"sheet\d+\.xml$|sharedStrings", _tag_gone),
        "any_flip": _any_flip,
        "tail_gone": _tail_gone,
    },
    "docx": {
        "member_flip": _in_member(r"document\.xml$", _member_flip),
        "tag_gone": _in_member(r"document\.xml$", _tag_gone),
        "any_flip": _any_flip,
        "tail_gone": _tail_gone,
    },
    "html": {
        "any_flip": _any_flip,
        "tag_gone": _of_text(_tag_gone),
        "spread": _of_text(_spread),
        "comment": _of_text(_comment),
        "tail_gone": _tail_gone,
    },
}
assert DAMAGE.keys() == FORMATS.keys()
NAMES: Final = {
    "stream_flip": "one bit of a page's packed stream",
    "plain_flip": "one bit of a page's plain stream",
    "stream_cut": "part of a page's stream is blank",
    "any_flip": "one bit anywhere",
    "tail_gone": "the file ends too early",
    "line_gone": "a vertical rule is gone",
    "page_turned": "a page is turned",
    "member_flip": "one bit of the markup",
    "tag_gone": "a closing tag is gone",
    "spread": "a cell reaches over another",
    "comment": "a comment opens and never closes",
}
