"""What the paragraphs of an OpenDocument file show, and the rows of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.ooxml import Element, attribute, local
from pipelines.read.opendocument.styles import Style, Styles
from pipelines.values.errors import DocumentError
from pipelines.values.marks import PICTURE, shifted

_PARAGRAPHS: Final = ("p", "h")
_PASSED_OVER: Final = frozenset(("annotation", "annotation-end", "note", "tracked-changes", "ruby-text"))
_ROW_GROUPS: Final = ("table-header-rows", "table-rows", "table-row-group")
_COLUMN_GROUPS: Final = ("table-header-columns", "table-columns", "table-column-group")
_HIDDEN: Final = ("collapse", "filter")
_MOST_BLANKS: Final = 200
MOST_COLUMNS: Final = 16_384


@dataclass(slots=True)
class Texts:
    """Reads what is seen; ``left_out`` counts the pieces that are not, by why."""

    styles: Styles
    left_out: Counter[str] = field(default_factory=Counter)

    def shown(self, element: Element, around: Style) -> str:
        """Return the paragraphs inside an element, a line each, as they are seen on a ground."""
        return "\n".join(self.paragraph(one, around) for one in paragraphs(element))

    def paragraph(self, element: Element, around: Style) -> str:
        """Return the text of one paragraph."""
        style = self.styles.of(element, "paragraph").over(around)
        return "".join(self._pieces(element, style))

    def _pieces(self, element: Element, style: Style) -> Iterator[str]:
        yield self._seen(element.text, style)
        for one in element:
            name = local(one)
            if name == "s":
                yield " " * min(_whole(attribute(one, "c"), 1), _MOST_BLANKS)
            elif name == "tab":
                yield " "
            elif name == "line-break":
                yield "\n"
            elif name == "image":
                yield PICTURE
            elif name == "span":
                yield from self._pieces(one, self.styles.of(one, "text").over(style))
            elif name in _PARAGRAPHS:
                yield "\n" + self.paragraph(one, style) + "\n"
            elif name and name not in _PASSED_OVER and name != "table":
                yield from self._pieces(one, style)
            yield self._seen(one.tail, style)

    def _seen(self, text: str | None, style: Style) -> str:
        if not text:
            return ""
        if text.strip() and (why := style.unseen):
            self.left_out[why] += 1
            return ""
        return shifted(" ".join(text.split("\n")), style.shift)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as written: the column it begins in, how many columns and rows it takes, how often it is repeated."""

    element: Element
    column: int
    span: int
    rows: int
    repeated: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as written, how often it is repeated and whether it is shown; covered cells are left out."""

    cells: tuple[TableCell, ...]
    repeated: int
    is_hidden: bool


def paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs of a cell, those of lists and sections in it too, not those of its tables."""
    for one in element:
        name = local(one)
        if name in _PARAGRAPHS:
            yield one
        elif name not in _PASSED_OVER and name not in ("table", "frame", "shapes"):
            yield from paragraphs(one)


def table_rows(table: Element) -> Iterator[TableRow]:
    """Yield the rows of a table. Raises DocumentError for one wider than any table is."""
    for element in _inside(table, "table-row", _ROW_GROUPS):
        cells, column = [], 0
        for cell in element:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            repeated = _whole(attribute(cell, "number-columns-repeated"), 1)
            if name == "table-cell":
                span = _whole(attribute(cell, "number-columns-spanned"), 1)
                rows = _whole(attribute(cell, "number-rows-spanned"), 1)
                cells.append(TableCell(cell, column, span, rows, repeated))
            column += repeated
            if column > MOST_COLUMNS and len(cell):
                raise DocumentError(f"a table has more than {MOST_COLUMNS:,} columns")
        repeated = _whole(attribute(element, "number-rows-repeated"), 1)
        yield TableRow(tuple(cells), repeated, is_hidden(element))


def table_columns(table: Element) -> Iterator[tuple[Element, int, int]]:
    """Yield the columns of a table: element, first and last place."""
    first = 0
    for element in _inside(table, "table-column", _COLUMN_GROUPS):
        last = first + _whole(attribute(element, "number-columns-repeated"), 1) - 1
        yield element, first, last
        first = last + 1


def is_hidden(element: Element) -> bool:
    """Tell whether a row or column is not shown."""
    return attribute(element, "visibility") in _HIDDEN


def _inside(element: Element, wanted: str, groups: tuple[str, ...]) -> Iterator[Element]:
    for one in element:
        name = local(one)
        if name == wanted:
            yield one
        elif name in groups:
            yield from _inside(one, wanted, groups)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 and int(text) else default
