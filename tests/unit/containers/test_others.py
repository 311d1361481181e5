"""Tar, gzip, 7z and rar archives."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from pipelines.containers import ArchiveLimits, LimitError, archive_kind, members
from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import format_of
from pipelines.values.errors import DocumentError
from tests.unit.containers.archives import rar4, rar5, zip_of


def _has_libarchive() -> bool:
    """Tell whether the Python package and the system's library are both there."""
    try:
        import_module("libarchive")
    except (ImportError, OSError, TypeError, AttributeError):
        return False
    return True


needs_libarchive = pytest.mark.skipif(
    not _has_libarchive(), reason="rar and 7z need libarchive: install the system package libarchive13"
)

# Made with 7-Zip: b.txt and 附件/决算表.txt; the same encrypted; with its directory encrypted too.
PLAIN_7Z = bytes.fromhex(
    "377abcaf271c000440c215757c0000000000000021000000000000005fab396a01000968690a3430382e30310a000000"
    "813307ae0fcec75c81092aaed3aa85262815e7eee1e4a1d3c5132513485760c72511ab05f760de76b2f59e70d465df02"
    "f9d288c529dd3892bb0d13aa6811ee634663d11fb20afad5c219dfd4bf494f97566ed56a566449615f819ccacab15b30"
    "13d55ac056afc5317afe000017060e01096e00070b01000123030101055d001000000c808a0a015c8ade820000"
)
ENCRYPTED_7Z = bytes.fromhex(
    "377abcaf271c000431b4a50110000000000000007200000000000000a5099aa8fe27f04c4c5945a6fc17bf9e4c2c3fb0"
    "0104060001091000070b0100022406f1070112530fd11ca681e8292cea7302a652364e93802121010001000c0b070008"
    "0a01e4796516000005011901001117004496f64e2f00b351977b68882e007400780074000000190400000000140a0100"
    "ee725bc27479dd01150601002080a4810000"
)
SEALED_7Z = bytes.fromhex(
    "377abcaf271c0004545b5b5b80000000000000002e000000000000006261794735376377b6461c2e48f5792654c93b4e"
    "caedb1b55401de30be300fa2f2b0f6616550d4879cc2b68ef6404b04b425b3fc565023ab290c5b8a1abad1152b7d173b"
    "0dd028b14364029206ea39c0e08a743a85d264ef1b1dbe22c5ebf7a4ca8ed5d16aa34e23b5daae6dc7be3d1ca251f361"
    "dff5f27e2db09e134fbcf2ff537a7d9017061001097000070b0100012406f1070112530f649d59c1c4574c9f70e64e1b"
    "88075b360c620a013fc18a2a0000"
)


