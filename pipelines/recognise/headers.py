"""Headers: what each column of a grid prints.

A column's header path is the texts above its figures, top to bottom, a merged cell counted once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.forms import Column, FormDefinition, Section
from pipelines.recognise.classified import by_classification, once_each
from pipelines.recognise.concepts import concept, header_word, is_year_alone
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.other_money import as_budgeted, carry_over_apart, is_of_other_money
from pipelines.recognise.parts import beside_their_total
from pipelines.recognise.reach import within_reach
from pipelines.recognise.unit_rows import unit_words
from pipelines.values.amounts import column_word, is_blank, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.items import PRIOR
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import column_number, key, squeeze

_SUMS: Final = ("合计", "总计", "小计", "收入合计", "支出合计", "收入总计", "支出总计")
TOTAL_LABELS: Final = frozenset((*_SUMS, "本年收入合计", "本年支出合计", "人员经费合计", "公用经费合计"))
LEVEL_MARKS: Final = frozenset("类款项目")
_CODE_WORDS: Final = re.compile(r"编码|代码|科目编号|(?:科目|分类)[号码]$|^(?:类|款|项|目)$")
_NAME_WORDS: Final = re.compile(
    r"名称|^项目$|^科目$|^采购品目|^(?:支出)?(?:功能|经济|预算|会计)(?:分类)?科目$|^支出功能分类$|^项目\(.*\)$|^(?:项目|购买|服务|购买服务|采购)?内容$"
)
_OWN_CODES: Final = re.compile(r"(?:项目|单位|部门|机构|资产|品目|资金)(?:代码|编码|编号)$")
_CATALOGUE: Final = re.compile(r"[ABC]\d{2,}")
"""Codes of the catalogue of procurement (政府采购品目): A goods, B works, C services."""
_DESCRIBES: Final = re.compile(
    r"(?:计量|数量|计数)单位|规格(?:型号)?|型号|技术参数|品牌|采购方式|组织形式|采购组织形式"
)
_DEEPEST: Final = 16
"""The lowest levels of a header that are looked at: printed ones have up to five."""
_LINE_NUMBER_WORDS: Final = frozenset({"行次", "序号", "行号"})
COLUMN_NUMBER_WORDS: Final = frozenset({"栏次", "行次"})


@cache
def account_codes() -> frozenset[str]:
    """Return all codes of functional and economic accounts."""
    return frozenset(account.account_code for account in accounts())


def header_paths(grid: Grid, rows: int) -> list[tuple[str, ...]]:
    """Return each column's header path over the first ``rows`` rows, texts squeezed, numbers left out.

    The first data row belongs to it too where it prints header words in figure columns (F07 of some Shanghai
    reports merges the 合计 row with the sub-header 合计 | 基本支出 | 项目支出).
    """
    paths: list[tuple[str, ...]] = []
    leads = unit_words(grid, rows)
    for column in range(grid.n_columns):
        path: list[str] = []
        seen = set(leads)
        for row in range(min(rows + 1, grid.n_rows)):
            cell = grid.at(row, column)
            if cell is None or id(cell) in seen:
                continue
            seen.add(id(cell))
            text = squeeze(cell.text)
            is_word = bool(text.strip("*")) and not column_number(text) and not looks_like_figure(text)
            if row == rows and not (is_word and _is_sub_header(grid, row, cell)):
                continue
            if (
                is_word and text not in COLUMN_NUMBER_WORDS | _LINE_NUMBER_WORDS
            ) or text in _LINE_NUMBER_WORDS:
                path.append(text)
        paths.append(tuple(path[-_DEEPEST:]))
    return paths


def _is_sub_header(grid: Grid, row: int, cell: Cell) -> bool:
    """Tell whether a text cell of the first data row is a header word: a level mark, or a sub-header."""
    texts = [squeeze(other.text) for other in grid.row(row) if not looks_like_figure(other.text)]
    if squeeze(cell.text) in LEVEL_MARKS:
        return True
    words = [text for text in texts if any(map(str.isalpha, text)) and text[0] != "=" and not is_blank(text)]
    return len(words) >= 3 and key(words[0]) in TOTAL_LABELS and cell.column > 0


@lru_cache(maxsize=1 << 14)
def _suffix_match(path: tuple[str, ...], header: str) -> float:
    """Return how many levels of a header pattern match the end of a path, 0 for no match.

    Words of the form's own file outweigh words that only mean the same.
    """
    parts = header.split("/")
    wanted = [key(part) for part in parts]
    have = [key(part).removeprefix("其中") for part in path if key(part)]
    if have[-len(wanted) :] == wanted:
        return len(wanted) + _EXACT
    meant = [concept(part) for part in parts]
    printed = [word for part in path if key(part) and (word := concept(part))]
    return len(meant) if printed[-len(meant) :] == meant else 0


_EXACT: Final = 0.5


def best_measures(path: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the measures whose header matches a path most specifically (several: ambiguous)."""
    scores: dict[str, float] = {}
    for column in columns:
        depth = max((_suffix_match(path, header) for header in column.header), default=0.0)
        if depth:
            scores[column.measure] = max(depth, scores.get(column.measure, 0))
    top = max(scores.values(), default=0.0)
    found = tuple(measure for measure, depth in scores.items() if depth == top)
    is_total = len(found) == 1 and top < _DEEP and len(path) > 1 and concept(path[-1]) == "total"
    if is_total and not concept(path[-2]).endswith("amount"):
        # 小计 below 财政拨款 is all of that, where the form prints it; 合计 below 预算数 is what it says.
        group = best_measures(path[:-1], columns)
        return group if len(group) == 1 else found
    return () if is_of_other_money(path, int(top), found, columns) else found


