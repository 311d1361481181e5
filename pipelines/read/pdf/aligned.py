"""Tables that no vertical rules divide: columns found by what stands below each other.

Without rules, with horizontal ones only, or with three lines (三线表): the words of a block of lines are laid into
columns that the blanks between them leave, and into rows by their leading or by the horizontal rules. A heading
over several columns is centred on them; that tells which they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import itemgetter
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.columns import Column
from pipelines.read.pdf.headings import (
    column_span,
    find_columns,
    find_edges,
    heading_levels,
    join_headings,
    without_numbers,
)
from pipelines.read.pdf.led import with_leads
from pipelines.read.pdf.segments import Segment, box_of, is_words, segments_of
from pipelines.read.pdf.tables import Ruling, merge_rulings
from pipelines.read.pdf.text_rows import ROW_LABEL, TextRow
from pipelines.read.pdf.wrapped import is_parted, usual_decimals
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.pages import Box, Cell, Grid

_LEADING: Final = 1.42
"""Lines of one cell are at most so many font sizes apart; rows are farther."""
_FAR: Final = 4.5
"""Rows with a wider blank between them, in font sizes, and wider than any so far, belong to two tables."""
_EVEN_ROWS: Final = 3
_EVEN: Final = 0.15
_MOSTLY: Final = 0.6
"""Where most of a page's rows stand equally far apart, that far is near, however far it is."""
_CENTRED: Final = 6.0
"""How far the middle of a heading may be from that of its columns, in points."""
_MOST_HEADER_ROWS: Final = 8
_HIGHEST_ROW: Final = 7.0
_RULED_ROWS: Final = 5
"""So many rules of one extent are those of rows, not the three lines of a table."""
_TOTAL: Final = re.compile(r".{0,6}[合总小]计")
_TEXT: Final = itemgetter(0)
_MARKS: Final = frozenset("-—–－−无,.")


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table that alignment shows: its grid, the edges of its columns from left to right, how many of its rows are
    headings, and what it is made of.
    """

    grid: Grid
    edges: tuple[float, ...]
    header_rows: int
    chars: tuple[Char, ...]


def aligned_grids(
    chars: Sequence[Char], printed: Sequence[Sequence[Char]], horizontal: Sequence[Ruling]
) -> tuple[list[Grid], list[Char]]:
    """Return the tables that alignment alone shows, and the characters outside them.

    ``printed`` are the characters by printed line, from top to bottom.
    """
    tables = aligned_tables(printed, horizontal)
    taken = {id(ch) for table in tables for ch in table.chars}
    outside = [ch for ch in chars if id(ch) not in taken] if taken else list(chars)
    return [table.grid for table in tables], outside


def aligned_tables(printed: Sequence[Sequence[Char]], horizontal: Sequence[Ruling]) -> list[AlignedTable]:
    """Return the tables that alignment alone shows, from top to bottom."""
    words = [_holds_no_figure(line) or is_words(line) for line in printed]
    parted = [None if is_plain else segments_of(line) for line, is_plain in zip(printed, words, strict=True)]
    if not _may_have_figures(list(filter(None, parted)), list(compress(printed, words))):
        return []
    segments = (
        segments_of(line) if found is None else found for line, found in zip(printed, parted, strict=True)
    )
    lines = with_leads(list(filter(None, segments)))
    if not _has_figures(lines):
        return []
    rules = merge_rulings(horizontal) if horizontal else []
    rows = _rows(lines, rules)
    tables: list[AlignedTable] = []
    for begin, last in _blocks(rows, rules):
        start, first = _header_start(rows, begin, rules), begin
        while first > start + 1 and _is_rest_of_label(rows[first - 1], rows[begin : last + 1]):
            first -= 1
        table = _table(rows[start:first], rows[first : last + 1])
        if table is not None:
            tables.append(table)
    return tables


def _holds_no_figure(line: Sequence[Char]) -> bool:
    """Tell whether a text has no digit, and no mark that stands for no figure, cuts one off or leads a label."""
    text = "".join(map(_TEXT, line))
    return _MARKS.isdisjoint(text) and not any(map(str.isdigit, text)) and not text.isspace()


def _may_have_figures(parted: Sequence[list[Segment]], words: Sequence[Sequence[Char]]) -> bool:
    """Tell whether a page can have figures near other text; its lines of words alone count by their boxes."""
    lines = with_leads(parted)
    if not any(s.is_figure for line in lines for s in line):
        return False
    return _has_figures([*lines, *([box_of(group)] for group in words)])


def _has_figures(lines: Sequence[Sequence[Segment]]) -> bool:
    """Tell whether a figure stands near other text: on a page of running text its number alone stands apart."""
    for line in lines:
        if not any(s.is_figure for s in line):
            continue
        if len(line) > 1:
            return True
        own = line[0]
        for other in lines:
            size = max(own.bottom - own.top, *(s.bottom - s.top for s in other))
            is_near = any(s.top < own.bottom + size and own.top < s.bottom + size for s in other)
            if is_near and other is not line:
                return True
    return False


def _rows(lines: Sequence[Sequence[Segment]], rules: Sequence[Ruling]) -> list[TextRow]:
    """Put printed lines into rows: a horizontal rule parts them, and so does more than the leading of one cell."""
    rows: list[list[Segment]] = []
    before: Sequence[Segment] = ()
    lines = sorted(lines, key=lambda line: min(s.top for s in line))
    decimals = usual_decimals(lines)
    for line in lines:
        goes_on = bool(before) and _belongs(line, rows[-1])
        if not goes_on or (_is_apart(before, line, rules) and not is_parted(rows[-1], line, decimals)):
            rows.append([])
        rows[-1].extend(line)
        before = line
    return [TextRow(tuple(sorted(row, key=lambda s: (s.x0, s.top)))) for row in rows]


def _belongs(line: Sequence[Segment], row: Sequence[Segment]) -> bool:
    """Tell whether a line goes on with a row: beside something of it, or below one of its texts.

    Headings merged over two rows stand at half a row's height beside both, and below neither.
    """
    holds_figures = any(other.is_figure for other in row)
    blank = min(s.top for s in line) - max(s.bottom for s in row)
    if all(other.is_figure for other in row) and not _holds_amount(line):
        # An indented label may begin on its second line.
        return blank < 0.35 * (line[0].bottom - line[0].top)
    for segment in line:
        size = segment.bottom - segment.top
        for other in row:
            # The second line of an indented label begins further to the left.
            is_label = not other.is_figure or ACCOUNT_CODE.fullmatch(other.text) is not None
            is_rest = len(line) == 1 and holds_figures and not segment.is_figure and is_label
            near = max(segment.x0, other.x0) - min(segment.x1, other.x1)
            if is_rest and near < 4 * size and segment.top - other.bottom < 0.35 * size:
                return True
            if min(segment.bottom, other.bottom) - max(segment.top, other.top) > 0.3 * size:
                return True
            if segment.x0 < other.x1 and segment.x1 > other.x0 and segment.top - other.bottom < 0.5 * size:
                return True
    return False


def _is_apart(above: Sequence[Segment], below: Sequence[Segment], rules: Sequence[Ruling]) -> bool:
    upper, lower = _middle(above), _middle(below)
    size = min(max(s.bottom - s.top for s in line) for line in (above, below))
    across = [y for y, _, _ in _across(above, below, rules)]
    if any(upper < y < lower for y in across):
        return True
    if len(across) >= _RULED_ROWS and any(y < upper for y in across) and any(y > lower for y in across):
        band = min(y for y in across if y > lower) - max(y for y in across if y < upper)
        if band < _HIGHEST_ROW * size:
            return False
    if _holds_amount(above) and _holds_amount(below):
        return lower - upper > 0.6 * size
    return lower - upper > _LEADING * size


def _holds_amount(line: Sequence[Segment]) -> bool:
    """Tell whether a line prints a figure; the code of an account that leads a label is none."""
    start = 1 if ACCOUNT_CODE.fullmatch(line[0].text) and not any(s.is_figure for s in line[1:2]) else 0
    return any(s.is_figure for s in line[start:])


def _across(above: Sequence[Segment], below: Sequence[Segment], rules: Sequence[Ruling]) -> Iterator[Ruling]:
    """Yield the rules that run past all that stands on two lines."""
    left, right = min(s.x0 for s in (*above, *below)), max(s.x1 for s in (*above, *below))
    return (rule for rule in rules if rule[1] <= left + 3 and rule[2] >= right - 3)


def _middle(line: Sequence[Segment]) -> float:
    return (min(s.top for s in line) + max(s.bottom for s in line)) / 2


def _blocks(rows: Sequence[TextRow], rules: Sequence[Ruling]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each run of rows with figures, rows without any among them included."""
    index = 0
    usual = _usual_blank(rows)
    while index < len(rows):
        if not rows[index].is_body:
            index += 1
            continue
        last = reach = index
        widest = usual
        while reach + 1 < len(rows):
            row = rows[reach + 1]
            blank = row.top - rows[reach].bottom
            if blank > max(_FAR * row.size, 1.5 * widest) or row.is_prose or row.is_above:
                break
            widest = max(widest, blank)
            reach += 1
            if row.is_body:
                last = reach
        if _is_table(rows[index : last + 1]) or _is_headed(rows, index, rules):
            yield index, last
        index = last + 1


