"""Files are told by their bytes, and a cut one by its end."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from pipelines.containers import members
from pipelines.formats import registry
from pipelines.formats.detect import archive_kind, detect_media_type
from pipelines.formats.whole import missing_end
from pipelines.read import read
from pipelines.values.errors import DocumentError
from tests.unit.containers.archives import zip_of
from tests.unit.read_office.books import FORM, compound, workbook

OPEN = "application/vnd.openxmlformats-officedocument"
ROW = "<tr><td>一般公共服务支出</td><td>408.01</td></tr>"
TABLE = f"<html><body><table><tr><td>支出项目</td><td>决算数</td></tr>{ROW * 9}</table></body></html>"


def package(path: Path, main_part: str, *more: tuple[str, bytes]) -> Path:
    """Write a package that gives its main part a content type."""
    types = f'<Types><Override PartName="/main" ContentType="{main_part}"/></Types>'
    return zip_of(path, ("[Content_Types].xml", types.encode()), *more)


@pytest.mark.parametrize(
    ("main_part", "kind"),
    [
        (f"{OPEN}.wordprocessingml.document.main+xml", registry.DOCX),
        (f"{OPEN}.wordprocessingml.template.main+xml", registry.DOCX),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", registry.DOCX),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", registry.DOCX),
        (f"{OPEN}.spreadsheetml.sheet.main+xml", registry.XLSX),
        (f"{OPEN}.spreadsheetml.template.main+xml", registry.XLSX),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", registry.XLSX),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", registry.XLSX),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", registry.XLSB),
        (f"{OPEN}.presentationml.slideshow.main+xml", registry.PPTX),
        ("application/vnd.ms-visio.drawing.main+xml", registry.UNKNOWN_PACKAGE),
    ],
)
def test_packages_are_told_by_their_main_part(tmp_path: Path, main_part: str, kind: str) -> None:
    assert detect_media_type(package(tmp_path / "a", main_part)) == kind


@pytest.mark.parametrize(
    ("mimetype", "kind"),
    [
        (registry.ODS, registry.ODS),
        (f"{registry.ODS}-template", registry.ODS),
        ("application/epub+zip", registry.UNKNOWN_PACKAGE),
        ("application/pdf", registry.UNKNOWN_PACKAGE),
    ],
)
def test_a_package_that_declares_itself_is_believed_only_as_a_package(
    tmp_path: Path, mimetype: str, kind: str
) -> None:
    path = zip_of(tmp_path / "a", ("mimetype", mimetype.encode()), ("content.xml", b"<x/>"))
    assert detect_media_type(path) == kind


def test_a_package_of_an_unknown_kind_is_neither_an_archive_nor_read(tmp_path: Path) -> None:
    path = package(tmp_path / "a.vsdx", "application/vnd.ms-visio.drawing.main+xml")
    with pytest.raises(DocumentError, match="office package; it names no main part") as caught:
        read(path)
    assert caught.value.status == "unsupported"
    with pytest.raises(DocumentError, match="not an archive"):
        list(members(path))


def test_a_workbook_of_very_many_parts_is_a_workbook(tmp_path: Path) -> None:
    """Pictures are parts, too: archives hold at most 2,000 members, packages may hold more."""
    path = tmp_path / "a.xlsx"
    workbook(path, ("决算", FORM))
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_500):
            archive.writestr(f"xl/media/image{number}.png", b"")
    assert detect_media_type(path) == registry.XLSX
    assert archive_kind(path) is None
    assert read(path).pages[0].grids


def _tar(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"%PDF-1.7")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_tar("决算.pdf", b"%PDF-1.7 ... %%EOF"), registry.TAR),
        (_zip("决算.pdf"), registry.ZIP),
        (_zip("决算.pdf")[:40], registry.ZIP),
        (_zip("OFD.xml"), None),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 40 + b"%PDF-1.7", registry.SEVEN_ZIP),
        (b"junk %PDF-1.7", None),
        (b"\x1f\x8b\x08" + bytes(20), registry.GZIP),
        (b"BZh91AY&SY", registry.BZIP2),
        (b"text", None),
    ],
    ids=["tar", "zip", "cut zip", "ofd", "7z", "pdf", "gzip", "bzip2", "text"],
)
def test_what_is_detected_as_an_archive_is_unpacked_as_one(
    tmp_path: Path, data: bytes, kind: str | None
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert archive_kind(path) == kind
    detected = detect_media_type(path)
    assert bool(registry.format_of(detected).unpacker) == (kind is not None)
    assert kind in (None, detected)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_web_pages_are_told_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(TABLE.encode(encoding))
    assert detect_media_type(path) == registry.HTML
    (grid,) = read(path).pages[0].grids
    assert [cell.text for cell in grid.cells if cell.row == 6] == ["一般公共服务支出", "408.01"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_long_text_is_text_though_its_head_ends_within_a_character(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(("a" + "一般公共服务支出" * 9_000).encode(encoding))
    assert detect_media_type(path) == registry.TEXT


@pytest.mark.parametrize(
    "data",
    [b"\0\1\2\3", b"a\0b\0c\0d\0e\0f\0", bytes(range(256)), b"\xff\xfe\xff\xff\0\1"],
    ids=["controls", "wide without a mark", "all bytes", "damaged wide text"],
)
def test_binary_data_is_no_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert detect_media_type(path) == registry.UNKNOWN


@pytest.mark.parametrize(
    "kind", [f.media_type for f in registry.FORMATS if f.end], ids=lambda kind: registry.format_of(kind).name
)
def test_a_cut_file_lacks_its_end(tmp_path: Path, kind: str) -> None:
    entry = registry.format_of(kind)
    whole = {"pdf": b"%PDF-1.7\n%%EOF\n" + bytes(60_000), "xml": b"<Workbook><Table/></Workbook>\n"}.get(
        entry.end, _zip("a", "b")
    )
    path = tmp_path / "a"
    for data, is_whole in ((whole, True), (whole[: len(whole) // 2 if kind != registry.PDF else 12], False)):
        path.write_bytes(data)
        assert (missing_end(path, kind) == "") == is_whole
        assert (missing_end(data, kind) == "") == is_whole


def test_formats_without_a_mark_at_their_end_are_not_judged(tmp_path: Path) -> None:
    path = compound(tmp_path / "a.doc", "WordDocument", bytes(100))
    assert missing_end(path, detect_media_type(path)) == ""
    assert missing_end(b"", "text/html") == ""
