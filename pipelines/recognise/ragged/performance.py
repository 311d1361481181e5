"""Performance forms (绩效自评) in texts: money rows whose columns shifted, and forms that only blanks lay out.

From a text without columns the block of money and the total score are read, by the number of figures in a row
and by the percentage among them; indicator rows, whose cells go over several lines, are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pipelines.recognise.ragged.tokens import Kind, Token, is_figure, tokens_of
from pipelines.values.pages import Box, Cell, Grid
from pipelines.values.text import key, squeeze

if TYPE_CHECKING:
    from pipelines.recognise.ragged.region import Region

_HEADS: Final = {
    "initial_budget": ("年初预算数", "年初预算"),
    "annual_budget": ("全年预算数", "全年预算"),
    "executed": ("全年执行数", "全年执行"),
    "weight": ("分值", "权重"),
    "execution_rate": ("预算执行率", "执行率"),
    "score": ("得分",),
}
_HEAD_PLACES: Final = {key(word): place for place, aliases in enumerate(_HEADS.values()) for word in aliases}
_FUND: Final = re.compile(r"(?:部门预算总额|资金总额|政府预算资金|财政拨款|财政专户管理资金|单位资金)[:：]?$")
_TOTAL_FUND: Final = re.compile(r"总额[:：]?$")
_BLOCK_END: Final = re.compile(r"^(?:资金管理|年度|预期目标|绩效|履职目标|目标名称|主要内容|实际完成)")
_REMARK: Final = re.compile(r"[(（][^()（）]*[)）]")
_UNIT: Final = re.compile(r"[(（](亿元|万元|元)[)）]")
_GLUED: Final = re.compile(r"(?P<figure>\d[\d.]*%?)(?P<text>资金来.*)")
_PROJECT: Final = "项目名称"
_AFTER_PROJECT: Final = ("主管部门", "实施单位", "项目资金")
_MONEY: Final = 3
_WIDTH: Final = 9
_FIRST: Final = 2
_INDICATORS: Final = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差度", "偏差原因分析及改进措施",
)  # fmt: skip


def mend_performance(grid: Grid) -> Grid:
    """Return a grid whose money rows stand below their headings again; any other grid as it is.

    Merged cells leave a row one cell longer or shorter than its header. Where a row prints as many values as
    there are headings, they belong to them in order.
    """
    header = next((row for row in range(grid.n_rows) if len(_heads(grid, row)) >= 4), None)
    if header is None:
        return grid
    heads = _heads(grid, header)
    funds: dict[int, Cell] = {}
    for row in range(header + 1, grid.n_rows):
        label = next((c for c in grid.row(row) if c.row == row and _FUND.search(squeeze(c.text))), None)
        if label is None:
            break
        funds[row] = label
    if not funds:
        return grid
    label_column = max(cell.column for cell in funds.values())
    changed: dict[tuple[int, int], Cell] = {}
    columns = [_right_of(grid, header, cell, label_column) for cell in heads]
    if len(set(columns)) < len(columns):
        return grid
    for cell, column in zip(heads, columns, strict=True):
        if column != cell.column:
            changed[header, cell.column] = Cell(header, cell.column, "")
            changed[header, column] = replace(cell, column=column, column_span=1)
    for row, label in funds.items():
        values = [c for c in grid.row(row) if c.row == row and c.column > label.column and squeeze(c.text)]
        if len(values) != len(columns) or [value.column for value in values] == columns:
            continue
        for value in values:
            changed.setdefault((row, value.column), Cell(row, value.column, ""))
        for value, column in zip(values, columns, strict=True):
            changed[row, column] = replace(value, column=column, column_span=1)
    return _rebuilt(grid, changed) if changed else grid


def _rebuilt(grid: Grid, changed: dict[tuple[int, int], Cell]) -> Grid:
    kept = [cell for cell in grid.cells if (cell.row, cell.column) not in changed]
    width = max(grid.n_columns, 1 + max(column for _, column in changed))
    return Grid(grid.n_rows, width, (*kept, *changed.values()), grid.box)


def _heads(grid: Grid, row: int) -> list[Cell]:
    """Return a row's money headings, left to right; nothing where they stand in another order."""
    cells = [cell for cell in grid.row(row) if cell.row == row]
    named = [(place, cell) for cell in cells if (place := _head_place(cell.text)) is not None]
    order = [place for place, _ in named]
    return [cell for _, cell in named] if order == sorted(set(order)) else []


@lru_cache(maxsize=1 << 15)
def _head_place(text: str) -> int | None:
    return _HEAD_PLACES.get(key(_REMARK.sub("", squeeze(text))))


def _right_of(grid: Grid, row: int, cell: Cell, label_column: int) -> int:
    """Return the column of a heading; one that stands over the labels moves into the empty cell beside it."""
    if cell.column > label_column:
        return cell.column
    beside = grid.at(row, label_column + 1)
    is_free = beside is None or beside is cell or not squeeze(beside.text)
    return label_column + 1 if is_free and label_column + 1 < grid.n_columns else cell.column


