"""Command line of the mutation test."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench.mutation.changes import CHANGES
from bench.mutation.golden import read_golden
from bench.mutation.measure import Outcome, outcomes
from bench.mutation.report import put_into, render
from samples import typeset

SHARE = 0.1
"""The share of all changes to the sample reports that is published: some 2,100."""


def of_samples(share: float = SHARE) -> Iterator[Outcome]:
    """Yield the outcomes of a share of all changes to the departments' sample reports."""
    with tempfile.TemporaryDirectory() as folder:
        for document in typeset(Path(folder)):
            if document.organisation_kind == "department":
                yield from outcomes(read_golden(document.path), share=share)


def main() -> int:
    """Print what was noticed, or write it into a page."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description=__doc__)
    parser.add_argument(
        "file", type=Path, nargs="*", help="documents; the sample reports where none is given"
    )
    parser.add_argument("--share", type=float, default=SHARE, help="share of the changes that are made")
    parser.add_argument("--kind", choices=list(CHANGES), nargs="*", default=list(CHANGES))
    parser.add_argument("--misses", action="store_true", help="name every change that was not noticed")
    parser.add_argument("--write", type=Path, help="the page whose generated part is replaced")
    options = parser.parse_args()
    found: list[Outcome] = []
    if options.file:
        for path in options.file:
            found += outcomes(read_golden(path), share=options.share, kinds=options.kind)
    else:
        found += of_samples(options.share)
    console = Console(width=160)
    if options.misses:
        for outcome in found:
            if outcome.miss is not None:
                console.print(
                    f"{outcome.document}: {outcome.change.kind}: {outcome.change.what}: {outcome.miss}"
                )
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(put_into(page, render(found)), encoding="utf-8")
    else:
        console.print(render(found), markup=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
