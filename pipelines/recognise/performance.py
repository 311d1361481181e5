"""Performance forms (绩效自评): blocks of money, of scores and of indicators in one ruled frame.

A form is read row by row: a header row opens a block and says what its columns print; rows follow until the
next header. A form may go on over pages, even inside a merged cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.figures import TableState, is_wrapped, line_item
from pipelines.recognise.performance_columns import indicator_columns, project_of
from pipelines.values.amounts import FigureError, is_one_figure, looks_like_figure, parse_figure
from pipelines.values.items import Indicator, LineItem
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import item_name, key, squeeze

_MONEY: Final = frozenset({"initial_budget", "annual_budget", "executed"})
_UNIT_OF: Final = {"weight": "分", "score": "分", "execution_rate": "%"}
_INDICATOR_HEADS: Final = {
    "project": ("项目名称", "单位名称项目名称", "单位项目名称", "项目单位名称"),
    "level_1": ("一级指标",),
    "level_2": ("二级指标",),
    "level_3": ("三级指标", "指标名称"),
    "target": ("年度指标值", "绩效指标", "指标值", "目标值", "年初指标值", "绩效指标值"),
    "actual": ("实际完成值", "实际值完成值", "全年实际值", "完成值", "实际完成情况", "全年实际完成值"),
    "weight": ("分值", "权重"),
    "score": ("得分", "自评得分"),
    "deviation": ("偏差度", "偏差率"),
    "reason": ("偏差原因分析及改进措施", "偏差原因分析", "未完成原因分析", "原因分析及改进措施", "备注"),
}
_SPANNING: Final = ("project", "level")  # fields whose cells span the rows of what belongs to them
_PROJECT: Final = ("项目名称",)
_BUDGET: Final = "budget"
_TOTAL_SCORE: Final = ("总分", "总计", "合计")
_LABEL_PREFIX: Final = re.compile(r"^(?:资金来源|其中)[:：]?|[:：]$|^[(（]\d[)）]")
_REMARK: Final = re.compile(r"[(（].*?[)）]")
_MONEY_UNIT: Final = re.compile(r"[(（](亿元|万元|元)[)）]")


@dataclass(slots=True)
class PerformanceState:
    """What the rows of one performance form have told so far."""

    project: str = ""
    block: str = ""
    unit: str | None = None
    money_columns: dict[int, str] = field(default_factory=dict)
    indicator_columns: dict[int, str] = field(default_factory=dict)
    levels: list[str] = field(default_factory=lambda: ["", "", ""])
    indicators: list[Indicator] = field(default_factory=list)


def is_performance_grid(grid: Grid, form: FormDefinition) -> bool:
    """Tell whether a grid has the money header or the indicator header of a performance form."""
    if indicator_columns(grid)[1]:
        return True
    for row in range(grid.n_rows):
        cells = grid.row(row)
        if len(_money_heads(cells, form)) >= 3 or len(_indicator_heads(cells)) >= 4:
            return True
    return False


def read_performance(
    grid: Grid, page: int, state: TableState, memory: PerformanceState
) -> Iterator[LineItem]:
    """Yield the figures of a performance form's page; its indicators gather in ``memory``."""
    state.begin(grid, page)
    first, columns = indicator_columns(grid)
    if columns:
        for row in range(first, grid.n_rows):
            yield from _project_row(grid, row, page, state, memory, columns)
        return
    for row in range(grid.n_rows):
        cells = [cell for cell in grid.row(row) if cell.row == row]
        filled = [cell for cell in cells if squeeze(cell.text)]
        if not filled:
            continue
        memory.unit = memory.unit or _unit(filled)
        if key(filled[0].text) in _PROJECT and len(filled) > 1 and state.form.role == "project_performance":
            memory.project = squeeze_name(filled[1].text)
        elif len(heads := _money_heads(cells, state.form)) >= 3:
            memory.block, memory.money_columns = "money", heads
        elif len(found := _indicator_heads(cells)) >= 4:
            memory.block, memory.indicator_columns = "indicators", found
        elif memory.indicator_columns and key(filled[0].text) in _TOTAL_SCORE:
            memory.block = ""
            yield from _total_score(grid, row, page, state, memory)
        elif memory.block == "money":
            yield from _money_row(grid, row, page, state, memory)
        elif memory.block == "indicators":
            _indicator_row(grid, row, page, state, memory)
        elif _BUDGET in state.form.measures:
            yield from _told_money(filled, page, state, memory)


def _told_money(
    cells: list[Cell], page: int, state: TableState, memory: PerformanceState
) -> Iterator[LineItem]:
    """Read the money of targets, which stands beside its labels: 年度资金总额 | 60.00 | 其中：财政拨款 | 60.00."""
    for label, cell in pairwise(cells):
        name = _fund_name(label.text, state.form)
        if name and looks_like_figure(cell.text):
            memory.unit = memory.unit or _unit([label])
            yield from _figure(cell, name, _BUDGET, page, state, memory)


def _project_row(
    grid: Grid, row: int, page: int, state: TableState, memory: PerformanceState, columns: Mapping[int, str]
) -> Iterator[LineItem]:
    """Read a project whose indicators stand in columns, its amount among them; a row of totals is no project."""
    name = project_of(grid, row, columns)
    memory.project = "" if key(name) in _TOTAL_SCORE else name
    whole = state.form.items[0].name
    for column, told in columns.items():
        cell = grid.at(row, column)
        if cell is None or cell.row != row or cell.column != column or not squeeze(cell.text):
            continue
        if told == "amount":
            yield from _figure(cell, whole, _BUDGET, page, state, memory)
        elif "/" in told and name:
            level_1, _, level_2 = told.partition("/")
            texts = {"target": squeeze(cell.text)}
            memory.indicators.append(_indicator((level_1, level_2), texts, row, page, state, memory))


def squeeze_name(text: str) -> str:
    """Return a project's name without white space, its own punctuation kept."""
    return "".join(text.split())


def _unit(cells: list[Cell]) -> str | None:
    for cell in cells:
        match = _MONEY_UNIT.search(squeeze(cell.text))
        if match:
            return match.group(1)
    return None


def _head_key(cell: Cell) -> str:
    """Return a header cell's key without bracketed remarks: ``执行率（B/A×100%）`` → ``执行率``."""
    return key(_REMARK.sub("", squeeze(cell.text)))


def _money_heads(cells: list[Cell], form: FormDefinition) -> dict[int, str]:
    """Map columns to measures in the header row of the money block; empty for any other row."""
    words = {key(word): column.measure for column in form.sections[0].columns for word in column.header}
    heads = {cell.column: words[_head_key(cell)] for cell in cells if _head_key(cell) in words}
    return heads if _MONEY & set(heads.values()) else {}


def _indicator_heads(cells: list[Cell]) -> dict[int, str]:
    """Map columns to fields in the indicators' header row; a weight beside 一级指标 is that level's own."""
    words = {word: name for name, aliases in _INDICATOR_HEADS.items() for word in aliases}
    found = {cell.column: words[_head_key(cell)] for cell in cells if _head_key(cell) in words}
    if not {"level_1", "level_3"} <= set(found.values()):
        return {}
    weights = [column for column, name in found.items() if name == "weight"]
    for column in weights[:-1]:
        del found[column]
    return found


def _money_row(
    grid: Grid, row: int, page: int, state: TableState, memory: PerformanceState
) -> Iterator[LineItem]:
    first = min(memory.money_columns)
    labels = [
        cell for c in range(first) if (cell := grid.at(row, c)) and cell.row == row and squeeze(cell.text)
    ]
    name = _fund_name(labels[-1].text, state.form) if labels else ""
    if not name:
        memory.block = ""
        return
    for column, measure in memory.money_columns.items():
        cell = grid.at(row, column)
        if cell is not None and cell.row == row and cell.column == column:
            yield from _figure(cell, name, measure, page, state, memory)


def _fund_name(text: str, form: FormDefinition) -> str:
    """Return the fund a label names (``资金来源：（1）政府预算资金``); other labels are no rows of money."""
    label = squeeze(text)
    while (cut := _LABEL_PREFIX.sub("", label)) != label:
        label = cut
    label = key(item_name(label))
    for item in form.items:
        if label in {key(word) for word in item.header}:
            return item.name
    return ""


def _total_score(
    grid: Grid, row: int, page: int, state: TableState, memory: PerformanceState
) -> Iterator[LineItem]:
    for column, name in memory.indicator_columns.items():
        cell = grid.at(row, column)
        if name in ("weight", "score") and cell is not None and cell.row == row and cell.column == column:
            yield from _figure(cell, "总分", name, page, state, memory)


def _figure(
    cell: Cell, name: str, measure: str, page: int, state: TableState, memory: PerformanceState
) -> Iterator[LineItem]:
    try:
        figure = parse_figure(cell.text)
    except FigureError:
        state.note(
            "unparsed_figure", cell.text, f"not one figure: {name}, {measure}", page, cell.row, cell.column
        )
        return
    if figure is None:
        return
    if not is_one_figure(cell.text, scale=state.scale, is_wrapped=is_wrapped(cell)):
        told = f"several figures in one cell: {name}, {measure}"
        state.note("unparsed_figure", cell.text, told, page, cell.row, cell.column)
        return
    unit = _UNIT_OF.get(measure) or figure.unit or memory.unit or state.unit
    project = memory.project
    yield line_item(
        figure, cell, state, page, measure=measure, header=measure, name=name, section=project, unit=unit
    )


def _indicator_row(grid: Grid, row: int, page: int, state: TableState, memory: PerformanceState) -> None:
    texts: dict[str, str] = {}
    for column, name in memory.indicator_columns.items():
        cell = grid.at(row, column)
        own = cell is not None and (cell.row == row or name.startswith(_SPANNING))
        texts[name] = squeeze(cell.text) if cell is not None and own else ""
    if not any(texts.get(name) for name in ("level_3", "target", "actual", "score")):
        return
    memory.project = texts.get("project") or memory.project
    for level, name in enumerate(("level_1", "level_2", "level_3")):
        if texts.get(name):
            memory.levels[level] = texts[name]
            memory.levels[level + 1 :] = [""] * (2 - level)
    memory.indicators.append(_indicator(memory.levels[:2], texts, row, page, state, memory))


def _indicator(
    levels: Sequence[str],
    texts: Mapping[str, str],
    row: int,
    page: int,
    state: TableState,
    memory: PerformanceState,
) -> Indicator:
    return Indicator(
        form_code=state.form.code,
        project_name=memory.project,
        level_1=levels[0],
        level_2=levels[1],
        level_3=texts.get("level_3", ""),
        target=texts.get("target", ""),
        actual=texts.get("actual", ""),
        weight=_number(texts.get("weight", "")),
        score=_number(texts.get("score", "")),
        deviation=texts.get("deviation", ""),
        reason=texts.get("reason", ""),
        page=page,
        table_no=state.table_no,
        row_no=row + 1 + state.row_offset,
    )


def _number(text: str) -> Decimal | None:
    try:
        figure = parse_figure(text)
    except FigureError:
        return None
    return figure.value if figure else None
