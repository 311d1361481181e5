"""Write: a book as PDF, XLSX, DOCX or HTML, each cell with its look."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import RGBColor
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell.rich_text import CellRichText, TextBlock  # type: ignore[import-untyped]
from openpyxl.cell.text import InlineFont  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import samples
from bench.mutation_files.book import Book, Sheet, Slot

_FONT: Final = "Samples"
_FILE: Final = Path(samples.__file__).parent / "fonts" / "SamplesSerif-Regular.ttf"
_WHITE: Final = "FFFFFF"
_ROW: Final = 18.0
_TOP: Final = 500.0
_LEFT: Final = 36.0
_SIZE: Final = 8.0


def pdf(book: Book, *, is_packed: bool = True, lost_lines: frozenset[int] = frozenset()) -> bytes:
    """Return the book as a PDF, one form a page; ``lost_lines`` are vertical rules that are not drawn."""
    pdfmetrics.registerFont(TTFont(_FONT, str(_FILE)))
    rl_config.useA85 = 0
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=landscape(A4), pageCompression=int(is_packed), invariant=1)
    canvas.setFont(_FONT, 14)
    canvas.drawString(200, 400, book.head)
    canvas.showPage()
    for sheet in book.sheets:
        _draw(canvas, sheet, lost_lines)
        canvas.showPage()
    canvas.setFont(_FONT, 10)
    canvas.drawString(_LEFT, 500, book.words)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Any, sheet: Sheet, lost_lines: frozenset[int]) -> None:
    widths = [60.0, 150.0, *[78.0] * len(sheet.measures)]
    edges = [_LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    canvas.setFont(_FONT, 12)
    canvas.drawString(250, 550, sheet.title)
    canvas.setFont(_FONT, _SIZE)
    canvas.drawString(edges[-1] - 80, _TOP + _ROW + 4, sheet.unit)
    lines = len(sheet.rows) + 1
    bottom = _TOP + _ROW - lines * _ROW
    for number in range(lines + 1):
        y = _TOP + _ROW - number * _ROW
        canvas.line(edges[0], y, edges[-1], y)
    for number, x in enumerate(edges):
        if number not in lost_lines:
            canvas.line(x, _TOP + _ROW, x, bottom)
    for column, text in enumerate(sheet.header):
        canvas.drawString(edges[column] + 2, _TOP + 6, text)
    for row, slots in enumerate(sheet.rows, 1):
        for column, slot in enumerate(slots):
            if slot.text:
                _draw_slot(canvas, slot, edges[column] + 2, _TOP + 6 - row * _ROW)


def _draw_slot(canvas: Any, slot: Slot, x: float, y: float) -> None:
    if slot.look == "hidden":
        canvas.setFillColorRGB(0, 0, 0)
    if slot.look == "white":
        canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(x, y, slot.text)
    width = pdfmetrics.stringWidth(slot.text, _FONT, _SIZE)
    if slot.look == "struck":
        canvas.setLineWidth(0.7)
        canvas.line(x - 0.5, y + 0.32 * _SIZE, x + width + 0.5, y + 0.32 * _SIZE)
        canvas.setLineWidth(1)
    if slot.look == "hidden":
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(x - 1, y - 2, width + 2, _SIZE + 2, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    if slot.mark:
        canvas.setFont(_FONT, 5)
        canvas.drawString(x + width + 0.3, y + 3.5, slot.mark)
        canvas.setFont(_FONT, _SIZE)


def xlsx(book: Book) -> bytes:
    """Return the book as a workbook, one form a sheet; figures are text, as many offices type them."""
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.title = "封面"
    first["A1"] = book.head
    first["A3"] = book.words
    for sheet in book.sheets:
        target: Any = workbook.create_sheet(sheet.title[:31])
        target.append([sheet.title])
        target.append([sheet.unit])
        target.append(list(sheet.header))
        for slots in sheet.rows:
            target.append([_rich(slot) for slot in slots])
            row = target.max_row
            for column, slot in enumerate(slots, 1):
                cell = target.cell(row, column)
                if slot.look == "white":
                    cell.font = Font(color=_WHITE)
                elif slot.look == "struck":
                    cell.font = Font(strike=True)
                elif slot.look == "hidden":
                    cell.number_format = ";;;"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _rich(slot: Slot) -> Any:
    """Return a cell's text, its mark raised behind it."""
    if not slot.mark:
        return slot.text
    return CellRichText(slot.text, TextBlock(InlineFont(vertAlign="superscript"), slot.mark))


def docx(book: Book) -> bytes:
    """Return the book as a Word document."""
    document = Document()
    document.add_paragraph(book.head)
    for sheet in book.sheets:
        document.add_paragraph(sheet.title)
        document.add_paragraph(sheet.unit)
        table = document.add_table(rows=len(sheet.rows) + 1, cols=len(sheet.header))
        table.style = "Table Grid"
        cells: Any = table._cells
        for column, text in enumerate(sheet.header):
            cells[column].text = text
        for row, slots in enumerate(sheet.rows, 1):
            for column, slot in enumerate(slots):
                _write_slot(cells[row * len(sheet.header) + column], slot)
    document.add_paragraph(book.words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write_slot(cell: Any, slot: Slot) -> None:
    run = cell.paragraphs[0].add_run(slot.text)
    if slot.look == "white":
        run.font.color.rgb = RGBColor(255, 255, 255)
    elif slot.look == "struck":
        run.font.strike = True
    elif slot.look == "hidden":
        run._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    if slot.mark:
        mark = cell.paragraphs[0].add_run(slot.mark)
        raised = OxmlElement("w:vertAlign")
        raised.set(qn("w:val"), "superscript")
        mark._r.get_or_add_rPr().append(raised)


_STYLES: Final = {
    "plain": "",
    "white": " style='color:#fff'",
    "struck": " style='text-decoration:line-through'",
    "hidden": " style='visibility:hidden'",
}


def html(book: Book) -> bytes:
    """Return the book as a web page."""
    parts = [f"<html><head><meta charset='utf-8'></head><body><p>{book.head}</p>"]
    for sheet in book.sheets:
        parts.append(f"<p>{sheet.title}</p><p>{sheet.unit}</p><table border=1>")
        parts.append("<tr>" + "".join(f"<td>{text}</td>" for text in sheet.header) + "</tr>")
        parts.extend("<tr>" + "".join(map(_cell, slots)) + "</tr>" for slots in sheet.rows)
        parts.append("</table>")
    parts.append(f"<p>{book.words}</p></body></html>")
    return "\n".join(parts).encode()


def _cell(slot: Slot) -> str:
    mark = f"<sup>{slot.mark}</sup>" if slot.mark else ""
    return f"<td><span{_STYLES[slot.look]}>{slot.text}</span>{mark}</td>"


FORMATS: Final[Mapping[str, Callable[[Book], bytes]]] = {"pdf": pdf, "xlsx": xlsx, "docx": docx, "html": html}
