"""The morning report tells what is new and what needs a person, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from pipelines.crawl.report import CrawlReport, Problem
from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from pipelines.operate import morning
from pipelines.operate.morning import Night, sparkline
from pipelines.operate.morning_pages import as_html, as_markdown
from pipelines.publish import publication, snapshots
from pipelines.settings import Settings
from tests.unit.messages.test_catalogue import left_in_english

NOW = datetime(2025, 9, 9, 23, 0, tzinfo=UTC)  # seven in the morning of the tenth in China


def publish(settings: Settings, hours_ago: float, documents: dict[str, str]) -> None:
    """Publish a warehouse whose documents each have one contradiction, or none where it is empty."""
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_document (document_id varchar, file_name varchar, organisation_name varchar,"
            " fiscal_year integer, report_kind varchar, status varchar, organisation_id varchar)"
        )
        connection.execute(
            "create table marts.fct_disclosure_error (document_id varchar, fiscal_year integer, what varchar,"
            " difference decimal(24,6), difference_yuan decimal(24,2), unit varchar, error_id varchar)"
        )
        for key, what in documents.items():
            row = [key, f"{key}.pdf", "清溪县教育局", 2024, "final_account", "extracted", "o1"]
            connection.execute("insert into marts.dim_document values (?, ?, ?, ?, ?, ?, ?)", row)
            if what:
                error = [key, 2024, what, 1.5, 15000, "万元", f"e-{key}"]
                connection.execute(
                    "insert into marts.fct_disclosure_error values (?, ?, ?, ?, ?, ?, ?)", error
                )
    now = NOW - timedelta(hours=hours_ago)
    kept = snapshots.keep(settings.build_file, settings.snapshots_dir, code_version="a", keys={}, now=now)
    publication.publish(settings, kept)


@pytest.fixture
def two_nights(settings: Settings) -> Settings:
    publish(settings, 29, {"old": "old contradiction"})
    publish(settings, 5, {"old": "old contradiction", "new": "F05 <合计> is not the sum"})
    return settings


def test_only_what_is_new_since_the_last_snapshot_is_told(two_nights: Settings) -> None:
    told = as_markdown(morning.gather(two_nights, Night(), now=NOW), "en", "http://x")
    assert told.startswith("# juesuan, 2025-09-10")
    assert "built 5 hours ago" in told
    assert "new.pdf" in told and "F05 <合计> is not the sum" in told
    assert "old.pdf" not in told and "old contradiction" not in told


def test_sites_in_trouble_and_documents_that_need_a_person_are_told(settings: Settings) -> None:
    settings.crawl_dir.mkdir()
    CrawlReport("990101_good", NOW).save(settings.crawl_dir)
    CrawlReport("990102_low", NOW, expectations=["2024: 3 documents, at least 30 expected"]).save(
        settings.crawl_dir
    )
    blocked = CrawlReport("990201_shut", NOW)
    blocked.outcomes["page"] += 1
    blocked.refuse(Problem("https://a.gov.cn/x.pdf", "challenge", "a challenge page", None, is_failure=False))
    blocked.save(settings.crawl_dir)
    rows = {
        "documents": [
            {"document_id": "d", "status": "failed", "failure_reason": "encrypted", "file_name": "x.pdf"}
        ]
    }
    with lake.SiteWriter(settings.lake_dir, "demo") as writer:
        writer.add("d", frames(rows))
    found = morning.gather(settings, Night(), now=NOW)
    told = {section.title: section.rows for section in found.sections}
    assert [row[0] for row in told["Sites in trouble"]] == ["990102_low", "990201_shut"]
    assert told["Documents that need a person"] == (("failed", "encrypted", 1, "x.pdf"),)
    assert "2 sites in trouble" in found.subject() and "1 documents that need a person" in found.subject()
    assert "No warehouse is published." in found.facts


def test_failed_runs_untrue_checks_and_slow_steps_stand_in_it(settings: Settings) -> None:
    night = Night(
        runs=(("night", "failure", "the disk is full"), ("ingest", "success", "")),
        untrue=(("proof coverage did not drop is not true", "before: 0.9, now: 0.5"),),
        steps=(("night: lake", 61.25), ("night: dbt_models", 12.0)),
    )
    found = {s.title: s.rows for s in morning.gather(settings, night, now=NOW).sections}
    assert len(found["Failed runs and checks"]) == 2
    assert ("night failure", "the disk is full") in found["Failed runs and checks"]
    assert found["Slowest steps"][0] == ("night: lake", "61.2")


def test_the_page_is_html_whose_text_is_escaped_and_both_files_are_written(two_nights: Settings) -> None:
    file, message = morning.write(two_nights, morning.gather(two_nights, Night(), now=NOW))
    assert file == two_nights.reports_dir / "2025-09-10.md"
    assert file.read_text(encoding="utf-8") == message.markdown
    page = file.with_suffix(".html").read_text(encoding="utf-8")
    assert page == message.html
    assert "F05 &lt;合计&gt; is not the sum" in page and "<合计>" not in page


def test_a_quiet_night_is_told_in_the_subject(settings: Settings) -> None:
    assert morning.gather(settings, Night(), now=NOW).subject() == "juesuan 2025-09-10: a quiet night"


def test_what_needs_a_person_stands_first_with_the_first_of_each_named(settings: Settings) -> None:
    night = Night(runs=(("night", "failure", "the disk is full"),))
    told = as_markdown(morning.gather(settings, night, now=NOW), "en", "http://x")
    first = told.split("## ")[1]
    assert first.startswith("What needs a person first") and "Failed runs and checks: night failure" in first
    quiet = as_markdown(morning.gather(settings, Night(), now=NOW), "zh", "http://x")
    assert "没有需要人处理的事。" in quiet.split("## ")[1]


def test_the_report_leads_into_the_explorer_and_names_the_file(two_nights: Settings) -> None:
    found = morning.gather(two_nights, Night(), now=NOW)
    told = as_markdown(found, "en", "http://x:8300")
    assert "[清溪县教育局](http://x:8300/body/o1)" in told
    assert "[F05 <合计> is not the sum](http://x:8300/contradiction/e-new)" in told
    assert "[new.pdf](http://x:8300/document/new)" in told
    assert 'href="http://x:8300/contradiction/e-new"' in as_html(found, "zh", "http://x:8300")


def test_it_is_written_in_both_languages_and_sent_in_that_of_the_settings(two_nights: Settings) -> None:
    own = replace(two_nights, lang="zh", explorer_url="http://e")
    file, message = morning.write(own, morning.gather(own, Night(), now=NOW))
    assert message.subject.startswith("决算晨报 2025-09-10")
    chinese, english = file.read_text("utf-8"), file.with_suffix(".en.md").read_text("utf-8")
    assert "新发现的矛盾" in chinese and "New contradictions" in english
    assert "http://e/contradiction/e-new" in chinese
    headings = [line for line in chinese.splitlines() if line.startswith(("#", "| ")) and "|" not in line]
    assert not [line for line in headings if left_in_english(line)]


def test_the_last_nights_are_drawn_as_bars(two_nights: Settings) -> None:
    found = {s.title: s.rows for s in morning.gather(two_nights, Night(), now=NOW).sections}
    assert found["Last nights"][0] == ("documents", "▁█", "2")
    assert sparkline([0, 7]) == "▁█"
