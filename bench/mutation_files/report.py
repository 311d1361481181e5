"""The published tables of changed files: by kind, what was noticed and what was read wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bench import generated
from bench.mutation_files import changes, damage
from bench.mutation_files.measure import Outcome

BEGIN: Final = "<!-- generated: python -m bench.mutation_files --write docs/proof-mutation-files.md -->"
END: Final = "<!-- end of the generated part -->"
NAMES: Final = changes.NAMES | damage.NAMES


def render(outcomes: Sequence[Outcome]) -> str:
    """Return the tables in Markdown, between the marks of what is generated."""
    formats = sorted({one.mutant.format for one in outcomes})
    rows = [
        "| change | files | as seen | noticed | lost in silence | wrong and unflagged | wrong and `proven` |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, name in NAMES.items():
        of_kind = [one for one in outcomes if one.mutant.kind == kind]
        if of_kind:
            rows.append(_row(name, of_kind, is_harmless=kind in changes.HARMLESS))
    rows.append(_row("**all**", outcomes))
    by_format = [
        "| format | files | as seen | noticed | lost in silence | wrong and unflagged | wrong and `proven` |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *(_row(name, [one for one in outcomes if one.mutant.format == name]) for name in formats),
    ]
    return "\n".join([BEGIN, "", *rows, "", *by_format, "", END])


def _row(name: str, outcomes: Sequence[Outcome], *, is_harmless: bool = False) -> str:
    told = sum(one.is_told for one in outcomes)
    share = "" if is_harmless else f"{told / len(outcomes) * 100:.1f} %"
    seen = sum(one.is_as_seen for one in outcomes)
    silent = sum(one.lost for one in outcomes if not one.is_told)
    unflagged = sum(one.unflagged for one in outcomes)
    proven = sum(one.proven for one in outcomes)
    return f"| {name} | {len(outcomes):,} | {seen:,} | {share} | {silent:,} | {unflagged:,} | {proven:,} |"


def misses(outcomes: Iterable[Outcome]) -> list[str]:
    """Return a line for each figure read wrongly and unflagged, each loss in silence and each crash."""
    lines = []
    for number, one in enumerate(outcomes):
        where = f"{number} {one.mutant.kind} {one.mutant.format}"
        lines += [f"{where}: {told}" for told in one.samples]
        if one.lost and not one.is_told:
            lines.append(f"{where}: {one.lost} figures lost in silence")
        if one.crash:
            lines.append(f"{where}: {one.crash}")
    return lines


def put_into(text: str, table: str) -> str:
    """Return a page with its generated part replaced; ValueError where the marks are missing."""
    return generated.replaced(text, table, BEGIN, END)
