"""Rules: the identities of ``narrative.yml``, which tie what the narrative states to the forms and to itself."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines import yaml_text
from pipelines.values.text import row_key


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@cache
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(row_key, names))


class ClaimSelector(_Strict):
    """Which claims a rule speaks of; all subjects but ``besides`` where no ``subjects`` are named."""

    kinds: tuple[str, ...]
    measures: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    def takes(self, kind: str, subject: str, measure: str) -> bool:
        """Tell whether a claim is one of them."""
        if kind not in self.kinds or measure not in self.measures:
            return False
        name = row_key(subject)
        return name in _keys(self.subjects) if self.subjects else name not in _keys(self.besides)


class Rule(_Strict):
    """One identity of the narrative.

    ``figure``: the claim is printed in one of ``cells`` (terms of :mod:`.terms`; ``{subject}`` and ``{measure}``
    stand for the claim's own). ``account``: in one of ``columns``, in the row of its account code. ``class``: in
    one of ``columns``, in the row of the functional class it names.
    ``rate``: the percentage is what one of ``amounts`` gives: two measures of the same statement, ``subject.measure``
    of another statement of the kind (``{subject}`` again), or cells, taken by ``formula``.
    ``zero_base``: no rate can be stated on the zero of one of ``amounts``.
    ``sum``: in one statement or among subjects, the claim = the sum of ``parts`` (``-`` subtracts), each a measure
    or ``subject.measure``; all must be told. ``listed``: the claim = the sum of that measure over all items.
    ``count``: a number of pieces is not below the sum of the subjects that match ``pattern``.
    ``floor``: the claim is not below the sum.
    """

    id: str
    kind: Literal["figure", "account", "class", "rate", "zero_base", "sum", "listed", "count"]
    statement: str
    claims: ClaimSelector
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    formula: Literal["part", "change", "growth"] = "part"
    amounts: tuple[tuple[str, ...], ...] = ()
    parts: tuple[str, ...] = ()
    pattern: str = ""
    hard: bool = True
    floor: bool = False


@cache
def rules() -> tuple[Rule, ...]:
    """Return the identities of the narrative."""
    raw = yaml_text.parse((files("pipelines.prove") / "narrative.yml").read_text(encoding="utf-8"))
    return tuple(Rule.model_validate(entry) for entry in raw["rules"])
