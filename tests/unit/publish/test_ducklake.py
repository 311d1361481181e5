"""A DuckLake with a catalogue in a file: publications are commits of what differs, and readers see whole states."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.operate.doctor import BAD, OK, examine
from pipelines.publish import publication
from pipelines.publish.asking import QuestionError, asking
from pipelines.publish.difference import compare
from pipelines.publish.ducklake import extensions
from pipelines.publish.losses import unexplained
from pipelines.publish.warehouse import WarehouseError, connect
from pipelines.settings import Settings, load
from tests.scale.publish.builds import FIRST, assert_published_as_built, commits, kept, published, rows

pytestmark = pytest.mark.skipif(
    extensions.extension_file(extensions.DUCKLAKE) is None,
    reason="DuckDB's extension ducklake is not installed",
)
F2 = "select text_printed from fct_line_item where line_item_id = 'f2'"


def settings_in(folder: Path) -> Settings:
    return load(folder / "data", environment={"JUESUAN_WAREHOUSE": "ducklake", "JUESUAN_SNAPSHOTS": "3"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a data folder with one publication."""
    settings = settings_in(tmp_path_factory.mktemp("ducklake"))
    published(settings, 0, FIRST)
    return settings


def test_the_published_state_is_what_was_built(first: Settings) -> None:
    snapshot = publication.published(first)
    assert snapshot is not None and snapshot.version is not None
    assert rows(first, "select snapshot_id from publication.snapshot") == [(snapshot.snapshot_id,)]
    assert_published_as_built(first)
    with connect(first) as lake:
        assert lake.execute("select marts.wan(50000.0), wan(10.0)").fetchall() == [(5.0, 0.001)]
        assert len(lake.execute("from marts.figures('教育')").fetchall()) == 3


def test_a_question_reaches_the_published_rows_and_nothing_else(first: Settings) -> None:
    with asking(first, "select count(*) from fct_line_item") as answer:
        assert answer.fetchall() == [(3,)]
    for sql in ("from read_text('/etc/passwd')", f"from read_blob('{first.catalogue_address}')"):
        with pytest.raises(QuestionError, match="Cannot access file"), asking(first, sql) as answer:
            answer.fetchall()


def test_without_the_extension_the_way_to_get_it_is_told(
    first: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _ducklake(first) == (
        OK,
        f"{first.catalogue_address}, 1 publications, rows in {first.rows_address}/",
        "",
    )
    monkeypatch.setattr(extensions, "find_spec", lambda name: None)
    with pytest.raises(WarehouseError, match=r"juesuan\[scale\]"):
        connect(first)
    state, seen, remedy = _ducklake(first)
    assert (state, "lacks its extensions ducklake" in seen, "juesuan[scale]" in remedy) == (BAD, True, True)


def _ducklake(settings: Settings) -> tuple[str, str, str]:
    """Return what the doctor finds of the DuckLake."""
    (finding,) = [each for each in examine(settings) if each.subject == "DuckLake"]
    return finding.state, finding.seen, finding.remedy


def test_a_publication_is_one_commit_of_the_rows_that_differ_and_none_of_equal_builds(
    settings: Settings,
) -> None:
    first = published(settings, 0, FIRST)
    notes = ("insert into marts.fct_note values ('a'), ('c')", "delete from marts.fct_note where note = 'b'")
    now = FIRST | {"f2": "7.10", "f4": "4.00"}
    second = published(settings, 1, now, *notes)
    state = settings.published_file.read_bytes()
    published(settings, 2, now, *notes)
    assert commits(settings)[1:] == [{"fct_line_item": [1, 2], "fct_note": [1, 2]}]
    assert settings.published_file.read_bytes() == state
    assert rows(settings, "select note, count(*) from fct_note group by 1 order by 1") == [("a", 3), ("c", 1)]
    listed = publication.known(settings)
    assert [each.snapshot_id for each in listed] == [first.snapshot_id, second.snapshot_id]
    assert publication.newest(settings).snapshot_id == second.snapshot_id
    assert [row["line_item_id"] for row in compare(*listed).restated_figures] == ["f2"]
    assert unexplained(*listed) == []


def test_a_reader_keeps_its_state_through_publication_and_rollback(settings: Settings) -> None:
    first = published(settings, 0, FIRST)
    with connect(settings) as old:
        published(settings, 1, FIRST | {"f2": "7.10"})
        with connect(settings) as new:
            assert publication.roll_back(settings).snapshot_id == first.snapshot_id
            assert old.execute(F2).fetchall() == [("7.00",)]
            assert new.execute(F2).fetchall() == [("7.10",)]
    assert rows(settings, F2) == [("7.00",)]
    assert commits(settings)[2] == {"fct_line_item": [1, 1]}
    assert publication.published(settings) == publication.find(settings, first.snapshot_id)


def test_a_catalogue_that_is_none_is_told_with_its_address(settings: Settings) -> None:
    Path(settings.catalogue_address).parent.mkdir(parents=True)
    Path(settings.catalogue_address).write_bytes(b"no database at all" * 100)
    with pytest.raises(WarehouseError, match=r"catalogue\.ducklake"):
        publication.publish(settings, kept(settings, 0, FIRST))
