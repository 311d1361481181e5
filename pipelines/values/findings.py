"""Findings: contradictions that a document prints, and what would explain them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipelines.values.items import Place


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would explain a contradiction: ``kind``, the words for it, and the figure it points at, if one.

    A suggestion changes nothing; ``value`` is what the figure would have to be, in its printed unit.
    """

    kind: str
    text: str
    place: Place | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DisclosureError:
    """One contradiction that a document prints, in a sentence to quote, with both figures as printed.

    ``kind``: contradiction, rate_on_zero, missing_form, empty_form_with_figures or form_without_figures.
    ``difference`` is left minus right in ``unit``; None where the contradiction is not between figures.
    """

    kind: str
    identity_id: str
    scope: str
    what: str
    left_text: str
    left_page: int | None
    right_text: str
    right_page: int | None
    difference: Decimal | None
    unit: str | None
    left_place: Place | None = None
    right_place: Place | None = None
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a reading is doubtful: ``kind``, the words for it, and where the doubtful figures stand.

    ``kind``: unread, unaccounted, decimals, second_reader, another_figure or two_sentences.
    """

    kind: str
    told: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingDoubt:
    """What would be a contradiction were its figures read for certain, and why they were not."""

    error: DisclosureError
    reason: Reason
