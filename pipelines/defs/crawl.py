"""Crawls of the sites whose schedule says that it is time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import dagster as dg
from dagster._utils.schedules import cron_string_iterator

from pipelines.operate.due import is_nightly
from pipelines.settings import Settings

TIME_ZONE: Final = "Asia/Shanghai"


def sites_due(sites: dict[str, str], ticked: dict[str, float], now: datetime) -> Iterator[tuple[str, float]]:
    """Yield the sites whose cron line ticked since they were last asked for, with the tick's time.

    ``sites`` maps names to cron lines (in China's time), ``ticked`` names to the last tick. A site that is
    seen for the first time waits for its next tick, as does one that last ticked in the future.
    """
    for name, cron in sites.items():
        since = ticked.get(name)
        if since is None or since > now.timestamp():
            ticked[name] = now.timestamp()
            continue
        last = None
        for tick in cron_string_iterator(since + 1, cron, TIME_ZONE):
            if tick > now:
                break
            last = tick.timestamp()
        if last is not None:
            yield name, last


@dg.sensor(
    name="site_schedules",
    job_name="ingest",
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Crawls and reads each site whose file has a cron line of its own, when that ticks; the night "
    "crawls the daily, weekly and monthly ones.",
)
def site_schedules(
    context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.SensorResult:
    """Ask for a run of every site that is due."""
    from pipelines.sites.load import load_folder

    known, errors = load_folder(settings.sites_dir)
    for error in errors:
        context.log.error(str(error))
    ticked: dict[str, float] = json.loads(context.cursor) if context.cursor else {}
    due = list(
        sites_due({n: s.cron for n, s in known.items() if not is_nightly(s)}, ticked, datetime.now(UTC))
    )
    ticked.update(due)
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(
                run_key=f"{name}:{tick:.0f}",
                run_config={
                    "ops": {
                        "raw_documents": {"config": {"sites": [name]}},
                        "lake": {"config": {"sites": [name]}},
                    }
                },
            )
            for name, tick in due
        ],
        cursor=json.dumps({name: tick for name, tick in ticked.items() if name in known}),
    )
