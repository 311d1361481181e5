"""What steps of a run hand to each other: small JSON files in the data folder, which every worker reaches.

Plans, batches and what reading them did; the rows themselves go through the lake's parts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import dagster as dg

from pipelines.disk import write_atomically
from pipelines.settings import Settings

HANDOVER: Final = "handover"


class HandoverIOManager(dg.IOManager):
    """Keeps values that JSON has under ``handover/<run>/<step>/<output>[/<mapping>].json``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        """Write a value, whole."""
        data = json.dumps(obj, ensure_ascii=False, allow_nan=False).encode("utf-8")
        write_atomically(self._path(context), data)

    def load_input(self, context: dg.InputContext) -> Any:
        """Return what an earlier step wrote."""
        assert context.upstream_output is not None
        return json.loads(self._path(context.upstream_output).read_bytes())

    def _path(self, context: dg.OutputContext) -> Path:
        *folders, last = context.get_identifier()
        return self._folder.joinpath(*folders, f"{last}.json")


@dg.io_manager(required_resource_keys={"settings"})
def handover(context: dg.InitResourceContext) -> HandoverIOManager:
    """Keep what steps hand over in the data folder."""
    settings: Settings = context.resources.settings
    return HandoverIOManager(folder_of(settings))


def folder_of(settings: Settings) -> Path:
    """Return where what is handed over lies."""
    return settings.data_dir / "handover"


def forget(settings: Settings, run_id: str) -> None:
    """Remove what a run's steps handed over, once nobody will ask for it again."""
    shutil.rmtree(folder_of(settings) / run_id, ignore_errors=True)


__all__ = ["HANDOVER", "HandoverIOManager", "folder_of", "forget", "handover"]
