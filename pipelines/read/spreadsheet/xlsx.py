"""Workbooks of Office Open XML (xlsx, xlsm), streamed row by row: blank rows cost neither memory nor a place.

Stored values are read, formulas never computed; macros and links to other files are left alone and noted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    is_on,
    is_true,
    is_white,
    local,
    open_package,
    release,
    value_of,
)
from pipelines.read.spreadsheet.drawings import lost_drawings
from pipelines.read.spreadsheet.formats import BUILT_IN, GENERAL, show_number, show_text, stored_number
from pipelines.read.spreadsheet.sheet import CellBudget, Sheet, Value, letters_of
from pipelines.read.spreadsheet.workbook import Workbook
from pipelines.values.errors import DocumentError
from pipelines.values.marks import shifted
from pipelines.values.pages import Loss, Reading

READER: Final = "xlsx"
_ADDRESS: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_VERTICAL: Final = ("left", "right", "start", "end")
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384


@dataclass(frozen=True, slots=True)
class _Style:
    """A cell style: number format, rulings, and why its text is not seen (``''`` where it is)."""

    code: str
    is_ruled: bool
    unseen: str = ""
    shift: int = 0


@dataclass(frozen=True, slots=True)
class _Book:
    strings: Sequence[str]
    styles: Sequence[_Style]
    is_1904: bool


def read_xlsx(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a workbook, one page per visible sheet; ``reader`` is not used.

    Raises DocumentError for a damaged or protected workbook and for one beyond the limits.
    """
    with open_package(path, limits) as package:
        main = package.main_part()
        workbook = Workbook(READER, limits)
        tree = package.tree(main)
        properties = child(tree, "workbookPr")
        is_1904 = properties is not None and is_true(attribute(properties, "date1904"))
        book = _Book(_strings(package, main, limits), _styles(package, main), is_1904)
        relations = package.relations(main)
        budget = CellBudget(limits)
        for entry in _children(tree, "sheets"):
            name = attribute(entry, "name") or ""
            kind, part = relations.get(attribute(entry, "id") or "", ("", ""))
            if attribute(entry, "state") in ("hidden", "veryHidden"):
                workbook.leave_out(name, "hidden")
            elif kind != "worksheet" or not part:
                workbook.leave_out(name, f"a {kind or 'sheet without content'}, not a worksheet")
            else:
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


def _strings(package: Package, main: str, limits: OfficeLimits) -> list[str]:
    """Return the shared strings."""
    strings: list[str] = []
    for part in package.related(main, "sharedStrings")[:1]:
        for element in package.elements(part, "si"):
            strings.append(_rich_text(element))
            release(element)
            if len(strings) > limits.cells:
                raise DocumentError(f"the workbook has more than {limits.cells:,} texts")
    return strings


def _rich_text(element: Element) -> str:
    """Join the runs of a text; phonetic guides are left out."""
    pieces: list[str] = []
    for one in element:
        name = local(one)
        if name == "t":
            pieces.append(one.text or "")
        elif name == "r":
            text = child(one, "t")
            own = child(one, "rPr")
            if text is not None and not is_on(own, "strike"):
                pieces.append(shifted(text.text or "", _shift(own)))
    text = "".join(pieces)
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _styles(package: Package, main: str) -> list[_Style]:
    """Return number format and rulings of every cell style."""
    parts = package.related(main, "styles")
    if not parts:
        return []
    tree = package.tree(parts[0])
    codes = dict(BUILT_IN)
    for entry in _children(tree, "numFmts"):
        codes[_whole(attribute(entry, "numFmtId"))] = attribute(entry, "formatCode") or GENERAL
    ruled = [_is_ruled(border) for border in _children(tree, "borders")]
    fonts, fills = _children(tree, "fonts"), [_is_filled(fill) for fill in _children(tree, "fills")]
    styles: list[_Style] = []
    for entry in _children(tree, "cellXfs"):
        border = _whole(attribute(entry, "borderId"))
        code = codes.get(_whole(attribute(entry, "numFmtId")), GENERAL)
        number, fill = _whole(attribute(entry, "fontId")), _whole(attribute(entry, "fillId"))
        font = fonts[number] if number < len(fonts) else None
        is_on_colour = fill < len(fills) and fills[fill]
        unseen = "struck-out" if is_on(font, "strike") else ""
        if _is_white(child(font, "color")) and not is_on_colour:
            unseen = "white"
        styles.append(_Style(code, border < len(ruled) and ruled[border], unseen, _shift(font)))
    return styles


