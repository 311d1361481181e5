"""Records of outcomes: a line of JSON each, so that a run keeps little in memory and can be gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from bench.mutation_files.book import Book
from bench.mutation_files.measure import Mutant, Outcome, mutants, outcome

_KEPT: Final = ("kind", "format", "book", "turn")


def slim(found: Outcome) -> Outcome:
    """Return an outcome without the bytes and the figures of its file."""
    return replace(found, mutant=replace(found.mutant, data=b"", seen={}, codes={}))


def as_line(found: Outcome) -> str:
    """Return an outcome as a line of JSON."""
    row: dict[str, Any] = {name: getattr(found.mutant, name) for name in _KEPT}
    row |= {one.name: getattr(found, one.name) for one in fields(Outcome) if one.name != "mutant"}
    return json.dumps(row, ensure_ascii=False)


def of_line(line: str) -> Outcome:
    """Return the outcome of a line that :func:`as_line` made; ValueError or KeyError for any other."""
    row = json.loads(line)
    mutant = Mutant(row.pop("kind"), row.pop("format"), row.pop("book"), b"", {}, {}, row.pop("turn"))
    return Outcome(mutant, **(row | {"samples": tuple(row["samples"])}))


def recorded(path: Path) -> list[Outcome]:
    """Return the outcomes that a file holds; a last line that was cut short is taken off it."""
    if not path.exists():
        return []
    whole = path.read_text(encoding="utf-8")
    whole = whole[: whole.rfind("\n") + 1]
    path.write_text(whole, encoding="utf-8")
    return [of_line(line) for line in whole.splitlines()]


def measure(
    books: Sequence[Book],
    count: int,
    folder: Path,
    kinds: Sequence[str] = (),
    *,
    record: Path | None = None,
    read: Callable[[Mutant, Path], Outcome] = outcome,
) -> Iterator[Outcome]:
    """Yield the outcomes of a number of mutants, those first that the record holds; ``folder`` holds one file.

    Each outcome is put on the record as soon as it is known. A record belongs to one choice of kinds.
    """
    done = recorded(record) if record else []
    yield from done[:count]
    first = done[-1].mutant.turn + 1 if done else 0
    for mutant in mutants(books, count - len(done), kinds, first=first):
        found = slim(read(mutant, folder))
        if record:
            with record.open("a", encoding="utf-8") as file:
                file.write(as_line(found) + "\n")
        yield found
