"""Columns of governments' own tables: labels, and figures with the measure, year, scope and section of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from pipelines.forms import Area
from pipelines.lexicon import words
from pipelines.recognise.figure_rows import own_cell
from pipelines.recognise.governments.apart import told_apart
from pipelines.recognise.governments.column import AMOUNT, AreaColumn
from pipelines.recognise.governments.header import (
    FORMULA,
    label_words,
    lists_figures,
    paths_of,
)
from pipelines.recognise.governments.measures import (
    GENERIC,
    comparison,
    debt_measure,
    is_part,
    is_total,
    part_suffix,
    scope_said,
    section_said,
    stage_said,
    without_stage,
    years_back,
)
from pipelines.recognise.governments.regions import is_region_header
from pipelines.recognise.governments.titles import AreaTitle, debt_of, part_of, stage_of
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.items import PRIOR
from pipelines.values.pages import Grid
from pipelines.values.text import squeeze

_BONDS: Final = re.compile(r"(?:其中[:：]?)?(?:新增|再融资)(?:债券|额)?")
_ADJUSTED: Final = re.compile(r"(?<=预算)[(（](调整|变动)[)）](?=数|$)")
"""Says which budget a column is of: 预算（调整）数."""
_OF_BONDS: Final = re.compile(r"债|规模|额度|资金|金额")
_ALLOTTED: Final = re.compile(r"安排.{0,6}债|债.{0,6}安排")
_LINE_NUMBER: Final = re.compile(r"^(?:序号|行次|栏次|行号)$")
_CODES: Final = re.compile(r"编码|代码|编号")
_OPEN: Final = re.compile(r"(?:[比较].{0,12}|^)(?:增减|增、减|增\(减\)|增\+减-|±)(?:变化|变动|情况)?$")
_BRACKETED: Final = re.compile(r"[(（][^()（）%％±率]*[)）]")


def read_area_columns(
    grid: Grid, rows: int, title: AreaTitle, area: Area, year: int | None
) -> list[AreaColumn]:
    """Read every column of a grid below a header of ``rows`` rows; ``year`` is the table's."""
    paths = paths_of(grid, rows)
    bare = [_bare(grid, rows, index) for index in range(grid.n_columns)]
    roles = [_role(paths[i], bare[i]) for i in range(grid.n_columns)]
    _settle_labels(roles, bare)
    heads = [ColumnHead(i, path, role) for i, (path, role) in enumerate(zip(paths, roles, strict=True))]
    has_debt = area.columns == "debt" and any(
        debt_of(text) or part_of(text) or is_part(text)
        for head in heads
        if head.role is Role.FIGURE
        for text in head.path
    )
    heads = _with_groups(heads) if has_debt else heads
    by_rows = has_debt and not any(_says_debt(head, title) for head in heads)
    found = [
        _figure_column(head, lane, title, area, year, has_debt=has_debt, by_rows=by_rows)
        if head.role is Role.FIGURE
        else AreaColumn(head, lane)
        for head, lane in zip(heads, _lanes(roles), strict=True)
    ]
    found = _of_year_before(_by_figures(found, bare))
    found = _with_adjustments([_percents(column, bare) for column in found])
    found = _with_items(found, area, are_stages=_are_stages(found, bare))
    return told_apart(found, area)


def _with_adjustments(columns: Sequence[AreaColumn]) -> list[AreaColumn]:
    """Take 预算调整数 for what was changed where another column of its list is the adjusted budget."""
    adjusted = [column for column in columns if column.head.measure.endswith("adjusted_budget")]
    changes = [column for column in adjusted if "预算调整" in column.head.path[-1]]
    beside = {(column.lane, column.scope, column.back) for column in adjusted if column not in changes}
    return [
        replace(
            column,
            head=replace(column.head, measure=PRIOR * column.back + "delta", section=column.head.path[-1]),
        )
        if column in changes and (column.lane, column.scope, column.back) in beside
        else column
        for column in columns
    ]


