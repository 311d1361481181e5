"""Rows on the terminal: a table where it fits, else a record for each row; pages of the explorer as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.explore.view import Column, View, spoken
from pipelines.explore.view import Table as ViewTable
from pipelines.messages import language, word
from pipelines.values.text import visible

AnswerRow = dict[str, Any]
_NARROWEST: Final = 8  # a column that is folded to less cannot be read
_FRAME: Final = 3  # what stands between two columns
_MOST_SHOWN: Final = 200


def shown(value: object) -> str:
    """Return a value as a person reads it: money with separators, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return visible(str(value))


def print_table(
    console: Console, title: str, rows: Sequence[AnswerRow], *, right: Sequence[str] = ()
) -> None:
    """Print rows under a title, the columns named in ``right`` right-aligned; ``none`` where there are none."""
    if not rows:
        console.print(f"{title}: none")
        return
    texts = [[shown(value) for value in row.values()] for row in rows]
    print_rows(console, title, list(rows[0]), texts, right=right)


def print_rows(
    console: Console,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[str] = (),
) -> None:
    """Print texts as a table, or, where the terminal is too narrow for all columns, each row as a record.

    No column is left out or squeezed until it cannot be read.
    """
    if not _fits(heads, rows, right, console.width):
        _print_records(console, title, heads, rows)
        return
    table = Table(
        title=Text(title) if title else None, title_justify="left", title_style="bold", header_style="bold"
    )
    for head in heads:
        table.add_column(Text(head), justify="right" if head in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)


def _fits(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str], width: int) -> bool:
    """Tell whether a table leaves each column of texts some width, and each of numbers all that it needs."""
    longest = [
        max(
            map(
                cell_len,
                (head, *(row[at] for row in rows)),
            ),
            default=0,
        )
        for at, head in enumerate(heads)
    ]
    needed = (
        one if head in right else min(one, _NARROWEST) for head, one in zip(heads, longest, strict=True)
    )
    return sum(one + _FRAME for one in needed) + 1 <= width


def _print_records(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print each row as its filled columns, one to a line, rows apart by their number."""
    if title:
        console.print(Text(title, style="bold"))
    for number, row in enumerate(rows, 1):
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=3, justify="right", style="dim")
        filled = [(head, text) for head, text in zip(heads, row, strict=True) if text]
        for at, (head, text) in enumerate(filled):
            grid.add_row(Text(str(number) if not at else ""), Text(head, style="bold"), Text(text))
        console.print(grid)


def print_fields(console: Console, fields: Mapping[str, object]) -> None:
    """Print names and values in two columns; values that are null or empty are left out."""
    grid = Table.grid(padding=(0, 2))
    for name, value in fields.items():
        if value is not None and value != "":
            grid.add_row(Text(name, style="bold"), Text(shown(value)))
    console.print(grid)


def print_view(console: Console, view: View) -> None:
    """Print a page of the explorer: its head, its facts and its tables, in the language of the process."""
    tongue = language()
    console.print(Text(view.title or word(view.kicker, tongue), style="bold"))
    facts = {
        word(fact.key, tongue): spoken(fact.value, fact.kind, fact.key, tongue)
        + (f" {word('wan', tongue)}" if fact.kind == "yuan" and fact.value is not None else "")
        for fact in view.facts
        if fact.value not in (None, "→")
    }
    print_fields(console, facts)
    for table in view.tables:
        console.print()
        print_view_table(console, table)


def print_view_table(console: Console, table: ViewTable) -> None:
    """Print a table of a page; columns without a value in any row are left out, and the first rows stand for all."""
    tongue = language()
    title = word(f"table_{table.key}", tongue)
    columns = [c for c in table.columns if any(row.get(c.key) not in (None, "", []) for row in table.rows)]
    if not columns:
        console.print(f"{title}: {word('none', tongue)}")
        return
    heads = [_head(column, tongue) for column in columns]
    rows = table.rows[:_MOST_SHOWN]
    texts = [[spoken(row.get(c.key), c.kind, c.key, tongue) for c in columns] for row in rows]
    right = [head for head, c in zip(heads, columns, strict=True) if c.kind in ("yuan", "rate", "number")]
    print_rows(console, title, heads, texts, right=right)
    if len(table.rows) > len(rows):
        console.print(f"The first {len(rows)} of {len(table.rows)} rows.")


def _head(column: Column, tongue: str) -> str:
    head = word(column.label or column.key, tongue)
    return f"{head} ({word('wan', tongue)})" if column.kind == "yuan" else head


@contextmanager
def paged(console: Console, lines: int) -> Iterator[None]:
    """Show what is printed page by page where a person looks on and it is longer than the screen."""
    if console.is_terminal and lines > console.height:
        with console.pager(styles=False):
            yield
    else:
        yield
