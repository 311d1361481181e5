"""Narrative: what a report says in words, tied to its forms and to itself by the rules of ``narrative.yml``.

Where a claim may stand for one of several figures (a class on F05 or on F03, a completion of the initial or of
the annual budget) it is right if one of them agrees; only a claim that agrees with none contradicts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from pipelines.forms.terms import parse_column, parse_term
from pipelines.prove.rates import HUNDRED, Formula, change_of, growth_of, part_of
from pipelines.prove.roles import bound_rules, codes_of
from pipelines.prove.rules import Rule
from pipelines.prove.statements import StatedFigures, Statements
from pipelines.prove.terms import NONE, Tables, select
from pipelines.prove.ties import balance, count, floor, rate
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from pipelines.values.text import row_key

_FORMULAS: Final[Mapping[str, Formula]] = {"part": part_of, "change": change_of, "growth": growth_of}
_MARKS: Final = re.compile(r"[\[\]{}>|]")  # what terms are made of
_INITIAL: Final = re.compile("年初")
_OTHER_YEAR: Final = re.compile("上年|上一年|去年")
_DEPTH_OF_ITEM: Final = 2
_ANNUAL: Final = re.compile("全年预算|调整")


@dataclass(frozen=True, slots=True)
class _Document:
    narrative: Statements
    tables: Tables
    splits: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    columns: dict[str, dict[str, LineItem | None]] = field(default_factory=dict)

    def column(self, text: str) -> dict[str, LineItem | None]:
        """Return a column's figures by account code and by class name; None where one is printed twice."""
        if text not in self.columns:
            column, found = parse_column(text), dict[str, LineItem | None]()
            for row in self.tables.get(column.form, NONE):
                item = row.figures.get(column.measure)
                if item is None or row.section != column.section or row.is_total:
                    continue
                name = _class_key(row.name) if len(row.code) in (0, 3) else ""
                for key in {row.code, name} - {""}:
                    found[key] = None if key in found else item
            self.columns[text] = found
        return self.columns[text]

    def prints(self, claim: Claim, check: Check) -> bool:
        """Tell whether a form that a claim disagrees with prints its amount as another of its figures.

        No other figure is meant where the words name the claim's subject right before its amount, nor where the amount
        is that of a class or group of which the claim names an item (类、款、项).
        """
        tied = {figure.place for _, figure in check.right_items}
        forms = {figure.form_code for _, figure in check.right_items if isinstance(figure, LineItem)}
        others = [
            item
            for code in forms
            for row in self.tables.get(code, NONE)
            for item in row.figures.values()
            if item.amount_yuan == claim.amount_yuan and item.place not in tied
        ]
        if not claim.amount_yuan or _names_its_amount(claim):
            return False
        is_of_item = claim.item_code and claim.subject.count("/") == _DEPTH_OF_ITEM
        return any(not (is_of_item and _is_above(item.item_code, claim.item_code)) for item in others)

    def split(self, rule: Rule, measure: str) -> tuple[int, Decimal]:
        """Return how many percentages of a rule are told, and their sum."""
        if rule.id not in self.splits:
            told = [
                said.value
                for statement in self.narrative.statements
                if rule.claims.takes(statement.kind, statement.subject, measure)
                for said in statement.of(measure)
            ]
            self.splits[rule.id] = (len(told), sum(told, Decimal(0)))
        return self.splits[rule.id]


def tie_narrative(claims: Sequence[Claim], tables: Tables) -> list[Check]:
    """Apply all rules to the claims of a document, ``tables`` being the rows of its forms."""
    if not claims:
        return []
    document = _Document(Statements(claims), tables)
    checks: list[Check] = []
    for rule in bound_rules(codes_of(tables)):
        kinds = rule.claims.kinds
        for statement in (one for one in document.narrative.statements if one.kind in kinds):
            for measure in rule.claims.measures:
                if rule.claims.takes(statement.kind, statement.subject, measure):
                    for claim in statement.of(measure):
                        checks.extend(_KINDS[rule.kind](rule, document, statement, claim))
    return checks


