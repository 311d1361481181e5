"""The text of final accounts as pages, read to their claims in short form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.recognise.narrative import Narrative, read_narrative
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Line, Page

Short = tuple[str, str, str]
LEFT, TOP, EM = 72.0, 60.0, 12.0


def read_final(*paragraphs: str, year: int | None = 2023, items: Sequence[LineItem] = ()) -> Narrative:
    """Read paragraphs as those of final accounts in a format without geometry."""
    page = Page(1, 0.0, 0.0, tuple(Line(text) for text in paragraphs), reader="html")
    return read_narrative([page], items, "final_account", year)


def short(claim: Claim) -> Short:
    """Return (subject, measure, value with its unit)."""
    return claim.subject, claim.measure, f"{claim.value}{claim.unit}"


def shorts(claims: Iterable[Claim]) -> list[Short]:
    """Return claims in short form, in their order."""
    return [short(claim) for claim in claims]


def claims_of(kind: str, *paragraphs: str) -> list[Short]:
    """Return the claims of one kind that paragraphs state, in reading order."""
    return shorts(claim for claim in read_final(*paragraphs).claims if claim.kind == kind)


def typeset(paragraphs: Sequence[str], width: int, rows: int, *, has_geometry: bool) -> list[Page]:
    """Set paragraphs in lines of ``width`` characters, ``rows`` to a page, with a running head and numbers."""
    lines: list[tuple[str, bool, bool]] = []
    for text in paragraphs:
        for at in range(0, len(text), width):
            lines.append((text[at : at + width], at == 0, at + width >= len(text)))
    pages: list[Page] = []
    for number, at in enumerate(range(0, len(lines), rows), 1):
        head = Line("云岭县文化局2023年度部门决算", Box(200, 30, 400, 42))
        foot = Line(f"第{number}页 共40页", Box(280, 800, 320, 812))
        body = []
        for row, (text, is_first, is_last) in enumerate(lines[at : at + rows]):
            right = LEFT + EM * (len(text) if is_last else width)
            left = LEFT + (2 * EM if is_first else 0)
            body.append(Line(text, Box(left, TOP + 20 * row, right, TOP + 20 * row + EM)))
        size, reader = ((595.0, 842.0), "pdfium") if has_geometry else ((0.0, 0.0), "text")
        pages.append(Page(number, *size, (head, *body, foot), reader=reader))
    return pages
