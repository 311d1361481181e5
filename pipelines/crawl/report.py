"""What a crawl did, counted and named: every request ends in exactly one outcome."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from pipelines.disk import seal, unseal, write_atomically

Outcome = Literal[
    "new",  # a document whose bytes were unknown
    "version",  # new bytes at an address that had others
    "duplicate",  # known bytes at a new address
    "unchanged",  # a document that the server says, or its bytes show, is the same as before
    "not_due",  # a known document without validators, asked again when it is due
    "resumed",  # a document that this crawl had before it was interrupted
    "trial",  # a document that a trial named and did not fetch
    "page",  # a page that was read
    "page_unchanged",  # a page the server says is the same as before
    "page_not_due",  # a known article without validators, read from memory
    "page_resumed",
    "refused",
    "failed",
]
# The host itself refuses to show what it has.
BLOCKED: Final = frozenset(("challenge", "login", "denied", "parked", "busy"))
REPORT_SUFFIX: Final = ".report.json"
_MOST_LISTED: Final = 500
_MOST_FOUND: Final = 20000


@dataclass(frozen=True, slots=True)
class Problem:
    """An address that brought nothing: why, and the page that linked to it."""

    url: str
    kind: str
    reason: str
    page_url: str | None
    is_failure: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A document the crawl met, with what the titles say of it. ``sha256`` is '' where it was not fetched."""

    url: str
    title: str
    page_url: str | None
    page_title: str | None
    page_date: date | None
    report_kind: str | None
    fiscal_year: int | None
    organisation: str | None
    sha256: str
    outcome: str


@dataclass(slots=True)
class CrawlReport:
    """One crawl of one site. ``stopped`` is '' for a crawl that came to its end; ``expectations`` are broken ones."""

    site: str
    started_at: datetime
    is_resumed: bool = False
    seconds: float = 0.0
    stopped: str = ""
    requests: int = 0
    retries: int = 0
    bytes_received: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)  # refused and failed, by kind
    left: Counter[str] = field(default_factory=Counter)  # links not followed, by reason
    left_examples: dict[str, list[str]] = field(default_factory=dict)  # the first few of each reason
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    expectations: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """Return how many different documents the crawl met, by their bytes, else by their addresses."""
        return len({item.sha256 or item.url for item in self.found})

    @property
    def pages(self) -> int:
        """Return how many pages were read, fetched or known."""
        return sum(count for name, count in self.outcomes.items() if name.startswith("page"))

    @property
    def new_documents(self) -> int:
        """Return how many documents are new, new versions among them."""
        return self.outcomes["new"] + self.outcomes["version"]

    @property
    def unchanged(self) -> int:
        """Return how many documents were known already."""
        return sum(self.outcomes[name] for name in ("unchanged", "not_due", "resumed", "duplicate"))

    @property
    def blocked(self) -> int:
        """Return how many answers a host refused to give: challenges, logins, denials."""
        return sum(self.refusals[kind] for kind in BLOCKED)

    @property
    def is_good(self) -> bool:
        """Tell whether the crawl came to its end and met what the site file expects."""
        return not self.failure

    @property
    def failure(self) -> str:
        """Return in one line why the crawl is not good, '' where it is."""
        silent = ""
        if not self.pages and self.problems:
            first = self.problems[0]
            silent = f"no page of the site could be read: {first.url}: {first.reason}"
        return "; ".join([told for told in (self.stopped, silent) if told] + self.expectations)

    def by_year(self) -> dict[int, int]:
        """Return the number of different documents per fiscal year that their titles state."""
        years: dict[int, set[str]] = {}
        for item in self.found:
            if item.fiscal_year is not None:
                years.setdefault(item.fiscal_year, set()).add(item.sha256 or item.url)
        return {year: len(documents) for year, documents in sorted(years.items())}

    def refuse(self, problem: Problem) -> None:
        """Count an address that brought nothing; the first few hundred are listed."""
        self.outcomes["failed" if problem.is_failure else "refused"] += 1
        self.refusals[problem.kind] += 1
        if len(self.problems) < _MOST_LISTED:
            self.problems.append(problem)

    def meet(self, item: Found) -> None:
        """Count a document."""
        self.outcomes[item.outcome] += 1
        if len(self.found) < _MOST_FOUND:
            self.found.append(item)

    def note(self, text: str) -> None:
        """Keep a remark for the maintainer, once."""
        if len(self.notes) < _MOST_LISTED and text not in self.notes:
            self.notes.append(text)

    def figures(self) -> dict[str, Any]:
        """Return the report's numbers under plain names, for metadata and tables."""
        return {
            "pages": self.pages,
            "pages_unchanged": self.outcomes["page_unchanged"] + self.outcomes["page_not_due"],
            "documents": self.documents,
            "new": self.outcomes["new"],
            "new_versions": self.outcomes["version"],
            "unchanged": self.unchanged,
            "failed": self.outcomes["failed"],
            "refused": self.outcomes["refused"],
            "blocked": self.blocked,
            "requests": self.requests,
            "retries": self.retries,
            "bytes": self.bytes_received,
            "seconds": round(self.seconds, 1),
        }

    def plain(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        values = {name.name: getattr(self, name.name) for name in fields(self)}
        values["started_at"] = self.started_at.isoformat()
        for name in ("outcomes", "refusals", "left"):
            values[name] = dict(values[name])
        values["problems"] = [asdict(problem) for problem in self.problems]
        values["found"] = [
            asdict(item) | {"page_date": item.page_date.isoformat() if item.page_date else None}
            for item in self.found
        ]
        return values | {"figures": self.figures(), "by_year": self.by_year(), "failure": self.failure}

    def save(self, folder: Path) -> None:
        """Write the report as the site's latest."""
        write_atomically(folder / f"{self.site}{REPORT_SUFFIX}", seal(self.plain()))


def save_failure(site: str, reason: str, folder: Path) -> None:
    """Write the report of a crawl that could not tell its own."""
    CrawlReport(site, datetime.now(UTC), stopped=reason).save(folder)


def read_report(path: Path) -> dict[str, Any]:
    """Return what a report tells; of a damaged one that it is damaged, as the crawl's failure."""
    try:
        return unseal(path.read_bytes())
    except ValueError:
        words = f"{path} is damaged: the next crawl writes it again"
        return CrawlReport(path.name.removesuffix(REPORT_SUFFIX), datetime.now(UTC), stopped=words).plain()


def latest_failures(folder: Path) -> dict[str, str]:
    """Return why each site's latest crawl is not good, by site, for those that are not."""
    failures = {}
    for path in sorted(folder.glob(f"*{REPORT_SUFFIX}")):
        if told := read_report(path)["failure"]:
            failures[path.name.removesuffix(REPORT_SUFFIX)] = str(told)
    return failures
