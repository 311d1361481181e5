"""Rows of governments' own tables: their figures as line items, with side, parents, scope and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pipelines.recognise.code_cells import split_code
from pipelines.recognise.figure_rows import own_cell
from pipelines.recognise.figures import TableState, column_unit, line_item
from pipelines.recognise.governments.column import PERCENTS, AreaColumn
from pipelines.recognise.governments.header import is_label_header, is_numbering_row
from pipelines.recognise.governments.measures import comparison, is_part, stage_said, years_back
from pipelines.recognise.heads import Role
from pipelines.values.amounts import (
    FigureError,
    ParsedFigure,
    is_one_figure,
    looks_like_figure,
    parse_figure,
)
from pipelines.values.items import PRIOR, LineItem
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import item_name, squeeze

_LEVELS: Final = (
    re.compile(r"(?:[一二三四五六七八九十]{1,3}|附)[、.．:：]|第[一二三四五六七八九十]{1,3}部分"),
    re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
    re.compile(r"[(（]\d{1,2}[)）]|[①-⑳]"),
)
_PART: Final = re.compile(r"^(?:其中|加|减)[:：]?")
_FUND: Final = re.compile(r"(?:养老|医疗|失业|工伤|生育|护理|社会)保险(?!费).{0,12}(?:基金|收入|支出|结余)")
_TOTAL: Final = re.compile(r".{0,24}(?:合计|总计|共计)|总[收支][入出]|小计")
_OF_YEAR: Final = re.compile(r"20\d\d年")
"""What a line of a list of debts begins with: 2025年末地方政府债务余额; its parts name no year."""
_OF_ALL: Final = 1
"""The level of a total whose parts follow it."""
_OF_DEBT: Final = 7
"""How much deeper than a row without a number its parts of general and special debt are."""
_PAGE: Final = re.compile(r"第\s*\d{1,3}\s*页|\n第\s*\d{1,3}$|\n\d{1,3}\s*页$")
"""A page's number, which may be printed over a row and share itself out among its cells."""
_KINDS: Final = re.compile(r"债[券务](?:性质|类型|种类|类别|属性)$")
_PROJECT: Final = re.compile(r"项目名称$")
_DIGITS: Final = re.compile(r"\d")
_EXPENDITURE: Final = re.compile(
    r"支出|上解|调出|还本|结转下年|年终结[余转]|(?<!上年)(?<!年初)结余$|预备费|补充"
)
_REVENUE: Final = re.compile(r"收入|税$|调入|动用")
_SIDES: Final = ("revenue", "expenditure")


@dataclass(slots=True)
class Memory:
    """What the rows of a table have told so far, lane by lane: the rows that later ones stand under, and the side.

    ``year`` and ``scope`` are the table's.
    """

    above: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    side: str = _SIDES[0]
    year: int | None = None
    scope: str = ""
    codes: dict[int, list[str]] = field(default_factory=dict)


@lru_cache(maxsize=1 << 14)
def level_of(label: str) -> int:
    """Return the level that a label's number says (一、 1, （一） 2, 1. 3, (1) 4), 0 where it has none.

    >>> level_of("其中：1.保险费收入"), level_of("（一）一般债券"), level_of("增值税")
    (3, 2, 0)
    """
    text = _PART.sub("", squeeze(label))
    return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(text)), 0)


@lru_cache(maxsize=1 << 14)
def label_name(label: str) -> str:
    """Return a row's name without ordinals and the words that make it a part (其中, 加, 减)."""
    name = item_name(label)
    while (
        rest := item_name(
            re.sub(r"^(?:[加减附][:：、]|其中[:：]?|[一二三四五六七八九十]{1,3}[:：])(?=.)", "", name)
        )
    ) != name:
        name = rest
    return name


