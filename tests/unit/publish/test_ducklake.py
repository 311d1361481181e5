"""A DuckLake with a catalogue in a file: publications are commits of what differs, and readers see whole states."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish import publication
from pipelines.publish.asking import QuestionError, asking
from pipelines.publish.difference import compare
from pipelines.publish.ducklake import extensions
from pipelines.publish.losses import unexplained
from pipelines.publish.snapshots import SnapshotError
from pipelines.publish.warehouse import WarehouseError, connect
from pipelines.settings import Settings, load
from tests.scale.publish.builds import FIRST, assert_published_as_built, commits, kept, published, rows

pytestmark = pytest.mark.skipif(
    extensions.extension_file(extensions.DUCKLAKE) is None,
    reason="DuckDB's extension ducklake is not installed",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path / "data", environment={"JUESUAN_WAREHOUSE": "ducklake", "JUESUAN_SNAPSHOTS": "3"})


def test_the_published_state_is_what_was_built(settings: Settings) -> None:
    snapshot = published(settings, 0, FIRST)
    assert publication.published(settings) is not None
    assert rows(settings, "select snapshot_id from publication.snapshot") == [(snapshot.snapshot_id,)]
    assert_published_as_built(settings)
    with connect(settings) as lake:
        assert lake.execute("select marts.wan(50000.0), wan(10.0)").fetchall() == [(5.0, 0.001)]
        assert len(lake.execute("from marts.figures('教育')").fetchall()) == 3


def test_a_publication_is_one_commit_of_the_rows_that_differ(settings: Settings) -> None:
    first = published(settings, 0, FIRST)
    second = published(
        settings,
        1,
        FIRST | {"f2": "7.10", "f4": "4.00"},
        "insert into marts.fct_note values ('a'), ('c')",
        "delete from marts.fct_note where note = 'b'",
    )
    assert commits(settings)[1:] == [{"fct_line_item": [1, 2], "fct_note": [1, 2]}]
    assert rows(settings, "select note, count(*) from fct_note group by 1 order by 1") == [("a", 3), ("c", 1)]
    listed = publication.known(settings)
    assert [each.snapshot_id for each in listed] == [first.snapshot_id, second.snapshot_id]
    found = compare(*listed)
    assert [row["line_item_id"] for row in found.restated_figures] == ["f2"]
    assert unexplained(*listed) == []


def test_an_equal_build_makes_no_snapshot(settings: Settings) -> None:
    first = published(settings, 0, FIRST)
    before = settings.published_file.read_bytes()
    published(settings, 1, FIRST)
    assert len(commits(settings)) == 1
    assert settings.published_file.read_bytes() == before
    assert [each.snapshot_id for each in publication.known(settings)] == [first.snapshot_id]
    assert publication.newest(settings).snapshot_id == first.snapshot_id


def test_a_reader_keeps_its_state_through_publication_and_rollback(settings: Settings) -> None:
    first = published(settings, 0, FIRST)
    ask = "select text_printed from fct_line_item where line_item_id = 'f2'"
    with connect(settings) as old:
        second = published(settings, 1, FIRST | {"f2": "7.10"})
        with connect(settings) as new:
            assert old.execute(ask).fetchall() == [("7.00",)]
            assert new.execute(ask).fetchall() == [("7.10",)]
            back = publication.roll_back(settings)
            assert back.snapshot_id == first.snapshot_id
            assert old.execute(ask).fetchall() == [("7.00",)]
            assert new.execute(ask).fetchall() == [("7.10",)]
    assert rows(settings, ask) == [("7.00",)]
    assert commits(settings)[2] == {"fct_line_item": [1, 1]}
    assert publication.published(settings) == publication.find(settings, first.snapshot_id)
    publication.publish(settings, publication.find(settings, second.snapshot_id))
    assert rows(settings, ask) == [("7.10",)]


def test_a_question_reaches_the_published_rows_and_nothing_else(settings: Settings) -> None:
    published(settings, 0, FIRST)
    with asking(settings, "select count(*) from fct_line_item") as answer:
        assert answer.fetchall() == [(3,)]
    for sql in ("from read_text('/etc/passwd')", f"from read_blob('{settings.catalogue_address}')"):
        with pytest.raises(QuestionError, match="Cannot access file"), asking(settings, sql) as answer:
            answer.fetchall()


def test_a_damaged_build_and_an_unpublished_one_are_refused(settings: Settings) -> None:
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


def test_a_catalogue_that_is_none_is_told_with_its_address(settings: Settings) -> None:
    Path(settings.catalogue_address).parent.mkdir(parents=True)
    Path(settings.catalogue_address).write_bytes(b"no database at all" * 100)
    with pytest.raises(WarehouseError, match=r"catalogue\.ducklake"):
        publication.publish(settings, kept(settings, 0, FIRST))


def test_without_the_extension_the_way_to_get_it_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(settings, 0, FIRST)
    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    with pytest.raises(WarehouseError, match=r"juesuan\[scale\]"):
        connect(settings)
