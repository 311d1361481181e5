"""The tour's pictures: each page that ``docs/tour.md`` shows, as the system's Chromium draws it today.

``UPDATE_TOUR=1 pytest tests/explore/test_tour.py`` writes them to ``docs/tour/``, with the system's Chinese font.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from pipelines.read.pdf.render import draws_chinese
from tests.conftest import ROOT
from tests.explore.conftest import NEEDS_BROWSER, PHONE, Explorer, launched, open_page
from tests.explore.test_pages import addresses

pytestmark = NEEDS_BROWSER
FOLDER = ROOT / "docs" / "tour"
SIZE = {"width": 1180, "height": 820}
NAMED = re.findall(r"\(tour/(\w+)\.png\)", (ROOT / "docs" / "tour.md").read_text("utf-8"))


IS_UPDATED = bool(os.environ.get("UPDATE_TOUR"))
NO_FOLDERS = "for (const one of document.querySelectorAll('dd')) if (one.textContent.includes('file:')) one.parentElement.remove()"


@pytest.fixture(scope="module")
def artist(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """What draws: the browser of the other tests, or one with all characters where pictures are written."""
    if not IS_UPDATED:
        yield request.getfixturevalue("chromium")
        return
    assert draws_chinese(), "the pictures need a Chinese font (Debian: fonts-noto-cjk, fonts-wqy-zenhei)"
    with launched(tmp_path_factory.mktemp("fonts"), Path("/usr/share/fonts")) as opened:
        yield opened


def shown(explorer: Explorer) -> dict[str, str]:
    pages = addresses(explorer)
    code = explorer.one("select division_code from marts.mart_county_total order by 1")
    figure = explorer.one(
        "select line_item_id from marts.fct_line_item where x0 is not null and proof_status = 'proven' "
        "and form_code = 'F05' and measure = 'basic' and item_code <> '' order by 1"
    )
    error = explorer.one(
        "select error_id from marts.fct_disclosure_error where left_id is not null and right_id is not null order by 1"
    )
    body = explorer.one("select organisation_id from marts.mart_body where final_yuan is not null order by 1")
    return {
        "home": "/",
        "county": f"/county/{code}",
        "body": f"/body/{body}",
        "figure": f"/figure/{figure}",
        "contradiction": f"/contradiction/{error}",
        "compare": f"/compare?of=county&id={code}",
        "sql": "/sql?q=select division_name, fiscal_year, final_yuan from mart_county_total order by 1, 2",
        "phone": pages["body"],
    }


@pytest.mark.parametrize("name", NAMED)
def test_each_page_of_the_tour_is_drawn(explorer: Explorer, artist: Browser, name: str) -> None:
    page, faults = open_page(artist, PHONE if name == "phone" else SIZE)
    page.goto(explorer.address + shown(explorer)[name])
    page.wait_for_load_state("networkidle")
    for picture in page.locator("figure.page img").all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400
    page.evaluate(NO_FOLDERS)  # where the samples lie on this machine concerns nobody
    data = page.screenshot(full_page=False)
    assert faults == []
    small = Image.open(io.BytesIO(data)).convert("RGB")
    assert len(small.getcolors(1 << 24) or []) > 20, "an empty page"
    if IS_UPDATED:
        FOLDER.mkdir(exist_ok=True)
        small.quantize(64).save(FOLDER / f"{name}.png", optimize=True)
    assert (FOLDER / f"{name}.png").is_file(), "UPDATE_TOUR=1 writes it"
