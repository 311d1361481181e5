"""The reading: whose each figure of a passage is, what it measures, of which year, and against what.

A passage is read left to right as marks (:mod:`.words`) and names (:mod:`.names`). A figure belongs to the name in
its own clause, else to the subject told of last; brackets and lists (其中) return to the subject before them; what is
not decided stays without a claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.dealt import dealt_to, in_row
from pipelines.recognise.narrative.lead import Lead
from pipelines.recognise.narrative.names import Mention
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.phrase import Phrase
from pipelines.recognise.narrative.pieces import Piece, pieces
from pipelines.recognise.narrative.sides import (
    BY_UNIT,
    WITH_YEARS,
    first_of,
    is_kept,
    is_list,
    is_of_unit,
    is_said_of,
    may_be_of,
    named_of,
    of_one_fund,
    opens_parts,
    other_side,
    tells_units_apart,
    whole_of,
)
from pipelines.recognise.narrative.statement import Said, Stated
from pipelines.recognise.narrative.thread import Thread
from pipelines.recognise.narrative.told import BUDGETS, Reading, Told
from pipelines.recognise.narrative.wording import direction

# What an amount leans on where it is no subject's: the whole of a share, what something fell to.
_LEANS: Final = {"share": "whole", "even": "whole", "turn": "fell_to"}
_OF_AREAS: Final = frozenset({"total", "part", "class", "source"})


def read_passage(passage: Passage) -> Reading:
    """Read a passage's money and percentages."""
    return _Reader(passage).run()


