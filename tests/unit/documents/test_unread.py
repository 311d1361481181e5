"""What is on a page and no text of it: fields, comments, scripts, pictures, attached files, damage. Read, or told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image
from reportlab.lib.utils import ImageReader

from pipelines.formats.tools import SCAN
from tests.unit.documents import three_public as form
from tests.unit.documents.three_public import X, Y
from tests.unit.read.pdfs import HEIGHT, Sheet, raw_pdf, read_page, texts, typeset

Make = Callable[[Path], Path]


def _field(sheet: Sheet) -> None:
    sheet.canvas.acroForm.textfield(value="2.00", name="last", x=X - 4, y=HEIGHT - Y - 5, width=60, height=16)


FIELDS: dict[str, Make] = {
    "input": lambda f: form.html(f, "<input type=text value='2.00' readonly>"),
    "input without a type": lambda f: form.html(f, "<input disabled value=2.00>"),
    "textarea": lambda f: form.html(f, "<textarea>2.00</textarea>"),
    "select": lambda f: form.html(f, "<select><option>1.00<option selected>2.00</select>"),
    "pdf field": lambda f: form.pdf(f, _field),
}


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS)
def test_the_value_of_a_form_field_is_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) == "2.00"
    assert form.status(found) == "extracted"


def _comment(sheet: Sheet) -> None:
    sheet.canvas.freeTextAnnotation("2.00", DA="/F1 10 Tf", Rect=[X, HEIGHT - Y - 4, X + 40, HEIGHT - Y + 10])


WRITE = "<script>{}</script>"


def test_the_value_of_a_field_without_a_picture_is_read(tmp_path: Path) -> None:
    """The value stands with the field's parent; the program that shows it is to draw it (NeedAppearances)."""
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(
            TEXT,
            page=FONT + b" /Annots [7 0 R]",
            catalog=b"/AcroForm << /Fields [6 0 R] /NeedAppearances true /DR << /Font << /Helv 5 0 R >> >> >>",
            extra=[
                b"<< /FT /Tx /T (a) /V (12.34) /Kids [7 0 R] /DA (/Helv 10 Tf 0 g) >>",
                b"<< /Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [50 200 120 220] /F 4 >>",
            ],
        )
    )
    assert [line.text for line in read_page(path).lines] == ["2024", "12.34"]


UNREAD: dict[str, tuple[Make, str]] = {
    "a comment without a picture of it": (lambda f: form.pdf(f, _comment, total="5.00"), "typed comment"),
    "written into cells": (
        lambda f: form.html(
            f, "<b id=z></b>", after=WRITE.format("document.getElementById('z').innerHTML='2.00'")
        ),
        "script",
    ),
    "written from data": (
        lambda f: form.html(f, "", after=WRITE.format("var d=[2.00, 3.15];$('#z').text(d[0])")),
        "script",
    ),
}


@pytest.mark.parametrize(("make", "told"), UNREAD.values(), ids=UNREAD)
def test_what_is_shown_and_not_read_is_told_and_accuses_nobody(tmp_path: Path, make: Make, told: str) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"
    assert any(told in note for note in form.noted(found))


def test_a_script_that_writes_no_figures_is_nothing_to_tell_of(tmp_path: Path) -> None:
    script = WRITE.format("document.getElementById('n').innerHTML='首页';var version='3.6.0'")
    found = form.walked(form.html(tmp_path, "2.00", after=script))
    assert form.status(found) == "extracted"


def _png(width: int = 600, height: int = 300) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (250, 240, 230)).save(out, "PNG")
    return out.getvalue()


TITLE = "一般公共预算财政拨款支出决算表"


def _picture_docx(folder: Path) -> Path:
    path = form.docx(folder, form.run("2.00"))
    document = Document(str(path))
    document.add_paragraph(TITLE)
    document.add_paragraph("单位：万元")
    document.add_picture(io.BytesIO(_png()))
    document.save(str(path))
    return path


def _picture_xlsx(folder: Path) -> Path:
    path = form.xlsx(folder, "2.00")
    book = load_workbook(path)
    sheet = book.create_sheet(TITLE)
    sheet["A1"] = TITLE
    sheet.add_image(SheetImage(io.BytesIO(_png())), "A3")
    book.save(path)
    return path


def _all_pictures(folder: Path) -> Path:
    path = form.html(folder, "2.00")
    path.write_text(re.sub(r"<td>\d+\.\d\d</td>", "<td><img src=n.png></td>", path.read_text()))
    return path


