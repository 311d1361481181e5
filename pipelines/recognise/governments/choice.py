"""Which form a titled table of a government is by its rows and columns, and whether these are regions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipelines.forms import Area
from pipelines.forms import form as form_definition
from pipelines.recognise.figure_rows import own_cell
from pipelines.recognise.governments.column import AreaColumn
from pipelines.recognise.governments.header import paths_of
from pipelines.recognise.governments.measures import is_total
from pipelines.recognise.governments.regions import are_regions, is_region, is_region_header
from pipelines.recognise.governments.titles import AreaTitle
from pipelines.values.amounts import looks_like_figure
from pipelines.values.pages import Grid
from pipelines.values.text import item_name, squeeze

_FUND: Final = re.compile(r"(?:养老|医疗|失业|工伤|生育|护理)保险(?:基金)?(?:[(（].*[)）])?$")


def _labels(grid: Grid, rows: int) -> list[str]:
    """Return the texts of the first column of words below the header."""
    for column in range(grid.n_columns):
        cells = [own_cell(grid, row, column) for row in range(rows, grid.n_rows)]
        texts = [cell.text for cell in cells if cell is not None and squeeze(cell.text)]
        if texts and sum(looks_like_figure(text) for text in texts) * 2 < len(texts):
            return texts
    return []


def chosen_form(title: AreaTitle, grid: Grid, rows: int) -> str:
    """Return the form that a titled table is by its rows and columns."""
    code = title.form_code
    area = form_definition(code).area
    if area is None:
        return code
    regional = lists_regions(grid, rows)
    if area.region_rows and regional and not (area.columns == "sections" and _by_item(title)):
        return area.region_rows
    if area.lines and not regional and title.part:
        return area.lines[0] if title.part == "general" else area.lines[1]
    if area.by_columns and not regional:
        leaves = [path[-1] for path in paths_of(grid, rows)[1:] if path]
        if are_regions(leaves):
            return area.by_columns
    return code


def _by_item(title: AreaTitle) -> bool:
    """Tell whether a title says that a table lists items (按项目分地区): its regions are sections, rows or columns."""
    return "项目" in title.printed


def lists_regions(grid: Grid, rows: int) -> bool:
    """Tell whether the rows of a table are regions: most bear such names, or their header says so.

    Below 单位名称 departments are listed as often as regions.
    """
    labels = _labels(grid, rows)
    header = paths_of(grid, rows)[0] if grid.n_columns else ()
    says_regions = len(labels) > 1 and bool(header) and is_region_header(header[-1])
    return are_regions(labels) or (
        says_regions and (not header[-1].startswith("单位") or any(map(is_region, labels)))
    )


def lists_funds(grid: Grid, rows: int) -> bool:
    """Tell whether the rows of a table are funds of social insurance."""
    names = [item_name(squeeze(label)) for label in _labels(grid, rows)]
    named = [name for name in names if not is_total(name)]
    return bool(named) and all(_FUND.search(name) for name in named)


def is_by_region(grid: Grid, rows: int, columns: Sequence[AreaColumn], area: Area) -> bool:
    """Tell whether the rows of a table are regions, or its columns of sections are, and no kinds of transfers."""
    sections = list(dict.fromkeys(column.head.section for column in columns if column.head.section))
    is_split = area.columns == "sections" and len(sections) > 1 and not area.total_section
    is_kinds = any("转移支付" in section or "返还" in section for section in sections)
    return lists_regions(grid, rows) or are_regions(sections) or (is_split and not is_kinds)
