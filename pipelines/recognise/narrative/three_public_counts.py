"""Counts of 三公 (three_public_count): missions abroad and official receptions, in groups and persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage, sentence_end
from pipelines.recognise.narrative.statement import Stated, Statement

_COUNT: Final = r"(?:数|数量)?(?:共计?|累计|合计)?(?:为)?(?=\d)"
_PERSONS: Final = rf"(?:人次|人数|人员){_COUNT}"
_ABROAD: Final = re.compile(rf"出国\(?境?\)?团组{_COUNT}|出国\(?境?\)?(?=\d+个?团组)")
_ABROAD_PERSONS: Final = re.compile(rf"出国\(?境?\)?(?:{_PERSONS}|(?=\d+人))|累计(?=\d+人)")
_FOREIGN: Final = re.compile(
    r"(?:国\(境\)外来访团组|外宾来访团组|(?:接待外宾|外事接待|外宾接待))(?:共计?|累计)?(?=\d)"
)
_FOREIGN_PERSONS: Final = re.compile(r"(?:来访外宾|外宾)(?:共计?|累计)?(?=\d+人)")
_DOMESTIC: Final = re.compile(
    rf"(?:国内(?:来访)?团组|(?<!外)公务接待|接待国内来访团组)(?:批次)?{_COUNT}(?=\d+(?:个|批))"
)
_DOMESTIC_PERSONS: Final = re.compile(
    rf"(?:来宾|(?<!外)公务接待)(?:共计?|累计)?(?=\d+人)|接待(?:总)?{_PERSONS}|接待人员(?=\d+人)"
)
_BRACKETED: Final = re.compile(r"\((?!境\))[^()]*\)")
_GROUPS: Final = frozenset({"个", "批", "批次", "次"})
_HEADS: Final = frozenset({"人", "人次", "个"})
_SUBJECTS: Final = (
    ("因公出国（境）团组", _ABROAD, _GROUPS, "因公出国（境）人次", _ABROAD_PERSONS),
    ("国内公务接待批次", _DOMESTIC, _GROUPS, "国内公务接待人次", _DOMESTIC_PERSONS),
    ("外宾接待批次", _FOREIGN, _GROUPS, "外宾接待人次", _FOREIGN_PERSONS),
)


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the counts of groups, and the persons told in the same sentence."""
    if "三公" not in passage.plain and "三公" not in passage.title:
        return
    for groups, pattern, units, persons, person_pattern in _SUBJECTS:
        match = pattern.search(passage.plain)
        found = _count(passage, match, units)
        if match is None or found is None:
            continue
        yield Statement("three_public_count", groups, (found,))
        end = sentence_end(passage.plain, match.end())
        follows = person_pattern.search(_own(passage.plain, match.start(), end), found.amount.end)
        heads = _count(passage, follows, _HEADS)
        if heads is None:
            heads = next(
                (
                    Stated("count", amount)
                    for amount in passage.amounts(found.amount.end, found.amount.end + 10)
                    if amount.unit in ("人", "人次")
                    and ")" not in passage.plain[found.amount.end : amount.start]
                ),
                None,
            )
        if heads is not None:
            yield Statement("three_public_count", persons, (heads,))


def _own(plain: str, start: int, end: int) -> str:
    """Return the text up to the sentence's end: within the bracket that a place stands in, else without brackets."""
    for match in _BRACKETED.finditer(plain, max(0, plain.rfind("(", 0, start)), end):
        if match.start() < start < match.end():
            return plain[: match.end()]
    return _BRACKETED.sub(lambda match: "-" * len(match.group()), plain[:end])


def _count(passage: Passage, match: re.Match[str] | None, units: frozenset[str]) -> Stated | None:
    if match is None:
        return None
    amount = passage.amount_at(match.end())
    return Stated("count", amount) if amount is not None and amount.unit in units else None
