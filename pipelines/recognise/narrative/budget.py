"""Budgets: what the walk found, as statements of the contract's kinds.

A budget names its totals as it likes, so a total's subject is the printed name; revenue parts that state a
share, or no change against the year before, are structure, the others totals with their change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.sides import is_carried_by_part, is_of_one_fund, is_of_procurement
from pipelines.recognise.narrative.statement import Said, Stated, Statement
from pipelines.recognise.narrative.told import Told

# measure names of each kind for the walk's amount, delta, rate and share; what is missing is not of the kind
_TOTAL: Final = {"amount": "amount", "delta": "delta", "rate": "rate", "share": "share"}
_AMOUNT: Final = {"amount": "amount"}
_CHANGE: Final = {"delta": "delta", "rate": "rate"}
_STRUCTURE: Final = {"amount": "amount", "share": "share"}
_BUDGET: Final = {"amount": "budget", "delta": "delta", "rate": "rate", "share": "share"}
_KINDS: Final = {
    "class": ("class_budget", _BUDGET),
    "split": ("basic_split", _AMOUNT),
    "agency": ("agency_operating", {"amount": "budget", "delta": "delta", "rate": "rate"}),
    "procurement": ("procurement", _STRUCTURE),
}
_ITEM: Final = _BUDGET | {"prior": "prior_executed"}
_AMOUNTS: Final = dict.fromkeys(("initial_budget", "annual_budget", "budget"), "amount")
_NAMES: Final = {
    "公务用车购置及运行维护费小计": "公务用车购置及运行费小计",
    "公务用车运行维护费": "公务用车运行费",
}
_OF_FUND: Final = re.compile("政府性基金|国有资本")
# Subjects that a budget's narrative names without a claim, and parts that are the body's only under its own totals.
_SILENT: Final = frozenset({"name", "known"})
_PARTS: Final = frozenset({"spending", "split"})
# Their figures are split by fund or by use: parts of them are no totals of the body and no 三公 lines.
_SPLIT_BY_FUND: Final = frozenset({"public", "agency", "meeting", "procurement", "item"})
_SPENT: Final = frozenset({"spending", "split", "class"})
_FUNDS: Final = frozenset({"total", "source"})
_HEADS: Final = frozenset({"name", "known", "item", "class"})


def statements(passage: Passage, told: Sequence[Told]) -> Iterator[Statement]:
    """Yield the statements of a budget's passage."""
    splits = any(one.mention.family == "split" for one in told)
    for one in told:
        if one.mention.family in _FUNDS and is_of_procurement(passage, one):
            continue
        if one.mention.family == "part" and is_carried_by_part(passage, one):
            continue
        if one.mention.family in _SPENT and is_of_one_fund(passage, one):
            continue
        planned = _in_budget(one)
        statement = _statement(planned, splits=splits)
        if statement is not None and statement.figures:
            yield statement
            if statement.kind == "structure":
                yield _named(planned, "total_yoy", _CHANGE)


def _in_budget(told: Told) -> Told:
    """Return what is told with every budget as the amount of the year."""
    figures = [replace(f, measure=_AMOUNTS.get(f.measure, f.measure)) for f in told.figures]
    unique: list[Stated] = []
    for figure in figures:
        if not any(old.measure == figure.measure and old.value == figure.value for old in unique):
            unique.append(figure)
    return replace(told, figures=unique)


def _statement(told: Told, *, splits: bool) -> Statement | None:
    mention = told.mention
    family, subject = mention.family, mention.subject
    if family in _SILENT or (
        family in _PARTS and told.head is not None and told.head.mention.family in _HEADS
    ):
        return None
    if family == "item":
        return _item(told)
    head = told.head.mention.family if told.head is not None else ""
    if (family in ("meeting", "public") and head == "agency") or (
        family in _FUNDS and head in _SPLIT_BY_FUND
    ):
        return None
    if family in ("public", "meeting"):
        return _named(told, "three_public", _BUDGET, _NAMES.get(subject, subject))
    if family in _KINDS:
        return _named(told, *_KINDS[family])
    if family == "spending":
        is_split = subject == "基本支出" and splits and not told.is_compared and not told.has("share")
        return _named(told, "basic_split", _AMOUNT) if is_split else _named(told, "class_budget", _BUDGET)
    if family == "granted":
        if _OF_FUND.search(mention.source):
            return None
        is_split = "基本支出" in subject and not told.is_compared
        return (
            _named(told, "basic_split", _AMOUNT, "基本支出")
            if is_split
            else _named(told, "total_yoy", _TOTAL)
        )
    return _total(told)


def _total(told: Told) -> Statement:
    """Tell totals from the parts of a structure."""
    subject = told.mention.subject
    is_sum = subject.startswith("预算") or subject.endswith(
        ("预算", "总计", "总预算", "合计", "总额", "总收入", "总支出")
    )
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
        measure = _ITEM.get(figure.measure, "")
        if not measure:
            continue
        if len(amounts) > 1 and figure is amounts[0]:
            measure = "headline"
        elif figure in amounts[1:-1]:
            continue
        figures.append(replace(figure, measure=measure))
    said: tuple[Said, ...] = ()
    if told.has("prior"):
        said = tuple(replace(one, left="budget", right="prior_executed") for one in told.said)
    mention = told.mention
    return Statement("item_budget", mention.subject, tuple(figures), said, mention.names, mention.code)
