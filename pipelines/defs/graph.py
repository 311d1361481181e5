"""The Dagster graph: raw archive → lake → dbt → published warehouse.

``dagster dev`` loads it through :mod:`pipelines.definitions`; a test or the command line builds the same graph
with other resources.
"""

from collections.abc import Mapping

import dagster as dg

from pipelines import settings as settings_module
from pipelines.defs.checks import CHECKS
from pipelines.defs.crawl import site_schedules
from pipelines.defs.documents import SITE_ASSETS, lake, raw_documents
from pipelines.defs.executors import executor_of
from pipelines.defs.handover import HANDOVER, handover
from pipelines.defs.morning import morning_report
from pipelines.defs.night import (
    BUILDS,
    MORNING_JOB,
    NIGHT_JOB,
    RETRIED,
    inbox,
    morning_schedule,
    night_schedule,
)
from pipelines.defs.publication_checks import (
    PUBLICATION_CHECKS,
    documents_arrived_within_the_days_that_sources_allow,
)
from pipelines.defs.told import done_by_commands
from pipelines.defs.warehouse import (
    dbt_models,
    dbt_resource,
    published_warehouse,
    reference_lists,
    warehouse_snapshot,
)
from pipelines.documents.progress import Progress
from pipelines.publish.dbt import prepare_manifest
from pipelines.settings import Settings


def build_defs(*, resource_overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """Build the whole graph; ``resource_overrides`` replaces ``settings``, ``progress`` or ``dbt``.

    Parses the dbt project when its manifest is not current.
    """
    overrides = dict(resource_overrides or {})
    settings = overrides.setdefault("settings", settings_module.load())
    if not isinstance(settings, Settings):
        raise TypeError(f"the resource 'settings' must be Settings, not {type(settings).__name__}")
    executor = executor_of(settings)
    models = dbt_models(prepare_manifest(settings))
    ingested = dg.AssetSelection.assets(raw_documents, lake)
    everything = dg.AssetSelection.all().materializable() - dg.AssetSelection.assets(morning_report)
    night = dg.define_asset_job(NIGHT_JOB, everything, run_tags={**BUILDS, **RETRIED}, executor_def=executor)
    # How long nothing arrived is the nights' question: it costs a start of dbt.
    of_nights = dg.AssetSelection.checks(documents_arrived_within_the_days_that_sources_allow)
    morning = dg.define_asset_job(MORNING_JOB, [morning_report])
    return dg.Definitions(
        assets=[
            raw_documents,
            lake,
            *SITE_ASSETS,
            reference_lists,
            models,
            warehouse_snapshot(models),
            published_warehouse,
            morning_report,
        ],
        asset_checks=[*CHECKS, *PUBLICATION_CHECKS],
        jobs=[
            dg.define_asset_job("ingest", ingested, executor_def=executor),
            dg.define_asset_job(
                "build", everything - ingested - of_nights, run_tags=BUILDS, executor_def=executor
            ),
            night,
            morning,
        ],
        schedules=[night_schedule(settings, night), morning_schedule(settings, morning)],
        sensors=[site_schedules, inbox, done_by_commands],
        executor=executor,
        resources={"progress": Progress(), HANDOVER: handover, "dbt": dbt_resource(settings), **overrides},
    )
