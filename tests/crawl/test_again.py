"""Crawl again: nothing unchanged is downloaded, what changed is a new version, what was cut short goes on."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.archive.raw import Archive
from pipelines.crawl.run import CrawlError
from pipelines.crawl.state import CrawlState
from pipelines.settings import Settings
from tests.crawl import columns, faults
from tests.crawl.conftest import NAME, QUICK, crawl, site_of
from tests.crawl.server import Content, Fault, Portal, article, listing, pdf

pytestmark = pytest.mark.slow  # every crawl starts a process of its own
TITLE = "清溪县教育局2024年度部门决算"


def column(portal: Portal, reports: int) -> None:
    """Put up one list of articles with one report each."""
    for n in range(reports):
        portal.put(f"/f/{n}.pdf", pdf(f"report {n}"))
        portal.put(f"/a/{n}.html", article(f"第{n}单位2024年度部门决算", {f"/f/{n}.pdf": "附件.pdf"}))
    portal.put("/index.html", listing({f"/a/{n}.html": f"第{n}单位2024年度部门决算" for n in range(reports)}))


def reports_of(settings: Settings) -> list[str]:
    """Return the paths of all records, sorted."""
    return sorted("/" + r.source_url.split("/", 3)[3] for r in Archive.of(settings).records(NAME))


def test_nothing_is_downloaded_again_from_an_unchanged_site(portal: Portal, settings: Settings) -> None:
    entries = [columns.LISTS[idiom](portal) for idiom in ("from-one", "next-link", "hanweb", "uuid", "towns")]
    entries.append(columns.articles(portal))
    site = site_of(portal, *entries, sub_columns=["街道$"])
    first = crawl(settings, site)
    before = reports_of(settings)
    portal.forget()
    second = crawl(settings, site)
    assert portal.bodies() == 0
    assert second.bytes_received == 0
    assert {a.status for a in portal.asked if a.path != "/robots.txt"} == {304}
    assert reports_of(settings) == before
    assert (second.documents, second.new_documents) == (first.documents, 0)
    assert second.outcomes["page_unchanged"] == first.outcomes["page"]


def test_a_server_that_ignores_conditions_sends_its_bodies_to_nobody(
    portal: Portal, settings: Settings
) -> None:
    """The validators in the answer's head are those that were asked about, so the body is not read."""
    large = pdf("large", 8 * faults.MIB)
    stamped = {"ETag": '"v1"', "Last-Modified": "Tue, 23 Sep 2025 08:00:00 GMT"}
    portal.put("/index.html", listing({"/large.pdf": TITLE}))
    portal.contents["/large.pdf"] = Content(large, "application/pdf", stamped, has_validators=False)
    crawl(settings, site_of(portal))
    second = crawl(settings, site_of(portal))
    assert second.outcomes["unchanged"] == 1
    assert second.bytes_received == 0


def test_what_has_no_validators_is_asked_again_when_it_is_due(portal: Portal, settings: Settings) -> None:
    column(portal, 2)
    portal.contents = {path: replace(c, has_validators=False) for path, c in portal.contents.items()}
    site = site_of(portal)
    crawl(settings, site)
    portal.forget()
    second = crawl(settings, site)
    assert [a.path for a in portal.asked] == ["/robots.txt", "/index.html"]
    assert (second.outcomes["not_due"], second.documents) == (2, 2)
    portal.put("/f/1.pdf", pdf("report 1, corrected"), has_validators=False)
    third = crawl(settings, site, replace(QUICK, revisit_days=0))
    assert third.outcomes["version"] == 1
    assert third.outcomes["unchanged"] == 1


def test_new_bytes_at_an_old_address_are_a_new_version_beside_the_old(
    portal: Portal, settings: Settings
) -> None:
    column(portal, 2)
    site = site_of(portal)
    crawl(settings, site)
    portal.put("/f/1.pdf", pdf("report 1, corrected"))
    portal.put(
        "/index.html",
        listing({"/a/0.html": TITLE, "/a/1.html": TITLE, "/f/new.pdf": "第3单位2024年度部门决算"}),
    )
    portal.put("/f/new.pdf", pdf("new"))
    second = crawl(settings, site)
    assert (second.outcomes["version"], second.outcomes["new"], second.outcomes["unchanged"]) == (1, 1, 1)
    archive = Archive.of(settings)
    versions = [
        archive.path(r).read_bytes() for r in archive.records(NAME) if r.source_url.endswith("/f/1.pdf")
    ]
    assert versions == [pdf("report 1"), pdf("report 1, corrected")]


def test_a_counter_of_visits_makes_no_new_version(portal: Portal, settings: Settings) -> None:
    """The page is the report; each time it is asked for it counts one visit more, and once a figure is corrected."""
    visits, figures = iter(range(1, 100)), ["1.00"]

    def page(path: str, form: bytes) -> Content | None:
        if path != "/report.html":
            return None
        rows = "".join(f"<tr><td>2010{n}</td><td>合计</td><td>{figures[0]}</td></tr>" for n in range(20))
        body = (
            f"<p>浏览次数：{next(visits)}</p><table>{rows}</table><script>var now = {next(visits)}</script>"
        )
        return Content(article(TITLE, {}, body).encode(), has_validators=False)

    portal.answers.append(page)
    portal.put("/index.html", listing({"/report.html": TITLE}))
    hasty = replace(QUICK, revisit_days=0)
    outcomes = [crawl(settings, site_of(portal), hasty).outcomes for _ in range(2)]
    figures[0] = "2.00"
    outcomes.append(crawl(settings, site_of(portal), hasty).outcomes)
    assert [(o["new"], o["unchanged"], o["version"]) for o in outcomes] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    kept = Archive.of(settings)
    assert len([r for r in kept.records(NAME) if r.source_url.endswith("/report.html")]) == 2


def test_a_document_that_was_lost_from_the_archive_is_fetched_again(
    portal: Portal, settings: Settings
) -> None:
    column(portal, 2)
    site = site_of(portal)
    crawl(settings, site)
    archive = Archive.of(settings)
    archive.path(archive.records(NAME)[0]).unlink()
    crawl(settings, site)
    assert all(archive.path(r).exists() for r in archive.records(NAME))
    assert len(archive.records(NAME)) == 2


def failing(share: float, seed: int) -> Callable[[str, int], Fault | None]:
    """Fail a share of all answers, each in one of many ways, the same for every run with one seed."""
    ways = (faults.hang_up, faults.short, faults.torn_chunks, faults.garbage, faults.status(503), faults.status(500), faults.status(429, {"Retry-After": "0"}), faults.torn_gzip, faults.cut)  # fmt: skip

    def fails(path: str, attempt: int) -> Fault | None:
        dice = random.Random(f"{seed} {path} {attempt}")
        fails_now = path != "/robots.txt" and dice.random() < share
        return dice.choice(ways) if fails_now else None

    return fails


def test_everything_arrives_although_three_answers_in_ten_fail(portal: Portal, settings: Settings) -> None:
    column(portal, 100)
    portal.failing = failing(0.3, seed=5)
    report = crawl(settings, site_of(portal, politeness={"retries": 6, "concurrency": 8}))
    assert report.problems == []
    assert reports_of(settings) == sorted(f"/f/{n}.pdf" for n in range(100))
    assert report.retries > 50
    assert {Archive.of(settings).path(r).read_bytes() for r in Archive.of(settings).records(NAME)} == {
        pdf(f"report {n}") for n in range(100)
    }