def _percents(column: AreaColumn, texts: Sequence[Sequence[str]]) -> AreaColumn:
    """Take a column for what its header compares where all that it prints has a percent sign: 完成调整预算 96.9%."""
    path, printed = column.head.path, texts[column.head.index]
    if column.role is not Role.FIGURE or column.is_percent or not path or not printed:
        return column
    if not all(text.endswith(("%", "％")) for text in printed):
        return column
    measure = comparison((*path[:-1], f"{path[-1]}%"))
    before = PRIOR * (column.head.measure.count(PRIOR))
    return replace(column, head=replace(column.head, measure=before + measure)) if measure else column


def _says_debt(head: ColumnHead, title: AreaTitle) -> bool:
    """Tell whether the header of figures, or the title, says what of a debt they are, not only of which part."""
    return head.role is Role.FIGURE and bool(
        debt_measure(head.path, title) or any(map(stage_said, head.path)) or comparison(head.path)
    )


def _of_year_before(columns: Sequence[AreaColumn]) -> list[AreaColumn]:
    """Take comparisons that stand between last year's amounts and this year's budget for ones of last year."""
    return [
        replace(column, head=replace(column.head, measure=f"{PRIOR}{column.head.measure}"), back=1)
        if _is_of_year_before(column, columns[:index], columns[index + 1 :])
        else column
        for index, column in enumerate(columns)
    ]


def _is_of_year_before(
    column: AreaColumn, before: Sequence[AreaColumn], behind: Sequence[AreaColumn]
) -> bool:
    measure = column.head.measure
    is_open = (column.is_percent or measure == "delta") and measure != "rate_to_prior"
    if column.role is not Role.FIGURE or not is_open or measure.startswith(PRIOR):
        return False
    left, right = _amounts_of(column, before), _amounts_of(column, behind)
    return (
        any(other in ("prior_executed", "prior_final") for other in left)
        and all(other.startswith(PRIOR) for other in left)
        and any(other in ("budget", "initial_budget", "adjusted_budget") for other in right)
    )


def _amounts_of(column: AreaColumn, others: Sequence[AreaColumn]) -> list[str]:
    """Return the measures of the columns of amounts beside a column, of its list and scope."""
    return [
        other.head.measure
        for other in others
        if other.role is Role.FIGURE
        and (other.lane, other.scope) == (column.lane, column.scope)
        and not (other.is_percent or other.head.measure.removeprefix(PRIOR) == "delta")
    ]


def _are_stages(columns: Sequence[AreaColumn], texts: Sequence[Sequence[str]]) -> bool:
    """Tell whether the rows of a table are years and stages (2023年决算数), and its columns the items."""
    names = [text for column in columns if column.role is Role.NAME for text in texts[column.head.index]]
    figures = [column.head for column in columns if column.role is Role.FIGURE]
    return (
        len(names) > 1
        and all(comparison((name,)) or (stage_said(name) and not without_stage(name)) for name in names)
        and any(stage_said(name) for name in names)
        and all(head.measure == AMOUNT and head.path for head in figures)
    )


def _with_items(columns: Sequence[AreaColumn], area: Area, *, are_stages: bool) -> list[AreaColumn]:
    """Give columns whose header names the items of the form (因公出国, 公务接待) these instead of a row's name.

    So do all columns of a table whose rows ``are_stages``.
    """
    items = [_item(column.head.path, area) for column in columns]
    if are_stages and not area.column_items:
        items = [
            next((p for p in reversed(column.head.path) if not GENERIC.fullmatch(p)), "")
            for column in columns
        ]
    elif sum(map(bool, items)) < len(area.column_items) or not area.column_items:
        return list(columns)
    return [
        replace(column, head=replace(column.head, item=item or "合计"))
        if column.role is Role.FIGURE
        else column
        for column, item in zip(columns, items, strict=True)
    ]


def _item(path: Sequence[str], area: Area) -> str:
    """Return the item that a header names: its lowest cell, of a subtotal the one above."""
    if not any(word in part for part in path for word in area.column_items):
        return ""
    return next((part for part in reversed(path) if not GENERIC.fullmatch(part)), "")


