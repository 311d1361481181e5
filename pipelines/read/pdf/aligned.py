"""Tables that no vertical rules divide: columns found by what stands below each other.

Without rules, with horizontal ones only, or with three lines (三线表): the words of a block of lines are laid into
columns that the blanks between them leave, and into rows by their leading or by the horizontal rules. A heading
over several columns is centred on them; that tells which they are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.tables import Ruling, merge_rulings
from pipelines.read.pdf.text import WORD_GAP, join_line, split_lines
from pipelines.values.amounts import looks_like_figure
from pipelines.values.pages import Box, Cell, Grid

_LEADING: Final = 1.42
"""Lines of one cell are at most so many font sizes apart; rows are farther."""
_FAR: Final = 4.5
"""Rows with a wider blank between them, in font sizes, and wider than any so far, belong to two tables."""
_GAP: Final = 2.0
"""The least blank between two columns, in points."""
_CENTRED: Final = 6.0
"""How far the middle of a heading may be from that of its columns, in points."""
_MOST_HEADER_ROWS: Final = 8
_HIGHEST_ROW: Final = 7.0
_SAME_LEVEL: Final = 2.5
_WRAPPED: Final = 1.35
_SENTENCE: Final = re.compile(r"[。；;？！]|[，,](?!\d{3})|[：:].{6,}")
_LEADER: Final = re.compile(r"[.…·．]{4,}")
_ABOVE: Final = re.compile(
    r"单位[:：]|^(?:编制)?(?:公开)?(?:部门|单位)(?:名称)?[:：]|公开\s*\d{1,2}\s*表|^附?表\s*\d|^[(（]?续表?[)）]?$"
)
_PAGE_NUMBER: Final = re.compile(r"[-—–－\s]*第?\s*\d{1,3}\s*页?[-—–－\s]*(?:[/／共]\s*第?\s*\d{1,3}\s*页?)?")
_RULED_ROWS: Final = 5
"""So many rules of one extent are those of rows, not the three lines of a table."""
_NO_FIGURE: Final = frozenset(("-", "—", "--", "——"))


@dataclass(frozen=True, slots=True)
class _Segment:
    """Characters of one line that no wide blank parts."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    chars: tuple[Char, ...]

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_figure(self) -> bool:
        return self.text in _NO_FIGURE or looks_like_figure(self.text)


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands at one height: the texts of a table's row, with the further lines of wrapped ones."""

    segments: tuple[_Segment, ...]

    @property
    def top(self) -> float:
        return min(s.top for s in self.segments)

    @property
    def bottom(self) -> float:
        return max(s.bottom for s in self.segments)

    @property
    def size(self) -> float:
        return max(s.bottom - s.top for s in self.segments)

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)

    @property
    def is_body(self) -> bool:
        """Tell whether it is a row of a table: figures beside something else."""
        printed = sum(looks_like_figure(s.text) for s in self.segments)
        if not printed and sum(s.is_figure for s in self.segments) < 2:
            return False
        return len(self.segments) >= 2 and not (self.is_prose or self.is_numbering or self.is_page_number)

    @property
    def is_page_number(self) -> bool:
        return _PAGE_NUMBER.fullmatch(self.text) is not None

    @property
    def is_numbering(self) -> bool:
        """Tell whether it only numbers the columns (栏次 1 2 3 …)."""
        numbers = [s.text for s in self.segments if s.text.isdecimal()]
        rest = [s for s in self.segments if not s.text.isdecimal()]
        return (
            len(numbers) >= 2 and len(rest) <= 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
        )

    @property
    def is_prose(self) -> bool:
        plain = [s.text for s in self.segments if not s.is_figure]
        return any(_SENTENCE.search(text) for text in plain) or _LEADER.search(self.text) is not None


