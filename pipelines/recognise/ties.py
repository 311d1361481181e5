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


class Beside(Protocol):
    """The tables of a document, of which one at a time is proven beside the others."""

    def put(self, number: int, items: Sequence[LineItem]) -> None:
        """Take a table's figures in place of those that it had."""
        ...

    def ties(self, number: int, items: Sequence[LineItem], *, is_elided: bool) -> Sequence[Tie]:
        """Return the ties that a table takes part in where it is read as ``items``; it stays as it was."""
        ...


class Equations(Protocol):
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


class Prove(Equations, Protocol):
    """Applies the identities to a document's tables, all of them or one at a time."""

    def beside(self) -> Beside:
        """Return what proves one table at a time; it holds none yet."""
        ...