def performance_grids(region: Region) -> list[tuple[int, Grid]]:
    """Return the money block and the total score of a performance form as a grid; nothing where none is found."""
    lines = [
        (page, int(line.box.top) if line.box else 0, line.text)
        for page, line in region.body
        if line.text.strip()
    ]
    rows = [tokens_of(text, page, place) for page, place, text in lines]
    start = next((i for i, row in enumerate(rows) if any(_is_fund(token) for token in row)), None)
    if start is None:
        return []
    glued = squeeze("".join(text for _, _, text in lines[: start + 1]))
    names = _printed_order(glued)
    if len(names) != len(_HEADS):
        return []
    cells: list[Cell] = []
    row = 0
    if region.form.role == "project_performance":
        project = _project(lines[:start])
        if not project:
            return []
        cells += [Cell(row, 0, _PROJECT), Cell(row, 1, project, reference=f"line {lines[0][1]} column 1")]
        row += 1
    unit = _UNIT.search(glued)
    cells.append(Cell(row, 0, f"资金({unit.group(1)})" if unit else "资金"))
    cells += [Cell(row, _FIRST + i, _HEADS[name][0]) for i, name in enumerate(names)]
    row += 1
    for label, values in _fund_rows(rows[start:]):
        cells.append(Cell(row, 1, label.text, reference=label.reference))
        cells += _money_cells(row, label, values, names)
        row += 1
    cells += _total_cells(rows[start:], row)
    row = 1 + max(cell.row for cell in cells)
    page, top, _ = lines[0]
    filled = {(cell.row, cell.column) for cell in cells}
    holes = [Cell(r, c, "") for r in range(row) for c in range(_WIDTH) if (r, c) not in filled]
    return [(page, Grid(row, _WIDTH, (*cells, *holes), Box(0, top, _WIDTH, lines[-1][1] + 1.0)))]


def _is_fund(token: Token) -> bool:
    return token.kind is Kind.WORD and _FUND.search(token.text) is not None


def _printed_order(glued: str) -> list[str]:
    """Return the money headings of a glued header in the order they are printed, each once."""
    text = _REMARK.sub("", glued)
    places = {
        name: min(place for alias in aliases if (place := text.find(alias)) >= 0)
        for name, aliases in _HEADS.items()
        if any(alias in text for alias in aliases)
    }
    order = sorted(places, key=lambda name: places[name])
    return order if order == list(_HEADS) else []


def _project(lines: Sequence[tuple[int, int, str]]) -> str:
    """Return the project's name, which may go on over lines; '' where another label is glued to 项目名称."""
    name = ""
    is_open = False
    for _, _, text in lines:
        squeezed = squeeze(text)
        if squeezed.startswith(_PROJECT):
            name, is_open = "".join(text.split())[len(_PROJECT) :].lstrip(":："), True
            continue
        if squeezed.startswith(_AFTER_PROJECT):
            break
        if is_open:
            name += "".join(text.split())
    return "" if any(word in name for word in _AFTER_PROJECT) else name


def _fund_rows(rows: Sequence[Sequence[Token]]) -> list[tuple[Token, list[Token]]]:
    found: list[tuple[Token, list[Token]]] = []
    for row in rows:
        if row[0].kind is Kind.WORD and _BLOCK_END.match(row[0].text) and not _is_fund(row[0]):
            break
        for token in row:
            if _is_fund(token):
                found.append((token, []))
            elif token.kind is not Kind.WORD:
                if token.text == "%" and found and found[-1][1]:
                    last = found[-1][1][-1]
                    found[-1][1][-1] = replace(last, text=last.text + "%")
                elif found:
                    found[-1][1].append(token)
            elif (glued := _GLUED.fullmatch(token.text)) and found:
                found[-1][1].append(replace(token, text=glued["figure"], kind=Kind.NUMBER))
    return found


def _money_cells(row: int, label: Token, values: Sequence[Token], names: Sequence[str]) -> list[Cell]:
    """Lay a fund's values below the headings: all six in order, or around the one percentage."""
    if not any(value.kind is Kind.NUMBER for value in values):
        return []
    columns: list[int] | None = None
    columns = list(range(len(names))) if len(values) == len(names) else _around_rate(label, values)
    is_plain = all(value.kind is Kind.BLANK or is_figure(value.text) for value in values)
    if columns is None or not is_plain:
        printed = " ".join([label.text, *(value.text for value in values)])
        return [Cell(row, _FIRST, printed, reference=label.reference)]
    return [
        Cell(row, _FIRST + column, value.text, reference=value.reference)
        for column, value in zip(columns, values, strict=True)
        if value.kind is Kind.NUMBER
    ]


def _around_rate(label: Token, values: Sequence[Token]) -> list[int] | None:
    """Return the columns of values of which one is a percentage; None where a blank was lost among them."""
    rates = [i for i, value in enumerate(values) if value.text.endswith("%")]
    if len(rates) != 1:
        return None
    rate = list(_HEADS).index("execution_rate")
    before, after = rates[0], len(values) - rates[0] - 1
    if before not in (_MONEY, _MONEY + 1) or after > 1:
        return None
    if before == _MONEY and _TOTAL_FUND.search(label.text):
        return None
    return [*range(before), rate, *([rate + 1] if after else [])]


def _total_cells(rows: Sequence[Sequence[Token]], row: int) -> list[Cell]:
    """Return the indicators' header and the row of total weight and score; nothing where no such row is read."""
    for index in range(len(rows) - 1, -1, -1):
        line = rows[index]
        if line[0].text != "总分":
            continue
        after = rows[index + 1] if index + 1 < len(rows) else ()
        figures = [token for token in (line[1:] or after) if token.kind is Kind.NUMBER]
        if len(figures) != 2 or not all(is_figure(token.text) for token in figures):
            return []
        head = [Cell(row, column, text) for column, text in enumerate(_INDICATORS)]
        total = Cell(row + 1, 0, line[0].text, reference=line[0].reference)
        values = [
            Cell(row + 1, column, token.text, reference=token.reference)
            for column, token in zip((5, 6), figures, strict=True)
        ]
        return [*head, total, *values]
    return []
