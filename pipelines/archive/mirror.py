"""Files that one machine writes and others go on from: kept in an S3 bucket, worked on in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.archive.s3 import open_bucket
from pipelines.disk import write_atomically


class Mirror:
    """A prefix of a bucket and the folder beside it. The last who puts a file wins."""

    def __init__(self, url: str, folder: Path) -> None:
        self._s3, self._bucket = open_bucket(url)
        self._folder = folder

    def pull(self, is_wanted: Callable[[str], bool]) -> list[str]:
        """Fetch the wanted files that others have changed since they were here; return their names, sorted."""
        fetched = []
        for page in self._bucket.list():
            for one in page:
                name = str(one["path"]).rpartition("/")[2]
                if is_wanted(name) and self._fetch(name, str(one["e_tag"])):
                    fetched.append(name)
        return sorted(fetched)

    def pull_one(self, name: str) -> bool:
        """Fetch one file where another has changed it; tell whether it was."""
        try:
            found: dict[str, Any] = self._bucket.head(name)
        except FileNotFoundError:
            return False
        return self._fetch(name, str(found["e_tag"]))

    def push(self, name: str) -> None:
        """Put a file of the folder into the bucket."""
        put: dict[str, Any] = self._bucket.put(name, (self._folder / name).read_bytes(), use_multipart=False)
        write_atomically(self._seen(name), str(put["e_tag"]).encode())

    def _fetch(self, name: str, tag: str) -> bool:
        seen = self._seen(name)
        if (self._folder / name).exists() and seen.exists() and seen.read_text("utf-8") == tag:
            return False
        write_atomically(self._folder / name, self._bucket.get(name).bytes().to_bytes())
        write_atomically(seen, tag.encode())
        return True

    def _seen(self, name: str) -> Path:
        """Return where the tag stands under which a file was here last; no pattern of files finds it."""
        return self._folder / f".{name}.seen"


__all__ = ["Mirror"]
