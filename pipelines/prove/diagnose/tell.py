"""Tell: suggestions in words, from the causes that were found."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pipelines.prove.diagnose.causes import Cause
from pipelines.prove.diagnose.origins import Neighbours, Origin, find_origin
from pipelines.prove.diagnose.trial import Ties, TrialTie
from pipelines.prove.diagnose.words import amount, name_column, name_figure, name_row, printed
from pipelines.values.findings import Suggestion
from pipelines.values.items import LineItem

_CLEAR: Final = frozenset({"unit_slip", "extra_digit", "lost_digit", "digit_swap", "sign"})
"""Slips that say more than that the same figure is printed elsewhere."""
_ORIGINS: Final = {
    "total_for_part": "the total of the same row",
    "other_column": "another column of the same row",
    "parent_figure": "the row above it in the classification",
    "child_figure": "a row below it in the classification",
    "other_row": "another row of the same column",
}


def tell_cause(cause: Cause, ties: Ties, neighbours: Neighbours) -> Suggestion:
    """Say what one figure would have to be, and how the printed one may have come about."""
    figure = cause.figure
    kind, why = _why(cause, find_origin(cause, ties.violated[figure.place], neighbours))
    left = f"; {cause.left_open} of its ties would still be violated" if cause.left_open else ""
    return Suggestion(kind, f"{_would(cause)}{left}{why}.", figure.place, cause.value)


def _would(cause: Cause) -> str:
    figure = cause.figure
    return (
        f"{name_figure(figure)} would have to be {amount(cause.value, figure)} instead of {printed(figure)}"
    )


def _why(cause: Cause, origin: Origin | None) -> tuple[str, str]:
    slip = cause.slip
    if slip is not None and (slip.kind in _CLEAR or origin is None):
        return slip.kind, f"; the printed figure is {slip.words}"
    if origin is not None:
        source = origin.source
        where = f"{source.form_code} [{name_row(source)}] {name_column(source)} (page {source.page})"
        return origin.kind, f"; {printed(cause.figure)} is what {where} prints, {_ORIGINS[origin.kind]}"
    if not cause.figure.value:
        return "stated_nil", "; nothing is stated where there is an amount"
    return "one_figure", ""


def tell_two(causes: Sequence[Cause]) -> Suggestion:
    """Say which two figures are equally likely to be wrong."""
    return Suggestion("one_of_two", f"Either {' or '.join(f'{_would(cause)},' for cause in causes)[:-1]}.")


def tell_rate_on_zero(tie: TrialTie) -> Suggestion:
    """Say that a percentage is stated of nothing."""
    rate, base = tie.check.members[:2]
    text = f"No rate can be stated of {printed(base)}: {name_figure(rate)} says {printed(rate)}."
    return Suggestion("rate_on_zero", text, rate.place)


def tell_parts(tie: TrialTie, ties: Ties) -> Suggestion | None:
    """Say that a total's parts are off, where other ties hold for the total and for none of its parts."""
    check = tie.check
    if not tie.is_sum or len(check.left_items) != 1 or len(check.right_items) < 2:
        return None
    (total,) = check.left_items
    parts = [item for _, item in check.right_items if item.value]
    supported = [part for part in parts if any(other.check.proves for other in ties.held.get(part.place, ()))]
    is_held = any(other.check.proves for other in ties.held.get(total.place, ()))
    if not is_held or supported or not isinstance(total, LineItem):
        return None
    weight = tie.weights[total.place]
    gap = (check.left - check.right) / weight
    over = "too little" if gap > 0 else "too much"
    text = (
        f"{name_figure(total)}, {printed(total)}, agrees with its other ties; its parts add up to "
        f"{amount(total.value - gap, total)}, {amount(Decimal(abs(gap)), total)} {over}."
    )
    return Suggestion("parts", text, total.place)
