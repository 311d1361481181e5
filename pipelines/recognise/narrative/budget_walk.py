"""The walk: which figure of a budget's text is said of which subject, and as what.

A figure belongs to the subject named right before it; shares, changes and amounts that name no subject of their
own belong to the last one. Reasons and purposes (主要原因是…, 主要用于…) are passed over to their end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.budget_mentions import Mention, find_mentions
from pipelines.recognise.narrative.budget_wording import (
    ANCHOR,
    CHANGE,
    EVEN,
    EXECUTED,
    FILLER,
    GOES_ON,
    OTHER_YEAR,
    OWN_SUBJECT,
    PLANNED,
    SHARE,
    passed_over,
)
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Said, Stated

_TOTALS: Final = frozenset({"total", "source"})


@dataclass(slots=True)
class Told:
    """What a passage says of one subject: its figures with measures amount, prior, delta, rate and share.

    ``is_even`` tells that the subject is said to be as in the year before; ``said`` are the words that compare.
    """

    mention: Mention
    figures: list[Stated] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    is_even: bool = False

    def add(self, figure: Stated) -> None:
        """Add a figure that was not told before."""
        if not any(old.measure == figure.measure and old.value == figure.value for old in self.figures):
            self.figures.append(figure)

    def has(self, measure: str) -> bool:
        """Tell whether a figure of this measure was told."""
        return any(figure.measure == measure for figure in self.figures)

    @property
    def is_compared(self) -> bool:
        """Tell whether a change against the year before is told, or that there is none."""
        return self.is_even or self.has("delta") or self.has("rate")


def walk(passage: Passage) -> tuple[Told, ...]:
    """Return what a passage tells of each subject, in reading order."""
    return _Walk(passage).run()


class _Walk:
    """Walks one passage from figure to figure.

    ``current`` is the subject told of last, ``head`` the one whose parts (其中) are being told, and ``behind``
    the offset behind the last figure.
    """

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._plain = passage.plain
        self._passed = passed_over(self._plain)
        self._mentions = tuple(m for m in find_mentions(passage) if not self._is_passed(m.end - 1))
        self._starts = [mention.start for mention in self._mentions]
        self._told: list[Told] = []
        self._current: Told | None = None
        self._head: Told | None = None
        self._behind = 0

    def run(self) -> tuple[Told, ...]:
        for amount in self._figures():
            self._note_even(amount.start)
            self._forget(amount.start)
            if amount.is_percent:
                self._percent(amount)
            else:
                self._money(amount)
            self._behind = amount.end
        self._note_even(len(self._plain))
        return tuple(told for told in self._told if told.figures)

    def _figures(self) -> Iterator[Amount]:
        for amount in self._passage.all_amounts:
            if (amount.is_money or amount.is_percent) and not self._is_passed(amount.start):
                yield amount

    def _is_passed(self, at: int) -> bool:
        index = bisect_right(self._passed, (at, len(self._plain))) - 1
        return index >= 0 and at < self._passed[index][1]

    def _forget(self, at: int) -> None:
        """Close the current subject where a paragraph between it and a figure begins with something else."""
        start = self._plain.rfind("\n", self._behind, at)
        if start >= 0 and not GOES_ON.match(self._plain, start + 1):
            self._current = self._head = None

    def _mention_before(self, at: int) -> Mention | None:
        """Return the last subject named between the last figure and this one, in the same sentence."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return None
        mention = self._mentions[index]
        is_near = mention.start >= self._behind and mention.end <= at
        return mention if is_near and not re.search(r"[。\n]", self._plain[mention.end : at]) else None

    def _clause(self, at: int) -> str:
        """Return what a clause says up to ``at``, from the last figure on."""
        return re.split(r"[,。;:\n]", self._plain[self._behind : at])[-1]

    def _percent(self, amount: Amount) -> None:
        if (share := SHARE.search(self._plain[self._behind : amount.start])) is not None:
            at = self._behind + share.start()
            named = self._mention_before(at)
            if named is not None:
                self._bound(named).add(Stated("share", amount))
            elif self._current is not None and FILLER.fullmatch(self._clause(at)):
                self._current.add(Stated("share", amount))
        elif (change := self._change(amount)) is not None:
            self._add_change("rate", amount, change)

    def _money(self, amount: Amount) -> None:
        if (change := self._change(amount)) is not None:
            self._add_change("delta", amount, change)
            return
        lead = self._plain[self._behind : amount.start]
        mention = self._mention_before(amount.start)
        if mention is not None and FILLER.fullmatch(self._plain, mention.end, amount.start):
            if self._is_of_other_year(mention, amount.start):
                self._current = None
            else:
                self._open(mention).add(Stated("amount", amount))
        elif (executed := EXECUTED.search(lead)) is not None:
            if self._current is not None and self._is_year(executed["year"], -1):
                self._current.add(Stated("prior", amount))
        elif mention is None and (planned := PLANNED.search(lead)) is not None:
            if self._current is not None and self._is_year(planned["year"], 0):
                self._current.add(Stated("amount", amount))
        elif not OTHER_YEAR.search(lead):
            self._current = None

    def _is_year(self, printed: str | None, offset: int) -> bool:
        year = self._passage.fiscal_year
        return printed is None or year is None or int(printed) == year + offset

    def _is_of_other_year(self, mention: Mention, at: int) -> bool:
        """Tell whether a subject's amount is that of the year before (2023年“三公”经费预算数12万元)."""
        clause = re.split(r"[,。;:、\n]", self._plain[max(self._behind, mention.start - 40) : mention.start])[
            -1
        ]
        years = re.findall(r"(20\d\d)年", clause + self._plain[mention.start : at])
        if years:
            return not self._is_year(years[-1], 0) and self._is_year(years[-1], -1)
        return re.search(r"(?:上年|去年)(?!结转|结余)[^,。;]{0,6}$", clause) is not None

    def _open(self, mention: Mention) -> Told:
        between = self._plain[self._behind : mention.start]
        told = Told(mention)
        if re.search(r"其中|包括", between):
            self._head = self._current
        elif re.search(r"[。\n]", between):
            self._head = None
        self._current = told
        self._told.append(told)
        return told

    def _change(self, amount: Amount) -> re.Match[str] | None:
        """Return the word of change before a figure, where its sentence compares with the year before."""
        match = CHANGE.search(self._plain, self._behind, amount.start)
        if match is None:
            return None
        start = max(self._plain.rfind(mark, 0, amount.start) for mark in "。\n") + 1
        return match if ANCHOR.search(self._plain, start, amount.start) else None

    def _add_change(self, measure: str, amount: Amount, change: re.Match[str]) -> None:
        if change["either"] and amount.value > 0:
            return  # 增加（减少）12.30万元 does not tell which
        told = self._current = self._changed(change.start())
        if told is None:
            return
        is_down = change["down"] is not None and not change["either"]
        told.add(Stated(measure, amount, is_down and amount.value != 0))
        self._current = told
        told.said.append(
            Said("<" if is_down else ">", change["word"], "amount", "prior", change.start("word"))
        )

    def _changed(self, at: int) -> Told | None:
        """Return the subject whose change is told before ``at``; None where another one is named."""
        if (mention := self._mention_before(at)) is not None:
            return self._bound(mention)
        lead = self._plain[self._behind : at]
        named = OWN_SUBJECT.match(self._clause(at))
        if named is not None and named["flow"]:
            sides = "".join(side for side in "收支" if side in named["flow"])
            return next((told for told in reversed(self._told) if told.mention.key.endswith(sides)), None)
        if named is None:
            return None
        return self._head or self._current if re.search(r"[。\n]", lead) else self._current

    def _bound(self, mention: Mention) -> Told:
        """Return what was told of the subject before, or open it where it is named for the first time."""
        for told in reversed(self._told):
            known = told.mention
            if known.family == mention.family and known.key == mention.key:
                return told
            if {known.family, mention.family} <= _TOTALS and known.key.endswith(mention.key):
                return told
        return self._open(mention)

    def _note_even(self, end: int) -> None:
        """Note where the words up to ``end`` say that the current subject is as in the year before."""
        start = self._behind
        for match in EVEN.finditer(self._plain, start, end):
            clause = re.split(r"[。\n]", self._plain[start : match.start()])
            follows = len(clause) == 1 or GOES_ON.match(clause[-1]) is not None
            between = any(start <= mention.start < match.start() for mention in self._mentions)
            if self._current is None or not follows or between or self._is_passed(match.start()):
                continue
            self._current.is_even = True
            relation = "~" if match.group().startswith("基本") else "="
            self._current.said.append(Said(relation, match.group(), "amount", "prior", match.start()))
            return
