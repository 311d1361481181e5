"""The published table: which share of changes the identities notice, by kind of change, and why others slip by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from bench import generated
from bench.mutation.measure import Miss, Outcome

BEGIN: Final = "<!-- generated: python -m bench.mutation --write docs/proof-mutation.md -->"
END: Final = "<!-- end of the generated part -->"
_IN_PART: Final = "another figure of the change was noticed, this one was not"
NAMES: Final = {
    "digit": "one digit is another one",
    "factor": "a figure is 10,000 times as large",
    "swap": "two figures of a table are swapped",
    "swap_next": "two figures below each other are swapped",
    "shift_across": "a row's figures stand one column too far to the left",
    "shift_down": "a column's figures stand one row too far up, from some row on",
    "lost_row": "a row is lost",
}


def rate(outcomes: Iterable[Outcome]) -> float:
    """Return the share of changes that were noticed; 0 of none."""
    found = [outcome.noticed for outcome in outcomes]
    return sum(found) / len(found) if found else 0.0


def cell_rate(outcomes: Iterable[Outcome]) -> float:
    """Return the share of the changed figures other than zero that were noticed; 0 of none."""
    found = [(outcome.cells, outcome.change.cells) for outcome in outcomes]
    changed = sum(cells for _, cells in found)
    return sum(noticed for noticed, _ in found) / changed if changed else 0.0


def beyond_rounding(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Leave out the changes no larger than what rounding alone may do to the sums they stand in."""
    return [outcome for outcome in outcomes if outcome.miss is not Miss.ROUNDING]


def render(outcomes: Sequence[Outcome]) -> str:
    """Return the tables in Markdown, between the marks of what is generated."""
    return "\n".join([BEGIN, "", *_kinds(outcomes), "", *_misses(outcomes), "", *_forms(outcomes), "", END])


def _kinds(outcomes: Sequence[Outcome]) -> list[str]:
    rows = [
        "| change | changes | noticed | beyond rounding | figures changed | noticed | beyond rounding |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind, name in NAMES.items():
        of_kind = [outcome for outcome in outcomes if outcome.change.kind == kind]
        if of_kind:
            rows.append(_row(name, of_kind))
    return [*rows, _row("**all**", outcomes)]


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    cells = sum(outcome.change.cells for outcome in outcomes)
    larger = beyond_rounding(outcomes)
    changes = " | ".join(_percent(share) for share in (rate(outcomes), rate(larger)))
    figures = " | ".join(_percent(share) for share in (cell_rate(outcomes), cell_rate(larger)))
    return f"| {name} | {len(outcomes):,} | {changes} | {cells:,} | {figures} |"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _misses(outcomes: Sequence[Outcome]) -> list[str]:
    missed: dict[tuple[str, str], int] = defaultdict(int)
    for outcome in outcomes:
        missed[outcome.change.kind, outcome.miss or _IN_PART] += outcome.change.cells - outcome.cells
    rows = ["| not noticed | figures | why |", "|---|--:|---|"]
    for (kind, why), count in sorted(missed.items(), key=lambda entry: (-entry[1], entry[0])):
        if count:
            rows.append(f"| {NAMES[kind]} | {count:,} | {why} |")
    return rows


def _forms(outcomes: Sequence[Outcome]) -> list[str]:
    """Return how well each form is tied: its own digits and factors, one figure at a time."""
    rows = ["| form | figures changed one at a time | noticed | beyond rounding |", "|---|--:|--:|--:|"]
    alone = [outcome for outcome in outcomes if outcome.change.kind in ("digit", "factor")]
    for form in sorted({outcome.change.form for outcome in alone}):
        of_form = [outcome for outcome in alone if outcome.change.form == form]
        shares = (rate(of_form), rate(beyond_rounding(of_form)))
        rows.append(f"| {form} | {len(of_form):,} | " + " | ".join(map(_percent, shares)) + " |")
    return rows


def put_into(text: str, table: str) -> str:
    """Return a page with its generated part replaced; ValueError where the marks are missing."""
    return generated.replaced(text, table, BEGIN, END)


def generated_part(text: str) -> str:
    """Return the generated part of a page, marks included; ValueError where they are missing."""
    return generated.part(text, BEGIN, END)