def _by_figures(columns: Sequence[AreaColumn], texts: Sequence[Sequence[str]]) -> list[AreaColumn]:
    """Take a column that says 增减 and no more for a rate where its figures have decimals and no amount has.

    A column without any header beside others that have one prints nothing that can be told.
    """
    named = any(column.head.path for column in columns if column.role is Role.FIGURE)
    amounts = [
        text
        for column in columns
        if column.role is Role.FIGURE
        and not column.is_percent
        and not _OPEN.search(column.head.path[-1] if column.head.path else "")
        for text in texts[column.head.index]
    ]
    found: list[AreaColumn] = []
    for column in columns:
        head, own = column.head, texts[column.head.index]
        if column.role is Role.FIGURE and named and not head.path:
            found.append(replace(column, head=replace(head, role=Role.UNKNOWN)))
        elif column.role is Role.FIGURE and head.path and _OPEN.search(head.path[-1]):
            is_rate = any("%" in text for text in own) or (
                2 * sum("." in text for text in own) > len(own) and not any("." in text for text in amounts)
            )
            before = head.measure[: len(head.measure) - len(head.measure.replace(PRIOR, ""))]
            found.append(
                replace(column, head=replace(head, measure=before + ("rate" if is_rate else "delta")))
            )
        else:
            found.append(column)
    return found


def _lanes(roles: Sequence[Role]) -> list[int]:
    """Return of each column the number of its list: a new one begins where labels follow figures."""
    lanes: list[int] = []
    lane, was_figure = 0, False
    for role in roles:
        is_label = role in (Role.NAME, Role.CODE)
        lane += is_label and was_figure
        was_figure = role is Role.FIGURE or (was_figure and not is_label)
        lanes.append(lane)
    return lanes


def _with_groups(heads: Sequence[ColumnHead]) -> list[ColumnHead]:
    """Put over a column that only says 一般债务 or 专项债务 the header of the column whose part it is."""
    found: list[ColumnHead] = []
    group: tuple[str, ...] = ()
    for head in heads:
        if (
            head.role is Role.FIGURE
            and len(head.path) == 1
            and (is_part(head.path[0]) or _BONDS.fullmatch(head.path[0]))
        ):
            found.append(replace(head, path=(*group, *head.path)))
            continue
        if head.role is Role.FIGURE and head.path:
            group = head.path[:1]
        found.append(head)
    return found


def _bare(grid: Grid, rows: int, column: int) -> list[str]:
    """Return the texts that a column prints below the header."""
    cells = [cell for row in range(rows, grid.n_rows) if (cell := own_cell(grid, row, column)) is not None]
    texts = (
        text for cell in cells for text in (cell.text.split("\n") if lists_figures(cell) else [cell.text])
    )
    return [text for printed in texts if not is_blank(text := squeeze(printed))]


@cache
def _aside_words() -> re.Pattern[str]:
    return re.compile("|".join(words("governments")["aside"][""]))


@cache
def _term_words() -> re.Pattern[str]:
    return re.compile("|".join(words("governments")["term"][""]))


def _role(path: tuple[str, ...], texts: Sequence[str]) -> Role:
    leaf = path[-1] if path else ""
    figures = sum(looks_like_figure(text) for text in texts)
    # The total may stand in the column of numbers.
    rows = len(texts) - sum(is_total(text) for text in texts)
    if figures == rows and (_LINE_NUMBER.search(_BRACKETED.sub("", leaf)) or (not path and _counts(texts))):
        return Role.LINE_NUMBER
    is_coded = bool(texts) and all(ACCOUNT_CODE.fullmatch(text) for text in texts)
    is_label = label_words().search(leaf) is not None
    if is_coded and (_CODES.search(leaf) or "科目" in leaf or (is_label and len(texts) > 1)):
        return Role.CODE
    is_part_of_codes = leaf in ("类", "款", "项") and any(_CODES.search(part) for part in path)
    if (_CODES.search(leaf) or is_part_of_codes) and not stage_of(leaf):
        return Role.CODE
    if _term_words().search(leaf):
        return Role.ASIDE
    if _aside_words().search(leaf) and 2 * figures <= len(texts):
        return Role.ASIDE
    says_label = bool(label_words().search(leaf)) or is_region_header(leaf)
    if says_label and 2 * figures <= len(texts) and not _has_stage(leaf):
        return Role.NAME
    if texts and not figures:
        is_formula = all(FORMULA.fullmatch(text) for text in texts)
        return Role.ASIDE if is_formula else Role.NAME
    if not texts and not path:
        return Role.ASIDE
    return Role.FIGURE if 3 * figures >= len(texts) else Role.NAME


