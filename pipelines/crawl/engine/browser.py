"""Pages that only scripts fill, shown in the system's Chromium: for sites whose file says ``browser: true``.

The browser never touches the network: whatever a page asks for comes through the crawl's own guarded download,
from the site's hosts only, and only what makes text (no pictures, fonts, media). Needs the extra ``browser``
(Playwright) and a Chromium of the system; ``JUESUAN_CHROMIUM`` names one in an unusual place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from pipelines.crawl.engine.errors import RefusedError
from pipelines.sites.model import Site

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright, Route

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WANTED: Final = frozenset(("document", "script", "xhr", "fetch"))
_MOST_REQUESTS: Final = 200  # of one page
_SETTLE_SECONDS: Final = 20.0
# Nothing listens there: what slips past the interception (websockets, prefetches) finds no way out.
_NOWHERE: Final = "http://127.0.0.1:9"

Download = Callable[[Request], Awaitable[Response]]


def missing() -> str:
    """Return what is missing for showing pages, '' when nothing is."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: pip install 'juesuan[browser]'"
    if not executable():
        return f"no Chromium was found ({', '.join(_NAMES)}): install one, or name it in JUESUAN_CHROMIUM"
    return ""


class Browser:
    """One Chromium for a crawl, started with the first page."""

    def __init__(self, site: Site, download: Download) -> None:
        self._site = site
        self._download = download
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def show(self, page: Response) -> Response:
        """Return a fetched page as it stands when its scripts have filled it."""
        from playwright.async_api import Error

        chromium = await self._started()
        context = await chromium.new_context(service_workers="block", accept_downloads=False)
        visit = _Visit(page, self._site, self._download)
        try:
            tab = await context.new_page()
            await tab.route("**/*", visit.answer)
            await tab.goto(page.url, timeout=_SETTLE_SECONDS * 1000)
            with suppress(Error):  # a page that polls for ever is taken as it stands
                await tab.wait_for_load_state("networkidle", timeout=_SETTLE_SECONDS * 1000)
            text = await tab.content()
        except Error as error:
            raise RefusedError("unreadable", f"the browser cannot show the page: {error.message}") from error
        finally:
            await context.close()
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(
            page.url, status=page.status, headers=headers, body=text.encode("utf-8", "replace")
        )

    async def close(self) -> None:
        """End the browser."""
        if self._chromium is not None:
            await self._chromium.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def _started(self) -> Chromium:
        if self._chromium is None:
            from playwright.async_api import async_playwright

            self._playwright = await async_playwright().start()
            self._chromium = await self._playwright.chromium.launch(
                executable_path=executable(),
                # Chromium refuses to run as root with its sandbox, as in containers.
                chromium_sandbox=os.geteuid() != 0,
                proxy={"server": _NOWHERE, "bypass": "<-loopback>"},
            )
        return self._chromium


class _Visit:
    """What one page asks for while it is shown."""

    def __init__(self, page: Response, site: Site, download: Download) -> None:
        self._page = page
        self._site = site
        self._download = download
        self._asked = 0

    async def answer(self, route: Route) -> None:
        """Answer one request of the page: with what was fetched already, by the guarded download, or not at all."""
        asked = route.request
        self._asked += 1
        if asked.url == self._page.url and asked.is_navigation_request():
            kind = (self._page.headers.get("Content-Type") or b"text/html").decode("latin-1")
            await route.fulfill(status=200, headers={"Content-Type": kind}, body=self._page.body)
            return
        is_wanted = asked.resource_type in _WANTED and self._asked <= _MOST_REQUESTS
        if not is_wanted or not self._site.allows(asked.url):
            await route.abort()
            return
        headers = {name: value for name, value in asked.headers.items() if name in ("accept", "content-type")}
        headers["Referer"] = self._page.url
        try:
            found = await self._download(
                Request(asked.url, method=asked.method, headers=headers, body=asked.post_data_buffer or b"")
            )
        except Exception:
            await route.abort()  # the page lives with it or stays empty, which is told as such
            return
        kind = (found.headers.get("Content-Type") or b"").decode("latin-1")
        await route.fulfill(status=found.status, headers={"Content-Type": kind}, body=found.body)


def executable() -> str:
    """Return the path of the system's Chromium, '' where there is none."""
    named = os.environ.get("JUESUAN_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else ""
    return next((path for path in map(shutil.which, _NAMES) if path), "")
