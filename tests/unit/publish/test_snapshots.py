"""Snapshots are whole, told apart, put in place in one step, and compared row by row."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from blake3 import blake3

from pipelines.disk import seal, unseal
from pipelines.publish import increment, publication, warehouse
from pipelines.publish.dbt import project_stamp
from pipelines.publish.difference import compare
from pipelines.publish.snapshots import (
    Snapshot,
    SnapshotError,
    damage,
    find,
    keep,
    kept,
    prune,
    published_id,
    put_in_place,
)
from pipelines.settings import load

KEYS = {"dim_document": ("document_id",), "fct_line_item": ("line_item_id",)}
NIGHT = datetime(2025, 9, 1, 18, 0, tzinfo=UTC)


def _build(tmp_path: Path, figures: dict[str, str], documents: str = "d1") -> Path:
    built = tmp_path / "build" / "juesuan.duckdb"
    built.parent.mkdir(exist_ok=True)
    built.unlink(missing_ok=True)
    with duckdb.connect(str(built)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_document (document_id varchar, file_name varchar)")
        for document in documents.split():
            connection.execute("insert into marts.dim_document values (?, ?)", [document, f"{document}.pdf"])
        connection.execute(
            "create table marts.fct_line_item (line_item_id varchar, document_id varchar, form_code varchar,"
            " item_name varchar, measure varchar, text_printed varchar, amount_yuan decimal(20,2))"
        )
        for key, text in figures.items():
            connection.execute(
                "insert into marts.fct_line_item values (?, 'd1', 'F05', '教育支出', 'total', ?, ?)",
                [key, text, float(text) * 10000],
            )
        connection.execute("create table marts.fct_note as select unnest(['a', 'a', 'b']) as note")
    return built


def _keep(tmp_path: Path, night: int, figures: dict[str, str], documents: str = "d1") -> Snapshot:
    built = _build(tmp_path, figures, documents)
    return keep(
        built,
        tmp_path / "snapshots",
        code_version="abc",
        keys=KEYS,
        now=NIGHT + timedelta(days=night),
    )


def test_a_snapshot_tells_what_it_is_from_inside_and_outside(tmp_path: Path) -> None:
    made = _keep(tmp_path, 0, {"f1": "1.50"})
    assert made.rows == {"dim_document": 1, "fct_line_item": 1, "fct_note": 3}
    assert kept(tmp_path / "snapshots") == [made]
    assert published_id(made.file) == made.snapshot_id == "20250901T180000000Z"
    assert not (tmp_path / "build" / "juesuan.duckdb").exists()


def test_a_reader_keeps_its_snapshot_while_another_takes_the_name(tmp_path: Path) -> None:
    published = tmp_path / "juesuan.duckdb"
    first = _keep(tmp_path, 0, {"f1": "1.50"})
    put_in_place(first, published)
    with duckdb.connect(str(published), read_only=True) as reader:
        second = _keep(tmp_path, 1, {"f1": "2.50"})
        put_in_place(second, published)
        row = reader.execute("select text_printed from marts.fct_line_item").fetchone()
        assert row == ("1.50",)
    assert published_id(published) == second.snapshot_id
    put_in_place(find(tmp_path / "snapshots", first.snapshot_id), published)
    assert published_id(published) == first.snapshot_id


def test_a_damaged_snapshot_is_never_put_in_place(tmp_path: Path) -> None:
    published = tmp_path / "juesuan.duckdb"
    first = _keep(tmp_path, 0, {"f1": "1.50"})
    put_in_place(first, published)
    second = _keep(tmp_path, 1, {"f1": "2.50"})
    with second.file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\0" * 64)
    with pytest.raises(SnapshotError, match="damaged"):
        put_in_place(second, published)
    assert published_id(published) == first.snapshot_id


def test_a_build_without_marts_is_refused(tmp_path: Path) -> None:
    built = tmp_path / "juesuan.duckdb"
    with duckdb.connect(str(built)):
        pass
    with pytest.raises(SnapshotError, match="no marts"):
        keep(built, tmp_path / "snapshots", code_version="abc", keys={}, now=NIGHT)
    assert kept(tmp_path / "snapshots") == []


def test_pruning_keeps_the_last_and_the_published_and_sweeps_what_a_crash_left(tmp_path: Path) -> None:
    made = [_keep(tmp_path, night, {"f1": "1.50"}) for night in range(4)]
    torn = tmp_path / "snapshots" / "20250909T000000000Z"
    torn.mkdir()
    (torn / "juesuan.duckdb").write_bytes(b"half a file")
    removed = prune(tmp_path / "snapshots", 2, published=made[0].snapshot_id)
    assert removed == [made[1].snapshot_id]
    assert [s.snapshot_id for s in kept(tmp_path / "snapshots")] == [
        made[0].snapshot_id,
        made[2].snapshot_id,
        made[3].snapshot_id,
    ]
    assert not torn.exists()


def test_an_unknown_snapshot_is_answered_with_those_there_are(tmp_path: Path) -> None:
    made = _keep(tmp_path, 0, {"f1": "1.50"})
    with pytest.raises(SnapshotError, match=made.snapshot_id):
        find(tmp_path / "snapshots", "1999")


def test_a_difference_names_new_documents_restated_figures_and_vanished_rows(tmp_path: Path) -> None:
    old = _keep(tmp_path, 0, {"f1": "1.50", "f2": "7.00", "f3": "3.00"}, "d1 d2")
    new = _keep(tmp_path, 1, {"f1": "1.50", "f2": "7.10", "f4": "4.00"}, "d1 d3")
    found = compare(old, new)
    marts = {mart.mart: mart for mart in found.marts}
    assert (marts["dim_document"].added, marts["dim_document"].removed) == (1, 1)
    figures = marts["fct_line_item"]
    assert (figures.added, figures.removed, figures.changed) == (1, 1, 1)
    assert figures.changed_columns == ("text_printed", "amount_yuan")
    assert figures.examples[0]["text_printed before"] == "7.00"
    assert (marts["fct_note"].added, marts["fct_note"].removed) == (0, 0)
    assert found.new_documents == (("d3", "d3.pdf"),)
    assert found.vanished_documents == (("d2", "d2.pdf"),)
    assert [row["line_item_id"] for row in found.restated_figures] == ["f2"]


def test_marts_that_only_one_snapshot_has_are_named(tmp_path: Path) -> None:
    old = _keep(tmp_path, 0, {"f1": "1.50"})
    built = _build(tmp_path, {"f1": "1.50"})
    with duckdb.connect(str(built)) as connection:
        connection.execute("drop table marts.fct_note")
        connection.execute("create table marts.fct_other as select 1 as a")
    new = keep(built, tmp_path / "snapshots", code_version="abd", keys=KEYS, now=NIGHT + timedelta(days=1))
    found = compare(old, new)
    assert (found.only_old, found.only_new) == (("fct_note",), ("fct_other",))


def test_a_snapshot_whose_manifest_is_damaged_is_none_and_is_told_where_it_is_the_published_one(
    tmp_path: Path,
) -> None:
    settings = load(tmp_path, environment={}, folder=tmp_path)
    built = _build(tmp_path, {"a": "1.00"})
    first = keep(built, settings.snapshots_dir, code_version="abc", keys=KEYS, now=NIGHT)
    put_in_place(first, settings.warehouse_file)
    manifest = first.file.with_name("manifest.json")
    whole = manifest.read_bytes()
    for damaged in (whole[:-9], whole.replace(b'"dim_document": 1', b'"dim_document": 3'), b"", b"\xff"):
        assert damaged != whole
        manifest.write_bytes(damaged)
        assert kept(settings.snapshots_dir) == []
        with pytest.raises(SnapshotError, match=r"manifest\.json is damaged"):
            publication.published(settings)
    manifest.write_bytes(whole)
    assert publication.published(settings) == first


def test_a_build_does_not_go_on_from_a_published_warehouse_whose_bytes_have_changed(tmp_path: Path) -> None:
    settings = load(tmp_path, environment={}, folder=tmp_path)
    built = _build(tmp_path, {"a": "1.00"})
    increment.mark(built, project_stamp(settings))
    first = keep(built, settings.snapshots_dir, code_version="abc", keys=KEYS, now=NIGHT)
    put_in_place(first, settings.warehouse_file)
    assert warehouse.begin_build(settings)
    data = bytearray(first.file.read_bytes())
    data[-5] ^= 1  # in a block that opening it does not read
    first.file.write_bytes(data)
    assert increment.stamp_of(settings.warehouse_file) is not None
    assert not warehouse.begin_build(settings)
    assert damage(first).startswith("snapshot")


def test_a_snapshot_of_an_older_version_is_known_by_its_sha256(tmp_path: Path) -> None:
    made = _keep(tmp_path, 0, {"f1": "1.50"})
    manifest = made.file.with_name("manifest.json")
    told = unseal(manifest.read_bytes())
    assert told.pop("digest") == made.digest == f"blake3:{blake3(made.file.read_bytes()).hexdigest()}"
    told["sha256"] = hashlib.sha256(made.file.read_bytes()).hexdigest()
    manifest.write_bytes(seal(told))
    (older,) = kept(tmp_path / "snapshots")
    assert damage(older) == ""
    with older.file.open("ab") as file:
        file.write(b"more")
    assert "damaged" in damage(older)


def test_a_snapshot_made_after_the_clock_was_set_back_is_the_last_one_all_the_same(tmp_path: Path) -> None:
    made = [_keep(tmp_path, night, {"a": f"{number}.00"}) for number, night in enumerate((5, 2, 2, 6))]
    ids = [snapshot.snapshot_id for snapshot in made]
    assert ids == sorted(set(ids))
    assert [one.snapshot_id for one in kept(tmp_path / "snapshots")] == ids
    assert made[1].built_at == NIGHT + timedelta(days=2), "what the clock said"
    assert made[3].snapshot_id.startswith("20250907T")
    put_in_place(made[3], tmp_path / "juesuan.duckdb")
    assert prune(tmp_path / "snapshots", 2, published=ids[3]) == ids[:2]
