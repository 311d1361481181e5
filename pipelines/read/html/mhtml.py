"""Saved pages (MHTML, RFC 2557): the parts of a ``multipart/related`` message that are web pages."""

from __future__ import annotations

from dataclasses import dataclass
from email import errors, message_from_bytes
from email.message import Message
from typing import Final

from pipelines.read.html.held import addresses, pictures_of
from pipelines.values.errors import DocumentError

_PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))


@dataclass(frozen=True, slots=True)
class Part:
    """One web page inside: its bytes, the charset its header declares, and by which addresses others know it."""

    data: bytes
    charset: str | None
    addresses: tuple[str, ...]


def parts(data: bytes) -> tuple[list[Part], dict[str, bytes], list[str], str]:
    """Return the pages inside (the root part first), their pictures by address, notes, and what is attached.

    Raises DocumentError where there is no page.
    """
    try:
        message = message_from_bytes(data)
        inside = list(message.walk())
    except RecursionError:
        raise DocumentError("the saved page (MHTML) nests its parts too deep to be read") from None
    pages = [part for part in inside if part.get_content_type() in _PAGES and not part.is_multipart()]
    names = [
        name
        for part in inside
        if part.get_content_disposition() == "attachment" and (name := part.get_filename())
    ]
    attached = f"the message carries attached files, which were not read: {', '.join(names)}" if names else ""
    if not pages:
        raise DocumentError(attached or "the saved page (MHTML) holds no web page")
    root = _root(message, pages)
    notes = []
    if any(isinstance(defect, errors.CloseBoundaryNotFoundDefect) for defect in message.defects):
        notes.append("the saved page (MHTML) has no closing boundary: it may have been cut off")
    own = [_part(page) for page in (root, *(page for page in pages if page is not root))]
    return own, pictures_of(message), notes, attached


def _root(message: Message, pages: list[Message]) -> Message:
    """Return the part that ``start`` names, else the first page."""
    start = message.get_param("start")
    wanted = start.strip().strip("<>") if isinstance(start, str) else ""
    for page in pages:
        if wanted and str(page.get("Content-ID", "")).strip().strip("<>") == wanted:
            return page
    return pages[0]


def _part(page: Message) -> Part:
    payload = page.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return Part(data, page.get_content_charset(), addresses(page))
