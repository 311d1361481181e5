"""A catalogue in PostgreSQL and rows on S3: several machines, killed publishers, a killed catalogue, readers meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipelines.explore.store import Store
from pipelines.publish import publication
from pipelines.publish.asking import QuestionError, asking
from pipelines.publish.ducklake import extensions, mirror
from pipelines.publish.snapshots import SnapshotError
from pipelines.publish.warehouse import WarehouseError, connect
from pipelines.settings import Settings, load
from tests.conftest import ROOT
from tests.scale.publish.builds import FIRST, assert_published_as_built, commits, kept, published, rows
from tests.scale.publish.publisher import start
from tests.scale.publish.services import PASSWORD, Postgres

pytestmark = pytest.mark.scale
SECOND = FIRST | {"f2": "7.10", "f4": "4.00"}
F2 = "select text_printed from fct_line_item where line_item_id = 'f2'"


def environment_of(catalogue: Postgres, rows: str) -> dict[str, str]:
    return {
        "JUESUAN_WAREHOUSE": "ducklake",
        "JUESUAN_DUCKLAKE_CATALOG": catalogue.address,
        "JUESUAN_DUCKLAKE_DATA": rows,
    }


@pytest.fixture
def environment(catalogue: Postgres, tmp_path: Path) -> dict[str, str]:
    return environment_of(catalogue, str(tmp_path / "rows"))


@pytest.fixture
def settings(environment: dict[str, str], tmp_path: Path) -> Settings:
    return load(tmp_path / "data", environment=environment)


@pytest.fixture
def other(environment: dict[str, str], tmp_path: Path) -> Settings:
    """Return the settings of another machine, which shares nothing but the catalogue and the rows."""
    return load(tmp_path / "other", environment=environment)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "FRESH_SECONDS", 0.0)


def ask(catalogue: Postgres, sql: str) -> str:
    done = subprocess.run(
        [str(catalogue.programs / "psql"), catalogue.address, "-Atqc", sql],
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    return done.stdout.strip()


@contextmanager
def commits_held(catalogue: Postgres) -> Iterator[None]:
    """Let nobody commit a snapshot for the time of the block; reading goes on."""
    program = [str(catalogue.programs / "psql"), catalogue.address, "-Atq"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdin is not None and session.stdout is not None
        session.stdin.write("begin; lock table ducklake_snapshot in share mode; select 'held';\n")
        session.stdin.flush()
        assert session.stdout.readline().strip() == "held"
        try:
            yield
        finally:
            session.kill()


def wait_for_commits(catalogue: Postgres, count: int, *running: subprocess.Popen[str]) -> None:
    """Wait until so many publishers have sent their commit and PostgreSQL lets them wait."""
    waiting = "select count(distinct pid) from pg_locks where not granted"
    until = time.monotonic() + 180
    while int(ask(catalogue, waiting)) < count:
        for each in running:
            assert each.poll() is None, each.communicate()[0]
        assert time.monotonic() < until, "the publishers did not come to their commit"
        time.sleep(0.1)


def test_rows_on_s3_are_those_of_the_build(
    catalogue: Postgres, bucket: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    environment = environment_of(catalogue, "s3://rows/warehouse")
    settings = load(tmp_path / "data", environment=environment)
    published(settings, 0, FIRST)
    published(settings, 1, SECOND)
    assert_published_as_built(settings)
    assert commits(settings)[1:] == [{"fct_line_item": [1, 2]}]
    other = load(tmp_path / "other", environment=environment)
    with asking(other, F2) as answer:
        assert answer.fetchall() == [("7.10",)]
    for sql in ("from read_text('s3://rows/x')", "from read_text('/etc/passwd')"):
        with pytest.raises(QuestionError, match="Cannot access file"), asking(other, sql) as answer:
            answer.fetchall()
    assert not (tmp_path / "other" / "warehouse" / "rows").exists()


def test_another_machine_sees_what_is_published_and_no_password(
    settings: Settings, other: Settings, catalogue: Postgres, environment: dict[str, str], tmp_path: Path
) -> None:
    for statement in (
        f"create role reader login password '{PASSWORD}'",
        "alter default privileges in schema public grant select on tables to reader",
    ):
        ask(catalogue, statement)
    of_reader = catalogue.address.replace("//juesuan:", "//reader:")
    reader = load(tmp_path / "reader", environment=environment | {"JUESUAN_DUCKLAKE_CATALOG": of_reader})
    with pytest.raises(WarehouseError, match="no warehouse yet"):
        connect(other)
    published(settings, 0, FIRST)
    store = Store(other)
    assert store.rows(F2) == [{"text_printed": "7.00"}]
    published(settings, 1, SECOND)
    assert store.rows(F2) == [{"text_printed": "7.10"}]
    publication.roll_back(other)
    assert store.rows(F2) == Store(reader).rows(F2) == [{"text_printed": "7.00"}]
    with pytest.raises(WarehouseError, match="permission denied"):
        publication.roll_back(reader, publication.known(reader)[-1].snapshot_id)
    for settings_ in (settings, other, reader):
        told = rows(settings_, "select * from duckdb_databases()") + rows(
            settings_, "select * from duckdb_secrets()"
        )
        assert PASSWORD not in str(told)


def test_a_publisher_killed_in_its_commit_leaves_what_was_published(
    settings: Settings, other: Settings, catalogue: Postgres, environment: dict[str, str]
) -> None:
    published(settings, 0, FIRST)
    with connect(settings) as reader:
        second = kept(settings, 1, SECOND)
        with commits_held(catalogue):
            publisher = start(settings, environment)
            wait_for_commits(catalogue, 1, publisher)
            publisher.kill()
            publisher.wait()
        assert reader.execute(F2).fetchall() == [("7.00",)]
    assert len(commits(settings)) == 1
    assert rows(other, F2) == [("7.00",)]
    publication.publish(settings, publication.find(settings, second.snapshot_id))
    assert_published_as_built(settings)
    assert commits(settings)[1:] == [{"fct_line_item": [1, 2]}]


def test_a_publisher_killed_after_its_commit_has_published(
    settings: Settings, other: Settings, catalogue: Postgres, environment: dict[str, str]
) -> None:
    """What it did not come to, the next one does: here it is killed before it has told its own folder."""
    published(settings, 0, FIRST)
    second = kept(settings, 1, SECOND)
    (settings.data_dir / "locks" / "mirror.lock").unlink()
    os.mkfifo(settings.data_dir / "locks" / "mirror.lock")  # opening it waits for ever
    publisher = start(settings, environment)
    until = time.monotonic() + 180
    while len(commits(other)) < 2:
        assert publisher.poll() is None and time.monotonic() < until
        time.sleep(0.2)
    publisher.kill()
    publisher.wait()
    (settings.data_dir / "locks" / "mirror.lock").unlink()
    assert rows(other, F2) == [("7.10",)]
    third = kept(settings, 2, SECOND | {"f5": "5.00"})
    publication.publish(settings, third)
    assert [each.snapshot_id for each in publication.known(settings)][-2:] == [
        second.snapshot_id,
        third.snapshot_id,
    ]
    assert commits(settings)[2:] == [{"fct_line_item": [0, 1]}]
    assert_published_as_built(settings)


def test_a_catalogue_killed_in_a_publication_keeps_what_was_published(
    settings: Settings, other: Settings, catalogue: Postgres, environment: dict[str, str]
) -> None:
    published(settings, 0, FIRST)
    assert rows(other, F2) == [("7.00",)]
    kept(settings, 1, SECOND)
    with commits_held(catalogue):
        publisher = start(settings, environment)
        wait_for_commits(catalogue, 1, publisher)
        catalogue.kill()
    told, _ = publisher.communicate(timeout=180)
    assert publisher.returncode == 1, told
    assert "the DuckLake at postgresql://127.0.0.1" in told and PASSWORD not in told
    assert rows(settings, F2) == [("7.00",)]  # readers do not need the catalogue
    assert rows(other, F2) == [("7.00",)]
    (catalogue.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    catalogue.start()
    assert len(commits(settings)) == 1
    publication.publish(settings, publication.newest(settings))
    assert_published_as_built(settings)
    assert rows(other, F2) == [("7.10",)]


@pytest.mark.parametrize("is_first_the_later_build", [True, False])
def test_of_two_publishers_at_once_the_later_build_is_published(
    settings: Settings,
    other: Settings,
    catalogue: Postgres,
    environment: dict[str, str],
    is_first_the_later_build: bool,
) -> None:
    published(settings, 0, FIRST)
    here, there = (3, 2) if is_first_the_later_build else (2, 3)
    mine = kept(settings, here, {"f1": "1.50", "f2": "8.00"})
    theirs = kept(other, there, {"f1": "1.50", "f2": "9.00", "f5": "5.00"})
    with commits_held(catalogue):
        publishers = [start(settings, environment), start(other, environment)]
        wait_for_commits(catalogue, 2, *publishers)
    told = [each.communicate(timeout=180)[0] for each in publishers]
    later = max(mine, theirs, key=lambda each: each.built_at)
    ended = [each.returncode for each in publishers]
    # The earlier build was first and is followed by the later one, or it came second and says so.
    assert sorted(ended) in ([0, 0], [0, 1]), told
    if 1 in ended:
        assert f"another juesuan published {later.snapshot_id}" in told[ended.index(1)]
    figures = "select list(text_printed order by line_item_id) from fct_line_item"
    expected = ["1.50", "8.00"] if later == mine else ["1.50", "9.00", "5.00"]
    for each in (settings, other):
        assert rows(each, "select snapshot_id from publication.snapshot") == [(later.snapshot_id,)]
        assert rows(each, figures) == [(expected,)]


def test_two_readers_see_only_whole_states_while_publications_run(
    settings: Settings, other: Settings, environment: dict[str, str]
) -> None:
    """Each publication changes all rows of two tables alike; no reader ever sees them differ."""
    many = "create table marts.fct_{0} as select range as k, {1} as v from range(20000)"
    published(settings, 0, FIRST, *(many.format(name, 0) for name in ("one", "two")))
    seen: list[set[int]] = [set(), set()]
    stores = [Store(settings), Store(other)]
    for night in range(1, 3):
        kept(settings, night, FIRST, *(many.format(name, night) for name in ("one", "two")))
        publisher = start(settings, environment)
        while publisher.poll() is None:
            for store, values in zip(stores, seen, strict=True):
                found = store.rows(
                    "select min(v) as a, max(v) as b, count(*) as n from (from fct_one union all from fct_two)"
                )
                assert found[0]["a"] == found[0]["b"] and found[0]["n"] == 40000
                values.add(found[0]["a"])
        assert publisher.returncode == 0, publisher.communicate()[0]
    for store in stores:
        assert store.rows("select distinct v from fct_one") == [{"v": 2}]
    assert all(len(values) > 1 for values in seen)


def test_a_rollback_with_nothing_before_says_so(settings: Settings, other: Settings) -> None:
    published(settings, 0, FIRST)
    with pytest.raises(SnapshotError, match="there is no snapshot before"):
        publication.roll_back(other)


def test_an_analyst_opens_a_state_as_the_page_says(settings: Settings, catalogue: Postgres) -> None:
    published(settings, 0, FIRST)
    first = publication.published(settings)
    published(settings, 1, SECOND)
    assert first is not None
    page = (ROOT / "docs" / "open-the-warehouse.md").read_text("utf-8")
    *_, block = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    address = f"host=127.0.0.1 port={catalogue.port} dbname=warehouse user=juesuan password={PASSWORD}"
    for written, here in (
        ('"install ducklake; install postgres"', "EXTENSIONS"),  # tests fetch nothing
        ("host=db.example dbname=warehouse user=reader", address),
        ("snapshot_version 42", f"snapshot_version {first.version}"),
        ("select * from mart_county_total", F2),
    ):
        assert written in block
        block = block.replace(written, here)
    files = [extensions.extension_file(name) for name in (extensions.DUCKLAKE, extensions.POSTGRES)]
    found: dict[str, Any] = {"EXTENSIONS": "; ".join(f"load '{file}'" for file in files)}
    exec(block, found)
    assert found["rows"] == [("7.00",)]
    assert found["connection"].execute("select count(*) from mart_line_item").fetchall() == [(3,)]
    (sql,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    listed = found["connection"].execute(sql[sql.index("select snapshot_id as version") :]).fetchall()
    assert (first.version, first.snapshot_id) in [(row[0], row[2]) for row in listed]
    found["connection"].close()
