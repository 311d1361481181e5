"""The site file: everything the crawler knows about one county's publishing site.

A site file is YAML under ``pipelines/sites/<province>/<division>_<name>.yml``; its stem is the site's name.
:mod:`pipelines.sites.load` reads it. Nothing here touches the disk or the network.
"""

from __future__ import annotations

import re
import zlib
from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from pipelines.sites import titles
from pipelines.sites.pagination import Automatic, Pagination, Regex, Strict
from pipelines.sites.republishers import republisher
from pipelines.sites.titles import ReportKind

_CRON: Final = re.compile(r"(?:[\d*/,-]+\s+){4}[\d*/,-]+")
_HOST: Final = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address: write http://host/path or https://host/path")
    return text


def _host(text: str) -> str:
    if not _HOST.fullmatch(text.lower()):
        raise ValueError(
            "not a host name: write it without scheme, port and path, such as www.example.gov.cn"
        )
    return text.lower()


def _schedule(text: str) -> str:
    if text not in ("daily", "weekly", "monthly") and not _CRON.fullmatch(text):
        raise ValueError("write daily, weekly, monthly, or a cron line of five fields such as '30 2 * * 1'")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
Host = Annotated[str, AfterValidator(_host)]


class SiteEntry(Strict):
    """A page where the crawl begins: usually a column's first list page."""

    url: WebAddress
    label: str = ""
    pagination: Pagination | None = None


class Politeness(Strict):
    """How gently the site is crawled. ``retries`` are per address; ``max_depth`` counts columns below an entry."""

    delay_seconds: float = Field(default=2.0, ge=0, le=120)
    concurrency: int = Field(default=1, ge=1, le=8)
    max_pages: int = Field(default=5000, ge=1)
    max_list_pages: int = Field(default=200, ge=1)
    max_depth: int = Field(default=5, ge=0, le=20)
    max_document_mib: int = Field(default=64, ge=1, le=2048)
    retries: int = Field(default=4, ge=0, le=20)


class Range(Strict):
    """How many documents are expected; either bound may be left out."""

    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.min is None and self.max is None:
            raise ValueError("says nothing: give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self

    def failure(self, count: int) -> str:
        """Return what is wrong with a count, '' when nothing is."""
        if self.min is not None and count < self.min:
            return f"{count} documents, at least {self.min} expected"
        if self.max is not None and count > self.max:
            return f"{count} documents, at most {self.max} expected"
        return ""


class Assertions(Strict):
    """Expected numbers of documents: in all, and per fiscal year as titles state it."""

    total: Range | None = None
    years: dict[Annotated[int, Field(ge=2000, le=2100)], Range] = Field(default_factory=dict)

    def failures(self, total: int, by_year: dict[int, int]) -> list[str]:
        """Return one sentence per expectation that the counts break."""
        checks = [("", self.total, total)] if self.total else []
        named = [(f"{year}: ", expected, by_year.get(year, 0)) for year, expected in self.years.items()]
        told = [(label, expected.failure(count)) for label, expected, count in [*checks, *named] if expected]
        return [label + failure for label, failure in told if failure]


class Lookup(Strict):
    """What an odd title means; ``title`` is a regular expression. The first lookup that matches counts."""

    title: Regex
    report_kind: ReportKind | None = None
    fiscal_year: int | None = Field(default=None, ge=2000, le=2100)
    organisation: str | None = None
    take: bool = True


class Site(Strict):
    """One county's publishing site.

    ``follow`` names columns and ``take`` reports, by the text of links; ``sub_columns`` are further columns: towns
    and streets, menus on the way. ``exclude`` wins over all of them. ``first_year`` and ``report_kinds`` leave
    only what a title states otherwise.
    """

    name: str = Field(pattern=r"^[\w-]{1,100}$", exclude=True)
    division_code: str = Field(pattern=r"^\d{6}$")
    publisher: str = Field(min_length=1)
    verified: bool
    entries: tuple[SiteEntry, ...] = Field(min_length=1)
    hosts: tuple[Host, ...] = ()
    allow_private: bool = False
    pagination: Pagination = Automatic()
    follow: tuple[Regex, ...] = titles.FOLLOW
    take: tuple[Regex, ...] = titles.TAKE
    exclude: tuple[Regex, ...] = titles.EXCLUDE
    sub_columns: tuple[Regex, ...] = ()
    report_kinds: tuple[ReportKind, ...] = ("final_account", "budget")
    first_year: int = Field(default=2015, ge=2000, le=2100)
    schedule: Annotated[str, AfterValidator(_schedule)] = "weekly"
    politeness: Politeness = Politeness()
    assertions: Assertions = Assertions()
    lookups: tuple[Lookup, ...] = ()
    browser: bool = False

    @model_validator(mode="after")
    def _public(self) -> Site:
        copied = [host for host in self.allowed_hosts if republisher(host)]
        if copied:
            raise ValueError(f"{copied[0]} repeats other people's reports: name the government's own site")
        private = [host for host in self.allowed_hosts if is_private(host)]
        if private and not self.allow_private:
            raise ValueError(
                f"{private[0]} is a private or loopback address: set allow_private: true, or mend it"
            )
        return self

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Return the hosts that may be asked: those listed and those of the entries, lower case, sorted."""
        entries = (urlsplit(entry.url).hostname or "" for entry in self.entries)
        return tuple(sorted({*self.hosts, *(host.lower() for host in entries)}))

    def allows(self, url: str) -> bool:
        """Tell whether an address is on an allowed host, with or without ``www.``.

        ``*.example.gov.cn`` allows the hosts below it.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https"):
            return False
        return any(
            host.removeprefix("www.") == allowed.removeprefix("www.")
            or (allowed.startswith("*.") and host.endswith(allowed[1:]))
            for allowed in self.allowed_hosts
        )

    @property
    def cron(self) -> str:
        """Return the schedule as a cron line, Asia/Shanghai; sites spread over the night by their names."""
        spread = zlib.crc32(self.name.encode("utf-8"))
        minute, hour, weekday, day = spread % 60, 1 + spread % 5, spread % 7, 1 + spread % 28
        lines: dict[str, str] = {
            "daily": f"{minute} {hour} * * *",
            "weekly": f"{minute} {hour} * * {weekday}",
            "monthly": f"{minute} {hour} {day} * *",
        }
        return lines.get(self.schedule, self.schedule)


def is_private(host: str) -> bool:
    """Tell whether a host name is a loopback, private or otherwise not public address by its spelling."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
