"""The stages that are killed: a command, and from where on in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SITE: Final = "990101_qingxi"
REPORT: Final = "REPORT"  # stands for the file of the report that comes in the trial
_RUN: Final = ("run", REPORT, "--site", SITE)
_NIGHT: Final = ("night",)


@dataclass(frozen=True, slots=True)
class Stage:
    """A command that is killed, at any moment or after a step of it has begun.

    ``whole`` is the command that makes what trials are compared with; stages of the same one share it.
    """

    name: str
    arguments: tuple[str, ...]
    whole: tuple[str, ...] = _RUN
    aims_at: str = ""
    is_read: bool = False  # the lake stands before the trial, as the whole command leaves it
    is_reading_only: bool = False  # no warehouse comes of it

    @property
    def clean(self) -> str:
        """Return the name of the data folder that the whole command makes undisturbed."""
        return f"clean-{self.whole[0]}"


STAGES: Final = (
    Stage("reading", ("ingest", *_RUN[1:]), is_reading_only=True),
    Stage("building", ("build",), aims_at="dbt_models", is_read=True),
    Stage("publishing", ("build",), aims_at="warehouse_snapshot", is_read=True),
    Stage("whole", _RUN),
    Stage("night", _NIGHT, _NIGHT),
    Stage("night-building", _NIGHT, _NIGHT, aims_at="dbt_models"),
    Stage("night-publishing", _NIGHT, _NIGHT, aims_at="warehouse_snapshot"),
)
BY_NAME: Final[Mapping[str, Stage]] = {stage.name: stage for stage in STAGES}

__all__ = ["BY_NAME", "REPORT", "SITE", "STAGES", "Stage"]
