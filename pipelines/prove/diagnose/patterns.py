"""Patterns: several wrong figures with one cause: two swapped, a row or column shifted, a row lost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
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
"""A run of figures that stands one place off ends within so many rows or columns of each of them."""
_LEVELS: Final = (3, 5, 7)


class Patterns:
    """Looks for what moves several figures of a document; no run of figures is tried twice."""

    def __init__(self, ties: Ties, neighbours: Neighbours, claims: Sequence[Claim]) -> None:
        self._ties = ties
        self._neighbours = neighbours
        self._peers = Peers(neighbours, claims)
        self._tried: set[tuple[Place, Place]] = set()

    def find(self, tie: TrialTie) -> tuple[Suggestion, frozenset[Place]] | None:
        """Return what explains a violated tie together with others, and the figures it moves."""
        for figure in tie.check.members:
            found = next(self._swaps(figure, tie), None)
            if found is not None:
                return found
        for figure in tie.check.members:
            if isinstance(figure, LineItem):
                for line, kind in (
                    (self._neighbours.column_of(figure), "shifted_row"),
                    (self._neighbours.row_of(figure), "shifted_column"),
                ):
                    shift = self._shift(figure, line, kind)
                    if shift is not None:
                        return shift
        return None

    def _swaps(self, figure: Figure, tie: TrialTie) -> Iterator[tuple[Suggestion, frozenset[Place]]]:
        """Yield the exchange of two figures of one row, column or kind of statement that closes all their ties."""
        for other in self._peers.that_close(tie, figure):
            if (
                other.place not in self._ties.violated
                or other.value == figure.value
                or other.unit != figure.unit
            ):
                continue
            if self._ties.settles({figure.place: other.value, other.place: figure.value}):
                text = (
                    f"{name_figure(figure)} and {name_figure(other)} seem to be swapped: with {printed(other)} and "
                    f"{printed(figure)} in each other's place all their ties would hold."
                )
                moved = frozenset((figure.place, other.place))
                yield Suggestion("swapped_items", text, other.place, figure.value), moved

    def _shift(
        self, figure: LineItem, line: Sequence[LineItem], kind: str
    ) -> tuple[Suggestion, frozenset[Place]] | None:
        """Return the shift by one place of a run of figures, the disputed one among them, that closes all ties."""
        at = bisect_left(line, figure.place, key=lambda item: item.place)
        if at == len(line) or line[at].place != figure.place:
            return None
        for step in (1, -1):
            # Where the figure before prints what this one needs, the run was pushed on, and the reverse.
            for run in _runs(line, at, step, self._ties):
                ends = (run[0].place, run[-1].place)
                if ends in self._tried:
                    continue
                self._tried.add(ends)
                new = {item.place: other.value for item, other in pairwise(run)}
                moved = {place for place, item in zip(new, run, strict=False) if new[place] != item.value}
                new = _completed(run[-1], new, self._ties)
                touched = {id(tie) for place in new for tie in self._ties.violated.get(place, ())}
                if len(moved) >= 2 and len(touched) >= len(new) and self._ties.settles(new):
                    told = sorted((run[0], run[-1]), key=lambda item: item.place)
                    return _tell_shift(kind, told, step), frozenset(new)
        return None


class Peers:
    """The figures that one may have been swapped with: those of its row and column, the claims of its kind."""

    def __init__(self, neighbours: Neighbours, claims: Sequence[Claim]) -> None:
        self._neighbours = neighbours
        self._claims: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            for word in {f"measure {claim.measure}", f"subject {claim.subject}"}:
                self._claims[(claim.kind, word)].append(claim)
        self._ordered: dict[int, _Line] = {}

    def that_close(self, tie: TrialTie, figure: Figure) -> Iterator[Figure]:
        """Yield the peers of a figure that may close a tie in its place: of a sum only those of such a value."""
        if not tie.is_sum:
            for peers in self._lines(figure):
                yield from peers
            return
        own = tie.weights.get(figure.place, Decimal(0))
        gap = tie.check.left - tie.check.right
        unlike = [item for item in tie.check.members if tie.weights[item.place] != own]
        for peers in self._lines(figure):
            line = self._line(peers)
            found = [item for item in unlike if item.place in line.places]
            if own:  # parts of one sum that count alike add up to the same, whoever stands where
                near = line.near(figure.value - gap / own, tie.check.tolerance / abs(own))
                found += [item for item in near if item.place not in tie.weights]
            yield from sorted(found, key=lambda item: item.place)

    def _lines(self, figure: Figure) -> tuple[Sequence[Figure], ...]:
        if isinstance(figure, LineItem):
            return (self._neighbours.column_of(figure), self._neighbours.row_of(figure))
        words = (f"measure {figure.measure}", f"subject {figure.subject}")
        return tuple(self._claims[(figure.kind, word)] for word in words)

    def _line(self, peers: Sequence[Figure]) -> _Line:
        if id(peers) not in self._ordered:
            self._ordered[id(peers)] = _Line(peers)
        return self._ordered[id(peers)]


class _Line:
    """The figures of a row, a column or a kind of claims, by value."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.places = frozenset(item.place for item in figures)
        self._figures = sorted(figures, key=lambda item: item.value)
        self._values = [item.value for item in self._figures]

    def near(self, value: Decimal, within: Decimal) -> Sequence[Figure]:
        """Return the figures that differ from a value by no more than so much."""
        low, high = bisect_left(self._values, value - within), bisect_right(self._values, value + within)
        return self._figures[low:high]


def _runs(line: Sequence[LineItem], at: int, step: int, ties: Ties) -> Iterator[list[LineItem]]:
    """Yield the runs of disputed figures around one, longest first, in the order that values move from.

    Each goes on to the last disputed figure; where that is too far away there is none.
    """
    low = at
    while low > 0 and at - low < _LONGEST and line[low - 1].place in ties.violated:
        low -= 1
    high = at
    while high < len(line) - 1 and line[high + 1].place in ties.violated:
        high += 1
        if high - at > _LONGEST:
            return
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
