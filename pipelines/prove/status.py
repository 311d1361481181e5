"""Proof status: what the identities say about each figure.

**Proven**: a telling identity holds. A percentage that holds proves the percentage, not the amounts it is made
of. **Disputed**: a hard identity is violated and the figure may be the cause. **Unproven**: neither.

Who may be the cause of a violated identity:

* *Words against figures.* A figure that is printed again elsewhere, or that its parts add up to, was read right.
  Where only claims and percentages lack that, they are disputed and the others are cleared. (Being a part of a
  sum that comes out says less: another part may make up for it, as where two items are swapped.)
* *Figures of forms among themselves.* A figure that another form, or the narrative, prints again with the same
  amount was read right and stands as the document means it. The one member without such support is disputed
  and the others are cleared; sums do not count here, and members of the violated identity do not support each
  other.
* *One cause for several.* A figure disputed alone in one identity is disputed alone in every other one that it
  would set right by the same amount.
* Otherwise every member is disputed: several may be wrong, or the document contradicts itself well supported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from pipelines.prove.independence import proven_by
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import Place
from pipelines.values.proof import Check, Proof


def prove(
    items: Iterable[Figure],
    checks: Iterable[Check],
    odd: Mapping[Place, str] = MappingProxyType({}),
    unsure: Collection[Place] = (),
    damaged: Collection[Place] = (),
    mislabelled: Collection[Place] = (),
) -> dict[Place, Proof]:
    """Return each figure's proof (line items and claims alike), by its place.

    ``odd`` are the figures whose decimals are not those of their table: one is proven only where an identity holds to
    the last digit that its table prints, and disputed otherwise. ``unsure`` are those that a second reader did not
    read alike, ``damaged`` those of pages whose bytes are damaged: copies prove neither, as one fault shows in all of
    them, and a damaged one that no sum proves to its last digit is disputed. No sum proves whose a figure is:
    ``mislabelled`` are those under a code that a fault may have changed.
    """
    checks = list(checks)
    shaky = {*unsure, *damaged}
    held: dict[Place, list[Check]] = defaultdict(list)
    for check in checks:
        if check.proves:
            for figure in proven_by(check, shaky):
                is_exact = check.left == check.right or figure.place not in damaged
                if is_exact and (figure.place not in odd or _is_exact(check, odd)):
                    held[figure.place].append(check)
    support, totals = _support(checks), _totals(checks)
    violated = [check for check in checks if check.accuses]
    suspected = [(check, _suspects(check, support, totals)) for check in violated]
    errors = _known_errors(suspected)
    disputing: dict[Place, list[Check]] = defaultdict(list)
    for check, suspects in suspected:
        causes = [figure for figure in suspects if _explains(figure, check, errors)]
        for figure in causes or suspects:
            disputing[figure.place].append(check)
    return {
        item.place: Proof("disputed", tuple(disputing[item.place]))
        if item.place in mislabelled
        else _proof(
            disputing[item.place], held[item.place], is_doubted=item.place in odd or item.place in damaged
        )
        for item in items
    }


def _known_errors(
    suspected: Iterable[tuple[Check, Sequence[Figure]]],
) -> dict[Place, list[tuple[Decimal, Decimal]]]:
    """Return by how much each figure that is suspected alone is off, and how exactly that is known, in yuan."""
    errors: dict[Place, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for check, suspects in suspected:
        if len(suspects) == 1 and check.quantity == "money":
            errors[suspects[0].place].append((_error(suspects[0], check), check.tolerance))
    return errors


def _explains(
    figure: Figure, check: Check, errors: Mapping[Place, Sequence[tuple[Decimal, Decimal]]]
) -> bool:
    return check.quantity == "money" and any(
        abs(_error(figure, check) - error) <= check.tolerance + tolerance
        for error, tolerance in errors.get(figure.place, ())
    )


def _error(figure: Figure, check: Check) -> Decimal:
    """Return how much too large a figure is if it alone is to blame for a violated identity, in yuan."""
    sign = next((-sign for sign, other in check.right_items if other.place == figure.place), 1)
    return sign * (check.left - check.right)


def _suspects(check: Check, support: Mapping[Place, set[Place]], totals: set[Place]) -> Sequence[Figure]:
    """Return the members of a violated identity that may be its cause."""
    members = check.members
    own = {figure.place for figure in members}
    doubtful = [figure for figure in members if not support.get(figure.place, set()) - own]
    if any(isinstance(figure, Claim) for figure in members):
        doubtful = [figure for figure in doubtful if figure.place not in totals]
        is_words_only = all(isinstance(figure, Claim) for figure in doubtful)
        return doubtful if doubtful and is_words_only else members
    return doubtful if len(doubtful) == 1 else members


def _totals(checks: Iterable[Check]) -> set[Place]:
    """Return the figures that the sum of several others gives."""
    return {
        check.left_items[0].place
        for check in checks
        if check.proves and check.quantity == "money" and sum(bool(f.value) for _, f in check.right_items) > 1
    }


def _support(checks: Iterable[Check]) -> dict[Place, set[Place]]:
    """Return for each figure the places that print the same amount again."""
    support: dict[Place, set[Place]] = defaultdict(set)
    for check in checks:
        if not (check.proves and check.quantity == "money"):
            continue
        filled = [figure for figure in check.members if figure.value]
        if len(filled) == 2:
            for one, other in (filled, filled[::-1]):
                support[one.place].add(other.place)
    return support


def _is_exact(check: Check, odd: Mapping[Place, str]) -> bool:
    """Tell whether an identity holds to the last digit printed, and with no other odd figure."""
    among = sum(figure.place in odd for figure in check.members)
    return check.status == "holds" and check.left == check.right and among == 1


def _proof(disputing: list[Check], held: list[Check], *, is_doubted: bool) -> Proof:
    if disputing or (is_doubted and not held):
        return Proof("disputed", tuple(disputing))
    if held:
        return Proof("proven", tuple(held))
    return Proof("unproven", ())
