"""The raw archive in an S3 bucket: as few requests as there can be, and none that a second writer could spoil.

::

    <prefix>/sha256/ab/cd/abcd…             a document's bytes, put only where they are absent
    <prefix>/records/<site>/<time>-<hash>   one object per record, as S3 cannot append

A new document costs two requests, its bytes and its record, and one more where another machine reads it. What a machine
put or read once lies in its folder of copies, which may be removed at any time. Endpoint, region and credentials are
those of the environment (``AWS_ENDPOINT_URL``, ``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``). A
server that is away or refuses is asked again for minutes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines.archive.store import ABSENT, FolderStore

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME: Final = "s3://"
_BY_CONTENT: Final = "sha256/"
_AT_ONCE: Final = 16
_LISTED_SECONDS: Final = 30.0
"""How long a listing is believed: a record that another machine adds meanwhile is a second one of the same source."""


class S3MissingError(RuntimeError):
    """The package that speaks with S3 is not installed."""


def open_bucket(url: str) -> tuple[Any, Any]:
    """Return the package that speaks with S3, and a prefix of a bucket that it has opened.

    Raises S3MissingError where the package is not installed.
    """
    try:
        import obstore
        from obstore.store import S3Store as Bucket
    except ModuleNotFoundError:
        raise S3MissingError(f"{url} needs the package obstore: install juesuan[s3]") from None
    bucket = Bucket.from_url(
        url.rstrip("/"),
        client_options={"allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")},
        retry_config={
            "max_retries": 1000,
            "retry_timeout": timedelta(minutes=10),
            "backoff": {
                "init_backoff": timedelta(milliseconds=200),
                "max_backoff": timedelta(seconds=10),
                "base": 2,
            },
        },
    )
    return obstore, bucket


class S3Store:
    """A prefix of an S3 bucket, with a folder of copies; any number of processes may write at the same time."""

    def __init__(self, url: str, copies: Path) -> None:
        self._s3, self._bucket = open_bucket(url)
        self._copies = FolderStore(copies)
        self._listed: dict[str, tuple[float, list[str]]] = {}

    def exists(self, key: str) -> bool:
        """Tell whether a file is there."""
        try:
            self._bucket.head(_remote(key))
        except FileNotFoundError:
            return False
        return True

    def find(self, folder: str, prefix: str) -> list[str]:
        """Return the keys in a folder whose file name begins with ``prefix``, sorted."""
        return [f"{folder}/{name}" for name in self._names(f"{folder}/", prefix)]

    def put(self, key: str, content: Path | bytes) -> None:
        """Put a whole file in place, and a copy of it beside."""
        self._put(key, content, is_once=False)

    def put_once(self, folder: str, name: str, suffix: str, content: Path | bytes) -> tuple[str, bool]:
        """Put a file where none is there; return its key and whether it was put. One request."""
        key = f"{folder}/{name}{suffix}"
        return key, self._put(key, content, is_once=True)

    def local(self, key: str) -> Path:
        """Return the path of a copy, fetched where it is not there yet."""
        copy = self._copies.local(key)
        if not copy.exists():
            try:
                data = self._bucket.get(_remote(key)).bytes().to_bytes()
            except FileNotFoundError:
                return copy
            self._copies.put(key, data)
        return copy

    def journals(self, folder: str) -> list[str]:
        """Return the names of a folder's journals, sorted."""
        found = self._s3.list_with_delimiter(self._bucket, f"{folder}/")
        return sorted(path.rstrip("/").rpartition("/")[2] for path in found["common_prefixes"])

    def lines(self, journal: str) -> list[str]:
        """Return a journal's lines, in the order of their objects' names."""
        names = self._objects(journal)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            paths = list(threads.map(lambda name: self.local(f"{journal}/{name}"), names))
        return [line for path in paths for line in path.read_bytes().decode("utf-8", "replace").splitlines()]

    def append(self, journal: str, lines: list[str]) -> int:
        """Add one object with the lines."""
        data = "".join(f"{line}\n" for line in lines).encode("utf-8")
        name = f"{time.time_ns():020d}-{hashlib.sha256(data).hexdigest()[:16]}"
        self._put(f"{journal}/{name}", data, is_once=True)
        when, names = self._listed.get(journal, (0.0, []))
        self._listed[journal] = (when, [*names, name])
        return 1

    def stamp(self, journal: str) -> tuple[int, int]:
        """Return the number of a journal's objects: as listed half a minute ago at most, and those put since."""
        names = self._objects(journal)
        return (0, len(names)) if names else ABSENT

    def _put(self, key: str, content: Path | bytes, *, is_once: bool) -> bool:
        data = content.read_bytes() if isinstance(content, Path) else content
        try:
            self._bucket.put(
                _remote(key), data, mode="create" if is_once else "overwrite", use_multipart=False
            )
        except self._s3.exceptions.AlreadyExistsError:
            return False
        self._copies.put(key, data)
        return True

    def _objects(self, journal: str) -> list[str]:
        when, names = self._listed.get(journal, (0.0, []))
        if time.monotonic() - when > _LISTED_SECONDS or not when:
            names = self._names(f"{journal}/")
            self._listed[journal] = (time.monotonic(), names)
        return names

    def _names(self, folder: str, prefix: str = "") -> list[str]:
        """Return the names of a folder's objects that begin with a prefix, sorted."""
        found = {one["path"].rpartition("/")[2] for one in self._pages(folder)}
        return sorted(name for name in found if name.startswith(prefix))

    def _pages(self, folder: str) -> Iterator[dict[str, Any]]:
        page: Iterable[dict[str, Any]]
        for page in self._bucket.list(folder):
            yield from page


def _remote(key: str) -> str:
    """Return the object of a key: bytes are there once, whatever their files' endings are."""
    folder, _, name = key.rpartition("/")
    return f"{folder}/{name.partition('.')[0]}" if key.startswith(_BY_CONTENT) else key


__all__ = ["SCHEME", "S3MissingError", "S3Store", "open_bucket"]
