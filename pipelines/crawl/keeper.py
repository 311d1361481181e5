"""Keep what a crawl brings home: look at the bytes, name them, register them; refuse what is not whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pipelines.archive.members import register_members
from pipelines.archive.raw import Archive
from pipelines.crawl.engine.errors import RefusedError
from pipelines.crawl.names import document_name
from pipelines.crawl.report import Outcome
from pipelines.crawl.same import is_same_page
from pipelines.crawl.walker import Visit
from pipelines.formats.registry import HTML, UNKNOWN, XML, media_types
from pipelines.formats.whole import missing_end
from pipelines.sites.model import Site
from pipelines.values.source import SourceRecord

PAGE_KINDS: Final = media_types("page", "text") | {UNKNOWN}
"""What the answer of a list may be: pages, XML, and JSON, which is text."""


@dataclass(frozen=True, slots=True)
class Served:
    """A document's bytes as they were served."""

    content: Path | bytes
    url: str  # after redirects
    media_type: str
    fetched_at: datetime
    content_type: str = ""
    disposition: bytes = b""
    etag: str | None = None
    last_modified: str | None = None


class Keeper:
    """Registers the documents of one site."""

    def __init__(self, archive: Archive, site: Site) -> None:
        self.archive = archive
        self._site = site
        self._latest: dict[str, SourceRecord] | None = None

    def keep(self, served: Served, visit: Visit) -> tuple[SourceRecord, Outcome]:
        """Register a document and, of an archive, its members; return its record and what was new about it.

        A page that differs from the one before only in counters of visits and clocks is that one, unchanged.
        """
        check_whole(served.content, served.media_type)
        before = self._before(visit.url)
        if before is not None and self._is_same(before, served):
            return before, "unchanged"
        label = visit.choice.title if visit.choice is not None else visit.page_title or ""
        done = self.archive.register(
            served.content,
            site=self._site.name,
            file_name=document_name(
                disposition=served.disposition, url=served.url, link_text=label, media_type=served.media_type
            ),
            source_url=visit.url,
            page_url=visit.page_url,
            page_title=visit.page_title,
            page_date=visit.page_date,
            division_code=self._site.division_code,
            fetched_at=served.fetched_at,
            etag=served.etag,
            last_modified=served.last_modified,
            content_type=served.content_type or None,
        )
        for _ in register_members(self.archive, done.record):
            pass
        self._remember(visit.url, done.record)
        if not done.is_new_record:
            return done.record, "unchanged"
        if before is not None and before.sha256 != done.record.sha256:
            return done.record, "version"
        return done.record, "new" if done.is_new_document else "duplicate"

    def _before(self, url: str) -> SourceRecord | None:
        """Return the latest record of an address."""
        if self._latest is None:
            self._latest = {r.source_url: r for r in self.archive.records(self._site.name)}
        return self._latest.get(url)

    def _remember(self, url: str, record: SourceRecord) -> None:
        if self._latest is not None:
            self._latest[url] = record

    def _is_same(self, before: SourceRecord, served: Served) -> bool:
        if served.media_type != HTML:
            return False
        kept = self.archive.path(before)
        new = served.content if isinstance(served.content, bytes) else served.content.read_bytes()
        return kept.exists() and is_same_page(kept.read_bytes(), new)


def check_kind(media_type: str, name: str) -> None:
    """Raise RefusedError for bytes of an unknown kind that nobody calls a document.

    A file of unknown bytes that calls itself a document is one: its reader will say what is wrong with it.
    """
    if media_type in (UNKNOWN, XML) and not Path(name).suffix:
        raise RefusedError("not_document", "the bytes are of no known kind of document")


def check_whole(content: Path | bytes, media_type: str) -> None:
    """Raise RefusedError for a file that lacks the end that its format has.

    A server whose Content-Length is too small cuts every file, and nothing else tells.
    """
    if lack := missing_end(content, media_type):
        raise RefusedError("incomplete", lack)
