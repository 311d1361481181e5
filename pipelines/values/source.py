"""Where a document's bytes came from: what the raw archive records of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

DOCUMENT_ID_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One document's bytes at one source. ``archived_as`` is the bytes' path inside the archive."""

    sha256: str
    site: str
    file_name: str
    source_url: str
    page_url: str | None
    page_title: str | None
    page_date: date | None
    fetched_at: datetime  # UTC
    size_bytes: int
    division_code: str | None  # only what the site itself states
    archived_as: str
    container_sha256: str | None = None  # the archive these bytes came in, and their name inside it
    member_name: str | None = None
    etag: str | None = None  # what the server said of these bytes
    last_modified: str | None = None
    content_type: str | None = None

    @property
    def document_id(self) -> str:
        """Return the id under which the document stands in the lake and the warehouse."""
        return self.sha256[:DOCUMENT_ID_LENGTH]
