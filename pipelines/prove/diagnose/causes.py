"""Causes: the one figure that, printed otherwise, would close every violated tie it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.prove.diagnose.slips import Slip, slip_between, slipped_values
from pipelines.prove.diagnose.trial import Place, Ties, TrialTie
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem

_WEAK: Final = frozenset({"wrong_digit"})
_MOST: Final = 2
"""So many figures alike are named as alternatives; more are no diagnosis."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A figure and the value that would close ``closed`` violated ties; ``left_open`` counts the others."""

    figure: Figure
    value: Decimal
    slip: Slip | None
    closed: int
    left_open: int = 0

    @property
    def ties(self) -> int:
        """Return the number of violated ties that the figure stands in."""
        return self.closed + self.left_open

    @property
    def strength(self) -> tuple[int, bool, bool, bool]:
        """Return how much speaks for it: how many ties it closes, a clear slip, a percentage, any slip.

        Percentages are worked out from amounts, so that of the two they are the likelier to be wrong.
        """
        is_clear = self.slip is not None and self.slip.kind not in _WEAK
        return (self.closed, is_clear, self.figure.unit == "%", self.slip is not None)


class Causes:
    """What each figure would have to be; of one that stands in many ties it is found once."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._known: dict[Place, tuple[Cause, ...]] = {}

    def of(self, figure: Figure) -> tuple[Cause, ...]:
        """Return the value of a figure that closes all its violated ties, if there is one."""
        found = self._known.get(figure.place)
        if found is None:
            found = self._known[figure.place] = tuple(_causes(figure, self._ties))
        return found


def find_causes(tie: TrialTie, ties: Ties, causes: Causes) -> tuple[Cause, ...]:
    """Return the likeliest cause of a violated tie, two where they are alike, none where nothing stands out.

    Where no figure closes all its ties, or too many do, the figure with the most violated ties is named if
    it closes this one and there is no second such figure.
    """
    found = [cause for figure in tie.check.members for cause in causes.of(figure)]
    top = max((cause.strength for cause in found), default=None)
    best = tuple(cause for cause in found if cause.strength == top)
    if 1 <= len(best) <= _MOST:
        return best
    partial = [cause for figure in tie.check.members for cause in _partial(figure, tie, ties)]
    most = max((cause.ties for cause in partial), default=0)
    named = tuple(cause for cause in partial if cause.ties == most)
    return named if len(named) == 1 and (not best or most > best[0].closed) else ()


def _causes(figure: Figure, ties: Ties) -> Iterator[Cause]:
    """Yield the value of a figure that closes all its violated ties and breaks none, a slip before others."""
    violated = ties.violated[figure.place]
    needed = dict.fromkeys(value for tie in violated if (value := tie.needed(figure)) is not None)
    slipped = (
        value
        for value in slipped_values(figure.value, figure.step)
        if all(tie.fits({figure.place: value}) for tie in violated)
    )
    fitting = [
        Cause(figure, value, slip_between(figure.value, value, figure.step), len(violated))
        for value in [*needed, *slipped]
        if _is_possible(value, figure) and ties.settles({figure.place: value})
    ]
    if fitting:
        yield max(fitting, key=lambda cause: cause.strength)  # the first of equals: the one that was solved


def _partial(figure: Figure, tie: TrialTie, ties: Ties) -> Iterator[Cause]:
    """Yield the value of a figure that closes one tie and breaks none, but leaves others of its ties open."""
    value = tie.needed(figure)
    if value is None or not _is_possible(value, figure) or not ties.keeps({figure.place: value}):
        return
    closed = sum(other.holds({figure.place: value}) for other in ties.violated[figure.place])
    left = len(ties.violated[figure.place]) - closed
    if closed and left:
        yield Cause(figure, value, slip_between(figure.value, value, figure.step), closed, left)


def form_against_words(tie: TrialTie, ties: Ties) -> Cause | None:
    """Return what a form gives for a figure of the narrative, where all that speaks for it are other words.

    The form's figure stands in ties that hold; the narrative's in none, or only in ties of the narrative.
    """
    claims = [item for item in tie.check.left_items if isinstance(item, Claim)]
    cells = [item for _, item in tie.check.right_items if isinstance(item, LineItem)]
    if len(claims) != 1 or len(cells) != 1 or len(tie.check.members) != 2 or not tie.is_sum:
        return None
    (claim,), (cell,) = claims, cells
    spoken = ties.held.get(claim.place, ())
    in_words = all(isinstance(item, Claim) for other in spoken for item in other.check.members)
    value = tie.needed(claim)
    if not in_words or cell.place not in ties.held or value is None:
        return None
    return Cause(claim, value, slip_between(claim.value, value, claim.step), 1)


def _is_possible(value: Decimal, figure: Figure) -> bool:
    signed = figure.value < 0 or figure.measure in ("delta", "rate")
    return value != figure.value and (value >= 0 or signed)
