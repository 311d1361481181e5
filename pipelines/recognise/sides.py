"""Sides below each other: one list of labels that prints revenue and, under it, expenditure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.forms import FormDefinition, Section
from pipelines.recognise.headers import best_measures, prior_measure
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.labels import classes, side_of
from pipelines.values.items import PRIOR
from pipelines.values.text import row_key

REVENUE: Final = "revenue"
_EXPENDITURE: Final = "expenditure"
_NAMES: Final = {"收入": REVENUE, "支出": _EXPENDITURE}
_ALONE: Final = re.compile(r"(?:本年|当年)?(收入|支出)(?:部分|项目|预算)?")
_TOTAL: Final = re.compile(r"(收入|支出)(?:预算)?(?:合计|总计|小计)$")
_GRAND_TOTALS: Final = frozenset(("总计", "合计", "共计"))


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a row says of the side it stands on; a strong one is a total, a heading, a class or a code."""

    side: str = ""
    is_strong: bool = False
    is_total: bool = False


def _mark(code: str, label: str) -> _Mark:
    name, said = row_key(label), side_of(label)
    if len(code) in (3, 5, 7) and (code.startswith("2") or (code.startswith("1") and said == REVENUE)):
        return _Mark(_EXPENDITURE if code.startswith("2") else REVENUE, is_strong=True)
    if total := _TOTAL.search(name):
        return _Mark(_NAMES[total[1]], is_strong=True, is_total=True)
    if alone := _ALONE.fullmatch(name):
        return _Mark(_NAMES[alone[1]], is_strong=True)
    if name in classes():
        return _Mark()  # 国有资本经营预算 is a source as well as a class
    is_class = name.endswith("支出") and name.removesuffix("支出") in classes()
    return _Mark(_EXPENDITURE, is_strong=True) if is_class else _Mark(said)


def prints_sides(form: FormDefinition) -> bool:
    """Tell whether a form can print expenditure in a list that prints revenue too, where neither is its own."""
    names = {section.name for section in form.sections}
    is_spent = form.account_kind == "functional" and "revenue" not in form.role
    return REVENUE in names or (is_spent and names == {""} and "revenue" not in form.measures)


def sides_below(labels: Mapping[int, tuple[str, str]], section: str, before: str) -> dict[int, str]:
    """Return the side of every row of a list, ``{}`` where all of it stands on its own one.

    ``labels`` are the code and label of each row, ``section`` is the side that the header names (``''`` in a form of
    expenditure alone), ``before`` the one on which the list went on from the page before (``''`` where it begins here).
    Only a strong mark of the other side turns a list into two.
    """
    own = section or _EXPENDITURE
    marks = {row: _mark(*label) for row, label in labels.items()}
    is_turned = any(mark.is_strong and mark.side not in ("", own) for mark in marks.values())
    if not is_turned and before in ("", own):
        return {}
    sides: dict[int, str] = {}
    # Rows behind the total of a side are of the next one, where that begins without a heading; but those up to
    # a total without a word for the side (总计) close the first.
    waiting: list[int] = []
    current, is_closed = before or own, False
    for row, mark in marks.items():
        if not mark.side:
            (waiting.append(row) if is_closed else sides.update({row: current}))
            if row_key(labels[row][1]) in _GRAND_TOTALS:
                sides.update(dict.fromkeys(waiting, current))
                waiting = []
            continue
        sides.update(dict.fromkeys(waiting, mark.side))
        waiting = []
        current, is_closed = mark.side, mark.is_total
        sides[row] = current
    sides.update(dict.fromkeys(waiting, current))
    return dict(sorted(sides.items()))


def turned(figures: Sequence[ColumnHead], name: str, form: FormDefinition) -> tuple[ColumnHead, ...]:
    """Return the figure columns of a list as those of a side; a header without a measure there is UNKNOWN."""
    names = (name,) if name == REVENUE else (name, "")
    section = next((s for s in form.sections if s.name in names), None)
    return tuple(_turned(head, section, form) for head in figures)


def _turned(head: ColumnHead, section: Section | None, form: FormDefinition) -> ColumnHead:
    if section is None:
        return replace(head, role=Role.UNKNOWN, measure="")
    if head.measure.startswith(PRIOR):
        return replace(head, measure=prior_measure(head.path, section, form), section=section.name)
    measures = best_measures(head.path, section.columns)
    if not measures and head.measure in {column.measure for column in section.columns}:
        return replace(head, section=section.name)  # under a word that only a proof could explain
    if len(measures) != 1:
        return replace(head, role=Role.UNKNOWN, measure="", ambiguous=measures, section=section.name)
    return replace(head, measure=measures[0], section=section.name)
