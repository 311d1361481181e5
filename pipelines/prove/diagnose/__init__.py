"""Diagnosis: what would explain a contradiction. A suggestion stands beside the figures and changes none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.prove.diagnose.causes import Causes, find_causes, form_against_words
from pipelines.prove.diagnose.origins import Neighbours
from pipelines.prove.diagnose.patterns import Patterns, find_lost_row
from pipelines.prove.diagnose.tell import tell_cause, tell_parts, tell_rate_on_zero, tell_two
from pipelines.prove.diagnose.trial import Place, Ties, TrialTie
from pipelines.values.claims import Claim
from pipelines.values.findings import Suggestion
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

MOST_TIES: Final = 200
"""With more violated ties a document was not misprinted but misunderstood, and nothing is suggested."""

MOST_FIGURES: Final = 50_000
"""So many figures may stand in the violated ties of a document: the sums of two hundred tables of 250 rows."""


def diagnose(
    checks: Sequence[Check], items: Sequence[LineItem], claims: Sequence[Claim]
) -> dict[int, Suggestion]:
    """Return what would explain each violated hard check, by its index in ``checks``; many have no entry.

    One figure is suggested only where its other value closes every violated tie it stands in and breaks
    none that holds. Failing that: figures swapped, shifted or lost; what a form gives for a figure that only
    the narrative itself supports; a figure that several violated ties share and that closes this one. Of
    more than ``MOST_TIES`` violated checks, or of such with more than ``MOST_FIGURES`` figures, none is explained.
    """
    return _Diagnosis(Ties(checks), items, claims).tell()


class _Diagnosis:
    """The explanations found so far, and the figures that they already move."""

    def __init__(self, ties: Ties, items: Sequence[LineItem], claims: Sequence[Claim]) -> None:
        self._ties = ties
        self._items = items
        self._neighbours = Neighbours(items)
        self._patterns = Patterns(ties, self._neighbours, claims)
        self._causes = Causes(ties)
        self._told: dict[int, Suggestion] = {}
        self._moved: dict[Place, Suggestion] = {}

    def tell(self) -> dict[int, Suggestion]:
        """Explain the violated ties: the narrative against the forms first, as other ties follow from it."""
        violated = {i: tie for i, tie in self._ties.all.items() if tie.check.status == "violated"}
        if len(violated) > MOST_TIES or sum(len(tie.places) for tie in violated.values()) > MOST_FIGURES:
            return {}
        for i, tie in violated.items():
            self._put(i, self._words(tie))
        for i, tie in violated.items():
            if i not in self._told:
                self._put(i, self._follows(tie) or self._explain(tie))
        # What moves several figures explains more than the value that one of them alone would need.
        return {i: self._moved.get(s.place, s) if s.place else s for i, s in sorted(self._told.items())}

    def _put(self, number: int, suggestion: Suggestion | None) -> None:
        if suggestion is not None:
            self._told[number] = suggestion

    def _words(self, tie: TrialTie) -> Suggestion | None:
        cause = form_against_words(tie, self._ties)
        return tell_cause(cause, self._ties, self._neighbours) if cause else None

    def _follows(self, tie: TrialTie) -> Suggestion | None:
        """Return the suggestion that explains a tie too, where a figure already suggested closes it."""
        for suggestion in self._told.values():
            place, value = suggestion.place, suggestion.value
            if tie.is_rate_on_zero or place is None or value is None or place not in tie.places:
                continue
            if tie.holds({place: value}):
                return suggestion
        return None

    def _explain(self, tie: TrialTie) -> Suggestion | None:
        """Explain one tie: by one figure, by several that were or are found to be moved, or by a lost row."""
        if tie.is_rate_on_zero:
            return tell_rate_on_zero(tie)
        causes = find_causes(tie, self._ties, self._causes)
        if len(causes) == 1 and not causes[0].left_open:
            return tell_cause(causes[0], self._ties, self._neighbours)
        grouped = next((self._moved[place] for place in tie.places if place in self._moved), None)
        several = grouped or find_lost_row(tie, self._items) or self._pattern(tie)
        if several is not None:
            return several
        if len(causes) == 1:
            return tell_cause(causes[0], self._ties, self._neighbours)
        return tell_two(causes) if causes else tell_parts(tie, self._ties)

    def _pattern(self, tie: TrialTie) -> Suggestion | None:
        found = self._patterns.find(tie)
        if found is None:
            return None
        suggestion, moved = found
        self._moved.update(dict.fromkeys(moved, suggestion))
        return suggestion


__all__ = ["diagnose"]
