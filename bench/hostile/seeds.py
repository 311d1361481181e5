"""Seeds: one small report in every format that has a reader, as bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import docx
import xlsxwriter
import xlwt
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import samples
from bench.hostile.packed import doc, has_libarchive, rar4, rtf, seven_zip
from pipelines.formats.tools import find_libreoffice
from samples.ofd import OfdPage, write_ofd

_FONT: Final = Path(samples.__file__).parent / "fonts" / "SamplesSerif-Regular.ttf"
_TITLE: Final = "云岭县教育局2023年度部门决算"
_FORM: Final = "一般公共预算财政拨款支出决算表"
_UNIT: Final = "单位：万元"
_ROWS: Final = (
    ("科目编码", "科目名称", "小计", "基本支出", "项目支出"),
    ("合计", "", "130.50", "90.25", "40.25"),
    ("205", "教育支出", "100.50", "70.25", "30.25"),
    ("20502", "普通教育", "100.50", "70.25", "30.25"),
    ("2050202", "小学教育", "60.25", "40.25", "20.00"),
    ("2050203", "初中教育", "40.25", "30.00", "10.25"),
    ("208", "社会保障和就业支出", "30.00", "20.00", "10.00"),
)
_SENTENCE: Final = (
    "2023年度一般公共预算财政拨款支出130.50万元，其中：基本支出90.25万元，占69.16%；项目支出40.25万元，占30.84%。"
    "“三公”经费支出决算3.20万元，完成预算的80%，比上年减少0.40万元，下降11.11%。"
)
_ABOVE: Final = (_TITLE, _FORM, _UNIT)
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"


def names() -> tuple[str, ...]:
    """Return the names of the samples; the suffix is that of the format.

    Those that LibreOffice and libarchive make are left out where these are missing.
    """
    missing = {
        *(() if find_libreoffice() else ("report.doc",)),
        *(() if has_libarchive() else ("report.7z",)),
    }
    return tuple(name for name in _MAKERS if name not in missing)


@cache
def seed(name: str) -> bytes:
    """Return a sample's bytes."""
    return _MAKERS[name]()


def _html() -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in _ROWS)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{_TITLE}</title></head><body><h1>{_TITLE}</h1>'
        f'<p>{_SENTENCE}</p><p>{_FORM}</p><p>{_UNIT}</p><table border="1">{rows}</table></body></html>'
    )


def _mhtml(page: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = _TITLE
    message["Date"] = "Mon, 02 Sep 2024 09:00:00 +0800"
    message.set_content(page, subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    return message.as_bytes()


def _text() -> str:
    table = "\n".join("  ".join(row) for row in _ROWS)
    return f"{_TITLE}\n{_SENTENCE}\n{_FORM}\n{_UNIT}\n{table}\n"


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("F05")
    for index, text in enumerate(_ABOVE):
        sheet.write_string(index, 0, text)
    for index, row in enumerate(_ROWS, len(_ABOVE)):
        for column, text in enumerate(row):
            if "." in text:
                sheet.write_number(index, column, float(text))
            else:
                sheet.write_string(index, column, text)
    book.close()
    return out.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("F05")
    for index, text in enumerate((_TITLE, _FORM, _UNIT)):
        sheet.write(index, 0, text)
    for index, row in enumerate(_ROWS, 3):
        for column, text in enumerate(row):
            sheet.write(index, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    for text in (_TITLE, _SENTENCE, _FORM, _UNIT):
        document.add_paragraph(text)
    table = document.add_table(len(_ROWS), len(_ROWS[0]))
    for index, row in enumerate(_ROWS):
        for column, text in enumerate(row):
            table.cell(index, column).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ofd() -> bytes:
    page = OfdPage()
    for n, text in enumerate((_TITLE, _FORM, _UNIT)):
        page.text(text, 20, 20 + 10 * n)
    page.grid(20, 50, (25, 60, 30, 30, 30), 8, _ROWS)
    with TemporaryDirectory() as folder:
        return write_ofd(Path(folder) / "report.ofd", [page]).read_bytes()


def _opendocument(kind: str) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in (*((text,) for text in _ABOVE if kind == "spreadsheet"), *_ROWS)
    )
    above = "".join(f"<text:p>{text}</text:p>" for text in _ABOVE if kind == "text")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_ODF}:office:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0" office:version="1.2"><office:body>'
        f'<office:{kind}>{above}<table:table table:name="F05">{rows}</table:table></office:{kind}></office:body>'
        "</office:document-content>"
    )
    return _zip(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": content.encode()}
    )


def _pdf() -> bytes:
    pdfmetrics.registerFont(TTFont("Seeds", str(_FONT)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Seeds", 12)
    for index, text in enumerate((_TITLE, _SENTENCE[:60], _FORM, _UNIT)):
        canvas.drawString(60, 780 - 20 * index, text)
    edges = (50, 120, 260, 340, 420, 500)
    canvas.setFont("Seeds", 9)
    for index, row in enumerate(_ROWS):
        top = 690 - 20 * index
        for left, right, text in zip(edges[:-1], edges[1:], row, strict=True):
            canvas.rect(left, top - 15, right - left, 20)
            canvas.drawString(left + 4, top - 8, text)
    canvas.save()
    return out.getvalue()


def _png() -> bytes:
    image = Image.new("L", (900, 420), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(_FONT), 20)
    for index, text in enumerate((_FORM, _UNIT)):
        draw.text((60, 10 + 30 * index), text, 0, font)
    edges = (40, 170, 420, 560, 700, 860)
    for index, row in enumerate(_ROWS):
        for left, right, text in zip(edges[:-1], edges[1:], row, strict=True):
            draw.rectangle((left, 80 + 45 * index, right, 125 + 45 * index), outline=0)
            draw.text((left + 8, 90 + 45 * index), text, 0, font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _tar(page: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("report.html")
        info.size = len(page)
        archive.addfile(info, io.BytesIO(page))
    return out.getvalue()


_MAKERS: Final[Mapping[str, Callable[[], bytes]]] = {
    "report.html": lambda: _html().encode(),
    "report-gbk.htm": lambda: _html().replace("utf-8", "gbk").encode("gbk"),
    "report.mht": lambda: _mhtml(_html()),
    "report.txt": lambda: _text().encode(),
    "report.csv": lambda: "\r\n".join(
        ",".join(row) for row in ((_TITLE,), (_FORM,), (_UNIT,), *_ROWS)
    ).encode("gb18030"),
    "report.xlsx": _xlsx,
    "report.xls": _xls,
    "report.docx": _docx,
    "report.odt": lambda: _opendocument("text"),
    "report.ods": lambda: _opendocument("spreadsheet"),
    "report.pdf": _pdf,
    "report.ofd": _ofd,
    "report.zip": lambda: _zip({"一/report.html": _html().encode(), "report.csv": b"a,b\n1,2\n"}),
    "report.tar": lambda: _tar(_html().encode()),
    "report.tgz": lambda: gzip.compress(_tar(_html().encode()), mtime=0),
    "report.tar.bz2": lambda: bz2.compress(_tar(_html().encode())),
    "report.tar.xz": lambda: lzma.compress(_tar(_html().encode())),
    "report.rar": lambda: rar4("附件\\report.html", _html().encode()),
    "report.7z": lambda: seven_zip("附件/report.html", _html().encode()),
    "report.png": _png,
    "report.rtf": lambda: rtf((_TITLE, _SENTENCE, _FORM, _UNIT), _ROWS),
    "report.doc": lambda: doc(seed("report.rtf")),
}

__all__ = ["names", "seed"]
