"""Files put in place as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_CHUNK: Final = 1024**2


def write_atomically(target: Path, content: Path | bytes, *, mode: int = 0o644) -> None:
    """Put a whole file in place or none: written aside, flushed to the disk, renamed. A path is copied."""
    with aside(target, mode=mode) as file:
        if isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, _CHUNK)
        else:
            file.write(content)


@contextmanager
def aside(target: Path, *, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """Give a file to write; put it at ``target`` when the block ends well, drop it otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
