"""Compilations: one file that prints the reports of several bodies, or of several years, told apart by its pages.

A county's compilation prints the reports of its departments one after another, each behind a cover or a heading, or
under the lines above its forms. A department's own report that prints the forms of its schools under such lines is
none: nothing tells which of its text is theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from operator import eq
from typing import Final

from pipelines.recognise.align import is_scanned
from pipelines.recognise.bodies import (
    covers,
    forms_of,
    is_same_body,
    named_bodies,
    report_headed,
    reports_headed,
)
from pipelines.recognise.context import ContextLine
from pipelines.recognise.years import are_reports, years_of_forms
from pipelines.values.identity import ReportIdentity
from pipelines.values.items import FormTable
from pipelines.values.pages import Grid, Line, Page

_NAMING: Final = frozenset(("cover", "file_name", "site"))
"""Where a report says whose it is; a line above a form says whose that form is."""


@dataclass(frozen=True, slots=True)
class Section:
    """A report within a file: its body as printed or its year, and the places of its pages among all, from 0.

    ``is_of_year`` says that the file prints one body's reports of several years.
    """

    name: str
    places: tuple[int, ...]
    is_of_year: bool = False


def cut_at_headings(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages, those without a size cut before each heading that names another body's or year's report.

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
    return _of_bodies(pages, tables, context_of, identity) or _of_years(pages, tables)


def _of_bodies(
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    context_of: Mapping[int, Sequence[ContextLine]],
    identity: ReportIdentity,
) -> tuple[Section, ...]:
    front = dict(
        [*((number, named.body) for number, named in reports_headed(pages) if named.body), *covers(pages)]
    )
    named = named_bodies(tables, context_of, sorted(front.items()))
    forms = forms_of(tables, named)
    bodies = [name for name in forms if name]
    if not any(forms[one] & forms[other] for one, other in combinations(bodies, 2)):
        return ()
    is_fronted = all(any(is_same_body(name, cover) for cover in front.values()) for name in bodies)
    if not is_fronted and (_names_itself(identity) or _is_scanned(pages)):
        return ()
    names = (*bodies, *front.values())  # an edge of the page may cut a cover's
    return tuple(
        Section(max((one for one in names if is_same_body(one, name)), key=len), places)
        for name, places in _parted(pages, tables, named, front if is_fronted else {}, is_same_body)
    )


def _of_years(pages: Sequence[Page], tables: Sequence[FormTable]) -> tuple[Section, ...]:
    years = years_of_forms(pages, tables)
    if not years or not are_reports(tables, years):
        return ()
    front = {number: named.year for number, named in reports_headed(pages)}
    is_fronted = set(years.values()) <= set(front.values())
    if not is_fronted and _is_scanned(pages):
        return ()
    parts = _parted(pages, tables, years, front if is_fronted else {}, eq)
    return tuple(Section(f"{year}年", places, is_of_year=True) for year, places in parts)


def _parted(
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    named: Mapping[int, str],
    front: Mapping[int, str],
    is_same: Callable[[str, str], bool],
) -> list[tuple[str, tuple[int, ...]]]:
    """Return the places of each report's pages, by what its tables (by number) and covers (by page) are named.

    Nothing where a page has the forms of two. Without covers, pages among a report's forms are its own.
    """
    owners: dict[int, str] = {}
    for table in tables:
        if table.table_no not in named:
            continue
        for number in range(table.page_first, table.page_last + 1):
            if not is_same(owners.setdefault(number, named[table.table_no]), named[table.table_no]):
                return []
    found: dict[str, list[int]] = {}
    current, owned = "", sorted(owners)
    for place, number in enumerate(page.number for page in pages):
        if number in front or number in owners:
            current = front.get(number) or owners[number]
        elif not front:
            behind = bisect_right(owned, number)
            if behind == len(owned) or not is_same(owners[owned[behind]], current):
                continue
        if current:
            known = next((name for name in found if is_same(name, current)), current)
            found.setdefault(known, []).append(place)
    return [(name, tuple(places)) for name, places in found.items()]


def _cut(page: Page) -> Iterator[Page]:
    """Yield a page's pieces between the headings of reports."""
    begins: list[float] = []
    body = year = ""
    for line in page.lines:
        if (named := report_headed(line)) is not None:
            if not begins or named.year != year or not is_same_body(body, named.body):
                begins.append(_top(line))
            body, year = named.body or body, named.year
    if len(begins) <= 1:
        yield page
        return
    edges = sorted(begins)
    pieces: list[tuple[list[Line], list[Grid]]] = [([], []) for _ in (None, *edges)]
    for line in page.lines:
        pieces[bisect_right(edges, _top(line))][0].append(line)
    for grid in page.grids:
        pieces[bisect_right(edges, _top(grid))][1].append(grid)
    for lines, grids in pieces:
        if lines or grids:
            yield replace(page, lines=tuple(lines), grids=tuple(grids), label="")


def _top(block: Line | Grid) -> float:
    return block.box.top if block.box is not None else 0.0


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
