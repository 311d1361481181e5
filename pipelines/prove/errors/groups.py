"""Error groups: which violated checks are one contradiction, and which of them tells it most clearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from pipelines.values.claims import Claim, Figure
from pipelines.values.findings import Suggestion
from pipelines.values.proof import Check

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Violated checks with one culprit, the clearest first; ``suggestion`` is what would explain them."""

    checks: tuple[Check, ...]
    culprit: Figure | None
    suggestion: Suggestion | None


def group_violations(checks: Sequence[Check], suggestions: Mapping[int, Suggestion]) -> list[Group]:
    """Group the violated hard checks by the figure that most of them have in common and nothing else upholds.

    A figure that a suggestion points at is the culprit of the checks it explains. Else it is the figure that
    the most of the checks left share, first of those that no telling identity upholds; where a check's figures
    are all upheld, or none is, each of them may be it. A check that shares no such figure with another stands
    alone, and its culprit is the one figure that nothing upholds, if there is one.
    """
    violated = [index for index, check in enumerate(checks) if check.accuses and not check.is_doubtful]
    upheld = {
        figure.place
        for check in checks
        if check.proves and check.is_hard and check.status != "violated"
        for figure in check.members
    }
    suspects = {index: _suspects(checks[index], suggestions.get(index), upheld) for index in violated}
    groups = [
        _group(place, members, checks, suggestions, is_alone=len(suspects[members[0]]) == 1)
        for place, members in _shared(suspects, suggestions, upheld)
    ]
    return _merged(groups)


def _suspects(check: Check, suggestion: Suggestion | None, upheld: set[Place]) -> tuple[Place, ...]:
    places = tuple(dict.fromkeys(figure.place for figure in check.members))
    if suggestion is not None and suggestion.place in places:
        return (suggestion.place,)
    open_places = tuple(place for place in places if place not in upheld)
    return open_places or places


def _shared(
    suspects: Mapping[int, Sequence[Place]], suggestions: Mapping[int, Suggestion], upheld: Collection[Place]
) -> Iterator[tuple[Place, list[int]]]:
    """Yield the figure that most checks left share, with them, until none is left.

    Of several the first is one that nothing upholds, then one that a suggestion points at, then the last printed. A
    place in the heap only ever gets less than it was pushed with: what is out of date is pushed again.
    """
    left: dict[Place, set[int]] = defaultdict(set)
    for index, places in suspects.items():
        for place in places:
            left[place].add(index)
    pointed = Counter(suggestions[index].place for index in suspects if index in suggestions)

    def rank(place: Place) -> tuple[int, bool, bool, tuple[int, ...]]:
        return -len(left[place]), place in upheld, not pointed[place], tuple(-part for part in place)

    heap = [(rank(place), place) for place in left]
    heapify(heap)
    while heap:
        ranked, place = heappop(heap)
        if not left[place]:
            continue
        if ranked != (now := rank(place)):
            heappush(heap, (now, place))
            continue
        members = sorted(left[place])
        for index in members:
            for other in suspects[index]:
                left[other].discard(index)
            if index in suggestions:
                pointed[suggestions[index].place] -= 1
        yield place, members


def _group(
    place: Place,
    members: Sequence[int],
    checks: Sequence[Check],
    suggestions: Mapping[int, Suggestion],
    *,
    is_alone: bool,
) -> Group:
    ordered = sorted(members, key=lambda index: _clarity(checks[index]))
    found = [suggestions[index] for index in ordered if index in suggestions]
    suggestion = next((s for s in found if s.place == place), found[0] if found else None)
    is_known = is_alone or len(members) > 1
    figures = {figure.place: figure for index in members for figure in checks[index].members}
    return Group(tuple(checks[index] for index in ordered), figures[place] if is_known else None, suggestion)


def _merged(groups: Sequence[Group]) -> list[Group]:
    """Join groups that set the same two printed figures against each other."""
    by_pair: dict[object, list[Group]] = defaultdict(list)
    for number, group in enumerate(groups):
        lead = group.checks[0]
        is_pair = len(lead.members) == 2
        by_pair[frozenset(figure.place for figure in lead.members) if is_pair else number].append(group)
    merged = []
    for same in by_pair.values():
        checks = tuple(check for group in same for check in group.checks)
        merged.append(Group(checks, same[0].culprit, same[0].suggestion))
    return merged


def _clarity(check: Check) -> tuple[int, int, int, str]:
    """Order ties by how plainly they contradict: words against a form, two figures, a rate, a row, other sums."""
    members = check.members
    kinds = {isinstance(figure, Claim) for figure in members}
    if check.quantity == "percent":
        rank = 2
    elif len(members) == 2:
        rank = 0 if len(kinds) == 2 else 1
    else:
        rank = 3
    rows = {figure.place[:3] for figure in members}
    return (rank, len(rows) if rank == 3 else 0, len(members), check.identity_id)
