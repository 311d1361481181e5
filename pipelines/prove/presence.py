"""Presence: figures that must be printed because others are, whatever they amount to.

Sums are silent where one side is missing: without the row of a 款 its 项 add up to the 类 as well, and a total
that is not printed contradicts nothing. What a form prints for nearly all its rows it owes for every one.

A missing figure makes none of the printed ones wrong, so that these checks dispute nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipelines.forms import CrossIdentity, Identity, form
from pipelines.forms.terms import Term, parse_term
from pipelines.prove.rates import half_step, yuan
from pipelines.prove.terms import NONE, Row, Rows, Tables, select, total_rows
from pipelines.prove.ties import Law
from pipelines.values.frozen import value
from pipelines.values.items import LineItem, Note
from pipelines.values.proof import Check

MISSING: Final = "missing_figure"
"""Kind of the note on a figure that a form owes and that was not found in print."""
_LEVEL: Final = Fraction(1, 2)
"""The least share of codes for which a form prints a level, where it prints that level at all."""
_PARTS: Final = Fraction(3, 4)
"""The least share of rows that print a total with its parts, where a form divides its totals."""
_FEWEST: Final = 3
_TELLING_DIGITS: Final = 3


@value(frozen=True, slots=True)
class _Side:
    """One side of a presence check: its rows as a person knows them, and their figures by measure."""

    name: str
    figures: Mapping[str, tuple[LineItem, ...]]

    def lacks(self, other: _Side) -> tuple[str, ...]:
        """Return the measures that the other side fills and this one leaves blank."""
        return tuple(
            measure
            for measure, figures in other.figures.items()
            if not self.figures.get(measure) and sum([figure.value for figure in figures], Decimal(0))
        )

    @property
    def filled(self) -> tuple[LineItem, ...]:
        """Return the figures other than zero."""
        return tuple([figure for figures in self.figures.values() for figure in figures if figure.value])


def apply_presence(identity: Identity, rows: Rows, levels: Collection[int] = ()) -> Iterator[Check]:
    """Yield the checks of an identity of presence (``levels``, ``parts`` or ``printed``) on one table.

    ``levels`` are those of the document's forms (:func:`levels_of`), which also the shortest table owes.
    """
    if identity.kind == "levels":
        yield from _levels(identity, rows, levels)
    elif identity.kind == "parts":
        yield from _parts(identity, rows)
    else:
        yield from _printed(identity, rows)


def levels_of(tables: Iterable[Sequence[Row]]) -> dict[str, frozenset[int]]:
    """Return the levels (lengths of codes) that more than half of a document's tables print, by account kind."""
    printed: dict[str, list[frozenset[int]]] = defaultdict(list)
    for rows in tables:
        kind = form(rows[0].form).account_kind
        lengths = printed_lengths(rows)
        if kind and lengths:
            printed[kind].append(lengths)
    return {
        kind: most_levels(Counter(n for lengths in found for n in lengths), len(found))
        for kind, found in printed.items()
    }


def printed_lengths(rows: Sequence[Row]) -> frozenset[int]:
    """Return the lengths of the codes that the rows of one table print."""
    return frozenset(len(row.code) for row in rows if row.code and not row.section)


def most_levels(lengths: Mapping[int, int], tables: int) -> frozenset[int]:
    """Return the lengths of codes that more than half of some tables print; ``lengths`` says how many print each."""
    return frozenset(n for n, times in lengths.items() if 2 * times > tables)


def presence_notes(checks: Iterable[Check]) -> Iterator[Note]:
    """Yield a note for each figure that a form owes and does not print, or that was not read."""
    for check in checks:
        if check.is_presence and check.status == "violated":
            first = check.members[0]
            table = first.table_no if isinstance(first, LineItem) else None
            yield Note(MISSING, check.scope, f"{check.computed} ({check.statement})", first.page, table)


