"""The whole dbt project, built and published into a DuckLake: all tables by hash, a share changed, a test that fails."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.warehouse.generate import Size, change, generate
from bench.warehouse.measure import build_apart, publish
from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from pipelines.publish import opening, places, publication
from pipelines.publish.asking import ask
from pipelines.publish.cookbook import FILE, recipes
from pipelines.publish.dbt import DbtError
from pipelines.publish.warehouse import WarehouseError, connect
from pipelines.settings import load
from tests.scale.publish.builds import commits
from tests.scale.publish.services import Postgres

pytestmark = pytest.mark.scale
SIZE = Size(20_000, 480)
Hashes = dict[str, tuple[int, int]]


def hashes(connection: duckdb.DuckDBPyConnection) -> Hashes:
    """Return rows and a hash of the rows, whatever their order, of every mart and view."""
    names = connection.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'marts' order by 1"
    ).fetchall()
    return {
        name: connection.execute(
            f"select count(*), bit_xor(md5_number(to_json(t)::varchar)) from marts.{name} as t"
        ).fetchall()[0]
        for (name,) in names
    }


def differences(old: Path, new: Path) -> dict[str, list[int]]:
    """Return how many rows of each table one build has and the other has not, compared column by column."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{old}' as old (read_only)")
        connection.execute(f"attach '{new}' as new (read_only)")
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'new' and schema_name = 'marts'"
        ).fetchall()
        for (name,) in names:
            sides = [f"from {side}.marts.{name}" for side in ("old", "new")]
            gone, came = (
                connection.execute(f"select count(*) from ({one} except all {other})").fetchall()[0][0]
                for one, other in (sides, sides[::-1])
            )
            if gone or came:
                found[name] = [gone, came]
    return found


def asked(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[dict[str, Any]]:
    return ask(connection, sql, values)


def test_the_whole_project_is_published_by_what_differs(catalogue: Postgres, tmp_path: Path) -> None:
    environment = {
        "JUESUAN_WAREHOUSE": "ducklake",
        "JUESUAN_DUCKLAKE_CATALOG": catalogue.address,
        "JUESUAN_DUCKLAKE_DATA": str(tmp_path / "rows"),
    }
    settings = load(tmp_path / "data", environment=environment)
    generate(settings.lake_dir, SIZE)
    build_apart(settings, "full", is_full=True)
    publish(settings, "all")
    with opening.connect(settings.warehouse_file) as build, connect(settings) as published:
        assert hashes(published) == hashes(build)
    before = tmp_path / "before.duckdb"
    shutil.copyfile(settings.warehouse_file, before)

    change(settings.lake_dir, SIZE, 0.01)
    build_apart(settings, "changed", is_full=False)
    publish(settings, "changed")
    with opening.connect(settings.warehouse_file) as build, connect(settings) as published:
        assert hashes(published) == hashes(build)
        for recipe in recipes(FILE.read_text("utf-8")):
            assert sorted(map(str, published.execute(recipe.sql).fetchall())) == sorted(
                map(str, build.execute(recipe.sql).fetchall())
            )
        ((identity,),) = build.execute("select min(line_item_id) from marts.fct_line_item").fetchall()
        sides = (places.figure(partial(asked, side), identity) for side in (build, published))
        assert [found and found["line_item_id"] for found in sides] == [identity, identity]
    expected = differences(before, settings.warehouse_file)
    assert {name: told for name, told in commits(settings)[-1].items() if name in expected} == expected
    assert 0 < sum(sum(told) for told in expected.values()) < SIZE.items / 5

    last = publication.published(settings)
    rows = frames({"documents": [{"document_id": "0000000000000000"}]})
    with lake.SiteWriter(settings.lake_dir, "broken") as writer:
        writer.add("0000000000000000", rows)
    with pytest.raises(DbtError, match="fail"):
        build_apart(settings, "broken", is_full=False)
    with pytest.raises(WarehouseError, match="no build has passed"):
        publication.keep_build(settings, code_version="broken")
    assert publication.published(settings) == last
    with connect(settings) as published:
        assert published.execute(
            "select count(*) from dim_document where document_id like '000000000000000%'"
        ).fetchall() == [(0,)]
