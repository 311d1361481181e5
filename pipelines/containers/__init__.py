"""Archives (zip, rar, 7z, tar, gzip) and the files that PDFs carry: their members as files of their own.

An archive inside another is opened once.

Member names are only ever shown, never used as paths: every member is written to a numbered temporary
file. Office files are zips too and are not archives: :func:`archive_kind` tells them apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pipelines.containers import attachments, native, tars, zips
from pipelines.containers.names import file_name, harmless, is_litter, numbered, temporary_suffix
from pipelines.containers.values import (
    DEFAULT_LIMITS,
    ArchiveLimits,
    DamagedMemberError,
    LimitError,
    Member,
    StoredMember,
    UnpackingBudget,
)
from pipelines.formats.detect import archive_kind, detect_media_type
from pipelines.formats.registry import PDF, format_of
from pipelines.values.errors import DocumentError


def carried(path: Path, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the files that a PDF carries as :func:`members` does; nothing of any other file.

    What no reader takes is left out. A PDF that cannot be taken apart is no error here: it is a document itself, and
    its own reader tells of the files that are not among these.
    """
    if not attachments.may_carry(path):
        return
    budget = UnpackingBudget(limits, path.stat().st_size)
    with tempfile.TemporaryDirectory(prefix="juesuan-archive-") as folder:
        try:
            for member in _Unpacking(Path(folder), budget).walk(path, PDF, (), 1):
                is_read = member.path is None or format_of(detect_media_type(member.path)).reader
                yield member if is_read else replace(member, path=None, problem="its format is not read")
        except DocumentError:
            return


def members(path: Path, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield an archive's members in stored order; each one's file lives until the next is asked for.

    A member that is left out (link, device, damaged, too large, nested too deep) is yielded without a
    path and with the ``problem``. Raises DocumentError for what is no archive, for a broken or encrypted
    one, for one that passes the limits (members yielded before stay valid), and with status
    ``unsupported`` where the library for rar and 7z is missing.
    """
    kind = archive_kind(path)
    if kind is None:
        raise DocumentError("the file is not an archive")
    budget = UnpackingBudget(limits, path.stat().st_size)
    count = 0
    with tempfile.TemporaryDirectory(prefix="juesuan-archive-") as folder:
        for member in _Unpacking(Path(folder), budget).walk(path, kind, (), 1):
            count += 1
            yield member
    if not count:
        raise DocumentError("the archive holds no files")


def needed_tools(kind: str, found: Iterable[Member]) -> frozenset[str]:
    """Return the tools that an archive of a kind needs and those that its members lacked."""
    return frozenset({format_of(kind).tool, *(member.tool for member in found)} - {""})


def member_source(container_url: str, member: Member) -> str:
    """Return the source address of a member: its container's, ``!/`` and the member's name.

    >>> from pipelines.containers.values import Member
    >>> member_source("file:///a.zip", Member(1, "表.xlsx", "表.xlsx", None, 0, ()))
    'file:///a.zip!/%E8%A1%A8.xlsx'
    """
    return f"{container_url}!/{quote(member.name)}"


class _Unpacking:
    """One archive being unpacked: the numbers and names given so far, and what is left of the budget."""

    def __init__(self, folder: Path, budget: UnpackingBudget) -> None:
        self._folder = folder
        self._budget = budget
        self._number = 0
        self._names: dict[str, int] = {}

    def walk(self, path: Path, kind: str, containers: tuple[str, ...], depth: int) -> Iterator[Member]:
        """Yield the members of one archive, those of archives inside in their place."""
        for entry in _entries(path, kind, self._budget.limits):
            self._budget.count()
            yield from self._take(entry, containers, depth)

    def _take(self, entry: StoredMember, containers: tuple[str, ...], depth: int) -> Iterator[Member]:
        shown, note = harmless(entry.name)
        name = numbered("/".join((*containers, shown)), self._names)
        note = "; ".join(filter(None, (note, entry.note)))
        if is_litter(file_name(shown)) or "__MACOSX" in shown.split("/"):
            return
        if entry.problem:
            yield self._member(name, shown, None, 0, containers, entry.problem, note)
            return
        self._number += 1
        target = self._folder / f"{self._number:06}{temporary_suffix(shown)}"
        try:
            size, problem = self._write(entry, target)
            kind = None if problem else archive_kind(target)
            if problem:
                yield self._member(name, shown, None, size, containers, problem, note)
            elif kind is None:
                yield self._member(name, shown, target, size, containers, "", note)
            else:
                yield from self._open_inner(target, kind, name, shown, containers, depth)
        finally:
            target.unlink(missing_ok=True)

    def _open_inner(
        self, target: Path, kind: str, name: str, shown: str, containers: tuple[str, ...], depth: int
    ) -> Iterator[Member]:
        size = target.stat().st_size
        if depth >= self._budget.limits.depth:
            problem = f"an archive nested {depth + 1} deep; at most {self._budget.limits.depth} are opened"
            yield self._member(name, shown, None, size, containers, problem, "")
            return
        inner = (*containers, shown)
        try:
            yield from self.walk(target, kind, inner, depth + 1)
        except LimitError:
            raise
        except DocumentError as error:
            left_out = self._member(name, shown, None, size, containers, error.reason, "")
            yield replace(left_out, tool=error.tool)

    def _write(self, entry: StoredMember, target: Path) -> tuple[int, str]:
        """Write one member's bytes; return (size, problem)."""
        size = 0
        most = self._budget.limits.member_bytes
        too_large = f"larger than {most / 1024**2:.0f} MiB, the limit for one member"
        if entry.size is not None and entry.size > most:
            return 0, too_large
        try:
            with target.open("wb") as file:
                for chunk in entry.read():
                    size += len(chunk)
                    self._budget.spend(len(chunk))
                    if size > most:
                        return size, too_large
                    file.write(chunk)
        except DamagedMemberError as error:
            return size, str(error)
        return size, ""

    def _member(
        self,
        name: str,
        shown: str,
        path: Path | None,
        size: int,
        containers: tuple[str, ...],
        problem: str,
        note: str,
    ) -> Member:
        return Member(self._number, name, file_name(shown), path, size, containers, problem, note)


def _entries(path: Path, kind: str, limits: ArchiveLimits) -> Iterator[StoredMember]:
    if kind == PDF:
        return attachments.entries(path)
    unpacker = format_of(kind).unpacker
    if unpacker == "zips":
        return zips.entries(path, limits)
    if unpacker == "native":
        return native.entries(path, kind)
    if unpacker == "tars":
        return tars.entries(path, kind, limits)
    raise ValueError(f"no module unpacks {kind}")


__all__ = [
    "DEFAULT_LIMITS",
    "ArchiveLimits",
    "LimitError",
    "Member",
    "archive_kind",
    "carried",
    "member_source",
    "members",
    "needed_tools",
]
