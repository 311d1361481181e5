"""A budget's text as paragraphs, read to its claims in short form."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.recognise.narrative import Narrative, read_narrative
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem
from pipelines.values.pages import Line, Page

Short = tuple[str, str, str]


def read_budget(*paragraphs: str, year: int | None = 2024, items: Sequence[LineItem] = ()) -> Narrative:
    """Read paragraphs as those of a budget."""
    page = Page(1, 0.0, 0.0, tuple(Line(text) for text in paragraphs), reader="html")
    return read_narrative([page], items, "budget", year)


def short(claim: Claim) -> Short:
    """Return (subject, measure, value with its unit)."""
    return claim.subject, claim.measure, f"{claim.value}{claim.unit}"


def claims_of(kind: str, *paragraphs: str, year: int | None = 2024) -> list[Short]:
    """Return the claims of one kind that paragraphs state, in reading order."""
    return [short(claim) for claim in read_budget(*paragraphs, year=year).claims if claim.kind == kind]
