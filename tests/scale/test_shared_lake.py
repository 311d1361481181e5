"""The lake in a bucket: machines that share no folder read, commit and build from one state, whoever dies meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.archive.raw import Archive
from pipelines.archive.s3 import open_bucket
from pipelines.documents.plan import Plan, plan
from pipelines.documents.reading import BatchRead, commit_plan, read_batch
from pipelines.lake.bucket import LakeBucketError
from pipelines.lake.files import known_documents
from pipelines.operate.shared_lake import lake_to_read, lake_to_write
from pipelines.settings import Settings, load
from tests.scale.conftest import reads_text
from tests.scale.services import Bucket

pytestmark = [pytest.mark.slow, pytest.mark.scale, pytest.mark.xdist_group("scale")]


@pytest.fixture
def machines(bucket: Bucket, tmp_path: Path) -> list[Settings]:
    """Two machines with folders of their own and one bucket; five documents are in its raw archive."""
    environment = {"JUESUAN_DATA_URL": f"s3://{bucket.name}/all"}
    both = [load(tmp_path / name, environment=environment) for name in ("one", "two")]
    for settings in both:
        (settings.data_dir / "locks").mkdir(parents=True)
    archive = Archive.of(both[0])
    for number in range(5):
        archive.register(
            f"document {number}".encode(),
            site=f"s{number % 2}",
            file_name=f"{number}.txt",
            source_url=f"https://x.example/{number}.txt",
            fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
        )
    return both


def planned(settings: Settings, version: str = "v1") -> Plan:
    with lake_to_write(settings):
        return plan(settings, ["s0", "s1"], reader="pdfium", code_version=version)


def read(settings: Settings, made: Plan) -> list[BatchRead]:
    return [read_batch(settings, batch, extract=reads_text) for batch in made.batches]


def committed(settings: Settings, made: Plan) -> int:
    with lake_to_write(settings):
        return sum(site.read for site in commit_plan(settings, made).values())


def lake_of(settings: Settings) -> dict[str, bytes]:
    return {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in settings.lake_dir.glob("*/s?.parquet")
    }


def test_one_plans_another_reads_the_first_commits_and_both_have_the_lake(
    bucket: Bucket, machines: list[Settings]
) -> None:
    one, two = machines
    made = planned(one)
    assert sum(each.read for each in read(two, made)) == 5
    assert committed(one, made) == 5
    with lake_to_read(two):
        assert lake_of(two) == lake_of(one) != {}
    assert not planned(two).batches
    assert not list((two.lake_dir / "_parts").glob("*/*.zip")), "a part that was committed elsewhere goes"
    before = len(bucket.asked)
    with lake_to_write(two):
        pass
    assert len(bucket.asked) - before <= 3, "a lake that nothing changed costs listing it and its parts"


def test_a_commit_that_is_cut_off_is_undone_and_done_again(machines: list[Settings]) -> None:
    one, two = machines
    made = planned(one)
    read(one, made)

    def dies() -> None:
        with lake_to_write(one):
            commit_plan(one, made)
            assert len(known_documents(one.lake_dir, "s0")) == 3
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies()
    with lake_to_read(two):
        assert lake_of(two) == {}
    assert not planned(one).batches, "planning takes what was read from its parts"
    with lake_to_read(two):
        assert {len(known_documents(two.lake_dir, site)) for site in ("s0", "s1")} == {3, 2}
        assert lake_of(two) == lake_of(one)


def test_of_two_writers_without_a_common_lock_the_second_is_refused_and_loses_nothing(
    machines: list[Settings],
) -> None:
    one, two = machines
    first, second = planned(one), planned(two, "v2")
    read(one, first)
    read(two, second)

    def both_write() -> None:
        with lake_to_write(two):
            commit_plan(two, second)
            assert committed(one, first) == 5

    with pytest.raises(LakeBucketError, match="JUESUAN_POSTGRES_URL"):
        both_write()
    with lake_to_write(two):
        assert {one.code_version for one in known_documents(two.lake_dir, "s0").values()} == {"v1"}
        assert sum(site.read for site in commit_plan(two, second).values()) == 5
    with lake_to_read(one):
        assert lake_of(one) == lake_of(two)
        assert {one.code_version for one in known_documents(one.lake_dir, "s0").values()} == {"v2"}


def test_a_lake_that_was_never_shared_is_not_overwritten(machines: list[Settings]) -> None:
    one, two = machines
    made = planned(one)
    read(one, made)
    committed(one, made)
    own = two.lake_dir / "documents" / "own.parquet"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"rows of another lake")
    with pytest.raises(LakeBucketError, match="holds a lake of its own"), lake_to_read(two):
        pass
    assert own.read_bytes() == b"rows of another lake"


def test_a_lake_moves_into_an_empty_bucket(bucket: Bucket, machines: list[Settings], tmp_path: Path) -> None:
    one, two = machines
    alone = load(one.data_dir, environment={"JUESUAN_RAW_URL": one.raw_url or ""})
    made = planned(alone)
    read(alone, made)
    committed(alone, made)
    with lake_to_write(one):
        pass
    with lake_to_read(two):
        assert lake_of(two) == lake_of(alone) != {}


def test_old_states_and_what_only_they_name_go(
    machines: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = machines
    monkeypatch.setattr("pipelines.lake.bucket._KEPT", timedelta(hours=-1))
    for number in range(20):
        with lake_to_write(one):
            (one.lake_dir / "tables").mkdir(parents=True, exist_ok=True)
            (one.lake_dir / "tables" / "s0.parquet").write_bytes(f"state {number}".encode())
    _, opened = open_bucket(one.lake_url)
    kept = [str(each["path"]) for page in opened.list() for each in page]
    assert sorted(path.partition("/")[0] for path in kept) == ["files", "files", "states", "states"]
    with lake_to_read(two):
        assert (two.lake_dir / "tables" / "s0.parquet").read_bytes() == b"state 19"
