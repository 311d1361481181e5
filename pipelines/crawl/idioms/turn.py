"""What every idiom provides: reading one answer (a turn), and naming the request of a numbered page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from pipelines.crawl.idioms.model import Link, ListState
from pipelines.crawl.idioms.pages import Answer
from pipelines.sites.pagination import Strict

P_contra = TypeVar("P_contra", bound=Strict, contravariant=True)
Carry = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask of the server."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """A list that begins after a page which only named it: its request and what to carry along."""

    request: Request
    carry: Carry = ()


@dataclass(frozen=True, slots=True)
class PageTurn:
    """What one answer says.

    ``has_more``: another page follows; None where only the page after the last one tells (missing, empty or
    a repetition). ``next_url`` is given where pages link to each other. ``starts`` begin lists of their own.
    """

    links: tuple[Link, ...] = ()
    total_pages: int | None = None
    has_more: bool | None = False
    next_url: str = ""
    carry: Carry | None = None
    starts: tuple[Start, ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    body_is_report: bool = False
    encoding: str = ""


class Idiom(Protocol[P_contra]):
    """A way in which lists continue."""

    def read(self, answer: Answer, pagination: P_contra, state: ListState) -> PageTurn:
        """Read one answer; never raise for what a server sends."""
        ...

    def request(self, pagination: P_contra, state: ListState, number: int) -> Request | None:
        """Return the request of page ``number`` (from 1); None where pages cannot be asked for by number."""
        ...


FORM_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
    ("X-Requested-With", "XMLHttpRequest"),
)
