"""Plans: batches of like cost that another process can read, the same names for the same documents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.documents.batches import register
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.cost import cut, estimate, remembered
from pipelines.documents.plan import Batch, Plan, PlanTold, plan
from pipelines.documents.reading import commit_plan, read_batch
from pipelines.lake.files import KnownDocument
from pipelines.lake.frames import Row
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord


def act(
    source: SourceRecord, path: Path, *, reader: str, extra_divisions: Path | None
) -> Mapping[str, Sequence[Row]]:
    """Tell the document's bytes as a line item, and leave a line beside the archive."""
    said = path.read_text(encoding="utf-8")
    with (path.parents[4] / "read.log").open("a", encoding="utf-8") as log:
        log.write(f"{source.file_name}\n")
    row = {
        "document_id": source.document_id,
        "sha256": source.sha256,
        "site": source.site,
        "file_name": source.file_name,
        "status": "extracted",
        "pages": 3,
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
def settings(settings: Settings) -> Settings:
    folder = settings.data_dir.parent / "files"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(f"text {number}", encoding="utf-8")
    register(settings, [folder], site="s")
    return replace(settings, batch_seconds=1, workers=1)


def planned(settings: Settings, **more: object) -> Plan:
    return plan(settings, ["s"], reader="pdfium", code_version="v1", **more)  # type: ignore[arg-type]


def read(settings: Settings, batch: Batch) -> int:
    # As another process has it: through JSON.
    return read_batch(settings, Batch.of(json.loads(json.dumps(batch.told()))), extract=act).read


def ids(settings: Settings) -> list[str]:
    return sorted(pl.read_parquet(settings.lake_dir / "line_items" / "s.parquet")["line_item_id"])


def test_the_same_documents_are_the_same_batches_and_go_through_json(settings: Settings) -> None:
    made = planned(settings)
    assert [len(batch.records) for batch in made.batches] == [4, 2]  # some more than a fifth of a second each
    assert [batch.batch for batch in planned(settings).batches] == [batch.batch for batch in made.batches]
    assert len({batch.batch for batch in made.batches}) == 2
    assert [Batch.of(json.loads(json.dumps(batch.told()))) for batch in made.batches] == list(made.batches)
    told = PlanTold.of(json.loads(json.dumps(made.told())))
    assert (told.sites, told.batches) == (made.sites, tuple(batch.batch for batch in made.batches))


@pytest.mark.slow
def test_batches_of_two_plans_at_once_and_a_late_one_read_and_keep_every_document_once(
    settings: Settings,
) -> None:
    first, second = planned(settings), planned(settings)
    assert [read(settings, batch) for batch in first.batches] == [4, 2]
    assert [read(settings, batch) for batch in second.batches] == [0, 0]
    assert commit_plan(settings, first)["s"].read == 6
    before = {path: path.read_bytes() for path in settings.lake_dir.rglob("*.parquet")}
    assert commit_plan(settings, second)["s"].read == 0
    assert [read(settings, batch) for batch in second.batches] == [0, 0]  # late
    assert planned(settings).batches == ()
    assert {path: path.read_bytes() for path in settings.lake_dir.rglob("*.parquet")} == before
    assert ids(settings) == [f"text {number}" for number in range(6)]
    assert len(remembered(settings.lake_dir, "s")) == 6


@pytest.mark.slow
def test_what_a_run_read_before_it_was_killed_is_not_read_again(settings: Settings) -> None:
    made = planned(settings)
    read(settings, made.batches[0])  # and no commit
    again = planned(settings)
    assert [len(batch.records) for batch in again.batches] == [2]
    assert again.sites[0].unchanged == 4
    assert read(settings, again.batches[0]) == 2
    commit_plan(settings, again)
    assert ids(settings) == [f"text {number}" for number in range(6)]
    names = (settings.data_dir / "read.log").read_text(encoding="utf-8").split()
    assert sorted(names) == [f"{number}.txt" for number in range(6)]


def test_a_plan_takes_no_more_than_it_may_the_quickest_first(settings: Settings) -> None:
    (settings.data_dir.parent / "large.pdf").write_bytes(b"%PDF" + bytes(2 << 20))
    register(settings, [settings.data_dir.parent / "large.pdf"], site="s")
    some = planned(settings, most_seconds=2.0)
    names = [record.file_name for batch in some.batches for record in batch.records]
    assert "large.pdf" not in names and len(names) == 6
    assert some.left == 1
    only = planned(settings, most_seconds=0.01)
    assert (sum(len(batch.records) for batch in only.batches), only.left) == (1, 6)


def test_reading_again_takes_what_is_current(settings: Settings) -> None:
    made = planned(settings, choice=ReadingChoice(is_again=True))
    assert sum(len(batch.records) for batch in made.batches) == 6
    assert made.batches[0].batch != planned(settings).batches[0].batch


def test_an_estimate_goes_by_what_is_known(settings: Settings) -> None:
    record = planned(settings).batches[0].records[0]
    scan = KnownDocument("x", "v", "extracted", "application/pdf", "scan", pages=100)
    text = KnownDocument("x", "v", "extracted", "application/pdf", "pdfium", pages=100)
    assert estimate(record, scan, took=7.0) == 7.0
    assert estimate(record, scan) > 10 * estimate(record, text) > estimate(record, None)
    large = replace(record, size_bytes=50 << 20, file_name="a.pdf")
    assert estimate(large, None) > 100 > estimate(replace(large, size_bytes=1 << 20), None)


def test_items_are_cut_in_their_order_and_a_large_one_stands_alone() -> None:
    costs = [("a", 1.0), ("b", 1.0), ("c", 9.0), ("d", 1.0), ("e", 1.5)]
    assert [[name for name, _ in group] for group in cut(costs, 2.0)] == [["a", "b"], ["c"], ["d"], ["e"]]