_DEEP: Final = 2.0
"""What a header scores of which two levels match."""


@lru_cache(maxsize=1 << 14)
def role_of(path: tuple[str, ...]) -> Role:
    """Return what a column prints by its header alone, UNKNOWN where that takes the form's measures."""
    leaf = path[-1] if path else ""
    if any(header_word(part).aside for part in path):
        return Role.ASIDE
    if key(leaf) in TOTAL_LABELS and any(_NAME_WORDS.search(part) for part in path[1:-1]):
        return Role.NAME
    if leaf.partition("(")[0] in _LINE_NUMBER_WORDS:
        return Role.LINE_NUMBER
    if _DESCRIBES.fullmatch(key(leaf)):
        return Role.ASIDE
    if _CODE_WORDS.search(leaf):
        return Role.CODE
    if _NAME_WORDS.search(leaf):
        return Role.NAME
    return Role.UNKNOWN


def read_columns(grid: Grid, rows: int, form: FormDefinition, year: int | None = None) -> list[ColumnHead]:
    """Map every column of a grid to its role, and its figures to a measure (or item) of the form.

    ``year`` is the document's: columns of an earlier one print ``prior_`` measures.
    """
    paths = header_paths(grid, rows)
    heads = list(_by_words(tuple(paths), form, year))
    heads = beside_their_total(heads if grid.is_ruled else within_reach(heads, form), form)
    heads = _by_content(_nameless_codes(_inherit_levels(heads, grid, rows), grid, rows), grid, rows, form)
    found = once_each(by_classification(_without_own_codes(heads, grid, rows), form))
    return [
        head if head.path == paths[head.index] else replace(head, path=paths[head.index]) for head in found
    ]


@lru_cache(maxsize=1 << 12)
def _by_words(
    paths: tuple[tuple[str, ...], ...], form: FormDefinition, year: int | None
) -> tuple[ColumnHead, ...]:
    """Return what the headers of a table's columns say by themselves; a document prints the same over and over."""
    own_year = year or latest_year(paths)
    heads: list[ColumnHead] = []
    for index, printed in enumerate(paths):
        path = carry_over_apart(without_units(printed))
        role = role_of(path)
        section_name = _section_of(path, form, heads)
        section = next(s for s in form.sections if s.name == section_name)
        if role is not Role.UNKNOWN:
            heads.append(ColumnHead(index, path, role, section=section_name))
            continue
        if form.layout == "cross_table" and path:
            heads.append(_cross_column(index, path, section))
            continue
        if is_earlier(path, own_year):
            measure = prior_measure(path, section, form)
            heads.append(ColumnHead(index, path, Role.FIGURE, measure=measure, section=section_name))
            continue
        if own_year is None and _year_of(path):
            heads.append(ColumnHead(index, path, Role.UNKNOWN, section=section_name))
            continue
        measures = best_measures(path, section.columns) or _amount_of_year(path, section)
        if form.report_kind == "final_account":
            measures = as_budgeted(path, measures, section.columns)
        if len(measures) == 1:
            heads.append(ColumnHead(index, path, Role.FIGURE, measure=measures[0], section=section_name))
        else:
            heads.append(ColumnHead(index, path, Role.UNKNOWN, section=section_name, ambiguous=measures))
    return tuple(heads)