def _usual_blank(rows: Sequence[TextRow]) -> float:
    """Return the blank between rows of figures where most are equally far apart, else 0."""
    pairs = [(a, b) for a, b in pairwise(rows) if a.is_body and b.is_body]
    blanks = sorted(below.top - above.bottom for above, below in pairs)
    if len(blanks) < _EVEN_ROWS:
        return 0.0
    middle = blanks[len(blanks) // 2]
    alike = sum(abs(blank - middle) <= _EVEN * middle for blank in blanks)
    return middle if alike >= _MOSTLY * len(blanks) else 0.0


def _is_headed(rows: Sequence[TextRow], index: int, rules: Sequence[Ruling]) -> bool:
    """Tell whether one row is a table: the last one of it on top of a page, or with its headings above it."""
    row = rows[index]
    above = [line for line in rows[:index] if not line.is_page_number]
    if not above:
        return len(row.segments) >= 3 or _TOTAL.fullmatch(row.segments[0].text) is not None
    if all(_is_blank_row(line, row) for line in above) and len(row.segments) >= 3:
        return True
    start = _header_start(rows, index, rules)
    header = rows[start:index]
    if len(header) == 1 and start and rows[start - 1].is_above:
        # Under the unit of a table one row of headings is enough: the rest of a list may be as short as that.
        return len(header[0].segments) >= len(row.segments)
    return max((len(line.segments) for line in header), default=0) >= max(3, len(row.segments) - 1)


def _is_blank_row(line: TextRow, row: TextRow) -> bool:
    """Tell whether a line is the label of a row without figures, in a column of labels of the row below."""
    label = line.segments[0]
    return (
        len(line.segments) == 1 and ROW_LABEL.match(label.text) is not None and _is_below_labels(label, row)
    )


def _is_rest_of_label(row: TextRow, body: Sequence[TextRow]) -> bool:
    """Tell whether a text between headings and rows is the rest of a label that the page before begins."""
    text = row.segments[0]
    labels = [s for line in body for s in line.segments if not s.is_figure]
    figures = [s for line in body for s in line.segments if s.is_figure]
    if len(row.segments) > 1 or text.is_figure:
        return False
    is_above_figures = any(text.x0 < s.x1 and text.x1 > s.x0 for s in figures)
    return not is_above_figures or any(abs(text.x0 - s.x0) < 1 for s in labels)


def _is_table(rows: Sequence[TextRow]) -> bool:
    filled = [row for row in rows if row.is_body]
    most = max(sum(s.is_figure for s in row.segments) for row in filled)
    return len(filled) >= 3 or most >= 3 or (len(filled) == 2 and most >= 2)


def _header_start(rows: Sequence[TextRow], first: int, rules: Sequence[Ruling]) -> int:
    """Return the first row of the header above a run of rows: a title, the unit and running text end it.

    Rows without figures may stand between the two.
    """
    start = first
    far = 1.5 * _usual_blank(rows)
    labels = 0
    while start and first - start - labels < _MOST_HEADER_ROWS:
        row = rows[start - 1]
        labels += _is_blank_row(row, rows[first])
        blank = rows[start].top - row.bottom
        is_far = blank > (max(_FAR * row.size, far) if start == first else _FAR * row.size)
        if row.is_prose or row.is_body or row.is_above or is_far:
            break
        if len(row.segments) == 1:
            segment = row.segments[0]
            below = [s for line in rows[start : first + 1] for s in line.segments]
            left, right = min(s.x0 for s in below), max(s.x1 for s in below)
            # A title stands in the middle of the table and is larger, or nothing stands beside what is below it.
            is_centred = abs(segment.centre - (left + right) / 2) < 2 * _CENTRED
            is_topmost = all(len(line.segments) == 1 for line in rows[start : first + 1])
            is_title = is_centred or is_topmost or segment.bottom - segment.top > 1.15 * rows[first].size
            # Below headings, what begins where labels do is the rest of one from the page before.
            is_rest = (
                start > 1 and len(rows[start - 2].segments) > 1 and _is_below_labels(segment, rows[first])
            )
            if is_title and not is_rest and not _is_ruled_above(row, rows[first], rules):
                break
        start -= 1
    return start


def _is_below_labels(text: Segment, body: TextRow) -> bool:
    """Tell whether a text begins where a label of a row does."""
    return any(abs(text.x0 - s.x0) < 1 for s in body.segments if not s.is_figure)


def _is_ruled_above(row: TextRow, body: TextRow, rules: Sequence[Ruling]) -> bool:
    """Tell whether the top rule of a table runs closely above a row: what stands below it is no title."""
    above = [y for y, _, _ in _across(row.segments, body.segments, rules) if y <= row.top + 1]
    return bool(above) and row.top - max(above) < row.size


def _table(header: Sequence[TextRow], body: Sequence[TextRow]) -> AlignedTable | None:
    """Return the table that rows make; None where no columns show."""
    rows = [row.segments for row in body]
    headings, numbers = without_numbers(join_headings([s for row in header for s in row.segments]))
    columns = find_columns(rows, headings)
    if len(columns) < 2:
        return None
    edges = find_edges(columns)
    levels = heading_levels(headings, columns, edges)
    if numbers:
        levels.append([(s, column_span(s, columns, edges)) for s in numbers])
    cells: list[Cell] = []
    for number, level in enumerate(levels):
        cells += _row_cells(number, [s for s, _ in level], [span for _, span in level], columns, edges)
    for number, row in enumerate(rows, len(levels)):
        cells += _row_cells(number, row, [column_span(s, columns, edges) for s in row], columns, edges)
    every = [s for row in (*header, *body) for s in row.segments]
    box = Box(edges[0], min(s.top for s in every), edges[-1], max(s.bottom for s in every))
    grid = Grid(len(levels) + len(rows), len(columns), tuple(cells), box, is_ruled=False)
    return AlignedTable(grid, tuple(edges), len(levels), tuple(ch for s in every for ch in s.chars))


def _row_cells(
    row: int,
    segments: Sequence[Segment],
    spans: Sequence[tuple[int, int]],
    columns: Sequence[Column],
    bounds: Sequence[float],
) -> Iterator[Cell]:
    """Yield the cells of one row, blank ones included; texts of one cell stand below each other."""
    merged: list[tuple[int, int, list[Segment]]] = []
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


def _by_line(parts: Sequence[Segment]) -> Iterator[list[Segment]]:
    line: list[Segment] = []
    for part in parts:
        if line and part.top > line[-1].top + 3:
            yield line
            line = []
        line.append(part)
    if line:
        yield line