def _shift(font: Element | None) -> int:
    """Return 1 for a font set higher, -1 for one set lower."""
    return {"superscript": 1, "subscript": -1}.get(value_of(font, "vertAlign") or "", 0)


def _is_white(colour: Element | None) -> bool:
    """Tell whether a font's colour is white: in numbers, as the theme's paper, or of the old palette."""
    if colour is None:
        return False
    if attribute(colour, "theme") == "0" and not attribute(colour, "tint"):
        return True
    return attribute(colour, "indexed") in ("1", "9") or is_white(attribute(colour, "rgb"))


def _is_filled(fill: Element) -> bool:
    """Tell whether a fill covers the paper with another colour than white."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return len(fill) > 0
    if attribute(pattern, "patternType") in (None, "none"):
        return False
    return not _is_white(child(pattern, "fgColor"))


def _children(tree: Element, name: str) -> list[Element]:
    parent = child(tree, name)
    return [] if parent is None else [one for one in parent if local(one)]


def _is_ruled(border: Element) -> bool:
    return any(local(side) in _VERTICAL and attribute(side, "style") not in (None, "none") for side in border)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _sheet(package: Package, part: str, name: str, book: _Book, budget: CellBudget) -> Sheet:
    sheet = Sheet(name)
    previous = -1
    for element in package.elements(part, "row", "mergeCell", "col", "sheetView"):
        kind = local(element)
        if kind == "row":
            previous = _row(element, previous, sheet, book, budget)
            release(element)
        elif kind == "mergeCell":
            _merge(attribute(element, "ref") or "", sheet)
            release(element)
        elif kind == "col":
            if is_true(attribute(element, "hidden")) or _is_zero(attribute(element, "width")):
                first, last = _whole(attribute(element, "min")) - 1, _whole(attribute(element, "max")) - 1
                sheet.hidden_columns.append((first, last))
        elif attribute(element, "showZeros") in ("0", "false"):
            sheet.hides_zeros = True
    sheet.losses += lost_drawings(package, part, sheet)
    return sheet


def _is_zero(text: str | None) -> bool:
    value = stored_number(text) if text else None
    return value is not None and not value


def _row(element: Element, previous: int, sheet: Sheet, book: _Book, budget: CellBudget) -> int:
    """Read one row; return its index."""
    row = _whole(attribute(element, "r")) - 1
    if row < 0:
        row = previous + 1
    if row >= _LAST_ROW:
        raise DocumentError(f"sheet {sheet.name}: row {row + 1:,} is beyond the last row of a workbook")
    if is_true(attribute(element, "hidden")) or _is_zero(attribute(element, "ht")):
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
        if (
            len(entry)
            and column < _LAST_COLUMN
            and (value := _value(entry, style.code, row, column, sheet, book))
        ):
            if style.unseen:
                sheet.unseen[style.unseen] += 1
            else:
                cells[column] = value
    if is_ruled:
        sheet.rule(row)
    if cells:
        budget.take(len(cells))
        sheet.rows.setdefault(row, {}).update(cells)
    return row


def _style(entry: Element, book: _Book) -> _Style:
    index = _whole(entry.get("s"))
    return book.styles[index] if index < len(book.styles) else _Style(GENERAL, False)


def _value(entry: Element, code: str, row: int, column: int, sheet: Sheet, book: _Book) -> Value | None:
    """Return what a cell shows, None for a blank."""
    kind = entry.get("t") or "n"
    stored = child(entry, "v")
    text = (stored.text or "") if stored is not None else ""
    formula = child(entry, "f")
    if formula is not None and not text and not (kind == "str" and stored is not None):
        sheet.without_value.append(f"{letters_of(column)}{row + 1}")
        return Value("=" + (formula.text or ""))
    if kind == "inlineStr":
        inline = child(entry, "is")
        shown = show_text(_rich_text(inline), code) if inline is not None else ""
    elif kind == "s":
        index = _whole(text)
        if not text.strip() or index >= len(book.strings):
            raise DocumentError(
                f"the file is damaged: sheet {sheet.name}, cell {letters_of(column)}{row + 1} has no text"
            )
        shown = show_text(book.strings[index], code)
    elif kind == "b":
        shown = "TRUE" if text.strip() == "1" else "FALSE"
    elif kind == "n" and text.strip():
        number = stored_number(text.strip())
        if number is None:
            return Value(text.strip())
        if sheet.hides_zeros and not number:
            return None
        shown = show_number(number, code, is_1904=book.is_1904)
        return Value(shown, is_number=True) if shown else None
    else:
        shown = show_text(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text), code)
    return Value(shown) if shown.strip() else None


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
