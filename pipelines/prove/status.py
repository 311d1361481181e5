"""Proof status: what the identities say about each figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.model import Figure
from pipelines.prove.check import Check

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof status of one figure and the checks that made it so."""

    status: str
    checks: tuple[Check, ...]


def prove(items: Iterable[Figure], checks: Iterable[Check]) -> dict[Place, Proof]:
    """Return each figure's proof, by its place.

    A violated hard identity disputes all its figures; else one telling identity that holds proves them.
    """
    violated: dict[Place, list[Check]] = defaultdict(list)
    held: dict[Place, list[Check]] = defaultdict(list)
    for check in checks:
        target = violated if check.status == "violated" and check.is_hard else held if check.proves else None
        if target is not None:
            for item in check.members:
                target[item.place].append(check)
    return {item.place: _proof(violated[item.place], held[item.place]) for item in items}


def _proof(violated: list[Check], held: list[Check]) -> Proof:
    if violated:
        return Proof("disputed", tuple(violated))
    if held:
        return Proof("proven", tuple(held))
    return Proof("unproven", ())
