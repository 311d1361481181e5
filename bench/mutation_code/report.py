"""Report: the score of every room as a table of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bench import generated
from bench.mutation_code.children import Verdict
from bench.mutation_code.measure import all_mutants, interval, score

BEGIN: Final = "<!-- generated: python -m bench.mutation_code --write docs/tests-that-bite.md -->"
END: Final = "<!-- end of the generated part -->"


def render(found: Mapping[str, Sequence[Verdict]]) -> str:
    """Return the tables of scores by room and by operator."""
    rows = ["| room | mutants | judged | noticed | share | 95% |", "|---|--:|--:|--:|--:|---|"]
    rows += [_row(f"`{room}`", len(all_mutants(room)), verdicts) for room, verdicts in found.items()]
    everything = [verdict for verdicts in found.values() for verdict in verdicts]
    rows += ["", "| operator | judged | noticed | share |", "|---|--:|--:|--:|"]
    by_operator: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in everything:
        by_operator[verdict.mutant.operator.partition("#")[0]].append(verdict)
    for operator, verdicts in sorted(by_operator.items(), key=lambda entry: -len(entry[1])):
        noticed, of = score(verdicts)
        rows.append(f"| {operator} | {of:,} | {noticed:,} | {noticed / of:.1%} |")
    return "\n".join(rows).replace("%", " %")


def put_into(page: str, table: str) -> str:
    """Return the page with its generated part replaced; ValueError where it has none."""
    return generated.replaced(page, f"{BEGIN}\n\n{table}\n\n{END}", BEGIN, END)


def _row(name: str, there: int, verdicts: Sequence[Verdict]) -> str:
    noticed, of = score(verdicts)
    low, high = interval(noticed, of)
    share = noticed / of if of else 0.0
    return f"| {name} | {there:,} | {of:,} | {noticed:,} | {share:.1%} | {low:.1%} – {high:.1%} |"
