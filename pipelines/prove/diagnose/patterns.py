"""Patterns: several wrong figures with one cause: two swapped, a row or column shifted, a row lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pipelines.prove.diagnose.origins import Neighbours
from pipelines.prove.diagnose.trial import Place, Ties, TrialTie
from pipelines.prove.diagnose.words import name_column, name_figure, name_row, printed
from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Claim, Figure
from pipelines.values.findings import Suggestion
from pipelines.values.items import LineItem

_LONGEST: Final = 60
_LEVELS: Final = (3, 5, 7)


def find_pattern(
    tie: TrialTie, ties: Ties, neighbours: Neighbours, claims: Sequence[Claim]
) -> tuple[Suggestion, frozenset[Place]] | None:
    """Return what explains a violated tie together with others, and the figures it moves."""
    for figure in tie.check.members:
        found = next(_swaps(figure, ties, neighbours, claims), None)
        if found is not None:
            return found
    for figure in tie.check.members:
        if isinstance(figure, LineItem):
            for line, kind in (
                (neighbours.column_of(figure), "shifted_row"),
                (neighbours.row_of(figure), "shifted_column"),
            ):
                shift = _shift(figure, line, kind, ties)
                if shift is not None:
                    return shift
    return None


def _swaps(
    figure: Figure, ties: Ties, neighbours: Neighbours, claims: Sequence[Claim]
) -> Iterator[tuple[Suggestion, frozenset[Place]]]:
    """Yield the exchange of two figures of one row, column or kind of statement that closes all their ties."""
    for other in _peers(figure, neighbours, claims):
        if other.place not in ties.violated or other.value == figure.value or other.unit != figure.unit:
            continue
        if ties.settles({figure.place: other.value, other.place: figure.value}):
            text = (
                f"{name_figure(figure)} and {name_figure(other)} seem to be swapped: with {printed(other)} and "
                f"{printed(figure)} in each other's place all their ties would hold."
            )
            moved = frozenset((figure.place, other.place))
            yield Suggestion("swapped_items", text, other.place, figure.value), moved


def _peers(figure: Figure, neighbours: Neighbours, claims: Sequence[Claim]) -> Iterator[Figure]:
    if isinstance(figure, LineItem):
        yield from neighbours.column_of(figure)
        yield from neighbours.row_of(figure)
        return
    for claim in claims:
        if claim.kind == figure.kind and (claim.measure == figure.measure or claim.subject == figure.subject):
            yield claim


def _shift(
    figure: LineItem, line: Sequence[LineItem], kind: str, ties: Ties
) -> tuple[Suggestion, frozenset[Place]] | None:
    """Return the shift by one place of a run of figures, the disputed one among them, that closes all ties."""
    at = next((i for i, item in enumerate(line) if item.place == figure.place), 0)
    for step in (1, -1):
        # Where the figure before prints what this one needs, the run was pushed on, and the reverse.
        for run in _runs(line, at, step, ties):
            new = {item.place: other.value for item, other in pairwise(run)}
            moved = {place for place, item in zip(new, run, strict=False) if new[place] != item.value}
            new = _completed(run[-1], new, ties)
            touched = {id(tie) for place in new for tie in ties.violated.get(place, ())}
            if len(moved) >= 2 and len(touched) >= len(new) and ties.settles(new):
                ends = sorted((run[0], run[-1]), key=lambda item: item.place)
                return _tell_shift(kind, ends, step), frozenset(new)
    return None


def _runs(line: Sequence[LineItem], at: int, step: int, ties: Ties) -> Iterator[list[LineItem]]:
    """Yield the runs of disputed figures around one, longest first, in the order that values move from."""
    low = at
    while low > 0 and at - low < _LONGEST and line[low - 1].place in ties.violated:
        low -= 1
    high = at
    while high < len(line) - 1 and high - at < _LONGEST and line[high + 1].place in ties.violated:
        high += 1
    for start in range(low, at + 1):
        run = list(line[start : high + 1])
        if len(run) >= 3:
            yield run if step > 0 else run[::-1]


def _completed(last: LineItem, new: Mapping[Place, Decimal], ties: Ties) -> dict[Place, Decimal]:
    """Add the figure that the shift pushed out: what its own ties need."""
    for tie in ties.violated.get(last.place, ()):
        weight = tie.weights.get(last.place) if tie.is_sum else None
        gap = tie.gap(new)
        if weight and gap is not None:
            return {**new, last.place: last.value - gap / weight}
    return dict(new)


def _tell_shift(kind: str, ends: Sequence[LineItem], step: int) -> Suggestion:
    first, last = ends
    if kind == "shifted_row":
        way = "down" if step > 0 else "up"
        text = (
            f"In {first.form_code}, column {name_column(first)}, the figures from {name_row(first)} (page "
            f"{first.page}) to {name_row(last)} (page {last.page}) seem to stand one row too far {way}."
        )
    else:
        way = "right" if step > 0 else "left"
        text = (
            f"In {first.form_code}, row {name_row(first)} (page {first.page}), the figures from "
            f"{name_column(first)} to {name_column(last)} seem to stand one column too far to the {way}."
        )
    return Suggestion(kind, text, first.place)


def find_lost_row(tie: TrialTie, items: Sequence[LineItem]) -> Suggestion | None:
    """Return the row that a sum lacks: an item that another form prints under it with the missing amount."""
    check = tie.check
    gap = check.left - check.right
    total = check.left_items[0] if len(check.left_items) == 1 else None
    if check.quantity != "money" or gap <= check.tolerance or not isinstance(total, LineItem):
        return None
    parts = [item for _, item in check.right_items if isinstance(item, LineItem)]
    if not parts or any(part.table_no != total.table_no for part in parts) or not parts[0].item_code:
        return None
    here = {item.item_code for item in items if item.table_no == total.table_no}
    for item in items:
        code = item.item_code
        is_part = code not in here and code.startswith(total.item_code) and len(code) in _LEVELS
        if not is_part or item.account_kind != parts[0].account_kind or item.table_no == total.table_no:
            continue
        if abs(item.value * UNIT_YUAN.get(item.unit or "", Decimal(0)) - gap) <= check.tolerance:
            text = (
                f"{total.form_code} seems to lack the row {name_row(item)} under {name_row(total)} (page "
                f"{total.page}): {item.form_code} prints it on page {item.page} with {printed(item)}, the "
                "missing amount."
            )
            return Suggestion("lost_row", text, item.place, item.value)
    return None
