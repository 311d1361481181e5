"""``doctor``: is this installation sound, and how to mend what is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.operate.doctor import Finding

_STYLES = {"ok": "green", "note": "yellow", "bad": "bold red"}


def doctor(settings: Settings, *, as_json: bool = False) -> None:
    """Print every finding with its remedy. Raises CommandError where something is bad."""
    from pipelines.operate.doctor import BAD, examine

    found = examine(settings)
    if as_json:
        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        _print(found)
    bad = sum(finding.state == BAD for finding in found)
    if bad:
        raise CommandError(f"{bad} of {len(found)} things must be mended before a night can be trusted")


def _print(found: Sequence[Finding]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("", "what", "seen", "remedy"):
        table.add_column(name, overflow="fold")
    for finding in found:
        state = Text(finding.state, style=_STYLES[finding.state])
        table.add_row(state, Text(finding.subject), Text(finding.seen), Text(finding.remedy))
    Terminal(highlight=False).print(table)
