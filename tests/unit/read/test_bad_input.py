"""Files that must not pass for documents, and what a person is told about each."""

from __future__ import annotations

import zipfile
from functools import partial
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import format_of
from pipelines.read import read
from pipelines.values.errors import DocumentError
from tests.unit.read.pdfs import Drawing, Sheet, raw_pdf, read_page, typeset


def _pages(n: int) -> list[Drawing]:
    return [partial(_sentence, i) for i in range(n)]


def _sentence(i: int, sheet: Sheet) -> None:
    sheet.text(40, 40, f"第{i}页，决算报告")


def _compound_file(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 8 + f"{stream}\0".encode("utf-16-le")


def _refusal(path: Path, reader: str = "pdfium") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(path, reader=reader)
    return caught.value


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    error = _refusal(path)
    assert (error.status, error.reason) == ("failed", "the file is empty (0 bytes)")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_web_page_saved_as_pdf_is_named_with_its_title(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.pdf"
    charset = "gb2312" if encoding == "gbk" else "utf-8"
    head = f'<head><meta charset="{charset}"><title>404 -\n 找不到页面</title></head>'
    page = f"\r\n<html>{head}<body>㎡</body></html>"
    path.write_bytes(page.encode("gb18030" if encoding == "gbk" else encoding))
    error = _refusal(path)
    assert error.status == "failed"
    assert error.reason == "the file is a web page saved as .pdf, titled “404 - 找不到页面”, not a document"


def test_web_page_without_title_is_named_by_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"<!DOCTYPE html><body><h1>502 Bad &amp; Gateway</h1></body>")
    assert "titled “502 Bad & Gateway”" in _refusal(path).reason
    path.write_bytes(b"<!DOCTYPE html><body><p>nothing</p></body>")
    assert _refusal(path).reason == "the file is a web page saved as .pdf, not a document"


@pytest.mark.parametrize("reader", ["pdfium", "pdfminer"])
def test_password(tmp_path: Path, reader: str) -> None:
    path = typeset(tmp_path / "a.pdf", *_pages(1), encrypt=StandardEncryption("secret"))
    error = _refusal(path, reader)
    assert (error.status, error.reason) == ("failed", "the PDF is protected and needs a password to open")


def test_protection_without_a_password_to_open_is_read(tmp_path: Path) -> None:
    path = typeset(
        tmp_path / "a.pdf",
        *_pages(1),
        encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0),
    )
    assert read_page(path).lines[0].text == "第0页，决算报告"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.99])
def test_truncated_file_is_refused_though_pages_could_be_rebuilt(tmp_path: Path, share: float) -> None:
    path = typeset(tmp_path / "a.pdf", *_pages(20))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    error = _refusal(path)
    assert error.status == "failed"
    assert "truncated" in error.reason
    assert "must not be taken for a complete document" in error.reason


def test_truncated_update_after_a_complete_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(b"BT /F1 10 Tf 40 200 Td (old) Tj ET") + b"4 0 obj\n<< /Length 99 >>\nstream\nBT "
    )
    assert "truncated" in _refusal(path).reason


def test_file_without_cross_reference_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    data = raw_pdf(b"BT /F1 10 Tf 40 200 Td (201) Tj ET")
    body = data[: data.index(b"xref\n")]
    for end in (b"%%EOF\n", b"startxref\n%d\n%%%%EOF\n" % len(body), b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"):
        path.write_bytes(body + end)
        assert "no cross-reference table" in _refusal(path).reason


def test_wrong_offsets_are_repaired_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        raw_pdf(b"BT /F1 10 Tf 40 200 Td (201) Tj ET").replace(b"%PDF-1.7\n", b"%PDF-1.7\n% moved\n\n")
    )
    reading = read(path)
    assert reading.pages[0].lines[0].text == "201"
    assert reading.notes == ("the cross-reference table is broken and was rebuilt",)


def test_junk_around_a_complete_file_does_no_harm(tmp_path: Path) -> None:
    path = typeset(tmp_path / "a.pdf", *_pages(1))
    path.write_bytes(path.read_bytes() + b"\r\n" + b"\0" * 3000 + b"<!-- served by cache -->" * 200)
    assert read_page(path).lines[0].text == "第0页，决算报告"


