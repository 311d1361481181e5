"""Pictures of figures in every format: the page drawn, the figure found again, its cell marked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipelines.archive.raw import Archive
from pipelines.explore.excerpt import as_html, marked, rows_around
from pipelines.explore.located import Beside, locate
from pipelines.explore.pictures import Pictures, can_be_drawn
from pipelines.explore.store import MissingError
from pipelines.formats.registry import DOCX, HTML, PDF, XLSX
from pipelines.formats.tools import SCAN, find_libreoffice
from pipelines.settings import Settings

ROWS = [("Salaries", "1,200.50", "7.00"), ("Travel", "7.00", "7.00"), ("Vehicles", "7.00", "31.25")]
RED = (220, 0, 0)


def write_pdf(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 400))
    canvas.drawString(40, 300, "Of these 7.00 for others, 17.00 for nobody.")
    canvas.showPage()
    for at, row in enumerate(ROWS):
        for column, text in enumerate(row):
            canvas.drawString(40 + 120 * column, 300 - 20 * at, text)
    canvas.showPage()
    canvas.save()


def test_a_figure_is_found_by_what_stands_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    write_pdf(file)
    page, box = locate(file, "31.25", Beside(("Vehicles", "7.00"))) or (0, None)
    assert page == 2 and box is not None
    assert 279 < box.x0 < 290 and 120 < box.top < 145
    found = [locate(file, "7.00", Beside(("Travel", "7.00"), before)) for before in (0, 1)]
    lefts = [round(one[1].x0) if one else 0 for one in found]
    assert lefts == [160, 280]
    told = locate(file, "7.00", Beside(("Of these",)))
    assert told is not None and told[0] == 1 and told[1].x0 < 120


def test_what_cannot_be_told_from_others_is_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    write_pdf(file)
    assert locate(file, "7.00", Beside(("Nothing here",))) is None
    assert locate(file, "999", Beside(("Travel",))) is None
    assert locate(file, "200.50", Beside(("Salaries",))) is None, "a part of a longer number"


def registered(settings: Settings, path: Path) -> dict[str, Any]:
    new = Archive.of(settings).register(path, site="demo", file_name=path.name)
    return {"site": "demo", "sha256": new.record.sha256}


def pixels(png: bytes, colour: tuple[int, int, int]) -> int:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return sum(count for count, seen in image.getcolors(1 << 24) or [] if seen == colour)


@pytest.mark.slow
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", [DOCX, XLSX])
def test_an_office_document_is_drawn_as_it_is_printed(settings: Settings, tmp_path: Path, kind: str) -> None:
    if kind == DOCX:
        file = tmp_path / "a.docx"
        document = docx.Document()
        table = document.add_table(rows=0, cols=3)
        for row in ROWS:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(str(file))
    else:
        file = tmp_path / "a.xlsx"
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(file)
    document_row = {**registered(settings, file), "media_type": kind}
    pictures = Pictures(settings)
    png = pictures.of(document_row, {"page": 1, "text_printed": "31.25"}, Beside(("Vehicles",)))
    assert pixels(png, RED) > 50
    with pytest.raises(MissingError, match="not found again"):
        pictures.of(document_row, {"page": 1, "text_printed": "99.99"}, Beside(("Vehicles",)))


@pytest.mark.skipif(not SCAN.is_present, reason="the extra for scans is not installed")
def test_a_scan_is_drawn_with_its_cell_marked(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (800, 400), "white").save(file, dpi=(200, 200))
    document = {**registered(settings, file), "media_type": "image/png"}
    box = {"x0": 36.0, "top": 36.0, "x1": 72.0, "bottom": 54.0}
    png = Pictures(settings).of(document, {"page": 1, "text_printed": "1", **box}, Beside())
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.size == (800, 400)
    assert image.getpixel((150, 96)) == RED
    assert image.getpixel((150, 125)) == (255, 255, 255)


def test_what_has_no_page_says_so(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<p>7.00</p>", encoding="utf-8")
    document = {**registered(settings, file), "media_type": HTML}
    assert not can_be_drawn(document) and can_be_drawn({"media_type": PDF})
    with pytest.raises(MissingError, match="no pages"):
        Pictures(settings).of(document, {"page": 1, "text_printed": "7.00"}, Beside())
    with pytest.raises(MissingError, match="not in the raw archive"):
        Pictures(settings).file({"site": "demo", "sha256": "0" * 64})


def cell(row: int, column: int, text: str, label: str = "教育") -> dict[str, Any]:
    identity = f"{row}.{column}"
    return {"row_no": row, "column_no": column, "text_printed": text, "line_item_id": identity, "label": label,
            "header_printed": f"栏{column}"}  # fmt: skip


def test_an_excerpt_keeps_columns_and_marks_the_figure() -> None:
    rows = rows_around([cell(1, 2, "1.00"), cell(1, 4, "<b>"), cell(2, 4, "3.00", "卫生")], "2.4")
    page = as_html("句子 <x>", {"page": 3, "text_printed": "3.00"}, rows, "zh")
    assert "<th>栏2</th><th>栏4</th>" in page
    assert '<th scope="row">卫生</th><td></td><td class="it">3.00</td>' in page
    assert "&lt;b&gt;" in page and "<b>" not in page and "句子 &lt;x&gt;" in page


def test_a_statement_is_marked_in_its_sentence() -> None:
    page = as_html("t", {"page": 1, "text_printed": "136.53", "sentence": "支出136.53万元。"}, [], "zh")
    assert "支出<mark>136.53</mark>万元。" in page
    assert marked("支出。", "9") == ("支出。", "", "")
