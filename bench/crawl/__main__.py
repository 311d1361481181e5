"""Command line of the crawl's benchmark."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.crawl.measure import measure, portal, site_at
from bench.crawl.server import PER_LIST
from pipelines import settings as settings_module


def main() -> int:
    """Crawl twice and print documents and pages per minute, bytes, and memory along the way."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000, help="list pages and articles")
    parser.add_argument("--documents", type=int, default=2_000)
    options = parser.parse_args()
    articles = options.pages * PER_LIST // (PER_LIST + 1)
    table = Table(
        "crawl",
        "pages",
        "documents",
        "seconds",
        "pages/min",
        "documents/min",
        "MiB received",
        *("MiB resident at 20 %", "at 50 %", "at the end"),
    )
    with tempfile.TemporaryDirectory() as folder, portal(articles, options.documents) as url:
        settings = settings_module.load(Path(folder) / "data", environment={}, folder=Path(folder))
        for name in ("first", "again, unchanged"):
            done = measure(settings, site_at(url, options.pages))
            report = done.report
            if report.failure or report.problems:
                Console().print(report.failure, report.problems[:5])
                return 1
            table.add_row(
                name,
                str(report.pages),
                str(report.documents),
                f"{report.seconds:.0f}",
                f"{60 * report.pages / report.seconds:,.0f}",
                f"{60 * report.documents / report.seconds:,.0f}",
                f"{report.bytes_received / 1024**2:.1f}",
                *(f"{done.resident_at(share):.0f}" for share in (0.2, 0.5, 1.0)),
            )
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
