"""Tables of a web page that are no ``<table>``: elements laid out as one by ``display``, by a grid or by their roles.

What such elements arrange is as often the page as a table: it is one only where figures stand in it and no long text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.html.style import Declarations
from pipelines.read.html.tables import DataTable, SourceRow

_ANY: Final = frozenset(
    ("div", "span", "p", "section", "article", "ul", "ol", "li", "dl", "dt", "dd", "header", "figure")
)
"""Elements without a place of their own in a table."""
_PARTS: Final = {
    "table": "table",
    "inline-table": "table",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-row": "tr",
    "table-cell": "td",
}
_ROLES: Final = {
    "table": "table",
    "grid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "td",
    "rowheader": "td",
}
_REPEAT: Final = re.compile(r"repeat\(\s*(\d{1,3})\s*,\s*((?:[^()]|\([^()]*\))*)\)")
_TRACK: Final = re.compile(r"(?:[^\s()]|\([^()]*\))+")
_LINES: Final = re.compile(r"(?:(\d+)\s*(?:/\s*)?)?(?:span\s+(\d+)|(\d+))?")
_MOST_TRACKS: Final = 200
_FEWEST_FIGURES: Final = 3
_LONGEST_CELL: Final = 60


def grid_columns(style: Declarations) -> int:
    """Count the columns that a grid declares; 0 where it is none.

    >>> grid_columns({"display": "grid", "grid-template-columns": "2fr repeat(3, minmax(0, 1fr))"})
    4
    """
    if style.get("display") not in ("grid", "inline-grid"):
        return 0
    tracks = style.get("grid-template-columns", "")
    repeated = sum(min(int(m[1]), _MOST_TRACKS) * len(_TRACK.findall(m[2])) for m in _REPEAT.finditer(tracks))
    return min(repeated + len(_TRACK.findall(_REPEAT.sub(" ", tracks))), _MOST_TRACKS)


def track(value: str) -> tuple[int, int]:
    """Return the line a grid's item begins at, 0 where none is named, and how many tracks it takes.

    >>> track("2 / span 3"), track("2 / 5"), track("span 2"), track("auto")
    ((2, 3), (2, 3), (0, 2), (0, 1))
    """
    match = _LINES.fullmatch(value.strip())
    if match is None or not value.strip():
        return 0, 1
    first, count, last = (int(found or 0) for found in match.groups())
    if not first and last:
        return last, 1
    return first, count or max(last - first, 1)


@dataclass(slots=True)
class Grid:
    """The rows of a grid, filled by its items as they come or where they say that they stand."""

    columns: int
    filled: int = 0
    row: int = 0

    def spans(self, style: Declarations, rows: list[SourceRow]) -> dict[str, str | None]:
        """Open the row in which an item stands where it is a new one; return the spans it takes as a cell."""
        (first, width), (row, height) = (track(style.get(f"grid-{way}", "")) for way in ("column", "row"))
        begins = not rows or self.filled + width > self.columns or bool(first and first <= self.filled)
        if row > self.row or (not row and begins):
            rows.append(SourceRow(1))
            self.row, self.filled = row or self.row + 1, 0
        self.filled = max(self.filled, first - 1) + width
        return {"colspan": str(width), "rowspan": str(height)}


@dataclass(slots=True)
class OpenTable:
    """A table whose end has not come: its rows so far, the zones of the page and the row group that it stands in.

    ``depth`` is how many elements are open around one that is only laid out as a table.
    """

    zones: tuple[object, ...]
    rows: list[SourceRow] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    group: int = 1
    is_laid_out: bool = False
    depth: int = 0
    grid: Grid | None = None

    def lay_out(self, style: Declarations, depth: int) -> None:
        """Keep how an element is laid out that is no table by its tag."""
        self.is_laid_out, self.depth = True, depth
        columns = grid_columns(style)
        self.grid = Grid(columns) if columns > 1 else None


def part_of_table(
    tag: str, attributes: dict[str, str | None], style: Declarations, table: OpenTable | None, depth: int
) -> tuple[str, dict[str, str | None]]:
    """Return the tag and the attributes of what an element stands for in a table, else its own.

    ``table`` is the innermost open one, ``depth`` how many elements are open.
    """
    if table is not None and table.grid is not None and depth == table.depth + 1:
        return "td", table.grid.spans(style, table.rows)
    part = _part(tag, attributes, style)
    if part == "table" or (part and table is not None and table.is_laid_out):
        spans = {f"{way}span": attributes.get(f"aria-{way}span") for way in ("col", "row")}
        return part, attributes | {name: told for name, told in spans.items() if told}
    return tag, attributes


def _part(tag: str, attributes: Mapping[str, str | None], style: Declarations) -> str:
    """Return the tag of a table that an element stands for; ``''`` where it stands for none."""
    if tag not in _ANY:
        return ""
    part = _PARTS.get(style.get("display", ""), "") or _ROLES.get(attributes.get("role") or "", "")
    return part or ("table" if grid_columns(style) > 1 else "")


def blocks_of(rows: Sequence[SourceRow], found: Sequence[str | DataTable]) -> Iterator[str | DataTable]:
    """Yield the table that was found where it is one of figures; else what its cells hold, one after the other."""
    (first, *others) = found or ("",)
    if isinstance(first, DataTable) and not others and _is_of_figures(first):
        yield first
        return
    for row in rows:
        for cell in row.cells:
            yield from cell.blocks


def _is_of_figures(table: DataTable) -> bool:
    is_short = all(len(cell.text) <= _LONGEST_CELL for cell in table.cells)
    return is_short and table.figures() >= _FEWEST_FIGURES
