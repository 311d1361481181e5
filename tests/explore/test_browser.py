"""The explorer as a person uses it: typed into, clicked through and looked at in the system's Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.explore.conftest import DESK, NEEDS_BROWSER, PHONE, Explorer, open_page
from tests.explore.test_pages import addresses

pytestmark = NEEDS_BROWSER


def test_from_a_name_to_the_page_it_is_printed_on(explorer: Explorer, chromium: Browser) -> None:
    name = explorer.one(
        "select organisation_name from marts.mart_body where final_yuan is not null order by 1"
    )
    page, faults = open_page(chromium, DESK)
    page.goto(explorer.address)
    page.get_by_role("searchbox").press_sequentially(name[-4:])
    page.locator("#found a[href^='/body/']", has_text=name).first.click()
    assert page.locator("h1").inner_text() == name
    page.locator(".chart canvas").first.wait_for()
    page.locator("#table-items tbody a[href^='/figure/']").first.click()
    picture = page.locator("figure.page img")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400
    page.locator(".proof a[href^='/figure/']").first.click()
    page.wait_for_url("**/figure/*")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Contradictions").first.click()
    assert page.locator("h1").inner_text() == "Contradictions"
    assert faults == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_everyone_can_use_it(
    explorer: Explorer, chromium: Browser, size: dict[str, int], language: str
) -> None:
    page, faults = open_page(chromium, size)
    for name, address in addresses(explorer).items():
        page.goto(f"{explorer.address}{address}{'&' if '?' in address else '?'}lang={language}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        assert _barriers(page) == [], name
        assert faults == [], name


def test_a_page_that_shuts_somebody_out_is_noticed(chromium: Browser) -> None:
    """Under a policy as strict as the explorer's."""
    page, _ = open_page(chromium, DESK)
    page.route(
        "**/*",
        lambda route: route.fulfill(
            content_type="text/html",
            headers={"content-security-policy": "default-src 'self'"},
            body="<!doctype html><html lang=en><title>Page</title><button></button>",
        ),
    )
    page.goto("http://127.0.0.1/")
    assert _barriers(page) == ["button-name"]


def _barriers(page: Page) -> list[str]:
    """Return the rules of axe that a page breaks gravely. Chromium runs it as its own tools, past the page's policy."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE_SCRIPT})
    run = {
        "expression": "axe.run({resultTypes: ['violations']})",
        "awaitPromise": True,
        "returnByValue": True,
    }
    found = session.send("Runtime.evaluate", run)["result"]["value"]["violations"]
    session.detach()
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_a_chosen_year_and_a_question_stay_in_the_address(explorer: Explorer, chromium: Browser) -> None:
    page, _ = open_page(chromium, DESK)
    page.goto(f"{explorer.address}/sql")
    page.locator("textarea").fill("select count(*) as documents from dim_document")
    page.get_by_role("button").click()
    page.wait_for_url("**/sql?q=*")
    count = explorer.one("select count(*) from marts.dim_document")
    assert page.locator("#table-answer tbody td").inner_text() == count
    again, _ = open_page(chromium, PHONE)
    again.goto(page.url)
    assert again.locator("#table-answer tbody td").inner_text() == count
