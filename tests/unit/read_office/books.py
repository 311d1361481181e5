"""Workbooks and Word files for the tests, written into a folder from figures."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from xlwt.CompoundDoc import XlsDoc

THIN = Side(style="thin")
RULED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DIRECTORY_NAME_BYTES = 64

FORM: list[list[object]] = [
    ["国有资本经营预算财政拨款支出决算表", None, None, None],
    ["部门：河西县财政局", None, None, "金额单位：万元"],
    ["功能分类科目编码", "科目名称", "本年支出", None],
    [None, None, "合计", "项目支出"],
    [201, "一般公共服务支出", 408.00999999999999, 0],
]


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]], ruled: bool = True) -> Workbook:
    """Write rows to sheets; rows of three cells and more are ruled. Returns the workbook, which can be saved again."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c, value)  # type: ignore[arg-type]
                if ruled and sum(v is not None for v in row) > 1 and "单位" not in str(row[-1]):
                    cell.border = RULED
    book.save(path)
    return book


def with_part(path: Path, changes: Mapping[str, Callable[[bytes], bytes]], **added: bytes) -> Path:
    """Rewrite parts of a package in place."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **added}.items():
            archive.writestr(name, data)
    return path


def sheet_data(rows: bytes, after: bytes = b"") -> Callable[[bytes], bytes]:
    """Return a change that puts other rows into a worksheet part."""
    return lambda data: re.sub(
        rb"<sheetData ?/>|<sheetData>.*</sheetData>",
        lambda _: b"<sheetData>" + rows + b"</sheetData>" + after,
        data,
        flags=re.DOTALL,
    )


def word(path: Path, *blocks: str) -> Path:
    """Write a Word document whose body holds these elements (``w:`` is bound)."""
    document: Any = Document()
    body = document.element.body
    for number, block in enumerate(blocks):
        body.insert(number, parse_xml(block.replace(">", f' xmlns:w="{WORD}">', 1)))
    document.save(path)
    return path


def p(text: str, properties: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str = "", span: int = 1, merge: str = "", inner: str = "") -> str:
    """Return a table cell."""
    down = f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>" if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{down}</w:tcPr>{inner}{p(text)}</w:tc>'


def tbl(*rows: Sequence[str], widths: Sequence[int] = ()) -> str:
    """Return a table of cells."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def compound(path: Path, stream: str, data: bytes) -> Path:
    """Write a compound file with one stream in its root."""
    out = io.BytesIO()
    XlsDoc().save(out, data.ljust(4096, b"\0"))
    raw = bytearray(out.getvalue())
    at = raw.index("Workbook".encode("utf-16-le"), raw.index("Root Entry".encode("utf-16-le")))
    name = stream.encode("utf-16-le")
    raw[at : at + _DIRECTORY_NAME_BYTES] = name.ljust(_DIRECTORY_NAME_BYTES, b"\0")
    raw[at + _DIRECTORY_NAME_BYTES : at + _DIRECTORY_NAME_BYTES + 2] = (len(name) + 2).to_bytes(2, "little")
    path.write_bytes(bytes(raw))
    return path


def package(path: Path, main: str, kind: str, parts: Mapping[str, bytes | str]) -> Path:
    """Write an office package whose main part is of a content type, with the relations that its parts name."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.worksheet"/>'
            f'<Override PartName="/{main}" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{relation}/officeDocument" Target="{main}"/></Relationships>',
        )
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def binary_workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write rows to the one sheet of a binary workbook (MS-XLSB 2.1): numbers and texts."""
    sheet = _record(129) + _record(145)
    for r, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0, 0, 0))
        for c, value in enumerate(row):
            if isinstance(value, int | float):
                sheet += _record(5, struct.pack("<IId", c, 0, value))
            elif value is not None:
                sheet += _record(6, struct.pack("<II", c, 0) + _wide(str(value)))
    sheet += _record(146) + _record(130)
    named = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("决算")
    book = _record(131) + _record(143) + _record(156, named) + _record(144) + _record(132)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    return package(
        path,
        "xl/workbook.bin",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
        {
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
            "xl/_rels/workbook.bin.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="rId1" Type="{relation}" Target="worksheets/sheet1.bin"/></Relationships>',
        },
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a binary workbook: its number and size in groups of seven bits, its data."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return number + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def slides(path: Path) -> Path:
    """Write a presentation without slides."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return package(path, "ppt/presentation.xml", kind, {"ppt/presentation.xml": "<p/>"})
