"""Governments' own budgets and final accounts, told apart from those of their departments.

A department's report and its government's share titles (一般公共预算支出表, “三公”经费表): the document decides whose
they are. A government alone prints its revenue by tax, transfers, debts and social insurance funds; a report of a
department names its edition on the cover or in its titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.recognise.divisions import DivisionIndex
from pipelines.values.identity import Evidence
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.text import squeeze

KIND: Final = "government"
REASON: Final = "a table of a government's own accounts, which no form of a department describes"
_FUNDS: Final = "一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?|社会保险基金(?:预算)?"
_LEVEL: Final = "全[省市州县区旗盟]|[省市州县区旗盟]级|本级"
_ENDS: Final = r"(?:表|情况|草案[)）]?)(?:[(（].*[)）])?$"
_GOVERNMENTS: Final = re.compile(
    rf"(?:(?:{_FUNDS})(?:上级补助)?收入(?![、和及与]?支出)"
    rf"|社会保险基金"
    rf"|(?:{_LEVEL}).{{0,8}}?(?:{_FUNDS})收支"
    rf"|税收返还|(?<!专项)转移支付"
    rf"|(?:政府|一般|专项)债(?:务|券).{{0,16}}(?:限额|余额|还本|付息|发行|明细)).{{0,40}}{_ENDS}"
)
# 财政拨款 is what a department gets from its government.
_DEPARTMENTS: Final = re.compile(
    r"(?:部门|单位)(?:整体|综合)?(?:收支|收入|支出|预算|决算|一般公共|政府性基金)|财政拨款(?:收支|收入|总?预算收支)|绩效"
)
_BEFORE: Final = re.compile(r"^(?:[(（]?附[件表]?[)）]?)?[表§]?[\d.\-－—–、:：]{0,8}(?=20\d\d年|\D)")
_YEAR: Final = re.compile(r"20\d\d年(?:度)?")
_LONGEST: Final = 70


def from_titles(
    pages: Sequence[Page], tables: Sequence[FormTable], divisions: DivisionIndex
) -> Iterator[Evidence]:
    """Yield what the titles of a government's own accounts say of who reported; nothing for any other document."""
    titles = list(_titles(pages, tables))
    own = [(page, text) for page, text in titles if _GOVERNMENTS.search(text)]
    if not own or any(_DEPARTMENTS.search(text) for _, text in titles):
        return
    for page, text in own:
        yield Evidence("organisation_kind", KIND, "title", page, text)
    for page, text in titles:
        plain = _YEAR.sub("", _BEFORE.sub("", text))
        match = divisions.find(plain)
        if match is not None and len(match.codes) == 1:
            name = f"{divisions.name(match.codes[0])}人民政府"
            yield Evidence("organisation_name", name, "title", page, plain)


def _titles(pages: Sequence[Page], tables: Sequence[FormTable]) -> Iterator[tuple[int, str]]:
    for table in tables:
        if table.title_printed:
            yield table.page_first, squeeze(table.title_printed)
    for page in pages:
        for text in (page.label, *(line.text for line in page.lines)):
            plain = squeeze(text)
            if plain and len(plain) <= _LONGEST and re.search(_ENDS, plain):
                yield page.number, plain
