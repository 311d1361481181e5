"""Let every mutant meet the tests that can see its model, until one notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from bench.mutation_sql.checks import Check, Replay, checks
from bench.mutation_sql.mutants import Mutant
from tests.dbt.compiled import CompiledProject
from tests.dbt.lake import Lake


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: the test that noticed it, or None where it lives."""

    mutant: Mutant
    killer: str | None


def outcomes(replay: Replay, seers: Iterable[Check], mutants: Iterable[Mutant]) -> Iterator[Outcome]:
    """Yield the outcome of every mutant that is valid SQL; others are no mutants, as dbt would refuse them.

    Tests that ask the model itself come first, then those that noticed others of its mutants.
    """
    everything = list(seers)
    kills: dict[str, int] = {}
    for mutant in mutants:
        if not is_valid(replay, mutant):
            continue
        seeing = [check for check in everything if mutant.model in check.rests_on]
        distances = {check.name: _distance(replay.project, mutant.model, check) for check in seeing}
        seeing.sort(key=lambda check: (-kills.get(check.name, 0), distances[check.name]))
        changed = {mutant.model: mutant.sql}
        killer = next((check.name for check in seeing if check.notices(replay, changed)), None)
        replay.restore()
        if killer is not None:
            kills[killer] = kills.get(killer, 0) + 1
        yield Outcome(mutant, killer)


def measured(project: CompiledProject, found: Sequence[Mutant]) -> list[Outcome]:
    """Return the outcomes of mutants in a replay of their own."""
    replay = Replay(project)
    try:
        return list(outcomes(replay, checks(replay), found))
    finally:
        replay.close()


def is_valid(replay: Replay, mutant: Mutant) -> bool:
    """Return whether DuckDB can plan a mutant."""
    warehouse = replay.warehouse(b"empty", Lake())
    warehouse.build([mutant.model])
    try:
        warehouse.connection.execute(f"explain {warehouse.sql_of(mutant.sql)}")
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
        return False
    except duckdb.Error:
        return True
    return True


def _distance(project: CompiledProject, model: str, check: Check) -> int:
    """Return how many models stand between a mutant's and the nearest that a test asks."""
    between = [
        sum(model in project.ancestors[other] for other in project.ancestors[asked])
        for asked in check.asks
        if model in project.ancestors[asked]
    ]
    return min(between, default=len(project.models))


def models_of(project: CompiledProject) -> list[str]:
    """Return the models whose SQL is changed: all but seeds."""
    return [name for name, model in project.models.items() if not model.is_seed]
