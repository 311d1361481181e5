"""Pictures that a web page holds itself: in an address that is their bytes, or as parts of a saved page (MHTML)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from email.message import Message
from typing import Final

_DATA: Final = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
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


def pictures_of(message: Message) -> dict[str, bytes]:
    """Return the pictures of a saved page, by the addresses that its pages know them by."""
    found: dict[str, bytes] = {}
    for part in message.walk():
        if part.get_content_maintype() != "image" or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        name = str(part.get("Content-ID", "")).strip().strip("<>")
        location = str(part.get("Content-Location", "")).strip()
        found.update(
            {address: payload for address in (location, f"{_CONTENT}{name}" if name else "") if address}
        )
    return found
