"""What recognition asks of the accounting identities: they are applied elsewhere and handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipelines.values.claims import Figure
from pipelines.values.items import LineItem


class Tie(Protocol):
    """An identity applied once, as :mod:`pipelines.prove` returns it."""

    @property
    def identity_id(self) -> str:
        """Return the identity's id."""
        ...

    @property
    def is_hard(self) -> bool:
        """Tell whether its violation shows an error."""
        ...

    @property
    def status(self) -> str:
        """Return holds, rounding or violated."""
        ...

    @property
    def left_items(self) -> tuple[Figure, ...]:
        """Return the figures of the left side."""
        ...

    @property
    def right_items(self) -> tuple[tuple[int, Figure], ...]:
        """Return the figures of the right side with their signs."""
        ...

    @property
    def members(self) -> tuple[Figure, ...]:
        """Return every figure the identity ties."""
        ...


class Prove(Protocol):
    """Applies the identities that hold whatever else is printed."""

    def __call__(
        self,
        items: Sequence[LineItem],
        elided_tables: frozenset[int],
        of_table: int | None = None,
    ) -> Sequence[Tie]:
        """Return the identities of the figures, those alone that a table takes part in where one is named.

        ``elided_tables`` have rows left out of the print.
        """
        ...
