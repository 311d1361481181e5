"""The name of a document: what the server calls it, what the link is called, or what its address ends with."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

from pipelines.formats import suffixes
from pipelines.formats.registry import HTML

_LONGEST: Final = 180  # characters; file systems allow 255 bytes
# Some suffixes are known; one that is not begins with a letter, unlike the end of 决算2024.12.
_SUFFIX: Final = re.compile(
    rf"\.(?:{suffixes.alternation(suffixes.BY_SUFFIX)}|[a-z][a-z0-9]{{1,4}})$", re.IGNORECASE
)
_NAME_PARAMETERS: Final = frozenset({"filename", "file_name", "name", "file", "oldname", "title"})
_PROGRAMS: Final = frozenset(f".{suffix}" for suffix in suffixes.PROGRAMS)
_PAGES: Final = frozenset(f".{suffix}" for suffix in suffixes.PAGES)


def clean(name: str) -> str:
    """Return a name without path parts, control characters and characters that file systems refuse.

    >>> clean("../../etc/附件1：决算.pdf\r\n")
    '附件1：决算.pdf'
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" or c == "\u200d")
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    if len(name) <= _LONGEST:
        return name
    suffix = _SUFFIX.search(name)
    end = suffix.group(0) if suffix else ""
    return name[: _LONGEST - len(end)] + end


def disposition_name(header: bytes) -> str:
    """Return the file name of a Content-Disposition, '' where it has none.

    Servers write it percent-encoded, as RFC 5987, or as bare UTF-8 or GB 18030 bytes.
    """
    text = _decoded(header)
    message = Message()
    message["Content-Disposition"] = " ".join(text.split())
    try:
        found = message.get_filename() or ""
    except (ValueError, LookupError):
        found = ""
    if not found:
        match = re.search(r"filename\*?\s*=\s*\"?([^\";]+)", text, re.IGNORECASE)
        found = match.group(1) if match else ""
    return clean(_percent(found))


def document_name(*, disposition: bytes, url: str, link_text: str, media_type: str) -> str:
    """Return the best name for a document: the server's, the address's, the link's; with a suffix of its kind."""
    parts = urlsplit(url)
    last = clean(_percent(parts.path.rsplit("/", 1)[-1]))
    pairs = ((k, _queried(v)) for k, v in parse_qsl(parts.query, encoding="latin-1"))
    queried = [clean(v) for k, v in pairs if k.lower() in _NAME_PARAMETERS and _SUFFIX.search(v)]
    own = last if _suffix(last) and _suffix(last) not in _PROGRAMS | _PAGES else ""
    name = disposition_name(disposition) or (queried[0] if queried else "") or own or clean(link_text) or last
    suffix = suffixes.suffix_for(media_type)
    has = _suffix(name)
    is_foreign = has in _PROGRAMS or (has in _PAGES and media_type != HTML)
    if suffix and (not has or is_foreign):
        stem = name[: -len(has)] if is_foreign else name
        name = clean(stem)[:_LONGEST] + suffix
    return name or f"document{suffix}"


def _suffix(name: str) -> str:
    found = _SUFFIX.search(name)
    return found.group(0).lower() if found else ""


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _queried(value: str) -> str:
    """Return a query's value, whose bytes are UTF-8 or GB 18030; text that was never encoded stays as it is."""
    try:
        return _decoded(value.encode("latin-1"))
    except UnicodeEncodeError:
        return value


def _percent(text: str) -> str:
    """Undo percent-encoding of UTF-8 or GB 18030 bytes; text that holds none stays as it is."""
    if "%" not in text:
        return text
    try:
        return _decoded(unquote_to_bytes(text))
    except UnicodeEncodeError:
        return unquote(text)
