"""The raw archive: bytes once, a record per source, nothing overwritten, nothing lost."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.archive.raw import Archive, ArchiveError, discover


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "raw")


def test_a_file_is_kept_under_its_hash_with_a_record_of_its_source(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "决算 公开.PDF"
    file.write_bytes(b"%PDF-1.7 one")
    done = archive.register(file, site="beiguan")
    assert (done.is_new_document, done.is_new_record) == (True, True)
    record = done.record
    assert record.sha256 == hashlib.sha256(b"%PDF-1.7 one").hexdigest()
    assert record.document_id == record.sha256[:16]
    assert (record.file_name, record.size_bytes) == ("决算 公开.PDF", 12)
    assert record.source_url == file.as_uri()
    assert archive.path(record).read_bytes() == b"%PDF-1.7 one"
    assert archive.path(record).name == f"{record.sha256}.pdf"
    assert not archive.path(record).stat().st_mode & stat.S_IWUSR
    assert Archive(archive.folder).records("beiguan") == (record,)


def test_the_same_bytes_from_the_same_source_add_nothing(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"same")
    first = archive.register(file, site="s").record
    before = {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*")}
    again = Archive(archive.folder).register(file, site="s")
    assert (again.is_new_document, again.is_new_record, again.record) == (False, False, first)
    assert {path: path.stat().st_mtime_ns for path in archive.folder.rglob("*")} == before


def test_the_same_bytes_from_two_sources_are_one_document_with_two_records(archive: Archive) -> None:
    first = archive.register(b"x", site="s", file_name="a.pdf", source_url="https://a.example/a.pdf")
    second = archive.register(b"x", site="s", file_name="b.PDF", source_url="https://b.example/b.pdf")
    assert (second.is_new_document, second.is_new_record) == (False, True)
    assert second.record.archived_as == first.record.archived_as
    assert [r.file_name for r in archive.records("s")] == ["a.pdf", "b.PDF"]
    assert [r.file_name for r in archive.documents("s")] == ["a.pdf"]


def test_new_bytes_at_a_known_source_are_a_new_document(archive: Archive) -> None:
    for content in (b"first edition", b"second edition"):
        archive.register(content, site="s", file_name="a.pdf", source_url="https://a.example/a.pdf")
    assert len(archive.documents("s")) == 2
    assert {archive.path(r).read_bytes() for r in archive.records("s")} == {
        b"first edition",
        b"second edition",
    }


def test_a_document_of_two_sites_belongs_to_the_one_that_had_it_first(archive: Archive) -> None:
    for site, day in (("late", 2), ("early", 1)):
        archive.register(
            b"x",
            site=site,
            file_name="a.pdf",
            source_url=f"https://{site}.example/",
            fetched_at=datetime(2025, 9, day, tzinfo=UTC),
        )
    assert [r.site for r in archive.documents("early")] == ["early"]
    assert archive.documents("late") == []
    assert archive.sites() == ["early", "late"]


@pytest.mark.parametrize(("first", "other"), [("zhenan", "anfu"), ("anfu", "zhenan")])
@pytest.mark.parametrize("registered_first", [True, False])
def test_the_owner_is_who_fetched_first_whatever_its_name_and_turn(
    archive: Archive, first: str, other: str, registered_first: bool
) -> None:
    days = {first: 1, other: 2}
    for site in sorted(days, key=lambda name: (name == first) != registered_first):
        fetched_at = datetime(2025, 9, days[site], tzinfo=UTC)
        archive.register(
            b"x", site=site, file_name=site, source_url="https://x.example/", fetched_at=fetched_at
        )
    assert [record.site for record in archive.documents(first)] == [first]
    assert archive.documents(other) == []


def test_of_two_sites_at_the_same_moment_the_first_name_owns_the_document(archive: Archive) -> None:
    moment = datetime(2025, 9, 1, tzinfo=UTC)
    for site in ("b", "a"):
        archive.register(b"x", site=site, file_name=site, source_url="https://x.example/", fetched_at=moment)
    assert ([r.site for r in archive.documents("a")], archive.documents("b")) == (["a"], [])


def test_the_owners_earliest_record_speaks_for_the_document(archive: Archive) -> None:
    for name, day in (("later.pdf", 5), ("earlier.pdf", 3)):
        fetched_at = datetime(2025, 9, day, tzinfo=UTC)
        archive.register(
            b"x", site="s", file_name=name, source_url=f"https://x.example/{name}", fetched_at=fetched_at
        )
    assert [record.file_name for record in archive.documents("s")] == ["earlier.pdf"]


def test_documents_come_in_the_order_of_their_hashes(archive: Archive) -> None:
    for content in (b"a", b"b", b"c", b"d"):
        archive.register(content, site="s", file_name="a", source_url=f"https://x.example/{content!r}")
    found = [record.sha256 for record in archive.documents("s")]
    assert found == sorted(hashlib.sha256(content).hexdigest() for content in (b"a", b"b", b"c", b"d"))


def test_a_document_that_also_came_in_an_archive_names_it(archive: Archive) -> None:
    def register(site: str, day: int, container: str | None, member: str | None) -> None:
        archive.register(
            b"x", site=site, file_name="a.pdf", source_url=f"https://{site}.example/{day}",
            fetched_at=datetime(2025, 9, day, tzinfo=UTC), container_sha256=container, member_name=member,
        )  # fmt: skip

    register("s", 1, None, None)
    assert [(r.container_sha256, r.member_name) for r in archive.documents("s")] == [(None, None)]
    register("s", 2, "cc" * 32, "inner/a.pdf")
    register("s", 3, "dd" * 32, "other/a.pdf")
    (record,) = archive.documents("s")
    assert (record.container_sha256, record.member_name) == ("cc" * 32, "inner/a.pdf")
    assert record.fetched_at.day == 1


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_records_survive_a_torn_last_line(archive: Archive, kept: float) -> None:
    for name in ("a", "b"):
        archive.register(name.encode(), site="s", file_name=name, source_url=f"https://x.example/{name}")
    file = archive.folder / "records" / "s.jsonl"
    first, second = file.read_text(encoding="utf-8").splitlines()
    file.write_text(first + "\n" + second[: int(len(second) * kept)], encoding="utf-8")
    reopened = Archive(archive.folder)
    assert [r.file_name for r in reopened.records("s")] == ["a"]
    for name in ("b", "c"):
        done = reopened.register(
            name.encode(), site="s", file_name=name, source_url=f"https://x.example/{name}"
        )
        assert done.is_new_record
    assert [r.file_name for r in Archive(archive.folder).records("s")] == ["a", "b", "c"]


def test_a_last_line_without_its_line_end_is_still_a_record(archive: Archive) -> None:
    archive.register(b"a", site="s", file_name="a", source_url="https://x.example/a")
    file = archive.folder / "records" / "s.jsonl"
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    reopened = Archive(archive.folder)
    reopened.register(b"b", site="s", file_name="b", source_url="https://x.example/b")
    assert [r.file_name for r in Archive(archive.folder).records("s")] == ["a", "b"]


def test_everything_a_site_knows_comes_back(archive: Archive) -> None:
    record = archive.register(
        b"x",
        site="s",
        file_name="a.pdf",
        source_url="https://x.example/a",
        page_url="https://x.example/",
        page_title="某某局2024年度部门决算",
        page_date=date(2025, 9, 3),
        division_code="410503",
        fetched_at=datetime(2025, 9, 4, 2, 0, tzinfo=UTC),
    ).record
    assert Archive(archive.folder).records("s") == (record,)
    assert record.page_date == date(2025, 9, 3)


def test_two_archives_at_work_on_one_site_see_each_other(archive: Archive) -> None:
    other = Archive(archive.folder)
    archive.register(b"a", site="s", file_name="a", source_url="https://x.example/a")
    assert not other.register(b"a", site="s", file_name="a", source_url="https://x.example/a").is_new_record
    other.register(b"b", site="s", file_name="b", source_url="https://x.example/b")
    assert [r.file_name for r in archive.records("s")] == ["a", "b"]


def test_bytes_that_went_missing_are_put_back(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"bytes")
    record = archive.register(file, site="s").record
    archive.path(record).unlink()
    assert not archive.register(file, site="s").is_new_record
    assert archive.path(record).read_bytes() == b"bytes"


@pytest.mark.parametrize("site", ["", "../up", ".hidden", "_schema", "a/b"])
def test_a_name_that_cannot_name_a_site_is_refused(archive: Archive, site: str) -> None:
    with pytest.raises(ArchiveError, match="cannot name a site"):
        archive.register(b"x", site=site, file_name="a", source_url="https://x.example/")


def test_discover_takes_files_and_folders_and_skips_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.xlsx", "a/.hidden", ".git/config", "data/raw/x", "a/deep/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = list(discover([tmp_path / "b.pdf", tmp_path], without=tmp_path / "data"))
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["b.pdf", "a/c.xlsx", "a/deep/d"]


def test_discover_names_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="nowhere"):
        list(discover([tmp_path / "nowhere"]))


def test_all_sites_are_told_at_once_as_each_is_told_alone(archive: Archive) -> None:
    for site, content, day in (("a", b"x", 2), ("b", b"x", 1), ("b", b"y", 1), ("c", b"x", 3)):
        archive.register(
            content,
            site=site,
            file_name="a.pdf",
            source_url=f"https://{site}.example/{day}",
            fetched_at=datetime(2025, 9, day, tzinfo=UTC),
        )
    found = archive.documents_by_site()
    assert sorted(found) == ["b"] and len(found["b"]) == 2
    assert all(archive.documents(site) == found.get(site, []) for site in archive.sites())
