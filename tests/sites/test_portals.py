"""The demo's portals are crawled for real: every report of every county arrives, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.archive.raw import Archive
from pipelines.cli import app
from pipelines.crawl.choose import LinkChoice
from pipelines.crawl.recording import replay
from pipelines.crawl.run import crawl_site
from pipelines.crawl.walker import PageAnswer, SiteWalker, Visit
from pipelines.settings import load
from pipelines.sites.load import load_site, load_sites
from samples.portal import serving
from tests.sites.portal import COUNTIES, site_folder, small_samples

pytestmark = pytest.mark.slow


class Juesuan:
    """The command line with a data folder and a folder of site files."""

    def __init__(self, folder: Path, sites: Path) -> None:
        self.data, self.sites = folder / "data", sites
        self.settings = replace(load(self.data, environment={}, folder=folder), sites_dir=sites)

    def __call__(self, *arguments: str) -> Result:
        """Run one command in this process."""
        environment = {"JUESUAN_SITES_DIR": str(self.sites), "COLUMNS": "250"}
        return CliRunner(env=environment).invoke(app, ["--data-dir", str(self.data), *arguments])


@pytest.fixture(scope="module")
def juesuan(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("portals")
    with serving(small_samples(folder / "samples")) as port:
        yield Juesuan(folder, site_folder(folder / "sites", port))


@pytest.mark.parametrize("name", ["990101_qingxi", "990102_liupu", "990201_songhu"])
def test_every_report_of_a_portal_arrives_once(juesuan: Juesuan, name: str) -> None:
    site = load_sites(juesuan.sites)[name]
    report = crawl_site(juesuan.settings, site)
    assert report.is_good, report.failure
    documents = Archive.of(juesuan.settings).documents(name)
    county = COUNTIES[site.division_code]
    titles = {record.page_title for record in documents}
    own = {"清溪县2024年政府决算"} if name == "990101_qingxi" else set()
    assert len(documents) == len(titles) == 6 + len(own) and own <= titles
    assert all(str(title).startswith(county) for title in titles)
    assert report.by_year() == {2023: 2, 2024: 4 + len(own)}
    refused = [problem.kind for problem in report.problems]
    assert refused == (["missing"] if name == "990201_songhu" else [])


def test_try_names_the_reports_and_keeps_nothing(juesuan: Juesuan) -> None:
    before = sorted(juesuan.data.rglob("*"))
    done = juesuan("sites", "try", "990102_liupu")
    assert done.exit_code == 0, done.output
    assert "6 reports would be taken (2023: 2, 2024: 4)" in done.output
    assert "柳浦区教育局2024年度部门决算" in done.output
    assert sorted(juesuan.data.rglob("*")) == before


def test_record_keeps_pages_that_lead_where_they_led(juesuan: Juesuan, tmp_path: Path) -> None:
    done = juesuan("sites", "record", "990101_qingxi", "--folder", str(tmp_path), "--pages", "5")
    assert done.exit_code == 0, done.output
    pages = replay(tmp_path / "990101_qingxi", load_sites(juesuan.sites)["990101_qingxi"])
    assert len(pages) == 5
    assert all(then == now for _, then, now in pages)
    assert sum(lead[0] == "article" for _, then, _ in pages for lead in then) == 7


def test_a_county_is_added_by_one_command_and_found_right(juesuan: Juesuan) -> None:
    entry = load_sites(juesuan.sites)["990101_qingxi"].entries[0].url
    arguments = ("sites", "new", entry, "--division", "410503", "--name", "again", "--label", "预决算")
    done = juesuan(*arguments)
    assert done.exit_code == 0, done.output
    path = juesuan.sites / "henan" / "410503_again.yml"
    try:
        site = load_site(path)
        assert (site.publisher, site.allow_private, site.verified) == ("安阳市北关区人民政府", True, False)
        with path.open("a", encoding="utf-8") as file:
            file.write("politeness: {delay_seconds: 0}  # two seconds between its pages are half a minute\n")
        assert "410503_again: right" in juesuan("sites", "check", "410503_again").output
        assert "7 reports would be taken" in juesuan("sites", "try", "410503_again").output
        assert "is there already" in str(juesuan(*arguments).exception)
        assert "410503_again" in juesuan("sites").output
    finally:
        path.unlink()


def test_a_site_that_gives_nothing_fails_its_trial(juesuan: Juesuan, tmp_path: Path) -> None:
    text = (juesuan.sites / "990101_qingxi.yml").read_text(encoding="utf-8").replace("/qingxi/", "/nowhere/")
    lost = tmp_path / "990101_lost.yml"
    lost.write_text(text, encoding="utf-8")
    done = juesuan("sites", "try", str(lost))
    assert "nothing would be taken" in str(done.exception)
    assert "404" in done.output


def test_check_tells_of_every_wrong_file(juesuan: Juesuan) -> None:
    wrong = juesuan.sites / "990101_wrong.yml"
    wrong.write_text("division_code: 990101\n", encoding="utf-8")
    try:
        done = juesuan("sites", "check")
        assert done.exit_code != 0 and "put 990101 in quotes" in done.output
        assert "990101_qingxi: right" in done.output
        assert "put 990101 in quotes" in juesuan("sites").output
    finally:
        wrong.unlink()


def test_a_name_that_is_none_is_refused(juesuan: Juesuan) -> None:
    done = juesuan("sites", "new", "http://a.gov.cn/", "--division", "410503", "--name", "../x")
    assert "cannot be part of a file's name" in str(done.exception)


def test_what_is_left_is_named(juesuan: Juesuan) -> None:
    done = juesuan("sites", "try", "990101_qingxi")
    assert "1 links, the title names no report: 领导信息" in done.output


def test_a_report_is_called_as_its_list_calls_it_where_the_article_does_not(juesuan: Juesuan) -> None:
    site = load_sites(juesuan.sites)["990101_qingxi"]
    listed = Visit(
        "article", site.entries[0].url, choice=LinkChoice("article", "", "清溪县教育局2024年度部门决算")
    )
    body = '<html><title>附件公开</title><body><a href="1.pdf">附件</a></body></html>'.encode()
    (attachment,) = SiteWalker(site).read(listed, PageAnswer(listed.url, body)).visits
    assert attachment.page_title == "清溪县教育局2024年度部门决算"
