"""Workbooks of Excel 5 to 2003 (xls, and et of WPS), through xlrd: nothing is computed, no macro is run."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import xlrd
from xlrd.biffh import XLRDError

from pipelines.formats.registry import XLS
from pipelines.read.ooxml import LIMITS, OfficeLimits
from pipelines.read.spreadsheet.formats import GENERAL, show_number, show_text, shows_white, stored_number
from pipelines.read.spreadsheet.sheet import STRUCK, CellBudget, Sheet, Value, number_value
from pipelines.read.spreadsheet.workbook import HIDDEN, Workbook
from pipelines.values.errors import DocumentError
from pipelines.values.marks import shifted
from pipelines.values.pages import Reading

READER: Final = "xls"
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_PALE: Final = 0xF8
_PAPER: Final = (255, 255, 255)
_ALIKE: Final = 8
"""Channels that differ by no more are one colour to the eye."""
Book = Any  # xlrd publishes no types


def read_xls(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read a workbook, one page per visible sheet; ``reader`` is not used.

    Raises DocumentError for a damaged or protected workbook and for one beyond the limits.
    """
    if path.stat().st_size > limits.part_bytes:
        raise DocumentError(f"the workbook is larger than {limits.part_bytes // 1024**2:,} MiB")
    workbook = Workbook(READER, limits)
    budget = CellBudget(limits)
    book = _open(path)
    try:
        for index, name in enumerate(book.sheet_names()):
            source = book.sheet_by_index(index)
            if source.visibility:
                workbook.leave_out(name, HIDDEN)
            else:
                workbook.add(_sheet(book, source, budget))
            book.unload_sheet(index)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # A damaged record surfaces in xlrd as whatever its parsing ran into.
        raise DocumentError(f"the workbook is damaged: {_told(error)}") from error
    finally:
        book.release_resources()
    return workbook.reading(XLS, pages)


def _open(path: Path) -> Book:
    try:
        return xlrd.open_workbook(
            str(path), logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
    except XLRDError as error:
        if "encrypted" in str(error).lower():
            raise DocumentError("the workbook is protected by a password") from error
        raise DocumentError(f"the workbook is damaged: {_told(error)}") from error
    except MemoryError:
        raise
    except Exception as error:
        raise DocumentError(f"the workbook is damaged: {_told(error)}") from error


def _told(error: Exception) -> str:
    """Return what xlrd says of a damaged file; what its parsing ran into by chance says nothing to a reader."""
    return str(error) if isinstance(error, XLRDError) and str(error) else "one of its records cannot be read"


def _sheet(book: Book, source: Book, budget: CellBudget) -> Sheet:
    sheet = Sheet(source.name, hides_zeros=not source.show_zero_values)
    styles = [
        (
            _code(book, style.format_key),
            bool(style.border.left_line_style or style.border.right_line_style),
            _unseen(book, style),
            _whitens(book, style),
        )
        for style in book.xf_list
    ]
    for row, info in source.rowinfo_map.items():
        if info.hidden or info.height == 0:
            sheet.hidden_rows.add(row)
    for column, info in source.colinfo_map.items():
        if info.hidden or info.width == 0:
            sheet.hidden_columns.append((column, column))
    for first_row, end_row, first_column, end_column in source.merged_cells:
        sheet.merged.append((first_row, first_column, end_row - 1, end_column - 1))
    _read_rows(book, source, styles, sheet, budget)
    return sheet


def _read_rows(
    book: Book, source: Book, styles: Sequence[tuple[str, bool, str, bool]], sheet: Sheet, budget: CellBudget
) -> None:
    """Put what the cells show on the sheet.

    ``styles`` are number format, rulings, why text is not seen, and whether the format may show it in white on white.
    """
    for row in range(source.nrows):
        cells: dict[int, Value] = {}
        is_ruled = False
        for column in range(source.row_len(row)):
            index = source.cell_xf_index(row, column)
            code, has_rule, unseen, may_whiten = (
                styles[index] if 0 <= index < len(styles) else (GENERAL, False, "", False)
            )
            is_ruled = is_ruled or has_rule
            kind = source.cell_type(row, column)
            stored = source.cell_value(row, column)
            if kind == _TEXT and (runs := source.rich_text_runlist_map.get((row, column))):
                stored = _seen_runs(book, str(stored), runs, style=index)
            if not kind or not (value := _value(book, sheet, kind, stored, code)):
                continue
            why = unseen or value.unseen
            if may_whiten and not why and kind in (_NUMBER, _DATE):
                number = stored_number(repr(stored))
                why = "white" if number is not None and shows_white(number, code) else ""
            if why:
                sheet.leave_out(value, why)
            else:
                cells[column] = value
        if is_ruled:
            sheet.rule(row)
        if cells:
            budget.take(len(cells))
            sheet.rows[row] = cells


def _unseen(book: Book, style: Any) -> str:
    """Return why a cell style's text is not seen, ``''`` where it is."""
    font = book.font_list[style.font_index]
    if font.struck_out:
        return STRUCK
    ink, ground = book.colour_map.get(font.colour_index), _ground(book, style)
    if ink is None or ground is None or max(abs(a - b) for a, b in zip(ink, ground, strict=True)) > _ALIKE:
        return ""
    return "white" if min(ink) >= _PALE else "hidden"


def _ground(book: Book, style: Any) -> tuple[int, int, int] | None:
    """Return the colour behind a cell's text, None where it is not known."""
    colour = style.background.pattern_colour_index
    found: tuple[int, int, int] | None = (
        book.colour_map.get(colour) if style.background.fill_pattern else _PAPER
    )
    return found


def _whitens(book: Book, style: Any) -> bool:
    """Tell whether a number format may give a number in white on white."""
    ground = _ground(book, style)
    return "[" in _code(book, style.format_key) and ground is not None and min(ground) >= _PALE


def _seen_runs(book: Book, text: str, runs: Sequence[tuple[int, int]], *, style: int) -> str:
    """Return a text whose pieces have fonts of their own: raised digits as such, without what is struck out."""
    first = book.xf_list[style].font_index
    starts = [(0, first), *runs, (len(text), first)]
    pieces = []
    for (start, font_index), (end, _) in itertools.pairwise(starts):
        font = book.font_list[font_index]
        if not font.struck_out:
            pieces.append(shifted(text[start:end], {1: 1, 2: -1}.get(font.escapement, 0)))
    return "".join(pieces)


def _code(book: Book, key: int) -> str:
    form = book.format_map.get(key)
    return str(form.format_str) if form is not None and form.format_str else GENERAL


def _value(book: Book, sheet: Sheet, kind: int, stored: object, code: str) -> Value | None:
    """Return what a cell shows, None for a blank."""
    if kind == _TEXT:
        shown = show_text(str(stored).replace("\r\n", "\n").replace("\r", "\n"), code)
        return Value(shown) if shown.strip() else None
    if kind in (_NUMBER, _DATE):
        number = stored_number(repr(stored))
        if number is None:
            return Value(str(stored))
        if sheet.hides_zeros and not number:
            return None
        shown = show_number(number, code, is_1904=bool(book.datemode))
        return number_value(number, shown)
    if kind == _BOOLEAN:
        return Value("TRUE" if stored else "FALSE")
    if kind == _ERROR:
        with suppress(KeyError, ValueError):
            return Value(xlrd.error_text_from_code[int(str(stored))])
        return Value("#ERROR")
    return None
