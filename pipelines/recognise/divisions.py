"""Divisions in names: which county a body's printed name means. Shared names are left open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipelines.accounts import Division
from pipelines.accounts.changes import DivisionValidity
from pipelines.accounts.short_names import short_name
from pipelines.lexicon import words
from pipelines.values.text import squeeze

_FARTHEST: Final = 4
_LONGEST_BARE: Final = 4
_FEWEST_BELOW: Final = 3
"""So many counties of one city tell which city lists them."""
_LEAD: Final = re.compile(r"(?:.*(?:[^一-龥]|年|年度|关于|中共|由|在))?")
"""What may stand before a division: 云县 in 白云县 is no division."""
_COUNTY: Final = re.compile(r"[一-龥]{1,6}?(?:自治县|自治旗|县|旗|区)(?=[一-龥])")
_NO_COUNTY: Final = re.compile(
    r"(?:开发|高新|新|园|社|景|市|城|灾|林|库|港|示范|保护|地|校|院|矿|功能|试验|实验|合作|集聚|工业|产业|小|片|牧|山|湖|湿地|旅游|自贸|经济|监|辖)区$"
    r"|(?:各|全|本|三|该|重点|贫困)县$|红旗$"
)
"""Ends of words that only look like the name of a county or a district."""
_ZONE: Final = re.compile(
    r"(?:国家级|省级)?(?:经济|高新|工业|产业|农业|循环|生态|现代|化工|新材料|新型|旅游|临港|临空|科技|技术|保税|综合)[一-龥]{0,14}?(?:区|园|基地)"
)
"""What follows the bare name of a county or city in the name of a zone: 江西湖口高新技术产业园区."""
_BRANCH: Final = re.compile(r"[一-龥]{1,12}局(?P<place>[一-龥]{2,10})分局")
_LAST_WORDS: Final = ("", "县", "区", "市", "旗", "新区")
"""A bureau's branch is called after its district with these words or without: 卧龙分局, 卧龙区分局."""
_LAST_WORD: Final = re.compile(r"(?<=..)[县区市旗]$")
_REGION_SUFFIX: Final = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|省$|市$")


@dataclass(frozen=True, slots=True)
class DivisionMatch:
    """The divisions a text can mean: one where it is certain, several where the name is shared.

    ``superiors`` are those whose bureau has its branch there (南阳市公安局卧龙分局): the name tells where the branch
    is, not which of the two governments it is a body of.
    """

    codes: tuple[str, ...]
    text: str
    superiors: tuple[str, ...] = ()


class DivisionIndex:
    """Finds divisions by the chain of names a text starts with (``安阳市北关区…``) or holds.

    ``former`` are divisions that are listed no more, and those that had another name: they are found by names that no
    listed one bears. An autonomous county or prefecture is found by its short name too (紫云县 for
    紫云苗族布依族自治县, 迪庆州).
    """

    def __init__(self, divisions: Sequence[Division], former: Sequence[DivisionValidity] = ()) -> None:
        listed = {division.division_code for division in divisions}
        self._by_code = {division.division_code: division for division in divisions}
        self._by_name: dict[str, list[Division]] = {}
        for division in divisions:
            for name in _names(division):
                self._by_name.setdefault(name, []).append(division)
        more: dict[str, list[Division]] = {}
        for validity in former:
            division = validity.division
            self._by_code.setdefault(division.division_code, division)
            if division.division_code not in listed and division.division_name in self._by_name:
                continue  # recoded only: its names are those of the listed one
            names = {*validity.former_names, short_name(division.division_name)}
            for name in names if division.division_code in listed else {*names, division.division_name}:
                more.setdefault(name, []).append(division)
        self._by_bare_name = _bare(more) | _bare(self._by_name)
        self._by_name |= {name: found for name, found in more.items() if name and name not in self._by_name}
        longest = sorted((n for n in self._by_name if len(n) > 1), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))

    def find(self, text: str) -> DivisionMatch | None:
        """Return the divisions that the names in a text lead to; None where it holds no name.

        ``上海市普陀区财政局`` is one county; ``普陀区财政局`` alone can mean two. A branch (``superiors``) is of
        its district or of its city.
        """
        plain = _branches().sub("", squeeze(text))
        start = self._pattern.search(plain)
        if start is None or start.start() > _FARTHEST or not _LEAD.fullmatch(plain[: start.start()]):
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
        if zone := self._of_zone(found, plain[end:]):
            return DivisionMatch(tuple(d.division_code for d in zone), plain[start.start() : end])
        if (branch := _BRANCH.match(plain, end)) and (places := self._named_below(found, branch["place"])):
            superiors = tuple(d.division_code for d in found)
            return DivisionMatch(places, plain[start.start() : branch.end()], superiors)
        if any(d.level != "county" for d in found) and _is_of_county(plain[end:]):
            return None
        narrowed = self._most_specific(found)
        return DivisionMatch(tuple(d.division_code for d in narrowed), plain[start.start() : end])

    def _of_zone(self, found: Sequence[Division], rest: str) -> list[Division]:
        """Return the divisions whose bare names stand between those found and the name of a zone."""
        if any(division.level == "county" for division in found):
            return []
        for length in range(2, _LONGEST_BARE + 1):
            if _ZONE.match(rest, length):
                named = self._by_bare_name.get(rest[:length], ())
                return [d for d in named if any(self._is_under(d, above) for above in found)]
        return []

    def _named_below(self, found: Sequence[Division], place: str) -> tuple[str, ...]:
        """Return the divisions below those found whose name is a place's, with its last word or without."""
        named = [d for word in _LAST_WORDS for d in self._by_name.get(place + word, ())]
        below = [d for d in named if any(self._is_under(d, above) for above in found)]
        return tuple(dict.fromkeys(d.division_code for d in below))

    def name(self, code: str) -> str:
        """Return a division's name, the code itself where it is unknown."""
        division = self._by_code.get(code)
        return division.division_name if division else code

    def superior(self, names: Sequence[str]) -> str | None:
        """Return the code of the one division that most of several names are right below; None where it is open.

        Names that are shared count for each division that they can mean: the others tell which.
        """
        below: Counter[str] = Counter()
        for name in dict.fromkeys(names):
            above = {d.parent_code for d in self._by_name.get(name, ()) if d.parent_code}
            below.update(above)
        found = below.most_common(2)
        if not found or found[0][1] < _FEWEST_BELOW or (len(found) > 1 and 2 * found[1][1] > found[0][1]):
            return None
        return found[0][0]

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


@cache
def _branches() -> re.Pattern[str]:
    """Return what a branch of a national organisation is called before the name of its place."""
    listed = [word for named in words("bodies")["branches"].values() for word in named]
    return re.compile(f"^(?:{'|'.join(sorted(listed, key=len, reverse=True))})")


def _is_of_county(rest: str) -> bool:
    """Tell whether what follows a province or city names a county in it that is not known."""
    match = _COUNTY.match(rest)
    return match is not None and not _NO_COUNTY.search(match.group())


def _bare(by_name: Mapping[str, Sequence[Division]]) -> dict[str, list[Division]]:
    """Return divisions by their names without the last word: 湖口 for 湖口县."""
    bare: dict[str, list[Division]] = {}
    for name, found in by_name.items():
        if name != (short := _LAST_WORD.sub("", name)):
            bare.setdefault(short, []).extend(found)
    return bare


def _names(division: Division) -> set[str]:
    names = {division.division_name}
    if division.level == "province":
        names.add(_REGION_SUFFIX.sub("", division.division_name))
    return {name for name in names if name}
