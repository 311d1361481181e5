"""Within: the identities of one form, applied to the rows of one table."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from pipelines.forms import Condition, CrossIdentity, Identity
from pipelines.forms.terms import Term, parse_measures, parse_part, parse_term
from pipelines.prove.lists import of_total
from pipelines.prove.presence import apply_presence
from pipelines.prove.rates import half_step, part_of, yuan
from pipelines.prove.terms import NONE, Row, Rows, Tables, select, total_rows
from pipelines.prove.ties import balance, floor, rate
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

_LESS: Final = re.compile(r"减[:：、]?(?=[一-龥]{2})(?!少|免|收|支|值|排|灾|税|贫|负)")
"""What a row takes away that stands among those that add up: 减：上缴财政."""
_MOST_TERMS: Final = 20_000
"""Of one sum in one table, over all its totals: no form has so many, a form that is printed over and over does."""


def apply_within(
    identity: Identity, rows: Rows, *, is_elided: bool, levels: Collection[int] = ()
) -> Iterator[Check]:
    """Yield the checks of one identity of a form.

    ``is_elided``: class rows were left out of the print; ``levels``: which levels of codes the document prints.
    """
    if not all(_is_printed(text, rows) for text in identity.given):
        return
    is_hard = (
        identity.hard
        and is_met(identity.hard_when, {"": rows})
        and not any(_is_printed(text, rows) for text in identity.unless)
        and not _lacks_parts(identity, rows)
    )
    if identity.is_presence:
        if not is_elided and is_hard:
            yield from apply_presence(identity, rows, levels)
    elif identity.kind == "row_sum":
        yield from _row_sums(identity, rows, is_hard=is_hard)
    elif identity.kind == "rate":
        yield from _rates(identity, rows, is_hard=is_hard)
    elif identity.kind in ("hierarchy", "leaves"):
        of_side = _hierarchy if identity.kind == "hierarchy" else _leaves
        for section in dict.fromkeys(row.section for row in rows):
            one_side = [row for row in rows if row.section == section]
            yield from of_side(identity, one_side, is_hard=is_hard, is_elided=is_elided)
    elif identity.kind == "groups":
        yield from _groups(identity, rows, is_hard=is_hard)
    elif identity.kind == "group_parts":
        yield from _group_parts(identity, rows, is_hard=is_hard)
    elif not (is_elided and any("[*" in term for term in identity.right)):
        yield from equation(identity, {"": rows}, is_hard=is_hard)


def _is_printed(text: str, rows: Rows) -> bool:
    """Tell whether a table prints a row (``[会议费]``), or a measure in any row."""
    if "[" in text or "{" in text:
        return bool(select(parse_term(text), rows, None))
    return any(text in row.figures for row in rows)


def equation(identity: Identity | CrossIdentity, tables: Tables, *, is_hard: bool) -> Iterator[Check]:
    """Yield an equation's checks; where no measure is named, one for every measure the left side prints."""
    left = parse_term(identity.left[0])
    right = [parse_part(text) for text in identity.right]
    anchors = select(left, tables.get(left.form, NONE), None)
    if len(anchors) != 1:
        return
    anchor = anchors[0]
    tie = floor if identity.floor else balance
    for measure in [left.measure] if left.measure else list(anchor.figures):
        right_items = [
            figure
            for ways in right
            for figure in _first_printed(_figures(way, tables, anchor, measure) for way in ways)
        ]
        if measure in anchor.figures and right_items:
            total = anchor.figures[measure]
            of_list, is_sure = of_total(total, right, right_items)
            scope = f"{row_scope(anchor)}.{measure}"
            yield from tie(identity, scope, [total], of_list, is_hard=is_hard and is_sure)


def _lacks_parts(identity: Identity, rows: Rows) -> bool:
    """Tell whether all parts but the first are not printed, while another figure confirms the left side."""
    if not identity.confirmed_by:
        return False
    if any(_printed(text, rows) for text in identity.right[1:]):
        return False
    total, other = _printed(identity.left[0], rows), _printed(identity.confirmed_by, rows)
    return total is not None and other is not None and yuan(total) is not None and yuan(total) == yuan(other)


def _printed(text: str, rows: Rows) -> LineItem | None:
    """Return the first figure that a term's row prints."""
    found = (figure for row in select(parse_term(text), rows, None) for figure in row.figures.values())
    return next(found, None)


def is_met(condition: Condition | None, tables: Tables) -> bool:
    """Tell whether the equation that makes an identity hard holds; True where none is asked for."""
    if condition is None:
        return True
    sides = [
        [found for text in side for found in _figures([parse_term(text)], tables, None, "")]
        for side in (condition.left, condition.right)
    ]
    return bool(sides[0]) and _cancel([*sides[0], *((-sign, figure) for sign, figure in sides[1])])


def _cancel(signed: Sequence[tuple[int, LineItem]]) -> bool:
    """Tell whether figures come to nothing, within the digits that are printed; False where one is no money."""
    amounts = [sign * amount for sign, figure in signed if (amount := yuan(figure)) is not None]
    envelope = sum((half_step(figure) for _, figure in signed), Decimal(0))
    return len(amounts) == len(signed) and abs(sum(amounts, Decimal(0))) <= envelope


def row_scope(row: Row) -> str:
    """Return how a check names the row it was applied to."""
    return f"{row.form}{'.' + row.section if row.section else ''}[{row.code or row.name}]"


def _first_printed(ways: Iterable[list[tuple[int, LineItem]]]) -> list[tuple[int, LineItem]]:
    """Return the figures of the first way to print a part of a sum of which any figure is printed."""
    return next((found for found in ways if found), [])


