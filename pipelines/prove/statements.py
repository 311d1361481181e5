"""Statements: the claims of a narrative, grouped as they were said, and found by kind and subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.values.claims import Claim
from pipelines.values.text import row_key

_MOST_PLACES: Final = 200  # that tell of one subject: no report has so many


@dataclass(frozen=True, slots=True)
class StatedFigures:
    """The figures that one place says of one subject, by measure, in the order of the text."""

    kind: str
    subject: str
    claims: tuple[Claim, ...]
    _of: dict[str, tuple[Claim, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.measure].append(claim)
        object.__setattr__(self, "_of", {measure: tuple(said) for measure, said in found.items()})

    def of(self, measure: str) -> tuple[Claim, ...]:
        """Return the figures of one measure."""
        return self._of.get(measure, ())

    def first(self, measure: str) -> Claim | None:
        """Return the first figure of a measure."""
        return next(iter(self.of(measure)), None)

    def agrees(self, other: StatedFigures) -> bool:
        """Tell whether another place gives no other figure for a measure that both tell."""
        return all(
            any(_amount(claim) == _amount(told) for told in said)
            for claim in self.claims
            if (said := other.of(claim.measure))
        )


class Statements:
    """All statements of a document."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        groups: dict[tuple[str, str, int], list[Claim]] = defaultdict(list)
        for claim in claims:
            groups[claim.kind, claim.subject, claim.sentence_no].append(claim)
        self.statements = tuple(
            StatedFigures(kind, subject, tuple(said)) for (kind, subject, _), said in groups.items()
        )
        self._only: dict[tuple[str, str, str], Claim | None] = {}
        self._by_subject: dict[tuple[str, str], list[StatedFigures]] = defaultdict(list)
        for statement in self.statements:
            self._by_subject[statement.kind, row_key(statement.subject)].append(statement)

    def told(self, statement: StatedFigures, measure: str) -> Claim | None:
        """Return a figure of the statement, else the only one that others tell of its subject.

        One that gives another figure for what the statement tells as well is of another scope: a class of all funds
        and the same class of the general public budget. None where more places tell of the subject than a report has.
        """
        if own := statement.first(measure):
            return own
        others = self._by_subject.get((statement.kind, row_key(statement.subject)), ())
        if len(others) > _MOST_PLACES:
            return None
        return _single(claim for one in others if statement.agrees(one) for claim in one.of(measure))

    def only(self, kind: str, subject: str, measure: str) -> Claim | None:
        """Return the figure told of a subject; None where none is, or different ones are."""
        key = (kind, row_key(subject), measure)
        if key not in self._only:
            self._only[key] = _single(self.all(kind, [subject], measure))
        return self._only[key]

    def all(self, kind: str, subjects: Iterable[str], measure: str) -> list[Claim]:
        """Return all figures of a measure told of some subjects."""
        return [
            claim
            for subject in subjects
            for statement in self._by_subject.get((kind, row_key(subject)), ())
            for claim in statement.of(measure)
        ]


def _single(claims: Iterable[Claim]) -> Claim | None:
    found = list(claims)
    return found[0] if len(set(map(_amount, found))) == 1 else None


def _amount(claim: Claim) -> tuple[Decimal, str]:
    return claim.value, claim.unit
