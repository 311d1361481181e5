"""The inbox: files put into ``inbox/<site>/…`` are registered under the site's name and moved to ``done``.

::

    inbox/<site>/…               what people drop
    inbox/done/<site>/…          registered; may be removed at any time, the raw archive has the bytes
    inbox/refused/<site>/…       could not be registered; the reason stands beside each in <name>.reason.txt
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.archive.raw import Archive, ArchiveError
from pipelines.settings import Settings

DONE: Final = "done"
REFUSED: Final = "refused"
_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".tmp", ".filepart", ".swp")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The whole files that wait under one site's name."""

    site: str
    files: tuple[Path, ...]


def waiting(settings: Settings, *, now: float | None = None) -> list[Waiting]:
    """Return what waits, by site: files that have not changed for ``inbox_seconds``; others are left alone.

    ``now`` is a time of the clock in seconds (default: this moment).
    """
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    quiet_since = (time.time() if now is None else now) - settings.inbox_seconds
    found = []
    for folder in sorted(settings.inbox_dir.iterdir()):
        if not folder.is_dir() or folder.name in (DONE, REFUSED) or folder.name.startswith("."):
            continue
        files = tuple(path for path in _files(folder) if _is_whole(path, quiet_since))
        if files:
            found.append(Waiting(folder.name, files))
    return found


def can_name_a_site(settings: Settings, name: str) -> bool:
    """Tell whether a folder's name can be a site's."""
    try:
        Archive.of(settings).records(name)
    except ArchiveError:
        return False
    return True


def put_away(settings: Settings, site: str, files: Iterable[Path], problems: Iterable[str]) -> None:
    """Move registered files to ``done``, and those a problem names to ``refused`` with the reason beside."""
    reasons = list(problems)
    for path in files:
        home = settings.inbox_dir / site
        if not path.exists() or not path.is_relative_to(home):
            continue
        reason = next((text for text in reasons if str(path) in text), None)
        target = settings.inbox_dir / (REFUSED if reason else DONE) / site / path.relative_to(home)
        target = _free(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        if reason:
            target.with_name(f"{target.name}.reason.txt").write_text(f"{reason}\n", encoding="utf-8")


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "~$")) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _is_whole(path: Path, quiet_since: float) -> bool:
    if path.suffix.lower() in _UNFINISHED:
        return False
    try:
        return path.stat().st_mtime <= quiet_since
    except FileNotFoundError:
        return False


def _free(path: Path) -> Path:
    """Return the path, or one beside it that nothing has yet."""
    number = 1
    chosen = path
    while chosen.exists():
        number += 1
        chosen = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return chosen
