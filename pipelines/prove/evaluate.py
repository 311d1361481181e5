"""Evaluate: apply every identity to a document's line items with the exact rounding envelope.

Each printed figure may be off by half the unit of its last digit; a sum of n figures against a total by
(n + 1) such halves. Within half a unit an identity ``holds``, within the envelope it is ``rounding``,
beyond it is ``violated``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.forms import Identity, form
from pipelines.model import LineItem
from pipelines.prove.check import Check
from pipelines.prove.terms import (
    ColumnRef,
    CrossIdentity,
    Row,
    Term,
    cross_identities,
    parse_column,
    parse_term,
    rows_of,
    select,
)
from pipelines.recognise.figures import UNIT_YUAN

_GRAINS: Final = (Decimal(100), Decimal(1))
_ENOUGH_FOR_A_GRAIN: Final = 10


def evaluate(items: Sequence[LineItem], elided_tables: frozenset[int] = frozenset()) -> list[Check]:
    """Apply all identities; tables with elided class rows are spared the sums over all rows."""
    by_table: dict[int, list[LineItem]] = defaultdict(list)
    for item in _with_grain(items):
        by_table[item.table_no].append(item)
    tables = {number: rows_of(members) for number, members in by_table.items()}
    checks: list[Check] = []
    for number, rows in sorted(tables.items()):
        for identity in form(rows[0].form).identities:
            checks.extend(_within(identity, rows, is_elided=number in elided_tables))
    by_form: dict[str, list[list[Row]]] = defaultdict(list)
    for rows in tables.values():
        by_form[rows[0].form].append(rows)
    single = {code: found[0] for code, found in by_form.items() if len(found) == 1}
    for cross in cross_identities():
        checks.extend(_across(cross, single))
    return checks


def _with_grain(items: Sequence[LineItem]) -> list[LineItem]:
    """Widen the printed unit of a document's figures in 元 that were rounded before they were printed.

    Where every one is a multiple of 100 元 they were converted from 万元 with two decimals, and their sums are
    as rough as those were; where every one ends in .00 they were rounded to whole yuan.
    """
    values = {abs(item.value) for item in items if item.value and item.unit == "元"}
    if len(values) < _ENOUGH_FOR_A_GRAIN:
        return list(items)
    grain = next((grain for grain in _GRAINS if all(value % grain == 0 for value in values)), None)
    return [
        replace(item, step=grain) if grain and item.unit == "元" and item.step < grain else item
        for item in items
    ]


def _within(identity: Identity, rows: Sequence[Row], *, is_elided: bool) -> Iterator[Check]:
    if identity.kind == "row_sum":
        yield from _row_sums(identity, rows)
    elif identity.kind == "hierarchy":
        yield from _hierarchy(identity, rows)
    elif not (is_elided and any("[*]" in term for term in identity.right)):
        yield from _equation(
            identity,
            [parse_term(t) for t in identity.left],
            [parse_term(t) for t in identity.right],
            {"": rows},
        )


def _row_sums(identity: Identity, rows: Sequence[Row]) -> Iterator[Check]:
    parts = [(-1 if part.startswith("-") else 1, part.removeprefix("-")) for part in identity.parts]
    for row in rows:
        total = row.figures.get(identity.total)
        right = [(sign, row.figures[part]) for sign, part in parts if part in row.figures]
        if total is not None and right:
            yield from _check(identity, _row_scope(row), [total], right)


def _hierarchy(identity: Identity, rows: Sequence[Row]) -> Iterator[Check]:
    """Apply the hierarchy of codes to each side of a form (or each economic item of a cross table)."""
    for section in dict.fromkeys(row.section for row in rows):
        yield from _one_hierarchy(identity, [row for row in rows if row.section == section])


def _one_hierarchy(identity: Identity, rows: Sequence[Row]) -> Iterator[Check]:
    coded = {row.code: row for row in rows if row.code}
    children: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.code:
            parent = next(
                (row.code[:n] for n in range(len(row.code) - 1, 2, -1) if row.code[:n] in coded), ""
            )
            children[parent].append(row)
    totals = [row for row in rows if not row.code and row.name in identity.total_row]
    for code, below in children.items():
        for above in [coded[code]] if code else totals:
            for measure, total in above.figures.items():
                right = [(1, row.figures[measure]) for row in below if measure in row.figures]
                if right:
                    yield from _check(identity, f"{_row_scope(above)}.{measure}", [total], right)


def _equation(
    identity: Identity | CrossIdentity,
    left: Sequence[Term],
    right: Sequence[Term],
    tables: dict[str, list[Row]] | dict[str, Sequence[Row]],
) -> Iterator[Check]:
    """Apply an equation; where no measure is named, once for every measure the left side prints."""
    anchors = select(left[0], tables.get(left[0].form, ()), None)
    if len(anchors) != 1:
        return
    anchor = anchors[0]
    for measure in [left[0].measure] if left[0].measure else list(anchor.figures):
        left_items = [anchor.figures[measure]] if measure in anchor.figures else []
        right_items = [
            (term.sign, row.figures[name])
            for term in right
            for row in select(term, tables.get(term.form, ()), anchor)
            if (name := term.measure or measure) in row.figures
        ]
        if left_items and right_items:
            yield from _check(identity, f"{_row_scope(anchor)}.{measure}", left_items, right_items)


def _across(identity: CrossIdentity, tables: dict[str, list[Row]]) -> Iterator[Check]:
    if identity.kind == "equation":
        yield from _equation(
            identity, [parse_term(t) for t in identity.left], [parse_term(t) for t in identity.right], tables
        )
        return
    left, right = parse_column(identity.left[0]), parse_column(identity.right[0])
    ours, theirs = _column(left, tables, identity.kind), _column(right, tables, identity.kind)
    for name, item in ours.items():
        other = theirs.get(name)
        if item is not None and other is not None:
            yield from _check(
                identity,
                f"{left.form}[{item.item_code or item.item_name}].{left.measure}",
                [item],
                [(1, other)],
            )


def _column(column: ColumnRef, tables: dict[str, list[Row]], kind: str) -> dict[str, LineItem | None]:
    """Return a column's figures by account code, or by class name; None where a key is printed twice."""
    found: dict[str, LineItem | None] = {}
    for row in tables.get(column.form, ()):
        if row.section != column.section or column.measure not in row.figures:
            continue
        if kind == "per_code":
            name = row.code or (row.key if row.is_total else "")
        else:
            name = row.key if (len(row.code) == 3 or not row.code) and not row.is_total else ""
        if name:
            found[name] = None if name in found else row.figures[column.measure]
    return found


