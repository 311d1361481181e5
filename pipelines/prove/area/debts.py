"""Debts of a government's table: parts, limits, and what a year adds to a balance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.prove.area import laws
from pipelines.prove.area.tables import AreaRow, AreaTable, ColumnKey
from pipelines.prove.ties import balance, floor
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

_OPENING: Final = re.compile(r"(?:上年末|上年年末|年初|20\d\d年末).*余额(?!限额)")
_CLOSING: Final = re.compile(r"(?:本年末|年末|20\d\d年末|期末).*余额(?!限额)")
_ISSUED: Final = re.compile(r"(?:债务|债券)(?:\(?转贷\)?)?(?:发行|转贷|举借|收入)")
_REPAID: Final = re.compile(r"还本|偿还")
_OTHERWISE: Final = re.compile(r"其他方式化解")
_CLEAR: Final = Decimal("0.05")
"""A balance that is off by a larger share than other ways of settling debt are found to make up."""


def debts(table: AreaTable) -> Iterator[Check]:
    """Yield the checks of one table of debts."""
    if table.area.columns == "debt":
        for row in table.rows:
            yield from _parts(table, row)
            yield from _flows(table, row)
        if (whole := _by_row(table)) is not None:
            for check in _flows(table, whole):
                yield replace(check, is_hard=_is_clear(check))
    if table.role in ("area_general_debt", "area_special_debt"):
        yield from _lines(table)


def _by_row(table: AreaTable) -> AreaRow | None:
    """Return all rows as one where each says what of the debt it is, and no two the same; None for any other table."""
    figures = [entry for row in table.rows for entry in row.figures.items()]
    kinds = [
        {key.measure.removesuffix("_general").removesuffix("_special") for key in row.figures}
        for row in table.rows
    ]
    if len(table.rows) < 2 or any(len(kind) != 1 for kind in kinds) or len(dict(figures)) < len(figures):
        return None
    return replace(table.rows[-1], figures=dict(figures))


def _parts(table: AreaTable, row: AreaRow) -> Iterator[Check]:
    figures = row.figures
    for key, figure in figures.items():
        scope = f"{table.code}[{row.name}].{key.measure}"
        parts = [
            figures.get(key._replace(measure=f"{key.measure}_{part}")) for part in ("general", "special")
        ]
        right = [(1, part) for part in parts if part is not None]
        if len(right) == len(parts):
            yield from balance(laws.DEBT_PARTS, scope, [figure], right, is_hard=True)


def _flows(table: AreaTable, row: AreaRow) -> Iterator[Check]:
    for suffix in ("", "_general", "_special"):
        scope = f"{table.code}[{row.name}].balance{suffix}"
        closing = _of(row, f"balance{suffix}")
        limit = _of(row, f"limit{suffix}")
        if closing is not None and limit is not None:
            yield from floor(laws.LIMITS, scope, [limit], [(1, closing)], is_hard=True)
        flows = [
            (sign, found)
            for sign, measure in (
                (1, "prior_balance"),
                (1, "issued"),
                (-1, "repaid"),
                (-1, "resolved_otherwise"),
            )
            if (found := _of(row, f"{measure}{suffix}")) is not None
        ]
        says = {figure.measure.removesuffix(suffix) for _, figure in flows}
        if closing is not None and {"prior_balance", "issued", "repaid"} <= says:
            yield from balance(laws.BALANCES, scope, [closing], flows, is_hard=True)


def _of(row: AreaRow, measure: str) -> LineItem | None:
    found = [figure for key, figure in row.figures.items() if key.measure == measure]
    return found[0] if len(found) == 1 else None


def _lines(table: AreaTable) -> Iterator[Check]:
    """Tie the lines of one debt: a large gap is no rounding, a small one may be debt that was settled otherwise."""
    rows = list(table.rows)
    opening = next((row for row in rows if _OPENING.search(row.name)), None)
    closing = next(
        (row for row in reversed(rows) if _CLOSING.search(row.name) and "限额" not in row.name), None
    )
    if opening is None or closing is None or opening is closing:
        return
    issued = next((row for row in rows if _ISSUED.search(row.name)), None)
    repaid = next((row for row in rows if _REPAID.search(row.name)), None)
    otherwise = next((row for row in rows if _OTHERWISE.search(row.name)), None)
    for key in closing.figures:
        if not _is_whole(key, (opening, issued, repaid)):
            continue
        flows = [
            (sign, row.figures[key])
            for sign, row in ((1, opening), (1, issued), (-1, repaid), (-1, otherwise))
            if row is not None and key in row.figures
        ]
        scope = f"{table.code}[{closing.name}].{key.measure}"
        for check in balance(laws.LINES, scope, [closing.figures[key]], flows, is_hard=True):
            yield replace(check, is_hard=_is_clear(check))


def _is_whole(key: ColumnKey, rows: tuple[AreaRow | None, ...]) -> bool:
    return all(row is not None and key in row.figures for row in rows)


def _is_clear(check: Check) -> bool:
    return abs(check.left - check.right) > _CLEAR * abs(check.left)
