"""Files put in place as a whole or not at all, and JSON that tells whether it is what was written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

_CHUNK: Final = 1024**2
_SEAL: Final = "checksum"


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
    """Give a file to write; put it at ``target`` when the block ends well, drop it otherwise.

    Raises OSError that names the target, of a full disk too.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None and error.errno is not None:
            error.filename = str(target)
        raise


def seal(values: Mapping[str, Any]) -> bytes:
    """Return JSON values as the text of a file, with a checksum of them all."""
    told = {name: value for name, value in json.loads(json.dumps(values)).items() if name != _SEAL}
    return json.dumps({**told, _SEAL: _digest(told)}, ensure_ascii=False, indent=1).encode()


def unseal(data: bytes) -> dict[str, Any]:
    """Return the values of :func:`seal`; of a text without a checksum (of an older version) what it says.

    Raises ValueError where it is not what was written.
    """
    values = json.loads(data)
    if not isinstance(values, dict):
        raise ValueError("it is not what was written")
    if values.pop(_SEAL, None) not in (None, _digest(values)):
        raise ValueError("it has changed since it was written")
    return values


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
