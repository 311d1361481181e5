"""Budgets: what the walk found, as statements of the contract's kinds.

A budget names its totals as it likes, so a total's subject is the printed name; revenue parts that state a
share, or no change against the year before, are structure, the others totals with their change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipelines.recognise.narrative import budget_assets
from pipelines.recognise.narrative.budget_walk import Told, walk
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Reader, Said, Stated, Statement

# measure names of each kind for the walk's amount, delta, rate and share; what is missing is not of the kind
_TOTAL: Final = {"amount": "amount", "delta": "delta", "rate": "rate", "share": "share"}
_AMOUNT: Final = {"amount": "amount"}
_STRUCTURE: Final = {"amount": "amount", "share": "share"}
_BUDGET: Final = {"amount": "budget", "delta": "delta", "rate": "rate", "share": "share"}
_ITEM: Final = _BUDGET | {"prior": "prior_executed"}
_AGENCY: Final = {"amount": "budget", "delta": "delta", "rate": "rate"}


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the statements of a budget's passage, all kinds but assets."""
    told = walk(passage)
    splits = any(one.mention.family == "split" for one in told)
    for one in told:
        statement = _statement(one, splits=splits)
        if statement is not None and statement.figures:
            yield statement


def _statement(told: Told, *, splits: bool) -> Statement | None:
    mention = told.mention
    match mention.family:
        case "item":
            return _item(told)
        case "class":
            return _named(told, "class_budget", _BUDGET)
        case "spending":
            if mention.subject == "基本支出" and splits and not told.is_compared and not told.has("share"):
                return _named(told, "basic_split", _AMOUNT)
            return _named(told, "class_budget", _BUDGET)
        case "granted":
            if "基本支出" in mention.subject and not told.is_compared:
                return _named(told, "basic_split", _AMOUNT, "基本支出")
            return _named(told, "total_yoy", _TOTAL)
        case "split":
            return _named(told, "basic_split", _AMOUNT)
        case "public":
            return _named(told, "three_public", _BUDGET)
        case "agency":
            return _named(told, "agency_operating", _AGENCY)
        case "procurement":
            return _named(told, "procurement", _STRUCTURE)
        case _:
            return _total(told)


def _total(told: Told) -> Statement:
    """Tell totals from the parts of a structure."""
    subject = told.mention.subject
    is_sum = subject.endswith(("预算", "总计", "总预算", "合计", "总额"))
    is_part = told.mention.family in ("part", "source") or not re.search("[收支]", subject)
    if is_part or re.match("(?:本年|当年)?(?:收入|支出)(?:预算)?合计", subject):
        is_structure = not told.is_compared
    elif "支" not in subject:
        is_total = told.is_compared or is_sum or subject.startswith("财政拨款")
        is_structure = told.has("share") or not is_total
    else:
        is_structure = False
    kind = "structure" if is_structure else "total_yoy"
    return _named(told, kind, _STRUCTURE if is_structure else _TOTAL)


def _named(told: Told, kind: str, measures: dict[str, str], subject: str = "") -> Statement:
    figures = tuple(
        replace(figure, measure=measures[figure.measure])
        for figure in told.figures
        if figure.measure in measures
    )
    return Statement(kind, subject or told.mention.subject, figures, names=told.mention.names)


def _item(told: Told) -> Statement:
    """Return an item's figures: the last of two different amounts is its budget, the first the headline."""
    amounts = [figure for figure in told.figures if figure.measure == "amount"]
    figures: list[Stated] = []
    for figure in told.figures:
        measure = _ITEM[figure.measure]
        if len(amounts) > 1 and figure is amounts[0]:
            measure = "headline"
        elif figure in amounts[1:-1]:
            continue
        figures.append(replace(figure, measure=measure))
    said: tuple[Said, ...] = ()
    if told.has("prior"):
        said = tuple(replace(one, left="budget", right="prior_executed") for one in told.said)
    return Statement("item_budget", told.mention.subject, tuple(figures), said, told.mention.names)


KINDS: Final[tuple[Reader, ...]] = (read, budget_assets.read)
