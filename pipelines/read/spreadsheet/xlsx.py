"""Workbooks of Office Open XML (xlsx, xlsm), streamed row by row: blank rows cost neither memory nor a place.

Stored values are read, formulas never computed; macros and links to other files are left alone and noted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from pipelines.formats.registry import XLSX
from pipelines.read.ooxml import (
    LIMITS,
    Element,
    OfficeLimits,
    Package,
    attribute,
    child,
    is_true,
    is_white,
    local,
    open_package,
    release,
)
from pipelines.read.packed import office_limits
from pipelines.read.spreadsheet.conditional import HidingRule, hide, hiding_formats, hiding_rules
from pipelines.read.spreadsheet.drawings import lost_drawings
from pipelines.read.spreadsheet.formats import show_number, show_text, shows_white, stored_number
from pipelines.read.spreadsheet.looks import (
    PAPER,
    CellStyle,
    cell_styles,
    children,
    runs,
    shift_of,
    size_of,
    unseen,
    whole,
)
from pipelines.read.spreadsheet.sheet import CellBudget, Sheet, Value, letters_of, number_value
from pipelines.read.spreadsheet.workbook import HIDDEN, Workbook
from pipelines.values.errors import DocumentError
from pipelines.values.marks import shifted
from pipelines.values.pages import Loss, Reading

READER: Final = "xlsx"
_ADDRESS: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_USUAL: Final = CellStyle()
_ANOTHER_SIZE: Final = 0.85
"""Digits of sizes that differ by more are not of one figure."""
_LOW, _NARROW = Decimal(2), Decimal("0.3")
"""Points of height, and characters of width, in which nothing is seen."""
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share. ``pale`` are the strings that white pieces leave on white paper."""

    strings: Sequence[str]
    pale: Mapping[int, str]
    styles: Sequence[CellStyle]
    hiding: dict[int, str]
    is_1904: bool


