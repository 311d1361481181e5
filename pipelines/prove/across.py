"""Across: the identities of ``cross_form.yml``, applied to the forms of one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipelines.forms import CrossIdentity, form
from pipelines.forms.terms import ColumnRef, parse_column, parse_term
from pipelines.prove.presence import apply_placed
from pipelines.prove.terms import NONE, Rows, Tables, select
from pipelines.prove.ties import balance, floor
from pipelines.prove.within import equation, is_met, row_scope
from pipelines.values.items import LineItem
from pipelines.values.proof import Check


def single_forms(tables: Mapping[int, Rows]) -> Tables:
    """Return the rows of every form that a document prints once, by form.

    A form printed twice (a department's and its unit's) is left out: nobody knows which one is meant. Project
    forms (one per project) are taken together.
    """
    by_form: dict[str, list[Rows]] = defaultdict(list)
    for rows in tables.values():
        by_form[rows[0].form].append(rows)
    return {
        code: found[0] if len(found) == 1 else Rows(row for rows in found for row in rows)
        for code, found in by_form.items()
        if len(found) == 1 or form(code).is_per_project
    }


def apply_across(identity: CrossIdentity, tables: Tables, division_code: str) -> Iterator[Check]:
    """Yield the checks of one identity across forms."""
    is_local = not identity.jurisdictions or division_code.startswith(identity.jurisdictions)
    is_hard = identity.hard and is_local and is_met(identity.hard_when, tables)
    if identity.kind == "equation":
        yield from equation(identity, tables, is_hard=is_hard)
        return
    if identity.kind == "placed":
        yield from apply_placed(identity, tables)
        return
    if identity.kind == "single":
        yield from _again(identity, tables)
        return
    left = parse_column(identity.left[0])
    ours = _column(left, tables, identity.kind)
    theirs = [_column(parse_column(text), tables, identity.kind) for text in identity.right]
    tie = floor if identity.floor and not (is_hard and identity.hard_when) else balance
    for name, item in ours.items():
        others = [column[name] for column in theirs if name in column]
        right = [(1, other) for other in others if other is not None]
        if item is None or not right or len(right) < len(others):
            continue
        scope = f"{left.form}[{item.item_code or item.item_name}].{left.measure}"
        yield from tie(identity, scope, [item], right, is_hard=is_hard or identity.floor)


def _again(identity: CrossIdentity, tables: Tables) -> Iterator[Check]:
    """Yield the check of every row of a column that prints the left figure, which is not zero, again."""
    term = parse_term(identity.left[0])
    found = select(term, tables.get(term.form, NONE), None)
    if len(found) != 1 or term.measure not in found[0].figures:
        return
    whole = found[0].figures[term.measure]
    for text in identity.right:
        column = parse_column(text)
        for row in tables.get(column.form, NONE):
            item = row.figures.get(column.measure)
            if item is not None and row.section == column.section and item.amount_yuan == whole.amount_yuan:
                yield from balance(identity, row_scope(row), [item], [(1, whole)], is_hard=False)


def _column(column: ColumnRef, tables: Tables, kind: str) -> dict[str, LineItem | None]:
    """Return a column's figures by account code, or by class name; None where a key is printed twice."""
    found: dict[str, LineItem | None] = {}
    for row in tables.get(column.form, NONE):
        if row.section != column.section or column.measure not in row.figures:
            continue
        if kind == "per_code":
            name = row.code or (row.key if row.is_total else "")
        else:
            name = row.key if (len(row.code) == 3 or not row.code) and not row.is_total else ""
        if name:
            found[name] = None if name in found else row.figures[column.measure]
    return found