@lru_cache(maxsize=1 << 14)
def without_units(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header path without the units of money that stand in it: 合计（元） is 合计.

    >>> without_units(("预算数", "合计（元）", "元"))
    ('预算数', '合计')
    """
    return tuple(word for part in path if (word := column_word(part)[0]))


def _without_own_codes(heads: list[ColumnHead], grid: Grid, rows: int) -> list[ColumnHead]:
    """Take the numbers that bodies give to projects and units (项目代码, 单位编码: 105) for no codes of accounts."""
    return [
        replace(head, role=Role.ASIDE)
        if head.role is Role.CODE
        and head.path
        and _OWN_CODES.search(key(head.path[-1]))
        and not all(text in account_codes() for text in _texts(grid, rows, head.index))
        else head
        for head in heads
    ]


def _year_of(path: tuple[str, ...]) -> int | None:
    """Return the year that a header names."""
    return next((word.year for part in path if (word := header_word(part)).year), None)


def _amount_of_year(path: tuple[str, ...], section: Section) -> tuple[str, ...]:
    """Return the measure of a side of a form whose header says the document's own year and no more, if it is known."""
    is_year = (
        bool(path) and is_year_alone(path[-1]) and key(path[0]) in {key(word) for word in section.header}
    )
    measure = _own_amount(section)
    return (measure,) if is_year and (measure == "final" or len(section.columns) == 1) else ()


def _own_amount(section: Section) -> str:
    """Return what a column prints that says no more than a year: final accounts where the form has them."""
    measures = [column.measure for column in section.columns]
    return "final" if "final" in measures else measures[0]


def latest_year(paths: Sequence[tuple[str, ...]]) -> int | None:
    """Return the year of a table in a document that names none: the latest of its columns, where all say one.

    One column with a year among others without may as well be last year's.
    """
    figures = [path for path in paths if path and role_of(path) is Role.UNKNOWN]
    years = [year for path in figures if (year := _year_of(path))]
    return max(years, default=None) if len(years) == len(figures) else None


def is_earlier(path: tuple[str, ...], year: int | None) -> bool:
    """Tell whether a column is one of a year before the document's."""
    said = [header_word(part) for part in path]
    return any(word.is_earlier or (word.year and year and word.year < year) for word in said)


def prior_measure(path: tuple[str, ...], section: Section, form: FormDefinition) -> str:
    """Return the measure of a column of an earlier year: that of its other words, or of its kind of amount.

    A column that only says 上年数 prints what the form is of.
    """
    measures = best_measures(path, section.columns)
    if len(measures) == 1:
        return f"{PRIOR}{measures[0]}"
    return f"{PRIOR}{kind_of_amount(path) or _own_amount(section)}"


def kind_of_amount(path: tuple[str, ...]) -> str:
    """Return the measure that the kind of amount of a header names (执行数: final), ``''`` where it names none."""
    amounts = {"final_amount": "final", "budget_amount": "budget", "initial_amount": "initial_budget"}
    said = [amounts[word] for part in path if (word := concept(part)) in amounts]
    return said[-1] if said else ""


def _cross_column(index: int, path: tuple[str, ...], section: Section) -> ColumnHead:
    """Read a column of functional items against economic ones: the header is the item, the total has none."""
    is_total = len(path) == 1 and bool(best_measures(path, section.columns))
    measure = section.columns[0].measure
    return ColumnHead(index, path, Role.FIGURE, measure=measure, item="" if is_total else "/".join(path))


def _section_of(path: tuple[str, ...], form: FormDefinition, left: list[ColumnHead]) -> str:
    """Return the side a column belongs to: by its header, else that of the column to its left.

    The header names a side above the column (收入 | 项目), or before its word (收入项目). A second column of labels
    behind figures of the first side begins the next one.
    """
    names: list[str] = [section.name for section in form.sections]
    if len(names) == 1:
        return names[0]
    words = [(key(word), section.name) for section in form.sections for word in section.header]
    top = key(path[0]) if path else ""
    for word, name in words:
        if top == word:
            return name
    for word, name in words:
        if top.startswith(word) and role_of((top.removeprefix(word),)) is Role.NAME:
            return name
    before = left[-1].section if left else names[0]
    own = [head.role for head in left if head.section == before]
    is_next = role_of(path) is Role.NAME and Role.NAME in own and Role.FIGURE in own
    if not is_next or not before:
        return before
    return names[min(names.index(before) + 1, len(names) - 1)]


def _nameless_codes(heads: list[ColumnHead], grid: Grid, rows: int) -> list[ColumnHead]:
    """Give columns without headers the roles of codes, left of the names, and of names between codes and figures."""
    fixed = list(heads)
    for head in reversed(heads[:-1]):
        left, right = heads[head.index - 1], fixed[head.index + 1]
        if not (head.path or left.path) and head.index and right.role is Role.FIGURE:
            if head.role is Role.UNKNOWN and _are_codes(_texts(grid, rows, left.index)):
                fixed[head.index] = ColumnHead(head.index, head.path, Role.NAME, section=right.section)
            continue
        if head.role is not Role.UNKNOWN or head.path or right.role not in (Role.NAME, Role.CODE):
            continue
        filled = _texts(grid, rows, head.index)
        if _are_codes(filled):
            fixed[head.index] = ColumnHead(head.index, head.path, Role.CODE, section=right.section)
    return fixed


def _by_content(heads: list[ColumnHead], grid: Grid, rows: int, form: FormDefinition) -> list[ColumnHead]:
    """Give columns under unknown words the role that all they print has: codes, or names before figures.

    Where a column of the same side is known to print the names, other texts only describe them (采购组织形式), but for
    units before them; so do those further right where no list of accounts can begin (计量单位 behind 数量).
    """
    heads = [
        replace(head, role=Role.CODE)
        if head.role is Role.NAME and _are_codes(_texts(grid, rows, head.index))
        else head
        for head in heads
    ]
    fixed = list(heads)
    has_lists = len(form.sections) > 1 or form.account_kind is not None
    last = max((h.index for h in heads if h.role in (Role.FIGURE, Role.UNKNOWN)), default=-1)
    for head in heads:
        left = fixed[head.index - 1].role if head.index else Role.UNKNOWN
        if head.role is not Role.UNKNOWN or not head.path or head.ambiguous:
            continue
        texts = _texts(grid, rows, head.index)
        if texts and all(map(_CATALOGUE.fullmatch, texts)):
            fixed[head.index] = replace(head, role=Role.ASIDE)
        elif texts and all(text in account_codes() for text in texts):
            if left is not Role.FIGURE or head.index < last:
                fixed[head.index] = replace(head, role=Role.CODE)
        elif (
            texts
            and head.index < last
            and not any(map(looks_like_figure, texts))
            and (not _has_names(heads, head.index, has_lists=has_lists) or _names_units(fixed, head))
        ):
            fixed[head.index] = replace(head, role=Role.NAME)
    return fixed


def _names_units(heads: Sequence[ColumnHead], head: ColumnHead) -> bool:
    """Tell whether a column leads a table with the units whose items follow; further right 单位 is one of measure."""
    is_first = all(other.role in (Role.LINE_NUMBER, Role.ASIDE) for other in heads[: head.index])
    return is_first and key(head.path[-1]) in ("单位", "部门", "预算单位")


def _are_codes(texts: Sequence[str]) -> bool:
    """Tell whether a column called by a word for names (科目) prints codes, and at most totals beside them."""
    return any(map(ACCOUNT_CODE.fullmatch, texts)) and all(
        ACCOUNT_CODE.fullmatch(text) or key(text) in TOTAL_LABELS for text in texts
    )


def _has_names(heads: list[ColumnHead], index: int, *, has_lists: bool) -> bool:
    """Tell whether a word calls a column names, of those between the figures left and right of one.

    Where no lists stand side by side a column anywhere to the left may be the one.
    """
    left = itertools.takewhile(
        lambda head: not has_lists or head.role is not Role.FIGURE, reversed(heads[:index])
    )
    right = itertools.takewhile(lambda head: head.role is not Role.FIGURE, heads[index:])
    return any(head.role is Role.NAME for head in (*left, *right))


def _texts(grid: Grid, rows: int, column: int) -> list[str]:
    """Return what a column's own cells print below the header, squeezed, those left out that print nothing or 无."""
    cells = (grid.at(row, column) for row in range(rows, grid.n_rows))
    own = (cell for cell in cells if cell and cell.column == column and cell.column_span == 1)
    return [text for cell in own if not is_blank(text := squeeze(cell.text))]


def _inherit_levels(heads: list[ColumnHead], grid: Grid, rows: int) -> list[ColumnHead]:
    """Give a nameless column right of a code or name column that role: it is the next level of it.

    One that mostly prints figures, with decimals or separators as no code has, is no column of names.
    """
    fixed = list(heads)
    for index, head in enumerate(heads):
        left = fixed[index - 1].role if index else Role.UNKNOWN
        # Below a word for codes (科目编码) each level has a word of its own (类, 款, 项), or none.
        is_nameless = not head.path or (index and head.path == heads[index - 1].path[:-1])
        if head.role is not Role.UNKNOWN or not is_nameless or left not in (Role.CODE, Role.NAME):
            continue
        texts = _texts(grid, rows, index)
        if 2 * sum(looks_like_figure(text) and not text.isdecimal() for text in texts) <= len(texts):
            fixed[index] = ColumnHead(index, head.path, left, section=head.section)
    return fixed
