"""Sides: what is told behind a total of one side with less than its whole name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.lead import Lead
from pipelines.recognise.narrative.names import Mention, is_of_own_year, parts_of_public
from pipelines.recognise.narrative.paragraphs import ORDINAL
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.phrase import SIDES, Phrase
from pipelines.recognise.narrative.told import Told

_JOINS: Final = re.compile(r"(?:支出|收入|费用|预算|决算|类|[”\"])*[、和与及](?:本年|当年|[“\"])?")
_JOINED: Final = re.compile("[、和与及]")
_KEPT: Final = frozenset({"item", "class"})
_OF_REVENUE: Final = frozenset({"source", "part"})
_CARRIED: Final = re.compile("(?<!拨款)结转")
_ONE_FUND: Final = re.compile("政府性基金|国有资本经营")
# A sentence or heading that names one fund before anything else is told: 政府性基金预算收支情况：年初结转和结余…
_ON_ONE_FUND: Final = re.compile(
    r"[^\d,，:：、]{0,12}(?:政府性基金|国有资本经营)[^\d,，:：、]*(?:[,，:：]|$)"
)
_LEAD: Final = re.compile(rf"{ORDINAL.pattern}|^(?:19|20)\d\d年度?")
_OF_ITEMS: Final = frozenset({"item", "class", "name"})
_SPENT: Final = frozenset({"spending", "granted", "class"})
BY_UNIT: Final = frozenset({"public", "meeting", "agency"})
"""Families of subjects that a report tells of units of the body, too."""
_UNIT: Final = re.compile(r"(?<![本我该各])(?:机关|本级|单位|中心|[大支]队|[所站校院馆局委办])$")
_APART: Final = re.compile("(?:机关|本级|本部)[^。]{0,200}?(?:下属|所属|直属|二级)(?:预算|事业)?单位")
_LONGEST_UNIT: Final = 3  # characters of its words, and the one before them
WITH_YEARS: Final = frozenset({"public", "agency"})
"""Families of subjects whose figures of several years stand side by side."""


def of_one_fund(known: Mention | None, lead: Lead, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Give the second side of a fund's total its fund (财政拨款收入总计12万元、支出总计12万元)."""
    if known is None or known.family != "total" or not known.source or lead.crosses or len(mentions) != 1:
        return mentions
    other = mentions[0]
    tail = known.subject.partition("收入")[2] or known.subject.partition("收支")[2]
    begins = [piece for piece in lead.sentence if piece.end <= other.start]
    if other.family != "total" or other.source or other.subject != f"支出{tail}" or not tail:
        return mentions
    if any(piece.kind not in ("fill", "point") for piece in begins):
        return mentions
    subject = f"{known.source}{other.subject}"
    return [replace(other, subject=subject, key=f"{known.source}{other.key}", source=known.source)]


def other_side(known: Mention | None, phrase: Phrase) -> Mention | None:
    """Return the total of the other side where only 收入 or 支出 is said behind a total, else None."""
    flow = next((piece for piece in phrase.words if piece.kind == "flow"), None)
    if flow is None or phrase.is_explicit or known is None or known.family != "total":
        return None
    side = SIDES.get(flow.text, "")
    if side == "" or known.side in (side, "收支"):
        return None
    subject = known.subject.replace("收入" if side == "支" else "支出", flow.text)
    return Mention(flow.start, flow.end, "total", subject, f"{known.source}{side}", side, known.source)


def is_of_procurement(passage: Passage, told: Told) -> bool:
    """Tell whether a kind of money is what procurement is paid from: 按采购资金划分,一般公共预算拨款2万元."""
    return "采购" in passage.under or "采购" in passage.sentence_before(told.mention.start)


def is_carried_by_part(passage: Passage, told: Told) -> bool:
    """Tell whether what is carried over is that of one fund or one kind of expenditure, not the body's.

    Its sentence or heading tells of 政府性基金 or 国有资本经营 alone, or it is a part of what such is spent on.
    """
    if not _CARRIED.search(told.mention.subject):
        return False
    head = told.head.mention if told.head is not None else None
    if head is not None and (
        head.family in _SPENT or (head.family == "total" and _ONE_FUND.search(head.source))
    ):
        return True
    texts = (passage.sentence_before(told.mention.start), passage.under)
    return any(_ON_ONE_FUND.match(ORDINAL.sub("", text)) is not None for text in texts)


def is_of_one_fund(passage: Passage, told: Told) -> bool:
    """Tell whether what is spent is that of 政府性基金 or 国有资本经营 alone, by its whole or by the heading."""
    head = told.head.mention if told.head is not None else None
    if head is not None and head.source:
        return _ONE_FUND.search(head.source) is not None
    texts = (passage.sentence_before(told.mention.start), passage.under)
    return any(_ON_ONE_FUND.match(_LEAD.sub("", text)) is not None for text in texts)


def named_of(phrase: Phrase, whole: Told | None, passage: Passage) -> tuple[Mention, ...]:
    """Return the name that nothing knows before an amount: a part's within a line of 三公, else as it is printed."""
    if phrase.name is None:
        return ()
    start, end = phrase.name
    name = passage.text[start:end]
    part = parts_of_public().get(name) if whole is not None and whole.mention.family == "public" else None
    if part is not None:
        return (Mention(start, end, "public", part, part, "支"),)
    return (Mention(start, end, "name", name, name, "", "", (name,)),)


