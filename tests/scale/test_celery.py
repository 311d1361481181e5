"""One graph, two executors: what Celery's workers read and build is what one process does, whoever is killed meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.archive.s3 import open_bucket
from pipelines.lake.schema import RELATIONS
from samples import typeset
from tests.scale.services import Commands, Redis, postgres, reading, redis, s3, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.scale, pytest.mark.xdist_group("scale")]
KEYS = ("qingxi-jiaoyu-final-2023", "qingxi-jiaoyu-final-2024", "qingxi-jiaoyu-budget-2024")
SITE = "990101_qingxi"
VISIBILITY = (
    "25"  # where a worker dies; longer than a step elsewhere, as a step that is given out twice is done twice
)


@dataclass(frozen=True, slots=True)
class Clean:
    """An installation that one process filled, to compare with."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    pytest.importorskip(
        "dagster_celery", reason="dagster-celery is not installed: make test-scale installs it"
    )
    folder = tmp_path_factory.mktemp("clean")
    documents = typeset(folder / "samples", only=KEYS)
    (folder / "data" / "reference").mkdir(parents=True)
    shutil.copyfile(folder / "samples" / "divisions.csv", folder / "data" / "reference" / "divisions.csv")
    commands = Commands(folder / "data", {"JUESUAN_WORKERS": "2"})
    try:
        commands.run("ingest", *(str(one.path) for one in documents), "--site", SITE)
    finally:
        commands.end()
    return Clean(folder)


@dataclass(slots=True)
class Cluster:
    """An installation with the clean one's raw archive, whose steps two Celery workers take."""

    commands: Commands
    broker: Redis

    @property
    def data(self) -> Path:
        return self.commands.data_dir

    def lock_of_a_batch(self) -> bool:
        return bool(list((self.data / "locks").glob("batch-*.lock")))