def _names_its_amount(claim: Claim) -> bool:
    """Tell whether the words name the subject of an amount right before it, and no other year: 基本支出162.25万元."""
    subject, amount = claim.subject.rpartition("/")[2], claim.text_printed
    before = claim.sentence.partition(f"{subject}{amount}")[0]
    is_told = f"{subject}{amount}" in claim.sentence
    return is_told and claim.measure == "amount" and not _OTHER_YEAR.search(before)


def _is_above(code: str, item_code: str) -> bool:
    return bool(code) and code != item_code and item_code.startswith(code)


def _scope(claim: Claim) -> str:
    return f"{claim.kind}[{claim.subject}].{claim.measure}"


def _best(options: Iterable[Sequence[Check]]) -> Sequence[Check]:
    """Return the first option that holds, else the first within rounding, else the first of all."""
    found = [option for option in options if option]
    for status in ("holds", "rounding"):
        for option in found:
            if option[0].status == status:
                return option
    return found[0] if found else ()


# What the forms print


def _figure(rule: Rule, document: _Document, _: StatedFigures, claim: Claim) -> Iterator[Check]:
    yield from _printed(rule, document, claim, _cells(rule.cells, document.tables, claim))


def _account(rule: Rule, document: _Document, _: StatedFigures, claim: Claim) -> Iterator[Check]:
    if claim.item_code:
        yield from _printed(rule, document, claim, _rows(rule, document, claim.item_code))


def _class(rule: Rule, document: _Document, _: StatedFigures, claim: Claim) -> Iterator[Check]:
    yield from _printed(rule, document, claim, _rows(rule, document, _class_key(claim.subject)))


def _class_key(name: str) -> str:
    return row_key(name).removesuffix("支出")


def _printed(rule: Rule, document: _Document, claim: Claim, cells: Iterable[LineItem]) -> Sequence[Check]:
    """Tie a claim to what its forms print.

    One that disagrees but equals another figure of the same form may be read wrongly: it is disputed, and tells of no
    contradiction.
    """
    tie = floor if rule.floor else balance
    found = _best(
        list(
            tie(
                rule,
                _scope(claim),
                [claim],
                [(1, cell)],
                is_hard=rule.hard and _is_same_budget(claim, cell),
            )
        )
        for cell in cells
    )
    return [
        replace(check, is_doubtful=True)
        if check.status == "violated" and document.prints(claim, check)
        else check
        for check in found
    ]


def _is_same_budget(claim: Claim, cell: LineItem) -> bool:
    """Tell whether no words set an initial budget (年初预算) against an annual one (全年预算, 调整预算)."""
    if "budget" not in claim.measure:
        return True
    told, printed = claim.sentence, cell.header_printed
    return not (
        (_INITIAL.search(told) and not _ANNUAL.search(told) and _ANNUAL.search(printed))
        or (_ANNUAL.search(told) and not _INITIAL.search(told) and _INITIAL.search(printed))
    )


def _cells(terms: Iterable[str], tables: Tables, claim: Claim) -> Iterator[LineItem]:
    for text in terms:
        subject = _MARKS.sub("", claim.subject)
        term = parse_term(text.format(subject=subject, measure=claim.measure))
        rows = select(term, tables.get(term.form, NONE), None)
        if len(rows) == 1 and term.measure in rows[0].figures:
            yield rows[0].figures[term.measure]


def _rows(rule: Rule, document: _Document, name: str) -> Iterator[LineItem]:
    for text in rule.columns:
        item = document.column(text).get(name)
        if item is not None:
            yield item


# What the narrative itself states


def _rate(rule: Rule, document: _Document, statement: StatedFigures, claim: Claim) -> Iterator[Check]:
    formula = _FORMULAS[rule.formula]
    slack = _fitted(rule, document, claim)
    options = []
    for amounts in _operands(rule, document, statement, claim):
        given = list(rate(rule, _scope(claim), claim, formula, amounts, is_hard=rule.hard, slack=slack))
        is_told = all(isinstance(figure, Claim) for figure in amounts)
        if is_told and not given and claim.measure == "share":
            return  # a share of nothing, whatever else is printed
        options.append(given)
    yield from _best(options)


