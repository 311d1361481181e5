"""The rows of printed forms, and those that a term (:mod:`pipelines.forms.terms`) speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Final, overload

from pipelines.forms import form
from pipelines.forms.terms import Term
from pipelines.prove.rates import yuan
from pipelines.values.frozen import value
from pipelines.values.items import LineItem
from pipelines.values.text import row_key

_TOTAL: Final = re.compile(r"(?:合计|总计)数?$")
_BALANCE: Final = r"(?:财政拨款)?(?:结转和?(?:结余)?|结余和?(?:结转)?)(?:资金)?"
_OTHERWISE: Final = tuple(
    (re.compile(named), re.compile(printed))
    for named, printed in (
        ("(?:收入|支出)?总计", "(?:收入|支出|收支|收入支出)?总计"),
        ("本年收入合计", "当年收入合计|收入合计|[本当]年收入小计"),
        ("本年支出合计", "当年支出合计|支出合计|[本当]年支出小计"),
        ("年初(?:财政拨款)?结转和结余", f"(?:年初|上年|上年度){_BALANCE}"),
        ("年末(?:财政拨款)?结转和结余", f"(?:年末|年终){_BALANCE}|结转下年(?:支出)?"),
        ("使用非财政拨款结余", "使用非财政拨款(?:和专用)?结余|(?:用|使用)?事业基金弥补收支差额"),
    )
)
"""What provinces and years print for the totals and balances that identities name, on a form's own side."""
# Totals of a part of the form: 基本支出合计, 人员经费合计, and what was carried over.
_PART_TOTAL: Final = re.compile(r"结转|结余|其中|基本支出|项目支出|人员|公用|收入(?:合计|总计)$")


@value(frozen=True, slots=True)
class Row:
    """The figures of one printed row, by measure."""

    form: str
    section: str
    code: str
    name: str
    parent: str
    order: tuple[int, int, int]
    figures: dict[str, LineItem]

    @property
    def key(self) -> str:
        """Return the label's comparison key."""
        return row_key(self.name)

    @property
    def is_total(self) -> bool:
        """Tell whether the row is a total (合计, 总计 …)."""
        return is_total_key(self.key)


class Rows(Sequence[Row]):
    """The rows of a form in printed order, found by section and name, code or the row they belong to."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def side(self, section: str) -> Sequence[Row]:
        """Return the rows of one section."""
        return self._found.get((section, "", ""), ())

    def coded(self, section: str, code: str) -> Sequence[Row]:
        """Return the rows of an account code."""
        return self._found.get((section, "code", code), ())

    def named(self, section: str, key: str) -> Sequence[Row]:
        """Return the rows with a name that are no sub-rows."""
        return self._found.get((section, "name", key), ())

    def below(self, section: str, key: str) -> Sequence[Row]:
        """Return the sub-rows of the rows with a name."""
        return self._found.get((section, "parent", key), ())

    @cached_property
    def _found(self) -> Mapping[tuple[str, str, str], Sequence[Row]]:
        found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self._rows:
            found[row.section, "", ""].append(row)
            found[row.section, "parent", row_key(row.parent)].append(row)
            found[row.section, "code", row.code].append(row)
            if not row.parent:
                found[row.section, "name", row.key].append(row)
        return found


NONE: Final = Rows()
Tables = Mapping[str, Rows]
"""The rows of each form by form code; the form itself goes by the empty name within its own identities."""


@lru_cache(maxsize=65536)
def is_total_key(key: str) -> bool:
    """Tell whether a label's comparison key is that of a total (合计, 总计 …)."""
    return bool(_TOTAL.search(key))


def total_rows(rows: Iterable[Row], names: Sequence[str]) -> list[Row]:
    """Return the rows without a code that are a form's total: by its names, else the only one called 合计 or 总计.

    一般公共预算支出合计 is the total of its form where no row is called 合计.
    """
    uncoded = [row for row in rows if not row.code]
    if named := [row for row in uncoded if row.name in names]:
        return named
    called = [row for row in uncoded if row.is_total and not _PART_TOTAL.search(row.key)]
    return called if len(called) == 1 else []


def rows_of(items: Iterable[LineItem]) -> Rows:
    """Group the line items of one table into rows, in printed order.

    In a form of named items the measures of an item may stand below each other (预算数, 决算数): they are one row.
    """
    rows: dict[tuple[object, ...], Row] = {}
    for item in sorted(items, key=attrgetter("row_begins", "row_no", "column_no")):
        identity: tuple[object, ...] = (
            item.section,
            item.row_begins,
            item.row_no,
            item.item_code,
            item.item_name,
        )
        if form(item.form_code).layout == "matrix":
            whole = (item.section, item.page, item.item_name)
            identity = whole if whole not in rows or item.measure not in rows[whole].figures else identity
        row = rows.get(identity)
        if row is None:
            order = (item.row_begins, item.row_no, item.column_no)
            row = rows[identity] = Row(
                item.form_code, item.section, item.item_code, item.item_name, item.parent_name, order, {}
            )
        row.figures.setdefault(item.measure, item)
    return Rows(rows.values())


def select(term: Term, rows: Rows, anchor: Row | None) -> Sequence[Row]:
    """Return the rows a term names; ``[*]`` are those above ``anchor`` that are no sub-rows and no totals."""
    if term.code:
        return rows.coded(term.section, term.code)
    if term.labels[0].startswith("*"):
        besides = {row_key(label.removeprefix("*-")) for label in term.labels if label != "*"}
        return [
            row
            for row in rows.side(term.section)
            if not row.parent and not row.is_total and (anchor is None or row.order < anchor.order)
            if row.key not in besides
        ]
    for wanted in map(row_key, term.labels):
        if term.sub_rows:
            below = rows.below(term.section, wanted)
            found = below if term.sub_rows == ("*",) else _first_named(term.sub_rows, below)
        else:
            named = rows.named(term.section, wanted)
            found = _once([row for row in named if not row.code] or named)
        if found:
            return found
    return _called_otherwise(term, rows)


def _called_otherwise(term: Term, rows: Rows) -> Sequence[Row]:
    """Return the one row of a side that prints what a term names in other words (收入总计 for 总计, 年初结转)."""
    if term.sub_rows or term.section not in ("revenue", "expenditure"):
        return ()
    words = [printed for label in term.labels if (printed := _otherwise(row_key(label))) is not None]
    found = [
        row
        for row in rows.side(term.section)
        if not (row.parent or row.code) and any(printed.fullmatch(row.key) for printed in words)
    ]
    return found if len(found) == 1 else ()


@lru_cache(maxsize=4096)
def _otherwise(label: str) -> re.Pattern[str] | None:
    """Return what else a total or balance may be called, None for every other row."""
    return next((printed for named, printed in _OTHERWISE if named.fullmatch(label)), None)


def _once(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows of one name without a total that is printed again, above the items and below them."""
    if len(rows) < 2 or not rows[0].is_total:
        return rows
    amounts = [{name: yuan(figure) for name, figure in row.figures.items()} for row in rows]
    return [row for at, row in enumerate(rows) if amounts[at] not in amounts[:at]]


def _first_named(names: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    for wanted in map(row_key, names):
        if found := [row for row in rows if row.key == wanted]:
            return found
    return ()
