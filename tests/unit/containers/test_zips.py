"""Zip archives: names, office files, and archives that mean harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.containers import ArchiveLimits, LimitError, Member, archive_kind, member_source, members
from pipelines.containers.names import file_name, harmless, numbered, temporary_suffix
from pipelines.values.errors import DocumentError
from tests.unit.containers.archives import overlapping_zip, raw_zip, zip_of

SMALL = ArchiveLimits(
    members=20, member_bytes=300_000, total_bytes=1_000_000, ratio=50, ratio_from_bytes=100_000, depth=2
)


def _taken(found: Iterator[Member]) -> list[tuple[str, bytes]]:
    return [(member.name, member.path.read_bytes()) for member in found if member.path]


def _problems(found: Iterator[Member]) -> dict[str, str]:
    return {member.name: member.problem for member in found if member.problem}


def _reason(path: Path, limits: ArchiveLimits = SMALL) -> str:
    with pytest.raises(DocumentError) as caught:
        list(members(path, limits=limits))
    return caught.value.reason


def _bytes(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "gb18030"])
def test_names_without_the_utf8_flag(tmp_path: Path, encoding: str) -> None:
    path = raw_zip(tmp_path / "a.zip", ("甲县/附件1：決算表㎡.xls".encode(encoding), b"1"))
    assert _taken(members(path)) == [("甲县/附件1：決算表㎡.xls", b"1")]


def test_names_with_the_utf8_flag_and_with_the_unicode_field(tmp_path: Path) -> None:
    flagged = zip_of(tmp_path / "a.zip", ("决算é.xls", b"1"))
    assert _taken(members(flagged))[0][0] == "决算é.xls"
    raw = "決算.xls".encode("big5")
    field = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + "決算.xls".encode()
    extra = b"up" + len(field).to_bytes(2, "little") + field
    assert _taken(members(raw_zip(tmp_path / "b.zip", (raw, b"1"), extra=extra)))[0][0] == "決算.xls"


def test_every_member_is_a_file_only_until_the_next(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("a.txt", b"1"), ("文件夹/", b""), ("文件夹/b.TXT", b"2"))
    seen: list[Path] = []
    for member in members(path):
        assert member.path is not None
        assert member.path.exists()
        assert not any(earlier.exists() for earlier in seen)
        seen.append(member.path)
        assert member.path.suffix == ".txt"
    assert len(seen) == 2
    assert not seen[-1].parent.exists()


@pytest.mark.parametrize(
    "name",
    ["../../outside.txt", "/etc/outside.txt", "C:\\outside.txt", "..\\..\\outside.txt", "a/../../b.txt"],
)
def test_names_that_climb_are_shown_and_never_followed(tmp_path: Path, name: str) -> None:
    path = raw_zip(tmp_path / "a.zip", (name.encode(), b"1"))
    (member,) = members(path)
    assert member.name == name.replace("\\", "/")
    assert member.file_name in ("outside.txt", "b.txt")
    assert "points out" in member.note
    assert not list(tmp_path.rglob("*outside*"))


def test_same_name_twice_is_kept_apart(tmp_path: Path) -> None:
    path = raw_zip(tmp_path / "a.zip", (b"a.xls", b"1"), (b"a (2).xls", b"2"), (b"a.xls", b"3"))
    names = [name for name, _ in _taken(members(path))]
    assert names[:2] == ["a.xls", "a (2).xls"]
    assert len(set(names)) == 3
    assert len({member_source("file:///x.zip", member) for member in members(path)}) == 3


def test_source_names_container_and_member(tmp_path: Path) -> None:
    (member,) = members(zip_of(tmp_path / "a.zip", ("甲/b c.xls", b"1")))
    assert (
        member_source("https://example.org/a.zip", member) == "https://example.org/a.zip!/%E7%94%B2/b%20c.xls"
    )


def test_inner_archive_is_opened_once(tmp_path: Path) -> None:
    deep = _bytes(("内.zip", _bytes(("底.xls", b"3"))), ("中.xls", b"2"))
    path = zip_of(tmp_path / "a.zip", ("乙局.zip", deep), ("外.xls", b"1"))
    found = [(m.name, m.containers, m.problem) for m in members(path)]
    assert found == [
        ("乙局.zip/内.zip", ("乙局.zip",), "an archive nested 3 deep; at most 2 are opened"),
        ("乙局.zip/中.xls", ("乙局.zip",), ""),
        ("外.xls", (), ""),
    ]


def test_broken_inner_archive_costs_only_itself(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("坏.zip", _bytes(("a", b"1"))[:-30]), ("好.xls", b"1"))
    problems = _problems(members(path))
    assert list(problems) == ["坏.zip"]
    assert "directory is broken" in problems["坏.zip"]
    assert _taken(members(path)) == [("好.xls", b"1")]


@pytest.mark.parametrize("mark", ["[Content_Types].xml", "OFD.xml", "mimetype"])
def test_office_files_are_not_archives(tmp_path: Path, mark: str) -> None:
    office = zip_of(tmp_path / "a.docx", (mark, b"x"), ("word/document.xml", b"x"))
    assert archive_kind(office) is None
    assert _reason(office) == "the file is not an archive"
    outer = zip_of(tmp_path / "b.zip", ("a.docx", office.read_bytes()))
    assert [name for name, _ in _taken(members(outer))] == ["a.docx"]


def test_folder_named_like_office_parts_makes_no_office_file(tmp_path: Path) -> None:
    assert (
        archive_kind(zip_of(tmp_path / "a.zip", ("xl/a.xls", b"1"), ("word/b.doc", b"1")))
        == "application/zip"
    )


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    link = raw_zip(tmp_path / "a.zip", (b"a", b"/etc/passwd"), mode=0o120777)
    assert "symbolic link" in _problems(members(link))["a"]
    device = raw_zip(tmp_path / "b.zip", (b"a", b""), mode=0o020666)
    assert "device" in _problems(members(device))["a"]


def test_system_files_are_left_out(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "a.zip",
        ("__MACOSX/._a.xls", b"1"),
        ("b/Thumbs.db", b"1"),
        ("~$a.xls", b"1"),
        ("a.xls", b"1"),
    )
    assert [name for name, _ in _taken(members(path))] == ["a.xls"]


def test_encrypted_archive_names_the_password(tmp_path: Path) -> None:
    assert "password" in _reason(raw_zip(tmp_path / "a.zip", (b"a.xls", b"1"), flags=1))


def test_broken_directories_are_named(tmp_path: Path) -> None:
    whole = _bytes(("a.xls", b"1" * 50), ("b.xls", b"2"))
    path = tmp_path / "a.zip"
    for cut in (whole[:40], whole[:-5], whole[:-60], b"PK\3\4"):
        path.write_bytes(cut)
        assert "directory is broken" in _reason(path)
    path.write_bytes(_bytes())
    assert _reason(path) == "the archive holds no files"


def test_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = raw_zip(tmp_path / "a.zip", (b"a.xls", b"first-bytes"), (b"b.xls", b"second"))
    path.write_bytes(path.read_bytes().replace(b"first-bytes", b"FIRST-BYTES"))
    assert "damaged" in _problems(members(path))["a.xls"]
    assert _taken(members(path)) == [("b.xls", b"second")]


def test_member_beyond_the_limit_is_left_out(tmp_path: Path) -> None:
    incompressible = (
        b"".join(zlib.crc32(bytes((n & 255, n >> 8))).to_bytes(4, "big") for n in range(2**16)) * 2
    )
    path = zip_of(tmp_path / "a.zip", ("big.xls", incompressible), ("a.xls", b"1"))
    assert "limit for one member" in _problems(members(path, limits=SMALL))["big.xls"]
    assert _taken(members(path, limits=SMALL)) == [("a.xls", b"1")]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([(f"{n}.txt", b"") for n in range(21)], "more than 20 members"),
        ([("a.txt", b"\0" * 200_000)], "zip bomb"),
        ([(f"{n}.txt", bytes(range(256)) * 999) for n in range(5)], "zip bomb|unpacks to more"),
    ],
)
def test_bombs_are_refused(tmp_path: Path, files: list[tuple[str, bytes]], reason: str) -> None:
    with pytest.raises(LimitError, match=reason):
        list(members(zip_of(tmp_path / "a.zip", *files), limits=SMALL))


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="overlap"):
        list(members(overlapping_zip(tmp_path / "a.zip", 200)))


def test_nested_bomb_is_refused_as_a_whole(tmp_path: Path) -> None:
    inner = [(f"{n}.zip", _bytes((f"{n}.txt", b"\0" * 90_000 + bytes((n,))))) for n in range(15)]
    path = zip_of(tmp_path / "a.zip", *inner)
    with pytest.raises(LimitError, match=r"zip bomb|unpacks to more"):
        list(members(path, limits=SMALL))


def test_one_inner_bomb_refuses_the_whole(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", ("内.zip", _bytes(("a.txt", b"\0" * 200_000))))
    with pytest.raises(LimitError, match="zip bomb"):
        list(members(path, limits=SMALL))


def test_end_record_alone_is_enough_to_refuse(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    whole = raw_zip(path, (b"a.xls", b"1")).read_bytes()
    at = whole.rindex(b"PK\5\6")
    path.write_bytes(whole[: at + 8] + (60_000).to_bytes(2, "little") * 2 + whole[at + 12 :])
    assert "more than 2,000 members" in _reason(path, ArchiveLimits())


def test_directory_that_lies_about_sizes_hands_out_no_more_than_it_says(tmp_path: Path) -> None:
    path = raw_zip(tmp_path / "a.zip", (b"a.xls", b"x" * 5_000), says=10)
    assert "damaged" in _problems(members(path, limits=SMALL))["a.xls"]


def test_directory_of_very_many_members_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = raw_zip(tmp_path / "a.zip", *((b"%d" % n, b"") for n in range(3_000)))
    assert "more than 2,000 members" in _reason(path, ArchiveLimits())


@given(st.text(max_size=40))
def test_any_name_is_made_harmless(name: str) -> None:
    shown, _ = harmless(name)
    assert shown.isprintable()
    assert "/" not in file_name(shown)
    assert file_name(shown) not in ("", ".", "..")
    assert "/" not in temporary_suffix(shown)


@given(st.lists(st.sampled_from(["a.xls", "a (2).xls", "a (2) (2).xls", "b"]), max_size=12))
def test_numbered_names_never_meet(names: list[str]) -> None:
    seen: dict[str, int] = {}
    given_names = [numbered(name, seen) for name in names]
    assert len(set(given_names)) == len(names)


def test_a_member_without_a_name_is_a_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"<p>x</p>")
        archive.writestr(zipfile.ZipInfo("b.html"), b"<p>y</p>")
    assert sorted(data for _, data in _taken(members(path))) == [b"<p>x</p>", b"<p>y</p>"]
