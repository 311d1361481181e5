"""A column that only scripts fill, shown in the system's Chromium."""

from __future__ import annotations

import json

import pytest

from pipelines.archive.raw import Archive
from pipelines.crawl.engine import browser
from pipelines.settings import Settings
from tests.crawl.conftest import NAME, crawl, site_of
from tests.crawl.server import Portal, article, pdf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(browser.missing()), reason=browser.missing() or "-"),
]
TITLE = "清溪县教育局2024年度部门决算"
SCRIPT = """
<html><head><title>部门决算</title></head><body><div id="app"></div><img src="/logo.png"><script>
fetch("http://other.example.com/track").catch(() => 0);
fetch("/api/list.json").then(r => r.json()).then(rows => {
  document.getElementById("app").innerHTML =
    rows.map(r => `<li><a href="${r.url}">${r.title}</a></li>`).join("");
});
</script></body></html>"""


def put_up(portal: Portal) -> None:
    portal.put("/index.html", SCRIPT, has_validators=False)
    portal.put("/api/list.json", json.dumps([{"url": "/a.html", "title": TITLE}]), "application/json")
    portal.put("/a.html", article(TITLE, {"/f/1.pdf": "附件.pdf"}))
    portal.put("/f/1.pdf", pdf("1"))


def test_a_page_that_scripts_fill_is_read_as_it_shows(portal: Portal, settings: Settings) -> None:
    put_up(portal)
    report = crawl(settings, site_of(portal, browser=True))
    assert report.problems == []
    assert [r.source_url for r in Archive.of(settings).records(NAME)] == [f"{portal.url}/f/1.pdf"]
    asked = [a.path for a in portal.asked]
    assert asked.count("/index.html") == 1
    assert "/logo.png" not in asked


def test_without_the_browser_the_page_is_an_empty_shell(portal: Portal, settings: Settings) -> None:
    put_up(portal)
    report = crawl(settings, site_of(portal))
    assert [p.kind for p in report.problems] == ["shell"]
    assert "browser: true" in report.problems[0].reason
