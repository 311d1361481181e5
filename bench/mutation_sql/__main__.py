"""Command line of the mutation test of the warehouse's SQL."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from random import Random

from rich.console import Console

from bench.mutation_sql.equivalent import why_equivalent
from bench.mutation_sql.measure import Outcome, measured, models_of
from bench.mutation_sql.mutants import Mutant, mutants
from bench.mutation_sql.report import put_into, render
from tests.dbt.compiled import CompiledProject, compile_project

SEED = 2024
STEP = 40
"""Every fortieth mutant of a model is published: some 140."""


def all_mutants(project: CompiledProject, models: Sequence[str] = (), step: int = STEP) -> list[Mutant]:
    """Return every ``step``-th mutant of all models, or of some."""
    return [
        mutant
        for name in models or models_of(project)
        for mutant in mutants(name, project.models[name].sql)[::step]
    ]


def sampled(found: Sequence[Mutant], count: int, seed: int = SEED) -> list[Mutant]:
    """Return as many mutants as are wanted, the same ones for the same seed, in the order of their models."""
    chosen = sorted(Random(seed).sample(range(len(found)), min(count, len(found))))
    return [found[number] for number in chosen]


def measure(project: CompiledProject, found: Sequence[Mutant], workers: int = 1) -> list[Outcome]:
    """Return the outcomes of mutants that are valid SQL, in no order where several workers share them."""
    if workers == 1:
        return measured(project, found)
    parts = [found[number::workers] for number in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(measured, project, part) for part in parts]
        return [outcome for future in as_completed(futures) for outcome in future.result()]


def main() -> int:
    """Print what was noticed, or write it into a page."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutation_sql", description=__doc__)
    parser.add_argument("model", nargs="*", help="models; all of them where none is given")
    parser.add_argument("--step", type=int, default=STEP, help="every how many-th mutant; 1 for all of them")
    parser.add_argument("--sample", type=int, help="this many mutants instead of all")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="name every mutant that no test noticed")
    parser.add_argument(
        "--killed", type=Path, help="a file of killed mutants: read where it is there, then kept"
    )
    parser.add_argument("--write", type=Path, help="the page whose generated part is replaced")
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = compile_project(Path(folder))
    found = all_mutants(project, options.model, options.step)
    if options.sample:
        found = sampled(found, options.sample, options.seed)
    known = _known(options.killed)
    done = [Outcome(mutant, known[mutant.key]) for mutant in found if mutant.key in known]
    open_ = [mutant for mutant in found if mutant.key not in known and not why_equivalent(mutant)]
    equivalent = [
        Outcome(mutant, None) for mutant in found if mutant.key not in known and why_equivalent(mutant)
    ]
    done += equivalent + measure(project, open_, options.workers)
    if options.killed:
        killed = {**known, **{each.mutant.key: each.killer for each in done if each.killer}}
        options.killed.write_text(json.dumps(killed, ensure_ascii=False, indent=0), encoding="utf-8")
    _tell(done, options)
    return 0


def _known(file: Path | None) -> dict[str, str]:
    if file is None or not file.exists():
        return {}
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _tell(done: Sequence[Outcome], options: argparse.Namespace) -> None:
    console = Console(width=200)
    if options.misses:
        for outcome in done:
            if outcome.killer is None and not why_equivalent(outcome.mutant):
                console.print(f"{outcome.mutant.model} | {outcome.mutant.name}", markup=False)
    if options.json:
        rows = [{"model": o.mutant.model, "name": o.mutant.name, "killer": o.killer} for o in done]
        print(json.dumps(rows, ensure_ascii=False))
    elif options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(put_into(page, render(done)), encoding="utf-8")
    else:
        console.print(render(done), markup=False)


if __name__ == "__main__":
    raise SystemExit(main())