def _fitted(rule: Rule, document: _Document, claim: Claim) -> Decimal:
    """Return how far a share may be off where a split was made to add up to exactly 100 %.

    Writers put the rounding differences of a split into one of its shares.
    """
    if claim.measure != "share":
        return Decimal(0)
    number, total = document.split(rule, claim.measure)
    return number * claim.step / 2 if total == HUNDRED else Decimal(0)


def _zero_base(rule: Rule, document: _Document, statement: StatedFigures, claim: Claim) -> Iterator[Check]:
    """Find a rate stated on a zero budget: not where another budget of the statement is a base."""
    bases = [
        figure
        for option in rule.amounts
        for name in option
        if (figure := _operand(name, document, statement, claim)) is not None
    ]
    if claim.value and bases and not any(base.value for base in bases):
        yield Check(
            identity_id=rule.id,
            scope=_scope(claim),
            statement=rule.statement,
            is_hard=rule.hard,
            left=claim.value,
            right=bases[0].value,
            tolerance=claim.step / 2,
            status="violated",
            left_items=(claim,),
            right_items=((1, bases[0]),),
            proves=False,
            quantity="percent",
            computed=f"{bases[0].text_printed} {bases[0].unit}",
        )


def _sum(rule: Rule, document: _Document, statement: StatedFigures, claim: Claim) -> Iterator[Check]:
    parts = [
        (-1 if name.startswith("-") else 1, _operand(name.removeprefix("-"), document, statement, claim))
        for name in rule.parts
    ]
    told = [(sign, figure) for sign, figure in parts if figure is not None]
    if len(told) == len(parts):
        tie = floor if rule.floor else balance
        yield from tie(rule, _scope(claim), [claim], told, is_hard=rule.hard)


def _listed(rule: Rule, document: _Document, _: StatedFigures, claim: Claim) -> Iterator[Check]:
    told = [
        said
        for statement in document.narrative.statements
        if statement.kind in rule.claims.kinds and statement.subject.count("/") == 2
        for said in statement.of(claim.measure)[:1]
    ]
    if told:
        yield from balance(rule, _scope(claim), [claim], [(1, said) for said in told], is_hard=rule.hard)


def _count(rule: Rule, document: _Document, statement: StatedFigures, claim: Claim) -> Iterator[Check]:
    group = statement.subject.rpartition("/")[0]
    kinds = [
        (1, said)
        for other in document.narrative.statements
        if other.kind == statement.kind and other.subject.rpartition("/")[0] == group
        if other.subject != statement.subject and re.search(rule.pattern, other.subject)
        for said in other.of(claim.measure)[:1]
    ]
    if kinds:
        yield from count(rule, _scope(claim), [claim], kinds, is_hard=rule.hard)


def _operands(
    rule: Rule, document: _Document, statement: StatedFigures, claim: Claim
) -> Iterator[tuple[Figure, ...]]:
    """Yield the amounts a rate may be made of."""
    for option in rule.amounts:
        figures = [_operand(name, document, statement, claim) for name in option]
        found = tuple(figure for figure in figures if figure is not None)
        if len(found) == len(figures) and len({figure.place for figure in found}) == len(found):
            yield found


def _operand(name: str, document: _Document, statement: StatedFigures, claim: Claim) -> Figure | None:
    """Return the figure an operand names: a cell, a figure of another subject, or one of the same statement."""
    if "[" in name:
        return next(_cells([name], document.tables, claim), None)
    subject, _, measure = name.rpartition(".")
    if not subject:
        return document.narrative.told(statement, measure)
    return document.narrative.only(statement.kind, subject.format(subject=claim.subject), measure)


_KINDS: Final = {
    "figure": _figure,
    "account": _account,
    "class": _class,
    "rate": _rate,
    "zero_base": _zero_base,
    "sum": _sum,
    "listed": _listed,
    "count": _count,
}
