"""What steps of a run hand to each other: small JSON files in the data folder, or in the bucket that machines share.

Plans, batches and what reading them did; the rows themselves go through the lake's parts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import dagster as dg

from pipelines.archive.s3 import open_bucket
from pipelines.disk import write_atomically
from pipelines.settings import Settings

HANDOVER: Final = "handover"


class HandoverIOManager(dg.IOManager):
    """Keeps values that JSON has under ``handover/<run>/<step>/<output>[/<mapping>].json`` of a folder or bucket."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url

    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        """Write a value, whole."""
        data = json.dumps(obj, ensure_ascii=False, allow_nan=False).encode("utf-8")
        if self._url:
            _, bucket = open_bucket(self._url)
            bucket.put(self._path(context).as_posix(), data, use_multipart=False)
        else:
            write_atomically(self._folder / self._path(context), data)

    def load_input(self, context: dg.InputContext) -> Any:
        """Return what an earlier step wrote."""
        assert context.upstream_output is not None
        path = self._path(context.upstream_output)
        if self._url:
            _, bucket = open_bucket(self._url)
            return json.loads(bucket.get(path.as_posix()).bytes().to_bytes())
        return json.loads((self._folder / path).read_bytes())

    def _path(self, context: dg.OutputContext) -> Path:
        *folders, last = context.get_identifier()
        return Path(*folders, f"{last}.json")


@dg.io_manager(required_resource_keys={"settings"})
def handover(context: dg.InitResourceContext) -> HandoverIOManager:
    """Keep what steps hand over in the data folder."""
    settings: Settings = context.resources.settings
    return HandoverIOManager(folder_of(settings), settings.handover_url)


def folder_of(settings: Settings) -> Path:
    """Return where what is handed over lies."""
    return settings.data_dir / "handover"


def forget(settings: Settings, run_id: str) -> None:
    """Remove what a run's steps handed over, once nobody will ask for it again."""
    shutil.rmtree(folder_of(settings) / run_id, ignore_errors=True)
    if settings.handover_url:
        _, bucket = open_bucket(settings.handover_url)
        for page in bucket.list(f"{run_id}/"):
            bucket.delete([one["path"] for one in page])


__all__ = ["HANDOVER", "HandoverIOManager", "folder_of", "forget", "handover"]
