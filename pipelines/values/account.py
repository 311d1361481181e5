"""The account of a page: how many figures it prints and what became of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageAccount:
    """How many numbers one page prints, by their end.

    ``in_cells``: line items and indicators. ``in_claims``: figures of the narrative that are claims.
    ``as_furniture``: codes, ordinals, dates, page and line numbers, columns that print no figure of a form.
    ``noted``: a reading note names the cell, column, table or sentence. ``in_prose``: amounts of sentences that are
    no claim and no note. ``unaccounted``: figures without an end; ``is_form`` tells whether a form stands there.
    """

    page: int
    is_form: bool
    in_cells: int
    in_claims: int
    as_furniture: int
    noted: int
    in_prose: int
    unaccounted: int

    @property
    def figures_printed(self) -> int:
        """Return how many numbers the page prints."""
        return (
            self.in_cells + self.in_claims + self.as_furniture + self.noted + self.in_prose + self.unaccounted
        )