def aligned_grids(chars: Sequence[Char], horizontal: Sequence[Ruling]) -> tuple[list[Grid], list[Char]]:
    """Return the tables that alignment alone shows, and the characters outside them."""
    rules = merge_rulings(horizontal) if horizontal else []
    rows = _rows([found for group in split_lines(chars) if (found := _segments(group))], rules)
    grids: list[Grid] = []
    taken: set[int] = set()
    for first, last in _blocks(rows):
        start = _header_start(rows, first, rules)
        grid = _grid(rows[start:first], rows[first : last + 1])
        if grid is not None:
            grids.append(grid)
            taken.update(id(ch) for row in rows[start : last + 1] for s in row.segments for ch in s.chars)
    return grids, [ch for ch in chars if id(ch) not in taken] if taken else list(chars)


def _segments(group: Sequence[Char]) -> list[_Segment]:
    segments: list[_Segment] = []
    current: list[Char] = []
    right = 0.0
    for ch in group:
        if ch[0].isspace():
            continue
        if current and ch[1] > right + max(WORD_GAP, 0.45 * (ch[4] - ch[2])):
            segments.append(_segment(current))
            current = []
        current.append(ch)
        right = max(right, ch[3]) if len(current) > 1 else ch[3]
    if current:
        segments.append(_segment(current))
    return segments


def _segment(chars: Sequence[Char]) -> _Segment:
    return _Segment(
        join_line(chars),
        min(ch[1] for ch in chars),
        min(ch[2] for ch in chars),
        max(ch[3] for ch in chars),
        max(ch[4] for ch in chars),
        tuple(chars),
    )


def _rows(lines: Sequence[Sequence[_Segment]], rules: Sequence[Ruling]) -> list[_Row]:
    """Put printed lines into rows: a horizontal rule parts them, and so does more than the leading of one cell."""
    rows: list[list[_Segment]] = []
    before: Sequence[_Segment] = ()
    for line in sorted(lines, key=lambda line: min(s.top for s in line)):
        if not before or _is_apart(before, line, rules):
            rows.append([])
        rows[-1].extend(line)
        before = line
    return [_Row(tuple(sorted(row, key=lambda s: (s.x0, s.top)))) for row in rows]


def _is_apart(above: Sequence[_Segment], below: Sequence[_Segment], rules: Sequence[Ruling]) -> bool:
    upper, lower = _middle(above), _middle(below)
    size = min(max(s.bottom - s.top for s in line) for line in (above, below))
    across = [y for y, _, _ in _across(above, below, rules)]
    if any(upper < y < lower for y in across):
        return True
    if len(across) >= _RULED_ROWS and any(y < upper for y in across) and any(y > lower for y in across):
        band = min(y for y in across if y > lower) - max(y for y in across if y < upper)
        if band < _HIGHEST_ROW * size:
            return False
    if any(s.is_figure for s in above) and any(s.is_figure for s in below):
        return lower - upper > 0.6 * size
    return lower - upper > _LEADING * size


def _across(
    above: Sequence[_Segment], below: Sequence[_Segment], rules: Sequence[Ruling]
) -> Iterator[Ruling]:
    """Yield the rules that run past all that stands on two lines."""
    left, right = min(s.x0 for s in (*above, *below)), max(s.x1 for s in (*above, *below))
    return (rule for rule in rules if rule[1] <= left + 3 and rule[2] >= right - 3)


def _middle(line: Sequence[_Segment]) -> float:
    return (min(s.top for s in line) + max(s.bottom for s in line)) / 2


