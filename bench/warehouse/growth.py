"""Processor time of each model on a lake and on one that is some times larger: what grows by more than the lake.

A build's models run one after another in a process of its own, so that the process's time between a model's begin
and its end is that model's. Of several builds the least time of each model counts. A table's rows are compressed and
written when 122,880 of them, a row group, are there, those of a smaller table at the end of a build: here each model
is followed by a checkpoint that is part of its time, or a table that fills a row group in the larger lake alone would
seem to grow by more than its rows.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.warehouse.generate import Size, generate
from pipelines.publish import dbt_command, warehouse
from pipelines.publish.dbt import build_environment, prepare_manifest
from pipelines.settings import Settings, load

NOISE: Final = 0.25  # of two builds of one lake some models differ by as much
_LEAST_SECONDS: Final = 0.1  # what is less in the larger build is mostly not the rows' work


@dataclass(frozen=True, slots=True)
class Growth:
    """A model's processor seconds in the builds of two lakes."""

    model: str
    small: float
    large: float

    @property
    def ratio(self) -> float:
        """Return how many times the smaller lake's seconds the larger one's are."""
        return self.large / max(self.small, 0.001)

    def is_beyond(self, times: float) -> bool:
        """Tell whether it grew by more than the lake, which is so many times larger, and by more than noise."""
        return self.large >= _LEAST_SECONDS and self.ratio > times * (1 + NOISE)


def growth(folder: Path, size: Size, *, times: int, repeat: int) -> list[Growth]:
    """Build a lake of a size, and one ``times`` smaller, ``repeat`` times each; return their models, slowest first.

    The lakes are made in ``folder/large`` and ``folder/small`` where they are missing.
    """
    seconds = []
    for name, own in (("small", Size(size.items // times, size.documents // times)), ("large", size)):
        settings = load(folder / name)
        if not (settings.lake_dir / "documents" / "bench_0000.parquet").exists():
            generate(settings.lake_dir, own)
        seconds.append(_least([_build(settings) for _ in range(repeat)]))
    small, large = seconds
    found = [Growth(model, small[model], large[model]) for model in large]
    return sorted(found, key=lambda one: -one.large)


def _least(builds: list[Mapping[str, float]]) -> dict[str, float]:
    return {model: min(build[model] for build in builds) for model in builds[0]}


def _build(settings: Settings) -> dict[str, float]:
    """Return the processor seconds of each model of a full build, which is dropped."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(settings.data_dir, theirs))
    process.start()
    theirs.close()
    try:
        seconds: dict[str, float] = ours.recv()
    finally:
        process.join()
        warehouse.clear_build(settings)
    return seconds


def _work(data_dir: Path, told: Any) -> None:
    """Run dbt in this process as ``juesuan-dbt`` does and tell each model's seconds."""
    from dbt.task.base import BaseRunner

    settings = load(data_dir)
    prepare_manifest(settings)
    is_continued = warehouse.begin_build(settings, is_full=True)
    os.environ |= {**build_environment(settings), dbt_command.TOLD_VARIABLE: "1"}
    runner: Any = BaseRunner
    run = runner.run_with_hooks
    seconds: dict[str, float] = {}

    def timed(self: Any, manifest: Any) -> Any:
        if self.node.resource_type != "model":
            return run(self, manifest)
        _write(self.adapter)  # what came before it
        start = time.process_time()
        result = run(self, manifest)
        _write(self.adapter)
        seconds[self.node.name] = time.process_time() - start
        return result

    runner.run_with_hooks = timed
    place = ["--project-dir", settings.dbt_project_dir, "--profiles-dir", settings.dbt_project_dir]
    place += ["--target-path", settings.dbt_target_dir, "--log-path", settings.logs_dir]
    sys.argv[1:] = [*warehouse.build_arguments(is_continued=is_continued), "--threads", "1", *map(str, place)]
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        dbt_command.main()
    except SystemExit as end:
        if end.code:
            raise
    told.send(seconds)


def _write(adapter: Any) -> None:
    """Compress and write all rows that the file does not hold yet; merge no row groups, which may be others'."""
    with adapter.connection_named("checkpoint"):
        adapter.execute("set global max_vacuum_tasks = 0")
        adapter.execute("checkpoint juesuan")


__all__ = ["Growth", "growth"]
