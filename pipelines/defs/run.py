"""Materialise the graph's assets in this process: what ``juesuan ingest``, ``build`` and ``run`` do.

Runs are recorded in a persistent Dagster instance, so that ``dagster dev`` with the same DAGSTER_HOME shows
them. What Dagster and dbt print goes to a log file; the caller shows progress.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pipelines.documents.progress import Progress
from pipelines.operate.command import RunError, alone, quietly
from pipelines.operate.home import prepare_home, storage_environment
from pipelines.operate.ingesting import IngestOutcome
from pipelines.publish.gates import refusal
from pipelines.settings import PREFIX, Settings

warnings.filterwarnings("ignore", module=r"dagster.*")

import dagster as dg  # noqa: E402  (its beta warnings are filtered first)
from dagster._core.definitions.reconstruct import ReconstructableRepository  # noqa: E402
from dagster._core.execution.execution_result import ExecutionResult  # noqa: E402
from dagster._core.instance.ref import InstanceRef  # noqa: E402
from sqlalchemy.exc import DatabaseError  # noqa: E402

from pipelines.defs.night import NIGHT_JOB, night_request  # noqa: E402

_RUN_TAG: Final = "juesuan/command"
GRAPH_MODULE: Final = "pipelines.definitions"


class Runner:
    """Runs the graph for one command. Use as a context: it holds the data folder for itself meanwhile."""

    def __init__(self, settings: Settings, progress: Progress, command: str) -> None:
        self._settings = settings
        self._progress = progress
        self._command = command
        self._held = ExitStack()
        self.log_file = settings.logs_dir / "none.log"

    def __enter__(self) -> "Runner":
        self.log_file = self._held.enter_context(alone(self._settings, self._command))
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def ingest(self, paths: Sequence[Path], site: str | None, reader: str) -> IngestOutcome:
        """Register ``paths`` under ``site`` and read what is not current there.

        Without paths, read what is not current of the one site, or of every site in the raw archive.
        """
        from pipelines.archive.raw import Archive

        sites = [site] if site is not None else Archive.of(self._settings).sites()
        if not sites:
            return IngestOutcome()
        raw = {"paths": [str(path.absolute()) for path in paths], "crawl": []}
        return self._ingest(sites, raw, reader)

    def crawl(self, sites: Sequence[str], reader: str) -> IngestOutcome:
        """Crawl the named sites and read what is not current."""
        return self._ingest(sites, {"crawl": list(sites)}, reader)

    def _ingest(
        self, sites: Sequence[str], raw: dict[str, Any], reader: str, choice: dict[str, Any] | None = None
    ) -> IngestOutcome:
        lake = {"sites": list(sites), "reader": reader, **(choice or {})}
        config = {"raw_documents": {"config": {"sites": list(sites), **raw}}, "lake": {"config": lake}}
        with quietly(self.log_file), self._instance() as instance:
            return _outcome([self._run(instance, "ingest", config)])

    def reread(
        self, sites: Sequence[str], reader: str, years: Sequence[int], *, again: bool
    ) -> IngestOutcome:
        """Read again what is not current of the sites, or with ``again`` everything; only of some years if given."""
        raw: dict[str, Any] = {"paths": [], "crawl": []}
        return self._ingest(sites, raw, reader, {"fiscal_years": list(years), "again": again})

    def night(self, now: datetime | None = None) -> IngestOutcome:
        """Do what the night's run does: crawl the sites that are due, read, build, check, publish."""
        with quietly(self.log_file), self._instance() as instance:
            request = night_request(self._settings, now or datetime.now(UTC))
            if isinstance(request, str):
                return IngestOutcome()
            tags = {str(name): str(value) for name, value in request.tags.items()}
            ops = dict(request.run_config)["ops"]
            return _outcome([self._run(instance, NIGHT_JOB, ops, tags=tags)])

    def build(self) -> None:
        """Write the reference lists, build and test the warehouse with dbt, publish it."""
        with quietly(self.log_file), self._instance() as instance:
            self._run(instance, "build", {})

    def _run(
        self,
        instance: dg.DagsterInstance,
        job: str,
        config: dict[str, Any],
        *,
        tags: dict[str, str] | None = None,
    ) -> ExecutionResult:
        told = {_RUN_TAG: self._command, "dagster/max_retries": "0", **(tags or {})}
        run_config = {"ops": config} if config else None
        result: ExecutionResult
        try:
            if self._settings.executor == "in_process":
                result = self._definitions.resolve_job_def(job).execute_in_process(
                    run_config=run_config, instance=instance, tags=told, raise_on_error=False
                )
            else:
                # The steps' processes load the graph by its name, with the settings of their environment.
                result = dg.execute_job(
                    ReconstructableRepository.for_module(GRAPH_MODULE, "defs").get_reconstructable_job(job),
                    run_config=run_config,
                    instance=instance,
                    tags=told,
                    raise_on_error=False,
                )
        except (
            DatabaseError,
            OSError,
        ) as error:  # Dagster's own record: the disk is full, or PostgreSQL is away
            reason = str(getattr(error, "orig", None) or error)
            raise RunError(f"Dagster could not record the run: {reason}\nLog: {self.log_file}") from error
        if not result.success:
            raise RunError(_why(result, self.log_file))
        return result

    @cached_property
    def _definitions(self) -> dg.Definitions:
        from pipelines.defs.graph import build_defs

        return build_defs(resource_overrides={"settings": self._settings, "progress": self._progress})

    @contextmanager
    def _instance(self) -> Iterator[dg.DagsterInstance]:
        """Open the persistent instance; runs of ours that an earlier crash left open are closed first."""
        with open_instance(self._settings) as instance:
            # This process holds the data folder's lock, so any other run of the command line is dead.
            left_open = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
            for run in instance.get_runs(left_open):
                if _RUN_TAG in run.tags:
                    instance.report_run_failed(run, "the process that ran it ended before it was done")
                    instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            yield instance


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Open the data folder's Dagster instance; what steps print is not captured."""
    nothing = {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
    variable = f"{PREFIX}DATA_DIR"
    given = os.environ.get(variable)
    os.environ[variable] = str(settings.data_dir)  # for the log handler and children
    os.environ.update(storage_environment(settings))
    try:
        with _instance(settings, {"compute_logs": nothing}) as instance:
            yield instance
    finally:
        if given is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = given


def _instance(settings: Settings, overrides: dict[str, Any]) -> dg.DagsterInstance:
    try:
        home = prepare_home(settings)
        return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=overrides))
    except (DatabaseError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise RunError(f"Dagster's files in {settings.dagster_home} cannot be used: {reason}") from error


def _outcome(results: Sequence[ExecutionResult]) -> IngestOutcome:
    found = IngestOutcome()
    for result in results:
        for event in result.get_asset_materialization_events():
            materialization = event.step_materialization_data.materialization
            values: dict[str, Any] = {name: value.value for name, value in materialization.metadata.items()}
            key = materialization.asset_key.path
            if key == ["raw_documents"]:
                found.problems += values.pop("problems", None) or []
                found.registered = {k: v for k, v in values.items() if isinstance(v, int)}
                found.crawled = values if "crawled" in values else {}
            elif key == ["lake"]:
                found.totals = values
    return found


def _why(result: ExecutionResult, log_file: Path) -> str:
    """Say in a few lines why a run failed: the failed blocking check or step's own words, else the last error."""
    blocked = _failed_checks(result)
    if blocked:
        return f"{refusal(blocked)}\nLog: {log_file}"
    for event in result.get_step_failure_events():
        data = event.step_failure_data
        failure = data.user_failure_data
        if failure is not None and failure.description:
            return f"{failure.description}\nLog: {log_file}"
        error = data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            return f"{error.message.strip()}\nLog: {log_file}"
    return f"the run did not succeed. Log: {log_file}"


def _failed_checks(result: ExecutionResult) -> dict[str, dict[str, Any]]:
    """Return the failed gates of the snapshot by name, each with what it found."""
    return {
        evaluation.check_name: {name: value.value for name, value in evaluation.metadata.items()}
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.asset_key.path == ["warehouse_snapshot"]
    }
