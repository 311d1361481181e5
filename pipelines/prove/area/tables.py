"""A government's tables as identities see them: rows in the order of print, figures by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.forms import Area, form
from pipelines.values.items import PRIOR, LineItem


class ColumnKey(NamedTuple):
    """One column of figures: its section (region, fund), scope and measure."""

    section: str
    scope: str
    measure: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One row of one list: its name, label and place among the others."""

    name: str
    label: str
    code: str
    section: str
    parent: str
    figures: dict[ColumnKey, LineItem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaTable:
    """One table: its form with its role, year and rows."""

    number: int
    code: str
    role: str
    area: Area
    year: int | None
    rows: tuple[AreaRow, ...]

    @property
    def columns(self) -> tuple[ColumnKey, ...]:
        """Return its columns of figures in the order of print."""
        found = {key: item.column_no for row in reversed(self.rows) for key, item in row.figures.items()}
        return tuple(sorted(found, key=lambda key: found[key]))

    def by_section(self) -> Mapping[str, list[AreaRow]]:
        """Return the rows of each section: a side, or the path that they stand under."""
        found: dict[str, list[AreaRow]] = defaultdict(list)
        for row in self.rows:
            found[row.section].append(row)
        return found


def tables_of(items: Sequence[LineItem]) -> list[AreaTable]:
    """Return the tables that line items stand in."""
    by_table: dict[int, list[LineItem]] = defaultdict(list)
    for item in items:
        by_table[item.table_no].append(item)
    return [_table(number, members) for number, members in sorted(by_table.items())]


def _table(number: int, items: Sequence[LineItem]) -> AreaTable:
    code = items[0].form_code
    definition = form(code)
    area = definition.area
    assert area is not None, code
    rows = tuple(_rows(items, by_column=not (area.sided or area.path)))
    return AreaTable(number, code, definition.role, area, items[0].figure_year, rows)


def _rows(items: Sequence[LineItem], *, by_column: bool) -> Iterator[AreaRow]:
    found: dict[tuple[int, int, str], AreaRow] = {}
    for item in items:
        own = "" if by_column else item.section
        key = (item.row_begins, item.row_no, own)
        row = found.get(key)
        if row is None:
            row = AreaRow(item.item_name, item.label_printed, item.item_code, own, item.parent_name)
            found[key] = row
        column = ColumnKey(item.section if by_column else "", item.scope, item.measure)
        row.figures.setdefault(column, item)
    yield from found.values()


def back_of(measure: str) -> tuple[str, str]:
    """Return how a measure is of earlier years (``prior_`` as often as it says so), and the measure without.

    >>> back_of("prior_rate_of_initial")
    ('prior_', 'rate_of_initial')
    """
    before = ""
    while measure.startswith(PRIOR):
        before, measure = before + PRIOR, measure.removeprefix(PRIOR)
    return before, measure
