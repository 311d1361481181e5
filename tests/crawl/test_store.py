"""The raw archive in an object store: the same promises as in a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.archive.raw import Archive
from pipelines.archive.store import FolderStore, ObjectStore, Store
from pipelines.documents.batches import register
from pipelines.settings import Settings
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Portal, listing, pdf


@pytest.fixture(params=["folder", "object"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "raw")
    return ObjectStore((tmp_path / "bucket").as_uri(), tmp_path / "copies")


def test_a_file_is_there_as_a_whole(store: Store, tmp_path: Path) -> None:
    assert not store.exists("a/b.pdf")
    assert not store.local("a/b.pdf").exists()
    assert store.find("a", "b") == []
    store.put("a/b.pdf", b"bytes")
    (tmp_path / "given").write_bytes(b"from a file")
    store.put("a/bc.pdf", tmp_path / "given")
    assert store.exists("a/b.pdf")
    assert store.local("a/b.pdf").read_bytes() == b"bytes"
    assert store.local("a/bc.pdf").read_bytes() == b"from a file"
    assert store.find("a", "bc") == ["a/bc.pdf"]
    assert store.find("a", "b") == ["a/b.pdf", "a/bc.pdf"]


def test_a_journal_grows_line_by_line(store: Store) -> None:
    assert store.lines("records/x") == []
    before = store.stamp("records/x")
    for number in range(12):
        store.append("records/x", [f"line {number}"])
        assert store.stamp("records/x") != before
        before = store.stamp("records/x")
    assert [line for line in store.lines("records/x") if line] == [f"line {n}" for n in range(12)]
    assert store.journals("records") == ["x"]


@pytest.mark.slow
def test_an_archive_in_an_object_store_serves_a_crawl_and_files_by_hand(
    portal: Portal, settings: Settings, tmp_path: Path
) -> None:
    bucket = tmp_path / "bucket"
    bucket.mkdir()
    there = replace(settings, raw_url=bucket.as_uri())
    portal.put("/index.html", listing({"/f/1.pdf": "清溪县教育局2024年度部门决算"}))
    portal.put("/f/1.pdf", pdf("1"))
    for new in (1, 0):
        report = crawl(there, site_of(portal))
        assert (report.documents, report.new_documents) == (1, new)
    (tmp_path / "by hand.pdf").write_bytes(pdf("by hand"))
    assert register(there, [tmp_path / "by hand.pdf"], site="local").new_documents == 1
    again = Archive.of(there)
    assert again.sites() == [NAME, "local"]
    (record,) = again.records(NAME)
    assert again.path(record).read_bytes() == pdf("1")
    assert (bucket / record.archived_as).read_bytes() == pdf("1")
    assert len(list((bucket / "fetches" / NAME).glob("*.jsonl"))) == 2


@pytest.mark.parametrize("content", [b"same", pdf("same")])
def test_registering_twice_in_an_object_store_adds_nothing(tmp_path: Path, content: bytes) -> None:
    archive = Archive(tmp_path / "copies", url=(tmp_path / "bucket").as_uri())
    facts = {"site": "s", "file_name": "a.pdf", "source_url": "https://x.example/a.pdf"}
    assert archive.register(content, **facts).is_new_document  # type: ignore[arg-type]
    for opened in (archive, Archive(tmp_path / "other", url=(tmp_path / "bucket").as_uri())):
        done = opened.register(content, **facts)  # type: ignore[arg-type]
        assert (done.is_new_document, done.is_new_record) == (False, False)