class _Reader:
    """Goes from figure to figure: ``current`` is the subject told of last, ``head`` the one whose parts are told."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._plain = passage.plain
        self._reading = Reading()
        self._at = Thread(self._reading)
        self._waiting: list[tuple[Mention | None, str]] = []
        self._lead: list[Piece] = []
        self._completed: str | None = None
        self._of_unit = False
        self._turned: tuple[Told, bool] | None = None

    def run(self) -> Reading:
        stream, self._reading.asides = pieces(self._passage)
        for piece in stream:
            match piece.kind:
                case "figure":
                    self._figure(piece.amount)
                    self._lead = []
                case "open":
                    self._at.enter(len(self._lead))
                    self._lead.append(piece)
                case "close":
                    self._lead = self._at.leave(self._lead)
                case _:
                    self._pass(piece)
        self._even(Lead(self._lead))
        return self._reading

    def _pass(self, piece: Piece) -> None:
        if piece.kind == "stop":
            self._at.brackets = []
        elif piece.kind == "name" and piece.mention.family == "item":
            self._even(Lead(self._lead))
            self._lead = []
            self._at.open(piece.mention, is_part=False)
        self._lead.append(piece)

    # One figure

    def _figure(self, amount: Amount) -> None:
        lead = Lead(self._lead)
        self._even(lead)
        self._cross(lead)
        self._at.base = lead.base(self._at.base, self._passage.fiscal_year, self._passage.report_kind)
        is_down = direction(self._plain, amount)
        turned, self._turned = self._turned, None
        if self._take_waiting(lead, amount) or self._at.take_dealt(amount, joins=lead.only_joins):
            return
        if lead.is_average:
            self._aside(amount, "average")
            return
        if turned is not None and amount.is_percent and lead.only_opens:
            told, fell = turned
            told.add(Stated("rate", amount, fell and amount.value != 0))
            return
        if is_down is not None and (turn := lead.turn()) is not None:
            self._change(lead, amount, turn, is_down=is_down)
        elif amount.is_percent:
            self._percent(lead, amount)
        else:
            self._money(lead, amount)

    def _aside(self, amount: Amount, why: str) -> None:
        self._reading.asides[amount.start] = why

    def _cross(self, lead: Lead) -> None:
        """Close the subject told of where a sentence between it and a figure begins with something else."""
        if not lead.crosses:
            return
        if not lead.starts_with("list") and not lead.begins_with_turn:
            self._at.base = ""
        if (
            lead.crosses_paragraph
            and not lead.goes_on_behind_paragraph
            and not is_kept(self._at.current, self._passage.report_kind)
        ):
            self._at.current = self._at.head = None

    # Percentages

    def _percent(self, lead: Lead, amount: Amount) -> None:
        budget = lead.completed() if self._passage.report_kind != "budget" else None
        if lead.only_completes and self._at.current is not None and any(map(self._at.current.has, BUDGETS)):
            budget = ""
        if self._completed is not None and lead.only_joins:
            budget = self._completed
        self._completed = None
        if budget is None and lead.is_share:
            self._share(lead, amount)
        elif budget is not None:
            told = self._subject_before(lead)
            if told is None:
                return
            told.add(Stated("completion_rate", amount))
            if budget and told.has("budget") and not told.has(budget):
                told.figures = [
                    Stated(budget, one.amount) if one.measure == "budget" else one for one in told.figures
                ]

    def _share(self, lead: Lead, amount: Amount) -> None:
        named = lead.name_before_share()
        if lead.is_share_within:
            self._aside(amount, "part_of_part")
            return
        if named is not None:
            told: Told | None = self._at.bound(named)
        elif lead.is_dealt_out:
            self._at.dealt = dealt_to(self._reading.told, self._passage, amount, "share")
            self._at.take_dealt(amount)
            return
        else:
            told = None if lead.is_share_of_text else self._at.current
        if told is not None:
            told.add(Stated("share", amount))

    def _subject_before(self, lead: Lead) -> Told | None:
        named = lead.name()
        if named is not None:
            return self._at.bound(named)
        return self._at.current or self._topic(lead)

    def _topic(self, lead: Lead) -> Told | None:
        """Return the subject that a heading names for the figures below it."""
        named = lead.topic()
        return self._at.open(named, is_part=False) if named is not None else None

    # Changes

    def _change(self, lead: Lead, amount: Amount, turn: int, *, is_down: bool) -> None:
        told = self._changed(lead, turn)
        if told is None or (not is_down and told.is_outgrown(amount)):
            self._at.current = None
            return
        if self._at.base in ("budget", "other") or told.measure == "achieved":
            self._aside(amount, "other_base" if self._at.base else "achieved")
            return
        if self._at.base != "prior" and not told.has_prior:
            return
        word = lead.sentence[turn]
        self._at.current = told
        measure = "rate" if amount.is_percent else "delta"
        if in_row(self._plain, amount) > 1:
            all_told = self._reading.told if lead.is_dealt_out else ()
            self._at.dealt = dealt_to(all_told, self._passage, amount, measure, is_down=is_down)
            self._at.take_dealt(amount)
            return
        if told.has(measure):
            if lead.compares:  # 比上年预算减少2万元,比上年执行数增加1万元
                self._at.base = "other"
                self._aside(amount, "other_base")
            return
        told.add(Stated(measure, amount, is_down and amount.value != 0))
        self._turned = (told, is_down) if measure == "delta" else None
        told.said.append(Said("<" if is_down else ">", word.text, "amount", "prior", word.start))

    def _changed(self, lead: Lead, turn: int) -> Told | None:
        """Return the subject whose change is told; None where another one is named."""
        named, flow, is_text = lead.turned(turn)
        if named is not None:
            return self._at.bound(named)
        if is_text:
            return None
        if flow and self._at.current is not None and self._at.current.mention.side:
            same = [
                told
                for told in reversed(self._reading.told)
                if told.mention.family in ("total", "part") and told.mention.side == flow
            ]
            if self._at.current.mention.family in ("total", "part", "source", "spending"):
                totals = [t for t in same if t.mention.family == "total"]
                if lead.crosses:  # 今年收入增加 is said of all of it, not of the part told of last
                    totals.sort(key=lambda t: t.mention.source != "")
                return next(iter(totals), None) if same else self._at.current
        if not lead.crosses:
            return whole_of(self._at.current, self._reading.told, self._plain) or self._topic(lead)
        if not lead.goes_on and not is_kept(self._at.current, self._passage.report_kind):
            return None
        return self._at.head or first_of(self._at.current, lead, self._reading.told, self._plain)

    # Money

    def _money(self, lead: Lead, amount: Amount) -> None:
        phrase = lead.phrase()
        self._completed = lead.completed()
        if self._take_second_side(lead, amount):
            return
        if phrase.is_base:
            self._base_figure(lead, phrase, amount)
        elif phrase.pairs:
            self._waiting = list(phrase.pairs)
            self._take(lead, amount)
        elif phrase.stands_on == "turn" and not phrase.words:
            return  # A form's open choice: 增加（减少）6万元.
        elif phrase.words and phrase.words[-1].text == "调整":
            self._aside(amount, "other_base")  # 预算调整20万元 is what was added, 调整为20万元 the budget.
        elif phrase.stands_on in _LEANS:
            self._aside(amount, _LEANS[phrase.stands_on])
        elif phrase.is_of_other_year(self._passage.fiscal_year):
            self._other_year(phrase, amount)
        elif is_list(phrase, self._plain):
            self._of_several(lead, phrase, amount)
        else:
            for told in self._subjects(lead, phrase, amount):
                is_areas = phrase.is_of_area and told.mention.family in _OF_AREAS
                self._tell(told, "achieved" if is_areas else phrase.measure, amount)

    def _of_several(self, lead: Lead, phrase: Phrase, amount: Amount) -> None:
        """Take one amount of several names together (甲、乙共3万元): each is nothing where it is, else none is told."""
        head = self._at.current
        for mention in phrase.joined if amount.value == 0 else ():
            self._at.current = head
            told = self._at.open(mention, is_part=lead.is_part, crosses=lead.crosses)
            self._tell(told, phrase.measure, amount)
        if amount.value != 0:
            self._at.head = head if lead.is_part else self._at.head
            self._at.current = None

    def _subjects(self, lead: Lead, phrase: Phrase, amount: Amount) -> list[Told]:
        """Return the subjects that an amount is told of: those named before it, else the one told of last.

        One that names no subject is not told of one whose amount is known to be another.
        """
        whole = self._at.head if self._at.head is not None and not self._at.brackets else self._at.current
        mentions = phrase.mentions or named_of(phrase, whole, self._passage)
        if self._at.current is not None and is_said_of(self._at.current, lead, mentions, self._plain):
            return [self._at.current]
        if mentions:
            is_part, head = (
                lead.is_part or opens_parts(self._at.current, lead, mentions, phrase),
                self._at.current,
            )
            if self._is_of_unit(lead, mentions):
                self._at.head, self._at.current = head if is_part else self._at.head, None
                return []
            opened = []
            for mention in of_one_fund(head.mention if head is not None else None, lead, mentions):
                self._at.current = head
                opened.append(self._at.open(mention, is_part=is_part, crosses=lead.crosses))
            return opened
        named = lead.name()
        if named is not None and not phrase.is_explicit and (named.family == "known" or lead.is_counted):
            return [self._at.open(named, is_part=lead.is_part, crosses=lead.crosses)]
        if not phrase.says:
            is_bought = named is not None and named.family == "procurement" and named.subject.endswith("企业")
            self._at.current = (
                self._at.open(named, is_part=False) if named is not None and is_bought else None
            )
            return [self._at.current] if self._at.current is not None else []
        told = self._other_side(phrase)
        if told is None and phrase.is_explicit:
            told = self._at.open(named, is_part=False) if named is not None else None
            if told is None and (lead.crosses_paragraph or self._at.current is None):
                told = self._topic(lead)
        if told is None and lead.crosses and self._at.head is not None:
            self._at.current, self._at.head = self._at.head, None
        told = told or self._at.current
        if told is not None and may_be_of(told, lead, phrase, amount, self._passage.report_kind):
            return [told]
        if lead.is_part and self._at.current is not None:
            self._at.head = self._at.current
        return []

    def _is_of_unit(self, lead: Lead, mentions: Sequence[Mention]) -> bool:
        """Tell whether lines are those of one unit: the first of a list of parts names it, the others follow it."""
        named = [one for one in mentions if is_of_unit(one, self._plain)]
        goes_on = (self._of_unit and not lead.crosses) or any(one.family in BY_UNIT for one in named)
        self._of_unit = goes_on and (lead.is_part or (self._at.head is not None and not lead.crosses))
        if any(tells_units_apart(one, self._passage) for one in named):
            return mentions[-1].family in {*BY_UNIT, "total"}
        return self._of_unit and mentions[-1].family in BY_UNIT

    def _take_second_side(self, lead: Lead, amount: Amount) -> bool:
        """Take the second of two amounts of 收、支总计: the first was that of revenue alone."""
        told = self._at.current
        if told is None or told.mention.side != "收支" or not lead.words or not lead.only_joins:
            return False
        if len(told.figures) != 1 or any(piece.kind == "point" for piece in lead.words):
            return False
        both = told.mention
        told.mention = replace(both, subject=both.subject.replace("收支", "收入"), side="收")
        second = replace(both, subject=both.subject.replace("收支", "支出"), side="支")
        self._tell(self._at.open(second, is_part=False, crosses=False), told.measure, amount)
        return True

    def _other_side(self, phrase: Phrase) -> Told | None:
        """Open the total of the other side where only 收入 or 支出 is said behind a total."""
        known = self._at.current.mention if self._at.current is not None else None
        other = other_side(known, phrase)
        return self._at.open(other, is_part=False) if other is not None else None

    def _tell(self, told: Told, measure: str, amount: Amount) -> None:
        told.measure = measure
        if measure == "achieved" or told.is_of_other_year:
            self._aside(amount, measure if measure == "achieved" else "other_year")
            return
        if told.knows(measure, amount):
            self._aside(amount, "told_before")
        told.add(Stated(measure or "amount", amount))

    def _base_figure(self, lead: Lead, phrase: Phrase, amount: Amount) -> None:
        """Take a figure within 比…: the budget that a change is measured against, or last year's."""
        if lead.crosses and not is_kept(self._at.current, self._passage.report_kind):
            self._at.current = self._at.head or self._at.current
        if self._at.base == "budget" and self._at.current is not None:
            self._at.current.add(Stated(phrase.measure or "budget", amount))
            return
        if self._at.current is not None:
            self._at.current.has_prior = True
        self._aside(amount, "other_year")

    def _other_year(self, phrase: Phrase, amount: Amount) -> None:
        mentions = phrase.mentions
        if mentions:
            known = self._at.current.mention.key if self._at.current is not None else None
            if mentions[-1].key != known:
                is_line = len(mentions) == 1 and mentions[0].family in WITH_YEARS
                self._at.current = self._at.open(mentions[0], is_part=False) if is_line else None
        if self._at.current is not None:
            self._at.current.has_prior = True
            if phrase.measure == "final" and phrase.years_before in (None, 1):
                self._at.current.add(Stated("prior", amount))
                return
        self._aside(amount, "other_year")

    def _take_waiting(self, lead: Lead, amount: Amount) -> bool:
        if not self._waiting or not lead.only_joins:
            self._waiting = []
            return False
        self._take(lead, amount)
        return True

    def _take(self, lead: Lead, amount: Amount) -> None:
        mention, measure = self._waiting.pop(0)
        if mention is not None:
            self._tell(self._at.open(mention, is_part=lead.is_part, crosses=lead.crosses), measure, amount)
        elif self._at.current is not None:
            self._tell(self._at.current, measure, amount)

    # What is said to be level

    def _even(self, lead: Lead) -> None:
        """Note where the words since the last figure say that the current subject is as in the year before."""
        word = lead.even()
        if word is None or self._at.current is None:
            return
        self._at.current.is_even = True
        relation = "~" if word.text.startswith(("基本", "大致")) else "="
        self._at.current.said.append(Said(relation, word.text, "amount", "prior", word.start))
