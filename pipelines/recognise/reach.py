"""Reach: how far a heading stands over the columns of a table that no rules divide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.forms import FormDefinition
from pipelines.recognise.concepts import concept, header_word
from pipelines.recognise.heads import ColumnHead, Role


def within_reach(heads: Sequence[ColumnHead], form: FormDefinition) -> list[ColumnHead]:
    """Leave open what columns print that are asides by the heading over them, where their own word is a measure's.

    项目支出 below 比上年增减 may stand beside it: where no other column prints it, it is not known for an aside.
    """
    words = {
        concept(header)
        for section in form.own_sections
        for column in section.columns
        for header in column.header
        if "/" not in header
    }
    printed = {concept(head.path[-1]) for head in heads if head.role is Role.FIGURE and head.path}
    return [
        replace(head, role=Role.UNKNOWN)
        if head.role is Role.ASIDE
        and len(head.path) > 1
        and not header_word(head.path[-1]).aside
        and (word := concept(head.path[-1])) in words
        and word not in printed
        and not word.endswith("amount")
        and any(header_word(part).aside for part in head.path[:-1])
        else head
        for head in heads
    ]