def _blocks(rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each run of rows with figures, rows without any among them included."""
    index = 0
    while index < len(rows):
        if not rows[index].is_body:
            index += 1
            continue
        last = reach = index
        widest = 0.0
        while reach + 1 < len(rows):
            row = rows[reach + 1]
            blank = row.top - rows[reach].bottom
            if blank > max(_FAR * row.size, 1.5 * widest) or row.is_prose or _ABOVE.search(row.text):
                break
            widest = max(widest, blank)
            reach += 1
            if row.is_body:
                last = reach
        if _is_table(rows[index : last + 1]) or (not index and len(rows[0].segments) >= 3):
            yield index, last
        index = last + 1


def _is_table(rows: Sequence[_Row]) -> bool:
    filled = [row for row in rows if row.is_body]
    most = max(sum(s.is_figure for s in row.segments) for row in filled)
    return len(filled) >= 3 or most >= 3 or (len(filled) == 2 and most >= 2)


def _header_start(rows: Sequence[_Row], first: int, rules: Sequence[Ruling]) -> int:
    """Return the first row of the header above a run of rows: a title, the unit and running text end it."""
    start = first
    left = min(s.x0 for s in rows[first].segments)
    right = max(s.x1 for s in rows[first].segments)
    while start and first - start < _MOST_HEADER_ROWS:
        row = rows[start - 1]
        blank = rows[start].top - row.bottom
        if row.is_prose or row.is_body or _ABOVE.search(row.text) or blank > _FAR * row.size:
            break
        if len(row.segments) == 1:
            segment = row.segments[0]
            # A title stands in the middle of the table and is larger, or nothing stands beside what is below it.
            is_centred = abs(segment.centre - (left + right) / 2) < 2 * _CENTRED
            if (
                is_centred
                or len(rows[start].segments) == 1
                or segment.bottom - segment.top > 1.15 * rows[first].size
            ):
                break
        start -= 1
    return start


def _grid(header: Sequence[_Row], body: Sequence[_Row]) -> Grid | None:
    """Return the table that rows make; None where no columns show."""
    levels = _levels(header)
    rows = [row.segments for row in body]
    columns = _columns(rows, levels)
    if len(columns) < 2:
        return None
    cells: list[Cell] = []
    bounds = _bounds(columns)
    for number, (level, spans) in enumerate(zip(levels, _header_spans(levels, columns, bounds), strict=True)):
        cells += _row_cells(number, level, spans, columns, bounds)
    for number, row in enumerate(rows, len(levels)):
        cells += _row_cells(number, row, [_span(s, columns) for s in row], columns, bounds)
    every = [s for row in (*header, *body) for s in row.segments]
    box = Box(bounds[0], min(s.top for s in every), bounds[-1], max(s.bottom for s in every))
    return Grid(len(levels) + len(rows), len(columns), tuple(cells), box, is_ruled=False)


def _levels(header: Sequence[_Row]) -> list[list[_Segment]]:
    """Return the headings from top to bottom: lines of one heading joined, those at one height together."""
    joined: list[_Segment] = []
    for segment in sorted((s for row in header for s in row.segments), key=lambda s: (s.top, s.x0)):
        over = next((s for s in joined if _continues(s, segment)), None)
        if over is None:
            joined.append(segment)
        else:
            joined[joined.index(over)] = _Segment(
                f"{over.text}\n{segment.text}",
                min(over.x0, segment.x0),
                over.top,
                max(over.x1, segment.x1),
                segment.bottom,
                over.chars + segment.chars,
            )
    levels: list[list[_Segment]] = []
    for segment in sorted(joined, key=lambda s: (s.top + s.bottom, s.x0)):
        middle = (segment.top + segment.bottom) / 2
        if not levels or middle - (levels[-1][0].top + levels[-1][0].bottom) / 2 > _SAME_LEVEL:
            levels.append([])
        levels[-1].append(segment)
    return levels


def _continues(above: _Segment, below: _Segment) -> bool:
    """Tell whether a text is the next line of a heading: close below it and on the same middle."""
    size = below.bottom - below.top
    step = below.bottom - above.bottom
    return 0.6 * size < step <= _WRAPPED * size and abs(above.centre - below.centre) <= 3


@dataclass(slots=True)
class _Column:
    """The extent of a column: of all that stands in it alone."""

    x0: float
    x1: float


def _columns(rows: Sequence[Sequence[_Segment]], levels: Sequence[Sequence[_Segment]]) -> list[_Column]:
    """Return the columns that the blanks of the rows leave, and those that only the lowest headings show."""
    segments = [s for row in rows for s in row]
    columns = [part for found in _components(segments) for part in _parted(found, len(rows))]
    headings = [s for level in levels for s in level]
    leaves = [s for s in headings if not any(_covers(other, s) for other in headings)]
    for segment in sorted(leaves, key=lambda s: s.x0):
        over = [c for c in columns if segment.x0 < c.x1 and segment.x1 > c.x0]
        if len(over) > 1:
            continue
        column = over[0] if over else _beside(segment, columns, leaves)
        if column is None:
            columns.append(_Column(segment.x0, segment.x1))
            columns.sort(key=lambda column: column.x0)
        elif not _crowds(segment, column, columns):
            column.x0, column.x1 = min(column.x0, segment.x0), max(column.x1, segment.x1)
    return columns


def _beside(segment: _Segment, columns: Sequence[_Column], leaves: Sequence[_Segment]) -> _Column | None:
    """Return the column that a heading is centred over though nothing stands right below it.

    Short figures stand at the right edge of their column, short labels at its left edge; the heading's middle is
    the column's.
    """
    free = [c for c in columns if not any(s.x0 < c.x1 and s.x1 > c.x0 for s in leaves)]
    right = next((c for c in columns if c.x0 >= segment.x1), None)
    left = next((c for c in reversed(columns) if c.x1 <= segment.x0), None)
    if right in free and right is not None:
        edge = 2 * segment.centre - right.x1
        if left is None or edge >= left.x1 - _GAP:
            return right
    if left in free and left is not None:
        edge = 2 * segment.centre - left.x0
        if right is None or edge <= right.x0 + _GAP:
            return left
    return None


def _covers(other: _Segment, segment: _Segment) -> bool:
    """Tell whether a lower heading stands under this one."""
    return other.top > segment.bottom - 1 and other.x0 < segment.x1 and other.x1 > segment.x0


def _crowds(segment: _Segment, column: _Column, columns: Sequence[_Column]) -> bool:
    """Tell whether a heading would reach into the room of a neighbour."""
    return any(c is not column and segment.x0 < c.x1 + _GAP and segment.x1 > c.x0 - _GAP for c in columns)


def _components(segments: Sequence[_Segment]) -> list[list[_Segment]]:
    """Group segments whose extents overlap, left to right."""
    groups: list[list[_Segment]] = []
    right = float("-inf")
    for segment in sorted(segments, key=lambda s: s.x0):
        if segment.x0 >= right + _GAP:
            groups.append([])
        groups[-1].append(segment)
        right = max(right, segment.x1)
    return groups


def _parted(group: list[_Segment], rows: int) -> list[_Column]:
    """Part a group that few texts bridge: a total's label is set across code and name."""
    if len(group) > 2:
        most = max(1, rows // 10)
        bridges = sorted(group, key=lambda s: (s.is_figure, -(sum(_meets(s, o) for o in group))))
        for count in range(1, most + 1):
            rest = [s for s in group if all(s is not b for b in bridges[:count])]
            parts = _components(rest)
            if len(parts) > 1 and all(len(part) > 1 or count == 1 for part in parts):
                return [column for part in parts for column in _parted(part, rows)]
    return [_Column(min(s.x0 for s in group), max(s.x1 for s in group))]


def _meets(one: _Segment, other: _Segment) -> bool:
    return one.x0 < other.x1 and one.x1 > other.x0


def _bounds(columns: Sequence[_Column]) -> list[float]:
    """Return the edges of the columns: the middle of the blanks between them."""
    inner = [(a.x1 + b.x0) / 2 for a, b in itertools.pairwise(columns)]
    return [columns[0].x0 - _GAP, *inner, columns[-1].x1 + _GAP]


def _span(segment: _Segment, columns: Sequence[_Column]) -> tuple[int, int]:
    """Return the first and last column that a text stands in: those it overlaps, else the nearest one."""
    over = [i for i, c in enumerate(columns) if segment.x0 < c.x1 - 0.5 and segment.x1 > c.x0 + 0.5]
    if over:
        return over[0], over[-1]
    nearest = min(
        range(len(columns)), key=lambda i: abs((columns[i].x0 + columns[i].x1) / 2 - segment.centre)
    )
    return nearest, nearest


def _header_spans(
    levels: Sequence[Sequence[_Segment]], columns: Sequence[_Column], bounds: Sequence[float]
) -> list[list[tuple[int, int]]]:
    """Return the columns that each heading of each level stands over."""
    lowest = [
        max((s for level in levels for s in level if _over(s, c)), key=lambda s: s.top, default=None)
        for c in columns
    ]
    edges = _true_edges(columns, lowest, bounds)
    return [[_heading_span(s, level, levels, columns, edges) for s in level] for level in levels]


def _over(segment: _Segment, column: _Column) -> bool:
    return segment.x0 < column.x1 and segment.x1 > column.x0


def _true_edges(
    columns: Sequence[_Column], lowest: Sequence[_Segment | None], bounds: Sequence[float]
) -> list[float]:
    """Return where columns begin and end: a heading is centred, figures end at the right."""
    edges = list(bounds)
    for i, (column, heading) in enumerate(zip(columns, lowest, strict=True)):
        if heading is None or not i:
            continue
        left = 2 * heading.centre - column.x1 - _GAP
        if columns[i - 1].x1 - _GAP <= left <= column.x0 + _GAP:
            edges[i] = left
    return edges


def _heading_span(
    segment: _Segment,
    level: Sequence[_Segment],
    levels: Sequence[Sequence[_Segment]],
    columns: Sequence[_Column],
    edges: Sequence[float],
) -> tuple[int, int]:
    own = _span(segment, columns)
    below = [s for lower in levels for s in lower if s.top > segment.bottom - 2]
    under = [s for s in below if s.x0 < segment.x1 and s.x1 > segment.x0] or [
        s for s in below if edges[own[0]] <= s.centre <= edges[own[1] + 1]
    ]
    if not under:
        return own
    pitch = min(s.top for s in under) - segment.top
    has_child = [
        any(
            (s.top - segment.top >= 0.75 * pitch and edges[i] - 1 <= s.centre <= edges[i + 1] + 1)
            or (s.top - segment.top >= 0.75 * pitch and _over(s, c))
            for s in below
        )
        and not any(
            0 <= s.top - segment.top < 0.75 * pitch and s is not segment and _over(s, c)
            for lower in levels
            for s in lower
        )
        for i, c in enumerate(columns)
    ]
    others = [s.centre for s in level if s is not segment]
    best = own
    for i in range(len(columns)):
        for j in range(i + 1, len(columns)):
            if not all(has_child[i : j + 1]) or any(edges[i] < c < edges[j + 1] for c in others):
                continue
            middle = (edges[i] + edges[j + 1]) / 2
            width = edges[j + 1] - edges[i]
            if abs(middle - segment.centre) <= max(_CENTRED, 0.03 * width) and j - i > best[1] - best[0]:
                best = (i, j)
    return best


def _row_cells(
    row: int,
    segments: Sequence[_Segment],
    spans: Sequence[tuple[int, int]],
    columns: Sequence[_Column],
    bounds: Sequence[float],
) -> Iterator[Cell]:
    """Yield the cells of one row, blank ones included; texts of one cell stand below each other."""
    merged: list[tuple[int, int, list[_Segment]]] = []
    for segment, (first, last) in sorted(
        zip(segments, spans, strict=True), key=lambda e: (e[1], e[0].top, e[0].x0)
    ):
        if merged and first <= merged[-1][1]:
            before = merged[-1]
            merged[-1] = (before[0], max(before[1], last), [*before[2], segment])
        else:
            merged.append((first, last, [segment]))
    top = min((s.top for s in segments), default=0.0)
    bottom = max((s.bottom for s in segments), default=0.0)
    filled: set[int] = set()
    for first, last, parts in merged:
        parts.sort(key=lambda s: (round(s.top / 3), s.x0))
        text = "\n".join(" ".join(s.text for s in line) for line in _by_line(parts))
        box = Box(
            min(s.x0 for s in parts),
            min(s.top for s in parts),
            max(s.x1 for s in parts),
            max(s.bottom for s in parts),
        )
        yield Cell(row, first, text, 1, last - first + 1, box)
        filled.update(range(first, last + 1))
    for column in range(len(columns)):
        if column not in filled:
            yield Cell(row, column, "", 1, 1, Box(bounds[column], top, bounds[column + 1], bottom))


def _by_line(parts: Sequence[_Segment]) -> Iterator[list[_Segment]]:
    line: list[_Segment] = []
    for part in parts:
        if line and part.top > line[-1].top + 3:
            yield line
            line = []
        line.append(part)
    if line:
        yield line
