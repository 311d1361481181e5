"""What lies over the cells of a sheet: pictures where figures could be, and text boxes that print some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.read.ooxml import Element, Package, attribute, child, local
from pipelines.read.spreadsheet.sheet import Sheet, letters_of

_ANCHORS: Final = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))

_ROW, _COLUMN = 190_500, 609_600
"""The usual height of a row (15 points) and width of a column, in English metric units."""
_SHAPES: Final = frozenset(("sp", "cxnSp"))
_DIGIT: Final = re.compile(r"\d")
_FEWEST_ROWS: Final = 4
"""A picture over fewer rows is a seal or a logo."""


def lost_drawings(package: Package, part: str, sheet: Sheet) -> Iterator[str]:
    """Tell of each picture that covers no cell's text, and of each text box with figures, of a sheet's part."""
    for drawing in package.related(part, "drawing"):
        for anchor in package.tree(drawing):
            if local(anchor) in _ANCHORS:
                yield from _lost(anchor, sheet)


def _lost(anchor: Element, sheet: Sheet) -> Iterator[str]:
    start = _corner(child(anchor, "from"))
    end = _corner(child(anchor, "to")) or _end(start, child(anchor, "ext"))
    place = f"{letters_of(start[1])}{start[0] + 1}" if start else "its place"
    if any(local(one) == "pic" for one in anchor) and _is_alone(start, end, sheet):
        yield f"sheet {sheet.name}: a picture at {place} was not read"
    is_over = start is not None and start[1] in sheet.rows.get(start[0], {})
    if is_over and any(local(one) in _SHAPES and not _text(one) for one in anchor):
        yield f"sheet {sheet.name}: a line or shape is drawn over the text of {place}; what it means was not read"
    for shape in anchor:
        text = _text(shape)
        if local(shape) == "sp" and _DIGIT.search(text):
            yield f"sheet {sheet.name}: a text box at {place} prints figures that were not read: {text[:40]}"


def _text(shape: Element) -> str:
    return "".join(one.text or "" for one in shape.iter() if local(one) == "t")


def _is_alone(start: tuple[int, int] | None, end: tuple[int, int] | None, sheet: Sheet) -> bool:
    """Tell whether a picture is as large as a table and lies over no filled cell."""
    if start is None or end is None:
        return not sheet.rows
    if end[0] - start[0] < _FEWEST_ROWS:
        return False
    covered = (sheet.rows.get(row, {}) for row in range(start[0] + 1, end[0]))
    return not any(start[1] <= column <= end[1] for row in covered for column in row)


def _end(start: tuple[int, int] | None, size: Element | None) -> tuple[int, int] | None:
    """Return where a picture of a size ends, in rows and columns of the usual height and width."""
    high, wide = (attribute(size, name) if size is not None else None for name in ("cy", "cx"))
    if start is None or not (high or "").isdecimal() or not (wide or "").isdecimal():
        return None
    return start[0] + int(high or 0) // _ROW, start[1] + int(wide or 0) // _COLUMN


def _corner(marker: Element | None) -> tuple[int, int] | None:
    texts = [child(marker, name) for name in ("row", "col")]
    values = [int(one.text) for one in texts if one is not None and (one.text or "").isdecimal()]
    return (values[0], values[1]) if len(values) == 2 else None
