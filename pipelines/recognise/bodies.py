"""Bodies: whose a table is, as the line above it says; a document may hold the forms of several.

A compilation prints the forms of one department behind those of another, a department's report those of its schools.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.forms import form
from pipelines.recognise.context import ContextLine
from pipelines.recognise.report_name import OWN_OFFICE, from_report_name
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
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
    named: dict[int, str] = {}
    covers = _covers(pages)
    last, page = "", 0
    for table in tables:
        if table.form_code:
            between = [name for number, name in covers if page < number < table.page_first]
            last = _label(context_of.get(table.table_no, ())) or "".join(between[-1:]) or last
            named[table.table_no] = last
            page = table.page_first
    forms: dict[str, set[str]] = {}
    for table in tables:
        if table.form_code and table.items and form(table.form_code).is_printed_once:
            forms.setdefault(named[table.table_no], set()).add(table.form_code)
    own = _plain(body)
    has_whole = any(_is_same(name, own) for name in forms if not name.endswith(_OWN_OFFICE))
    mine = {
        name
        for name in forms
        if _is_same(name.removesuffix(_OWN_OFFICE), own.removesuffix(_OWN_OFFICE))
        and not (has_whole and name.endswith(_OWN_OFFICE))
    }
    printed = {code for name in mine for code in forms[name]}
    others = {name for name in forms.keys() - mine if forms[name] & printed}
    return {number: name for number, name in named.items() if name in others}


def _covers(pages: Sequence[Page]) -> list[tuple[int, str]]:
    """Return the pages that print nothing but a report's name, each with its body."""
    found = []
    for page in pages:
        if page.grids or len(page.lines) > _MOST_LINES:
            continue
        named = {
            e.field: e.value
            for e in from_report_name(squeeze("".join(line.text for line in page.lines)), "", None)
        }
        if {"organisation_name", "fiscal_year"} <= named.keys() and (
            name := _plain(named["organisation_name"])
        ):
            found.append((page.number, name))
    return found


def _label(context: Sequence[ContextLine]) -> str:
    """Return the body that the lines above a table name, '' where they name none."""
    for line in context:
        if (label := BODY_LABEL.search(squeeze(line.text))) and (name := _plain(label["name"])):
            return name
    return ""


def _plain(name: str) -> str:
    """Return a body's name without numbers, marks and brackets; that of an own office ends with 本级."""
    text = squeeze(name)
    bare = _BESIDE.sub("", OWN_OFFICE.sub("", text))
    if not _NAMED.fullmatch(bare):
        return ""
    return bare + _OWN_OFFICE if OWN_OFFICE.search(text) else bare


def _is_same(name: str, other: str) -> bool:
    """Tell whether two names can be one body's: one is the end of the other (教育局 of X县教育局), or there is none."""
    return not name or not other or name.endswith(other) or other.endswith(name)
