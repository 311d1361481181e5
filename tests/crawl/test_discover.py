"""From a home page to a site file: columns of several makes, towns, and what is none of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.archive.raw import Archive
from pipelines.cli.errors import CommandError
from pipelines.cli.site_discovery import discover
from pipelines.crawl.discover import domain
from pipelines.settings import Settings
from pipelines.sites.load import load_site
from pipelines.sites.model import Site
from tests.crawl import columns
from tests.crawl.conftest import crawl
from tests.crawl.server import Portal, article, listing, pdf, serving

CODE, STEM = "990101", "990101_qingxi"
# How the lists of the portal go on. The search was written without js-count, whose second page no first page tells.
MAKES = ("from-one", "from-zero", "next-link", "gbk", "hanweb", "dataproxy", "uuid", "js-count")
UNTOLD = "js-count"
TOWNS = ("青石镇", "白河乡", "北关街道", "南关街道办事处")


def town(portal: Portal, number: int, name: str) -> str:
    """Put up a town's column with two reports."""
    links = {}
    for year in (2023, 2024):
        title = f"{name}{year}年度部门决算"
        path = portal.put(f"/towns/{number}/{year}.pdf", pdf(title))
        links[portal.put(f"/towns/{number}/{year}.html", article(title, {path: "附件.pdf"}))] = title
    return portal.put(f"/towns/{number}/index.html", listing(links, title=name))


def portal_of_a_county(portal: Portal) -> None:
    """Put up a home page with menus, news and a finance column: lists of every make, and towns."""
    entries = [columns.LISTS[make](portal)["url"].removeprefix(portal.url) for make in MAKES]
    years = {url: f"{2017 + n}年部门决算" for n, url in enumerate(entries)}
    towns = {town(portal, n, name): name for n, name in enumerate(TOWNS)}
    pages = {
        "/index.html": {
            "/zwgk/": "政务公开",
            "/news/": "政务要闻",
            "/hd/": "互动交流",
            "/a/x.html": "关于2024年部门决算公开的说明",
        },
        "/zwgk/": {"/zwgk/fd/": "法定主动公开内容", "/zwgk/zn/": "政府信息公开指南", "/zwgk/bm/": "人事信息"},
        "/zwgk/fd/": {"/zwgk/cz/": "财政信息", "/zwgk/cg/": "政府采购"},
        "/zwgk/cz/": {"/zwgk/bm/": "部门预决算", "/zwgk/xz/": "乡镇预决算公开"},
        "/zwgk/bm/": years,
        "/zwgk/xz/": towns,
        "/news/": {f"/news/{n}.html": f"县领导调研第{n}次" for n in range(20)},
        "/zwgk/zn/": {"/zwgk/": "返回"},
        "/hd/": {},
    }
    for path, links in pages.items():
        portal.put(path, listing(links, title="清溪县人民政府"))


@dataclass(frozen=True)
class Found:
    portal: Portal
    settings: Settings
    path: Path
    site: Site


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    folder = tmp_path_factory.mktemp("discover")
    settings = settings_module.load(
        folder / "data", environment={"JUESUAN_SITES_DIR": str(folder / "sites")}, folder=folder
    )
    with serving(Portal()) as portal:
        portal_of_a_county(portal)
        discover(settings, f"{portal.url}/index.html", CODE, "qingxi", "清溪县人民政府", 150, 0)
        (path,) = (folder / "sites").rglob(f"{STEM}.yml")
        yield Found(portal, settings, path, load_site(path))


@pytest.mark.slow
def test_the_columns_that_lead_to_reports_are_the_entries(found: Found) -> None:
    entries = {entry.url.removeprefix(found.portal.url): entry.label for entry in found.site.entries}
    assert entries == {"/zwgk/cz/": "财政信息"}
    assert not found.site.verified


@pytest.mark.slow
def test_the_file_tells_its_evidence_as_comments(found: Found) -> None:
    comments = [line.strip() for line in found.path.read_text(encoding="utf-8").splitlines() if "#" in line]
    assert "# way: 政务公开 › 法定主动公开内容 › 财政信息" in comments
    assert any("columns below" in line and "青石镇" in line and "2017年部门决算" in line for line in comments)
    assert any("2024 决算" in line for line in comments)
    assert "#     2024: {min: " in "\n".join(comments)


@pytest.mark.slow
def test_no_report_and_no_article_was_fetched(found: Found) -> None:
    asked = {a.path for a in found.portal.asked}
    assert not [path for path in asked if path.endswith(".pdf") or path.startswith(("/a/", "/news/1"))]


@pytest.mark.slow
def test_a_crawl_of_the_file_brings_the_reports_of_every_make_and_town_or_tells(found: Found) -> None:
    hasty = found.site.politeness.model_copy(update={"delay_seconds": 0, "concurrency": 4})
    report = crawl(found.settings, found.site.model_copy(update={"politeness": hasty}))
    brought = {r.source_url.removeprefix(found.portal.url) for r in Archive.of(found.settings).records(STEM)}
    for make in MAKES:
        printed = columns.PER_PAGE if make == UNTOLD else columns.REPORTS
        assert {f"/files/{make}-{n}.pdf" for n in range(1, printed + 1)} <= brought
    assert {f"/towns/{n}/{year}.pdf" for n in range(len(TOWNS)) for year in (2023, 2024)} <= brought
    assert report.is_good
    told = [*report.notes, *(problem.url for problem in report.problems)]
    assert any(
        UNTOLD in text for text in told
    )  # a person mends it with `pagination: {idiom: js_count, second: 1}`


@pytest.mark.slow
def test_a_portal_without_reports_is_told_and_no_file_written(portal: Portal, tmp_path: Path) -> None:
    portal.put("/", listing({"/news/": "政务要闻"}))
    portal.put("/news/", listing({"/news/1.html": "县领导调研"}))
    settings = settings_module.load(
        tmp_path / "data", environment={"JUESUAN_SITES_DIR": str(tmp_path / "sites")}, folder=tmp_path
    )
    with pytest.raises(CommandError, match="no column with reports was found"):
        discover(settings, f"{portal.url}/", CODE, "qingxi", "清溪县人民政府", 20, 0)
    assert not list(tmp_path.rglob("*.yml"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.beiguan.gov.cn", "beiguan.gov.cn"),
        ("czj.ay.gov.cn", "ay.gov.cn"),
        ("lzszyyy.com", "lzszyyy.com"),
        ("gov.cn", "gov.cn"),
        ("219.145.244.73", ""),
        ("localhost", ""),
    ],
)
def test_a_portal_shares_its_domain_with_its_bureaus(host: str, expected: str) -> None:
    assert domain(host) == expected
