"""OpenDocument spreadsheets (ods): a page per visible sheet, every cell as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.formats.registry import ODS
from pipelines.read.ooxml import LIMITS, Element, OfficeLimits, attribute, local, open_package
from pipelines.read.opendocument.styles import CONTENT, PLAIN, Style, Styles, refuse_protected
from pipelines.read.opendocument.texts import Texts, is_hidden, table_columns, table_rows
from pipelines.read.packed import office_limits
from pipelines.read.spreadsheet.sheet import CellBudget, Sheet, Value, letters_of
from pipelines.read.spreadsheet.workbook import HIDDEN, Workbook
from pipelines.values.pages import Reading

READER: Final = "ods"
_NUMBERS: Final = ("float", "percentage", "currency")
_PICTURES: Final = ("image", "object", "object-ole")


def read_ods(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a spreadsheet, one page per visible sheet; ``reader`` is not used.

    Raises DocumentError for a damaged or protected file and for one beyond the limits.
    """
    limits = office_limits(path, limits)
    workbook = Workbook(READER, limits)
    budget = CellBudget(limits)
    with open_package(path, limits) as package:
        refuse_protected(package)
        content = package.tree(CONTENT)
        styles = Styles(package, content)
        for table in _tables(content):
            name = attribute(table, "name") or "?"
            if not styles.of(table, "table").is_shown:
                workbook.leave_out(name, HIDDEN)
            else:
                workbook.add(_SheetReader(name, styles, budget).read(table))
    return workbook.reading(ODS, pages)


def _tables(content: Element) -> list[Element]:
    body = [one for one in content if local(one) == "body"]
    sheets = [one for part in body for one in part if local(one) == "spreadsheet"]
    return [one for part in sheets for one in part if local(one) == "table"]


class _SheetReader:
    def __init__(self, name: str, styles: Styles, budget: CellBudget) -> None:
        self._sheet = Sheet(name)
        self._styles = styles
        self._texts = Texts(styles)
        self._budget = budget
        self._defaults: list[tuple[int, int, str]] = []

    def read(self, table: Element) -> Sheet:
        sheet = self._sheet
        for column, first, last in table_columns(table):
            self._defaults.append((first, last, attribute(column, "default-cell-style-name") or ""))
            if is_hidden(column):
                sheet.hidden_columns.append((first, last))
        number = 0
        for row in table_rows(table):
            cells: dict[int, Value] = {}
            is_ruled = False
            for cell in row.cells:
                style = self._style(cell.element, cell.column)
                if value := self._value(cell.element, style, number, cell.column):
                    cells.update(dict.fromkeys(range(cell.column, cell.column + cell.repeated), value))
                    is_ruled = is_ruled or style.is_ruled
                elif cell.column < 256:
                    is_ruled = is_ruled or style.is_ruled
                if cell.span > 1 or cell.rows > 1:
                    sheet.merged.append(
                        (number, cell.column, number + cell.rows - 1, cell.column + cell.span - 1)
                    )
            self._put(number, row.repeated, cells, is_ruled=is_ruled, is_row_hidden=row.is_hidden)
            number += row.repeated
        sheet.unseen.update(self._texts.left_out)
        if pictures := sum(1 for one in table.iter() if local(one) in _PICTURES):
            sheet.losses.append(f"the sheet holds pictures or objects, which were not read: {pictures}")
        return sheet

    def _put(
        self, first: int, repeated: int, cells: dict[int, Value], *, is_ruled: bool, is_row_hidden: bool
    ) -> None:
        if not cells:
            if is_ruled and repeated < 1_000:
                for number in range(first, first + repeated):
                    self._sheet.rule(number)
            return
        self._budget.take(len(cells) * repeated)
        for number in range(first, first + repeated):
            self._sheet.rows[number] = cells
            if is_ruled:
                self._sheet.rule(number)
            if is_row_hidden:
                self._sheet.hidden_rows.add(number)

    def _style(self, cell: Element, column: int) -> Style:
        name = attribute(cell, "style-name")
        if name is None:
            name = next((n for first, last, n in self._defaults if first <= column <= last), "")
        return self._styles.named("table-cell", name)

    def _value(self, cell: Element, style: Style, row: int, column: int) -> Value | None:
        """Return what a cell shows, None for a blank; one that stores no shown text shows its value."""
        kind = attribute(cell, "value-type") or ""
        hidden_before = self._texts.left_out.total()
        shown = self._texts.shown(cell, style.over(PLAIN))
        if shown.strip():
            return Value(shown.strip("\n"), is_number=kind in _NUMBERS)
        is_bare = not any(local(one) == "p" for one in cell)
        stored = attribute(cell, "value") or attribute(cell, "string-value") or ""
        if is_bare and stored and self._texts.left_out.total() == hidden_before:
            return Value(stored, is_number=kind in _NUMBERS)
        if is_bare and attribute(cell, "formula") and not kind:
            self._sheet.without_value.append(f"{letters_of(column)}{row + 1}")
        return None