def _row_scope(row: Row) -> str:
    return f"{row.form}{'.' + row.section if row.section else ''}[{row.code or row.name}]"


def _yuan(item: LineItem) -> Decimal | None:
    factor = UNIT_YUAN.get(item.unit or "")
    return None if factor is None else item.value * factor


def _check(
    identity: Identity | CrossIdentity,
    scope: str,
    left: Sequence[LineItem],
    right: Sequence[tuple[int, LineItem]],
) -> Iterator[Check]:
    """Yield the check of one tie; nothing where a figure has no money unit or ties only to itself."""
    members = [*left, *(item for _, item in right)]
    amounts = [_yuan(item) for item in members]
    if any(amount is None for amount in amounts) or len({item.place for item in members}) < len(members):
        return
    left_sum = sum((_yuan(item) or Decimal(0) for item in left), Decimal(0))
    right_sum = sum((sign * (_yuan(item) or Decimal(0)) for sign, item in right), Decimal(0))
    halves = [item.step * UNIT_YUAN[item.unit or ""] / 2 for item in members]
    gap = abs(left_sum - right_sum)
    status = "holds" if gap <= max(halves) else "rounding" if gap <= sum(halves, Decimal(0)) else "violated"
    yield Check(
        identity_id=identity.id,
        scope=scope,
        statement=identity.statement,
        is_hard=identity.hard,
        left=left_sum,
        right=right_sum,
        tolerance=sum(halves, Decimal(0)),
        status=status,
        left_items=tuple(left),
        right_items=tuple(right),
        proves=status != "violated" and _is_telling(left, [item for _, item in right]),
    )


def _is_telling(left: Sequence[LineItem], right: Iterable[LineItem]) -> bool:
    """Tell whether a tie that holds proves its figures: not zero = zero, not a total of one.

    A single figure proves another one only where it was printed independently, on another form.
    """
    filled = [item for item in right if item.value]
    if not filled or not any(item.value for item in left):
        return False
    return len(filled) >= 2 or filled[0].table_no != left[0].table_no