def read_xlsx(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a workbook, one page per visible sheet; ``reader`` is not used.

    Raises DocumentError for a damaged or protected workbook and for one beyond the limits.
    """
    limits = office_limits(path, limits)
    with open_package(path, limits) as package:
        main = package.main_part()
        workbook = Workbook(READER, limits)
        tree = package.tree(main)
        properties = child(tree, "workbookPr")
        is_1904 = properties is not None and is_true(attribute(properties, "date1904"))
        parts = package.related(main, "styles")
        styles = package.tree(parts[0]) if parts else None
        book = _Book(
            *_strings(package, main, limits),
            [] if styles is None else cell_styles(styles),
            {} if styles is None else hiding_formats(styles),
            is_1904,
        )
        relations = package.relations(main)
        budget = CellBudget(limits)
        read: set[str] = set()
        for entry in children(tree, "sheets"):
            name = attribute(entry, "name") or ""
            kind, part = relations.get(attribute(entry, "id") or "", ("", ""))
            if attribute(entry, "state") in ("hidden", "veryHidden"):
                workbook.leave_out(name, HIDDEN)
            elif kind != "worksheet" or not part:
                workbook.leave_out(name, f"a {kind or 'sheet without content'}, not a worksheet")
            elif part in read:
                workbook.leave_out(name, "its cells are those of a sheet before it")
            else:
                read.add(part)
                workbook.add(_sheet(package, part, name, book, budget))
        _note_foreign(package, workbook)
    return workbook.reading(XLSX, pages)


def _note_foreign(package: Package, workbook: Workbook) -> None:
    names = package.names()
    if any(name.startswith("xl/embeddings/") for name in names):
        workbook.losses.append(Loss("the workbook holds embedded objects, which were not read"))
    if any(name.endswith("vbaproject.bin") for name in names):
        workbook.notes.append("the workbook holds macros; they were not run")
    if any("externallinks/" in name and name.endswith(".xml") for name in names):
        workbook.notes.append(
            "the workbook refers to other files; they were not opened, stored values were read"
        )


def _strings(package: Package, main: str, limits: OfficeLimits) -> tuple[list[str], dict[int, str]]:
    """Return the shared strings, and what is seen on paper of those with pieces in white."""
    strings: list[str] = []
    pale: dict[int, str] = {}
    for part in package.related(main, "sharedStrings")[:1]:
        for element in package.elements(part, "si"):
            text, seen = _rich_text(element)
            if seen != text:
                pale[len(strings)] = seen
            strings.append(text)
            release(element)
            if len(strings) > limits.cells:
                raise DocumentError(f"the workbook has more than {limits.cells:,} texts")
    return strings, pale


def _rich_text(element: Element) -> tuple[str, str]:
    """Join the pieces of a text: as seen on a ground of another colour than theirs, and as seen on paper.

    Digits of another size are parted from those before them.
    """
    pieces: list[str] = []
    on_paper: list[str] = []
    last, size = "", 0.0
    for piece, font in runs(element):
        why = unseen(font, PAPER)
        if why in ("struck-out", "tiny"):
            continue
        own = size_of(font)
        is_other = min(own, size) <= _ANOTHER_SIZE * max(own, size)
        is_apart = is_other and last[-1:].isdecimal() and piece[:1].isdecimal() and not shift_of(font)
        text = f" {piece}" if is_apart else piece
        last, size = text, own
        pieces.append(shifted(text, shift_of(font)))
        on_paper.append("" if why else pieces[-1])
    return _unescaped("".join(pieces)), _unescaped("".join(on_paper))


def _unescaped(text: str) -> str:
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _sheet(package: Package, part: str, name: str, book: _Book, budget: CellBudget) -> Sheet:
    sheet = Sheet(name)
    previous = -1
    rules: list[HidingRule] = []
    for element in package.elements(part, "row", "mergeCell", "col", "sheetView", "conditionalFormatting"):
        kind = local(element)
        if kind == "row":
            previous = _row(element, previous, sheet, book, budget)
            release(element)
        elif kind == "mergeCell":
            _merge(attribute(element, "ref") or "", sheet)
            release(element)
        elif kind == "conditionalFormatting":
            rules += hiding_rules(element, book.hiding)
        elif kind == "col":
            if is_true(attribute(element, "hidden")) or _is_flat(attribute(element, "width"), _NARROW):
                first, last = whole(attribute(element, "min")) - 1, whole(attribute(element, "max")) - 1
                sheet.hidden_columns.append((first, last))
        elif attribute(element, "showZeros") in ("0", "false"):
            sheet.hides_zeros = True
    hide(sheet, rules)
    sheet.losses += lost_drawings(package, part, sheet)
    return sheet


def _is_flat(text: str | None, most: Decimal) -> bool:
    value = stored_number(text) if text else None
    return value is not None and value <= most


def _row(element: Element, previous: int, sheet: Sheet, book: _Book, budget: CellBudget) -> int:
    """Read one row; return its index."""
    row = whole(attribute(element, "r")) - 1
    if row < 0:
        row = previous + 1
    if row >= _LAST_ROW:
        raise DocumentError(f"sheet {sheet.name}: row {row + 1:,} is beyond the last row of a workbook")
    if is_true(attribute(element, "hidden")) or _is_flat(attribute(element, "ht"), _LOW):
        sheet.hidden_rows.add(row)
    if not any(map(len, element)):
        # Workbooks were found with borders down to the last row: the first cell tells for a blank row.
        if len(element) and _style(element[0], book).is_ruled:
            sheet.rule(row)
        return row
    cells: dict[int, Value] = {}
    column = -1
    is_ruled = False
    for entry in element:
        if local(entry) != "c":
            continue
        place = _ADDRESS.fullmatch(entry.get("r") or "")
        column = _column(place[1]) if place else column + 1
        style = _style(entry, book)
        is_ruled = is_ruled or style.is_ruled
        if len(entry) and column < _LAST_COLUMN and (value := _value(entry, style, row, column, sheet, book)):
            if why := style.unseen or value.unseen:
                sheet.leave_out(value, why)
            else:
                cells[column] = value
    if is_ruled:
        sheet.rule(row)
    if cells:
        budget.take(len(cells))
        sheet.rows.setdefault(row, {}).update(cells)
    return row


def _style(entry: Element, book: _Book) -> CellStyle:
    index = whole(entry.get("s"))
    return book.styles[index] if index < len(book.styles) else _USUAL


def _value(
    entry: Element, style: CellStyle, row: int, column: int, sheet: Sheet, book: _Book
) -> Value | None:
    """Return what a cell shows, None for a blank."""
    code = style.code
    is_paper = is_white(style.ground)
    kind = entry.get("t") or "n"
    stored = child(entry, "v")
    text = (stored.text or "") if stored is not None else ""
    formula = child(entry, "f")
    if formula is not None and not text and not (kind == "str" and stored is not None):
        sheet.without_value.append(f"{letters_of(column)}{row + 1}")
        return Value("=" + (formula.text or ""))
    if kind == "inlineStr":
        inline = child(entry, "is")
        shown = show_text(_rich_text(inline)[is_paper], code) if inline is not None else ""
    elif kind == "s":
        index = whole(text)
        if not text.strip() or index >= len(book.strings):
            raise DocumentError(
                f"the file is damaged: sheet {sheet.name}, cell {letters_of(column)}{row + 1} has no text"
            )
        seen = book.pale.get(index) if is_paper else None
        shown = show_text(book.strings[index] if seen is None else seen, code)
    elif kind == "b":
        shown = "TRUE" if text.strip() == "1" else "FALSE"
    elif kind == "n" and text.strip():
        number = stored_number(text.strip())
        if number is None:
            return Value(text.strip())
        if sheet.hides_zeros and not number:
            return None
        shown = show_number(number, code, is_1904=book.is_1904)
        why = "white" if is_paper and shows_white(number, code) else ""
        return number_value(number, shown, why)
    else:
        shown = show_text(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text), code)
    return Value(shown) if shown.strip() else None


@lru_cache(maxsize=1 << 14)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merge(reference: str, sheet: Sheet) -> None:
    first, _, last = reference.partition(":")
    start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
    if start and end:
        rows, columns = (int(start[2]) - 1, int(end[2]) - 1), (_column(start[1]), _column(end[1]))
        sheet.merged.append((rows[0], columns[0], rows[1], columns[1]))
