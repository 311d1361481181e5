"""Text from bytes whose encoding is declared, undeclared or declared wrongly.

Order of belief: byte order mark, then the transport's charset, then the page's own ``<meta>``, then
strict UTF-8, then GB 18030. ``gb2312`` and ``gbk`` always mean GB 18030, their superset: pages that
declare them use characters that only the superset has. A declaration that the bytes contradict is not
followed, and a note says so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

GB: Final = "gb18030"
UTF8: Final = "utf-8"
_HEAD: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", GB),
)
_META: Final = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_GB_NAMES: Final = re.compile(
    r"(?:x-|cn-|cs)?gb(?:k|18030|_?2312.*)?|(?:hz-)?gb.*2312.*|euc-?cn|(?:cp|ms|windows-)?936", re.IGNORECASE
)
_OF_NAMES: Final = ("idna", "punycode")  # codecs of host names, in which no document is written
# Servers send these by default, whatever the page is written in; as decoders the Latin ones accept any bytes.
_EMPTY_NAMES: Final = re.compile(
    r"(?:us-)?ascii|iso-?8859-1|latin-?1|windows-1252|cp1252|none|unicode|utf-?16.*", re.IGNORECASE
)
_DAMAGE: Final = 0.05  # share of broken characters up to which damaged UTF-8 is still UTF-8
_REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, the encoding used, and notes where it was not declared or the declaration was wrong."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, charset: str | None = None) -> Decoded:
    """Decode a web page or text file; ``charset`` is what the transport (HTTP, a MIME part) declared.

    Never fails: bytes that fit no encoding become U+FFFD and are counted in a note.

    >>> decode('<meta charset=gb2312>镕'.encode('gb18030')).encoding
    'gb18030'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, ())
    if (wide := _wide(data)) is not None:
        return _lenient(data, wide, (f"encoding not declared; read as {wide}",))
    declared = [name for name in (charset, *_declared(data[:_HEAD])) if name]
    candidates = [name for name in (_codec(name) for name in declared) if name]
    return _decode(data, declared, candidates)


def _decode(data: bytes, declared: list[str], candidates: list[str]) -> Decoded:
    if data.isascii():
        return Decoded(data.decode("ascii"), candidates[0] if candidates else UTF8)
    said = candidates[0] if candidates else None
    is_utf8, utf8 = _as_utf8(data)
    if is_utf8 and said in (None, UTF8, GB):
        return Decoded(utf8, UTF8, _notes(declared, said, UTF8, utf8))
    for encoding in dict.fromkeys((*candidates, UTF8, GB)):
        try:
            text = data.decode(encoding)
        except (ValueError, LookupError):
            continue
        return Decoded(text, encoding, _notes(declared, said, encoding, text))
    attempts = {encoding: data.decode(encoding, "replace") for encoding in (UTF8, GB)}
    best = min(attempts, key=lambda encoding: attempts[encoding].count(_REPLACEMENT))
    return Decoded(attempts[best], best, _notes(declared, said, best, attempts[best]))


def _as_utf8(data: bytes) -> tuple[bool, str]:
    """Return (is UTF-8, text): valid with three-byte characters, or valid but for a few cut ones.

    GB 18030 text that happens to be valid UTF-8 (``联通`` is close to it) decodes to two-byte Latin
    letters, never mainly to Chinese ones; GB 18030 text read as UTF-8 breaks at most characters, cut
    UTF-8 at a few.
    """
    text = data.decode(UTF8, "replace")
    foreign = sum(1 for c in text if c > "\x7f")
    broken = text.count(_REPLACEMENT)
    wide = sum(1 for c in text if "\u2e80" <= c <= "\uffef")
    return bool(foreign) and broken <= foreign * _DAMAGE and wide * 2 >= foreign, text


def _notes(declared: list[str], said: str | None, used: str, text: str) -> tuple[str, ...]:
    notes = []
    if said is None:
        told = f" ({declared[0]} declared, which tells nothing)" if declared else ""
        notes.append(f"encoding not declared{told}; read as {used}")
    elif said != used:
        notes.append(f"declared as {declared[0]}, but the bytes are {used}; read as {used}")
    return (*notes, *_damage(text))


def _damage(text: str) -> tuple[str, ...]:
    broken = text.count(_REPLACEMENT)
    return (f"{broken} characters are damaged in the file and were read as {_REPLACEMENT}",) if broken else ()


def _lenient(data: bytes, encoding: str, notes: tuple[str, ...]) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, notes + _damage(text))


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark by the zero bytes of its ASCII characters."""
    head = data[:_HEAD]
    if len(head) < 8:
        return None
    odd, even = head[1::2].count(0), head[0::2].count(0)
    half = len(head) // 2
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else None


def _declared(head: bytes) -> list[str]:
    return [
        match.group(1).decode("ascii", "replace")
        for match in (_XML.search(head), _META.search(head))
        if match
    ]


def _codec(name: str) -> str | None:
    """Return the codec that a declared name means; None where the name is unknown or tells nothing."""
    name = name.strip().strip("\"'")
    if _GB_NAMES.fullmatch(name):
        return GB
    if _EMPTY_NAMES.fullmatch(name):
        return None
    try:
        found = codecs.lookup(name).name
    except (ValueError, LookupError):  # ValueError: a null character in the name
        return None
    return None if found in _OF_NAMES else found
