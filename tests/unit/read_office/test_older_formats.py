from __future__ import annotations

import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pipelines.formats import registry
from pipelines.formats.detect import detect_media_type
from pipelines.formats.tools import LIBREOFFICE_PROGRAMS, find_libreoffice
from pipelines.read import read
from pipelines.read.office import read_office
from pipelines.read.ooxml import OfficeLimits
from pipelines.values.errors import DocumentError
from tests.unit.read_office.books import FORM, binary_workbook, compound, slides, workbook

needs_libreoffice = pytest.mark.skipif(
    find_libreoffice() is None, reason="LibreOffice is not installed (Debian package libreoffice-writer)"
)
RTF = (
    r"{\rtf1\ansi\ansicpg936 Report\par\trowd\cellx2000\cellx4000\intbl total\cell 408.01\cell\row"
    r"\trowd\cellx2000\cellx4000\intbl part\cell 0.00\cell\row\pard after\par}"
)


@needs_libreoffice
def test_an_older_document_reads_like_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report.doc"
    path.write_text(RTF, encoding="ascii")
    reading = read(path)
    (page,) = reading.pages
    assert [line.text for line in page.lines] == ["Report", "after"]
    assert [cell.text for cell in page.grids[0].cells] == ["total", "408.01", "part", "0.00"]
    assert (reading.media_type, page.reader, reading.notes) == (
        "application/rtf",
        "libreoffice",
        ("converted by LibreOffice",),
    )


@needs_libreoffice
def test_nothing_that_a_document_names_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            asked.append(self.raw_requestline.decode("latin-1"))
            return super().parse_request()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/picture.png"
    path = tmp_path / "report.doc"
    field = r"{\field{\*\fldinst INCLUDEPICTURE \\d " + f'"{address}"' + r"}{\fldrslt before}}\par after"
    path.write_text(r"{\rtf1\ansi " + field + "}", encoding="ascii")
    try:
        assert "after" in [line.text for line in read(path).pages[0].lines]
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


@needs_libreoffice
def test_a_conversion_beyond_its_time_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "report.rtf"
    path.write_text(RTF, encoding="ascii")
    with pytest.raises(DocumentError, match=r"did not convert the document within 0\.01 seconds"):
        read_office(path, limits=OfficeLimits(conversion_seconds=0.01))


