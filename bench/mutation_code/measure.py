"""Measure: which rooms are broken, which tests judge them, and how sure a score is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from math import sqrt
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import yaml

from bench.mutation_code.bare import preload, run_bare
from bench.mutation_code.children import FORK, Job, Verdict, judge
from bench.mutation_code.mutants import Mutant, mutants, sample
from bench.mutation_code.survey import Selector, Survey
from bench.mutation_code.warm import SURVEYED, results, serve

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "prove",
    "values",
    "lake/rows.py",
    "documents/examine.py",
    "documents/extract.py",
    "recognise",
)
"""Rooms and single modules below ``pipelines`` that the page gives a score."""
TESTS: Final = tuple(
    f"tests/unit/{name}"
    for name in (
        "archive", "documents", "forms", "lake", "prove", "recognise", "recognise_narrative",
        "recognise_ragged", "reread", "values",
    )
)  # fmt: skip


class Bench:
    """The tests, collected and surveyed, ready to judge mutants."""

    def __init__(self, connection: Connection, survey: Survey, workers: int) -> None:
        self._connection, self._survey, self._workers = connection, survey, workers
        self._selector = Selector(ROOT, survey)

    def job(self, mutant: Mutant) -> Job:
        """Return a mutant with the tests that can notice it."""
        tests = self._selector.tests(mutant)
        return Job(mutant, tuple(tests), sum(self._survey.seconds[test] for test in tests))

    def judge(self, chosen: Sequence[Mutant], heard: Callable[[Verdict], None]) -> list[Verdict]:
        """Judge mutants: those inside functions in the warm process, all others by a fresh import."""
        jobs = [self.job(mutant) for mutant in chosen]
        verdicts: list[Verdict] = []
        bare = [job for job in jobs if not job.mutant.is_inside]
        for verdict in results(self._connection, [job for job in jobs if job.mutant.is_inside]):
            if verdict.status == "unfit":
                bare += [job for job in jobs if job.mutant == verdict.mutant]
                continue
            verdicts.append(verdict)
            heard(verdict)

        def tell(verdict: Verdict) -> None:
            verdicts.append(verdict)
            heard(verdict)

        judge(bare, partial(run_bare, ROOT), workers=self._workers, heard=tell)
        return verdicts


@contextmanager
def bench(tests: Sequence[str], *, workers: int) -> Iterator[Bench]:
    """Collect and survey tests; RuntimeError where one fails without any mutant."""
    preload()
    ours, theirs = FORK.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "survey.json"
        server = FORK.Process(target=serve, args=(ROOT, tests, file, theirs, workers))
        server.start()
        theirs.close()
        answer = ours.recv()
        if answer != SURVEYED:
            raise RuntimeError(answer)
        survey = Survey.of(file)
    try:
        yield Bench(ours, survey, workers)
    finally:
        ours.send(None)
        server.join()


def chosen(room: str, *, size: int, seed: int) -> list[Mutant]:
    """Return a seeded sample of a room's mutants, without those that change nothing."""
    return sample([mutant for mutant in all_mutants(room) if mutant.key not in equivalents()], size, seed)


def all_mutants(room: str) -> list[Mutant]:
    """Return every mutant of a room or a module."""
    place = ROOT / "pipelines" / room
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    if not files:
        raise ValueError(f"no room or module pipelines/{room}")
    return [mutant for file in files for mutant in mutants(ROOT, str(file.relative_to(ROOT)))]


@cache
def equivalents() -> dict[str, str]:
    """Return the mutants that were judged to change nothing that can be seen, each with the reason."""
    raw = yaml.safe_load((Path(__file__).parent / "equivalent.yml").read_text(encoding="utf-8"))
    return {key: reason for reason, keys in raw.items() for key in keys}


def score(verdicts: Iterable[Verdict]) -> tuple[int, int]:
    """Return how many mutants were noticed, and how many there were."""
    found = list(verdicts)
    return sum(verdict.is_noticed for verdict in found), len(found)


def interval(noticed: int, of: int) -> tuple[float, float]:
    """Return the bounds between which the share lies with 95 % (Wilson)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, noticed / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - spread, middle + spread


def lines_of(verdicts: Iterable[Verdict]) -> list[str]:
    """Return one line for each mutant that was not noticed, by place."""
    left = [verdict for verdict in verdicts if not verdict.is_noticed]
    return [
        f"{v.status}: {v.mutant.key} (line {v.mutant.first})"
        for v in sorted(left, key=lambda v: (v.mutant.path, v.mutant.first))
    ]