def read_area_rows(
    grid: Grid, first: int, page: int, state: TableState, columns: Sequence[AreaColumn], memory: Memory
) -> Iterator[LineItem]:
    """Yield the line items of a grid from row ``first`` on; figures that are not understood are noted."""
    state.begin(grid, page)
    numbers = sorted({column.lane for column in columns})
    lanes = [[column for column in columns if column.lane == number] for number in numbers]
    for row in range(first, grid.n_rows):
        if is_numbering_row(grid, row):
            continue
        for lane in lanes:
            side = _side(lane, len(lanes), _label(grid, row, lane), memory)
            yield from _read(_Row(grid, row, page, side), lane, state, memory)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a grid, and the side of the table that it is on."""

    grid: Grid
    row: int
    page: int
    side: str

    def cell(self, column: AreaColumn) -> Cell | None:
        """Return the cell of a column that begins in this row."""
        return own_cell(self.grid, self.row, column.head.index)


def _read(at: _Row, lane: Sequence[AreaColumn], state: TableState, memory: Memory) -> Iterator[LineItem]:
    area = state.form.area
    label = _label(at.grid, at.row, lane)
    code = _code(at.grid, at.row, lane, memory.codes.setdefault(lane[0].lane, []))
    if not code:
        code, label = split_code(label)
    name = label_name(label)
    path = _path(label, memory.above.setdefault(lane[0].lane, []), is_list=bool(area and area.path))
    section = ""
    if area is not None and area.sided:
        section = at.side
    elif area is not None and area.path:
        section = "/".join(path)
    section = section or _kind_of_bond(at, lane)
    for column in lane:
        cell = at.cell(column)
        figure = (
            _understood(cell, column, at, state, is_named=bool(name or code or column.head.item))
            if cell
            else None
        )
        if cell is None or figure is None:
            continue
        measure = _measure_of(column, name, memory.year)
        yield line_item(
            figure,
            cell,
            state,
            at.page,
            measure=measure,
            header=column.head.printed,
            name=(column.head.item and item_name(column.head.item)) or name,
            label=label or column.head.item,
            code=code,
            parent=path[-1] if path else "",
            section=column.head.section
            or (_side_of(column.head.item, at.side) if column.head.item and area and area.sided else section)
            or _unit_of(column, name),
            unit="%" if measure.removeprefix(PRIOR) in PERCENTS else column_unit(column.head),
            scope=column.scope or memory.scope,
            figure_year=memory.year,
        )


def _kind_of_bond(at: _Row, lane: Sequence[AreaColumn]) -> str:
    """Return what a row says of its bonds in a column of kinds (债券性质): 一般债券, 专项债券; ``''`` without one."""
    for column in lane:
        if column.role is Role.NAME and column.head.path and _KINDS.search(column.head.path[-1]):
            cell = at.cell(column)
            return squeeze(cell.text) if cell else ""
    return ""


def _measure_of(column: AreaColumn, name: str, year: int | None) -> str:
    """Return the measure of a figure; where the columns are the items, a row may say it (2023年预算数)."""
    if not column.head.item or column.is_percent:
        return column.head.measure
    if compared := comparison((name,)):
        return compared
    stage = stage_said(name)
    if stage in ("", "prior"):
        return column.head.measure
    return PRIOR * max(years_back((name,), year, is_amount=True), 0) + stage


def _unit_of(column: AreaColumn, name: str) -> str:
    """Return the unit that a row is of where the columns are the items, ``''`` of their total."""
    says = _TOTAL.fullmatch(name) or stage_said(name) or comparison((name,)) or "费" in name
    is_unit = bool(column.head.item) and not says
    return name if is_unit else ""


def _understood(
    cell: Cell, column: AreaColumn, at: _Row, state: TableState, *, is_named: bool
) -> ParsedFigure | None:
    """Read one cell of a row; a figure whose column or row is not understood is noted."""
    place = (at.page, at.row, column.head.index)
    if column.role is Role.UNKNOWN and looks_like_figure(cell.text):
        told = f"no measure of a government's table has this header: {column.head.printed}"
        state.note("unmatched_header", cell.text, told, *place)
    if column.role is not Role.FIGURE:
        return None
    figure = _figure(cell, column, at.page, state)
    if figure is not None and not is_named:
        told = "a figure in a row without code or name was left out"
        state.note("figure_without_label", cell.text, told, *place)
        return None
    return figure


def _label(grid: Grid, row: int, lane: Sequence[AreaColumn]) -> str:
    """Return the label of a row: the last of its columns of names that prints something.

    A column whose header is that of labels (项目名称) comes before one of kinds (债券类型), and one of projects before
    that of accounts (科目名称); words in a column of codes are the label where no name is printed (合计 over both).
    """
    texts = [
        (is_label_header(column.head.path), bool(_PROJECT.search("".join(column.head.path[-1:]))), cell.text)
        for column in lane
        if column.role is Role.NAME
        and (cell := own_cell(grid, row, column.head.index))
        and squeeze(cell.text)
    ]
    projects = [text for _, is_project, text in texts if is_project]
    named = projects or [text for is_label, _, text in texts if is_label]
    return (named or [text for *_, text in texts] or _words_for_codes(grid, row, lane) or [""])[-1]


def _words_for_codes(grid: Grid, row: int, lane: Sequence[AreaColumn]) -> list[str]:
    cells = (
        own_cell(grid, row, column.head.index)
        for column in lane
        if column.role in (Role.CODE, Role.LINE_NUMBER)
    )
    return [cell.text for cell in cells if cell and any(map(str.isalpha, cell.text))]


def _code(grid: Grid, row: int, lane: Sequence[AreaColumn], above: list[str]) -> str:
    """Return the code of a row; of columns of 类, 款 and 项 each row may print its own part, below those ``above``."""
    parts = [
        squeeze(cell.text) if (cell := own_cell(grid, row, column.head.index)) else ""
        for column in lane
        if column.role is Role.CODE
    ]
    if len(parts) > 1 and "".join(parts).isdecimal():
        first = next(place for place, part in enumerate(parts) if part)
        parts[:first] = above[:first]
        above[:] = parts
    joined = "".join(parts)
    return joined if re.fullmatch(r"\d{3,9}", joined) else ""


def _path(label: str, above: list[tuple[int, str]], *, is_list: bool) -> list[str]:
    """Return the names of the rows that a row stands under, and take it for one that others stand under."""
    text = squeeze(label)
    if not text:
        return []
    name = label_name(label)
    level = level_of(label)
    if not level and is_list and (_FUND.search(name) or _OF_YEAR.match(name)):
        level = 1
    if not level and _TOTAL.fullmatch(name):
        above[:] = [(_OF_ALL, name)] if is_list else []
        return []
    if above and above[0][0] == _OF_ALL:
        # Parts of the total, one after the other, until a number or a fund begins a list of its own.
        if not level and (len(above) > 1 or _PART.match(text)):
            above[1:] = [(_OF_ALL, name)]
            return [above[0][1]]
        above.clear()
    if not level:
        numbered = [one for one in above if one[0] % 10 == 0]
        level = (numbered[-1][0] if numbered else 0) + (_OF_DEBT if _is_part_of_debt(name, above) else 5)
    else:
        level *= 10
    while above and above[-1][0] >= level:
        above.pop()
    path = [one[1] for one in above]
    above.append((level, name))
    return path


def _is_part_of_debt(name: str, above: Sequence[tuple[int, str]]) -> bool:
    """Tell whether a row without a number is the general or special part of the one that it stands below."""
    return is_part(name) and bool(above) and not is_part(above[0][1])


def _side_of(item: str, side: str) -> str:
    """Return the side of an item that a column is of: what its name says, else that of the column's list."""
    return _SIDES[1] if "支出" in item else _SIDES[0] if "收入" in item else side


