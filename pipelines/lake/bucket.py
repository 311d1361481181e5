"""The lake in an S3 bucket, for machines that share no folder: the bucket has the truth, each folder mirrors it.

::

    <prefix>/states/<number>.json         what the lake was made of after a write: each file's name and content
    <prefix>/files/<digest>               a file's bytes, put only where they are absent
    <prefix>/parts/<batch>/<digest>.zip   rows that wait for a commit

A write of the lake is one new state, put only where no state has its number: of two writers that each believe to be
the only one, the second is refused. A folder that a writer left half-way is set back to the newest state by the next
:meth:`LakeBucket.pull`; what it was about to commit is still there as parts. States and the files that only they name
are removed after a day, but for the newest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pipelines.archive.s3 import open_bucket
from pipelines.disk import write_atomically
from pipelines.lake.files import EMPTY
from pipelines.lake.parts import COMMITS, PARTS
from pipelines.lake.schema import RELATIONS

_STATES: Final = "states/"
_FILES: Final = "files/"
_REMOTE_PARTS: Final = "parts/"
_RECORD: Final = "_bucket.json"
_COSTS: Final = "_costs"
_SHARED: Final = frozenset((*RELATIONS, _COSTS))
"""The folders that machines share: reference lists and empty files are made by each."""
_AT_ONCE: Final = 16
_KEPT: Final = timedelta(days=1)

Wanted = Callable[[str], bool]


class LakeBucketError(RuntimeError):
    """The lake in the bucket has been written by another process that held no lock with this one."""


@dataclass(slots=True)
class _Record:
    """The newest state that a folder has seen, and each mirrored file as it was: size, time in nanoseconds, digest."""

    number: int
    files: dict[str, tuple[int, int, str]]
    is_mirror: bool = True


class LakeBucket:
    """A lake folder and the prefix of a bucket that it mirrors."""

    def __init__(self, url: str, lake_dir: Path) -> None:
        self._s3, self._bucket = open_bucket(url)
        self._folder = lake_dir

    def pull(self, is_wanted: Wanted | None = None) -> None:
        """Bring the folder to the newest state: of all files, or of those wanted by their names below the lake.

        A whole pull sets back what a writer left half-way, and fetches the parts that wait. The caller holds the
        lake's lock for a whole one.
        """
        record = self._record()
        number, files = self._newest(record)
        if not record.is_mirror and number and is_wanted is None and self._local():
            raise LakeBucketError(
                f"{self._folder} holds a lake of its own, and the bucket another: nothing was changed; "
                "name another data folder, or move this lake away"
            )
        wanted = {name: digest for name, digest in files.items() if is_wanted is None or is_wanted(name)}
        stale = [name for name, digest in wanted.items() if self._digest(record, name) != digest]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(lambda name: self._fetch(name, wanted[name]), stale))
        if is_wanted is not None:
            self._keep(record, number, {name: seen[2] for name, seen in record.files.items()} | wanted)
            return
        if number:
            for name in self._local() - files.keys():
                (self._folder / name).unlink(missing_ok=True)
            for note in (self._folder / COMMITS).glob("*.json"):
                note.unlink(missing_ok=True)
            self._keep(record, number, files)
        self.pull_parts()

    def push(self) -> None:
        """Make what the folder holds now the newest state. Raises LakeBucketError where another has come before.

        The caller holds the lake's lock since its whole pull.
        """
        record = self._record()
        before = {name: digest for name, (_, _, digest) in record.files.items()}
        now = {name: self._digest(record, name) or "" for name in sorted(self._local())}
        fresh = {digest: name for name, digest in now.items() if before.get(name) != digest}
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(lambda digest: self._put_file(fresh[digest], digest), fresh))
        if now != before:
            number = record.number + 1
            state = json.dumps({"files": now}, ensure_ascii=False).encode()
            try:
                self._bucket.put(_state(number), state, mode="create", use_multipart=False)
            except self._s3.exceptions.AlreadyExistsError:
                raise LakeBucketError(
                    "another process has written the lake in the bucket meanwhile: what this one read is kept "
                    "as parts, and the next run commits it. Machines that share a bucket lock through "
                    "PostgreSQL: set JUESUAN_POSTGRES_URL"
                ) from None
            self._keep(record, number, now)
            self._forget(number)
        self._drop_parts()

    def send_part(self, part: Path) -> None:
        """Put a part of a batch where it is absent."""
        name = part.relative_to(self._folder / PARTS).as_posix()
        with suppress(self._s3.exceptions.AlreadyExistsError):
            self._bucket.put(f"{_REMOTE_PARTS}{name}", part.read_bytes(), mode="create", use_multipart=False)
        _sent(part).touch()

    def pull_parts(self, batch: str = "") -> None:
        """Fetch the parts that wait, of one batch or of all; send those that only this folder has.

        A part that was sent and is not there any more has been committed.
        """
        there = {
            str(one["path"]).removeprefix(_REMOTE_PARTS)
            for one in self._listed(f"{_REMOTE_PARTS}{batch}/" if batch else _REMOTE_PARTS)
        }
        here = self._parts(batch)
        for name, part in here.items():
            if name not in there:
                if _sent(part).exists():
                    _remove(part)
                else:
                    self.send_part(part)
        for name in there - here.keys():
            with suppress(FileNotFoundError):  # committed since it was listed
                data = self._bucket.get(f"{_REMOTE_PARTS}{name}").bytes().to_bytes()
                part = self._folder / PARTS / name
                write_atomically(part, data, mode=0o444)
                _sent(part).touch()

    def _drop_parts(self) -> None:
        """Remove the parts that the folder's commit has dropped."""
        here = self._parts()
        for folder in (self._folder / PARTS).glob("*"):
            for mark in folder.glob(".*.sent"):
                name = f"{folder.name}/{mark.name[1:].removesuffix('.sent')}"
                if name not in here:
                    self._bucket.delete(f"{_REMOTE_PARTS}{name}")
                    mark.unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()

    def _newest(self, record: _Record) -> tuple[int, dict[str, str]]:
        """Return the number of the newest state and its files' digests by name; none before the first write."""
        known = max(0, record.number - 1)
        names = [str(one["path"]) for one in self._listed(_STATES, _state(known) if known else None)]
        if not names:
            return 0, {}
        newest = max(names)
        told: dict[str, Any] = json.loads(self._bucket.get(newest).bytes().to_bytes())
        return int(newest.removeprefix(_STATES).removesuffix(".json")), dict(told["files"])

    def _forget(self, number: int) -> None:
        """Remove states older than a day, and the files that none of the others names, now and then."""
        if number % 20:
            return
        since = datetime.now(UTC) - _KEPT
        states = list(self._listed(_STATES))
        old = [
            one for one in states if one["last_modified"] < since and str(one["path"]) < _state(number - 1)
        ]
        kept = {str(one["path"]) for one in states} - {str(one["path"]) for one in old}
        named: set[str] = set()
        for path in kept:
            named |= set(json.loads(self._bucket.get(path).bytes().to_bytes())["files"].values())
        useless = [
            str(one["path"])
            for one in self._listed(_FILES)
            if one["last_modified"] < since and str(one["path"]).removeprefix(_FILES) not in named
        ]
        for path in [*(str(one["path"]) for one in old), *useless]:
            self._bucket.delete(path)

    def _fetch(self, name: str, digest: str) -> None:
        write_atomically(self._folder / name, self._bucket.get(f"{_FILES}{digest}").bytes().to_bytes())

    def _put_file(self, name: str, digest: str) -> None:
        data = (self._folder / name).read_bytes()
        with suppress(self._s3.exceptions.AlreadyExistsError):
            self._bucket.put(f"{_FILES}{digest}", data, mode="create", use_multipart=False)

    def _local(self) -> set[str]:
        """Return the names of the folder's files that machines share."""
        return {
            f"{path.parent.name}/{path.name}"
            for folder in _SHARED
            for path in (self._folder / folder).glob("*")
            if path.is_file() and not path.name.startswith(".") and path.stem != EMPTY
        }

    def _digest(self, record: _Record, name: str) -> str | None:
        """Return a local file's digest, without reading it where it is as it was recorded; None where there is none."""
        path = self._folder / name
        try:
            seen = path.stat()
        except OSError:
            return None
        size, changed, digest = record.files.get(name, (-1, -1, ""))
        if (seen.st_size, seen.st_mtime_ns) == (size, changed):
            return digest
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def _record(self) -> _Record:
        try:
            told = json.loads((self._folder / _RECORD).read_bytes())
            return _Record(told["number"], {name: tuple(seen) for name, seen in told["files"].items()})
        except (OSError, ValueError, KeyError):
            return _Record(0, {}, is_mirror=False)

    def _keep(self, record: _Record, number: int, files: Mapping[str, str]) -> None:
        """Note what the folder's files are; one that is not as it was recorded keeps what was recorded."""
        told = {}
        for name, digest in files.items():
            with suppress(OSError):
                seen = (self._folder / name).stat()
                told[name] = (seen.st_size, seen.st_mtime_ns, digest)
        write_atomically(self._folder / _RECORD, json.dumps({"number": number, "files": told}).encode())

    def _parts(self, batch: str = "") -> dict[str, Path]:
        return {
            f"{path.parent.name}/{path.name}": path
            for path in (self._folder / PARTS).glob(f"{batch or '*'}/*.zip")
        }

    def _listed(self, prefix: str, after: str | None = None) -> Iterator[Mapping[str, Any]]:
        pages: Iterable[Iterable[Mapping[str, Any]]] = self._bucket.list(prefix, offset=after)
        for page in pages:
            yield from page


def of_documents(sites: Iterable[str]) -> Wanted:
    """Return what wants only what the lake knows of some sites' documents, which is all that reading needs."""
    names = {f"documents/{site}.parquet" for site in sites}
    return lambda name: name in names


def _state(number: int) -> str:
    return f"{_STATES}{number:012d}.json"


def _sent(part: Path) -> Path:
    """Return the mark of a part that the bucket has had."""
    return part.with_name(f".{part.name}.sent")


def _remove(part: Path) -> None:
    part.unlink(missing_ok=True)
    _sent(part).unlink(missing_ok=True)
    with suppress(OSError):
        part.parent.rmdir()


__all__ = ["LakeBucket", "LakeBucketError", "of_documents"]
