"""The morning report as an asset, and what Dagster remembers of the night."""

from datetime import UTC, datetime, timedelta
from typing import Final

import dagster as dg

from pipelines.crawl.kept import fetch_reports
from pipelines.operate import morning
from pipelines.operate.morning import Night
from pipelines.operate.notify import Channels, NotifyError, send
from pipelines.operate.steps import done_since
from pipelines.settings import Settings

_SINCE: Final = timedelta(hours=24)
_JOBS: Final = ("night", "ingest", "build")


def last_night(settings: Settings, instance: dg.DagsterInstance, now: datetime) -> Night:
    """Return how the runs and commands of the last day ended, which checks failed and which steps took longest."""
    records = instance.get_run_records(dg.RunsFilter(created_after=now - _SINCE), limit=200)
    runs: list[tuple[str, str, str]] = []
    untrue: list[tuple[str, str]] = []
    steps: list[tuple[str, float]] = []
    for record in records:
        run = record.dagster_run
        if run.job_name not in _JOBS:
            continue
        ended = run.status.value.lower()
        runs.append((run.job_name, ended, "" if run.is_success else _why(instance, run)))
        for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
            event = entry.dagster_event
            if event is not None and not event.asset_check_evaluation_data.passed:
                told = event.asset_check_evaluation_data
                found = ", ".join(f"{k}: {v.value}" for k, v in told.metadata.items())
                untrue.append((f"{told.check_name.replace('_', ' ')} is not true", found))
        steps.extend(
            (f"{run.job_name}: {step.step_key}", step.end_time - step.start_time)
            for step in instance.get_run_step_stats(run.run_id)
            if step.start_time and step.end_time
        )
    commands = done_since(settings.logs_dir, now - _SINCE)
    runs.extend(commands.runs)
    steps.extend(commands.steps)
    steps.sort(key=lambda item: -item[1])
    return Night(tuple(runs), tuple(dict.fromkeys(untrue)), tuple(steps))


def _why(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """Return a failed run's first reason in one line; for one that has not ended, that."""
    if not run.is_finished:
        return "it has not ended yet"
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        if event is None:
            continue
        data = event.step_failure_data
        if data.user_failure_data is not None and data.user_failure_data.description:
            return " ".join(data.user_failure_data.description.split())
        error = data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            return " ".join(error.message.split())[:500]
    return "its process ended before it was done"


def channels(settings: Settings) -> Channels:
    """Return where the settings say to send the report."""
    return Channels(settings.webhook_url, settings.smtp_url, settings.mail_from, settings.mail_to)


@dg.asset(
    group_name="operation",
    kinds={"markdown"},
    retry_policy=dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL),
    description="What the night brought and what needs a person, as Markdown and HTML, sent where configured.",
)
def morning_report(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Write the report of this morning and send it."""
    now = datetime.now(UTC)
    fetch_reports(settings)
    found = morning.gather(settings, last_night(settings, context.instance, now), now=now)
    file, message = morning.write(settings, found)
    try:
        sent = send(message, channels(settings))
    except NotifyError as error:
        raise dg.Failure(f"the report is in {file}, but was not sent: {error}") from error
    counts = {f"count/{section.title.lower()}": len(section.rows) for section in found.sections}
    return dg.MaterializeResult(
        metadata={
            "report": dg.MetadataValue.md(message.markdown),
            "file": dg.MetadataValue.path(file),
            "sent": ", ".join(sent) or "nowhere: no channel is configured",
            **counts,
        }
    )
