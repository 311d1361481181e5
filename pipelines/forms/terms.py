"""Terms: how the files of forms and identities write which figures an identity speaks of.

What stands here is read after roles became codes (:mod:`pipelines.prove.roles`).

``F01.revenue[本年收入合计].final`` is one figure; ``revenue[*]`` all rows above the total, ``revenue[*-a|b]`` all
but those named; ``revenue[row>*]`` the sub-rows of a row and ``revenue[row>name]`` one of them;
``F06{30217}.final`` the row of an account code; ``B02(一般公共预算资金)[小计].budget`` a row of a printed group.
``|`` separates names of one row, of which the first that is printed counts (``[合计|]``: a row without a name
may be the total). A leading ``-`` subtracts. ``[小计]|[甲]+[乙]`` is 小计, or 甲 and 乙 where that is not printed.
Without a measure an equation holds for every measure that its left side prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TERM: Final = re.compile(
    r"(?P<sign>-?)(?:(?P<form>[A-Z]\d\d)(?=[.\[{(]))?\.?(?P<section>revenue|expenditure|\([^)]+\))?"
    r"(?:\[(?P<label>[^\]>]*)(?:>(?P<sub>[^\]]+))?\]|\{(?P<code>\d+)\})(?:\.(?P<measure>\w+))?"
)
_OR: Final = re.compile(r"(?<=[\]}\w])\|(?=[^\]]*(?:\[|$))")
ROLE: Final = re.compile(r"^(?P<sign>-?)(?:(?P<kind>final|budget):)?(?P<role>[a-z][a-z_]+)(?=[.\[{(])")
"""What a term or column begins with before roles became codes."""
_SECTIONS: Final = frozenset(("revenue", "expenditure"))
_COLUMN: Final = re.compile(r"(?P<form>[A-Z]\d\d)(?:\.(?P<section>revenue|expenditure))?\.(?P<measure>\w+)")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an equation; ``measure`` is empty where the equation holds for every measure."""

    sign: int
    form: str
    section: str
    labels: tuple[str, ...]
    sub_rows: tuple[str, ...]
    code: str
    measure: str


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """One column of a form, compared row by row with another."""

    form: str
    section: str
    measure: str


@lru_cache(maxsize=65536)
def parse_term(text: str) -> Term:
    """Parse one term; ValueError quotes what cannot be read."""
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"not a term of an identity: {text}")
    return Term(
        sign=-1 if match["sign"] else 1,
        form=match["form"] or "",
        section=(match["section"] or "").strip("()"),
        labels=tuple((match["label"] or "").split("|")),
        sub_rows=tuple(match["sub"].split("|")) if match["sub"] else (),
        code=match["code"] or "",
        measure=match["measure"] or "",
    )


@lru_cache(maxsize=65536)
def parse_part(text: str) -> tuple[tuple[Term, ...], ...]:
    """Parse one part of a sum: the ways to print it, each as terms to add up; ValueError quotes what cannot be read."""
    ways = _OR.split(text)
    return tuple(tuple(map(parse_term, way.split("+"))) for way in ways)


@lru_cache(maxsize=65536)
def parse_measures(text: str) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Parse one part of a row's sum: the ways to print it (``a|b+-c``), each as signs and measures to add up."""
    return tuple(
        tuple((-1, name[1:]) if name.startswith("-") else (1, name) for name in way.split("+"))
        for way in text.split("|")
    )


def parse_column(text: str) -> ColumnRef:
    """Parse ``F03.expenditure_total`` or ``F04.expenditure.total``; ValueError quotes what cannot be read."""
    match = _COLUMN.fullmatch(text)
    if match is None:
        raise ValueError(f"not a column of a form: {text}")
    return ColumnRef(match["form"], match["section"] or "", match["measure"])


def check_terms(texts: Iterable[str], *, columns: bool = False) -> None:
    """Raise ValueError, which quotes the text, for one that is no sum of terms in codes or roles, nor, where those may
    stand, a column.
    """
    for text in texts:
        head = ROLE.match(text)
        of_form = head is not None and head["role"] not in _SECTIONS
        coded = f"{head['sign']}X00{text[head.end() :]}" if head and of_form else text
        if columns and not set(coded) & set("[{"):
            parse_column(coded)
        else:
            parse_part(coded)
