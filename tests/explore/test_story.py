"""One body's story in the browser: from its name to a sentence to quote, counted in clicks (``docs/story.md``)."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator

from tests.explore.conftest import DESK, NEEDS_BROWSER, Explorer, open_page

pytestmark = NEEDS_BROWSER
MOST_CLICKS = 6


def test_a_name_leads_to_chart_figure_page_and_quote_without_sql(
    explorer: Explorer, chromium: Browser
) -> None:
    name, what = explorer.ask(
        "select organisation_name, what from marts.fct_disclosure_error join marts.dim_document using (document_id) "
        "where left_id is not null order by error_id"
    )[0]
    page, faults = open_page(chromium, DESK)
    clicks = 0

    def click(place: Locator) -> None:
        nonlocal clicks
        place.click()
        clicks += 1

    page.goto(explorer.address)
    page.get_by_role("searchbox").press_sequentially(str(name)[-3:])
    click(page.locator("#found a[href^='/body/']", has_text=str(name)).first)
    page.locator(".chart canvas").first.wait_for()
    click(page.locator("#table-years tbody a[href^='/contradictions']:not(:text-is('0'))").first)
    click(page.locator("#table-contradictions tbody a[href^='/contradiction/']").first)
    quoted = page.locator("blockquote[lang=en]").inner_text()
    assert str(what) in quoted
    assert "第" in page.locator("blockquote[lang=zh-CN]").inner_text()
    click(page.locator(".side a[href^='/figure/']").first)
    picture = page.locator("figure.page img")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400
    page.go_back()
    with page.expect_download() as packed:
        click(page.get_by_role("link", name="下载证据包"))
    assert packed.value.suggested_filename.endswith(".zip")
    assert clicks <= MOST_CLICKS
    assert faults == []
