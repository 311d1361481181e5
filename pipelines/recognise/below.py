"""Titles below their tables: a document whose first table has no title above it, and whose last title no table below.

Which way round its titles belong is not told by one of them: the whole document is laid out the other way, and read so
where the identities say that it fits better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from pipelines.recognise.context import PAGE_NUMBER, is_note, is_table_head
from pipelines.recognise.kind import document_kind
from pipelines.recognise.tables import TableReader
from pipelines.recognise.ties import Prove
from pipelines.recognise.titles import names_form
from pipelines.values.pages import Box, Grid, Line, Page

_FEWEST: Final = 3
_NEAR: Final = 3
"""Lines at most between a table and the title below it."""
_ABOVE: Final = 0.01
_WEIGHT: Final = 4

_Block = tuple[int, Line | Grid]
"""The place of its page among the pages, and a line or table of it."""


@dataclass(slots=True)
class _Group:
    """The blocks up to a title, which stands last, and where its first table is among them.

    ``heads`` are lines for body, unit or number that stand right above or below the title.
    """

    blocks: list[_Block] = field(default_factory=list)
    first: int | None = None
    behind: int = 0
    heads: list[Line] = field(default_factory=list)

    def add(self, block: _Block) -> None:
        self.blocks.append(block)
        if isinstance(block[1], Grid):
            self.first = len(self.blocks) - 1 if self.first is None else self.first
            self.behind = 0
        elif not _is_beside(block[1]):
            self.behind += 1

    def above(self) -> int:
        """Return where the lines for body and unit begin that stand over the first table, or that table's place."""
        assert self.first is not None
        at, number = self.first, self.blocks[self.first][0]
        while at and self.blocks[at - 1][0] == number and _is_head(self.blocks[at - 1][1]):
            at -= 1
        return at


def with_titles_above(pages: Sequence[Page]) -> list[Page] | None:
    """Return the pages with each table's title moved above it; None where titles do not all stand below tables."""
    kind = document_kind(pages)
    groups = [_Group()]
    for number, page in enumerate(pages):
        blocks: list[Line | Grid] = [*page.lines, *(grid for grid in page.grids if _is_table(grid))]
        for block in sorted(blocks, key=lambda b: (b.box.top, b.box.x0) if b.box else (0.0, 0.0)):
            group = groups[-1]
            is_title = isinstance(block, Line) and names_form(block.text, kind)
            if is_title and group.first is None and len(groups) == 1:
                return None
            group.add((number, block))
            if is_title:
                groups.append(_Group())
    *titled, rest = groups
    if titled and titled[-1].first is None:
        titled.pop()  # an empty form without rules shows no table
    if len(titled) < _FEWEST or rest.first is not None:
        return None
    if any(group.first is None or group.behind > _NEAR for group in titled):
        return None
    if titled[0].above() == titled[0].first:
        _take_heads(groups, titled)
    return _with_moved([move for group in titled for move in _moves(group)], pages)


def fits_better(other: TableReader, reader: TableReader, prove: Prove) -> bool:
    """Tell whether more identities hold in one reading of a document than in another, by far more than are violated.

    A document may contradict itself in a few places, whichever way it is read.
    """
    held, violated = _proofs(other, prove)
    held_before, violated_before = _proofs(reader, prove)
    return held - held_before > _WEIGHT * max(violated - violated_before, 0)


def _proofs(reader: TableReader, prove: Prove) -> tuple[int, int]:
    items = [item for table in reader.tables for item in table.items]
    hard = [tie.status for tie in prove(items, reader.elided_tables) if tie.is_hard]
    return sum(status == "holds" for status in hard), sum(status == "violated" for status in hard)


def _is_beside(line: Line) -> bool:
    """Tell whether a line may stand between a table and its title."""
    return (
        PAGE_NUMBER.fullmatch(line.text.strip()) is not None or is_note(line.text) or is_table_head(line.text)
    )


def _is_table(grid: Grid) -> bool:
    return grid.n_rows > 1 and grid.n_columns > 1


def _take_heads(groups: Sequence[_Group], titled: Sequence[_Group]) -> None:
    """Give each title the lines for body and unit beside it: they stand with titles, not over tables."""
    for group, following in zip(titled, groups[1:], strict=False):
        for blocks in (reversed(group.blocks[:-1]), following.blocks):
            beside = takewhile(lambda one: _is_head(one[1]), blocks)
            group.heads += [line for _, line in beside if isinstance(line, Line)]


def _moves(group: _Group) -> Iterator[tuple[Line, int, Line]]:
    """Yield a group's title and heads, and where each goes: its page's place and the line as it stands there.

    That is above its first table, and above the lines for body and unit that stand over that.
    """
    number, below = group.blocks[group.above()]
    place, (_, title) = below.box, group.blocks[-1]
    assert isinstance(title, Line)
    if place is None:
        return
    lines = [title, *group.heads]
    for line, left in zip(lines, range(len(lines), 0, -1), strict=True):
        box = Box(place.x0, place.top - _ABOVE * left, place.x1, place.top)
        yield line, number, replace(line, box=box)


def _with_moved(moves: Sequence[tuple[Line, int, Line]], pages: Sequence[Page]) -> list[Page]:
    gone = {id(title) for title, _, _ in moves}
    added: dict[int, list[Line]] = {}
    for _, number, line in moves:
        added.setdefault(number, []).append(line)
    moved = []
    for number, page in enumerate(pages):
        lines = [line for line in page.lines if id(line) not in gone]
        if number in added:
            lines = sorted([*lines, *added[number]], key=_top)
        moved.append(replace(page, lines=tuple(lines)))
    return moved


def _is_head(block: Line | Grid) -> bool:
    return isinstance(block, Line) and is_table_head(block.text) and not is_note(block.text)


def _top(line: Line) -> float:
    return line.box.top if line.box else 0.0
