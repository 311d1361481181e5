"""Parts: columns of one list that print parts of its total, and the headings of lists that bear the same words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.concepts import concept
from pipelines.recognise.heads import ColumnHead, Role

_PARTS: Final = frozenset(("personnel", "operating_expenses"))


def beside_their_total(heads: Sequence[ColumnHead], form: FormDefinition) -> list[ColumnHead]:
    """Return the columns of a form of economic items, those of parts only where one says the total beside them.

    人员经费 over a list of its own is no column of amounts: each list has one, under 决算数 or 金额.
    """
    if not _has_parts(form) or any(
        h.measure == "final" and concept(h.path[-1]) == "total" for h in heads if h.path
    ):
        return list(heads)
    return [
        replace(head, role=Role.UNKNOWN, measure="")
        if head.role is Role.FIGURE and head.measure in _PARTS
        else head
        for head in heads
    ]


def is_part_alone(measure: str, taken: Collection[str], form: FormDefinition) -> bool:
    """Tell whether a measure is a part of a total that no column of ``taken`` measures prints."""
    return _has_parts(form) and measure in _PARTS and "final" not in taken


def _has_parts(form: FormDefinition) -> bool:
    return form.account_kind == "economic" and "final" in form.measures and form.layout == "items"
