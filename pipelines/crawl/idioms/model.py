"""The values that pass between the crawler and the idioms: what to fetch, what a page links to, where lists end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pipelines.formats.suffixes import BY_SUFFIX, alternation
from pipelines.sites.pagination import Pagination

StopReason = Literal["", "end", "repeat", "cap", "empty", "blocked"]
LinkKind = Literal["page", "document", "frame"]
_SAYS_NOTHING: Final = re.compile(
    r"(?:[\s\[\]【】()（）:：.>»、-]|查看|浏览|点击|此处|这里|下载|全文|详情|详细|打开|预览|更多|附件|文件|链接|公开|内容"
    rf"|附?表|见|正文|{alternation(BY_SUFFIX)}|\d{{1,3}}(?!\d)|[一二三四五六七八九十])*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a page prints it. ``context`` is what stands around it: its row, its table's header."""

    url: str
    text: str
    title: str = ""
    date: date | None = None
    context: str = ""
    kind: LinkKind = "page"

    @property
    def label(self) -> str:
        """Return what the link is called: its text or its title, whichever says more, with context if neither does.

        Lists cut long texts and keep the whole in the ``title`` attribute; tables print 查看 beside a name.
        """
        said = self.title if len(self.title) > len(self.text) else self.text
        return said if not _SAYS_NOTHING.fullmatch(said) else f"{self.context} {said}".strip()


@dataclass(frozen=True, slots=True)
class ListState:
    """Where the reading of one list stands; goes with every step and can be pickled.

    ``first`` and ``previous`` are fingerprints of the links of the first and the previous page; ``carry`` is
    what an idiom has to remember.
    """

    pagination: Pagination
    first_url: str
    cap: int = 200
    page_no: int = 1
    total_pages: int | None = None
    first: frozenset[int] = frozenset()
    previous: frozenset[int] = frozenset()
    carry: tuple[tuple[str, str], ...] = ()

    def remembered(self, name: str) -> str:
        """Return what an idiom carried under a name, '' when nothing."""
        return dict(self.carry).get(name, "")


@dataclass(frozen=True, slots=True)
class Step:
    """One list page to fetch; the answer goes to ``read_listing`` with ``state``."""

    url: str
    state: ListState
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def page_no(self) -> int:
        """Return the page's number in its list, from 1."""
        return self.state.page_no


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page: its links without the pager's, the pages to fetch next, and why there are none.

    ``notes`` tell what may be lost: a pager that cannot be followed, a page that repeats another.
    ``body_is_report`` and document links mark a column that is a report's own page.
    """

    links: tuple[Link, ...]
    next_steps: tuple[Step, ...] = ()
    stop_reason: StopReason = ""
    notes: tuple[str, ...] = ()
    title: str = ""
    body_is_report: bool = False
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its title and date, its attachments in printed order, and whether its own body is a report.

    ``frames`` are pages it shows inside itself; ``images`` counts pictures in its text, which may be scans;
    ``notes`` tell what of it could not be read or followed.
    """

    title: str
    date: date | None
    attachments: tuple[Link, ...]
    body_is_report: bool
    frames: tuple[Link, ...] = ()
    images: int = 0
    encoding: str = ""
    notes: tuple[str, ...] = ()
