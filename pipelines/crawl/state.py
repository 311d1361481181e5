"""What a site's crawls know: the last good answer of every address, and where an interrupted crawl stands.

One SQLite file per site (``<data>/crawl/<site>.sqlite``). Every finished fetch is one transaction, so a crawl
that is killed has lost only what was on its way: the next one walks the site again and takes from here all
that the killed one had finished. The archive holds the documents; deleting this file costs only downloads.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

Kind = Literal["page", "document"]

_RESUMED_FOR: Final = timedelta(days=3)
_SCHEMA: Final = """
create table if not exists crawl (
    id integer primary key,
    started_at text not null,
    finished_at text
);
create table if not exists answer (
    key blob primary key,
    crawl integer not null,
    kind text not null,
    url text not null,
    content_type text not null,
    etag text,
    last_modified text,
    size integer not null,
    sha256 text not null,
    body blob,
    fetched_at text not null
) without rowid;
create table if not exists fetch (
    id integer primary key,
    line text not null
);
"""


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """The last good answer of an address. ``body`` is a page's; a document's is in the archive by ``sha256``."""

    crawl: int
    kind: Kind
    url: str  # after redirects
    content_type: str
    etag: str | None
    last_modified: str | None
    size: int
    sha256: str
    body: bytes | None
    fetched_at: datetime

    @property
    def has_validators(self) -> bool:
        """Tell whether the server can be asked if the answer has changed."""
        return bool(self.etag or self.last_modified)


_FACTS: Final = tuple(field.name for field in fields(KnownAnswer))


def key_of(method: str, url: str, body: bytes) -> bytes:
    """Return the key of a request: what was asked, to whom."""
    return sha256(b"\0".join((method.encode(), url.encode(), body))).digest()


def _opened(path: Path) -> sqlite3.Connection:
    """Open a database that is whole, with its tables. Raises sqlite3.DatabaseError for a damaged one."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        (told,) = db.execute("pragma quick_check(1)").fetchone()
        if told != "ok":
            raise sqlite3.DatabaseError(told)
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=normal")
        db.executescript(_SCHEMA)
    except BaseException:
        db.close()
        raise
    return db


class CrawlState:
    """A site's state. One process at a time uses it; the caller holds the site's lock."""

    def __init__(self, path: Path) -> None:
        """Open a site's state; a damaged one is set aside, and the crawl begins without it.

        ``damage`` is what was wrong with it, '' for a sound one.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.damage = ""
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError:  # a full disk, a lock: the file is as it was
            raise
        except sqlite3.DatabaseError as error:
            path.replace(path.with_name(f"{path.name}.damaged"))
            for beside in ("-wal", "-shm"):
                path.with_name(f"{path.name}{beside}").unlink(missing_ok=True)
            self.damage = f"{path} is damaged ({error}): it was set aside, and all pages are fetched anew"
            self._db = _opened(path)

    def begin(self) -> tuple[int, datetime, bool]:
        """Begin a crawl, or go on with the one that was cut short; return its id, start, and whether it goes on.

        One that was cut short days ago is not gone on with: its lists are old.
        """
        now = datetime.now(UTC)
        row = self._db.execute(
            "select id, started_at from crawl where finished_at is null and started_at > ? order by id desc",
            ((now - _RESUMED_FOR).isoformat(),),
        ).fetchone()
        if row is not None:
            return int(row[0]), datetime.fromisoformat(row[1]), True
        cursor = self._db.execute("insert into crawl (started_at) values (?)", (now.isoformat(),))
        return int(cursor.lastrowid or 0), now, False

    def finish(self, crawl: int) -> None:
        """Close a crawl that came to its end, and forget pages that it did not meet any more."""
        now = datetime.now(UTC).isoformat()
        with self.together():
            self._db.execute("delete from answer where kind = 'page' and crawl < ?", (crawl,))
            self._db.execute(
                "update crawl set finished_at = ? where id <= ? and finished_at is null", (now, crawl)
            )

    def known(self, key: bytes) -> KnownAnswer | None:
        """Return the last good answer of a request, None where there is none."""
        row = self._db.execute(f"select {', '.join(_FACTS)} from answer where key = ?", (key,)).fetchone()
        if row is None:
            return None
        facts = dict(zip(_FACTS, row, strict=True))
        try:
            facts["body"] = zlib.decompress(facts["body"]) if facts["body"] is not None else None
            facts["fetched_at"] = datetime.fromisoformat(facts["fetched_at"])
        except (zlib.error, ValueError):  # damaged: it is asked for again
            return None
        return KnownAnswer(**facts)

    def keep(self, key: bytes, answer: KnownAnswer) -> None:
        """Keep a good answer in place of the one before."""
        self._db.execute(
            "insert or replace into answer values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                answer.crawl,
                answer.kind,
                answer.url,
                answer.content_type,
                answer.etag,
                answer.last_modified,
                answer.size,
                answer.sha256,
                zlib.compress(answer.body, 6) if answer.body is not None else None,
                answer.fetched_at.isoformat(),
            ),
        )

    def confirm(self, key: bytes, crawl: int) -> None:
        """Note that an answer was met in this crawl and has not changed."""
        self._db.execute("update answer set crawl = ? where key = ?", (crawl, key))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of what the block writes."""
        self._db.execute("begin")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def log(self, line: str) -> None:
        """Keep one line about a fetch until the crawl's lines go to the archive."""
        self._db.execute("insert into fetch (line) values (?)", (line,))

    def lines(self) -> Iterator[str]:
        """Yield the lines kept, oldest first."""
        for row in self._db.execute("select line from fetch order by id"):
            yield str(row[0])

    def forget_lines(self) -> None:
        """Drop the lines, which the archive has now."""
        self._db.execute("delete from fetch")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
