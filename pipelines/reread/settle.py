"""Settle: try second texts against the identities, one cell at a time and then those of one tie together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.values.amounts import FigureError, parse_figure, printed_step, to_yuan
from pipelines.values.items import LineItem, Note
from pipelines.values.proof import Check

Evaluate = Callable[[Sequence[LineItem]], list[Check]]
Place = tuple[int, int, int, int]
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Second:
    """What a second reader made of one cell."""

    item: LineItem
    text: str
    reader: str
    confidence: float | None = None


def disputed_places(checks: Iterable[Check]) -> frozenset[Place]:
    """Return where the figures of violated hard identities stand, of those that may accuse."""
    return frozenset(
        item.place for check in checks if check.accuses and not check.is_doubtful for item in check.members
    )


def _is_violated(check: Check) -> bool:
    return check.accuses


def _violations(checks: Iterable[Check]) -> Counter[_Key]:
    return Counter((check.identity_id, check.scope) for check in checks if _is_violated(check))


class Settling:
    """A document's items and checks while second texts are tried on them."""

    def __init__(self, items: Sequence[LineItem], checks: Sequence[Check], evaluate: Evaluate) -> None:
        self.items = tuple(items)
        self.checks = tuple(checks)
        self._evaluate = evaluate
        self._alike: set[Place] = set()
        self._open: dict[Place, list[LineItem]] = {}
        self._read: dict[Place, list[Second]] = {}

    def settle(self, seconds: Iterable[Second]) -> None:
        """Take each second text that settles its cell; then those that settle only with each other."""
        for second in seconds:
            item = _reprinted(second)
            if item is None:
                continue
            if item.value == second.item.value:
                self._alike.add(item.place)
            else:
                self._open.setdefault(item.place, []).append(item)
                self._read.setdefault(item.place, []).append(second)
        progress = True
        while progress and self._open:
            progress = self._try_each()
        for group in self._groups():
            # Cells that an earlier group settled are closed.
            if all(place in self._open for place in group):
                self._take({place: self._open[place][0] for place in group})

    @property
    def agreed(self) -> frozenset[Place]:
        """Return the figures that were read alike both times, and never otherwise."""
        return frozenset(self._alike - self._read.keys())

    def notes(self) -> Iterator[Note]:
        """Yield a note for each cell that was read otherwise the second time and kept its first text."""
        for place in sorted(self._open):
            for second in self._read[place]:
                detail = f"{second.reader} reads {second.text!r}; the identities do not settle which is right"
                first = second.item
                yield Note(
                    "second_reading", first.text_printed, detail, *place[:2], first.row_no, first.column_no
                )

    def _try_each(self) -> bool:
        """Try every open text alone; tell whether one was taken."""
        taken = [
            place
            for place, candidates in list(self._open.items())
            if any(self._take({place: candidate}) for candidate in candidates)
        ]
        return bool(taken)

    def _groups(self) -> list[tuple[Place, ...]]:
        """Return the open cells that one violated identity ties, then those that a chain of them ties."""
        ties = [
            tie
            for check in self.checks
            if _is_violated(check) and (tie := {m.place for m in check.members if m.place in self._open})
        ]
        chains: list[set[Place]] = []
        for tie in ties:
            touched = [chain for chain in chains if chain & tie]
            chains = [chain for chain in chains if not chain & tie] + [tie.union(*touched)]
        groups = {tuple(sorted(group)) for group in (*ties, *chains) if len(group) > 1}
        return sorted(groups, key=lambda group: (len(group), group))

    def _take(self, new: Mapping[Place, LineItem]) -> bool:
        """Take second texts if they settle all violated identities of their cells and break none."""
        violated = [c for c in self.checks if _is_violated(c) and any(m.place in new for m in c.members)]
        if any(all(m.place != place for c in violated for m in c.members) for place in new):
            return False
        marked = {place: _marked(item, violated) for place, item in new.items()}
        items = tuple(marked.get(item.place, item) for item in self.items)
        checks = self._evaluate(items)
        before, after = _violations(self.checks), _violations(checks)
        settled = Counter((check.identity_id, check.scope) for check in violated)
        standing = {(check.identity_id, check.scope) for check in checks}
        if after - (before - settled) or not settled.keys() <= standing:
            return False
        self.items, self.checks = items, tuple(checks)
        for place in new:
            del self._open[place]
        return True


def _marked(item: LineItem, settled: Sequence[Check]) -> LineItem:
    ids = {check.identity_id for check in settled if any(m.place == item.place for m in check.members)}
    return replace(item, settled_by=" ".join(sorted(ids)))


def _reprinted(second: Second) -> LineItem | None:
    """Return a line item with its second text; None where that is no figure, or one of another unit."""
    first = second.item
    try:
        figure = parse_figure(second.text)
    except FigureError:
        return None
    if figure is None or (figure.unit and figure.unit != first.unit):
        return None
    return replace(
        first,
        text_printed=second.text,
        value=figure.value,
        step=printed_step(second.text),
        amount_yuan=to_yuan(figure.value, first.unit),
        reader=second.reader,
        confidence=second.confidence,
        first_text=first.text_printed,
    )
