"""The explorer on the warehouse of the samples, served by the real server; pages are asked for over HTTP."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.crawl.engine import browser as system
from pipelines.explore.serve import serve
from pipelines.publish.asking import open_locked
from pipelines.settings import Settings
from samples.fonts.subset import FONT_FILE
from tests.conftest import Built

NEEDS_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(system.missing()), reason=system.missing() or "-"),
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answers: status, headers by lower-case name, bytes."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()


@dataclass(frozen=True, slots=True)
class Explorer:
    """A running explorer and the warehouse that it shows."""

    address: str
    settings: Settings

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for an address."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        connection.request(
            "GET", quote(path, safe="/?=&%+,'*"), headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer: HTTPResponse = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the warehouse itself."""
        with open_locked(self.settings) as connection:
            return connection.sql(sql).fetchall()

    def one(self, sql: str) -> str:
        """Return the first value of a query."""
        return str(self.ask(sql)[0][0])


@dataclass(slots=True)
class Read(HTMLParser):
    """A page as a program reads it: texts by element, and where links lead."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.texts.setdefault(tag, []).append("")
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data


def read(answer: Answer) -> Read:
    """Read a page."""
    page = Read()
    page.feed(answer.text)
    return page


@pytest.fixture(scope="module")
def explorer(built: Built) -> Explorer:
    """The explorer on the warehouse that all end-to-end tests share."""
    return started(built.settings)


def started(settings: Settings) -> Explorer:
    """Start an explorer in a thread; it ends with the process."""
    said: queue.Queue[str] = queue.Queue()
    run: Callable[[], None] = lambda: serve(settings, host="127.0.0.1", port=0, say=said.put)  # noqa: E731
    threading.Thread(target=run, daemon=True).start()
    return Explorer(said.get(timeout=60), settings)


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{fonts}<cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The system's Chromium with the samples' font, without which a machine that has none shows no text at all."""
    with launched(tmp_path_factory.mktemp("fonts"), FONT_FILE.parent) as opened:
        yield opened


@contextmanager
def launched(folder: Path, *fonts: Path) -> Iterator[Browser]:
    """Launch the system's Chromium with the fonts of some folders."""
    told = "".join(f"<dir>{path}</dir>" for path in fonts)
    (folder / "fonts.conf").write_text(FONTS.format(fonts=told, cache=folder), "utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=system.executable(), args=["--no-sandbox"], env=environment
        )
        yield opened
        opened.close()


def open_page(chromium: Browser, size: dict[str, int]) -> tuple[Page, list[str]]:
    """Return a page of its own and the list that its faults go to."""
    page = chromium.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults
