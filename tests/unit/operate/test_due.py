"""Which sites a night crawls, whatever the clock has done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipelines.crawl.report import CrawlReport, latest_failures
from pipelines.operate.due import due
from pipelines.sites.model import Site

CHINA = ZoneInfo("Asia/Shanghai")
TWO = datetime(2025, 9, 10, 2, 0, tzinfo=CHINA)  # a Wednesday


def site(name: str = "990101_qingxi", **more: Any) -> Site:
    entries = [{"url": "https://www.qingxi.gov.cn/list.html"}]
    told = {"division_code": "990101", "publisher": "清溪县", "verified": False, "entries": entries}
    return Site.model_validate({"name": name, "schedule": "daily", **told, **more})


def crawled(folder: Path, at: datetime, stopped: str = "", pages: int = 1) -> None:
    folder.mkdir(exist_ok=True)
    name = "990101_qingxi"
    report = CrawlReport(name, at.astimezone(UTC), stopped=stopped)
    report.outcomes["page"] += pages
    report.save(folder)


def is_due(folder: Path, one: Site, now: datetime = TWO) -> bool:
    return bool(due([one], folder, now=now, time_zone="Asia/Shanghai"))


def test_a_site_that_was_never_crawled_is_due(tmp_path: Path) -> None:
    assert due([site("990102_b"), site("990101_a")], tmp_path, now=TWO, time_zone="Asia/Shanghai") == [
        "990101_a",
        "990102_b",
    ]


@pytest.mark.parametrize("hours", [24, 23, 3, 24 * 5])
def test_a_daily_site_is_due_every_night_and_after_nights_that_were_missed(
    tmp_path: Path, hours: int
) -> None:
    crawled(tmp_path, TWO - timedelta(hours=hours))
    assert is_due(tmp_path, site())


def test_a_site_is_crawled_once_a_night(tmp_path: Path) -> None:
    crawled(tmp_path, TWO)
    assert not is_due(tmp_path, site(), TWO + timedelta(minutes=10))


def test_a_weekly_site_is_due_in_one_night_of_seven(tmp_path: Path) -> None:
    crawled(tmp_path, TWO)
    nights = [n for n in range(1, 8) if is_due(tmp_path, site(schedule="weekly"), TWO + timedelta(days=n))]
    assert nights
    first = TWO + timedelta(days=nights[0])
    crawled(tmp_path, first)
    again = [n for n in range(1, 8) if is_due(tmp_path, site(schedule="weekly"), first + timedelta(days=n))]
    assert again == [7]


def test_a_crawl_that_did_not_end_is_tried_again_the_next_night(tmp_path: Path) -> None:
    crawled(tmp_path, TWO - timedelta(days=1), stopped="the host is down")
    assert is_due(tmp_path, site(schedule="monthly"))
    crawled(tmp_path, TWO - timedelta(days=1), pages=0)
    assert is_due(tmp_path, site(schedule="monthly"))


def test_a_crawl_in_the_future_is_not_believed(tmp_path: Path) -> None:
    crawled(tmp_path, TWO + timedelta(days=30))
    assert is_due(tmp_path, site(schedule="weekly"))


def test_a_site_with_a_cron_line_of_its_own_is_not_the_nights(tmp_path: Path) -> None:
    assert not is_due(tmp_path, site(schedule="0 14 * * *"))


@pytest.mark.parametrize("how", ["cut", "changed", "emptied"])
def test_a_site_whose_last_report_is_damaged_is_due(tmp_path: Path, how: str) -> None:
    crawled(tmp_path, TWO)
    (file,) = tmp_path.glob("*.report.json")
    data = file.read_bytes()
    assert not is_due(tmp_path, site(), TWO + timedelta(minutes=10))
    damaged = {"cut": data[:-30], "changed": data.replace(b'"pages": 1', b'"pages": 9'), "emptied": b""}
    file.write_bytes(damaged[how])
    assert is_due(tmp_path, site(), TWO + timedelta(minutes=10))
    (told,) = latest_failures(tmp_path).values()
    assert f"{file} is damaged" in told
