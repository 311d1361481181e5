"""The raw archive: every document's bytes once, by content, and one record for every place they came from.

::

    raw/sha256/ab/cd/abcd….pdf       the bytes, never changed once written
    raw/records/<site>.jsonl         one JSON line per (bytes, source), only ever appended to
    raw/fetches/<site>/<crawl>.jsonl one JSON line per request of a crawl (:mod:`pipelines.crawl.fetches`)

The same bytes from two sources are one document with two records; new bytes at a known source are a new
document with a record of its own. A document belongs to the site whose record is the earliest. Nothing here
looks inside a document.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.archive.s3 import SCHEME, S3Store
from pipelines.archive.store import ABSENT, FolderStore, ObjectStore, Store
from pipelines.containers.names import is_litter
from pipelines.formats.suffixes import BY_SUFFIX
from pipelines.values.source import SourceRecord
from pipelines.values.text import readable

if TYPE_CHECKING:
    from pipelines.settings import Settings

_SITE: Final = re.compile(r"[\w.-]{1,100}")
_MOST_HELD: Final = 64 * 1024**2
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")


class ArchiveError(Exception):
    """A document or site that the archive cannot take; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What registering did: the record, and whether its bytes or its source were new."""

    record: SourceRecord
    is_new_document: bool
    is_new_record: bool


def discover(
    paths: Iterable[Path], *, without: Path | None = None, problems: list[str] | None = None
) -> Iterator[Path]:
    """Yield the files that ``paths`` (files and folders, any mix) name, each once, folders in sorted order.

    Hidden files and folders are skipped, what systems leave beside documents, links to folders, and the folder
    ``without`` (the data folder itself); every other file is yielded whatever its suffix. What can be neither read nor
    entered is told in ``problems``, and so are links to folders and hidden files that bear a document's suffix.
    Raises ArchiveError for a path that does not exist.
    """
    seen: set[Path] = set()
    told = problems if problems is not None else []
    for path in paths:
        if not path.exists():
            raise ArchiveError(f"no such file or folder: {readable(os.fspath(path))}")
        for found in _walk(path.resolve(), without, told) if path.is_dir() else (path.absolute(),):
            if found not in seen:
                seen.add(found)
                yield found


def _walk(folder: Path, without: Path | None, problems: list[str]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(f"{readable(os.fspath(folder))} cannot be entered: {error.strerror}")
        return
    for entry in entries:
        if entry == without or is_litter(entry.name):
            continue
        if entry.name.startswith("."):
            if entry.suffix[1:].lower() in BY_SUFFIX:
                problems.append(f"{readable(os.fspath(entry))} is hidden, as its name begins with a dot")
            continue
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            problems.append(f"{readable(os.fspath(entry))} cannot be read: {error.strerror}")
            continue
        if stat.S_ISDIR(mode):
            if entry.is_symlink():
                problems.append(f"{readable(os.fspath(entry))} is a link to a folder, which is not followed")
            else:
                yield from _walk(entry, without, problems)
        elif stat.S_ISREG(mode):
            yield entry
        else:
            problems.append(
                f"{readable(os.fspath(entry))} is no file with contents (a pipe, socket or device)"
            )


@dataclass(slots=True)
class _SiteRecords:
    """A site's records in memory, by bytes and source, and the file's time and size they were read at."""

    stamp: tuple[int, int]
    records: dict[tuple[str, str], SourceRecord]

    def append(self, record: SourceRecord, added_bytes: int, stamp: tuple[int, int]) -> None:
        """Follow an append of our own, so that the file need not be read again; not when others wrote too."""
        if stamp[1] == self.stamp[1] + added_bytes:
            self.records[(record.sha256, record.source_url)] = record
            self.stamp = stamp


class Archive:
    """The raw archive; any number of processes may register at the same time."""

    def __init__(self, folder: Path, *, url: str | None = None) -> None:
        """Open the archive in ``folder``, or in the object store at ``url`` with ``folder`` for copies."""
        self.folder = folder
        self.store: Store = _store_at(folder, url)
        self._cache: dict[str, _SiteRecords] = {}

    @classmethod
    def of(cls, settings: Settings) -> Archive:
        """Open the archive that the settings name."""
        return cls(settings.raw_dir, url=settings.raw_url)

    def sites(self) -> list[str]:
        """Return the names of the sites that have records, sorted."""
        return self.store.journals("records")

    def path(self, record: SourceRecord) -> Path:
        """Return where a record's bytes can be read on this machine."""
        return self.store.local(record.archived_as)

    def file_of(self, site: str, sha256: str) -> Path | None:
        """Return where the bytes of a site's document can be read on this machine; None where they are not kept."""
        record = next((record for record in self.records(site) if record.sha256 == sha256), None)
        path = self.path(record) if record is not None else None
        return path if path is not None and path.exists() else None

    def registered(self, file: Path, site: str) -> SourceRecord | None:
        """Return the record of a file's bytes from this very place; None where registering it would add anything."""
        sha256, _ = _hash(file)
        known = self._load(site).records.get((sha256, file.absolute().as_uri()))
        return known if known is not None and self.store.exists(known.archived_as) else None

    def holds(self, sha256: str) -> bool:
        """Tell whether the bytes of a hash are in the archive."""
        return bool(self._present(sha256))

    def records(self, site: str) -> tuple[SourceRecord, ...]:
        """Return a site's records in the order they were made.

        A line that a crash left half-written is no record: its document registers again.
        """
        return tuple(self._load(site).records.values())

    def documents(self, site: str) -> list[SourceRecord]:
        """Return the documents that belong to one site, as :meth:`documents_by_site` does."""
        return self.documents_by_site().get(site, [])

    def documents_by_site(self) -> dict[str, list[SourceRecord]]:
        """Return the documents of every site that has any: the earliest record, over all sites, is a document's own.

        Sorted by sha256, one record per document. A document that also came inside an archive names it. One pass over
        all records: who works on many sites asks once.
        """
        earliest: dict[str, SourceRecord] = {}
        containers: dict[str, SourceRecord] = {}
        for name in self.sites():
            for record in self.records(name):
                if record.container_sha256 is not None:
                    containers.setdefault(record.sha256, record)
                known = earliest.get(record.sha256)
                if known is None or (record.fetched_at, record.site) < (known.fetched_at, known.site):
                    earliest[record.sha256] = record
        found: dict[str, list[SourceRecord]] = {}
        for sha in sorted(earliest):
            record = _with_container(earliest[sha], containers.get(sha))
            found.setdefault(record.site, []).append(record)
        return found

    def register(
        self,
        content: Path | bytes,
        *,
        site: str,
        file_name: str | None = None,
        source_url: str | None = None,
        page_url: str | None = None,
        page_title: str | None = None,
        page_date: date | None = None,
        division_code: str | None = None,
        fetched_at: datetime | None = None,
        container_sha256: str | None = None,
        member_name: str | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        content_type: str | None = None,
    ) -> Registration:
        """Keep a document's bytes and where they came from; the same bytes from the same source add nothing.

        A path supplies ``file_name`` and a ``file:`` source of its own; bytes need both. Raises ArchiveError
        for a file that cannot be read, or is written while it is, or a site name that cannot name a file.
        """
        if isinstance(content, Path):
            file_name = file_name or readable(content.name)
            source_url = source_url or content.absolute().as_uri()
        if not file_name or not source_url:
            raise ArchiveError("bytes without a file name and a source cannot be registered")
        journal = _journal(site)
        before = _stamp(content)
        content = _held(content)
        sha256, size = _hash(content)
        loaded = self._load(site)
        known = loaded.records.get((sha256, source_url))
        if known is not None and self.store.exists(known.archived_as):
            return Registration(known, is_new_document=False, is_new_record=False)
        archived_as, is_new = self._store(content, sha256, file_name)
        if isinstance(content, Path) and _stamp(content) != before:
            raise ArchiveError(f"{readable(os.fspath(content))} changes while it is read; ingest it again")
        record = SourceRecord(
            sha256=sha256,
            site=site,
            file_name=file_name,
            source_url=source_url,
            page_url=page_url,
            page_title=page_title,
            page_date=page_date,
            fetched_at=(fetched_at or datetime.now(UTC)).astimezone(UTC),
            size_bytes=size,
            division_code=division_code,
            archived_as=archived_as,
            container_sha256=container_sha256,
            member_name=member_name,
            etag=etag,
            last_modified=last_modified,
            content_type=content_type,
        )
        if known is None:
            line = json.dumps(asdict(record), ensure_ascii=False, default=_plain)
            added = self.store.append(journal, [line])
            loaded.append(record, added, self.store.stamp(journal))
        return Registration(record, is_new_document=is_new, is_new_record=known is None)

    def _load(self, site: str) -> _SiteRecords:
        """Return a site's records, read again only when another process has added to the journal."""
        journal = _journal(site)
        stamp = self.store.stamp(journal)
        cached = self._cache.get(site)
        if cached is None or cached.stamp != stamp:
            lines = self.store.lines(journal) if stamp != ABSENT else []
            parsed = [_record(line, site) for line in lines if line.strip()]
            by_source: dict[tuple[str, str], SourceRecord] = {}
            for record in parsed:
                if record is not None:
                    by_source.setdefault((record.sha256, record.source_url), record)
            self._cache[site] = cached = _SiteRecords(stamp, by_source)
        return cached

    def _present(self, sha256: str) -> list[str]:
        return self.store.find(f"sha256/{sha256[:2]}/{sha256[2:4]}", sha256)

    def _store(self, content: Path | bytes, sha256: str, file_name: str) -> tuple[str, bool]:
        """Write the bytes unless they are there already; return their key in the archive and whether new."""
        suffix = Path(file_name).suffix.lower()
        taken = suffix if _SUFFIX.fullmatch(suffix) else ""
        return self.store.put_once(f"sha256/{sha256[:2]}/{sha256[2:4]}", sha256, taken, content)


