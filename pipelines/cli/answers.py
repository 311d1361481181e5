"""Answers of the warehouse as rows, and rows as a table on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.query import shown

AnswerRow = dict[str, Any]


def print_table(
    console: Console, title: str, rows: Sequence[AnswerRow], *, right: Sequence[str] = ()
) -> None:
    """Print rows under a title, the columns named in ``right`` right-aligned; ``none`` where there are none."""
    if not rows:
        console.print(f"{title}: none")
        return
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for name in rows[0]:
        table.add_column(Text(name), justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row.values()))
    console.print(table)


def print_fields(console: Console, fields: Mapping[str, object]) -> None:
    """Print names and values in two columns; values that are null or empty are left out."""
    grid = Table.grid(padding=(0, 2))
    for name, value in fields.items():
        if value is not None and value != "":
            grid.add_row(Text(name, style="bold"), Text(shown(value)))
    console.print(grid)
