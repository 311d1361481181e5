"""The raw archive on S3: few requests, nothing lost while the server refuses, the same lake as from a folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.archive.raw import Archive
from pipelines.archive.s3 import S3Store
from pipelines.crawl.kept import fetch_reports
from pipelines.crawl.report import CrawlReport
from pipelines.crawl.run import crawl_sites
from pipelines.documents.batches import read_sites, register
from pipelines.settings import Settings, load
from tests.crawl.conftest import NAME, QUICK, site_of
from tests.crawl.server import Portal, listing, pdf, serving
from tests.scale.conftest import reads_text
from tests.scale.services import Bucket

pytestmark = [pytest.mark.slow, pytest.mark.scale, pytest.mark.xdist_group("scale")]
WHEN = datetime(2025, 9, 1, tzinfo=UTC)


@pytest.fixture
def portal() -> Iterator[Portal]:
    one = Portal()
    with serving(one):
        yield one


def keep(archive: Archive, number: int, site: str = "s") -> bool:
    return archive.register(
        f"document {number}".encode(),
        site=site,
        file_name=f"{number}.txt",
        source_url=f"https://x.example/{number}.txt",
        fetched_at=WHEN,
    ).is_new_document


def test_a_file_is_there_as_a_whole_and_put_once(bucket: Bucket, tmp_path: Path) -> None:
    store, other = S3Store(bucket.url, tmp_path / "one"), S3Store(bucket.url, tmp_path / "two")
    assert not store.exists("a/b.pdf")
    assert not store.local("a/b.pdf").exists()
    store.put("a/b.pdf", b"bytes")
    (tmp_path / "given").write_bytes(b"from a file")
    assert store.put_once("sha256/aa/bb", "aabb", ".pdf", tmp_path / "given") == (
        "sha256/aa/bb/aabb.pdf",
        True,
    )
    assert other.put_once("sha256/aa/bb", "aabb", ".PDF", b"others") == ("sha256/aa/bb/aabb.PDF", False)
    assert other.local("sha256/aa/bb/aabb.PDF").read_bytes() == b"from a file"
    assert other.local("a/b.pdf").read_bytes() == b"bytes"
    assert other.find("a", "b") == ["a/b.pdf"]


def test_a_journal_grows_line_by_line_for_every_machine(bucket: Bucket, tmp_path: Path) -> None:
    store = S3Store(bucket.url, tmp_path / "one")
    assert store.lines("records/x") == []
    for number in range(12):
        before = store.stamp("records/x")
        store.append("records/x", [f"line {number}"])
        assert store.stamp("records/x") != before
    expected = [f"line {number}" for number in range(12)]
    assert store.lines("records/x") == S3Store(bucket.url, tmp_path / "two").lines("records/x") == expected
    assert store.journals("records") == ["x"]


def test_a_document_costs_three_requests_at_most(bucket: Bucket, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(40):
        (files / f"{number}.txt").write_text(f"document {number}", encoding="utf-8")
    settings = replace(load(tmp_path / "data", environment={}), raw_url=bucket.url)
    assert register(settings, [files], site="s").new_documents == 40
    registered = len(bucket.asked)
    elsewhere = Archive(tmp_path / "elsewhere", url=bucket.url)
    before = len(bucket.asked)
    records = elsewhere.documents("s")
    listed = len(bucket.asked) - before
    assert [elsewhere.path(record).read_text("utf-8")[:8] for record in records] == ["document"] * 40
    read = len(bucket.asked) - before - listed
    assert registered <= 2 * 40 + 3  # bytes and record, and listing the site
    assert registered + read <= 3 * 40 + 3
    assert listed <= 40 + 4  # a machine that never saw the records gets each once
    before = len(bucket.asked)
    assert len(Archive(tmp_path / "elsewhere", url=bucket.url).documents("s")) == 40
    assert len(bucket.asked) - before <= 4


def test_two_machines_at_once_keep_every_document_once(bucket: Bucket, tmp_path: Path) -> None:
    new: list[bool] = []

    def work(name: str) -> None:
        archive = Archive(tmp_path / name, url=bucket.url)
        new.extend(keep(archive, number) for number in range(20))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert new.count(True) == 20
    assert len(Archive(tmp_path / "three", url=bucket.url).documents("s")) == 20


def test_a_server_that_refuses_for_a_while_is_asked_again(bucket: Bucket, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "one", url=bucket.url)
    keep(archive, 0)
    bucket.refuses_until = time.monotonic() + 12
    assert all(keep(archive, number) for number in range(1, 5))
    assert time.monotonic() >= bucket.refuses_until
    assert len(Archive(tmp_path / "two", url=bucket.url).documents("s")) == 5


def lake_from(settings: Settings) -> dict[str, bytes]:
    archive = Archive.of(settings)
    for number in range(5):
        keep(archive, number)
    read_sites(settings, ["s"], reader="pdfium", extract=reads_text, code_version="v1")
    return {path.parent.name: path.read_bytes() for path in settings.lake_dir.glob("*/s.parquet")}


def test_the_lake_is_the_same_from_a_folder_and_from_s3(bucket: Bucket, tmp_path: Path) -> None:
    there = load(tmp_path / "there", environment={"JUESUAN_DATA_URL": f"s3://{bucket.name}/all"})
    assert there.raw_url == f"s3://{bucket.name}/all/raw"
    assert lake_from(there) == lake_from(load(tmp_path / "here", environment={}))
    assert any("/all/raw/sha256/" in line for line in bucket.asked)


def test_a_crawl_on_another_machine_goes_on_from_the_last_one(
    bucket: Bucket, portal: Portal, tmp_path: Path
) -> None:
    portal.put("/index.html", listing({"/f/1.pdf": "清溪县教育局2024年度部门决算"}))
    portal.put("/f/1.pdf", pdf("1"))
    found = []
    for machine in ("one", "two"):
        settings = load(tmp_path / machine, environment={"JUESUAN_DATA_URL": f"s3://{bucket.name}/all"})
        settings.data_dir.mkdir()
        ((_, report),) = crawl_sites(settings, [site_of(portal)], limits=QUICK)
        assert isinstance(report, CrawlReport)
        found.append((report.documents, report.new_documents, report.bytes_received > 0))
    assert found == [(1, 1, True), (1, 0, False)]
    third = load(tmp_path / "three", environment={"JUESUAN_DATA_URL": f"s3://{bucket.name}/all"})
    fetch_reports(third)
    assert [path.name for path in third.crawl_dir.glob("*.report.json")] == [f"{NAME}.report.json"]
    before = len(bucket.asked)
    fetch_reports(third)
    assert len(bucket.asked) == before + 1
