"""Freshness: the age of the newest document against what dbt's sources allow, as the night tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines import settings as settings_module
from pipelines.defs.publication_checks import documents_arrived_within_the_days_that_sources_allow
from pipelines.publish.freshness import source_freshness
from tests.dbt.lake import Lake

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("days", "status"), [(3, "pass"), (90, "warn")])
def test_the_newest_document_is_held_against_what_sources_allow(
    tmp_path: Path, days: int, status: str
) -> None:
    """Older documents beside it do not count; what is told goes on to the morning report and stops nothing."""
    newest = datetime.now(UTC) - timedelta(days=days)
    lake = Lake()
    lake.document("new", fetched_at=newest)
    lake.document("old", fetched_at=newest - timedelta(days=300))
    settings = settings_module.load(tmp_path)
    lake.write(settings.lake_dir)
    (found,) = source_freshness(settings)
    assert (found.source, found.status, found.allowed) == ("lake.documents", status, "warn after 35 days")
    assert found.newest is not None and found.newest[:10] == f"{newest:%Y-%m-%d}"
    assert found.age_days is not None and days <= found.age_days < days + 1
    assert not list(settings.dbt_target_dir.glob("freshness-*"))
    result = documents_arrived_within_the_days_that_sources_allow(settings)
    assert isinstance(result, dg.AssetCheckResult)
    assert (result.passed, result.severity) == (status == "pass", dg.AssetCheckSeverity.WARN)
    assert str(result.metadata["lake.documents"].value).startswith(status)
