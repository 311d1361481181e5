"""Publication: whole or not at all, and readers of the old file are undisturbed."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import publication, warehouse
from pipelines.publish.snapshots import Snapshot, SnapshotError
from pipelines.settings import Settings


def build(settings: Settings, value: int) -> None:
    """Stand in for dbt: one mart with one row."""
    warehouse.begin_build(settings)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(f"create or replace table marts.dim_thing as select {value} as value")
        connection.execute("create or replace view marts.thing as select * from marts.dim_thing")


def publish(settings: Settings) -> Snapshot:
    """Keep the build and put it in place."""
    kept = publication.keep_build(settings, code_version="abc")
    publication.publish(settings, kept)
    return kept


def value(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select value from thing").fetchone()
    assert row is not None
    return int(row[0])


def test_a_reader_keeps_the_old_warehouse_while_a_new_one_is_published(settings: Settings) -> None:
    build(settings, 1)
    warehouse.finish_build(settings)
    assert publish(settings).rows == {"dim_thing": 1}
    with warehouse.connect(settings) as reader:
        build(settings, 2)
        warehouse.finish_build(settings)
        publish(settings)
        assert value(reader) == 1
    with warehouse.connect(settings) as reader:
        assert value(reader) == 2


def test_a_build_that_did_not_pass_is_not_published(settings: Settings) -> None:
    build(settings, 1)
    warehouse.finish_build(settings)
    publish(settings)
    build(settings, 2)
    with pytest.raises(warehouse.WarehouseError, match="no build has passed"):
        publish(settings)
    with warehouse.connect(settings) as reader:
        assert value(reader) == 1


def test_a_build_of_some_models_starts_from_what_is_published(settings: Settings) -> None:
    build(settings, 1)
    warehouse.finish_build(settings)
    publish(settings)
    warehouse.begin_build(settings, from_published=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        assert connection.execute("select value from marts.dim_thing").fetchone() == (1,)
    assert not warehouse.begin_build(settings, is_full=True)
    assert not settings.build_file.exists()


def test_a_build_goes_on_from_a_whole_one_of_the_same_project(settings: Settings) -> None:
    build(settings, 1)
    warehouse.finish_build(settings)
    publish(settings)
    assert warehouse.begin_build(settings)
    with duckdb.connect(str(settings.build_file)) as connection:
        assert connection.execute("select value from marts.dim_thing").fetchone() == (1,)
    warehouse.finish_build(settings, is_whole=False)
    publish(settings)
    assert not warehouse.begin_build(settings), "only some of its models were built"


def test_a_warehouse_without_marts_is_not_published(settings: Settings) -> None:
    warehouse.begin_build(settings)
    duckdb.connect(str(settings.build_file)).close()
    warehouse.finish_build(settings)
    with pytest.raises(SnapshotError, match="no marts"):
        publish(settings)


def test_the_published_warehouse_is_opened_read_only(settings: Settings) -> None:
    with pytest.raises(warehouse.WarehouseError, match="run juesuan build"):
        warehouse.connect(settings)
    build(settings, 1)
    warehouse.finish_build(settings)
    publish(settings)
    with warehouse.connect(settings) as reader, pytest.raises(duckdb.Error, match="read-only"):
        reader.execute("create table marts.more as select 1")


def test_failed_models_and_tests_are_named(tmp_path: Path) -> None:
    results = [
        {
            "status": "fail",
            "unique_id": "test.juesuan.unique_dim_form.1a2b",
            "message": "Got 3 results,\n not 0",
        },
        {"status": "success", "unique_id": "model.juesuan.dim_form", "message": "OK"},
        {"status": "error", "unique_id": "model.juesuan.dim_unit", "message": None},
        {"status": "warn", "unique_id": "test.juesuan.soft.9", "message": "Got 1 result"},
    ]
    file = tmp_path / "run_results.json"
    file.write_text(json.dumps({"results": results}), encoding="utf-8")
    assert warehouse.failures(file) == [
        "test unique_dim_form: Got 3 results, not 0",
        "model dim_unit: ",
    ]
    assert warehouse.failures(tmp_path / "none.json") == []


@pytest.mark.parametrize("is_continued", [False, True])
def test_what_a_build_leaves_out_is_one_value(is_continued: bool) -> None:
    """dagster-dbt passes on the first value of ``--exclude`` and lets the others stand for another option's."""
    arguments = warehouse.build_arguments(is_continued=is_continued)
    after = arguments[arguments.index("--exclude") + 2 :]
    assert all(argument.startswith("--") for argument in after)
    assert "resource_type:test,path:seeds/*.yml" in arguments[arguments.index("--exclude") + 1].split()
