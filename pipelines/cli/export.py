"""``export``: relations of the published warehouse as files for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.cli.terminal import Terminal
from pipelines.publish.export.write import export as write
from pipelines.settings import Settings


def export(settings: Settings, relations: Sequence[str], form: str, out: Path, *, with_mark: bool) -> None:
    """Write ``relations`` into ``out`` and name the files."""
    console = Terminal(highlight=False)
    for file in write(settings, relations, form, out, with_mark=with_mark):
        console.print(f"{file}  {file.stat().st_size:,} bytes", soft_wrap=True)
