"""What a DuckLake publishes beside rows, and what it keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.publish import opening, publication
from pipelines.publish.ducklake import lake
from pipelines.publish.snapshots import SnapshotError
from pipelines.settings import Settings, load
from tests.scale.publish.builds import FIRST, assert_published_as_built, commits, kept, published, rows

pytestmark = pytest.mark.scale
CHANGES: tuple[tuple[str, dict[str, list[int]]], ...] = (
    ("alter table marts.fct_line_item add column page integer default 7", {"fct_line_item": [3, 3]}),
    ("alter table marts.fct_line_item add column note varchar", {}),
    ("alter table marts.fct_line_item drop column seen", {}),
    ("alter table marts.fct_line_item alter column amount_yuan type decimal(24, 6)", {}),
    ("drop table marts.fct_note", {}),
    ("drop view marts.mart_line_item", {}),
    ("create or replace view marts.mart_line_item as select 1 as line_item_id", {}),
    ("create or replace view marts.dim_date as select unnest([2023, 2024]) as fiscal_year", {}),
    ("create table marts.dim_new as select 1 as a", {}),
    ("create or replace macro marts.wan(yuan) as yuan / 100", {}),
    ("drop macro table marts.figures", {}),
    ("comment on table marts.dim_new is 'Said now.'", {}),
    ("comment on column marts.fct_line_item.amount_yuan is null", {}),
    ("comment on column marts.mart_line_item.line_item_id is 'Said now.'", {}),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(
        tmp_path / "data",
        environment={
            "JUESUAN_WAREHOUSE": "ducklake",
            "JUESUAN_SNAPSHOTS": "3",
            "JUESUAN_DUCKLAKE_FILE_HOURS": "0",
        },
    )


def test_what_changes_beside_rows_is_published_and_rolled_back(settings: Settings) -> None:
    published(settings, 0, FIRST)
    changes: list[str] = []
    for night, (change, told) in enumerate(CHANGES, start=1):
        changes.append(change)
        published(settings, night, FIRST, *changes)
        assert (change, commits(settings)[-1]) == (change, told)
        assert_published_as_built(settings)
    before = commits(settings)
    published(settings, len(CHANGES) + 1, FIRST, *changes)
    assert commits(settings) == before
    published(settings, len(CHANGES) + 2, FIRST)
    assert_published_as_built(settings)
    publication.roll_back(settings)
    assert rows(settings, "from dim_new") == [(1,)]
    assert rows(settings, "select marts.wan(500.0)") == [(5.0,)]


def test_a_state_rolled_back_from_is_published_again(settings: Settings) -> None:
    published(settings, 0, FIRST)
    second = published(settings, 1, FIRST | {"f2": "7.10"})
    publication.roll_back(settings)
    publication.publish(settings, publication.find(settings, second.snapshot_id))
    assert rows(settings, "select text_printed from fct_line_item where line_item_id = 'f2'") == [("7.10",)]
    assert publication.published(settings) == publication.find(settings, second.snapshot_id)
    assert_published_as_built(settings)


def test_a_row_of_a_view_on_what_is_not_published_is_published(settings: Settings) -> None:
    published(settings, 0, FIRST)
    published(settings, 1, FIRST, "update intermediate.int_year set fiscal_year = 2025")
    assert commits(settings)[1:] == [{"dim_date": [1, 1]}]
    assert_published_as_built(settings)


def test_bounds_hold_and_compaction_changes_nothing_that_is_read(settings: Settings) -> None:
    made = [published(settings, night, FIRST | {"f2": f"{night}.10"}) for night in range(6)]
    assert [each.snapshot_id for each in publication.known(settings)] == [
        each.snapshot_id for each in made[3:]
    ]
    whole = "from fct_line_item order by all"
    before = []
    for each in publication.known(settings):
        with opening.connect(each.file) as connection:
            before.append(connection.execute(whole).fetchall())
    done = lake.compact(settings)
    assert "fct_line_item" in done.compacted and done.removed > 0
    after = []
    for each in publication.known(settings):
        with opening.connect(each.file) as connection:
            after.append(connection.execute(whole).fetchall())
    assert after == before
    publication.publish(settings, kept(settings, 6, FIRST | {"f2": "5.10", "f9": "9.00"}))
    assert commits(settings)[-1] == {"fct_line_item": [0, 1]}
    assert_published_as_built(settings)


def test_what_a_killed_publisher_left_goes_and_what_is_not_ours_stays(settings: Settings) -> None:
    published(settings, 0, FIRST)
    place = Path(settings.rows_address)
    left = place / "marts" / "fct_line_item" / "ducklake-left.parquet"
    shutil.copyfile(next(place.rglob("*.parquet")), left)
    others = (place / "mine.parquet", place / "mine.txt")
    for each in others:
        shutil.copyfile(left, each)
    lake.compact(settings)
    assert left.exists() and all(each.exists() for each in others)
    others[0].unlink()
    assert lake.compact(settings).removed >= 1
    assert not left.exists() and others[1].exists()
    assert_published_as_built(settings)


def test_tables_of_many_files_are_compacted_by_the_publication(settings: Settings) -> None:
    environment = {
        "JUESUAN_WAREHOUSE": "ducklake",
        "JUESUAN_DUCKLAKE_FILES": "4",
        "JUESUAN_DUCKLAKE_FILE_HOURS": "0",
    }
    settings = load(settings.data_dir, environment=environment)
    for night in range(8):
        published(settings, night, FIRST | {"f2": f"{night}.10"})
    files = list(Path(settings.rows_address, "marts", "fct_line_item").glob("*.parquet"))
    assert len(files) <= 2 * 8
    for night, each in enumerate(publication.known(settings), start=1):
        with opening.connect(each.file) as connection:
            assert connection.execute(
                "select text_printed from fct_line_item where line_item_id = 'f2'"
            ).fetchall() == [(f"{night}.10",)]


def test_a_build_that_was_never_published_cannot_be_rolled_back_to(settings: Settings) -> None:
    first = published(settings, 0, FIRST)
    second = kept(settings, 1, FIRST | {"f2": "7.10"})
    with pytest.raises(SnapshotError, match="never published"):
        publication.roll_back(settings, second.snapshot_id)
    with second.file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\0" * 64)
    with pytest.raises(SnapshotError, match="damaged"):
        publication.publish(settings, second)
    assert publication.published(settings) == publication.find(settings, first.snapshot_id)
