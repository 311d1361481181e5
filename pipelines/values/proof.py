"""Checks and proofs: one identity applied once to figures of a document, and what came of it."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from pipelines.values.claims import Figure
from pipelines.values.frozen import value


@value(frozen=True, slots=True)
class Check:
    """One identity applied once; ``proves`` tells whether the figures it ties are proven by it.

    ``left``, ``right`` and ``tolerance`` are in yuan where ``quantity`` is ``money``, in percentage points
    where it is ``percent`` and in pieces where it is ``count``. ``computed`` is how the right side was
    reached from its figures (``116.78 / 621.38``) where it is no plain sum of them. ``is_presence``: the identity
    says which figures must be printed, ``left`` of them against ``right`` that are; either side may have none.
    ``is_doubtful``: what is violated may be but our reading; its figures are disputed, and nobody is told of it.
    """

    identity_id: str
    scope: str
    statement: str
    is_hard: bool
    left: Decimal
    right: Decimal
    tolerance: Decimal
    status: str
    left_items: tuple[Figure, ...]
    right_items: tuple[tuple[int, Figure], ...]
    proves: bool
    quantity: str = "money"
    computed: str = ""
    is_presence: bool = False
    is_doubtful: bool = False
    members: tuple[Figure, ...] = field(init=False, repr=False, compare=False)
    """Every figure the identity ties."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", (*self.left_items, *(item for _, item in self.right_items)))

    @property
    def accuses(self) -> bool:
        """Tell whether it shows a figure to be wrong: a missing one makes the printed ones no worse."""
        return self.is_hard and self.status == "violated" and not self.is_presence


@value(frozen=True, slots=True)
class Proof:
    """The proof status of one figure and the checks that made it so."""

    status: str
    checks: tuple[Check, ...]