def apply_placed(identity: CrossIdentity, tables: Tables) -> Iterator[Check]:
    """Yield the check of an amount of another form that stands in the row of another item.

    Two forms may differ in what they book under an item. But where the exact amount of one, no round one, stands in
    a row of the same class for which no other form prints it, the rows were rather exchanged.
    """
    left, *others = (parse_term(text) for text in (*identity.left, *identity.right))
    here = _only(left, tables)
    for there in (figure for term in others if (figure := _only(term, tables)) is not None):
        if here is None or not here.value or _is_same(here, there) or _digits(there) < _TELLING_DIGITS:
            continue
        found = [
            row.figures[left.measure]
            for row in tables[left.form]
            if left.measure in row.figures and row.code[:3] == left.code[:3] and row.code != left.code
            if len(row.code) > 3 and _is_same(row.figures[left.measure], there)
        ]
        if found:
            yield Check(
                identity_id=identity.id,
                scope=f"{left.form}[{left.code}].{left.measure}",
                statement=identity.statement,
                is_hard=True,
                left=Decimal(1),
                right=Decimal(0),
                tolerance=Decimal(0),
                status="violated",
                left_items=(there, here),
                right_items=tuple((1, figure) for figure in found),
                proves=False,
                quantity="count",
                computed=f"{there.text_printed} stands in the row of {found[0].item_code}",
                is_presence=True,
            )


def _only(term: Term, tables: Tables) -> LineItem | None:
    rows = select(term, tables.get(term.form, NONE), None)
    return rows[0].figures.get(term.measure) if len(rows) == 1 else None


def _is_same(one: LineItem, other: LineItem) -> bool:
    amounts = yuan(one), yuan(other)
    if amounts[0] is None or amounts[1] is None:
        return False
    return abs(amounts[0] - amounts[1]) <= max(half_step(one), half_step(other))


def _digits(figure: LineItem) -> int:
    """Return how many digits of an amount tell it from others: no zeros before or after them."""
    return len("".join(c for c in figure.text_printed if c.isdecimal()).strip("0"))


def _levels(identity: Identity, rows: Sequence[Row], levels: Collection[int]) -> Iterator[Check]:
    """Check that every code that needs rows under it or above it has them, for every measure."""
    coded = {row.code: row for row in rows if row.code and not row.section}
    totals = total_rows([row for row in rows if not row.section], identity.total_row)
    if not coded or len(coded) < sum(bool(row.code) for row in rows):
        return
    below = _next_below(coded)
    for code in _owed(coded, levels):
        above = [coded[code]] if code in coded else []
        under = _side(f"the rows under {code}", below.get(code, ()))
        yield from _pair(identity, f"{rows[0].form}[{code}]", _side(code, above), under)
    if identity.total_row and len(totals) < 2:
        name = totals[0].name if totals else identity.total_row[0]
        yield from _pair(
            identity,
            f"{rows[0].form}[{name}]",
            _side(name, totals),
            _side("the top codes", below[""]),
        )


def _owed(coded: Collection[str], levels: Collection[int]) -> list[str]:
    """Return the codes that must have a row, and rows under it, for the levels that a table prints.

    Of a level with a single code only the other tables of the document tell whether it is printed.
    """
    lengths = sorted({*map(len, coded), *levels})
    owed: list[str] = []
    for short in lengths[:-1]:
        names = {code[:short] for code in coded if len(code) >= short}
        divided = {code[:short] for code in coded if len(code) > short}
        is_known = short in levels and max(levels) > short
        if len(divided.intersection(coded)) >= _LEVEL * len(names) or (is_known and len(names) == 1):
            owed += names
    return sorted(owed)


def _next_below(coded: Mapping[str, Row]) -> dict[str, list[Row]]:
    """Return the rows next below each code, and below the total (``''``); a lost row keeps what stood below it."""
    below: dict[str, list[Row]] = defaultdict(list)
    for code, row in coded.items():
        for end in reversed(range(len(code))):
            below[code[:end]].append(row)
            if code[:end] in coded:
                break
    return below


