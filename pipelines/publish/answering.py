"""A question answered in a process of its own, for those whom nobody knows: bounded in time, memory and size.

DuckDB looks whether it is interrupted between two pieces of work only. One call of a function (``levenshtein`` of long
texts, the sorting of a long list) may take minutes and memory beyond DuckDB's own limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.publish.asking import QuestionError, asking
from pipelines.settings import Settings
from pipelines.workers import Pool, Task

_MEMORY: Final = 3 * 1024**3
_DUCKDB_MEMORY: Final = "1GB"
_MOST_CHARACTERS: Final = 20_000_000
_GRACE: Final = 2.0  # seconds: the question's own limit comes first, and has its sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer with their types, and its rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def answered(settings: Settings, sql: str, *, seconds: float, rows: int, file: Path | None = None) -> Answer:
    """Return the first ``rows`` of the answer to a question; see :func:`pipelines.publish.asking.asking`.

    Raises QuestionError for what that refuses, and for a question that needs more time or memory than it may have, or
    whose answer is too large to be shown.
    """
    pool: Pool[str, Answer | str] = Pool(
        _answer, workers=1, task_seconds=seconds + _GRACE, memory_bytes=_MEMORY
    )
    (outcome,) = pool.run([Task("question", (settings, sql, seconds, rows, file))])
    if outcome.result is None:
        if not outcome.is_interrupted:
            raise RuntimeError(outcome.reason)
        if outcome.seconds > seconds:
            raise QuestionError(f"the question took more than {seconds:g} seconds and was ended")
        raise QuestionError("the question needs more memory than it may have, and was ended")
    if isinstance(outcome.result, str):
        raise QuestionError(outcome.result)
    return outcome.result


def _answer(settings: Settings, sql: str, seconds: float, rows: int, file: Path | None) -> Answer | str:
    """Return an answer, or the words of its refusal; runs in the process of the question."""
    try:
        with asking(settings, sql, seconds=seconds, file=file, memory=_DUCKDB_MEMORY) as relation:
            columns, types = tuple(map(str, relation.columns)), tuple(map(str, relation.types))
            found: list[tuple[Any, ...]] = []
            limited, size = relation.limit(rows), 0
            while batch := limited.fetchmany(100):
                size += sum(len(str(value)) for row in batch for value in row)
                if size > _MOST_CHARACTERS:
                    return f"the answer is larger than {_MOST_CHARACTERS // 1_000_000} MB: ask for less"
                found += batch
            return Answer(columns, types, tuple(found))
    except QuestionError as error:
        return str(error)


__all__ = ["Answer", "answered"]
