"""Years: one file that prints a body's reports of several years, final accounts of one beside a budget of the next.

A form's year is the one that its title prints (2023年收入预算表), else that of the last cover or heading before it. A
title alone may keep last year's by mistake: years count where a form is printed for both, or where the forms of one
year are final accounts and those of the other budgets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import combinations
from operator import itemgetter
from typing import Final

from pipelines.forms import form
from pipelines.recognise.bodies import forms_of, may_be_several, reports_headed
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.text import squeeze

_YEAR: Final = re.compile(r"20\d{2}(?=年)")
_REPORT: Final = 2
"""So many forms of a year are a report of their own; a single one beside another year's report is left out of it."""


def years_of_forms(pages: Sequence[Page], tables: Sequence[FormTable]) -> dict[int, str]:
    """Return the year of each form with figures by its table's number, where a file prints those of several; else {}.

    A form for which nothing tells a year has that of the one before it.
    """
    if not may_be_several(tables):
        return {}
    front = [(number, named.year) for number, named in reports_headed(pages)]
    found: dict[int, str] = {}
    last = ""
    for table in tables:
        if not table.form_code or not table.items:
            continue
        printed = _YEAR.findall(squeeze(table.title_printed))
        above = bisect_right(front, table.page_first, key=itemgetter(0))
        last = printed[0] if printed else (front[above - 1][1] if above else last)
        found[table.table_no] = last
    forms = forms_of(tables, found)
    years = [year for year in forms if year]
    return found if any(_are_apart(forms[one], forms[other]) for one, other in combinations(years, 2)) else {}


def are_reports(tables: Sequence[FormTable], years: Mapping[int, str]) -> bool:
    """Tell whether each year's forms are a report: a form is printed for several, or each has two forms or more."""
    forms = [codes for year, codes in forms_of(tables, years).items() if year]
    return all(len(codes) >= _REPORT for codes in forms) or any(
        one & other for one, other in combinations(forms, 2)
    )


def _are_apart(one: set[str], other: set[str]) -> bool:
    """Tell whether the forms of two years are two reports': some are in both, or they are of different kinds."""
    kinds, others = ({form(code).report_kind for code in codes} for codes in (one, other))
    return bool(one & other) or kinds.isdisjoint(others)
