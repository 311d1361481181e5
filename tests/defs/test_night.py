"""The night's request: which sites it covers, which it crawls, and what drops into the inbox."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.defs.graph import build_defs
from pipelines.defs.night import inbox_requests, night_request
from pipelines.defs.run import Runner
from pipelines.documents.progress import Progress
from pipelines.lake import files as lake
from tests.crawl.server import Portal, listing, serving
from tests.defs.nights import Nights, make

NOW = datetime(2025, 9, 9, 18, 0, tzinfo=UTC)  # 02:00 of the tenth in China


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    return make(tmp_path_factory.mktemp("nights"), only=["qingxi-jiaoyu-final-2023"])


def test_without_sites_and_documents_there_is_no_night(tmp_path: Path) -> None:
    empty = make(tmp_path, only=["qingxi-jiaoyu-final-2023"])
    assert "empty" in str(night_request(empty.settings, NOW))


def test_a_night_covers_every_site_and_happens_once(nights: Nights) -> None:
    portal = Portal()
    with serving(portal):
        for name in ("990101_qingxi", "990102_baihe"):
            nights.write_site(name, portal)
        (nights.settings.sites_dir / "990201_nanping.yml").write_text("no: site file", encoding="utf-8")
        first = night_request(nights.settings, NOW)
        late = night_request(nights.settings, NOW + timedelta(hours=3))
        other = night_request(nights.settings, NOW + timedelta(hours=24))
    assert not isinstance(first, str) and not isinstance(late, str) and not isinstance(other, str)
    assert first.run_key == late.run_key == "night-2025-09-10" != other.run_key
    assert first.run_config["ops"]["raw_documents"]["config"] == {
        "crawl": ["990101_qingxi", "990102_baihe"]
    }  # and the sites of the run are all that there are


@pytest.mark.slow
def test_one_site_that_fails_stops_neither_the_others_nor_the_reading(tmp_path: Path) -> None:
    nights = make(tmp_path, only=["qingxi-jiaoyu-final-2023"])
    good, down = Portal(), Portal()
    with serving(good):
        with serving(down):
            nights.write_site("990102_baihe", down)
        report = nights.reports["qingxi-jiaoyu-final-2023"]
        good.put("/a.pdf", report.path.read_bytes())
        good.put("/list.html", listing({"/a.pdf": report.title}))
        nights.write_site("990101_qingxi", good)
        with Runner(nights.settings, Progress(), "crawl") as runner:
            outcome = runner.crawl(["990101_qingxi", "990102_baihe"], "pdfium")
    assert set(outcome.crawled["failures"]) == {"990102_baihe"}
    assert outcome.totals["statuses"] == {"extracted": 1}


@pytest.mark.slow
def test_what_is_dropped_is_registered_put_away_and_asked_for_once(tmp_path: Path) -> None:
    nights = make(tmp_path, only=["qingxi-jiaoyu-final-2023"])
    settings = nights.settings
    folder = settings.inbox_dir / "990101_qingxi"
    folder.mkdir(parents=True)
    (settings.inbox_dir / "not a site!").mkdir()
    dropped = {"empty.pdf": b"", "odd.bin": b"\0\1\2"}
    for name, content in dropped.items():
        (folder / name).write_bytes(content)
        os.utime(folder / name, (time.time() - 999, time.time() - 999))
    (settings.inbox_dir / "not a site!" / "x.pdf").write_bytes(b"x")
    (folder / "growing.pdf").write_bytes(b"%PDF")
    requests = list(inbox_requests(settings, datetime.now(UTC)))
    asked = [dict(request.run_config)["ops"]["raw_documents"]["config"]["sites"] for request in requests]
    assert asked == [["990101_qingxi"]]
    again = list(inbox_requests(settings, datetime.now(UTC)))
    assert [request.run_key for request in requests] == [request.run_key for request in again]
    definitions = build_defs(resource_overrides={"settings": settings})
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("ingest").execute_in_process(
            run_config=requests[0].run_config, instance=instance
        )
    assert result.success
    assert {path.name for path in folder.iterdir()} == {"growing.pdf"}
    assert {path.name for path in (settings.inbox_dir / "done/990101_qingxi").iterdir()} == set(dropped)
    known = lake.known_documents(settings.lake_dir, "990101_qingxi").values()
    assert sorted(one.status for one in known) == ["failed", "unsupported"]
