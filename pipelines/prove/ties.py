"""Ties: one identity applied to given figures, with the exact rounding envelope.

Each printed figure may be off by half the unit of its last digit; a sum of n figures against a total by
(n + 1) such halves. Within half a unit a tie ``holds``, within the envelope it is ``rounding``, beyond it is
``violated``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final, Protocol

from pipelines.prove.independence import is_one_print
from pipelines.prove.rates import Formula, half_step, rate_of, yuan
from pipelines.values.claims import Claim, Figure
from pipelines.values.proof import Check

Signed = tuple[int, Figure]
CENT: Final = Decimal("0.01")
"""Words whose last digit is this, or less, may cut digits off instead of rounding."""
_NOTHING: Final = Decimal(0)


class Law(Protocol):
    """What a tie needs to know of its identity."""

    @property
    def id(self) -> str:
        """Return the identity's id."""

    @property
    def statement(self) -> str:
        """Return the identity in words."""


def balance(
    law: Law, scope: str, left: Sequence[Figure], right: Sequence[Signed], *, is_hard: bool
) -> Iterator[Check]:
    """Yield the check that two sums are equal; nothing where a figure is no money or stands on both sides."""
    yield from _money(law, scope, left, right, is_hard=is_hard, gap_of=abs)


def floor(
    law: Law, scope: str, left: Sequence[Figure], right: Sequence[Signed], *, is_hard: bool
) -> Iterator[Check]:
    """Yield the check that the left sum is not below the right one; it proves nothing unless both are equal."""
    yield from _money(law, scope, left, right, is_hard=is_hard, gap_of=lambda gap: max(-gap, Decimal(0)))


def count(
    law: Law, scope: str, left: Sequence[Figure], right: Sequence[Signed], *, is_hard: bool
) -> Iterator[Check]:
    """Yield the check that a number of pieces is not below the sum of its kinds."""
    members = [*left, *(figure for _, figure in right)]
    if len({figure.place for figure in members}) < len(members):
        return
    total = sum((figure.value for figure in left), Decimal(0))
    parts = sum((sign * figure.value for sign, figure in right), Decimal(0))
    yield Check(
        identity_id=law.id,
        scope=scope,
        statement=law.statement,
        is_hard=is_hard,
        left=total,
        right=parts,
        tolerance=Decimal(0),
        status="violated" if total < parts else "holds",
        left_items=tuple(left),
        right_items=tuple(right),
        proves=total == parts and len([1 for _, figure in right if figure.value]) > 1,
        quantity="count",
    )


def rate(
    law: Law,
    scope: str,
    stated: Figure,
    formula: Formula,
    amounts: Sequence[Figure],
    *,
    is_hard: bool,
    slack: Decimal = Decimal(0),
) -> Iterator[Check]:
    """Yield the check that printed amounts give a stated percentage; nothing where they give none.

    ``slack`` in percentage points widens the envelope.
    """
    found = rate_of(formula, amounts)
    if found is None or stated.unit != "%":
        return
    status, tolerance = found.compare(stated.value, stated.step, slack)
    above, below = formula(*(figure.value for figure in amounts))
    yield Check(
        identity_id=law.id,
        scope=scope,
        statement=law.statement,
        is_hard=is_hard,
        left=stated.value,
        right=found.nominal,
        tolerance=tolerance,
        status=status,
        left_items=(stated,),
        right_items=tuple((1, figure) for figure in amounts),
        proves=status != "violated" and bool(stated.value),
        quantity="percent",
        computed=f"{above:,} / {below:,}" if _one_unit(amounts) else "",
    )


def _one_unit(amounts: Sequence[Figure]) -> bool:
    return len({figure.unit for figure in amounts}) == 1


def _money(
    law: Law,
    scope: str,
    left: Sequence[Figure],
    right: Sequence[Signed],
    *,
    is_hard: bool,
    gap_of: Callable[[Decimal], Decimal],
) -> Iterator[Check]:
    others = [figure for _, figure in right]
    members = [*left, *others]
    amounts = [amount for amount in map(yuan, members) if amount is not None]
    if len(amounts) < len(members) or len({figure.place for figure in members}) < len(members):
        return
    halves = list(map(half_step, members))
    left_sum = sum(amounts[: len(left)], _NOTHING)
    signed = [
        amount if sign == 1 else sign * amount
        for (sign, _), amount in zip(right, amounts[len(left) :], strict=True)
    ]
    right_sum = sum(signed, _NOTHING)
    envelope = max(sum(halves, _NOTHING), _cut_off(members))
    gap = gap_of(left_sum - right_sum)
    status = "holds" if gap <= max(halves) else "rounding" if gap <= envelope else "violated"
    yield Check(
        identity_id=law.id,
        scope=scope,
        statement=law.statement,
        is_hard=is_hard,
        left=left_sum,
        right=right_sum,
        tolerance=envelope,
        status=status,
        left_items=tuple(left),
        right_items=tuple(right),
        proves=status != "violated" and abs(left_sum - right_sum) <= envelope and _is_telling(left, others),
    )


def _cut_off(members: Sequence[Figure]) -> Decimal:
    """Return what the words may be off by where they cut digits off instead of rounding: their last hundredth.

    A text in 万元 with two decimals beside forms in 元 may print 15,621.12 万元 as 15,621.11.
    """
    if len(members) != 2:
        return _NOTHING
    cents = [2 * half_step(figure) for figure in members if isinstance(figure, Claim) and figure.step <= CENT]
    return max(cents, default=Decimal(0))


def _is_telling(left: Sequence[Figure], right: Sequence[Figure]) -> bool:
    """Tell whether a tie that holds proves its figures: not zero = zero, not a total of one.

    A single figure proves another one only where it was printed independently: on another form, or in words.
    """
    filled = [figure for figure in right if figure.value]
    summed = [figure for figure in left if figure.value]
    if not filled or not summed:
        return False
    return len(filled) >= 2 or not all(is_one_print(filled[0], figure) for figure in summed)
