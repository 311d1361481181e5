"""Where the raw archive's files lie: a folder of this machine, or an object store behind fsspec.

Files have keys such as ``sha256/ab/cd/abcd….pdf``. A file is there as a whole or not at all, and is never
changed; journals only grow, line by line. Nothing here knows what the files are.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import Any, Final, Protocol

import fsspec

from pipelines.disk import aside, write_atomically

ABSENT: Final = (0, -1)
_CHUNK: Final = 1024**2


class Store(Protocol):
    """Files by key, and journals by name."""

    def exists(self, key: str) -> bool:
        """Tell whether a file is there."""
        ...

    def find(self, folder: str, prefix: str) -> list[str]:
        """Return the keys in a folder whose file name begins with ``prefix``, sorted."""
        ...

    def put(self, key: str, content: Path | bytes) -> None:
        """Put a whole file in place. A path is copied."""
        ...

    def put_once(self, folder: str, name: str, suffix: str, content: Path | bytes) -> tuple[str, bool]:
        """Put a file unless one of this name is there, whatever its suffix; return its key and whether it was put."""
        ...

    def local(self, key: str) -> Path:
        """Return a path of this machine at which the file can be read; it need not exist."""
        ...

    def journals(self, folder: str) -> list[str]:
        """Return the names of a folder's journals, sorted."""
        ...

    def lines(self, journal: str) -> list[str]:
        """Return a journal's lines, oldest first; one that a crash left half-written may be among them."""
        ...

    def append(self, journal: str, lines: list[str]) -> int:
        """Add lines to a journal, for good when this returns; return how far the second of its stamps moved."""
        ...

    def stamp(self, journal: str) -> tuple[int, int]:
        """Return two numbers that change when a journal grows; ABSENT where there is none."""
        ...


class FolderStore:
    """A folder of this machine; any number of processes may write at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self, key: str) -> bool:
        """Tell whether a file is there."""
        return (self.folder / key).exists()

    def find(self, folder: str, prefix: str) -> list[str]:
        """Return the keys in a folder whose file name begins with ``prefix``, sorted."""
        return sorted(
            p.relative_to(self.folder).as_posix() for p in (self.folder / folder).glob(f"{prefix}*")
        )

    def put(self, key: str, content: Path | bytes) -> None:
        """Put a whole file in place: written aside, flushed to the disk, renamed, read-only."""
        write_atomically(self.folder / key, content, mode=0o444)

    def put_once(self, folder: str, name: str, suffix: str, content: Path | bytes) -> tuple[str, bool]:
        """Put a file unless one of this name is there, whatever its suffix; return its key and whether it was put."""
        return _put_once(self, folder, name, suffix, content)

    def local(self, key: str) -> Path:
        """Return where the file lies."""
        return self.folder / key

    def journals(self, folder: str) -> list[str]:
        """Return the names of a folder's journals, sorted."""
        return sorted(path.stem for path in (self.folder / folder).glob("*.jsonl"))

    def lines(self, journal: str) -> list[str]:
        """Return a journal's lines, oldest first."""
        path = self._journal(journal)
        return path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []

    def append(self, journal: str, lines: list[str]) -> int:
        """Append lines under a lock and return the bytes added. A torn last line of a crash is closed first."""
        path = self._journal(journal)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = "".join(f"{line}\n" for line in lines).encode("utf-8")
        with path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) > 0:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return len(data)

    def stamp(self, journal: str) -> tuple[int, int]:
        """Return a journal's time and size."""
        try:
            stat = self._journal(journal).stat()
        except FileNotFoundError:
            return ABSENT
        return stat.st_mtime_ns, stat.st_size

    def _journal(self, journal: str) -> Path:
        return self.folder / f"{journal}.jsonl"


class ObjectStore:
    """A prefix of any store that fsspec knows (``s3://bucket/raw``), with a folder of copies for reading.

    Object stores cannot append: a journal is a prefix with one small object per call, named by time and content.
    """

    def __init__(self, url: str, copies: Path) -> None:
        found: tuple[Any, str] = fsspec.core.url_to_fs(url)
        self._fs, root = found
        self._root = root.rstrip("/")
        self._copies = FolderStore(copies)

    def exists(self, key: str) -> bool:
        """Tell whether a file is there."""
        return bool(self._fs.exists(f"{self._root}/{key}"))

    def find(self, folder: str, prefix: str) -> list[str]:
        """Return the keys in a folder whose file name begins with ``prefix``, sorted."""
        return [f"{folder}/{name}" for name in self._names(folder) if name.startswith(prefix)]

    def put(self, key: str, content: Path | bytes) -> None:
        """Upload a file under a name of its own, then move it, for stores whose uploads are not atomic."""
        target = f"{self._root}/{key}"
        self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        aside = f"{target}.part-{os.getpid()}"
        if isinstance(content, Path):
            self._fs.put_file(str(content), aside)
        else:
            self._fs.pipe_file(aside, content)
        self._fs.mv(aside, target)

    def put_once(self, folder: str, name: str, suffix: str, content: Path | bytes) -> tuple[str, bool]:
        """Put a file unless one of this name is there, whatever its suffix; return its key and whether it was put."""
        return _put_once(self, folder, name, suffix, content)

    def local(self, key: str) -> Path:
        """Return the path of a copy, fetched where it is not there yet."""
        copy = self._copies.local(key)
        if not copy.exists() and self.exists(key):
            with self._fs.open(f"{self._root}/{key}", "rb") as source, aside(copy) as file:
                shutil.copyfileobj(source, file, _CHUNK)
        return copy

    def journals(self, folder: str) -> list[str]:
        """Return the names of a folder's journals, sorted."""
        return self._names(folder)

    def lines(self, journal: str) -> list[str]:
        """Return a journal's lines, in the order of their objects' names."""
        names = [f"{self._root}/{journal}/{name}" for name in self._names(journal) if name.endswith(".jsonl")]
        if not names:
            return []
        contents: dict[str, bytes] = (
            self._fs.cat(names) if len(names) > 1 else {names[0]: self._fs.cat(names[0])}
        )
        return [line for name in names for line in contents[name].decode("utf-8", "replace").splitlines()]

    def append(self, journal: str, lines: list[str]) -> int:
        """Add one object with the lines."""
        data = "".join(f"{line}\n" for line in lines).encode("utf-8")
        self.put(f"{journal}/{time.time_ns():020d}-{hashlib.sha256(data).hexdigest()[:16]}.jsonl", data)
        return 1

    def stamp(self, journal: str) -> tuple[int, int]:
        """Return the number of a journal's objects."""
        names = self._names(journal)
        return (0, len(names)) if names else ABSENT

    def _names(self, folder: str) -> list[str]:
        self._fs.invalidate_cache()
        try:
            found: list[str] = self._fs.ls(f"{self._root}/{folder}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(name.rstrip("/").rpartition("/")[2] for name in found)


def _put_once(store: Store, folder: str, name: str, suffix: str, content: Path | bytes) -> tuple[str, bool]:
    for present in store.find(folder, name):
        return present, False
    key = f"{folder}/{name}{suffix}"
    store.put(key, content)
    return key, True
