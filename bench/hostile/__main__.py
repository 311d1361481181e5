"""Command line of the hostile files."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.hostile.campaign import Campaign, mutant, run

_KINDS = ("read", "refused", "stopped", "fault")


def _table(found: Campaign) -> Table:
    table = Table("seed", *_KINDS)
    for name, counts in sorted(found.counts.items()):
        table.add_row(name, *(str(counts[kind]) for kind in _KINDS))
    total = {kind: sum(counts[kind] for counts in found.counts.values()) for kind in _KINDS}
    table.add_row("all", *(str(total[kind]) for kind in _KINDS))
    return table


def main() -> int:
    """Read broken files, keep those that show a fault, and print what came of all."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many files are read")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seconds", type=float, default=3600, help="when to stop, whatever is left")
    parser.add_argument("--task-seconds", type=float, default=20, help="the time limit of one file")
    parser.add_argument("--memory", type=int, default=4096, help="MiB of address space of one process")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, default=Path("hostile"), help="where files that show a fault go")
    parser.add_argument(
        "--seed", action="append", default=[], help="only this one, as report.rar (default: all)"
    )
    options = parser.parse_args()
    found = run(
        options.count,
        workers=options.workers,
        seconds=options.seconds,
        task_seconds=options.task_seconds,
        memory_mib=options.memory,
        first=options.first,
        only=options.seed,
    )
    console = Console(width=160)
    console.print(_table(found))
    if found.slowest is not None:
        console.print(
            f"slowest: {found.slowest.job} {found.slowest.what} {found.slowest.seconds:.1f} s", markup=False
        )
    for fate in found.faults:
        options.keep.mkdir(parents=True, exist_ok=True)
        name, number = fate.job
        kept = options.keep / f"{number}-{name}"
        kept.write_bytes(mutant(fate.job))
        console.print(f"{fate.kind}: {kept}: {fate.what}", markup=False)
    return 1 if found.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
