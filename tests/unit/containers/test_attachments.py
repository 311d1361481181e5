"""Files that a PDF carries: documents of their own, whatever way they are attached; what cannot be had is told."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.archive.members import register_members
from pipelines.archive.raw import Archive
from pipelines.containers import ArchiveLimits, carried, members
from pipelines.read import read
from pipelines.values.errors import DocumentError
from tests.unit.containers.archives import zip_of
from tests.unit.read.pdfs import raw_pdf

TABLE = "教育局2024年度部门决算\n支出总计,20.50\n".encode()
FONT = b"/Resources << /Font << /F1 5 0 R >> >>"
IN_CATALOG = b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"


def stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Type /EmbeddedFile %s /Length %d >>\nstream\n" % (filters, len(data)) + data + b"\nendstream"


def attached(
    data: bytes, name: str = "附表.csv", filters: bytes = b"", *, catalog: bytes = IN_CATALOG
) -> bytes:
    """Return a PDF that carries one file."""
    said = (b"\xfe\xff" + name.encode("utf-16-be")).hex().encode()
    specification = b"<< /Type /Filespec /UF <" + said + b"> /EF << /F 7 0 R >> >>"
    on_page = b" /Annots [8 0 R]" if not catalog else b""
    annotation = b"<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 20 20] /FS 6 0 R >>"
    extra = (specification, stream(data, filters), annotation)
    return raw_pdf(b"BT /F1 10 Tf 50 250 Td (2024) Tj ET", catalog=catalog, page=FONT + on_page, extra=extra)


def taken(path: Path) -> list[tuple[str, bytes | str]]:
    return [(m.name, m.path.read_bytes() if m.path else m.problem) for m in carried(path)]


def put(folder: Path, data: bytes) -> Path:
    path = folder / "a.pdf"
    path.write_bytes(data)
    return path


FLATE = b"/Filter /FlateDecode"
WAYS = {
    "plain": attached(TABLE),
    "packed": attached(zlib.compress(TABLE), filters=FLATE),
    "portfolio": attached(TABLE, catalog=b"/Collection << /View /D >> " + IN_CATALOG),
    "on the page": attached(TABLE, catalog=b""),
}


@pytest.mark.parametrize("data", WAYS.values(), ids=WAYS)
def test_a_file_inside_a_pdf_is_a_document_of_its_own(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path, data)
    assert taken(path) == [("附表.csv", TABLE)]
    archive = Archive(tmp_path / "raw")
    record = archive.register(path, site="x").record
    (new,) = register_members(archive, record)
    assert (new.record.file_name, new.record.container_sha256) == ("附表.csv", record.sha256)
    assert archive.path(new.record).read_bytes() == TABLE


@pytest.mark.parametrize("data", WAYS.values(), ids=WAYS)
def test_the_pdf_tells_what_is_a_document_of_its_own(tmp_path: Path, data: bytes) -> None:
    found = read(put(tmp_path, data))
    assert found.losses == ()
    assert [note for note in found.notes if "attached file" in note] == [
        "the PDF carries an attached file, which is a document of its own: 附表.csv"
    ]


def test_a_file_that_only_the_list_of_names_knows_is_found(tmp_path: Path) -> None:
    listed = b"/Names << /EmbeddedFiles << /Names [(a) << /F (b.csv) /EF << /F 6 0 R >> >>] >> >>"
    path = put(tmp_path, raw_pdf(b"", catalog=listed, extra=(stream(TABLE),)))
    assert taken(path) == [("b.csv", TABLE)]


LEFT: dict[str, tuple[bytes, str]] = {
    "unknown": (attached(bytes(range(256)), "a.bin"), "a.bin: its format is not read"),
    "damaged": (attached(b"\x78\x9c\xff\xff\xff\xff", filters=FLATE), "附表.csv: its bytes are damaged"),
    "cut": (attached(zlib.compress(TABLE)[:-9], filters=FLATE), "附表.csv: it is cut off"),
    "odd": (attached(TABLE, filters=b"/Filter /LZWDecode"), "packed in a way that is not read (LZWDecode)"),
    "two": (
        attached(TABLE, filters=b"/Filter [/ASCII85Decode /FlateDecode]"),
        "packed in a way that is not read",
    ),
}


@pytest.mark.parametrize(("data", "reason"), LEFT.values(), ids=LEFT)
def test_a_file_that_cannot_be_had_is_a_loss_of_the_pdf(tmp_path: Path, data: bytes, reason: str) -> None:
    path = put(tmp_path, data)
    assert not [content for _, content in taken(path) if isinstance(content, bytes)]
    losses = [loss.text for loss in read(path).losses if "which was not read" in loss.text]
    assert len(losses) == 1 and reason in losses[0]


def test_an_archive_inside_a_pdf_is_opened(tmp_path: Path) -> None:
    packed = zip_of(tmp_path / "all.zip", ("一.csv", TABLE), ("二.csv", TABLE + b"\n"))
    path = put(tmp_path, attached(packed.read_bytes(), "all.zip"))
    assert [name for name, _ in taken(path)] == ["all.zip/一.csv", "all.zip/二.csv"]
    assert read(path).losses == ()


def test_a_file_that_unpacks_to_very_much_is_left_alone(tmp_path: Path) -> None:
    path = put(tmp_path, attached(zlib.compress(bytes(3_000_000)), filters=FLATE))
    small = ArchiveLimits(
        members=20, member_bytes=5_000_000, total_bytes=1_000_000, ratio=50, ratio_from_bytes=100_000
    )
    assert list(carried(path, limits=small)) == []
    assert "/EmbeddedFile" in path.read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4\n/EF", b"%PDF-1.4\n" + b"1 0 obj << /EF 1 0 R >> endobj\n" * 50]
)
def test_what_is_no_pdf_with_files_carries_none(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path, data)
    assert list(carried(path)) == []
    with pytest.raises(DocumentError):
        list(members(path))


def test_a_reference_in_a_circle_ends(tmp_path: Path) -> None:
    circle: Sequence[bytes] = (b"<< /EF 7 0 R >>", b"<< /F 6 0 R /UF 7 0 R >>", b"<< /EF << /F 8 0 R >> >>")
    assert taken(put(tmp_path, raw_pdf(b"", catalog=IN_CATALOG, extra=circle))) == []