def is_list(phrase: Phrase, plain: str) -> bool:
    """Tell whether names stand side by side before one amount (甲、乙共3万元), which is that of neither alone."""
    return (
        len(phrase.joined) > 1
        and not any(piece.kind in ("each", "pair") for piece in phrase.words)
        and all(_JOINS.fullmatch(plain, a.end, b.start) for a, b in pairwise(phrase.joined))
    )


def tells_units_apart(mention: Mention, passage: Passage) -> bool:
    """Tell whether a sentence has one line of the own office and one of its units: 局机关…5万元,下属单位…3万元."""
    end = passage.plain.find("。", mention.end)
    sentence = passage.plain[passage.sentence_start(mention.start) : end if end >= 0 else None]
    return _APART.search(sentence) is not None


def is_of_unit(mention: Mention, plain: str) -> bool:
    """Tell whether a unit stands right before the name of a part, none of the whole: 其中：局机关公务接待费."""
    before = plain[max(0, mention.start - _LONGEST_UNIT) : mention.start]
    return _UNIT.search(before) is not None


def may_be_of(told: Told, lead: Lead, phrase: Phrase, amount: Amount, report_kind: str | None) -> bool:
    """Tell whether an amount without a name may be one of a subject: its side, no part, no other amount."""
    side = told.mention.side
    if (side in SIDES.values() and phrase.side not in ("", side)) or (
        lead.is_part and not phrase.is_explicit
    ):
        return False
    measures = {phrase.measure or "amount"}
    if report_kind == "budget" and told.mention.family != "item":
        measures |= {"amount", "budget"}
    return not told.denies(measures, amount)


def is_said_of(told: Told, lead: Lead, mentions: Sequence[Mention], plain: str) -> bool:
    """Tell whether 本年度支出 is said of the subject told of: of an item, or after a figure of another year."""
    if len(mentions) != 1 or not is_of_own_year(mentions[0], plain) or lead.crosses_paragraph:
        return False
    is_item = told.mention.family == "item" and (not told.figures or (told.is_budget and not lead.crosses))
    return is_item or (told.has_prior and told.mention.family in WITH_YEARS and not lead.crosses)


def opens_parts(told: Told | None, lead: Lead, mentions: Sequence[Mention], phrase: Phrase) -> bool:
    """Tell whether names without 其中 are parts of what stands before: those in brackets behind a line of 三公 or an
    item, and those of which nothing is said behind the budget of 三公 (预算9万元：公务接待费3万元).
    """
    known = told.mention if told is not None else None
    if told is None or known is None or known.subject == mentions[0].subject:
        return False
    if mentions[0].family == "spending":
        return lead.opens and known.family in _OF_ITEMS
    is_unsaid = told.is_budget and not lead.crosses and not phrase.says and not phrase.is_explicit
    return (lead.opens or is_unsaid) and known.family == mentions[0].family == "public"


def whole_of(told: Told | None, all_told: Sequence[Told], plain: str) -> Told | None:
    """Return whose change stands behind a part: the whole's behind parts in one list (甲3万元、乙2万元,比上年…).

    So it is behind kinds of expenditure side by side, of which none is compared alone.
    """
    if told is None or len(all_told) < 2 or all_told[-1] is not told:
        return told
    before = all_told[-2]
    if _is_one_of_several(told, [before, told], plain) and before.figures and not before.is_compared:
        begin = plain.rfind("。", 0, before.mention.start) + 1
        totals = [one for one in all_told if one.mention.family == "total" and one.mention.start >= begin]
        return told.head or next(reversed(totals), None)
    if told.head is None or before.head is not told.head or not before.figures or before.is_compared:
        return told
    end = max(figure.amount.end for figure in before.figures)
    return told.head if _JOINED.fullmatch(plain, end, told.mention.start) else told


def first_of(told: Told | None, lead: Lead, all_told: Sequence[Told], plain: str) -> Told | None:
    """Return whose change begins a paragraph: behind parts of revenue it is what the paragraph before began with."""
    if told is None or _is_one_of_several(told, all_told, plain):
        return None
    if not lead.crosses_paragraph or told.mention.family not in _OF_REVENUE:
        return told
    begin = plain.rfind("\n", 0, told.mention.start) + 1
    return next((one for one in all_told if one.mention.start >= begin), told)


def _is_one_of_several(told: Told, all_told: Sequence[Told], plain: str) -> bool:
    """Tell whether a sentence lists kinds of expenditure side by side: a change behind it is that of none alone."""
    listed = [one for one in all_told if one.mention.family == told.mention.family and one.head is told.head]
    begin = plain.rfind("。", 0, told.mention.start) + 1
    return told.mention.family in _SPENT and any(
        begin <= one.mention.start for one in listed if one is not told
    )


def is_kept(told: Told | None, report_kind: str | None) -> bool:
    """Tell whether a subject is told on behind a sentence that begins with something else: items of final accounts."""
    return told is not None and told.mention.family in _KEPT and report_kind != "budget"
