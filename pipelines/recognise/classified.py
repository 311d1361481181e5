"""Columns beside each other that may not be taken together: classifications, sides and repeated measures.

A table may print functional and economic codes beside each other.

What its header calls 功能, 经济 or 政府经济 tells them apart. Codes of two classifications are never joined into one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.text import key

_WORDS: Final = (
    ("government_economic", re.compile(r"政府(?:预算|支出|预算支出)?经济")),
    ("economic", re.compile(r"经济(?:分类|科目)")),
    ("functional", re.compile(r"功能(?:分类|科目)")),
)
_LABELS: Final = frozenset((Role.CODE, Role.NAME))


def by_classification(heads: Sequence[ColumnHead], form: FormDefinition) -> list[ColumnHead]:
    """Keep of every list the labels of one classification, and set lists of another one apart.

    Of labels side by side those of the form's own classification are its rows, else those printed first; the others are
    asides, and so is what describes a project beside its name. A list with figures of its own under the head of another
    classification becomes a section of that name.
    """
    found = [_named(head) for head in heads]
    figures = {kind for head, kind in zip(heads, found, strict=True) if head.role is Role.FIGURE and kind}
    fixed = list(heads)
    if len(figures) > 1:
        own = _own(form, [kind for kind in found if kind in figures])
        for at, (head, kind) in enumerate(zip(heads, found, strict=True)):
            if kind and kind != own:
                fixed[at] = replace(head, section=head.path[0])
        return fixed
    for first, last in _runs(heads):
        kinds = [kind for kind in found[first:last] if kind]
        if form.account_kind is None and any(_names_projects(head) for head in heads[first:last]):
            project = next(at for at in range(first, last) if _names_projects(heads[at]))
            for at in range(first, last):
                describes = _describes(heads[at]) or (at > project and _names_a_body(heads[at]))
                if heads[at].role is Role.NAME and (found[at] or describes):
                    fixed[at] = replace(heads[at], role=Role.ASIDE)
        if len(set(kinds)) < 2:
            continue
        own = _own(form, kinds)
        for at in range(first, last):
            if found[at] and found[at] != own:
                fixed[at] = replace(heads[at], role=Role.ASIDE)
    return fixed


def _names_projects(head: ColumnHead) -> bool:
    return head.role is Role.NAME and bool(head.path) and "项目名称" in key(head.path[-1])


def _describes(head: ColumnHead) -> bool:
    """Tell whether a column says what a project is for (项目内容), beside its name."""
    return bool(head.path) and key(head.path[-1]).endswith(("内容", "说明", "用途"))


def _names_a_body(head: ColumnHead) -> bool:
    return bool(head.path) and re.search(r"(?:单位|部门|机构)(?:名称)?$", key(head.path[-1])) is not None


def _own(form: FormDefinition, kinds: Sequence[str]) -> str:
    """Return the classification of a form's rows among those that a table names, in their order."""
    kind = form.account_kind
    return kind if kind is not None and kind in kinds else kinds[0]


def _named(head: ColumnHead) -> str:
    """Return the classification that a column's header names, ``''`` where it names none."""
    return classification_named("".join(map(key, head.path)))


def classification_named(text: str) -> str:
    """Return the classification that a heading names (政府预算支出经济分类科目), ``''`` where it names none."""
    return next((kind for kind, words in _WORDS if words.search(text)), "")


def _runs(heads: Sequence[ColumnHead]) -> list[tuple[int, int]]:
    """Return the stretches of columns of labels, those between figures, as half-open ranges."""
    runs: list[tuple[int, int]] = []
    start = None
    for at, head in enumerate(heads):
        if head.role in _LABELS:
            start = at if start is None else start
        elif head.role is Role.FIGURE and start is not None:
            runs.append((start, at))
            start = None
    return [*runs, *([(start, len(heads))] if start is not None else [])]


def once_each(heads: Sequence[ColumnHead]) -> list[ColumnHead]:
    """Leave open which of several columns of one list prints a measure: the one that no group stands over does.

    Where a group of columns repeats the measures of another (一般公共预算: 小计, 基本支出), nothing tells which.
    """
    fixed = list(heads)
    for first, last in side_by_side(heads):
        figures = [head for head in heads[first:last] if head.role is Role.FIGURE and head.measure]
        for measure in {head.measure for head in figures}:
            same = [head for head in figures if (head.measure, head.item) == (measure, "")]
            least = min((len(head.path) for head in same), default=0)
            kept = [head for head in same if len(head.path) == least]
            for head in same:
                if len(same) > 1 and kept != [head]:
                    fixed[head.index] = replace(head, role=Role.UNKNOWN, measure="", ambiguous=(measure,))
    return fixed


def side_by_side(heads: Sequence[ColumnHead]) -> list[tuple[int, int]]:
    """Return the lists that stand side by side: labels, then figures, as half-open ranges."""
    starts = [first for first, _ in _runs(heads)]
    return (
        list(zip([0, *starts[1:]], [*starts[1:], len(heads)], strict=True)) if starts else [(0, len(heads))]
    )
