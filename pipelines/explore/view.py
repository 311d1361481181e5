"""What pages are made of: facts, charts and tables of columns that know how their values are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from pipelines.messages import translated
from pipelines.messages.words import value_word

Row = Mapping[str, Any]

MOST_SHOWN: Final = 200
"""So many rows of a table stand on a page; all of them can be taken along."""
WAN: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its key in the rows, how it is printed, and where a value leads.

    ``kind`` is text, word (looked up in the words of the page's language), told (a sentence of the program, put into
    that language), yuan (printed in 万元), rate (printed in per cent), number or time. ``label`` names the words of its
    head where that is not the key.
    """

    key: str
    kind: str = "text"
    link: Callable[[Row], str | None] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page: the name in its address, its columns, and all its rows."""

    key: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: str = ""
    """The name of the words under its title."""

    @property
    def shown(self) -> Sequence[Row]:
        """Return the rows that stand on the page."""
        return self.rows[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: bar, line or pie; each series has one value for each category."""

    key: str
    kind: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str = "wan"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a page's head: the name of its words, a value, and where it leads."""

    key: str
    value: Any
    kind: str = "text"
    link: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page: its heading, what it says, and the template that lays it out."""

    title: str
    kicker: str = ""
    facts: Sequence[Fact] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    template: str = "page.html"
    more: Mapping[str, Any] = field(default_factory=dict)
    trail: Sequence[tuple[str, str]] = ()
    """The pages above this one: name and address."""
    about: Mapping[str, str] = field(default_factory=dict)
    """Which document, body or county the page is of, by the name of its id."""

    def table(self, key: str) -> Table | None:
        """Return a table by its key."""
        return next((table for table in self.tables if table.key == key), None)


def printed(value: Any, kind: str = "text") -> str:
    """Return a value as pages print it; nothing for null.

    >>> printed(Decimal("5046000.00"), "yuan"), printed(0.6425, "rate"), printed(1234567, "number")
    ('504.60', '64.25 %', '1,234,567')
    """
    if value is None:
        return ""
    if kind == "yuan":
        return f"{_at_least_two(Decimal(str(value)) / WAN)}"
    if kind == "rate":
        return f"{Decimal(str(value)) * 100:.2f} %"
    if kind == "number" and isinstance(value, int | float | Decimal):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(printed(one) for one in value)
    return str(value)


def spoken(value: Any, kind: str, key: str, language: str) -> str:
    """Return a value as pages of a language print it.

    >>> spoken("page 3 has no text", "told", "notes", "zh"), spoken(True, "word", "is_disputed", "zh")
    ('第3页没有文字', '是')
    """
    if kind == "word" and value is not None:
        return value_word(key, value, language)
    if kind == "told" and value is not None:
        told = value if isinstance(value, list | tuple) else [value]
        return "; ".join(translated(str(one), language) for one in told)
    return printed(value, kind)


def in_wan(value: Any) -> float | None:
    """Return yuan as 万元 for a chart."""
    return None if value is None else float(Decimal(str(value)) / WAN)


def _at_least_two(value: Decimal) -> str:
    """Return a number with all its decimals, and two of them at least."""
    exact = f"{value:,f}"
    whole, _, decimals = exact.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
