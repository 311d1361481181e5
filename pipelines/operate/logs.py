"""Structured logs: one file of JSON lines per Dagster run in ``<data>/logs``."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from pipelines import settings as settings_module

_TOLD: Final = (
    "RUN_",
    "STEP_START",
    "STEP_SUCCESS",
    "STEP_FAILURE",
    "STEP_UP_FOR_RETRY",
    "STEP_RESTARTED",
    "ASSET_",
)


class JsonLinesHandler(logging.Handler):
    """Appends every message of a run to ``logs/<run id>.jsonl``: time, level, job, step, event, message.

    Dagster makes it, by ``dagster.yaml``; the data folder is that of the environment.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a line that cannot be written never stops a run."""
        try:
            meta: dict[str, Any] = getattr(record, "dagster_meta", None) or {}
            run_id = meta.get("run_id")
            if not run_id or not _is_told(record, meta):
                return
            line = json.dumps(_line(record, meta), ensure_ascii=False, default=str)
            folder = settings_module.load().logs_dir
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / f"{run_id}.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except Exception:
            self.handleError(record)


def _is_told(record: logging.LogRecord, meta: dict[str, Any]) -> bool:
    """Tell whether a message is kept: what steps say, and the beginnings and ends of runs and steps."""
    kind = getattr(meta.get("dagster_event"), "event_type_value", "")
    return kind.startswith(_TOLD) if kind else record.levelno >= logging.INFO


def _line(record: logging.LogRecord, meta: dict[str, Any]) -> dict[str, object]:
    event = meta.get("dagster_event")
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "run_id": meta["run_id"],
        "job": meta.get("job_name"),
        "step": meta.get("step_key"),
        "event": getattr(event, "event_type_value", None),
        "message": meta.get("orig_message") or record.getMessage(),
    }
