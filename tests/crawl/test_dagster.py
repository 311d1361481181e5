"""Crawls as assets: the report as metadata, a partition per site that changed, failures that are seen and cost only their site."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pipelines.archive.raw import Archive
from pipelines.defs.checks import every_site_yields_what_its_file_expects
from pipelines.defs.crawl import site_schedules, sites_due
from pipelines.defs.documents import RAW_KEY, RAW_OF_SITE, raw_documents
from pipelines.documents.progress import Progress
from pipelines.settings import Settings
from tests.conftest import Juesuan
from tests.crawl.server import Portal, listing, pdf

SITE_FILE = """
division_code: '{code}'
publisher: {name}人民政府
verified: false
allow_private: true
entries:
  - url: {url}
politeness: {{delay_seconds: 0, retries: 0}}
schedule: '15 3 * * *'
assertions: {{total: {{min: {least}}}}}
"""
GOOD, POOR, GONE = "990101_good", "990102_poor", "990201_gone"


@pytest.fixture
def sited(portal: Portal, settings: Settings, tmp_path: Path) -> Settings:
    """Settings with three site files: one good, one that yields too little, one whose server is not there."""
    folder = tmp_path / "sites"
    folder.mkdir()
    portal.put(
        "/good.html", listing({"/f/1.pdf": "教育局2024年度部门决算", "/f/gone.pdf": "民政局2024年度部门决算"})
    )
    portal.put("/poor.html", listing({"/f/2.pdf": "教育局2024年度部门决算"}))
    for number in (1, 2):
        portal.put(f"/f/{number}.pdf", pdf(str(number)))
    urls = {GOOD: f"{portal.url}/good.html", POOR: f"{portal.url}/poor.html", GONE: "http://127.0.0.1:9/"}
    for name, url in urls.items():
        least = 1 if name == GOOD else 3
        text = SITE_FILE.format(code=name[:6], name=name, url=url, least=least)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return replace(settings, sites_dir=folder)


def materialized(
    settings: Settings, instance: dg.DagsterInstance, site: str
) -> tuple[dict[str, object], dg.ExecuteInProcessResult]:
    """Crawl one site, with the asset's check; return the asset's metadata."""
    result = dg.materialize(
        [raw_documents, every_site_yields_what_its_file_expects],
        instance=instance,
        run_config={"ops": {"raw_documents": {"config": {"sites": [site]}}}},
        resources={"settings": settings, "progress": Progress()},
    )
    (event,) = [
        each for each in result.asset_materializations_for_node("raw_documents") if each.asset_key == RAW_KEY
    ]
    return {name: value.value for name, value in event.metadata.items()}, result


def changed(result: dg.ExecuteInProcessResult) -> list[str | None]:
    """Return the sites whose partitions of the raw archive were materialised."""
    return [
        each.partition
        for each in result.asset_materializations_for_node("raw_documents")
        if each.asset_key == RAW_OF_SITE
    ]


@pytest.mark.slow
def test_a_sites_crawl_has_its_report_as_metadata_and_is_a_partition_where_it_found_something_new(
    sited: Settings,
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        found, result = materialized(sited, instance, GOOD)
        assert result.success
        assert {k: found[k] for k in ("pages", "new", "unchanged", "failed", "blocked", "documents")} == {
            "pages": 1, "new": 1, "unchanged": 0, "failed": 1, "blocked": 0, "documents": 1,
        }  # fmt: skip
        assert isinstance(found["bytes"], int)
        assert found["bytes"] > 0
        assert "missing" in json.dumps(found["refused_and_failed"])
        assert [e.passed for e in result.get_asset_check_evaluations()] == [True]
        assert changed(result) == [GOOD]
        again, result = materialized(sited, instance, GOOD)
        assert changed(result) == []
        assert (again["new"], again["unchanged"], again["bytes"]) == (0, 1, 0)
    assert len(Archive.of(sited).documents(GOOD)) == 1


@pytest.mark.slow
def test_a_site_below_its_numbers_fails_its_check_and_no_other_site(sited: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        found, result = materialized(sited, instance, POOR)
        assert found["failures"] == {POOR: "1 documents, at least 3 expected"}
        (check,) = result.get_asset_check_evaluations()
        assert not check.passed
        assert check.severity == dg.AssetCheckSeverity.ERROR
        assert result.success
        _, result = materialized(sited, instance, GOOD)
        assert len(Archive.of(sited).documents(GOOD)) == 1


def test_files_by_hand_are_registered_without_a_crawl(
    portal: Portal, sited: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("a"))
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [raw_documents],
            instance=instance,
            run_config={
                "ops": {"raw_documents": {"config": {"sites": ["local"], "paths": [str(tmp_path / "a.pdf")]}}}
            },
            resources={"settings": sited, "progress": Progress()},
        )
    assert result.success
    assert [r.file_name for r in Archive.of(sited).documents("local")] == ["a.pdf"]
    assert portal.asked == []


@pytest.mark.slow
def test_the_command_names_what_failed_and_keeps_the_rest(sited: Settings) -> None:
    juesuan = Juesuan(sited)
    done = juesuan("crawl", JUESUAN_SITES_DIR=str(sited.sites_dir))
    assert done.returncode == 1
    assert "2 of 3 sites are not as expected" in done.stderr
    for name in (POOR, GONE):
        assert f"{name}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert GOOD in done.stdout
    assert len(Archive.of(sited).documents(GOOD)) == 1
    good = juesuan("crawl", GOOD, JUESUAN_SITES_DIR=str(sited.sites_dir))
    assert good.returncode == 0, good.stderr
    assert "unchanged, not read again: 1" in good.stdout
    wrong = juesuan("crawl", "990101_goood", JUESUAN_SITES_DIR=str(sited.sites_dir))
    assert wrong.returncode == 1
    assert f"did you mean {GOOD}" in wrong.stderr


def test_a_site_is_due_once_for_each_tick_of_its_schedule() -> None:
    china = ZoneInfo("Asia/Shanghai")
    start = datetime(2026, 3, 1, 12, 0, tzinfo=china)
    ticked: dict[str, float] = {}
    sites = {"daily": "30 2 * * *", "monthly": "0 3 1 * *"}

    def due(now: datetime) -> list[str]:
        found = list(sites_due(sites, ticked, now))
        ticked.update(found)
        return [name for name, _ in found]

    assert due(start) == []
    assert due(start + timedelta(hours=14)) == []
    assert due(start + timedelta(hours=15)) == ["daily"]
    assert due(start + timedelta(hours=16)) == []
    assert due(start + timedelta(days=3)) == ["daily"]
    assert due(datetime(2026, 4, 1, 3, 0, 0, tzinfo=china)) == ["daily", "monthly"]


def test_the_sensor_asks_for_runs_of_the_sites_that_are_due(sited: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:

        def evaluate(cursor: str | None) -> dg.SensorResult:
            context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"settings": sited})
            found = site_schedules(context)
            assert isinstance(found, dg.SensorResult)
            return found

        first = evaluate(None)
        assert first.run_requests == []
        long_ago = json.dumps({name: 0.0 if name == GOOD else 4e9 for name in (GOOD, POOR, GONE)})
        (request,) = (
            evaluate(long_ago.replace("0.0", str(datetime.now().timestamp() - 86400 * 2))).run_requests or []
        )
        assert {op["config"]["sites"][0] for op in request.run_config["ops"].values()} == {GOOD}
