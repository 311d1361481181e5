"""Figures made from the declarations: for every identity a small document under which it holds.

What each kind of identity ties is read from its declaration alone, so that an identity that is added has its
figures without an edit here; a kind that is not known fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipelines.forms import Condition, CrossIdentity, FormDefinition, Identity, catalogue, form
from pipelines.forms.terms import ColumnRef, Term, parse_column, parse_part, parse_term
from pipelines.values.amounts import to_yuan
from pipelines.values.claims import Figure
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell

_GENERIC = ("甲", "乙")
_CLASS = ("201", "一般公共服务支出")
_ROWS = {
    "functional": ("201", "20101", "20102", "208", "20801", "20802", "210", "21001", "21002"),
    "economic": ("301", "30101", "30102", "302", "30201", "30202", "303", "30301", "30302"),
    "government_economic": ("501", "50101", "50102", "502", "50201", "50202", "509", "50901", "50902"),
}


@dataclass(frozen=True)
class Slot:
    """One cell of a form, before it has a figure."""

    form: str
    section: str
    name: str
    parent: str
    code: str
    measure: str
    unit: str = "万元"


@dataclass(frozen=True)
class Case:
    """Figures under which one identity holds, and what is promised of it.

    ``left`` and ``right`` are the indices of the figures that one application ties, ``minus`` those of the right
    ones that are subtracted. A figure of ``conditions`` decides whether the identity is hard at all.
    """

    identity: str
    figures: tuple[Figure, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    is_hard: bool
    minus: tuple[int, ...] = ()
    is_floor: bool = False
    proves: bool = True
    only_left_is_proven: bool = False
    conditions: frozenset[int] = frozenset()
    division: str = ""

    @property
    def members(self) -> tuple[int, ...]:
        """Return the indices of all figures that are tied."""
        return (*self.left, *self.right)

    def with_change(self, index: int, by: Decimal) -> Case:
        """Return the case with one figure off by an amount in its printed unit."""
        figures = list(self.figures)
        figures[index] = altered(figures[index], by)
        return replace(self, figures=tuple(figures))

    def without(self, indices: Iterable[int]) -> tuple[Figure, ...]:
        """Return the figures but for some of them."""
        gone = set(indices)
        return tuple(figure for index, figure in enumerate(self.figures) if index not in gone)


def altered(figure: Figure, by: Decimal) -> Figure:
    """Return a figure that prints another amount."""
    value = figure.value + by
    return replace(figure, value=value, text_printed=f"{value}", amount_yuan=to_yuan(value, figure.unit))


@dataclass
class Sheet:
    """The cells of a case in the order in which they are printed, with their amounts."""

    amounts: dict[Slot, Decimal] = field(default_factory=dict)

    def fill(self, left: Slot, right: Sequence[tuple[int, Slot]]) -> None:
        """Give amounts under which the left cell is the sum of the right ones; those that have one keep it."""
        free = [(sign, slot) for sign, slot in right if slot not in self.amounts]
        known = sum((sign * self.amounts[slot] for sign, slot in right if slot in self.amounts), Decimal(0))
        if left in self.amounts:
            rest = self.amounts[left] - known
            for number, (sign, slot) in enumerate(free):
                is_last = number == len(free) - 1
                self.amounts[slot] = sign * rest if is_last else Decimal("11.00") + number
                rest -= sign * self.amounts[slot]
            return
        for sign, slot in free:
            self.amounts[slot] = Decimal("100.00") + 13 * len(self.amounts)
            if sign < 0:
                self.amounts[slot] -= 80
        total = sum((sign * self.amounts[slot] for sign, slot in right), Decimal(0))
        self.amounts[left] = total

    def figures(self) -> tuple[LineItem, ...]:
        """Return the cells as figures; rows that ``[*]`` stands for come first, as they are printed above totals."""
        slots = list(self.amounts)
        labels = [(s.form, s.section, s.parent, s.code, s.name) for s in slots]
        rows = sorted(dict.fromkeys(labels), key=lambda row: (row[4] not in _GENERIC, labels.index(row)))
        columns = list(dict.fromkeys(s.measure for s in slots))
        return tuple(
            cell(
                slot.form, rows.index(label) + 1, slot.name, slot.measure, f"{self.amounts[slot]}",
                code=slot.code, section=slot.section, parent=slot.parent, unit=slot.unit,
                column=columns.index(slot.measure) + 1,
            )
            for slot, label in zip(slots, labels, strict=True)
        )  # fmt: skip

    def index(self, slots: Iterable[Slot]) -> tuple[int, ...]:
        """Return where cells stand among the figures."""
        order = list(self.amounts)
        return tuple(order.index(slot) for slot in slots)


def slots_of(term: Term, known: Iterable[Slot], form_code: str, measure: str, variant: int) -> list[Slot]:
    """Return the cells that a term names; of several names the one that the variant chooses."""
    code, measure = term.form or form_code, term.measure or measure

    def slot(name: str, parent: str = "", account: str = "") -> Slot:
        return Slot(code, term.section, name, parent, account, measure)

    if term.code:
        return [slot(f"科目{term.code}", account=term.code)]
    if term.labels[0].startswith("*"):
        return [slot(name) for name in _GENERIC]
    label = term.labels[min(variant, len(term.labels) - 1)]
    if term.sub_rows == ("*",):
        below = [s for s in known if (s.form, s.section, s.parent) == (code, term.section, label)]
        return [*below, *(slot(name, label) for name in _GENERIC)]
    if term.sub_rows:
        return [slot(term.sub_rows[min(variant, len(term.sub_rows) - 1)], label)]
    return [slot(label)]


def variants(*sides: Sequence[str]) -> range:
    """Return how many ways there are to choose among the names of terms."""
    parts = [parse_part(text) for side in sides for text in side]
    terms = [term for ways in parts for way in ways for term in way if term.labels[0] != "*"]
    return range(max(*map(len, parts), *(max(len(term.labels), len(term.sub_rows)) for term in terms)))


def equation_cases(identity: Identity | CrossIdentity, form_code: str = "") -> Iterator[Case]:
    """Yield the cases of an equation, one for each of the names of its rows and ways to print its parts."""
    is_local = isinstance(identity, CrossIdentity) and bool(identity.jurisdictions)
    for variant in variants(identity.left, identity.right):
        sheet, conditions = Sheet(), set[Slot]()
        measure = _common_measure(identity, form_code)
        left, right = _sides(identity.left, identity.right, form_code, measure, variant, ())
        if identity.hard_when is not None:
            conditions = _meet(identity.hard_when, sheet, form_code, variant, [left, *(s for _, s in right)])
        sheet.fill(left, right)
        prints = {slot.form for _, slot in right}
        yield Case(
            identity.id,
            sheet.figures(),
            sheet.index([left]),
            sheet.index(slot for _, slot in right),
            identity.hard,
            minus=sheet.index(slot for sign, slot in right if sign < 0),
            is_floor=identity.floor,
            proves=len(right) > 1 or prints != {left.form},
            conditions=frozenset(sheet.index(conditions)),
            division=identity.jurisdictions[0] if is_local else "",
        )


def _sides(
    lefts: Sequence[str],
    rights: Sequence[str],
    form_code: str,
    measure: str,
    variant: int,
    known: Iterable[Slot],
) -> tuple[Slot, list[tuple[int, Slot]]]:
    (left,) = slots_of(parse_term(lefts[0]), (), form_code, measure, variant)
    found = list(known)
    right: list[tuple[int, Slot]] = []
    for ways in map(parse_part, rights):
        for term in ways[min(variant, len(ways) - 1)]:
            right += [(term.sign, slot) for slot in slots_of(term, found, form_code, measure, variant)]
    return left, right


def _meet(
    condition: Condition, sheet: Sheet, form_code: str, variant: int, known: Sequence[Slot]
) -> set[Slot]:
    left, right = _sides(condition.left, condition.right, form_code, "", variant, known)
    sheet.fill(left, right)
    return {left, *(slot for _, slot in right)}


def _common_measure(identity: Identity | CrossIdentity, form_code: str) -> str:
    """Return a measure that all terms without one can print."""
    if not form_code:
        return ""
    definition = form(form_code)
    texts = (*identity.left, *identity.right)
    terms = [term for text in texts for way in parse_part(text) for term in way]
    sections = {term.section for term in terms if not term.measure}
    printed = [
        {column.measure for column in section.columns}
        for section in definition.sections
        if section.name in sections
    ]
    return next(m for m in definition.measures if all(m in measures for measures in printed))


# One form


def form_cases(definition: FormDefinition, identity: Identity) -> Iterator[Case]:
    """Yield the cases of one identity of a form; ValueError for a kind that is not known."""
    if identity.kind == "equation":
        yield from equation_cases(identity, definition.code)
    elif identity.kind in ("row_sum", "rate"):
        yield _row_case(definition, identity, whole=True)
        if any("|" in part for part in identity.parts):
            yield _row_case(definition, identity, whole=False)
    elif identity.kind in ("hierarchy", "leaves"):
        yield from _tree_cases(definition, identity)
    elif identity.kind in ("groups", "group_parts"):
        yield _group_case(definition, identity)
    else:
        raise ValueError(f"{definition.code} {identity.id}: no figures are known for kind {identity.kind}")


def _row_case(definition: FormDefinition, identity: Identity, *, whole: bool) -> Case:
    """Return the case of a row that prints each part whole, or else what stands for it."""

    def slot(measure: str, unit: str = "万元") -> Slot:
        return Slot(definition.code, "", "合计", "", "", measure, unit)

    sheet = Sheet()
    if identity.kind == "rate":
        part, base = map(slot, identity.parts)
        stated = slot(identity.total, "%")
        sheet.amounts |= {stated: Decimal("25.00"), part: Decimal("100.00"), base: Decimal("400.00")}
        return Case(
            identity.id, sheet.figures(), (0,), (1, 2), identity.hard, only_left_is_proven=True
        )  # fmt: skip
    printed = [part.split("|")[0 if whole else -1].split("+") for part in identity.parts]
    right = [(-1 if p.startswith("-") else 1, slot(p.removeprefix("-"))) for part in printed for p in part]
    sheet.fill(slot(identity.total), right)
    return Case(
        identity.id,
        sheet.figures(),
        sheet.index([slot(identity.total)]),
        sheet.index(s for _, s in right),
        identity.hard,
        minus=sheet.index(s for sign, s in right if sign < 0),
    )


def tree(definition: FormDefinition, totals: Sequence[str], measures: Sequence[str]) -> Sheet:
    """Return a sheet of three classes with two items each, and the totals of those above them, all adding up."""
    codes = _ROWS[definition.account_kind or "functional"]

    def slot(code: str, measure: str, name: str = "") -> Slot:
        return Slot(definition.code, "", name or f"科目{code}", "", code, measure)

    sheet = Sheet()
    for shift, measure in enumerate(measures):
        for number, code in enumerate(code for code in codes if len(code) == 5):
            sheet.amounts[slot(code, measure)] = Decimal("21.00") + 17 * number + shift
        for code in codes[::3]:
            sheet.fill(
                slot(code, measure), [(1, slot(c, measure)) for c in codes if c[:3] == code and c != code]
            )
        for name in totals:
            sheet.fill(slot("", measure, name), [(1, slot(code, measure)) for code in codes[::3]])
    return sheet


def _tree_cases(definition: FormDefinition, identity: Identity) -> Iterator[Case]:
    measure = definition.measures[0]
    sheet = tree(definition, identity.total_row[:1], [measure])
    by_code = {slot.code: slot for slot in sheet.amounts}
    below: dict[str, list[str]] = {}
    if identity.kind == "hierarchy":
        below = {
            code: [c for c in by_code if c[:3] == code and c != code] for code in by_code if len(code) == 3
        }
        if identity.total_row:
            below[""] = [code for code in by_code if len(code) == 3]
    else:
        below[""] = [code for code in by_code if len(code) == 5 and code.startswith(identity.codes)]
        rest = sum((sheet.amounts[by_code[code]] for code in below[""]), Decimal(0))
        sheet.amounts[by_code[""]] = rest
    for above, parts in below.items():
        yield Case(
            identity.id,
            sheet.figures(),
            sheet.index([by_code[above]]),
            sheet.index(by_code[code] for code in parts),
            identity.hard,
        )


def _group_case(definition: FormDefinition, identity: Identity) -> Case:
    """Return two groups of sources, each with two sources and their sum, under a total."""

    def slot(group: str, name: str) -> Slot:
        return Slot(definition.code, group, name, "", "", definition.measures[0])

    sheet, groups = Sheet(), ("甲组", "乙组")
    for group in groups:
        sheet.fill(slot(group, identity.part), [(1, slot(group, name)) for name in _GENERIC])
    total = slot("", identity.total_row[0])
    sheet.fill(total, [(1, slot(group, identity.part)) for group in groups])
    left = total if identity.kind == "groups" else slot(groups[0], identity.part)
    right = (
        [slot(group, identity.part) for group in groups]
        if identity.kind == "groups"
        else [slot(groups[0], name) for name in _GENERIC]
    )
    return Case(identity.id, sheet.figures(), sheet.index([left]), sheet.index(right), identity.hard)


# Across forms


def cross_cases(identity: CrossIdentity) -> Iterator[Case]:
    """Yield the cases of an identity that compares sums or columns; ValueError for a kind that is not known."""
    if identity.kind == "equation":
        yield from equation_cases(identity)
    elif identity.kind in ("per_code", "per_class"):
        yield _column_case(identity)
    else:
        raise ValueError(f"{identity.id}: no figures are known for kind {identity.kind}")


def column_slot(column: ColumnRef, kind: str, number: int = 0) -> Slot:
    """Return the cell of a column in the row of a class."""
    account_kind = form(column.form).account_kind
    code = ("301" if account_kind == "economic" else "201") if account_kind else ""
    name = _CLASS[1] if kind == "per_class" or not code else f"科目{code}"
    return Slot(
        column.form, column.section, name, "", f"{int(code) + number}" if code else "", column.measure
    )


def _column_case(identity: CrossIdentity) -> Case:
    sheet, conditions = Sheet(), set[Slot]()
    left = column_slot(parse_column(identity.left[0]), identity.kind)
    right = [(1, column_slot(parse_column(text), identity.kind)) for text in identity.right]
    sheet.fill(left, right)
    if identity.hard_when is not None:
        conditions = _meet(identity.hard_when, sheet, "", 0, ())
    return Case(
        identity.id,
        sheet.figures(),
        sheet.index([left]),
        sheet.index(slot for _, slot in right),
        identity.hard or identity.floor,
        is_floor=identity.floor and identity.hard_when is None,
        conditions=frozenset(sheet.index(conditions)),
    )


def forms_with_identities() -> list[tuple[FormDefinition, Identity]]:
    """Return every identity of every form, with its form."""
    return [(definition, identity) for definition in catalogue() for identity in definition.identities]