def _parts(identity: Identity, rows: Sequence[Row]) -> Iterator[Check]:
    """Check that a table which divides its totals divides every one, and adds up every row."""
    sides = []
    for row in rows:
        whole = {"": tuple(_of(row, [identity.total]))}
        parts = {"": tuple(_of(row, identity.parts))}
        if any(figure.value for figure in (*whole[""], *parts[""])):
            sides.append((row, _Side(identity.total, whole), _Side(" or ".join(identity.parts), parts)))
    complete = sum(bool(whole.filled and parts.filled) for _, whole, parts in sides)
    if len(sides) < _FEWEST or complete < _PARTS * len(sides):
        return
    for row, total, divided in sides:
        yield from _pair(identity, f"{row.form}[{row.code or row.name}]", total, divided)


def _printed(identity: Identity, rows: Rows) -> Iterator[Check]:
    """Check that where one side of an equation is printed the other one is.

    The first part alone is not the other side where it does not add up to the whole: another part was not found.
    """
    left, right = ([parse_term(text) for text in side] for side in (identity.left, identity.right))
    scope = f"{rows[0].form}.{identity.left[0]}"
    whole, first, others = (_of_terms(side, rows) for side in (left, right[:1], right[1:]))
    if right[1:] and not others.figures and _differ(whole, first):
        yield from _pair(identity, scope, whole, others)
    else:
        yield from _pair(identity, scope, whole, _of_terms(right, rows))


def _differ(one: _Side, other: _Side) -> bool:
    """Tell whether two sides print other amounts for a measure that both fill."""
    for measure in one.figures.keys() & other.figures:
        left, right = one.figures[measure], other.figures[measure]
        ours, theirs = ([amount for f in side if (amount := yuan(f)) is not None] for side in (left, right))
        if len(ours) < len(left) or len(theirs) < len(right):
            continue
        if abs(sum(ours, -sum(theirs, Decimal(0)))) > sum(map(half_step, (*left, *right)), Decimal(0)):
            return True
    return False


def _of_terms(terms: Sequence[Term], rows: Rows) -> _Side:
    found: dict[str, list[LineItem]] = defaultdict(list)
    for term in terms:
        for row in select(term, rows, None):
            for measure, figure in row.figures.items():
                if term.measure in ("", measure):
                    found["" if term.measure else measure].append(figure)
    figures = {measure: tuple(listed) for measure, listed in found.items()}
    names = (label for term in terms for label in term.labels[:1] or (term.code,))
    return _Side(" or ".join("any of its rows" if name.startswith("*") else name for name in names), figures)


def _side(name: str, rows: Sequence[Row]) -> _Side:
    measures = dict.fromkeys(measure for row in rows for measure in row.figures)
    return _Side(name, {m: tuple(row.figures[m] for row in rows if m in row.figures) for m in measures})


def _of(row: Row, measures: Iterable[str]) -> Iterator[LineItem]:
    return (row.figures[name] for part in measures if (name := part.removeprefix("-")) in row.figures)


def _pair(law: Law, scope: str, left: _Side, right: _Side) -> Iterator[Check]:
    """Yield the check that two sides print figures for the same measures; nothing where neither prints one."""
    on_left, on_right = left.filled, right.filled
    if not (on_left or on_right):
        return
    gaps = [(left, measure) for measure in left.lacks(right)]
    gaps += [(right, measure) for measure in right.lacks(left)]
    needed = len({*left.figures, *right.figures})
    yield Check(
        identity_id=law.id,
        scope=scope,
        statement=law.statement,
        is_hard=True,
        left=Decimal(needed),
        right=Decimal(needed - len(gaps)),
        tolerance=Decimal(0),
        status="violated" if gaps else "holds",
        left_items=on_left,
        right_items=tuple([(1, figure) for figure in on_right]),
        proves=False,
        quantity="count",
        computed="; ".join(f"no {measure or 'figure'} for {side.name}" for side, measure in gaps),
        is_presence=True,
    )
