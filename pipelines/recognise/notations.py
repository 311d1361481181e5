"""Figures in another notation: negative ones as △1.03, (1.03) or 1.03-, and digits in groups that no comma parts.

Each may mean something else (a figure of which the next is a part, two figures in one cell): such a figure is read
only where an identity holds with it and would not without it, and says so in ``decided_by``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.recognise.tables import TableReader
from pipelines.recognise.ties import Prove, Tie
from pipelines.values.items import LineItem, Place
from pipelines.values.pages import Box, Cell, Grid, Page

_UNPARSED: Final = "unparsed_figure"
_AMOUNT: Final = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)"
_NEGATIVE: Final = re.compile(rf"[△▲] ?(\d+|{_AMOUNT})|\( ?(\d{{3,}}|{_AMOUNT}) ?\)|({_AMOUNT})-")
_GROUPS: Final = re.compile(r"-?\d{1,3}(?P<mark>[ '’])\d{3}(?:(?P=mark)\d{3})*(?:\.\d+)?")
_FEWEST_OF_SUM: Final = 3
_NEARLY_ALL: Final = 0.8

_Spot = tuple[int, Box | None, str]
"""Page, box and reference of a cell: where a line item says that it stands."""


def usual_notation(text: str) -> str | None:
    """Return a figure of another notation as it is usually printed; None for any other text.

    >>> usual_notation("△1.03"), usual_notation("（1,234.50）"), usual_notation("1 234 567.89"), usual_notation("(3)")
    ('-1.03', '-1,234.50', '1,234,567.89', None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    negative = _NEGATIVE.fullmatch(plain)
    if negative is not None:
        return f"-{next(filter(None, negative.groups()))}"
    groups = _GROUPS.fullmatch(plain)
    return plain.replace(groups["mark"], ",") if groups is not None else None


def read_notations(
    pages: Sequence[Page], read: Callable[[Sequence[Page]], TableReader], prove: Prove
) -> TableReader:
    """Read a document's tables, figures of another notation too where the identities prove them.

    ``read`` reads the tables of pages, ``prove`` applies the identities.
    """
    reader = read(pages)
    if not any(note.kind == _UNPARSED and usual_notation(note.text) for note in reader.notes):
        return reader
    printed = {_spot(page.number, cell): cell.text for page in pages for cell in _cells_to_read(page)}
    again = read(_rewritten(pages, printed.keys()))
    proven = _proven(again, printed, prove)
    if not proven:
        return reader
    if len(proven) < len(printed):
        again = read(_rewritten(pages, proven.keys()))
    for index, table in enumerate(again.tables):
        items = tuple(_as_printed(item, printed, proven) for item in table.items)
        again.tables[index] = replace(table, items=items)
    return again


def _cells_to_read(page: Page) -> Iterator[Cell]:
    return (cell for grid in page.grids for cell in grid.cells if usual_notation(cell.text) is not None)


def _spot(page: int, cell: Cell) -> _Spot:
    return page, cell.shown or cell.box, cell.reference


def _rewritten(pages: Sequence[Page], spots: Collection[_Spot]) -> list[Page]:
    """Return the pages with the figures at these spots in the usual notation."""

    def cell_of(page: Page, cell: Cell) -> Cell:
        usual = usual_notation(cell.text) if _spot(page.number, cell) in spots else None
        return replace(cell, text=usual) if usual is not None else cell

    def grid_of(page: Page, grid: Grid) -> Grid:
        return replace(grid, cells=tuple(cell_of(page, cell) for cell in grid.cells))

    return [replace(page, grids=tuple(grid_of(page, grid) for grid in page.grids)) for page in pages]


def _proven(reader: TableReader, printed: Mapping[_Spot, str], prove: Prove) -> dict[_Spot, str]:
    """Return the spots whose figures an identity proves, with its id: one that tells, or ties it to such a figure."""
    items = [item for table in reader.tables for item in table.items]
    ours = {item.place: spot for item in items if (spot := _spot_of(item)) in printed}
    ties = [tie for tie in prove(items, reader.elided_tables) if tie.is_hard and _of(tie, ours)]
    wrong = {spot for tie in ties if tie.status == "violated" for spot in _of(tie, ours)}
    held = [tie for tie in ties if tie.status == "holds"]
    proven: dict[_Spot, str] = {}
    for tie in held:
        for spot in _told(tie, ours) - wrong:
            proven.setdefault(spot, tie.identity_id)
    more = True
    while more:
        more = False
        for tie in held:
            spots = _of(tie, ours) - wrong
            if spots & proven.keys() and not spots <= proven.keys():
                proven.update(dict.fromkeys(spots - proven.keys(), tie.identity_id))
                more = True
    groups = {spot for spot, text in printed.items() if not _is_negative(text)}
    if not groups & wrong and len(groups & proven.keys()) >= _NEARLY_ALL * len(groups):
        # A report that parts its digits so, wherever an identity tells, parts them so everywhere.
        told = " ".join(sorted({proven[spot] for spot in groups & proven.keys()}))
        proven.update(dict.fromkeys(groups - proven.keys(), told))
    return proven


def _is_negative(text: str) -> bool:
    return (usual_notation(text) or "").startswith("-")


def _spot_of(item: LineItem) -> _Spot:
    return item.page, item.box, item.cell_reference


def _of(tie: Tie, ours: Mapping[Place, _Spot]) -> set[_Spot]:
    return {ours[member.place] for member in tie.members if member.place in ours}


def _told(tie: Tie, ours: Mapping[Place, _Spot]) -> set[_Spot]:
    """Return the spots of which an identity that holds tells how they are meant.

    It holds without the figures that cancel each other out, whatever their sign. Two that are equal tell nothing of
    their digits either, a sum does.
    """
    told: set[_Spot] = set()
    terms = [(1, item) for item in tie.left_items] + [(-sign, item) for sign, item in tie.right_items]
    for is_negative in (True, False):
        own = [(sign, f) for sign, f in terms if f.place in ours and (f.value < 0) == is_negative]
        is_sum = not is_negative and sum(f.value != 0 for _, f in terms) >= _FEWEST_OF_SUM
        if is_sum or sum((sign * f.value for sign, f in own), Decimal(0)):
            told |= {ours[f.place] for _, f in own}
    return told


def _as_printed(item: LineItem, printed: Mapping[_Spot, str], proven: Mapping[_Spot, str]) -> LineItem:
    spot = _spot_of(item)
    return replace(item, text_printed=printed[spot], decided_by=proven[spot]) if spot in proven else item


__all__ = ["read_notations", "usual_notation"]
