"""Rows of a table that only its columns are ruled for: what stands at one height in all columns is a row.

Such a table has its header ruled, and below it one cell for each column of the page. Its lines are rows only where
every figure is whole and level with a label; where anything else stands there the cells stay as they are ruled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.text import join_line, line_groups
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.pages import Box

_FEWEST_FIGURES: Final = 3
"""So many whole figures below each other in one cell are rows; two may be the pieces of one."""
_LEVEL: Final = 0.5
"""Texts are level where their middles differ by less than this share of their height."""
_WRAPPED: Final = 0.85
"""A line without figures that follows at less than this share of the usual distance goes on with the one before."""
_CLOSE: Final = 0.6
"""Lines of one label are no farther apart than this share of their height; rows beside a taller one may be near too."""
_ORDINAL: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|其中[:：]"
)
_TOTAL: Final = re.compile(r".{0,12}[合总小]计$")
_LONG: Final = 40
_SENTENCE: Final = re.compile(r"[。；;]")


@dataclass(frozen=True, slots=True)
class _Text:
    """One line of a cell."""

    column: int
    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top


Row = dict[int, tuple[str, Box]]
"""Of each column that prints something in a row: its text and the box around it."""


def rows_within(columns: Mapping[int, Sequence[Char]], *, is_only: bool) -> list[Row]:
    """Return the rows that the cells of one ruled row hold, from top to bottom; none where it is one row.

    ``columns`` are the characters of its cells. ``is_only`` says that below the header the table has no other ruled
    row: then two figures below each other, or one beside several labels with ordinals, tell rows too.
    """
    texts = [line for column, chars in columns.items() for line in _lines(column, chars)]
    figures = [one for one in texts if looks_like_figure(one.text)]
    of_figures = {one.column for one in figures}
    labels = [one for one in texts if one.column not in of_figures]
    values = [one for one in texts if one.column in of_figures and not is_blank(one.text)]
    if not labels or len(values) != len(figures) or any(_is_text(one.text) for one in labels):
        return []
    counts = [sum(one.column == column for one in figures) for column in of_figures]
    few = is_only and (max(counts) > 1 or _is_list(labels))
    if max(counts) < _FEWEST_FIGURES and not few:
        return []
    rows = _joined([_rows(*lane) for lane in _lanes(labels, figures)])
    return rows if len(rows) > 1 else []


def _lanes(
    labels: Sequence[_Text], figures: Sequence[_Text]
) -> Iterator[tuple[Sequence[_Text], Sequence[_Text]]]:
    """Yield the lists that stand side by side, each its labels and figures: one begins where labels follow figures."""
    of_labels = {one.column for one in labels}
    number, lane_of = 0, {}
    has_label = was_figure = False
    for column in sorted(of_labels | {one.column for one in figures}):
        is_label = column in of_labels
        # Codes before the first names look like figures.
        is_new = is_label and has_label and was_figure
        number += is_new
        has_label, was_figure = has_label or is_label, not is_label and has_label
        lane_of[column] = number
    for lane in range(number + 1):
        yield (
            [one for one in labels if lane_of[one.column] == lane],
            [one for one in figures if lane_of[one.column] == lane],
        )


def _joined(lanes: Sequence[Sequence[Row]]) -> list[Row]:
    """Put the rows of lists that stand side by side into one where they are level; none where a list has none."""
    if not all(lanes):
        return []
    found: list[tuple[float, float, Row]] = []
    for row in (row for lane in lanes for row in lane):
        # The figures of a row tell its height: its label may be wrapped.
        box = row[max(row)][1]
        middle, height = (box.top + box.bottom) / 2, box.bottom - box.top
        level = next(
            (
                r
                for y, h, r in found
                if abs(y - middle) < _LEVEL * max(h, height) and not r.keys() & row.keys()
            ),
            None,
        )
        if level is None:
            found.append((middle, height, dict(row)))
        else:
            level.update(row)
    return [row for _, _, row in sorted(found, key=lambda one: one[0])]


def _lines(column: int, chars: Sequence[Char]) -> Iterator[_Text]:
    for line in line_groups([ch for ch in chars if not ch[0].isspace()]):
        text = join_line(line)
        if text:
            box = Box(
                min(ch[1] for ch in line),
                min(ch[2] for ch in line),
                max(ch[3] for ch in line),
                max(ch[4] for ch in line),
            )
            yield _Text(column, text, box)


def _is_text(text: str) -> bool:
    return len(text) > _LONG or _SENTENCE.search(text) is not None


def _is_list(labels: Sequence[_Text]) -> bool:
    first = [one for one in labels if one.column == labels[0].column]
    told = [one for one in first if _ORDINAL.match(one.text) or _TOTAL.match(one.text)]
    return len(first) >= _FEWEST_FIGURES and len(told) == len(first)


def _rows(labels: Sequence[_Text], figures: Sequence[_Text]) -> list[Row]:
    """Lay labels and figures into rows; none where a figure has no label, or two figures stand in one place."""
    bands = _bands(labels)
    levels = _bands(figures)
    owner: dict[int, int] = {}
    for number, level in enumerate(levels):
        at = [i for i, band in enumerate(bands) if _are_level(band, level)]
        if len(at) == 1:
            owner[at[0]] = number
        elif len(at) > 1:
            return []
    placed = set(owner.values())
    merged: dict[int, int] = {}
    for number, level in enumerate(levels):
        if number in placed:
            continue
        pair = next((i for i in range(len(bands) - 1) if _is_between(bands[i], level, bands[i + 1])), None)
        if pair is None or pair in owner or pair + 1 in owner or pair in merged:
            return []
        owner[pair] = number
        merged[pair + 1] = pair
    usual = _usual_distance(bands, owner)
    rows: list[list[_Text]] = []
    before: float | None = None
    bottom = 0.0
    for index, band in enumerate(bands):
        top = band[0].middle
        is_rest = index in merged or (
            index not in owner
            and before is not None
            and usual is not None
            and top - before < _WRAPPED * usual
            and band[0].box.top - bottom < _CLOSE * band[0].height
            and not _ORDINAL.match(band[0].text)
        )
        if is_rest and rows:
            rows[-1].extend(band)
        else:
            rows.append([*band, *(levels[owner[index]] if index in owner else [])])
        before, bottom = top, max(one.box.bottom for one in band)
    found = [_row(row) for row in rows]
    return [row for row in found if row is not None] if all(found) else []


def _usual_distance(bands: Sequence[Sequence[_Text]], owner: Mapping[int, int]) -> float | None:
    """Return how far labels that print figures stand apart at least where one follows another."""
    steps = [
        bands[i + 1][0].middle - bands[i][0].middle
        for i in range(len(bands) - 1)
        if i in owner and i + 1 in owner
    ]
    return min(steps, default=None)


def _bands(texts: Sequence[_Text]) -> list[list[_Text]]:
    """Group texts that are level, from top to bottom."""
    bands: list[list[_Text]] = []
    for one in sorted(texts, key=lambda text: text.middle):
        if bands and abs(bands[-1][0].middle - one.middle) < _LEVEL * max(bands[-1][0].height, one.height):
            bands[-1].append(one)
        else:
            bands.append([one])
    return bands


def _are_level(band: Sequence[_Text], level: Sequence[_Text]) -> bool:
    a, b = band[0], level[0]
    return abs(a.middle - b.middle) < _LEVEL * max(a.height, b.height)


def _is_between(above: Sequence[_Text], level: Sequence[_Text], below: Sequence[_Text]) -> bool:
    return above[0].middle < level[0].middle < below[0].middle


def _row(texts: Sequence[_Text]) -> Row | None:
    """Return one row; None where two figures stand in one column of it."""
    row: Row = {}
    for one in texts:
        if one.column not in row:
            row[one.column] = one.text, one.box
            continue
        text, box = row[one.column]
        if looks_like_figure(one.text) or looks_like_figure(text):
            return None
        around = Box(
            min(box.x0, one.box.x0),
            min(box.top, one.box.top),
            max(box.x1, one.box.x1),
            max(box.bottom, one.box.bottom),
        )
        row[one.column] = f"{text}\n{one.text}", around
    return row
