"""The tests of the warehouse's SQL are tested: it is changed on purpose, and they must notice.

The published score (``docs/tests-that-bite.md``) is that of every fortieth mutant of every model; the nightly tests
judge a seeded sample of them anew, these here the mutants of one model.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.mutation_sql.__main__ import STEP, all_mutants, sampled
from bench.mutation_sql.changes import KINDS
from bench.mutation_sql.equivalent import rules, why_equivalent
from bench.mutation_sql.measure import measured
from bench.mutation_sql.mutants import Mutant, mutants, reprinted
from bench.mutation_sql.report import claimed_living, published
from tests.dbt.awkward import awkward_lake
from tests.dbt.compiled import CompiledProject

PAGE = Path(__file__).parents[2] / "docs" / "tests-that-bite.md"
FLOOR = 0.8
CHANCE = 0.2
"""A share of 0.8 gives 11 of 20 or fewer once in 100 samples."""
SAMPLE = 20

SQL = """
with printed as (
    select distinct a, coalesce(b, c) as b from "juesuan"."staging"."x" where a > 1 and not b is null
),
final as (
    select a, min(b) filter (where b = 'x') as least, case when a = 1 then 'one' else 'more' end as words
    from printed left join y on printed.a = y.a group by a
    qualify row_number() over (partition by a order by least desc, words asc) = 1
),
both as (select * from final union all select * from other)
select * from both
"""


@pytest.fixture(scope="module")
def found(project: CompiledProject) -> list[Mutant]:
    """Every mutant of every model."""
    return all_mutants(project, step=1)


def made(kind: str) -> set[str]:
    return {f"{m.place}: {m.before} → {m.after}" for m in mutants("model", SQL) if m.kind == kind}


def test_mutants_change_one_place_each() -> None:
    texts = [mutant.sql for mutant in mutants("model", SQL)]
    assert len(texts) == len(set(texts)) and reprinted(SQL) not in texts
    assert "printed: a > 1 → a >= 1" in made("comparison")
    assert "printed: NOT b IS NULL → " in made("dropped condition")
    assert "printed: a > 1 AND NOT b IS NULL → a > 1 OR NOT b IS NULL" in made("connective")
    assert "printed.b: COALESCE(b, c) → COALESCE(c, b)" in made("coalesce")
    assert "final.least: MIN(b) → MAX(b)" in made("aggregate")
    assert "final.least: MIN(b) FILTER(WHERE b = 'x') → MIN(b)" in made("dropped condition")
    assert "final: order by words ASC → " in made("row choice")
    assert "final: least DESC → least ASC" in {each.replace(" NULLS LAST", "") for each in made("row choice")}
    assert "final: LEFT JOIN y ON printed.a = y.a → INNER JOIN y ON printed.a = y.a" in made("join")
    assert "both: union of SELECT * FROM other → " in made("union branch")
    assert "printed: select distinct → select" in made("distinct")
    assert "final.words: else 'more' → " in made("case branch")
    assert "final: 1 → 2" in made("constant")


def test_the_sql_as_mutants_print_it_gives_the_same_rows(project: CompiledProject) -> None:
    with project.warehouse(awkward_lake()) as warehouse:
        for name, model in project.models.items():
            if model.is_seed:
                continue
            rows = warehouse.query_changed({name: reprinted(model.sql)}, f"select * from {model.relation}")
            assert rows is None, name
            warehouse.restore()


def test_every_kind_of_change_is_made(found: list[Mutant]) -> None:
    assert {mutant.kind for mutant in found} == set(KINDS)


def test_every_rule_of_mutants_that_mean_the_same_meets_one(found: list[Mutant]) -> None:
    reasons = {why_equivalent(mutant) for mutant in found}
    assert [rule.reason for rule in rules() if rule.reason not in reasons] == []


def test_the_page_counts_the_mutants_of_these_models(found: list[Mutant]) -> None:
    """Within a tenth: a page of much other SQL is out of date (``python -m bench.mutation_sql --write``)."""
    claimed = published(PAGE.read_text(encoding="utf-8")).mutants
    of_each = Counter(mutant.model for mutant in found)
    made_now = sum(len(range(0, count, STEP)) for count in of_each.values())
    assert abs(claimed - made_now) <= made_now / 10


def test_the_published_score_is_above_the_floor() -> None:
    page = PAGE.read_text(encoding="utf-8")
    claimed = published(page)
    assert claimed.share >= FLOOR
    assert len(claimed_living(page)) <= claimed.mutants - claimed.equivalent - claimed.killed


def test_the_mutants_of_a_model_are_noticed(project: CompiledProject, found: list[Mutant]) -> None:
    """By data tests and by tests of a county; after each of them all rows are those of the unchanged SQL again."""
    tried = [mutant for mutant in found if mutant.model == "dim_organisation_name"]
    killers = {outcome.killer or "" for outcome in measured(project, tried)}
    assert all(killers), killers
    assert {killer.startswith("data test") for killer in killers} == {True, False}, killers


@pytest.mark.nights
def test_a_sample_is_noticed_as_the_page_claims(project: CompiledProject) -> None:
    """What the page says lives is believed; of the other mutants of the sample all but the floor's share are noticed."""
    living = claimed_living(PAGE.read_text(encoding="utf-8"))
    meant = [mutant for mutant in all_mutants(project) if why_equivalent(mutant) is None]
    sample = sampled(meant, SAMPLE)
    tried = [mutant for mutant in sample if (mutant.model, mutant.name) not in living]
    met = measured(project, tried)
    missed = [outcome.mutant.name for outcome in met if outcome.killer is None]
    assert (len(met) - len(missed)) / (len(met) + len(sample) - len(tried)) >= FLOOR - CHANCE, missed