def test_a_conversion_beyond_its_time_of_a_processor_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "soffice"
    script.write_text("#!/bin/sh\nwhile :; do :; done\n", encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = compound(tmp_path / "report.doc", "WordDocument", bytes(100))
    with pytest.raises(DocumentError, match="took more than 1 seconds of a processor to convert") as caught:
        read_office(path, limits=OfficeLimits(processor_seconds=1))
    assert caught.value.status == "failed"


def test_a_document_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    path = compound(tmp_path / "report.doc", "WordDocument", bytes(9000))
    whole = path.read_bytes()
    for size in (600, 5000, len(whole) - 600):
        path.write_bytes(whole[:size])
        with pytest.raises(DocumentError, match="damaged") as caught:
            read(path)
        assert caught.value.status == "failed"


def test_a_compound_file_of_another_program_is_unsupported(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="Microsoft compound file") as caught:
        read(compound(tmp_path / "a.bin", "Contents", bytes(100)))
    assert caught.value.status == "unsupported"


def test_without_libreoffice_the_package_to_install_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = compound(tmp_path / "report.doc", "WordDocument", bytes(100))
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.status == "unsupported"
    assert "apt-get install libreoffice-writer" in caught.value.reason
    assert caught.value.tool == "libreoffice"


@pytest.mark.parametrize("program", LIBREOFFICE_PROGRAMS)
def test_a_program_that_yields_nothing_is_a_damaged_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    script = tmp_path / program
    script.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = compound(tmp_path / "report.doc", "WordDocument", bytes(100))
    with pytest.raises(DocumentError, match="LibreOffice cannot open it"):
        read(path)


def test_a_system_without_any_font_is_not_blamed_on_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "soffice"
    script.write_text(
        "#!/bin/sh\necho No fonts could be found on the system. >&2\nexit 134\n", encoding="ascii"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = compound(tmp_path / "report.doc", "WordDocument", bytes(100))
    with pytest.raises(DocumentError, match="fonts-opensymbol") as caught:
        read(path)
    assert caught.value.status == "unsupported"


def test_office_files_with_a_password_are_refused_with_what_to_do(tmp_path: Path) -> None:
    wrapped = compound(tmp_path / "book.xlsx", "EncryptedPackage", bytes(100))
    flagged = compound(tmp_path / "report.doc", "WordDocument", b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01")
    for path in (wrapped, flagged):
        with pytest.raises(DocumentError, match="protected by a password") as caught:
            read(path)
        assert caught.value.status == "failed"


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", registry.DOC),
        ("Workbook", registry.XLS),
        ("Book", registry.XLS),
        ("PowerPoint Document", registry.PPT),
        ("EncryptedPackage", registry.PROTECTED),
        ("Contents", registry.UNKNOWN_COMPOUND),
    ],
)
def test_compound_files_are_told_by_their_root_not_by_what_they_mention(
    tmp_path: Path, stream: str, kind: str
) -> None:
    mentioned = "".join(f"\0{name}\0" for name in ("WordDocument", "Workbook")).encode("utf-16-le")
    path = compound(tmp_path / "a.bin", stream, bytes(7) + mentioned)
    assert detect_media_type(path) == kind
    assert kind in registry.BY_MEDIA_TYPE


def test_a_zip_with_a_folder_named_like_an_office_part_is_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/说明.txt", "x")
    assert detect_media_type(path) == registry.ZIP


def test_a_package_is_told_by_its_content_types_not_by_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    workbook(path, ("决算", FORM))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert detect_media_type(path) == registry.XLSX


@pytest.mark.parametrize(("name", "kind"), [("a.xlsb", registry.XLSB), ("a.pptx", registry.PPTX)])
def test_what_only_libreoffice_opens_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    path = binary_workbook(tmp_path / name, FORM) if kind == registry.XLSB else slides(tmp_path / name)
    assert detect_media_type(path) == kind
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError, match="needs LibreOffice") as caught:
        read(path)
    assert caught.value.status == "unsupported" and caught.value.tool == "libreoffice"


@needs_libreoffice
def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    reading = read(binary_workbook(tmp_path / "a.xlsb", FORM))
    assert reading.media_type == registry.XLSB and "converted by LibreOffice" in reading.notes
    (grid,) = reading.pages[0].grids
    found = [[cell.text for cell in grid.cells if cell.row == n] for n in range(grid.n_rows)]
    assert found[-1] == ["201", "一般公共服务支出", "408.01", "0"]
    assert found[0][0] == "部门：河西县财政局"


WORKBOOK_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="F05"><Table>'
    '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">本年支出</Data></Cell></Row>'
    '<Row><Cell><Data ss:Type="String">基本支出</Data></Cell><Cell><Data ss:Type="Number">408.01</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)


@needs_libreoffice
@pytest.mark.parametrize("name", ["a.xls", "a.xml"])
def test_a_workbook_as_xml_reads_like_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(WORKBOOK_2003, encoding="utf-8")
    assert detect_media_type(path) == registry.XML_WORKBOOK
    reading = read(path)
    texts = [line.text for line in reading.pages[0].lines]
    texts += [cell.text for grid in reading.pages[0].grids for cell in grid.cells]
    assert sorted(" ".join(texts).split()) == ["408.01", "基本支出", "本年支出"]
    path.write_text(WORKBOOK_2003[: WORKBOOK_2003.index("</Table>")], encoding="utf-8")
    with pytest.raises(DocumentError, match="does not close its root element"):
        read(path)


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ('<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "XML_DOCUMENT"),
        (
            '<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
            "XML_WORKBOOK",
        ),
        ('<office:document office:mimetype="application/vnd.oasis.opendocument.text">', "XML_DOCUMENT"),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body>', "HTML"),
        ('<report xmlns="https://example.cn/report">', "XML"),
    ],
)
def test_xml_is_told_by_its_root(tmp_path: Path, root: str, kind: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(f'<?xml version="1.0"?>\n{root}', encoding="utf-8")
    assert detect_media_type(path) == getattr(registry, kind)