@pytest.fixture
def cluster(clean: Clean, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    data = tmp_path / "data"
    for name in ("raw", "reference"):
        shutil.copytree(clean.data / name, data / name)
    with ExitStack() as stack:
        broker = stack.enter_context(redis())
        address = stack.enter_context(postgres())
        commands = Commands(
            data,
            {
                "JUESUAN_EXECUTOR": "celery",
                "JUESUAN_BROKER_URL": broker.url,
                "JUESUAN_POSTGRES_URL": address,
                "JUESUAN_VISIBILITY_SECONDS": getattr(request, "param", "3600"),
                "JUESUAN_BATCH_SECONDS": "1",
                "JUESUAN_WORKERS": "1",
            },
        )
        stack.callback(commands.end)
        yield Cluster(commands, broker)


def lake_of(data: Path) -> dict[str, bytes]:
    files = (data / "lake" / relation / f"{SITE}.parquet" for relation in RELATIONS)
    return {path.parent.name: path.read_bytes() for path in files}


def marts_of(data: Path) -> dict[str, tuple[int, int]]:
    """Return rows and hash of every table of the published marts."""
    with duckdb.connect(str(data / "warehouse" / "juesuan.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        found = {}
        for (name,) in names:
            row = connection.execute(f"select count(*), bit_xor(hash(t)) from marts.{name} as t").fetchone()
            assert row is not None
            found[name] = (row[0], row[1])
    return found


def rows_but_when(documents: bytes) -> pl.DataFrame:
    """Return documents without the time at which each was registered."""
    return pl.read_parquet(documents).drop("fetched_at")


def statuses(data: Path) -> list[str]:
    return sorted(pl.read_parquet(data / "lake" / "documents" / f"{SITE}.parquet")["status"])


def test_the_same_lake_and_marts_as_in_one_process(clean: Clean, cluster: Cluster) -> None:
    for queue in ("reading", "publishing"):
        cluster.commands.start("worker", "--queue", queue)
    cluster.commands.run("reread", seconds=400)
    assert lake_of(cluster.data) == lake_of(clean.data)
    cluster.commands.run("build", seconds=600)
    alone = Commands(clean.data, {})
    alone.run("build", seconds=600)
    found = marts_of(cluster.data)
    assert found == marts_of(clean.data)
    assert len(found) > 30 and sum(rows for rows, _ in found.values()) > 1000
    assert not list((cluster.data / "lake" / "_parts").glob("*/*"))
    assert not list(cluster.data.glob("handover/*"))


def test_workers_that_share_no_folder_read_through_the_bucket(
    clean: Clean, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine that reads has nothing but its settings: bytes, plan, batches and parts go through S3."""
    pytest.importorskip("obstore", reason="obstore is not installed: make test-scale installs it")
    with ExitStack() as stack:
        broker, address = stack.enter_context(redis()), stack.enter_context(postgres())
        bucket = stack.enter_context(s3())
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        environment = {
            "JUESUAN_EXECUTOR": "celery",
            "JUESUAN_BROKER_URL": broker.url,
            "JUESUAN_POSTGRES_URL": address,
            "JUESUAN_DATA_URL": f"s3://{bucket.name}/all",
            "JUESUAN_BATCH_SECONDS": "1",
            "JUESUAN_WORKERS": "1",
            **bucket.environment,
        }
        machines = {}
        for queue in ("publishing", "reading"):
            data = tmp_path / queue / "data"
            shutil.copytree(clean.data / "reference", data / "reference")
            machines[queue] = Commands(data, environment)
            stack.callback(machines[queue].end)
            machines[queue].start("worker", "--queue", queue)
        files = sorted((clean.folder / "samples").rglob("*.pdf"))
        machines["publishing"].run("ingest", *map(str, files), "--site", SITE, seconds=500)
        here, there = (machines[queue].data_dir for queue in ("publishing", "reading"))
        found, expected = lake_of(here), lake_of(clean.data)
        assert rows_but_when(found.pop("documents")).equals(rows_but_when(expected.pop("documents")))
        assert found == expected
        assert not list(here.glob("raw/sha256/*/*/*")), "no byte of a document came to the one who publishes"
        assert not (there / "lake" / "tables").exists(), (
            "who reads needs nothing but what is known of documents"
        )
        _, opened = open_bucket(f"s3://{bucket.name}/all/handover")
        assert not [each for page in opened.list() for each in page]


def test_a_killed_reading_process_costs_its_document_until_the_next_run(
    clean: Clean, cluster: Cluster
) -> None:
    worker = cluster.commands.start("worker")
    running = cluster.commands.start("reread")
    wait_until(lambda: bool(reading(worker.pid)), "a reading process")
    os.kill(reading(worker.pid)[0], signal.SIGKILL)
    assert running.wait(400) == 0, cluster.commands.log_of(running)
    found = statuses(cluster.data)
    assert len(found) == len(KEYS) and found.count("failed") <= 1
    cluster.commands.run("reread", seconds=400)
    assert lake_of(cluster.data) == lake_of(clean.data)


@pytest.mark.parametrize("cluster", [VISIBILITY], indirect=True)
def test_a_killed_worker_loses_and_doubles_nothing(clean: Clean, cluster: Cluster) -> None:
    first = cluster.commands.start("worker")
    running = cluster.commands.start("reread")
    wait_until(lambda: bool(reading(first.pid)), "a reading process")
    for pid in (first.pid, *reading(first.pid)):
        os.kill(pid, signal.SIGKILL)
    cluster.commands.start("worker")
    assert running.wait(500) == 0, cluster.commands.log_of(running)
    assert lake_of(cluster.data) == lake_of(clean.data)


def test_a_killed_broker_is_waited_for(clean: Clean, cluster: Cluster) -> None:
    worker = cluster.commands.start("worker")
    running = cluster.commands.start("reread")
    wait_until(lambda: bool(reading(worker.pid)), "a reading process")
    cluster.broker.kill()
    wait_until(lambda: not reading(worker.pid), "the end of the batch")
    cluster.broker.start()
    assert running.wait(500) == 0, cluster.commands.log_of(running)
    assert lake_of(cluster.data) == lake_of(clean.data)
