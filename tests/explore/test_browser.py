"""The explorer as a person uses it: typed into, clicked through and looked at in the system's Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

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
    from axe_playwright_python.sync_playwright import Axe

    page, faults = open_page(chromium, size)
    for name, address in addresses(explorer).items():
        page.goto(f"{explorer.address}{address}{'&' if '?' in address else '?'}lang={language}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        page.reload()
        found = Axe().run(page).response["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], name
        assert faults == [], name


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