def _store_at(folder: Path, url: str | None) -> Store:
    if url is None:
        return FolderStore(folder)
    return S3Store(url, folder) if url.startswith(SCHEME) else ObjectStore(url, folder)


def _journal(site: str) -> str:
    if not _SITE.fullmatch(site) or site.startswith((".", "_")):
        raise ArchiveError(f"{site!r} cannot name a site: use letters, digits, - and _")
    return f"records/{site}"


def _held(content: Path | bytes) -> Path | bytes:
    """Return a file's bytes as they are at one moment; the file where it is too large to be held."""
    if isinstance(content, bytes):
        return content
    try:
        with content.open("rb") as file:
            data = file.read(_MOST_HELD + 1)
    except OSError as error:
        raise _unreadable(content, error) from error
    return data if len(data) <= _MOST_HELD else content


def _stamp(content: Path | bytes) -> tuple[int, int]:
    """Return a file's time and size."""
    if isinstance(content, bytes):
        return 0, 0
    try:
        found = content.stat()
    except OSError as error:
        raise _unreadable(content, error) from error
    return found.st_mtime_ns, found.st_size


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{readable(os.fspath(path))} cannot be read: {error.strerror}")


def _hash(content: Path | bytes) -> tuple[str, int]:
    """Return the hash and the size of bytes or of a file."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content)
    try:
        with content.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return digest.hexdigest(), file.tell()
    except OSError as error:
        raise _unreadable(content, error) from error


def _with_container(record: SourceRecord, inside: SourceRecord | None) -> SourceRecord:
    if inside is None or record.container_sha256 is not None:
        return record
    return replace(record, container_sha256=inside.container_sha256, member_name=inside.member_name)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _record(line: str, site: str) -> SourceRecord | None:
    """Read one line; None where it is not a whole record."""
    try:
        raw = json.loads(line)
        return SourceRecord(
            sha256=raw["sha256"],
            site=site,
            file_name=raw["file_name"],
            source_url=raw["source_url"],
            page_url=raw["page_url"],
            page_title=raw["page_title"],
            page_date=date.fromisoformat(raw["page_date"]) if raw["page_date"] else None,
            fetched_at=datetime.fromisoformat(raw["fetched_at"]),
            size_bytes=raw["size_bytes"],
            division_code=raw["division_code"],
            archived_as=raw["archived_as"],
            container_sha256=raw.get("container_sha256"),
            member_name=raw.get("member_name"),
            etag=raw.get("etag"),
            last_modified=raw.get("last_modified"),
            content_type=raw.get("content_type"),
        )
    except (ValueError, KeyError, TypeError):
        return None