FIGURES_AS_PICTURES: dict[str, Make] = {
    "one": lambda f: form.html(f, "<img src=n.png>"),
    "all": _all_pictures,
    "bound to data of a script": lambda f: form.html(f, "<span v-text=row.last></span>"),
    "faint": lambda f: form.html(f, "<input placeholder=2.00>"),
}


@pytest.mark.parametrize("make", FIGURES_AS_PICTURES.values(), ids=FIGURES_AS_PICTURES)
def test_figures_that_are_pictures_are_told(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert any("unparsed_figure" in note for note in form.noted(found))
    assert all(table.status != "empty_form" for table in found.examination.tables)


PICTURES: dict[str, Make] = {
    "html frame": lambda f: form.html(f, "2.00", after=f"<p>{TITLE}</p><iframe src=b.htm></iframe>"),
    "html": lambda f: form.html(f, "2.00", after=f"<p>{TITLE}</p><p>单位：万元</p><p><img src=b.png></p>"),
    "html in a frame": lambda f: form.html(
        f, "2.00", after=f"<p>{TITLE}</p><table><tr><td><img src=b.png></table>"
    ),
    "docx": _picture_docx,
    "xlsx": _picture_xlsx,
}


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_a_picture_in_place_of_a_table_is_told(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.status(found) == "partial"
    assert any("picture" in loss.text for loss in found.reading.losses)
    assert form.last_figure(found) == "2.00"


def test_a_link_to_a_document_is_told_and_no_loss(tmp_path: Path) -> None:
    link = "<p>附件：<a href='/files/2024决算表.xlsx?x=1'>决算表</a> <a href='index.html'>首页</a></p>"
    found = form.walked(form.html(tmp_path, "2.00", after=link))
    (told,) = [note for note in found.reading.notes if "attached document" in note]
    assert told.endswith("2024决算表.xlsx")
    assert form.status(found) == "extracted"


def test_a_document_within_a_link_is_told(tmp_path: Path) -> None:
    link = "<p>附件：<a href='data:application/vnd.ms-excel;base64,AAAA'>决算表</a></p>"
    found = form.walked(form.html(tmp_path, "2.00", after=link))
    assert any("attached file" in loss.text for loss in found.reading.losses)
    assert form.status(found) == "partial"


def test_an_embedded_workbook_of_a_word_file_is_told(tmp_path: Path) -> None:
    found = form.walked(form.docx(tmp_path, form.run("2.00") + "<w:r><w:object/></w:r>"))
    assert form.last_figure(found) is None
    assert form.status(found) == "partial"


def test_a_picture_elsewhere_is_none_of_a_table(tmp_path: Path) -> None:
    found = form.walked(form.html(tmp_path, "2.00", after="<p>扫码关注</p><img src=q.png>"))
    assert form.status(found) == "extracted"


def test_a_large_picture_on_a_page_of_text_is_read_as_an_image_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(40, 30, TITLE)
        sheet.canvas.drawImage(ImageReader(io.BytesIO(_png())), 40, 60, 300, 160)

    path = typeset(tmp_path / "a.pdf", page)
    monkeypatch.setattr(type(SCAN), "is_present", property(lambda _: False))
    found = form.walked(path)
    assert [loss.page for loss in found.reading.losses] == [1]


def test_a_seal_on_a_page_of_text_is_nothing_to_tell_of(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(40, 30, TITLE)
        sheet.canvas.drawImage(ImageReader(io.BytesIO(_png(80, 80))), 300, 30, 60, 60)

    assert form.walked(typeset(tmp_path / "a.pdf", page)).reading.losses == ()


TEXT = b"BT /F1 10 Tf 50 250 Td (2024) Tj ET"


def _with_file(catalog: bytes, page: bytes, *extra: bytes) -> bytes:
    return raw_pdf(TEXT, catalog=catalog, page=page, extra=extra)


FONT = b"/Resources << /Font << /F1 5 0 R >> >>"
FILE = (
    b"<< /Type /Filespec /F (b.xlsx) /UF (b.xlsx) /EF << /F 7 0 R >> >>",
    b"<< /Length 4 >>\nstream\n\x00\x01\xfe\xff\nendstream",
)
CARRIED = {
    "attached": _with_file(b"/Names << /EmbeddedFiles << /Names [(b.xlsx) 6 0 R] >> >>", FONT, *FILE),
    "portfolio": _with_file(
        b"/Collection << /View /D >> /Names << /EmbeddedFiles << /Names [(b.xlsx) 6 0 R] >> >>", FONT, *FILE
    ),
    "on the page": _with_file(
        b"",
        FONT + b" /Annots [8 0 R]",
        *FILE,
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 20 20] /FS 6 0 R >>",
    ),
}


@pytest.mark.parametrize("data", CARRIED.values(), ids=CARRIED)
def test_a_file_inside_a_pdf_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    (loss,) = form.walked(path).reading.losses
    assert "attached file" in loss.text


def _damaged(data: bytes, filters: bytes) -> bytes:
    """Change one byte in the middle of the first stream with these filters."""
    start = data.index(b"stream", data.index(filters)) + 8
    middle = start + (data.index(b"endstream", start) - start) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("compression", [0, 1])
def test_a_stream_that_readers_skip_in_silence_is_told(tmp_path: Path, compression: int) -> None:
    """Armoured by reportlab's default, and bare."""
    path = form.pdf(tmp_path, lambda s: s.text(X, Y, "2.00"))
    whole = path.read_bytes()
    if compression:
        whole = typeset(
            path, lambda s: [s.text(40, 20 + i, f"{i}.00") for i in range(0, 200, 9)], pageCompression=1
        ).read_bytes()
    assert not any("damaged" in note for note in form.noted(form.walked(path)))
    path.write_bytes(_damaged(whole, b"/FlateDecode"))
    found = form.walked(path)
    assert any(re.search(r"stream \d+ cannot be unpacked whole", note) for note in form.noted(found))
    assert form.status(found) in ("partial", "no_figures")


LAYERS = {
    "all off": (b"<< /Type /OCMD /OCGs [6 0 R] /P /AllOff >>", False),
    "any off": (b"<< /Type /OCMD /OCGs [6 0 R 7 0 R] /P /AnyOff >>", True),
    "all on": (b"<< /Type /OCMD /OCGs [6 0 R 7 0 R] /P /AllOn >>", False),
    "any on": (b"<< /Type /OCMD /OCGs [6 0 R 7 0 R] >>", True),
    "expression": (b"<< /Type /OCMD /VE [/And 6 0 R [/Not 7 0 R]] /OCGs 7 0 R >>", True),
    "expression that is false": (b"<< /Type /OCMD /VE [/Or 7 0 R [/Not 6 0 R]] >>", False),
    "usage": (b"<< /Type /OCG /Name (c) /Usage << /View << /ViewState /OFF >> >> >>", False),
    "of no group": (b"<< /Type /OCMD >>", True),
}


@pytest.mark.parametrize(("content", "shows"), LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("form_object", [False, True])
def test_a_condition_on_layers_decides_what_is_read(
    tmp_path: Path, content: bytes, shows: bool, form_object: bool
) -> None:
    """Layer 6 is on and 7 is off; the condition holds for marked content, or for a form."""
    properties = FONT.replace(b">> >>", b">> /Properties << /C 8 0 R >> /XObject << /X 9 0 R >> >>")
    inner = b"BT /F1 10 Tf 130 205 Td (9.99) Tj ET"
    drawn = b" /X Do " if form_object else b" /OC /C BDC " + inner + b" EMC "
    xobject = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /OC 8 0 R "
        + FONT
        + b" /Length %d >>\nstream\n" % len(inner)
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(
            TEXT + drawn,
            page=properties,
            catalog=b"/OCProperties << /OCGs [6 0 R 7 0 R] /D << /OFF [7 0 R] >> >>",
            extra=[
                b"<< /Type /OCG /Name (a) >>",
                b"<< /Type /OCG /Name (b) >>",
                content,
                xobject + inner + b"\nendstream",
            ],
        )
    )
    read = " ".join(line.text for line in read_page(path).lines)
    assert "2024" in read
    assert ("9.99" in read) is shows


def test_what_an_annotation_covers_is_not_read(tmp_path: Path) -> None:
    """A square filled with white, over a figure of a table."""
    look = b"1 1 1 rg 125 203 60 14 re f"
    rules = b"".join(
        b"%d %d m %d %d l S " % sides
        for sides in (
            (40, 200, 200, 200),
            (40, 220, 200, 220),
            (40, 200, 40, 220),
            (120, 200, 120, 220),
            (200, 200, 200, 220),
        )
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(
            rules + b"BT /F1 10 Tf 50 206 Td (201) Tj 80 0 Td (9.99) Tj ET",
            page=FONT + b" /Annots [6 0 R]",
            extra=[
                b"<< /Type /Annot /Subtype /Square /Rect [125 203 185 217] /F 4 /AP << /N 7 0 R >> >>",
                b"<< /Type /XObject /Subtype /Form /BBox [125 203 185 217] /Length %d >>\nstream\n"
                % len(look)
                + look
                + b"\nendstream",
            ],
        )
    )
    (grid,) = read_page(path).grids
    assert texts(grid) == [["201", ""]]
