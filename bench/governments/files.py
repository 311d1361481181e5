"""Books as files: workbooks and web pages."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.governments.draw import spans_of
from bench.governments.sheets import Sheet

FORMATS: Final = ("pdf", "pdf", "pdf", "pdf", "xlsx", "html", "xls")


def xlsx(sheets: Sequence[Sheet], path: Path) -> None:
    """Write a workbook with a table on each of its sheets; figures are numbers where they print as such."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    frame = book.add_format({"border": 1})
    for place, sheet in enumerate(sheets, 1):
        page = book.add_worksheet(f"表{place}")
        width = len(sheet.header[0])
        row = 0
        if sheet.number:
            page.write_string(row, 0, sheet.number)
            row += 1
        title = sheet.title + (f"（单位：{sheet.unit}）" if sheet.unit_at == "title" else "")
        page.merge_range(row, 0, row, width - 1, title)
        row += 1
        if sheet.unit_at == "line":
            page.write_string(row, width - 1, f"单位：{sheet.unit}")
            row += 1
        for r, c, height, wide, text in spans_of(sheet.header):
            if height * wide > 1:
                page.merge_range(row + r, c, row + r + height - 1, c + wide - 1, text, frame)
            else:
                page.write_string(row + r, c, text, frame)
        row += len(sheet.header)
        for cells in sheet.rows:
            for c, text in enumerate(cells):
                if (
                    c in sheet.labels
                    or not text
                    or "%" in text
                    or "," in text
                    or not text.lstrip("-")[:1].isdigit()
                ):
                    page.write_string(row, c, text, frame)
                else:
                    places = len(text.partition(".")[2])
                    shown = book.add_format(
                        {"border": 1, "num_format": f"0.{'0' * places}" if places else "0"}
                    )
                    page.write_number(row, c, float(text), shown)
            row += 1
    book.close()


def xls(sheets: Sequence[Sheet], path: Path) -> None:
    """Write an old workbook, with rows of a debt system's keys above some titles."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for place, sheet in enumerate(sheets, 1):
        page = book.add_sheet(f"Sheet{place}")
        width = len(sheet.header[0])
        row = 0
        if place % 2 == 0:
            page.write(0, 0, "AD_CODE_GK#65")
            page.write(0, 1, "SET_YEAR_GK#2024")
            row = 1
        page.write_merge(
            row,
            row,
            0,
            width - 1,
            sheet.title + (f"（单位：{sheet.unit}）" if sheet.unit_at == "title" else ""),
        )
        row += 1
        if sheet.unit_at == "line":
            page.write(row, width - 1, f"单位：{sheet.unit}")
            row += 1
        for r, c, height, wide, text in spans_of(sheet.header):
            page.write_merge(row + r, row + r + height - 1, c, c + wide - 1, text)
        row += len(sheet.header)
        for cells in sheet.rows:
            for c, text in enumerate(cells):
                is_text = (
                    c in sheet.labels or "%" in text or "," in text or not text.lstrip("-")[:1].isdigit()
                )
                places = len(text.partition(".")[2])
                shown = (
                    xlwt.easyxf(num_format_str=f"0.{'0' * places}" if places else "0")
                    if not is_text and row < 200
                    else None
                )
                if is_text or shown is None:
                    page.write(row, c, text)
                else:
                    page.write(row, c, float(text), shown)
            row += 1
    book.save(str(path))


def web(sheets: Sequence[Sheet], path: Path, lead: Sequence[str]) -> None:
    """Write a web page with all tables of a book."""
    parts = [
        "<html><head><meta charset='utf-8'><title>",
        html.escape(lead[0] if lead else sheets[0].title),
        "</title></head><body>",
    ]
    parts.extend(f"<p>{html.escape(text)}</p>" for text in lead)
    for sheet in sheets:
        if sheet.number:
            parts.append(f"<p>{sheet.number}</p>")
        title = sheet.title + (f"（单位：{sheet.unit}）" if sheet.unit_at == "title" else "")
        parts.append(f"<p align='center'><b>{html.escape(title)}</b></p>")
        if sheet.unit_at == "line":
            parts.append(f"<p align='right'>单位：{sheet.unit}</p>")
        parts.append("<table border='1'>")
        cells = list(spans_of(sheet.header))
        for r in range(len(sheet.header)):
            parts.append("<tr>")
            parts.extend(
                f"<td rowspan='{height}' colspan='{wide}'>{html.escape(text)}</td>"
                for row, _, height, wide, text in cells
                if row == r
            )
            parts.append("</tr>")
        rows = ("".join(f"<td>{html.escape(text)}</td>" for text in line) for line in sheet.rows)
        parts.extend(f"<tr>{row}</tr>".replace("  ", "&nbsp;&nbsp;") for row in rows)
        parts.append("</table>")
    parts.append("</body></html>")
    path.write_text("".join(parts), encoding="utf-8")
