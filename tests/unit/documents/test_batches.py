"""A batch with a reader of the tests' own: what dies is recorded and tried again, the rest is unharmed."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.archive.raw import Archive
from pipelines.documents.batches import SiteBatch, read_sites, register
from pipelines.lake.files import known_documents
from pipelines.lake.frames import Row
from pipelines.settings import Settings, load
from pipelines.values.source import SourceRecord

pytestmark = pytest.mark.slow


def act(
    source: SourceRecord, path: Path, *, reader: str, extra_divisions: Path | None
) -> Mapping[str, Sequence[Row]]:
    """Do what the document's bytes say; runs in a worker. Each reading leaves a line beside the archive."""
    said = path.read_text(encoding="utf-8")
    with (path.parents[4] / "read.log").open("a", encoding="utf-8") as log:
        log.write(f"{source.file_name}\n")
    if said == "kill me":
        os.kill(os.getpid(), signal.SIGKILL)
    if said == "bad rows":
        return {"documents": [{"document_id": source.document_id, "colour": "red"}]}
    while said == "never end":
        signal.pause()
    status = "failed" if said == "encrypted" else "extracted"
    row = {
        "document_id": source.document_id,
        "sha256": source.sha256,
        "site": source.site,
        "file_name": source.file_name,
        "status": status,
    }
    item = {
        "document_id": source.document_id,
        "line_item_id": said,
        "form_code": "F05",
        "measure": "total",
        "text_printed": "1.00",
        "proof_status": "unproven",
    }
    return {"documents": [row], "line_items": [item]}


@pytest.fixture
def files(settings: Settings) -> Path:
    folder = settings.data_dir.parent / "files"
    folder.mkdir()
    for name, said in {"good": "good", "encrypted": "encrypted", "other": "other"}.items():
        (folder / name).write_text(said, encoding="utf-8")
    return folder


def batch(settings: Settings, *sites: str, code_version: str = "v1") -> dict[str, SiteBatch]:
    return read_sites(settings, sites or ["s"], reader="pdfium", extract=act, code_version=code_version)


def times_read(settings: Settings) -> list[str]:
    log = settings.data_dir / "read.log"
    names = sorted(log.read_text(encoding="utf-8").split()) if log.exists() else []
    log.unlink(missing_ok=True)
    return names


def documents(settings: Settings) -> dict[str, tuple[str, str | None, str | None]]:
    frame = pl.read_parquet(settings.lake_dir / "documents" / "s.parquet")
    columns = ("file_name", "status", "failure_reason", "code_version")
    return {row[0]: row[1:] for row in frame.select(columns).iter_rows()}


def test_what_is_current_is_not_read_again_until_the_code_changes(settings: Settings, files: Path) -> None:
    register(settings, [files], site="s")
    assert batch(settings)["s"].statuses == {"extracted": 2, "failed": 1}
    assert times_read(settings) == ["encrypted", "good", "other"]
    before = (settings.lake_dir / "line_items" / "s.parquet").read_bytes()
    again = batch(settings)["s"]
    assert (again.read, again.unchanged) == (0, 3)
    assert times_read(settings) == []
    assert (settings.lake_dir / "line_items" / "s.parquet").read_bytes() == before
    assert batch(settings, code_version="v2")["s"].read == 3


def test_a_document_that_kills_its_worker_costs_only_itself_and_is_tried_again(
    settings: Settings, files: Path
) -> None:
    (files / "killer").write_text("kill me", encoding="utf-8")
    register(settings, [files], site="s")
    done = batch(settings)["s"]
    assert (done.statuses, done.interrupted) == ({"extracted": 2, "failed": 2}, 1)
    status, reason, code_version = documents(settings)["killer"]
    assert (status, code_version) == ("failed", None)
    assert reason is not None
    assert "killed (signal 9)" in reason
    assert documents(settings)["good"][0] == "extracted"
    times_read(settings)
    assert batch(settings)["s"].interrupted == 1
    assert times_read(settings) == ["killer"]


