"""Divisions in names: which county a body's printed name means. Shared names are left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.accounts import Division
from pipelines.values.text import squeeze

_PARTY: Final = re.compile(r"^(?:中共|中国共产党)")
_LEVELS: Final = ("province", "city", "county")
_REGION_SUFFIX: Final = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$")


@dataclass(frozen=True, slots=True)
class DivisionMatch:
    """The divisions a text can mean: one where it is certain, several where the name is shared."""

    codes: tuple[str, ...]
    text: str


class DivisionIndex:
    """Finds divisions by the chain of names a text starts with (``安阳市北关区…``) or holds."""

    def __init__(self, divisions: Sequence[Division]) -> None:
        self._by_code = {division.division_code: division for division in divisions}
        self._by_name: dict[str, list[Division]] = {}
        for division in divisions:
            for name in _names(division):
                self._by_name.setdefault(name, []).append(division)
        longest = sorted((n for n in self._by_name if len(n) > 1), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))

    def find(self, text: str) -> DivisionMatch | None:
        """Return the divisions that the names in a text lead to; None where it holds no name.

        ``上海市普陀区财政局`` is one county; ``普陀区财政局`` alone can mean two.
        """
        plain = _PARTY.sub("", squeeze(text))
        start = self._pattern.search(plain)
        if start is None or start.start() > 4:
            return None
        found = list(self._by_name[start.group(0)])
        end = start.end()
        while (match := self._pattern.match(plain, end)) is not None:
            below = [
                d for d in self._by_name[match.group(0)] if any(self._is_under(d, above) for above in found)
            ]
            if not below:
                break
            found, end = below, match.end()
        narrowed = self._most_specific(found)
        return DivisionMatch(tuple(d.division_code for d in narrowed), plain[start.start() : end])

    def name(self, code: str) -> str:
        """Return a division's name, the code itself where it is unknown."""
        division = self._by_code.get(code)
        return division.division_name if division else code

    def _is_under(self, division: Division, above: Division) -> bool:
        parent = division.parent_code
        while parent is not None and parent in self._by_code:
            if parent == above.division_code:
                return True
            parent = self._by_code[parent].parent_code
        return False

    def _most_specific(self, found: Iterable[Division]) -> list[Division]:
        """Drop a division whose own superior of the same name is meant (北京市 is province and city)."""
        divisions = list(found)
        return [d for d in divisions if not any(self._is_under(d, other) for other in divisions)]


def _names(division: Division) -> set[str]:
    names = {division.division_name}
    if division.level == "province":
        names.add(_REGION_SUFFIX.sub("", division.division_name))
    return {name for name in names if name}
