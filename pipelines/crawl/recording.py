"""Record a site's list pages as a test fixture, and read recorded pages again without the network.

::

    <folder>/<site>/recorded.json      the site file's name, the pages, and what each leads to
    <folder>/<site>/01.html …          the pages as they came
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipelines.crawl.walker import PageAnswer, SiteWalker, Visit
from pipelines.sites.model import Site

INDEX: Final = "recorded.json"


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """One list page: what was asked, what came, and what it leads to (purpose, address, title, kind, year)."""

    asked: Visit
    answer: PageAnswer
    leads_to: list[list[Any]]


def walk_lists(
    site: Site, answer_of: Callable[[Visit], PageAnswer | None], *, today: date, most_pages: int
) -> Iterator[RecordedPage]:
    """Yield the list pages of a walk through a site whose answers are known; unknown ones are passed over."""
    walker = SiteWalker(site)
    waiting = deque(walker.start(today))
    count = 0
    while waiting and count < most_pages:
        visit = waiting.popleft()
        if visit.purpose != "list":
            continue
        answer = answer_of(visit)
        if answer is None:
            continue
        turn = walker.read(visit, answer)
        waiting.extend(turn.visits)
        count += 1
        yield RecordedPage(visit, answer, [_lead(following) for following in turn.visits])


def save(pages: list[RecordedPage], site: Site, folder: Path, *, today: date) -> Path:
    """Write a recording in place of an earlier one and return its folder."""
    target = folder / site.name
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    entries = []
    for number, page in enumerate(pages, start=1):
        name = f"{number:02}.{'json' if 'json' in page.answer.content_type else 'html'}"
        (target / name).write_bytes(page.answer.body)
        entries.append(
            {
                "key": page.asked.key.hex(),
                "asked": page.asked.url,
                "url": page.answer.url,
                "content_type": page.answer.content_type,
                "file": name,
                "leads_to": page.leads_to,
            }
        )
    told = {"site": site.name, "today": today.isoformat(), "pages": entries}
    (target / INDEX).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target


def replay(folder: Path, site: Site) -> list[tuple[str, list[list[Any]], list[list[Any]]]]:
    """Read a recording again: for every page its address, what it led to then, and what it leads to now."""
    told = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    entries = {entry["key"]: entry for entry in told["pages"]}

    def answer_of(visit: Visit) -> PageAnswer | None:
        entry = entries.get(visit.key.hex())
        if entry is None:
            return None
        return PageAnswer(entry["url"], (folder / entry["file"]).read_bytes(), entry["content_type"])

    today = date.fromisoformat(told["today"])
    now = walk_lists(site, answer_of, today=today, most_pages=len(entries))
    read = {page.asked.key.hex(): page.leads_to for page in now}
    return [(entry["asked"], entry["leads_to"], read.get(key, [])) for key, entry in entries.items()]


def _lead(visit: Visit) -> list[Any]:
    choice = visit.choice
    if choice is None:
        return [visit.purpose, visit.method, visit.url]
    return [visit.purpose, visit.method, visit.url, choice.title, choice.report_kind, choice.fiscal_year]