def _counts(texts: Sequence[str]) -> bool:
    """Tell whether texts are numbers that go up by one: those of rows, in a column without a header."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    return len(numbers) == len(texts) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _has_stage(text: str) -> bool:
    return bool(stage_of(text)) and ("数" in text or "额" in text)


def _settle_labels(roles: list[Role], texts: Sequence[Sequence[str]]) -> None:
    """Take a text column for a remark where it stands behind figures and no figures follow it."""
    figures = [index for index, role in enumerate(roles) if role is Role.FIGURE]
    for index, role in enumerate(roles):
        if role is Role.NAME and figures and index > figures[-1]:
            roles[index] = Role.ASIDE
    if Role.NAME not in roles and roles and Role.CODE not in roles:
        first = next((i for i, role in enumerate(roles) if role in (Role.ASIDE, Role.FIGURE)), 0)
        if not any(looks_like_figure(text) for text in texts[first]):
            roles[first] = Role.NAME


def is_of_bonds(area: Area) -> bool:
    """Tell whether a form lists what the money of bonds is used for, project by project."""
    return area.columns == "debt" and area.rows == "items" and not area.path


def _is_percentage(path: Sequence[str]) -> bool:
    return bool(path) and any(sign in path[-1] for sign in "%％")


def _figure_column(
    head: ColumnHead,
    lane: int,
    title: AreaTitle,
    area: Area,
    year: int | None,
    *,
    has_debt: bool,
    by_rows: bool,
) -> AreaColumn:
    path = tuple(_BRACKETED.sub("", _ADJUSTED.sub(r"\1", part)) or part for part in head.path)
    measure = comparison(path)
    back = years_back(path, year, is_amount=not measure)
    if not measure and by_rows and is_part(path[-1] if path else ""):
        measure = AMOUNT + part_suffix(path[-1])
    elif not measure and has_debt:
        measure = debt_measure(path, title)
    if (
        not measure
        and area.columns == "debt"
        and not area.path
        and title.debt
        and not any(map(stage_said, path))
    ):
        measure = title.debt
    if not measure:
        measure = next((stage for part in reversed(path) if (stage := stage_said(part))), "") or (
            AMOUNT if not has_debt else ""
        )
        if measure == "prior":
            measure = next(
                (s for part in reversed(path[:-1]) if (s := stage_said(part)) not in ("", "prior")), ""
            )
            measure = measure or title.stage or AMOUNT
            back = max(back, 1)
    if not measure or (_is_percentage(path) and not comparison(path)):
        # A percentage that is compared with nothing that is known is no amount.
        return AreaColumn(replace(head, role=Role.UNKNOWN), lane)
    section = section_said(head.path, area) if area.columns == "sections" else ""
    if (
        is_of_bonds(area)
        and path
        and (measure == AMOUNT or (measure == "budget" and _ALLOTTED.search(path[-1])))
    ):
        # What a project gets of bonds (安排债券资金); 总投资 and the like stand beside it.
        is_bonds = _OF_BONDS.search(path[-1]) is not None or GENERIC.fullmatch(path[-1]) is not None
        measure = f"issued_{title.part}" if title.part else "issued"
        measure, section = (measure, section) if is_bonds else (AMOUNT, path[-1])
    if measure.startswith(f"{AMOUNT}_"):
        section = path[-1]
    scope = "" if section else scope_said(head.path)
    full = PRIOR * max(back, 0) + measure
    return AreaColumn(replace(head, measure=full, section=section), lane, scope, back)
