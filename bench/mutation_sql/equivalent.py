"""Mutants that no test can notice, because their SQL means the same; each with its reason, in ``equivalent.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from bench.mutation_sql.mutants import Mutant

FILE: Final = Path(__file__).with_name("equivalent.yml")


@dataclass(frozen=True, slots=True)
class Rule:
    """Mutants of models that match a pattern, whose name matches another, mean the same for a reason."""

    model: re.Pattern[str]
    name: re.Pattern[str]
    reason: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the file."""
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Rule(re.compile(entry["model"]), re.compile(entry["mutant"]), entry["reason"]) for entry in entries
    )


def why_equivalent(mutant: Mutant) -> str | None:
    """Return why a mutant means the same as the original, or None where nothing says so."""
    for rule in rules():
        if rule.model.fullmatch(mutant.model) and rule.name.search(mutant.name):
            return rule.reason
    return None