def _tar(*files: tuple[str, bytes], encoding: str = "utf-8", form: int = tarfile.GNU_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", encoding=encoding, format=form) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _taken(path: Path) -> list[tuple[str, bytes]]:
    return [(member.name, member.path.read_bytes()) for member in members(path) if member.path]


def _error(path: Path, limits: ArchiveLimits | None = None) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        list(members(path, limits=limits or ArchiveLimits()))
    return caught.value


def _file(folder: Path, data: bytes, name: str = "a.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT])
def test_tar_is_read_by_content(
    tmp_path: Path, compress: Callable[[bytes], bytes], encoding: str, form: int
) -> None:
    data = _tar(("甲/决算.xls", b"1" * 700), ("b.txt", b""), encoding=encoding, form=form)
    assert _taken(_file(tmp_path, compress(data))) == [("甲/决算.xls", b"1" * 700), ("b.txt", b"")]


def test_tar_links_and_devices_are_left_out(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (
            ("s", tarfile.SYMTYPE),
            ("h", tarfile.LNKTYPE),
            ("d", tarfile.CHRTYPE),
            ("f", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "../../etc/passwd"
            archive.addfile(info)
    found = list(members(_file(tmp_path, buffer.getvalue())))
    assert [member.path for member in found] == [None] * 4
    assert [member.problem.split(";")[0] for member in found] == ["a link"] * 2 + [
        "a device or other special file"
    ] * 2


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_cut_tar_is_named(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    noise = b"".join(hash((n, 7)).to_bytes(8, "big", signed=True) for n in range(4000))
    data = compress(_tar(("a.xls", noise)))
    assert "damaged or cut off" in _error(_file(tmp_path, data[: len(data) // 2])).reason


def test_tar_bomb_and_huge_header_are_refused(tmp_path: Path) -> None:
    limits = ArchiveLimits(total_bytes=2_000_000, ratio_from_bytes=500_000, members=10)
    bomb = _file(tmp_path, gzip.compress(_tar(("a", b"\0" * 1_900_000))))
    with pytest.raises(LimitError, match="zip bomb"):
        list(members(bomb, limits=limits))
    huge = _file(tmp_path, gzip.compress(_tar(("a" * 3_000_000, b"1"))))
    with pytest.raises(LimitError, match="header of more than"):
        list(members(huge))


def test_tar_that_skips_far_is_refused(tmp_path: Path) -> None:
    limits = ArchiveLimits(member_bytes=1000, total_bytes=100_000, members=10)
    path = _file(tmp_path, gzip.compress(_tar(("a", b"\0" * 400_000), ("b", b"1"))))
    with pytest.raises(LimitError, match="unpacks to more"):
        list(members(path, limits=limits))


def test_compressed_single_file_is_its_only_member(tmp_path: Path) -> None:
    assert _taken(_file(tmp_path, bz2.compress(b"%PDF-1.7"), "报告.pdf.bz2")) == [("报告.pdf", b"%PDF-1.7")]
    buffer = io.BytesIO()
    with gzip.GzipFile("决算.txt", "wb", fileobj=buffer) as file:
        file.write(b"1")
    assert _taken(_file(tmp_path, buffer.getvalue(), "x.gz"))[0][1] == b"1"


def test_member_of_unknown_size_is_stopped_at_the_limit(tmp_path: Path) -> None:
    limits = ArchiveLimits(member_bytes=1000)
    (member,) = members(_file(tmp_path, gzip.compress(bytes(range(256)) * 20), "a.gz"), limits=limits)
    assert member.path is None
    assert "limit for one member" in member.problem


def test_zip_inside_tar_is_opened(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "a.zip", ("表.xls", b"1")).read_bytes()
    assert _taken(_file(tmp_path, gzip.compress(_tar(("a.zip", inner))))) == [("a.zip/表.xls", b"1")]


@needs_libarchive
def test_seven_zip(tmp_path: Path) -> None:
    assert dict(_taken(_file(tmp_path, PLAIN_7Z))) == {"b.txt": b"hi\n", "附件/决算表.txt": b"408.01\n"}


@needs_libarchive
@pytest.mark.parametrize("data", [ENCRYPTED_7Z, SEALED_7Z], ids=["members", "directory"])
def test_encrypted_seven_zip_names_the_password(tmp_path: Path, data: bytes) -> None:
    assert "password" in _error(_file(tmp_path, data)).reason


@needs_libarchive
def test_rar_with_gbk_and_unicode_names(tmp_path: Path) -> None:
    old = rar4(tmp_path / "a.rar", ("附件\\决算表.txt".encode("gbk"), b"408.01"), (b"b.txt", b"2"))
    assert _taken(old) == [("附件/决算表.txt", b"408.01"), ("b.txt", b"2")]
    assert _taken(rar5(tmp_path / "b.rar", ("附件/决算表.txt", b"408.01"))) == [
        ("附件/决算表.txt", b"408.01")
    ]


@needs_libarchive
def test_encrypted_and_cut_rar_are_named(tmp_path: Path) -> None:
    assert "password" in _error(rar4(tmp_path / "a.rar", (b"a.txt", b"123"), flags=0x04)).reason
    whole = rar4(tmp_path / "b.rar", (b"a.txt", b"1" * 900)).read_bytes()
    assert "damaged or cut off" in _error(_file(tmp_path, whole[:300])).reason
    assert "damaged or cut off" in _error(_file(tmp_path, PLAIN_7Z[:60])).reason


@pytest.mark.parametrize(("data", "name"), [(PLAIN_7Z, "7-Zip"), (b"Rar!\x1a\x07\x00" + b"\0" * 20, "RAR")])
def test_without_libarchive_the_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "libarchive", None)
    error = _error(_file(tmp_path, data))
    assert error.status == "unsupported"
    assert f"{name} archives need libarchive: install the system package libarchive13" in error.reason


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"plain text", b"\0" * 2000])
def test_other_files_are_no_archives(tmp_path: Path, data: bytes) -> None:
    assert archive_kind(_file(tmp_path, data)) is None


def test_archives_are_named_when_detected(tmp_path: Path) -> None:
    packed = _tar(("a.xls", b"1"))
    for data, name in (
        (packed, "tar archive"),
        (bz2.compress(packed), "bzip2 archive"),
        (lzma.compress(packed), "xz archive"),
        (zip_of(tmp_path / "a.zip", ("word/b.doc", b"1")).read_bytes(), "ZIP archive"),
    ):
        path = _file(tmp_path, data, "a.pdf")
        assert format_of(detect_media_type(path)).name == name
