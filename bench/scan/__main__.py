"""Command line of the scan reader's benchmark."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.scan.measure import WAYS, measure, page_count


def main() -> int:
    """Print seconds per page of both ways, their ratio and their peak memory."""
    parser = argparse.ArgumentParser(prog="python -m bench.scan", description=__doc__)
    parser.add_argument("file", type=Path, nargs="+", help="PDFs of scanned pages")
    parser.add_argument(
        "--pages", type=int, nargs="*", default=None, help="page numbers; all where not given"
    )
    options = parser.parse_args()
    console = Console()
    table = Table(
        "document", "page", *(f"{way}, s" for way in WAYS), "ratio", *(f"figures {way}" for way in WAYS)
    )
    total, peak, count = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0.0), 0
    pages = [(path, n) for path in options.file for n in options.pages or range(1, page_count(path) + 1)]
    for path, number, timings in measure(pages):
        count += 1
        seconds = [timings[way].seconds for way in WAYS]
        for way in WAYS:
            total[way] += timings[way].seconds
            peak[way] = max(peak[way], timings[way].peak_mib)
        table.add_row(
            path.name,
            str(number),
            *(f"{s:.1f}" for s in seconds),
            f"{seconds[1] / seconds[0]:.1f}",
            *(str(timings[way].figures) for way in WAYS),
        )
    if count:
        table.add_section()
        means = [total[way] / count for way in WAYS]
        table.add_row("mean", str(count), *(f"{s:.2f}" for s in means), f"{means[1] / means[0]:.1f}", "", "")
        table.add_row("peak memory, MiB", "", *(f"{peak[way]:.0f}" for way in WAYS), "", "", "")
    console.print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