def _side(lane: Sequence[AreaColumn], lanes: int, label: str, memory: Memory) -> str:
    """Return the side of a row: what its list's header says, its place among two lists, or the rows of one."""
    if lanes > 1:
        head = "".join("".join(column.head.path) for column in lane if column.role is Role.NAME)
        says = [side for side, word in zip(_SIDES, ("收入", "支出"), strict=True) if word in head]
        if len(says) == 1:
            return says[0]
        return _SIDES[0] if 2 * lane[0].lane < lanes else _SIDES[1]
    name = label_name(label)
    if _REVENUE.search(name) and "支出" not in name:
        if memory.side == _SIDES[1] and re.search(r"收入|税", name):
            memory.side = _SIDES[0]
    elif _EXPENDITURE.search(name):
        memory.side = _SIDES[1]
    return memory.side


def _figure(cell: Cell, column: AreaColumn, page: int, state: TableState) -> ParsedFigure | None:
    """Read a figure cell; one that a narrow cell wraps is joined, and text with digits that is no figure is noted.

    So is a picture, and an error of a workbook (#REF!).
    """
    text = _PAGE.sub("", cell.text)
    if not _DIGITS.search(text) and PICTURE not in text and not text.startswith("#"):
        return None
    place = (page, cell.row, column.head.index)
    pieces = text.split()
    if _is_wrapped(pieces):
        text = "".join(pieces)
    try:
        figure = parse_figure(text)
    except FigureError:
        state.note("unparsed_figure", cell.text, f"not one figure, under {column.head.printed}", *place)
        return None
    if figure is None:
        return None
    if not is_one_figure(text, scale=state.scale, is_wrapped=True):
        state.note(
            "unparsed_figure", cell.text, f"several figures in one cell, under {column.head.printed}", *place
        )
        return None
    if figure.unit == "%" and not column.is_percent:
        state.note("unparsed_figure", cell.text, f"a percentage, under {column.head.printed}", *place)
        return None
    if cell.row_span > 1 or cell.column_span > 1:
        state.note("ambiguous_row", cell.text, "a figure spans several rows or columns", *place)
        return None
    return figure


def _is_wrapped(pieces: Sequence[str]) -> bool:
    """Tell whether pieces are one figure that a narrow cell breaks: many digits, and below them the last one or two.

    Two figures of two rows would be of like length.
    """
    head, rest = pieces[0], "".join(pieces[1:])
    return (
        len(pieces) == 2
        and re.fullmatch(r"-?[\d,，]{4,}", head) is not None
        and re.fullmatch(r"\d{1,2}[%％]?", rest) is not None
        and 2 * len(rest) < len(head)
    )
