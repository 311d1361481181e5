"""Command line of the changed files."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from bench.mutation_files.book import books
from bench.mutation_files.measure import Outcome
from bench.mutation_files.record import measure
from bench.mutation_files.report import NAMES, misses, put_into, render

KEYS = ("liupu-caizheng-final-2024", "qingxi-caizheng-final-2024", "qingxi-jiaoyu-final-2023")


def measured(count: int, kinds: tuple[str, ...] = (), record: Path | None = None) -> list[Outcome]:
    """Return the outcomes of a number of mutants of the sample reports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return list(measure(books(folder, KEYS), count, folder, kinds, record=record))


def main() -> int:
    """Print what was noticed, or write it into a page."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutation_files", description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="how many files are changed")
    parser.add_argument("--kind", choices=list(NAMES), nargs="*", default=[])
    parser.add_argument("--record", type=Path, help="a file of outcomes to go on with, a line of JSON each")
    parser.add_argument("--misses", action="store_true", help="name what was read wrongly or lost in silence")
    parser.add_argument("--write", type=Path, help="the page whose generated part is replaced")
    options = parser.parse_args()
    found = measured(options.count, tuple(options.kind), options.record)
    console = Console(width=180)
    if options.misses:
        console.print("\n".join(misses(found)), markup=False)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(put_into(page, render(found)), encoding="utf-8")
    else:
        console.print(render(found), markup=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