def _figures(
    terms: Sequence[Term], tables: Tables, anchor: Row | None, measure: str
) -> list[tuple[int, LineItem]]:
    return [
        (
            -term.sign if term.labels[0].startswith("*") and _LESS.match(row.name) else term.sign,
            row.figures[name],
        )
        for term in terms
        for row in select(term, tables.get(term.form, NONE), anchor)
        if (name := term.measure or measure) in row.figures
    ]


def _row_sums(identity: Identity, rows: Sequence[Row], *, is_hard: bool) -> Iterator[Check]:
    parts = list(map(parse_measures, identity.parts))
    for row in rows:
        total = row.figures.get(identity.total)
        if total is None:
            continue
        right = [
            figure
            for ways in parts
            for figure in _first_printed(
                [(sign, row.figures[name]) for sign, name in way if name in row.figures] for way in ways
            )
        ]
        if right:
            beside = [(1, row.figures[name]) for name in identity.beside if name in row.figures]
            both = [*right, *beside]
            parts_of = right if beside and _cancel([(-1, total), *right]) else both
            yield from balance(identity, row_scope(row), [total], parts_of, is_hard=is_hard)


def _rates(identity: Identity, rows: Sequence[Row], *, is_hard: bool) -> Iterator[Check]:
    for row in rows:
        stated = row.figures.get(identity.total)
        amounts = [row.figures[part] for part in identity.parts if part in row.figures]
        if stated is not None and len(amounts) == len(identity.parts):
            yield from rate(identity, row_scope(row), stated, part_of, amounts, is_hard=is_hard)


def _hierarchy(identity: Identity, rows: Sequence[Row], *, is_hard: bool, is_elided: bool) -> Iterator[Check]:
    """Apply the hierarchy of codes to one side of a form (or one economic item of a cross table)."""
    coded = {row.code: row for row in rows if row.code}
    is_hard = is_hard and _are_whole(coded)
    children: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.code:
            children[_parent(row.code, coded)].append(row)
    totals = total_rows(rows, identity.total_row)
    often = Counter(row.code for row in rows if row.code)
    for code, below in children.items():
        above = [coded[code]] if code else totals
        if any(often[one] > 1 and one in children for one in (code, *(row.code for row in below))):
            # Units one after the other, each with its own classes: which of them a row is of is told by its place.
            yield from _sums_by_place(identity, code, rows)
        else:
            yield from _sums(identity, above, below, is_hard=is_hard, is_elided=is_elided)


def _sums_by_place(identity: Identity, code: str, rows: Sequence[Row]) -> Iterator[Check]:
    """Add up what stands below each of the rows that print one code, up to the next of no lower level; none accuses."""
    for at, above in enumerate(rows):
        if not code or above.code != code:
            continue
        own = itertools.takewhile(lambda row: row.code.startswith(code) and row.code != code, rows[at + 1 :])
        inside = list(own)
        level = min((len(row.code) for row in inside), default=0)
        below = [row for row in inside if len(row.code) == level]
        yield from _sums(identity, [above], below, is_hard=False)


def _are_whole(codes: Iterable[str]) -> bool:
    """Tell whether all codes of a table are whole: what stands below 01 or 2050101105 nobody knows."""
    return all(map(ACCOUNT_CODE.fullmatch, codes))


def _parent(code: str, coded: dict[str, Row]) -> str:
    return next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in coded), "")


def _leaves(identity: Identity, rows: Sequence[Row], *, is_hard: bool, is_elided: bool) -> Iterator[Check]:
    """Add up the lowest codes: it ties an only child, which its parent alone does not."""
    coded = {row.code: row for row in rows if row.code}
    is_hard = is_hard and _are_whole(coded)
    parents = {_parent(code, coded) for code in coded}
    lowest = [row for row in rows if row.code.startswith(identity.codes) and row.code not in parents]
    lowest = [row for row in lowest if row.code]
    above = total_rows(rows, identity.total_row)
    yield from _sums(identity, above, lowest, is_hard=is_hard, is_elided=is_elided)


def _groups(identity: Identity, rows: Sequence[Row], *, is_hard: bool) -> Iterator[Check]:
    parts = [row for row in rows if row.section and row.name == identity.part]
    above = [row for row in rows if not row.section and row.name in identity.total_row]
    yield from _sums(identity, above, parts, is_hard=is_hard)


def _group_parts(identity: Identity, rows: Sequence[Row], *, is_hard: bool) -> Iterator[Check]:
    for group in dict.fromkeys(row.section for row in rows if row.section):
        inside = [row for row in rows if row.section == group and not row.parent]
        parts = [row for row in inside if row.name != identity.part]
        above = [row for row in inside if row.name == identity.part]
        yield from _sums(identity, above, parts, is_hard=is_hard)


def _sums(
    identity: Identity, totals: Sequence[Row], below: Sequence[Row], *, is_hard: bool, is_elided: bool = False
) -> Iterator[Check]:
    """Add up rows for each of the totals over them, for the first ones where the terms would be too many.

    Where rows were left out of the print a total is no less than they are.
    """
    tie = floor if is_elided else balance
    for above in totals[: max(1, _MOST_TERMS // max(1, len(below)))]:
        for measure, total in above.figures.items():
            right = [(1, row.figures[measure]) for row in below if measure in row.figures]
            if is_elided and any(figure.value < 0 for _, figure in right):
                continue
            if right:
                scope = f"{row_scope(above)}.{measure}"
                yield from tie(identity, scope, [total], right, is_hard=is_hard)
