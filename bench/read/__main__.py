"""Command line of the reader's benchmark."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.read.compare import Tally, compare
from bench.read.measure import PDFPLUMBER, READERS, WHOLE, measure
from pipelines.values.errors import DocumentError


def main() -> int:
    """Run the benchmark or the comparison; return 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m bench.read", description=__doc__)
    parser.add_argument(
        "folder", type=Path, nargs="+", help="PDFs, or folders searched for PDFs at any depth"
    )
    parser.add_argument("--rounds", type=int, default=1, help="readings of each file; the best time counts")
    parser.add_argument("--check", action="store_true", help="compare tables and texts instead of speed")
    parser.add_argument("--whole", action="store_true", help="also from bytes to the lake's rows")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    paths: list[Path] = []
    for given in options.folder:
        paths += sorted(given.rglob("*.pdf")) if given.is_dir() else [given]
    return check(paths) if options.check else speed(paths, options.rounds, options.whole)


def speed(paths: list[Path], rounds: int, whole: bool) -> int:
    """Print pages per second of each reader per file and over all, what ours are to pdfplumber, peak memory."""
    console = Console()
    readers = (READERS[0], WHOLE, PDFPLUMBER) if whole else READERS
    ours = readers[:-1]
    table = Table(
        "document", "pages", *(f"{reader} pages/s" for reader in readers), *(f"{one} ratio" for one in ours)
    )
    pages, seconds, peak = 0, dict.fromkeys(readers, 0.0), dict.fromkeys(readers, 0.0)
    for path, timings in measure(paths, rounds, readers):
        refused = next((t.error for t in timings[READERS[0]] if t.error), "")
        if refused:
            console.print(f"left out: {path.name}: {refused}", style="dim")
            continue
        count = timings[READERS[0]][0].pages
        best = {reader: min(t.seconds for t in timings[reader]) for reader in readers}
        pages += count
        for reader in readers:
            seconds[reader] += best[reader]
            peak[reader] = max(peak[reader], *(t.peak_mib for t in timings[reader]))
        table.add_row(path.name, str(count), *_rates(count, best))
    if pages:
        table.add_section()
        table.add_row("all", str(pages), *_rates(pages, seconds))
        table.add_row("peak memory, MiB", "", *(f"{peak[reader]:.0f}" for reader in readers))
    console.print(table)
    return 0


def _rates(pages: int, seconds: dict[str, float]) -> Iterator[str]:
    """Yield pages per second of each reader, then how many times as fast as pdfplumber each of ours is."""
    yield from (f"{pages / spent:.1f}" for spent in seconds.values())
    yield from (f"{seconds[PDFPLUMBER] / spent:.1f}" for name, spent in seconds.items() if name != PDFPLUMBER)


def check(paths: list[Path]) -> int:
    """Print every difference from pdfplumber and the totals."""
    tally, differences = Tally(), 0
    for path in paths:
        try:
            for difference in compare(path, tally):
                differences += 1
                print(difference)
        except DocumentError as refused:
            print(f"left out: {path.name}: {refused.reason}")
    print(
        f"{tally.pages} pages; {tally.equal_tables} of {tally.tables} tables and "
        f"{tally.equal_cells} of {tally.cells} cells are the same; {differences} differences"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
