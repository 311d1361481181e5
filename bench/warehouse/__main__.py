"""Command line of the warehouse benchmark."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.warehouse.generate import Size, change, generate
from bench.warehouse.growth import growth
from bench.warehouse.measure import Timing, build, build_apart, command, compact, publish, questions
from pipelines.settings import Settings, load


def main() -> int:
    """Generate a lake, build it, change 1 % of its documents, build again, ask the cookbook's questions."""
    parser = argparse.ArgumentParser(prog="python -m bench.warehouse", description=__doc__)
    parser.add_argument("folder", type=Path, help="data folder; its lake is made where it is missing")
    parser.add_argument("--items", type=int, default=10_000_000, help="figures in all")
    parser.add_argument("--documents", type=int, default=16_000, help="documents, 160 a site")
    parser.add_argument("--share", type=float, default=0.01, help="share of the documents that change")
    parser.add_argument("--sites", type=int, default=1, help="sites that the changes are spread over")
    parser.add_argument("--command", action="store_true", help="measure `juesuan build` too")
    parser.add_argument("--ducklake", action="store_true", help="publish into a DuckLake, rows in the folder")
    parser.add_argument("--catalogue", default="", help="of the DuckLake: postgresql://… (default: a file)")
    parser.add_argument(
        "--growth", type=int, default=0, metavar="TIMES", help="compare with a lake so much smaller"
    )
    parser.add_argument("--repeat", type=int, default=2, help="builds of each of the two lakes")
    options = parser.parse_args()
    size = Size(options.items, options.documents)
    if options.growth:
        return _growth(options, size)
    settings = load(options.folder)
    if not (settings.lake_dir / "documents" / "bench_0000.parquet").exists():
        generate(settings.lake_dir, size)
    if options.ducklake:
        return _ducklake(
            replace(settings, warehouse="ducklake", ducklake_catalog=options.catalogue), options, size
        )
    steps = [build(settings, "full build", is_full=True)]
    changed = change(settings.lake_dir, size, options.share, sites=options.sites)
    steps.append(build(settings, f"build after {changed} documents changed", is_full=False))
    if options.command:
        change(settings.lake_dir, size, options.share, sites=options.sites)
        program = [sys.executable, "-c", "from pipelines.cli import main; main()"]
        arguments = [*program, "--data-dir", str(settings.data_dir), "build"]
        steps.append(command("juesuan build after as many changed", arguments))
    _show([*steps, *questions(settings)])
    return 0


def _ducklake(settings: Settings, options: argparse.Namespace, size: Size) -> int:
    """Publish all rows, those of a share of changed documents, and none; ask the cookbook; compact; ask again."""
    steps = [build_apart(settings, "full build", is_full=True), publish(settings, "publication of all rows")]
    changed = change(settings.lake_dir, size, options.share, sites=options.sites)
    steps.append(build_apart(settings, f"build after {changed} documents changed", is_full=False))
    steps.append(publish(settings, "publication of what differs"))
    of_file = max(questions(replace(settings, warehouse="file")), key=_seconds)
    steps.append(replace(of_file, step=f"slowest question, the build's file: {of_file.step}"))
    of_lake = max(questions(settings), key=_seconds)
    steps.append(replace(of_lake, step=f"slowest question, the DuckLake: {of_lake.step}"))
    steps.append(compact(settings, "compaction of every table"))
    of_lake = max(questions(settings), key=_seconds)
    steps.append(replace(of_lake, step=f"slowest question after it: {of_lake.step}"))
    _list(steps)
    return 0


def _growth(options: argparse.Namespace, size: Size) -> int:
    """Show each model's growth; end with 1 where one grew by more than the lake."""
    found = growth(options.folder, size, times=options.growth, repeat=options.repeat)
    table = Table("model", f"cpu seconds, 1/{options.growth}", "cpu seconds", "ratio", "beyond the lake")
    for one in found:
        row = (one.model, f"{one.small:.2f}", f"{one.large:.2f}", f"{one.ratio:.1f}")
        table.add_row(*row, "yes" if one.is_beyond(options.growth) else "")
    Console().print(table)
    return int(any(one.is_beyond(options.growth) for one in found))


def _seconds(timing: Timing) -> float:
    return timing.seconds


def _list(steps: list[Timing]) -> None:
    table = Table("step", "seconds", "cpu seconds", "peak MiB")
    for step in steps:
        table.add_row(step.step, f"{step.seconds:.2f}", f"{step.cpu_seconds:.2f}", f"{step.peak_mib:,.0f}")
    Console().print(table)


def _show(steps: list[Timing]) -> None:
    _list(steps)
    Console().print(f"second build / full build: {steps[1].seconds / steps[0].seconds:.3f}")


if __name__ == "__main__":
    raise SystemExit(main())