def test_nothing_is_lost_or_doubled_by_kills(portal: Portal, settings: Settings) -> None:
    """The crawling process is killed -9 at its tenth request, five times; then it is left alone."""
    column(portal, 30)
    asked = [0]
    deaths = 0

    def kill(path: str, form: bytes) -> None:
        with portal.lock:
            asked[0] += 1
            is_time = asked[0] == 10 and deaths < 5
        if is_time:
            for child in multiprocessing.active_children():
                if child.name.startswith("crawl ") and child.pid is not None:
                    os.kill(child.pid, signal.SIGKILL)

    portal.answers.append(kill)
    site = site_of(portal)
    while True:
        asked[0] = 0
        try:
            report = crawl(settings, site)
            break
        except CrawlError as error:
            assert "code -9" in str(error)
            deaths += 1
    assert deaths == 5
    assert report.is_resumed
    assert report.documents == 30
    assert reports_of(settings) == sorted(f"/f/{n}.pdf" for n in range(30))
    good = [a.path for a in portal.asked if a.status == 200]
    again = {path for path in good if good.count(path) > 1}
    # What was under way at a kill: what the four connections carry, and as many answers that wait to be read.
    assert len(again) <= deaths * 8
    files = list((settings.data_dir / "raw" / "sha256").rglob("*.pdf"))
    assert len(files) == 30
    (log,) = (settings.data_dir / "raw" / "fetches" / NAME).glob("*.jsonl")
    fetched = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    kept = [line["url"] for line in fetched if line["outcome"] == "new"]
    assert len(kept) == len(set(kept))


def test_every_fetch_is_written_down(portal: Portal, settings: Settings) -> None:
    column(portal, 1)
    portal.put("/a/0.html", article(TITLE, {"/f/0.pdf": "附件1.pdf", "/f/gone.pdf": "附件2.pdf"}))
    crawl(settings, site_of(portal))
    (log,) = (settings.data_dir / "raw" / "fetches" / NAME).glob("*.jsonl")
    lines = {
        line["url"].removeprefix(portal.url): line
        for line in map(json.loads, log.read_text("utf-8").splitlines())
    }
    assert set(lines) == {"/index.html", "/a/0.html", "/f/0.pdf", "/f/gone.pdf"}
    kept = lines["/f/0.pdf"]
    assert (kept["status"], kept["outcome"], kept["page_title"]) == (200, "new", TITLE)
    assert kept["page_url"] == portal.url + "/a/0.html"
    assert kept["page_date"] == "2025-09-23"
    assert kept["sha256"] == Archive.of(settings).records(NAME)[0].sha256
    assert kept["headers"]["etag"] == portal.contents["/f/0.pdf"].etag
    assert kept["begun_at"] <= kept["ended_at"]
    assert lines["/f/gone.pdf"]["outcome"] == "failed"
    assert "404" in lines["/f/gone.pdf"]["reason"]


def test_a_crawl_that_was_cut_short_long_ago_begins_anew(portal: Portal, settings: Settings) -> None:
    state = CrawlState(settings.crawl_dir / "x.sqlite")
    first, _, _ = state.begin()
    assert state.begin() == (first, state.begin()[1], True)
    state._db.execute(
        "update crawl set started_at = ?", ((datetime.now(UTC) - timedelta(days=4)).isoformat(),)
    )
    second, _, resumed = state.begin()
    assert (second, resumed) == (first + 1, False)
    state.finish(second)
    assert state.begin()[2] is False
    state.close()


def test_a_crawl_whose_time_is_over_stops_and_goes_on_the_next_time(
    portal: Portal, settings: Settings
) -> None:
    column(portal, 6)
    portal.faults["/f/5.pdf"] = faults.first(1, faults.stall, Content(pdf("report 5")))
    slow = replace(QUICK, crawl_seconds=2, stall_seconds=6, document_seconds=6)
    first = crawl(settings, site_of(portal, politeness={"concurrency": 1}), slow)
    assert "time allowed" in first.stopped
    assert not first.is_good
    second = crawl(settings, site_of(portal))
    assert second.is_resumed
    assert second.documents == 6
