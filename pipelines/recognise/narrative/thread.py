"""The thread of a passage: the subject told of last, the one whose parts are told, and where brackets return to."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.names import Mention, is_of, is_same
from pipelines.recognise.narrative.pieces import Piece
from pipelines.recognise.narrative.statement import Stated
from pipelines.recognise.narrative.told import Reading, Told


@dataclass(slots=True)
class _Saved:
    current: Told | None
    head: Told | None
    base: str
    marks: int


@dataclass(slots=True)
class Thread:
    """Where a passage stands between two figures.

    ``current`` is the subject told of last, ``head`` the one whose parts are told, ``base`` what a change is measured
    against (``prior``, ``budget``, ``other`` or ``''``). Subjects that are opened go into ``reading``. To those of
    ``dealt`` the figures that follow are dealt in turn, with measure and direction.
    """

    reading: Reading
    current: Told | None = None
    head: Told | None = None
    base: str = ""
    brackets: list[_Saved] = field(default_factory=list)
    dealt: list[tuple[Told, str, bool]] = field(default_factory=list)

    def take_dealt(self, amount: Amount, *, joins: bool = True) -> bool:
        """Give a figure to the subject that is next in turn, where figures are dealt out and nothing stands between."""
        if not self.dealt or not joins:
            self.dealt = []
            return False
        told, measure, is_down = self.dealt.pop(0)
        told.add(Stated(measure, amount, is_down and amount.value != 0))
        return True

    def open(self, mention: Mention, *, is_part: bool, crosses: bool = True) -> Told:
        """Begin to tell of a subject: a part of the one before, or one of its own."""
        known = self.current
        if known is not None and known.has_prior and not known.figures and is_same(known.mention, mention):
            known.mention = mention  # 2022年公务接待费2万元,2023年公务接待费3万元
            return known
        told = Told(mention)
        if is_part:
            self.head = self.current
        elif crosses:
            self.head = None
        told.head = self.head
        if self.head is not None:
            told.is_of_other_year = self.head.has_prior and not self.head.figures
        told.whole = "budget" if self.head is not None and self.head.is_budget else ""
        self.current = told
        self.reading.told.append(told)
        return told

    def bound(self, mention: Mention) -> Told:
        """Return what was told of the subject before, or open it where it is named for the first time."""
        for fits in (is_same, is_of):
            for told in reversed(self.reading.told):
                if fits(told.mention, mention):
                    return told
        return self.open(mention, is_part=False, crosses=False)

    def enter(self, marks: int) -> None:
        """Keep where a bracket opens, behind ``marks`` pieces since the figure before."""
        self.brackets.append(_Saved(self.current, self.head, self.base, marks))

    def leave(self, lead: list[Piece]) -> list[Piece]:
        """Return to where the bracket opened that closes, and what is left of the pieces since the figure before."""
        if not self.brackets:
            return lead
        saved = self.brackets.pop()
        has_figures = len(lead) < saved.marks or not any(
            one.kind == "open" for one in lead[saved.marks : saved.marks + 1]
        )
        if not has_figures:
            del lead[saved.marks :]
            return lead
        self.current, self.head, self.base = saved.current, saved.head, saved.base
        return []
