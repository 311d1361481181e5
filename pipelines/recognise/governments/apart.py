"""Columns of one list that neither stage, year nor scope tells apart: what their own header says of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import Area
from pipelines.recognise.governments.column import AMOUNT, AreaColumn
from pipelines.recognise.governments.measures import (
    GENERIC,
    YEAR,
    bare_header,
    is_of_changes,
    is_total,
    stage_said,
    without_stage,
)
from pipelines.recognise.governments.titles import debt_of
from pipelines.recognise.heads import Role

_BONDS: Final = re.compile("新增|再融资")
_STAGES: Final = frozenset(("initial_budget", "adjusted_budget", "budget", "executed", "final"))


def told_apart(columns: Sequence[AreaColumn], area: Area) -> list[AreaColumn]:
    """Give columns of one list that no word of stage, year or scope tells apart their own header as a section."""
    keys = Counter(_key(column) for column in columns if column.role is Role.FIGURE)
    named = [
        replace(column, head=replace(column.head, section=_own_header(column.head.path, area)))
        if column.role is Role.FIGURE and (keys[_key(column)] > 1 or _is_of_no_stage(column, columns))
        else column
        for column in columns
    ]
    keys = Counter(_key(column) for column in named if column.role is Role.FIGURE)
    by_path = [
        replace(column, head=replace(column.head, section="/".join(map(bare_header, column.head.path))))
        if column.role is Role.FIGURE and keys[_key(column)] > 1 and column.head.path
        else column
        for column in named
    ]
    keys = Counter(_key(column) for column in by_path if column.role is Role.FIGURE)
    # Two columns of one header print what cannot be told.
    return [
        replace(column, head=replace(column.head, role=Role.UNKNOWN))
        if column.role is Role.FIGURE and keys[_key(column)] > 1
        else column
        for column in by_path
    ]


def _is_of_no_stage(column: AreaColumn, columns: Sequence[AreaColumn]) -> bool:
    """Tell whether a column says something else than the stages of those beside it: 结转下年, 其中：本级财力."""
    beside = (
        other.head.measure
        for other in columns
        if other.role is Role.FIGURE and (other.lane, other.scope) == (column.lane, column.scope)
    )
    return (
        column.head.measure == AMOUNT
        and not column.head.section
        and any(stage_of_measure in _STAGES for stage_of_measure in beside)
    )


def _key(column: AreaColumn) -> tuple[int, str, str, str, str]:
    return column.lane, column.scope, column.head.section, column.head.item, column.head.measure


def _own_header(path: Sequence[str], area: Area) -> str:
    if is_of_changes(path):
        return bare_header(path[-2] if GENERIC.fullmatch(path[-1]) else path[-1])
    words_of = [
        bare_header(part)
        for part in path
        if not (
            GENERIC.fullmatch(part)
            or is_total(part)
            or (area.sided and part in ("收入", "支出"))
            or YEAR.fullmatch(part)
            or (stage_said(part) and not without_stage(part))
            or (area.columns == "debt" and not _BONDS.search(part) and (debt_of(part) or "资金" in part))
        )
    ]
    if words_of:
        return words_of[-1]
    return area.total_section
