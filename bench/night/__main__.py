"""Command line: ``python -m bench.night still`` and ``python -m bench.night workers``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.night", description=__doc__)
    parser.add_argument("what", choices=["still", "workers"])
    parser.add_argument("--sites", type=int, default=2850, help="of a still night")
    parser.add_argument(
        "--documents", type=int, default=160, help="of each site; for workers, of all batches"
    )
    parser.add_argument("--batches", type=int, default=4, help="for workers: how many batches are read")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="night") as folder:
        if options.what == "still":
            _still(Path(folder), options.sites, options.documents)
        else:
            from bench.night.workers import compare

            compare(Path(folder), options.documents, options.batches)


def _still(folder: Path, sites: int, documents: int) -> None:
    from bench.night.still import make, run

    settings = make(folder, sites, documents)
    table = Table("night", "documents", "read", "events", "core-seconds")
    for name in ("first look", "nothing new"):
        found = run(settings)
        table.add_row(
            name,
            f"{found.documents:,}",
            str(found.read),
            str(found.events),
            f"{found.core_seconds:.1f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
