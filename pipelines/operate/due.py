"""Which sites a night crawls: those whose schedule ticked since their last crawl, by that crawl's report.

Nothing is remembered besides the reports, so a machine that slept, or whose clock jumped, catches up by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from dagster._utils.schedules import cron_string_iterator

from pipelines.disk import unseal
from pipelines.sites.model import Site

_BY_NIGHT: Final = ("daily", "weekly", "monthly")


def is_nightly(site: Site) -> bool:
    """Tell whether the night's run crawls a site; one with a cron line of its own is crawled when that ticks."""
    return site.schedule in _BY_NIGHT


def due(sites: Iterable[Site], crawl_dir: Path, *, now: datetime, time_zone: str) -> list[str]:
    """Return the names of the sites that the night that begins ``now`` crawls, sorted.

    A site is due when it was never crawled, when its last crawl did not come to its end or read
    no page, when its schedule
    ticked since, or will tick before noon, or when its last crawl lies in the future.
    """
    return sorted(
        site.name for site in sites if is_nightly(site) and _is_due(site, crawl_dir, now, ZoneInfo(time_zone))
    )


def _is_due(site: Site, crawl_dir: Path, now: datetime, zone: ZoneInfo) -> bool:
    path = crawl_dir / f"{site.name}.report.json"
    if not path.exists():
        return True
    try:
        told = unseal(path.read_bytes())
    except ValueError:  # a damaged report tells nothing
        return True
    began = datetime.fromisoformat(told["started_at"])
    if told["stopped"] or not told["figures"]["pages"] or began > now:
        return True
    noon = now.astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0)
    day = began.astimezone(zone).date()
    # Ticks lie between one and six in the morning; the night may have forestalled the one of its own day.
    ticks = cron_string_iterator(began.timestamp() + 1, site.cron, zone.key)
    return next(tick for tick in ticks if tick.astimezone(zone).date() > day) <= noon
