"""Every idiom of publishing on one portal: each report arrives once, with the page that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from pipelines import settings as settings_module
from pipelines.archive.raw import Archive
from pipelines.crawl.report import CrawlReport
from pipelines.values.source import SourceRecord
from tests.crawl import columns
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Portal, pdf, serving

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Crawled:
    portal: Portal
    archive: Archive
    report: CrawlReport

    def records(self, part: str) -> list[SourceRecord]:
        return [r for r in self.archive.records(NAME) if part in r.source_url]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("columns")
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    with serving(Portal()) as portal:
        entries = [put(portal) for put in (*columns.LISTS.values(), columns.jiangsu, columns.articles)]
        report = crawl(settings, site_of(portal, *entries, sub_columns=["街道$"], first_year=2023))
        yield Crawled(portal, Archive.of(settings), report)


@pytest.mark.parametrize("idiom", columns.LISTS)
def test_every_report_of_a_list_arrives_once(crawled: Crawled, idiom: str) -> None:
    expected = [f"{crawled.portal.url}/files/{idiom}-{n}.pdf" for n in range(1, columns.REPORTS + 1)]
    assert sorted(r.source_url for r in crawled.records(f"/files/{idiom}-")) == expected


def test_a_report_knows_its_page(crawled: Crawled) -> None:
    for idiom in columns.LISTS:
        (record,) = crawled.records(f"/files/{idiom}-4.")
        assert record.page_url == f"{crawled.portal.url}/a/{idiom}-4.html"
        assert record.page_title == columns.title(idiom, 4)
        assert record.page_date == date(2025, 9, 23)
        assert record.division_code == "990101"


def test_the_platform_of_posts_gives_every_file_of_every_template(crawled: Crawled) -> None:
    records = crawled.records("download.do")
    assert {crawled.archive.path(r).read_bytes() for r in records} == {
        pdf(f"jiangsu {n}") for n in range(1, 7)
    }
    assert len(records) == 6
    assert {r.file_name for r in records} == {f"{columns.title('jiangsu', n)}.pdf" for n in range(1, 7)}


def test_every_way_to_show_a_report_in_an_article_is_followed(crawled: Crawled) -> None:
    paths = [r.source_url.removeprefix(crawled.portal.url) for r in crawled.records("/files/article-")]
    assert sorted(paths) == [f"/files/article-{n}.pdf" for n in range(1, 9)]
    (download,) = crawled.records("downfile.jsp")
    assert download.file_name == "决算 下载.pdf"


def test_an_article_whose_body_is_the_report_is_a_document(crawled: Crawled) -> None:
    (record,) = crawled.records("/article/body.html")
    assert record.file_name.endswith(".html")
    assert "己支出".encode() in crawled.archive.path(record).read_bytes()
    assert record.page_title == columns.title("article", 8)


def test_a_frames_report_belongs_to_the_article_that_shows_it(crawled: Crawled) -> None:
    (record,) = crawled.records("/files/article-7.pdf")
    assert record.page_title == columns.title("article", 6)


def test_nothing_is_lost_doubled_or_refused(crawled: Crawled) -> None:
    documents = crawled.archive.documents(NAME)
    assert len(documents) == len(crawled.archive.records(NAME)) == crawled.report.documents
    assert crawled.report.problems == []
    assert crawled.report.is_good
    assert crawled.report.by_year() == {2024: len(documents)}


def test_no_address_is_asked_twice(crawled: Crawled) -> None:
    asked = [(a.method, a.path) for a in crawled.portal.asked if a.method == "GET"]
    assert len(asked) == len(set(asked))
