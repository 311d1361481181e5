"""What commands did without the graph, kept until Dagster's daemon records it as materialisations.

A command of the terminal does the work of the graph's assets by itself, in a fraction of the time that loading the
graph takes. Each leaves one small file in ``told/``; the sensor of :mod:`pipelines.defs.told` reads them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pipelines.disk import write_atomically
from pipelines.settings import Settings

_KEPT: Final = 200  # files: where no daemon runs, the oldest go


@dataclass(frozen=True, slots=True)
class Materialised:
    """An asset that a command made anew: its key, its partition if it has any, and what is told of it.

    Values are integers, floats, texts, or what JSON holds. ``at`` is when, in seconds since 1970.
    """

    key: tuple[str, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    partition: str | None = None
    at: float = field(default_factory=time.time)


def tell(settings: Settings, made: Iterable[Materialised]) -> None:
    """Keep what a command made. A file that cannot be written costs the work nothing."""
    listed = [asdict(each) for each in made]
    if not listed:
        return
    folder = _folder(settings)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{os.getpid()}.json"
        write_atomically(folder / name, json.dumps(listed, ensure_ascii=False).encode())
        for old in waiting(settings)[:-_KEPT]:
            old.unlink(missing_ok=True)


def waiting(settings: Settings) -> list[Path]:
    """Return the files that commands left, oldest first."""
    return sorted(_folder(settings).glob("*.json"))


def read(file: Path) -> list[Materialised]:
    """Return what one command made; nothing where its file is gone or damaged."""
    try:
        return [
            Materialised(tuple(each["key"]), each["metadata"], each["partition"], each["at"])
            for each in json.loads(file.read_bytes())
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "told"


__all__ = ["Materialised", "read", "tell", "waiting"]
