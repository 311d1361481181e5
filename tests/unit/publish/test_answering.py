"""A question of a page is bounded whatever it does: in time, in memory, in the size of its answer."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from pipelines.publish.answering import answered
from pipelines.publish.asking import QuestionError
from pipelines.settings import Settings
from tests.unit.publish.test_asking import published  # noqa: F401  # a fixture

pytestmark = pytest.mark.slow


def ask(settings: Settings, sql: str, seconds: float = 3, rows: int = 100) -> list[tuple[object, ...]]:
    return list(answered(settings, sql, seconds=seconds, rows=rows).rows)


def test_an_answer_comes_with_its_columns_and_types(published: Settings) -> None:  # noqa: F811
    answer = answered(published, "select id, amount from fct order by id", seconds=10, rows=2)
    assert answer.columns == ("id", "amount")
    assert answer.types == ("INTEGER", "DECIMAL(18,2)")
    assert answer.rows == ((1, Decimal("12.50")), (2, Decimal("-3.00")))


@pytest.mark.parametrize(
    "sql",
    [
        # One call of a function: DuckDB asks for interrupts between two of them only.
        "select levenshtein(repeat('a', 300000), repeat('b', 300000))",
        "with recursive a as (select 1 as n union all select n + 1 from a) select count(*) from a",
    ],
)
def test_what_cannot_be_interrupted_is_ended(published: Settings, sql: str) -> None:  # noqa: F811
    began = time.monotonic()
    with pytest.raises(QuestionError, match="took more than 3 seconds and was ended"):
        ask(published, sql)
    assert time.monotonic() - began < 60, "alone it takes minutes"


@pytest.mark.parametrize(
    "sql",
    [
        "select damerau_levenshtein(repeat('a', 40000), repeat('b', 40000))",
        "select length(repeat('x', 4000000000))",
    ],
)
def test_memory_beyond_the_bound_ends_the_question_and_nothing_else(
    published: Settings,  # noqa: F811
    sql: str,
) -> None:
    with pytest.raises(QuestionError):
        ask(published, sql, seconds=20)
    assert ask(published, "select 1") == [(1,)]


def test_an_answer_too_large_to_be_shown_is_refused(published: Settings) -> None:  # noqa: F811
    with pytest.raises(QuestionError, match="larger than 20 MB"):
        ask(published, "select repeat('x', 1000000) from range(50)", seconds=30)


def test_what_is_refused_is_refused_with_the_same_words(published: Settings) -> None:  # noqa: F811
    with pytest.raises(QuestionError, match="asked with select, not with COPY"):
        ask(published, "copy fct to '/tmp/out.csv'")