def test_a_document_that_never_ends_is_stopped_and_tried_again(settings: Settings, files: Path) -> None:
    (files / "endless").write_text("never end", encoding="utf-8")
    register(settings, [files], site="s")
    assert batch(replace(settings, document_seconds=2))["s"].interrupted == 1
    assert "longer than 2 seconds" in (documents(settings)["endless"][1] or "")
    assert documents(settings)["endless"][2] is None


def test_a_document_that_is_stopped_twice_for_one_reason_waits_for_another_version_or_other_limits(
    settings: Settings, files: Path
) -> None:
    (files / "killer").write_text("kill me", encoding="utf-8")
    register(settings, [files], site="s")
    assert [batch(settings)["s"].interrupted for _ in range(3)] == [1, 1, 0]
    status, reason, code_version = documents(settings)["killer"]
    assert (status, "killed" in (reason or "")) == ("failed", True)
    assert code_version is not None and code_version.startswith("v1 ")
    assert batch(replace(settings, document_seconds=settings.document_seconds + 1))["s"].interrupted == 1
    assert batch(settings, code_version="v2")["s"].interrupted == 1


def test_rows_the_lake_cannot_take_cost_that_document_only(settings: Settings, files: Path) -> None:
    (files / "fault").write_text("bad rows", encoding="utf-8")
    register(settings, [files], site="s")
    done = batch(settings)["s"]
    assert (done.statuses, done.interrupted) == ({"extracted": 2, "failed": 2}, 0)
    status, reason, code_version = documents(settings)["fault"]
    assert (status, code_version) == ("failed", "v1")
    assert "colour" in (reason or "")


def test_several_sites_are_read_in_one_batch(settings: Settings, files: Path) -> None:
    register(settings, [files / "good"], site="s")
    register(settings, [files / "other", files / "good"], site="t")
    done = batch(settings, "s", "t")
    assert {name: site.read for name, site in done.items()} == {"s": 1, "t": 1}
    assert len(known_documents(settings.lake_dir, "t")) == 1


def test_the_users_divisions_are_part_of_the_version(settings: Settings, files: Path) -> None:
    register(settings, [files], site="s")
    batch(settings)
    settings.extra_divisions_file.parent.mkdir()
    settings.extra_divisions_file.write_text("code,name,level,parent_code\n", encoding="utf-8")
    assert batch(settings)["s"].read == 3
    assert batch(settings)["s"].read == 0


def test_registering_twice_adds_nothing_and_names_what_cannot_be_read(
    settings: Settings, files: Path
) -> None:
    first = register(settings, [files], site="s")
    assert (first.files, first.new_documents, first.problems) == (3, 3, [])
    second = register(settings, [files, files / "good"], site="s")
    assert (second.files, second.new_documents, second.known_documents) == (3, 0, 3)


def test_members_of_an_archive_are_documents_that_name_it(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "alone.txt").write_text("收入决算表", encoding="utf-8")
    with zipfile.ZipFile(inbox / "bundle.zip", "w") as bundle:
        bundle.writestr("附件1/alone.txt", "收入决算表")
        bundle.writestr("附件2.txt", "支出决算表")
    settings = load(tmp_path / "data", environment={})
    done = register(settings, [inbox], site="sample")
    assert (done.files, done.new_documents, done.known_documents) == (2, 3, 1)
    archive = Archive(settings.raw_dir)
    documents = {record.file_name: record for record in archive.documents("sample")}
    bundle_sha = documents["bundle.zip"].sha256
    assert documents["alone.txt"].container_sha256 == bundle_sha
    assert documents["附件2.txt"].container_sha256 == bundle_sha
    assert documents["附件2.txt"].member_name == "附件2.txt"
    assert documents["bundle.zip"].container_sha256 is None
    assert register(settings, [inbox], site="sample").new_documents == 0
