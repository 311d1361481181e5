"""Command line of the spoilt scans."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.scans.measure import pictures, score, spoilt
from bench.scans.spoil import WAYS
from samples import typeset

_KEY = "qingxi-jiaoyu-final-2024"
_PAGES = (1, 5, 12, 13, 17)  # the cover, F01, F05, the first page of F06, F09
_TWO_UP = "two pages on a sheet"


def main() -> int:
    """Print, for every way to spoil a scan, what was read of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.scans", description=__doc__)
    parser.add_argument(
        "--way", choices=(*WAYS, _TWO_UP), action="append", help="only this way (default: all)"
    )
    parser.add_argument("--pages", type=int, nargs="*", default=list(_PAGES), help="pages of the report")
    parser.add_argument("--keep", type=Path, help="where the spoilt PDFs are kept")
    options = parser.parse_args()
    table = Table(
        "way",
        "printed",
        "right",
        "recall",
        "under a misread label",
        "wrong",
        "without a warning",
        "of those proven",
        "status",
    )
    with tempfile.TemporaryDirectory() as folder:
        (document,) = typeset(Path(folder), only=(_KEY,))
        drawn = pictures(document, options.pages)
        kept = options.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for way in options.way or (*WAYS, _TWO_UP):
            is_two_up = way == _TWO_UP
            plain = next(iter(WAYS)) if is_two_up else way
            path = spoilt(drawn, plain, kept / f"{way}.pdf", two_up=is_two_up)
            found = score(path, document, options.pages)
            told = (
                found.printed,
                found.right,
                f"{found.recall:.1%}",
                found.misnamed,
                found.wrong,
                found.unflagged,
            )
            figures = (*told, found.proven)
            table.add_row(way, *map(str, figures), found.status)
            Console(stderr=True).print(way, found, markup=False)
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
