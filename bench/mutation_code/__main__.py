"""Command line of the mutation run over the code."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.mutation_code.children import Verdict
from bench.mutation_code.measure import ROOMS, TESTS, bench, chosen, lines_of, score
from bench.mutation_code.report import put_into, render


def main() -> int:
    """Break a sample of places, print what no test noticed, and write the score into a page."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutation_code", description=__doc__)
    parser.add_argument(
        "room", nargs="*", default=list(ROOMS), help="rooms or modules to break, as in prove or prove:500"
    )
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="the tests that judge them")
    parser.add_argument("--size", type=int, default=600, help="mutants to judge per room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path, help="the page whose generated part is replaced")
    parser.add_argument("--lived", type=Path, help="a file for the mutants that no test noticed")
    parser.add_argument("--floor", type=float, default=0.0, help="fail where less than this share is noticed")
    options = parser.parse_args()
    found: dict[str, list[Verdict]] = {}
    with bench(options.tests, workers=options.workers) as judging:
        for entry in options.room:
            room, _, size = entry.partition(":")
            taken = chosen(room, size=int(size or options.size), seed=options.seed)
            found[room] = judging.judge(taken, _print)
            if options.lived:
                text = "\n".join(line for verdicts in found.values() for line in lines_of(verdicts))
                options.lived.write_text(text + "\n", encoding="utf-8")
    table = render(found)
    print(table)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(put_into(page, table), encoding="utf-8")
    noticed, judged = score(verdict for verdicts in found.values() for verdict in verdicts)
    return 0 if noticed >= options.floor * judged else 1


def _print(verdict: Verdict) -> None:
    if not verdict.is_noticed:
        print(f"{verdict.status}: {verdict.mutant.key} (line {verdict.mutant.first})", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
