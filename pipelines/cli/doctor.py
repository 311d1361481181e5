"""``doctor``: is this installation sound, and how to mend what is not."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings

_STYLES = {"ok": "green", "note": "yellow", "bad": "bold red"}


def doctor(settings: Settings) -> None:
    """Print every finding with its remedy. Raises CommandError where something is bad."""
    from pipelines.operate.doctor import BAD, examine

    found = examine(settings)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("", "what", "seen", "remedy"):
        table.add_column(name, overflow="fold")
    for finding in found:
        state = Text(finding.state, style=_STYLES[finding.state])
        table.add_row(state, Text(finding.subject), Text(finding.seen), Text(finding.remedy))
    Terminal(highlight=False).print(table)
    bad = sum(finding.state == BAD for finding in found)
    if bad:
        raise CommandError(f"{bad} of {len(found)} things must be mended before a night can be trusted")
