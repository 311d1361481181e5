"""Phrases: what stands right before an amount of money, and the measure and years that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.recognise.narrative.names import Mention
from pipelines.recognise.narrative.pieces import Piece

_PLANNING: Final = frozenset({"initial", "annual", "budget", "fill", "year", "own"})
_SET_ASIDE: Final = frozenset({"安排", "批复", "下达", "拟"})
SIDES: Final = {"收入": "收", "支出": "支"}


@dataclass(slots=True)
class Phrase:
    """What stands right before an amount of money: the measure, the years, and what it leans on on the left.

    ``mentions`` are the names that it is told of, ``joined`` all that stand together before it; ``planned`` is the
    budget that the words right before the name set aside for it (年初预算安排公务接待费2万元).
    """

    words: Sequence[Piece]
    stands_on: str = ""
    mentions: tuple[Mention, ...] = ()
    joined: tuple[Mention, ...] = ()
    name: tuple[int, int] | None = None
    pairs: tuple[tuple[Mention | None, str], ...] = ()
    years: tuple[Piece, ...] = ()
    is_base: bool = False
    is_of_area: bool = False
    years_before: int | None = None
    planned: str = ""

    @property
    def measure(self) -> str:
        """Return the measure that the words name, or those right before the name, ``''`` where they name none."""
        return measure_of(self.words) or self.planned

    @property
    def side(self) -> str:
        """Return 收 or 支 where the words say of which the figure is, else ``''``."""
        return next((SIDES.get(piece.text, "") for piece in reversed(self.words) if piece.kind == "flow"), "")

    @property
    def is_explicit(self) -> bool:
        """Tell whether the words name a measure."""
        return self.measure not in ("", "achieved")

    @property
    def says(self) -> bool:
        """Tell whether the words say anything that makes the figure one of the subject told of."""
        return any(
            piece.kind in ("budget", "final", "flow", "sum", "each", "initial") for piece in self.words
        )

    def is_of_other_year(self, fiscal_year: int | None) -> bool:
        """Tell whether the figure is one of another year than the report's."""
        if not self.years:
            return False
        last = next((piece for piece in reversed(self.years) if piece.kind == "year"), self.years[-1])
        if last.kind == "year":
            self.years_before = None if fiscal_year is None else fiscal_year - int(last.text[:4])
            return bool(self.years_before)
        return last.kind == "prior"


def measure_of(words: Sequence[Piece]) -> str:
    """Return the measure that the words before a figure name, ``''`` where they name none."""
    kinds = [piece.kind for piece in words]
    last = next((kind for kind in reversed(kinds) if kind in ("budget", "final", "achieved")), "")
    if last == "budget" or (not last and "initial" in kinds):
        return budget_of(kinds)
    if last == "final" or (last == "achieved" and "final" in kinds):
        return "final"
    return last


def budget_of(kinds: Sequence[str]) -> str:
    """Return which budget marks of these kinds name: that of the year's beginning, of the year, or ``budget``."""
    if "initial" in kinds and "annual" not in kinds[kinds.index("initial") :]:
        return "initial_budget"
    return "annual_budget" if "annual" in kinds or "own" in kinds else "budget"


def planned_before(words: Sequence[Piece]) -> str:
    """Return which budget the words that end a stretch set aside (年初预算安排), ``''`` where they set none aside."""
    at = len(words)
    while at and words[at - 1].kind in _PLANNING:
        at -= 1
    told = words[at:]
    is_set_aside = any(piece.kind == "fill" and piece.text in _SET_ASIDE for piece in told)
    kinds = [piece.kind for piece in told]
    return budget_of(kinds) if is_set_aside and "budget" in kinds else ""
