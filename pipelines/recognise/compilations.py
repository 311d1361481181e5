"""Compilations: one file that prints the reports of several bodies, told apart by its pages.

A county's compilation prints the reports of its departments one after another, each behind a cover or a heading, or
under the lines above its forms. A department's own report that prints the forms of its schools under such lines is
none: nothing tells which of its text is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Final

from pipelines.forms import form
from pipelines.recognise.align import is_scanned
from pipelines.recognise.bodies import body_of_report, covers, forms_of, is_same_body, named_bodies
from pipelines.recognise.context import ContextLine
from pipelines.recognise.report_name import DATED
from pipelines.recognise.titles import names_form
from pipelines.values.identity import ReportIdentity
from pipelines.values.items import FormTable
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_NAMING: Final = frozenset(("cover", "file_name", "site"))
"""Where a report says whose it is; a line above a form says whose that form is."""
_LONGEST_HEADING: Final = 40
_LONGEST_REST: Final = 6
"""A heading names a report and says little behind it: 公开, 情况说明."""
_FIRST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Section:
    """The report of one body within a file: its name as printed, and the places of its pages among all, from 0."""

    body: str
    places: tuple[int, ...]


def may_be_several(tables: Sequence[FormTable]) -> bool:
    """Tell whether a file prints a form twice that a body prints once."""
    codes = [
        table.form_code
        for table in tables
        if table.form_code and table.items and form(table.form_code).is_printed_once
    ]
    return len(set(codes)) < len(codes)


def cut_at_headings(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages, those without a size cut before each heading that names the report of another body.

    A web page or a Word document is one page however many reports it holds. The pieces keep its number.
    """
    return tuple(piece for page in pages for piece in (_cut(page) if not page.width else (page,)))


def sections(
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    context_of: Mapping[int, Sequence[ContextLine]],
    identity: ReportIdentity,
) -> tuple[Section, ...]:
    """Return the reports that a file is made of, in their order; none where it is the report of one body.

    No two ``pages`` have one number. A file is parted where two bodies print one form each, where every page has the
    forms of one body, and where each body has a cover or a heading or the file itself names none. A cover begins a
    section, which goes on to the next one; without covers, pages between the forms of two bodies belong to no section.
    Scans are parted by covers alone: the name above a form may be misread.
    """
    front = dict([*_headed(pages), *covers(pages)])
    named = named_bodies(tables, context_of, sorted(front.items()))
    forms = forms_of(tables, named)
    bodies = [name for name in forms if name]
    if not any(forms[one] & forms[other] for one, other in combinations(bodies, 2)):
        return ()
    is_fronted = all(any(is_same_body(name, cover) for cover in front.values()) for name in bodies)
    if not is_fronted and (_names_itself(identity) or _is_scanned(pages)):
        return ()
    owners = _owners(tables, named)
    if owners is None:
        return ()
    found: dict[str, list[int]] = {}
    current = ""
    for place, number in enumerate(page.number for page in pages):
        begun = front.get(number, "") if is_fronted else ""
        if begun or number in owners:
            current = begun or owners[number]
        elif not is_fronted and not _goes_on(number, current, owners):
            continue
        if current:
            known = next((name for name in found if is_same_body(name, current)), current)
            found.setdefault(known, []).append(place)
    names = (*bodies, *front.values())  # an edge of the page may cut a cover's
    return tuple(
        Section(max((one for one in names if is_same_body(one, name)), key=len), tuple(places))
        for name, places in found.items()
    )


def _cut(page: Page) -> Iterator[Page]:
    """Yield a page's pieces between the headings of reports."""
    heads = [(_top(line), body) for line in page.lines if (body := _report_of(line))]
    begins = [top for (_, before), (top, body) in pairwise(heads) if not is_same_body(before, body)]
    if not begins:
        yield page
        return
    for top, bottom in pairwise((float("-inf"), heads[0][0], *begins, float("inf"))):
        lines = tuple(line for line in page.lines if top <= _top(line) < bottom)
        grids = tuple(grid for grid in page.grids if top <= _top(grid) < bottom)
        if lines or grids:
            yield replace(page, lines=lines, grids=grids, label="")


def _top(block: Line | Grid) -> float:
    return block.box.top if block.box is not None else 0.0


def _report_of(line: Line) -> str:
    """Return the body whose report a heading names, '' where it is none."""
    text = squeeze(line.text)
    if len(text) > _LONGEST_HEADING or not DATED.search(text) or names_form(text):
        return ""
    body, words = body_of_report(text)
    return body if text.startswith(words) and len(text) - len(words) <= _LONGEST_REST else ""


def _headed(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Yield the pages whose first lines name a report, each with its body."""
    for page in pages:
        if body := next(filter(None, map(_report_of, page.lines[:_FIRST_LINES])), ""):
            yield page.number, body


def _owners(tables: Sequence[FormTable], named: Mapping[int, str]) -> dict[int, str] | None:
    """Return the body of each page with forms; None where a page has those of two."""
    owners: dict[int, str] = {}
    for table in tables:
        if not table.form_code:
            continue
        for number in range(table.page_first, table.page_last + 1):
            name = named[table.table_no]
            if not is_same_body(owners.setdefault(number, name), name):
                return None
    return owners


def _goes_on(number: int, body: str, owners: Mapping[int, str]) -> bool:
    """Tell whether a page without forms stands among those of one body."""
    behind = min((other for other in owners if other > number), default=0)
    return bool(behind) and is_same_body(owners[behind], body)


def _is_scanned(pages: Sequence[Page]) -> bool:
    return any(is_scanned(grid) for page in pages for grid in page.grids)


def _names_itself(identity: ReportIdentity) -> bool:
    """Tell whether the file says whose report it is, otherwise than above a form or in the titles of forms."""
    return any(
        e.field == "organisation_name"
        and e.is_chosen
        and (e.source in _NAMING or (e.source == "title" and e.page is not None))
        for e in identity.evidence
    )
