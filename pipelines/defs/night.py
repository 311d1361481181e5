"""The night and the morning: what runs by itself, when, and what it is asked to do."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.archive.raw import Archive
from pipelines.crawl.kept import fetch_reports
from pipelines.operate import inbox as drop
from pipelines.operate.due import due
from pipelines.settings import Settings
from pipelines.sites.load import load_folder

NIGHT_JOB: Final = "night"
MORNING_JOB: Final = "morning"
# Runs with this tag build the warehouse: one at a time (dagster.yaml), so that none disturbs another's.
BUILDS: Final = {"juesuan/builds": "warehouse"}
# A run whose process died is started again from its failed step; dagster.yaml switches this on.
RETRIED: Final = {"dagster/max_retries": "2", "dagster/retry_strategy": "FROM_FAILURE"}
URGENT: Final = {"dagster/priority": "10"}


def ingest_config(sites: list[str], **raw: Any) -> dict[str, Any]:
    """Return the configuration of a run that registers or crawls sites and reads them; ``raw`` says which."""
    return {
        "ops": {
            "raw_documents": {"config": {"sites": sites, **raw}},
            "lake": {"config": {"sites": sites}},
        }
    }


def night_request(settings: Settings, now: datetime) -> dg.RunRequest | str:
    """Return the run of the night that begins ``now``, or why there is none.

    It covers every site that has a file or documents; only those that are due are crawled. One night has
    one run, however often it is asked for.
    """
    known, _ = load_folder(settings.sites_dir)
    fetch_reports(settings)
    names = sorted({*known, *Archive.of(settings).sites()})
    if not names:
        return "there is no site file and the raw archive is empty"
    chosen = due(known.values(), settings.crawl_dir, now=now, time_zone=settings.time_zone)
    return dg.RunRequest(
        run_key=f"night-{now.astimezone(ZoneInfo(settings.time_zone)):%Y-%m-%d}",
        run_config={
            "ops": {
                "raw_documents": {"config": {"crawl": chosen}},
                "lake": {"config": {"core_hours": settings.night_core_hours}},
            }
        },
        tags=URGENT,
    )


def night_schedule(settings: Settings, job: Any) -> dg.ScheduleDefinition:
    """Make the schedule of the night's run."""

    @dg.schedule(
        name="night",
        cron_schedule=settings.night_cron,
        execution_timezone=settings.time_zone,
        job=job,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night: crawl the sites that are due, read what is new, build once, check, publish.",
    )
    def night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        request = night_request(settings, context.scheduled_execution_time)
        return dg.SkipReason(request) if isinstance(request, str) else request

    return night


def morning_schedule(settings: Settings, job: Any) -> dg.ScheduleDefinition:
    """Make the schedule of the morning report."""
    return dg.ScheduleDefinition(
        name="morning",
        cron_schedule=settings.morning_cron,
        execution_timezone=settings.time_zone,
        job=job,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every morning: what the night brought and what needs a person, written and sent.",
    )


def inbox_requests(settings: Settings, now: datetime) -> Iterator[dg.RunRequest]:
    """Yield one run per site whose folder in the inbox holds whole files; the same files ask once."""
    for waiting in drop.waiting(settings, now=now.timestamp()):
        if not drop.can_name_a_site(settings, waiting.site):
            continue
        stamps = [f"{path}\0{path.stat().st_mtime_ns}\0{path.stat().st_size}" for path in waiting.files]
        digest = hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:16]
        yield dg.RunRequest(
            run_key=f"inbox:{waiting.site}:{digest}",
            run_config=ingest_config([waiting.site], paths=[str(path) for path in waiting.files]),
            tags={"juesuan/inbox": waiting.site},
        )


@dg.sensor(
    name="inbox",
    job_name="ingest",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Registers and reads what is dropped into inbox/<site>/; files still being written wait.",
)
def inbox(context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]) -> dg.SensorResult:
    """Ask for a run of every site with whole files in the inbox."""
    for waiting in drop.waiting(settings):
        if not drop.can_name_a_site(settings, waiting.site):
            context.log.error(f"inbox/{waiting.site}: the folder's name cannot name a site; rename it")
    requests = list(inbox_requests(settings, datetime.now(UTC)))
    return dg.SensorResult(run_requests=requests)
