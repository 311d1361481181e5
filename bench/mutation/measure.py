"""Apply every change to a document, evaluate its identities anew and tell which changes they notice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Final

from bench.mutation.changes import CHANGES, Change, Place
from bench.mutation.golden import Golden
from pipelines.prove.status import prove
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

SEED: Final = 2024
FORMS: Final = tuple(f"{kind}0{number}" for kind in "FB" for number in range(1, 10))
"""The forms whose figures are changed: those of accounts, not those of performance."""


class Miss(StrEnum):
    """Why no hard identity noticed a change."""

    ROUNDING = "within the rounding of the printed figures"
    CANCELS = "the sums stay the same: figures of one sum changed places"
    UNTIED = "no hard identity ties the figure"
    GONE = "its identities went with it: nothing is left to compare"
    BEFORE = "all its hard identities were violated before"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the identities made of one change.

    ``cells`` counts the changed figures other than zero that a hard identity accuses: newly violated, it ties
    them, or tied them before. ``noticed``: it accuses a changed figure, be it zero. ``weakly``: that, or a
    figure that was proven, one of the changed or one tied to them, is not any more.
    """

    document: str
    change: Change
    cells: int
    noticed: bool
    weakly: bool
    miss: Miss | None = None


def outcomes(
    golden: Golden, *, share: float = 1.0, kinds: Collection[str] = tuple(CHANGES)
) -> Iterator[Outcome]:
    """Yield the outcome of every change to a document, or of a random share of them (same seed, same ones)."""
    base = golden.evaluate(golden.items)
    proofs = {place: proof.status for place, proof in prove([*golden.items, *golden.claims], base).items()}
    changed = tuple(item for item in golden.items if item.form_code in FORMS)
    kept = tuple(item for item in golden.items if item.form_code not in FORMS)
    for kind in kinds:
        random = Random(f"{SEED} {golden.name} {kind}")
        for change in CHANGES[kind](changed, random):
            if random.random() <= share:
                yield _outcome(golden, base, proofs, change, kept)


def _outcome(
    golden: Golden,
    base: Sequence[Check],
    proofs: dict[Place, str],
    change: Change,
    kept: tuple[LineItem, ...],
) -> Outcome:
    items = (*change.items, *kept)
    checks = golden.evaluate(items)
    accused = _accused(base, checks) & change.places
    if accused:
        return Outcome(golden.name, change, len(accused & change.filled), True, True)
    after = prove([*items, *golden.claims], checks)
    near = {item.place for check in base if _ties(check, change.places) for item in check.members}
    lost = any(
        proofs.get(place) == "proven" and place in after and after[place].status != "proven"
        for place in near | change.places
    )
    return Outcome(golden.name, change, 0, False, lost, _why(base, checks, change.places))


def _accused(base: Sequence[Check], checks: Sequence[Check]) -> set[Place]:
    """Return the figures that newly violated hard identities tie, or tied before."""
    before = Counter(_key(check) for check in base if _accuses(check))
    tied: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for check in base:
        tied[_key(check)].update(item.place for item in check.members)
    accused: set[Place] = set()
    for check in checks:
        if _accuses(check):
            if before[_key(check)]:
                before[_key(check)] -= 1
            else:
                accused |= tied[_key(check)].union(item.place for item in check.members)
    return accused


def _key(check: Check) -> tuple[str, str]:
    return (check.identity_id, check.scope)


def _accuses(check: Check) -> bool:
    return check.is_hard and check.status == "violated"


def _ties(check: Check, places: Collection[Place]) -> bool:
    return any(item.place in places for item in check.members)


def _why(base: Sequence[Check], checks: Sequence[Check], places: Collection[Place]) -> Miss:
    """Explain why a change was not noticed, from the hard identities of its figures before and after."""
    ties = [check for check in base if check.is_hard and not check.is_presence and _ties(check, places)]
    if not ties:
        return Miss.UNTIED
    if all(check.status == "violated" for check in ties):
        return Miss.BEFORE
    after = {_key(check): check for check in checks if check.is_hard and not check.is_presence}
    left = [(check, after[_key(check)]) for check in ties if _key(check) in after]
    if not left:
        return Miss.GONE
    if any(_gap(old) != _gap(new) and abs(_gap(new)) <= new.tolerance for old, new in left):
        return Miss.ROUNDING
    return Miss.CANCELS


def _gap(check: Check) -> Decimal:
    return check.left - check.right
