"""The published tables: which share of mutants the tests notice, by model and by kind, and which live."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bench import generated
from bench.mutation_sql.equivalent import why_equivalent
from bench.mutation_sql.measure import Outcome

BEGIN: Final = "<!-- generated: python -m bench.mutation_sql --write docs/tests-that-bite.md -->"
END: Final = "<!-- end of the generated part of the SQL -->"
_TOTAL: Final = re.compile(
    r"^\| \*\*all\*\* \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d.]+) % \|", re.MULTILINE
)

_LIVING: Final = re.compile(r"^- `(\w+)` (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Score:
    """Mutants made, those among them that mean the same, those that a test notices."""

    mutants: int
    equivalent: int
    killed: int

    @property
    def share(self) -> float:
        """Return the share of the mutants with another meaning that are noticed; 1 of none."""
        meant = self.mutants - self.equivalent
        return self.killed / meant if meant else 1.0


def score(outcomes: Iterable[Outcome]) -> Score:
    """Count outcomes."""
    found = list(outcomes)
    killed = sum(outcome.killer is not None for outcome in found)
    equivalent = sum(
        outcome.killer is None and why_equivalent(outcome.mutant) is not None for outcome in found
    )
    return Score(len(found), equivalent, killed)


def render(outcomes: Sequence[Outcome]) -> str:
    """Return the tables in Markdown, between the marks of what is generated."""
    models = _table("model", outcomes, lambda outcome: outcome.mutant.model)
    kinds = _table("change", outcomes, lambda outcome: outcome.mutant.kind)
    return "\n".join(
        [BEGIN, "", *models, "", *kinds, "", *_equivalent(outcomes), "", *_living(outcomes), "", END]
    )


def _table(head: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> list[str]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    rows = [f"| {head} | mutants | same meaning | noticed | score |", "|---|--:|--:|--:|--:|"]
    rows += [_row(name, groups[name]) for name in sorted(groups)]
    return [*rows, _row("**all**", outcomes)]


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    found = score(outcomes)
    return f"| {name} | {found.mutants:,} | {found.equivalent:,} | {found.killed:,} | {found.share * 100:.1f} % |"


def _equivalent(outcomes: Sequence[Outcome]) -> list[str]:
    counts: dict[str, int] = defaultdict(int)
    for outcome in outcomes:
        reason = why_equivalent(outcome.mutant)
        if outcome.killer is None and reason:
            counts[reason] += 1
    rows = ["| mutants | why they mean the same |", "|--:|---|"]
    return rows + [
        f"| {count} | {reason} |" for reason, count in sorted(counts.items(), key=lambda e: (-e[1], e[0]))
    ]


def _living(outcomes: Sequence[Outcome]) -> list[str]:
    living = [o.mutant for o in outcomes if o.killer is None and not why_equivalent(o.mutant)]
    return ["Mutants that live:", "", *sorted({f"- `{mutant.model}` {mutant.name}" for mutant in living})]


def claimed_living(page: str) -> set[tuple[str, str]]:
    """Return model and name of the mutants that a page says live."""
    return set(_LIVING.findall(generated_part(page)))


def published(page: str) -> Score:
    """Return the total that a page claims; ValueError where it claims none."""
    found = _TOTAL.search(generated_part(page))
    if found is None:
        raise ValueError("the page has no row of all mutants")
    mutants, equivalent, killed = (int(number.replace(",", "")) for number in found.groups()[:3])
    return Score(mutants, equivalent, killed)


def put_into(text: str, table: str) -> str:
    """Return a page with its generated part replaced; ValueError where the marks are missing."""
    return generated.replaced(text, table, BEGIN, END)


def generated_part(text: str) -> str:
    """Return the generated part of a page, marks included; ValueError where they are missing."""
    return generated.part(text, BEGIN, END)
