"""A title taken apart: kind, scope, flow, detail, topic and edition, and the words that none of them explains.

Titles are composed, not listed: ``某县教育局2024年一般公共预算支出情况表`` is a body, a year, a scope and a flow. The
parts are read from the end of the title backwards, as a body's name stands before them and may hold
the same words (项目服务中心).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pipelines.lexicon import words
from pipelines.values.text import key

_MARKS: Final = (
    ("unit", r"(?:金额)?单位(?:人民币)?(?:亿元|百万元|万元|千元|百元|元)"),
    ("mark", r"公开\d{1,2}(?:\d|之\d)?表?|[预决]算\d{1,2}(?:\d|之\d)?表|附?表\d{1,2}|续表?|接上页"),
    ("year", r"(?:19|20)\d\d年度?"),
)
_LAST_BRACKET: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_IGNORED: Final = frozenset(("plain", "mark", "year"))
_FISCAL: Final = "fiscal_appropriation"
CLASSES: Final = frozenset(("wages_and_welfare", "goods_and_services", "household_subsidies"))
_SPENT: Final = CLASSES | {"basic", "project", "functional", "economic"}


@dataclass(frozen=True, slots=True)
class TitleParts:
    """What a title is composed of; ``''`` and empty sets where it does not say. ``left`` are the words before.

    ``kind`` is final_account or budget; ``scope`` general_public_budget, government_fund_budget,
    state_capital_budget or fiscal_appropriation; ``flow`` revenue, expenditure or both.
    """

    kind: str = ""
    scope: str = ""
    flow: str = ""
    details: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    edition: str = ""
    unit: str = ""
    left: str = ""

    @property
    def says_something(self) -> bool:
        """Tell whether any part names what a table is about."""
        return bool(self.flow or self.topics or self.details or self.scope)


@lru_cache(maxsize=16384)
def take_apart(text: str) -> TitleParts:
    """Return the parts of a title line.

    >>> take_apart("某县项目服务中心2024年度一般公共预算财政拨款支出决算表（公开05表）").left
    '某县项目服务中心'

    A bracket at the end that says more than its known words is a remark: （按功能分类科目-不含上级专项资金） tells the
    classification alone.
    """
    plain = key(_without_remarks(text))
    start, pieces = _pieces(plain)
    kinds: list[str] = []
    found: dict[str, str] = {}
    details: set[str] = set()
    topics: set[str] = set()
    unit = ""
    for part, value, word in pieces:
        if part == "kind":
            kinds.append(value)
        elif part == "detail":
            details.add(value)
        elif part == "topic":
            topics.add(value)
        elif part == "unit":
            unit = re.sub(r"^.*?(?=亿元|百万元|万元|千元|百元|元)", "", word)
        elif part == "flow":
            found["flow"] = "both" if found.get("flow", value) != value else value
        elif part == "scope":
            # 财政拨款 includes the other scopes: beside one of them it says nothing more.
            if found.get(part, _FISCAL) == _FISCAL:
                found[part] = value
        elif part not in _IGNORED:
            found.setdefault(part, value)
    if not found.get("flow") and details & _SPENT:
        found["flow"] = "expenditure"
    # 预算 also stands in names of classifications; a title that says 决算 is one of final accounts.
    kind = "final_account" if "final_account" in kinds else (kinds[0] if kinds else "")
    return TitleParts(
        kind,
        found.get("scope", ""),
        found.get("flow", ""),
        frozenset(details),
        frozenset(topics),
        found.get("edition", ""),
        unit,
        plain[:start],
    )


def _without_remarks(text: str) -> str:
    """Return a title with only the leading known words of each bracket at its end."""
    head, tail = unicodedata.normalize("NFKC", text).strip(), ""
    while match := _LAST_BRACKET.search(head):
        inside = key(match[1])
        known = _known_lead(inside)
        tail = (inside[:known] if known < len(inside) else match[0]) + tail
        head = head[: match.start()]
    return head + tail if head else text


def _known_lead(text: str) -> int:
    """Return how many characters at a text's beginning are known words."""
    at = 0
    while at < len(text):
        found = next(_words_at(text, at), None)
        if found is None:
            break
        at += len(found[2])
    return at


def _pieces(text: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Return where the known words at a text's end begin, and these words with part and value, left to right.

    Of several ways to cut the same stretch the one with the longest words from the left is taken.
    """
    reach: dict[int, list[tuple[str, str, str]]] = {len(text): []}
    for at in range(len(text) - 1, -1, -1):
        for part, value, word in _words_at(text, at):
            rest = reach.get(at + len(word))
            if rest is not None:
                reach[at] = [(part, value, word), *rest]
                break
        else:
            if at + 1 not in reach and not any(at < later for later in reach):
                break
    start = min(reach)
    return start, reach[start]


def _words_at(text: str, at: int) -> Iterator[tuple[str, str, str]]:
    """Yield the known words that stand at a place, longest first."""
    found = [(name, "", match.group()) for name, pattern in _marks() if (match := pattern.match(text, at))]
    longest, vocabulary = _vocabulary()
    for size in range(min(longest, len(text) - at), 0, -1):
        owner = vocabulary.get(text[at : at + size])
        if owner is not None:
            found.append((*owner, text[at : at + size]))
    yield from sorted(found, key=lambda entry: -len(entry[2]))


@cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _MARKS)


@cache
def _vocabulary() -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the longest word's length, and part and value by word as :func:`key` leaves it."""
    found = {
        key(word): (part, value)
        for part, values in words("titles").items()
        for value, listed in values.items()
        for word in listed
    }
    return max(map(len, found)), found
