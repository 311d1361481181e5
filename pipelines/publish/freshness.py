"""Freshness: how long ago the last document arrived, as dbt's sources declare it (``dbt source freshness``)."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.publish.dbt import DbtError, run_dbt
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Freshness:
    """One source relation: when its newest row was loaded (ISO 8601), its age in days, what is allowed, the verdict.

    ``status`` is dbt's: ``pass``, ``warn``, ``error``, or ``runtime error`` where it could not be asked; then
    ``newest`` and ``age_days`` are None.
    """

    source: str
    newest: str | None
    age_days: float | None
    allowed: str
    status: str


def source_freshness(settings: Settings) -> tuple[Freshness, ...]:
    """Ask dbt for the freshness of every source that declares one; by name.

    dbt works on a database of its own, so that nothing else waits. Raises DbtError where dbt itself fails.
    """
    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.dbt_target_dir, prefix="freshness-") as aside:
        told = Path(aside) / "sources.json"
        try:
            run_dbt(
                settings,
                ["source", "freshness", "--output", str(told)],
                warehouse=Path(aside) / "aside.duckdb",
            )
        except DbtError:
            if not told.exists():  # too old a source ends dbt with an error, after it told so
                raise
        results = json.loads(told.read_text(encoding="utf-8"))["results"]
    return tuple(sorted(map(_freshness, results), key=lambda each: each.source))


def _freshness(result: dict[str, Any]) -> Freshness:
    seconds = result.get("max_loaded_at_time_ago_in_s")
    criteria = result.get("criteria") or {}
    limits = [
        f"{verdict} after {limit['count']} {limit['period']}s"
        for verdict in ("warn", "error")
        if (limit := criteria.get(f"{verdict}_after") or {}).get("count")
    ]
    return Freshness(
        source=result["unique_id"].split(".", 2)[2],
        newest=result.get("max_loaded_at"),
        age_days=None if seconds is None else round(seconds / 86400, 2),
        allowed=", ".join(limits),
        status=result["status"],
    )
