"""Statements: the claims of a narrative, grouped as they were said, and found by kind and subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.values.claims import Claim
from pipelines.values.text import row_key


@dataclass(frozen=True, slots=True)
class StatedFigures:
    """The figures that one place says of one subject, by measure, in the order of the text."""

    kind: str
    subject: str
    claims: tuple[Claim, ...]

    def of(self, measure: str) -> tuple[Claim, ...]:
        """Return the figures of one measure."""
        return tuple(claim for claim in self.claims if claim.measure == measure)

    def first(self, measure: str) -> Claim | None:
        """Return the first figure of a measure."""
        return next(iter(self.of(measure)), None)


class Statements:
    """All statements of a document."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        groups: dict[tuple[str, str, int], list[Claim]] = defaultdict(list)
        for claim in claims:
            groups[claim.kind, claim.subject, claim.sentence_no].append(claim)
        self.statements = tuple(
            StatedFigures(kind, subject, tuple(said)) for (kind, subject, _), said in groups.items()
        )
        self._by_subject: dict[tuple[str, str], list[StatedFigures]] = defaultdict(list)
        for statement in self.statements:
            self._by_subject[statement.kind, row_key(statement.subject)].append(statement)

    def told(self, statement: StatedFigures, measure: str) -> Claim | None:
        """Return a figure of the statement, else the only one told of its subject anywhere."""
        return statement.first(measure) or self.only(statement.kind, statement.subject, measure)

    def only(self, kind: str, subject: str, measure: str) -> Claim | None:
        """Return the figure told of a subject; None where none is, or different ones are."""
        found = self.all(kind, [subject], measure)
        return found[0] if len({(claim.value, claim.unit) for claim in found}) == 1 else None

    def all(self, kind: str, subjects: Iterable[str], measure: str) -> list[Claim]:
        """Return all figures of a measure told of some subjects."""
        return [
            claim
            for subject in subjects
            for statement in self._by_subject.get((kind, row_key(subject)), ())
            for claim in statement.of(measure)
        ]
