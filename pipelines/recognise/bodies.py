"""Bodies: whose a table is, as the line above it says; a document may hold the forms of several.

A compilation prints the forms of one department behind those of another, a department's report those of its schools.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from pipelines.forms import form
from pipelines.recognise.context import ContextLine
from pipelines.recognise.report_name import DATED, OWN_OFFICE, from_report_name
from pipelines.recognise.titles import names_form
from pipelines.values.items import FormTable
from pipelines.values.pages import Line, Page
from pipelines.values.text import squeeze

BODY_LABEL: Final = re.compile(
    r"(?:预算主管部门|预算单位|编制部门|编制单位|部门\(单位\)名称|单位名称|部门名称|部门|单位)[:：](?P<name>[^:：]{2,60}?)"
    r"(?=(?:金额)?单位[:：]|(?:19|20)\d{2}年|公开\d|[(（]公章|$)"
)
"""The line above a form that names its body: 部门:X县教育局."""
_BESIDE: Final = re.compile(r"^[\d\W_]+|[(（].*$|[\W_]+$")
_NAMED: Final = re.compile(r"[一-龥“”]{3,40}")
_OWN_OFFICE: Final = "本级"
_MOST_LINES: Final = 8
"""A page of more lines is no cover."""
_LONGEST_HEADING: Final = 40
_LONGEST_REST: Final = 6
"""A heading names a report and says little behind it: 公开, 情况说明."""
_FIRST_LINES: Final = 3


def tables_of_others(
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    context_of: Mapping[int, Sequence[ContextLine]],
    body: str,
) -> dict[int, str]:
    """Return the tables that another body than the document's own printed, by number, each with its name.

    ``body`` is the document's. A table is another body's where the line above it or the cover before it names one, and
    where that body prints a form that the document's own prints too; a table without such a line belongs with the one
    before it. The own office (本级) counts as another body beside the department.
    """
    if not may_be_several(tables):
        return {}
    named = named_bodies(tables, context_of, covers(pages))
    forms = forms_of(tables, named)
    own = plain_name(body)
    has_whole = any(is_same_body(name, own) for name in forms if not name.endswith(_OWN_OFFICE))
    mine = {
        name
        for name in forms
        if is_same_body(name.removesuffix(_OWN_OFFICE), own.removesuffix(_OWN_OFFICE))
        and not (has_whole and name.endswith(_OWN_OFFICE))
    }
    printed = {code for name in mine for code in forms[name]}
    others = {name for name in forms.keys() - mine if forms[name] & printed}
    return {number: name for number, name in named.items() if name in others}


def named_bodies(
    tables: Sequence[FormTable],
    context_of: Mapping[int, Sequence[ContextLine]],
    front: Sequence[tuple[int, str]],
) -> dict[int, str]:
    """Return the body of each form by its table's number: as the line above it or the last cover or heading names it.

    A form without either belongs with the one before it; '' where nothing was named yet. ``front`` are the pages of
    covers and headings in their order, each with its body.
    """
    named: dict[int, str] = {}
    last, seen = "", 0
    for table in tables:
        if table.form_code:
            before = bisect_right(front, table.page_first, key=itemgetter(0))
            between = front[before - 1][1] if before > seen else ""
            last = labelled_body(context_of.get(table.table_no, ())) or between or last
            named[table.table_no] = last
            seen = max(before, seen)
    return named


def forms_of(tables: Sequence[FormTable], named: Mapping[int, str]) -> dict[str, set[str]]:
    """Return the forms with figures that are printed once, by what their tables are named: a body, or a year."""
    forms: dict[str, set[str]] = {}
    for table, code in _printed_once(tables):
        forms.setdefault(named[table.table_no], set()).add(code)
    return forms


def may_be_several(tables: Sequence[FormTable]) -> bool:
    """Tell whether a file prints a form twice that a body prints once, or forms of final accounts and of budgets.

    No file without either has the forms of several bodies or years.
    """
    codes = [code for _, code in _printed_once(tables)]
    return len(set(codes)) < len(codes) or len({form(code).report_kind for code in codes}) > 1


def _printed_once(tables: Sequence[FormTable]) -> Iterator[tuple[FormTable, str]]:
    """Yield the tables with figures of forms that a report prints once, each with its form's code."""
    for table in tables:
        if table.form_code and table.items and form(table.form_code).is_printed_once:
            yield table, table.form_code


def covers(pages: Sequence[Page]) -> list[tuple[int, str]]:
    """Return the pages that print nothing but a report's name, each with its body."""
    found = []
    for page in pages:
        if page.grids or len(page.lines) > _MOST_LINES:
            continue
        named = report_named(squeeze("".join(line.text for line in page.lines)))
        if named is not None and named.body:
            found.append((page.number, named.body))
    return found


class ReportName(NamedTuple):
    """What names a report: its body (that of an own office ends with 本级; '' for none), its year and its words."""

    body: str
    year: str
    words: str


def report_named(text: str) -> ReportName | None:
    """Return the report that a text without blanks names with its year, None where it names none."""
    named = {e.field: e for e in from_report_name(text, "", None)}
    if (year := named.get("fiscal_year")) is None:
        return None
    body = named.get("organisation_name")
    name = plain_name(body.value) if body is not None else ""
    return ReportName(
        name + _OWN_OFFICE if name and OWN_OFFICE.search(year.text) else name, year.value, year.text
    )


def report_headed(line: Line) -> ReportName | None:
    """Return the report that a heading names and says little behind; None where a line is no such heading."""
    text = squeeze(line.text)
    if len(text) > _LONGEST_HEADING or not DATED.search(text) or names_form(text):
        return None
    named = report_named(text)
    if named is None or not text.startswith(named.words) or len(text) - len(named.words) > _LONGEST_REST:
        return None
    return named


def reports_headed(pages: Sequence[Page]) -> Iterator[tuple[int, ReportName]]:
    """Yield the pages whose first lines name a report, each with it."""
    for page in pages:
        if named := next(filter(None, map(report_headed, page.lines[:_FIRST_LINES])), None):
            yield page.number, named


def labelled_body(context: Sequence[ContextLine]) -> str:
    """Return the body that the lines above a table name (部门：X县教育局), '' where they name none."""
    for line in context:
        if (label := BODY_LABEL.search(squeeze(line.text))) and (name := plain_name(label["name"])):
            return name
    return ""


def plain_name(name: str) -> str:
    """Return a body's name without numbers, marks and brackets; that of an own office ends with 本级."""
    text = squeeze(name)
    bare = _BESIDE.sub("", OWN_OFFICE.sub("", text))
    if not _NAMED.fullmatch(bare):
        return ""
    return bare + _OWN_OFFICE if OWN_OFFICE.search(text) else bare


def is_same_body(name: str, other: str) -> bool:
    """Tell whether two names can be one body's: one is the end of the other (教育局 of X县教育局), or there is none."""
    return not name or not other or name.endswith(other) or other.endswith(name)
