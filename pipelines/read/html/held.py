"""Pictures, pages and files that a web page holds itself: in addresses that are their bytes, or as parts of it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from email.message import Message
from typing import Final
from urllib.parse import unquote_to_bytes

from pipelines.formats.encoding import Decoded, decode

_DATA: Final = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_PAGE: Final = re.compile(r"data:text/html(?:;charset=([\w-]+))?(;base64)?,", re.IGNORECASE)
_FILE: Final = re.compile(r"\s*data:(application/[\w.+-]+)", re.IGNORECASE)
_CONTENT: Final = "cid:"


def held_picture(source: str | None, parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a picture by its address, none where they are elsewhere: nothing is ever fetched."""
    source = (source or "").strip()
    match = _DATA.match(source)
    if match is None:
        return parts.get(source, b"")
    try:
        return base64.b64decode("".join(source[match.end() :].split()), validate=False)
    except (binascii.Error, ValueError):
        return b""


def held_page(attributes: Mapping[str, str | None], pages: Mapping[str, Decoded]) -> Decoded | None:
    """Return the page that a frame within a page shows, None where it is elsewhere."""
    if inside := attributes.get("srcdoc"):
        return Decoded(inside, "utf-8")
    source = (attributes.get("src") or "").strip()
    match = _PAGE.match(source)
    if match is None:
        return pages.get(source)
    data = unquote_to_bytes(source[match.end() :])
    if match[2]:
        try:
            data = base64.b64decode(b"".join(data.split()), validate=False)
        except (binascii.Error, ValueError):
            return None
    return decode(data, charset=match[1])


def held_kind(address: str) -> str:
    """Return the kind of a file whose bytes are the address that a link leads to, ``''`` for any other link."""
    match = _FILE.match(address)
    return match[1] if match is not None else ""


def pictures_of(message: Message) -> dict[str, bytes]:
    """Return the pictures of a saved page, by the addresses that its pages know them by."""
    found: dict[str, bytes] = {}
    for part in message.walk():
        if part.get_content_maintype() != "image" or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        found.update(dict.fromkeys(addresses(part), payload))
    return found


def addresses(part: Message) -> tuple[str, ...]:
    """Return by which addresses the pages of a message know one of its parts."""
    name = str(part.get("Content-ID", "")).strip().strip("<>")
    location = str(part.get("Content-Location", "")).strip()
    return tuple(filter(None, (location, f"{_CONTENT}{name}" if name else "")))