def test_damaged_body_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\xff\x00broken" * 400 + b"\nstartxref\n9\n%%EOF\n")
    error = _refusal(path)
    assert error.status == "failed"
    assert "damaged" in error.reason


def test_page_that_a_reader_cannot_take_is_refused_not_crashed_on(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    data = raw_pdf(b"BT /F1 10 Tf 40 200 Td (201) Tj ET")
    path.write_bytes(data.replace(b"/MediaBox [0 0 400 300]", b"/MediaBux [0 0 400 300]"))
    assert "pdfminer cannot read it" in _refusal(path, "pdfminer").reason
    path.write_bytes(data.replace(b"/Type /Page /Parent 2 0 R", b"/Type /None              "))
    error = _refusal(path)
    assert (error.reason, error.page) == ("page 1 is damaged and cannot be read", 1)


def _zip(path: Path, *names: str, mimetype: str = "") -> None:
    with zipfile.ZipFile(path, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")


@pytest.mark.parametrize(
    ("members", "mimetype", "name"),
    [
        (("[Content_Types].xml", "word/document.xml"), "", "Word document (docx)"),
        (("[Content_Types].xml", "xl/workbook.xml"), "", "Excel workbook (xlsx)"),
        (("OFD.xml",), "", "OFD document"),
        (
            ("content.xml",),
            "application/vnd.oasis.opendocument.spreadsheet",
            "OpenDocument spreadsheet (ods)",
        ),
        (("附件.pdf",), "", "ZIP archive"),
    ],
)
def test_zip_based_formats_are_told_apart(
    tmp_path: Path, members: tuple[str, ...], mimetype: str, name: str
) -> None:
    path = tmp_path / "report"
    _zip(path, *members, mimetype=mimetype)
    assert format_of(detect_media_type(path)).name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"Rar!\x1a\x07\x01\x00", "RAR archive"),
        (b"{\\rtf1\\ansi", "rich text (RTF)"),
        ("收入决算表\n单位：万元".encode("gbk"), "plain text"),
        ("甲：\u3000收入\u00a0决算\u200b表\n".encode(), "plain text"),
        (b"<?xml version='1.0'?><a/>", "XML file"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "web page (HTML)"),
        (_compound_file("Workbook"), "Excel 97-2003 workbook (xls)"),
        (_compound_file("WordDocument"), "Word 97-2003 document (doc)"),
        (_compound_file("Other"), "Microsoft compound file"),
        (b"\x00\x01\x02\x03", "unknown format"),
    ],
)
def test_formats_are_told_by_their_bytes_not_their_names(tmp_path: Path, head: bytes, name: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(head)
    assert format_of(detect_media_type(path)).name == name


def test_format_without_a_reader_is_unsupported_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"<?xml version='1.0'?><report/>")
    error = _refusal(path)
    assert (error.status, error.reason) == (
        "unsupported",
        "the format is not supported: XML file; data without a form of its own",
    )


def test_pdf_is_known_by_its_bytes_under_any_name(tmp_path: Path) -> None:
    path = typeset(tmp_path / "report.doc", *_pages(1))
    path.write_bytes(b"\r\n\r\n" + path.read_bytes())
    assert read_page(path).lines[0].text == "第0页，决算报告"


def test_a_pdf_without_pages_needs_no_password(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(b"").replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0"))
    with pytest.raises(DocumentError, match="cannot be opened"):
        read(path)


@pytest.mark.parametrize("name", ["a.7z.002", "a.z01", "a.r00"])
def test_a_part_of_an_archive_in_several_volumes_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x9f\0\x01\xfe" * 200)
    error = _refusal(path)
    assert (error.status, error.reason) == (
        "unsupported",
        "a part of an archive in several volumes: join them",
    )


def test_a_form_that_only_adobe_shows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    form = b"/AcroForm << /Fields [] /XFA 6 0 R >> /NeedsRendering true"
    data = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"
    stream = b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
    shown = b"BT /F1 12 Tf 40 200 Td (Please wait...) Tj ET"
    path.write_bytes(raw_pdf(shown, catalog=form, extra=(stream,)))
    told = [loss.text for loss in read(path).losses]
    assert told == ["the PDF is a form (XFA) that Adobe's programs alone show; it was not read"]


def test_a_pdf_larger_than_memory_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(10 << 30)
    assert _refusal(path).reason == "the PDF has 10.0 GiB; at most 1.0 GiB are read"
