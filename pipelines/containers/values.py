"""The values of the archive reader: limits, members, and what a format yields before it is written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.values.errors import DocumentError

CHUNK: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much an archive may hold.

    ``ratio`` bounds unpacked against stored bytes once more than ``ratio_from_bytes`` were unpacked;
    ``depth`` counts archives inside one another, the outermost included.
    """

    members: int = 2_000
    member_bytes: int = 200 * 1024**2
    total_bytes: int = 1024**3
    ratio: int = 200
    ratio_from_bytes: int = 10 * 1024**2
    depth: int = 2


DEFAULT_LIMITS: Final = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. ``name`` is for people only, unique within the archive, with the inner
    archive before it.

    ``path`` is a temporary file with the bytes, None where the member was left out for the reason in
    ``problem``; ``note`` says what is odd about one that was taken. ``containers`` names the inner
    archives it stands in, ``tool`` what this machine lacks to open it.
    """

    number: int
    name: str
    file_name: str
    path: Path | None
    size_bytes: int
    containers: tuple[str, ...]
    problem: str = ""
    note: str = ""
    tool: str = ""


class LimitError(DocumentError):
    """An archive that passes the limits as a whole; what comes after is not read."""


class DamagedMemberError(Exception):
    """A member whose bytes cannot be had, while others can."""


@dataclass(frozen=True, slots=True)
class StoredMember:
    """A member as its format lists it: stored name, size where known, why it is left out, and its bytes."""

    name: str
    size: int | None
    read: Callable[[], Iterator[bytes]]
    problem: str = ""
    note: str = ""


@dataclass(slots=True)
class UnpackingBudget:
    """What one archive, inner ones included, has used of its limits."""

    limits: ArchiveLimits
    stored_bytes: int
    _members: int = field(default=0, init=False)
    _unpacked: int = field(default=0, init=False)

    def count(self) -> None:
        """Count one member more; raises LimitError beyond the limit."""
        self._members += 1
        if self._members > self.limits.members:
            raise LimitError(f"the archive holds more than {self.limits.members:,} members")

    def spend(self, size: int) -> None:
        """Count unpacked bytes; raises LimitError beyond the total or the ratio."""
        self._unpacked += size
        if self._unpacked > self.limits.total_bytes:
            raise LimitError(f"the archive unpacks to more than {self.limits.total_bytes / 1024**2:.0f} MiB")
        require_ratio(self._unpacked, self.stored_bytes, self.limits)


def require_ratio(unpacked: int, stored: int, limits: ArchiveLimits) -> None:
    """Refuse a bomb: far more bytes than what is stored can mean."""
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(stored, 1):
        raise LimitError(f"a zip bomb: it unpacks to more than {limits.ratio} times the bytes it stores")
