"""Claims made from the rules of the narrative: for every rule what a report would say, and the forms it says it of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import TypeVar

from pipelines.forms.terms import parse_column, parse_term
from pipelines.prove.rules import Rule
from pipelines.values.claims import Claim, Figure
from tests.unit.prove.declared import Case, Sheet, column_slot, slots_of, variants
from tests.unit.prove.figures import claim

T = TypeVar("T")
_PATH = "类/款/"
_ANY = "甲项支出"  # a subject that no rule names


def rule_cases(rule: Rule) -> Iterator[Case]:
    """Yield the cases of a rule, for every figure it may be right by; ValueError for a kind that is not known."""
    made = {
        "figure": _figure_cases,
        "account": _column_cases,
        "class": _column_cases,
        "rate": _rate_cases,
        "sum": _sum_cases,
        "listed": _listed_cases,
        "count": _count_cases,
    }.get(rule.kind)
    if made is None:
        raise ValueError(f"{rule.id}: no figures are known for kind {rule.kind}")
    yield from made(rule)


def zero_bases(rule: Rule) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield a rate of a rule with each base of nothing that it may be stated on."""
    for kind, (base,) in product(rule.claims.kinds, rule.amounts):
        subject = _subjects(rule)[0]
        stated = claim(kind, subject, rule.claims.measures[0], "50.00")
        yield stated, [claim(kind, subject, base, "0.00")]


def _subjects(rule: Rule) -> tuple[str, ...]:
    return rule.claims.subjects or (_ANY,)


def _stated(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Yield every kind, subject and measure that a rule takes."""
    yield from product(rule.claims.kinds, _subjects(rule), rule.claims.measures)


def _with_each(rule: Rule, options: Sequence[T]) -> Iterator[tuple[str, str, str, T]]:
    """Yield the first claim of a rule with every option it may be right by, and every claim with the first option."""
    for number, (kind, subject, measure) in enumerate(_stated(rule)):
        for option in options if number == 0 else options[:1]:
            yield kind, subject, measure, option


def _figure_cases(rule: Rule) -> Iterator[Case]:
    for kind, subject, measure, option in _with_each(rule, rule.cells):
        text = option.format(subject=subject, measure=measure)
        for variant in variants([text]):
            (slot,) = slots_of(parse_term(text), (), "", "", variant)
            (printed,) = Sheet({slot: Decimal("345.60")}).figures()
            told = claim(kind, subject, measure, "345.60")
            yield Case(rule.id, (told, printed), (0,), (1,), rule.hard, is_floor=rule.floor)


def _column_cases(rule: Rule) -> Iterator[Case]:
    for kind, _, measure, text in _with_each(rule, rule.columns):
        slot = column_slot(parse_column(text), "per_class")
        (printed,) = Sheet({slot: Decimal("345.60")}).figures()
        subject = f"{_PATH}甲" if rule.kind == "account" else slot.name
        told = claim(kind, subject, measure, "345.60", code=slot.code)
        yield Case(rule.id, (told, printed), (0,), (1,), rule.hard)


def _rate_cases(rule: Rule) -> Iterator[Case]:
    amounts = (Decimal("40.00"), Decimal("160.00"))
    stated = {"part": "25.00", "change": "33.33", "growth": "-75.00"}[rule.formula]
    for kind, subject, measure, option in _with_each(rule, rule.amounts):
        said: list[Figure] = [claim(kind, subject, measure, stated)]
        said += [_operand(name, kind, subject, amount) for name, amount in zip(option, amounts, strict=True)]
        yield Case(rule.id, tuple(said), (0,), (1, 2), rule.hard, only_left_is_proven=True)


def _operand(name: str, kind: str, subject: str, amount: Decimal) -> Figure:
    if "[" in name:
        (slot,) = slots_of(parse_term(name), (), "", "", 0)
        return Sheet({slot: amount}).figures()[0]
    about, _, measure = name.rpartition(".")
    return claim(kind, about.format(subject=subject) if about else subject, measure, f"{amount}")


def _sum_cases(rule: Rule) -> Iterator[Case]:
    for kind, subject, measure in _stated(rule):
        signs = [-1 if part.startswith("-") else 1 for part in rule.parts]
        values = [
            Decimal("130.00") + 11 * n if sign > 0 else Decimal("30.00") for n, sign in enumerate(signs)
        ]
        total = sum((sign * value for sign, value in zip(signs, values, strict=True)), Decimal(0))
        said: list[Figure] = [claim(kind, subject, measure, f"{total}")]
        said += [
            _operand(part.removeprefix("-"), kind, subject, value)
            for part, value in zip(rule.parts, values, strict=True)
        ]
        places = tuple(range(1, len(said)))
        yield Case(
            rule.id,
            tuple(said),
            (0,),
            places,
            rule.hard,
            minus=tuple(place for place, sign in zip(places, signs, strict=True) if sign < 0),
            is_floor=rule.floor,
            proves=len(places) > 1,
        )


def _listed_cases(rule: Rule) -> Iterator[Case]:
    for kind, subject, measure in _stated(rule):
        items = [
            claim(kind, f"{_PATH}{name}", measure, text) for name, text in (("甲", "60.00"), ("乙", "45.00"))
        ]
        yield Case(rule.id, (claim(kind, subject, measure, "105.00"), *items), (0,), (1, 2), rule.hard)


def _count_cases(rule: Rule) -> Iterator[Case]:
    kinds = _plain_words(rule.pattern)
    for kind, subject, measure in _stated(rule):
        told = [claim(kind, subject, measure, "45.00", unit="辆")]
        group = "/".join(subject.split("/")[:-1])  # vehicles that are there, and those that are to be bought
        names = [f"{group}/{name}".lstrip("/") for name in kinds]
        told += [
            claim(kind, name, measure, text, unit="辆")
            for name, text in zip(names, ("20", "25"), strict=True)
        ]
        yield Case(rule.id, tuple(told), (0,), (1, 2), rule.hard, is_floor=True)


def _plain_words(pattern: str) -> Sequence[str]:
    """Return the last two words of a pattern that is a choice of words."""
    return [word for word in pattern.split("|") if re.fullmatch(r"[\u4e00-\u9fff]+", word)][-2:]
