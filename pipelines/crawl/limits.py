"""What a crawl may take beyond what its site file says: time, patience, memory of the past."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """Limits of one crawl. The site file's politeness says delays, retries, pages, depth and document size.

    ``is_trial`` walks the site and names its documents without fetching or keeping any; the pages it read stay in
    a state file in ``trial_folder`` where one is named. ``is_lists_only`` reads no articles either.
    """

    page_seconds: float = 90.0  # a page is whole within this time, or it has failed
    document_seconds: float = 900.0
    stall_seconds: float = 60.0  # no byte for this long: the connection is dead
    backoff_seconds: float = 2.0  # before the first retry; doubles with each
    longest_wait: float = 600.0  # the most that a Retry-After may ask for
    crawl_seconds: float = 6 * 3600.0  # then the crawl stops; the next one goes on from there
    revisit_days: float = 30.0  # how long an answer without validators is believed
    max_pages: int | None = None  # instead of the site file's, when lower
    is_trial: bool = False
    is_lists_only: bool = False
    trial_folder: Path | None = None
