"""Status: how a document that could be read ends, and why."""

from __future__ import annotations

from collections import Counter
from typing import Final

from pipelines.documents.account import FORMLESS
from pipelines.documents.examine import OTHER_BODY, OTHER_YEAR, WITHHELD
from pipelines.documents.walk import Walk
from pipelines.prove.repeated import PRINTED_AGAIN
from pipelines.values.items import LEFT_OUT, TITLE_ALONE, UNACCOUNTED, UNREAD

_LEFT_OUT: Final = (*UNREAD, WITHHELD, OTHER_BODY, OTHER_YEAR, LEFT_OUT, FORMLESS, UNACCOUNTED, TITLE_ALONE)


def judge_file(walk: Walk, parts: int) -> tuple[str, str | None]:
    """Return the status of a file, and its reason; ``parts`` of it are reports with rows of their own."""
    status, reason = judge(walk)
    if parts and status == "no_figures":
        told = _left_out(walk)
        return (
            ("partial", told)
            if told
            else (status, f"a compilation of {parts} reports, each with a row of its own")
        )
    return status, reason


def judge(walk: Walk) -> tuple[str, str | None]:
    """Return the status a document ends with, and the reason where it is not ``extracted``.

    A text whose tables were published elsewhere counts as extracted when its narrative states figures. A document is
    ``partial`` where printed figures were left out, where a table of figures is no known form, where a form's page
    has figures that nothing accounts for, where a form is printed twice with other figures, and where a figure has no
    unit.
    """
    found = walk.examination
    has_claims = bool(found.claims) and walk.identity.report_kind is not None
    pages = len(walk.reading.pages)
    silent = [page.number for page in walk.reading.pages if not page.lines and not page.grids]
    if len(silent) == pages:
        unread = "".join(f"; {loss.text}" for loss in walk.reading.losses)
        return "no_figures", f"no text was found on any of its {pages} pages{unread}"
    forms = [table for table in found.tables if table.form_code]
    figures = sum(len(table.items) for table in forms)
    if not forms and not has_claims and all(loss.is_unseen for loss in walk.reading.losses):
        there = f"{len(found.tables)} tables, none titled as a known form" if found.tables else "no tables"
        return "no_figures", f"not recognised as a budget or final accounts report: {there} on {pages} pages"
    if left_out := _left_out(walk):
        return "partial", left_out
    again = sum(note.kind == PRINTED_AGAIN for note in walk.notes)
    if again:
        return (
            "partial",
            f"{again} forms are printed again with other figures: which are the body's is not known",
        )
    unitless = sum(item.unit is None for item in found.items)
    if unitless:
        return "partial", f"no unit is printed for {unitless} figures: their amounts are not known"
    if forms and not figures and not has_claims:
        return "no_figures", f"all {len(forms)} forms are empty: a blank template or a nil report"
    return "extracted", None


def _left_out(walk: Walk) -> str:
    """Return the sentence on the printed figures that were left out, '' where none were."""
    losses = Counter(note.kind for note in walk.notes if note.kind in _LEFT_OUT)
    told = ", ".join(f"{count} × {kind}" for kind, count in sorted(losses.items()))
    return f"some printed figures were left out: {told} (see reading notes)" if told else ""
