"""Which column a figure belongs to where lost blanks leave it open: decided by the accounting identities.

Every open row has options: its figures laid into the columns in printed order, a blank counting as zero. An
option stays where each identity that ties its row can still hold within the rounding envelope. What all
remaining options of a row agree on is decided; the rest stays ambiguous.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.forms import form as form_definition
from pipelines.recognise.ties import Equations, Prove, Tie
from pipelines.values.amounts import UNIT_YUAN, parse_figure, printed_step
from pipelines.values.items import LineItem

_GRAIN: Final = 10_000  # parts of a yuan that amounts are counted in
_MOST_SUMS: Final = 20_000
_MOST_ROUNDS: Final = 50
_WHOLE: Final = "expenditure_by_function"  # the role of the form that holds all money
_PARTS: Final = (  # the roles of the forms it contains, with the measure of each that is its total
    ("general_budget_by_function", "total"),
    ("government_fund", "expenditure_total"),
    ("state_capital", "expenditure_total"),
)
_SAME_MEASURES: Final = ("basic", "project")


@dataclass(frozen=True, slots=True)
class Option:
    """One way to lay a row's figures into its columns: (column, printed text, place) for each figure."""

    placed: tuple[tuple[int, str, str], ...]


@dataclass(slots=True)
class OpenRow:
    """A row with several options; ``table`` groups the rows of one table."""

    name: str
    table: int
    options: list[Option]
    unit: Decimal = Decimal(1)
    used: set[str] = field(default_factory=set)

    @property
    def agreed(self) -> dict[int, tuple[str, str]]:
        """Return the figures that stand in the same column in every remaining option."""
        placed = [{column: (text, place) for column, text, place in o.placed} for o in self.options]
        return {
            column: value
            for column, value in placed[0].items()
            if all(other.get(column) == value for other in placed)
        }


@dataclass(frozen=True, slots=True)
class _Equation:
    """Sum of coefficient times cell = 0 within the tolerance (``at_least``: the sum may be positive)."""

    identity: str
    stage: int
    fixed: int
    cells: tuple[tuple[int, str, int], ...]
    tolerance: int
    is_at_least: bool = False


def cell_name(table: int, row: int, column: int) -> str:
    """Return the reference under which a cell of a ragged table goes through recognition while it is open."""
    return f"{table}:{row}:{column}"


def decide(
    rows: Sequence[OpenRow],
    items: Sequence[LineItem],
    elided: frozenset[int],
    prove: Prove,
    unread: Collection[str] = (),
) -> None:
    """Strike the options that identities rule out, from the identities of a row to those across forms.

    ``items`` hold one figure for every cell: the printed one, or zero in open and blank cells, with
    :func:`cell_name` as reference. ``unread`` names rows whose figures are printed but not understood: what they
    belong to decides nothing. Where a stage contradicts itself for a table (the document prints an error),
    what it struck there is taken back: then its rows stay as open as they were before.
    """
    if not rows:
        return
    by_name = {row.name: row for row in rows}
    for item in items:
        row = by_name.get(item.cell_reference.rpartition(":")[0])
        if row is not None:
            row.unit = UNIT_YUAN.get(item.unit or "", Decimal(1))

    def is_read(item: LineItem) -> bool:
        return item.cell_reference.rpartition(":")[0] not in unread

    def prove_read(
        items: Sequence[LineItem], elided_tables: frozenset[int], of_table: int | None = None
    ) -> list[Tie]:
        ties = prove(items, elided_tables, of_table)
        return [tie for tie in ties if all(is_read(item) for _, item in _members(tie))]

    equations = [*_ties(prove_read(items, elided), by_name), *_parts(list(filter(is_read, items)), by_name)]
    if elided:
        equations += _elided_sums(items, elided, prove_read, by_name)
    for stage in range(1, 5):
        _run_stage(stage, [e for e in equations if e.stage <= stage], by_name)


def _run_stage(stage: int, equations: Sequence[_Equation], rows: dict[str, OpenRow]) -> None:
    barred: set[object] = set()
    while True:
        saved = {name: (list(row.options), set(row.used)) for name, row in rows.items()}
        active = [e for e in equations if not _groups(e, stage, rows) & barred]
        conflict = _propagate(active, rows)
        if conflict is None:
            return
        for name, (options, used) in saved.items():
            rows[name].options, rows[name].used = options, used
        new = _groups(conflict, stage, rows) - barred
        if not new:
            return
        barred |= new


def _groups(equation: _Equation, stage: int, rows: dict[str, OpenRow]) -> set[object]:
    """Return what a contradiction of an equation bars: its row at the first stage, else its tables."""
    names = {name for _, name, _ in equation.cells if len(rows[name].options) > 1} or {
        name for _, name, _ in equation.cells
    }
    return set(names) if stage == 1 else {rows[name].table for name in names}


def _propagate(equations: Sequence[_Equation], rows: dict[str, OpenRow]) -> _Equation | None:
    """Strike options until nothing changes; return the equation that no option can satisfy, if there is one."""
    for _ in range(_MOST_ROUNDS):
        is_changed = False
        for equation in equations:
            names = list(dict.fromkeys(name for _, name, _ in equation.cells))
            kept = _possible(equation, names, rows)
            if kept is None:
                continue
            for name, options in kept.items():
                if not options:
                    return equation
                if len(options) < len(rows[name].options):
                    rows[name].options = options
                    rows[name].used.add(equation.identity)
                    is_changed = True
        if not is_changed:
            break
    return None


def _possible(
    equation: _Equation, names: Sequence[str], rows: dict[str, OpenRow]
) -> dict[str, list[Option]] | None:
    """Return for each row the options for which the other rows can complete the sum; None where too many."""
    shares = [[_share(equation, name, option, rows[name]) for option in rows[name].options] for name in names]
    ahead: list[set[int]] = [{equation.fixed}]
    for own in shares:
        sums = {total + share for total in ahead[-1] for share in set(own)}
        if len(sums) > _MOST_SUMS:
            return None
        ahead.append(sums)
    behind: list[list[int]] = [[0]]
    for own in reversed(shares):
        sums = {total + share for total in behind[-1] for share in set(own)}
        if len(sums) > _MOST_SUMS:
            return None
        behind.append(sorted(sums))
    behind.reverse()
    found: dict[str, list[Option]] = {}
    for index, name in enumerate(names):
        fits = {
            share: _reaches(ahead[index], behind[index + 1], share, equation) for share in set(shares[index])
        }
        found[name] = [
            option for option, share in zip(rows[name].options, shares[index], strict=True) if fits[share]
        ]
    return found


def _reaches(ahead: Iterable[int], behind: Sequence[int], share: int, equation: _Equation) -> bool:
    for total in ahead:
        if equation.is_at_least:
            if total + share + behind[-1] >= -equation.tolerance:
                return True
            continue
        low = -equation.tolerance - total - share
        place = bisect_left(behind, low)
        if place < len(behind) and behind[place] <= low + 2 * equation.tolerance:
            return True
    return False


def _share(equation: _Equation, name: str, option: Option, row: OpenRow) -> int:
    figures = {column: text for column, text, _ in option.placed}
    return sum(
        factor * _count(figures[column], row.unit)
        for factor, owner, column in equation.cells
        if owner == name and column in figures
    )


def _count(text: str, unit: Decimal) -> int:
    figure = parse_figure(text)
    return int(figure.value * unit * _GRAIN) if figure else 0


def _ties(ties: Sequence[Tie], rows: dict[str, OpenRow], *, is_at_least: bool = False) -> list[_Equation]:
    """Turn every hard identity that ties an open row into an equation over its cells."""
    found: list[_Equation] = []
    for tie in ties:
        if not tie.is_hard:
            continue
        members = _members(tie)
        tables = {item.table_no for _, item in members}
        places = {(item.table_no, item.row_no) for _, item in members}
        stage = 3 if len(tables) > 1 else 2 if len(places) > 1 else 1
        equation = _equation(tie.identity_id, stage, members, rows, is_at_least=is_at_least)
        if equation is not None:
            found.append(equation)
    return found


def _members(tie: Tie) -> list[tuple[int, LineItem]]:
    """Return the figures of forms that an identity ties, with the sign that makes them add up to nothing."""
    signed = [*((1, item) for item in tie.left_items), *((-sign, item) for sign, item in tie.right_items)]
    return [(sign, item) for sign, item in signed if isinstance(item, LineItem)]


def _elided_sums(
    items: Sequence[LineItem], elided: frozenset[int], prove: Equations, rows: dict[str, OpenRow]
) -> list[_Equation]:
    """Return the sums over lists that print …… for some rows: the total is at least what the others add up to."""
    if any(item.value < 0 for item in items):
        return []
    known = {_signature(tie) for tie in prove(items, elided)}
    sums = [tie for tie in prove(items, frozenset()) if _signature(tie) not in known]
    return _ties(sums, rows, is_at_least=True)


def _signature(tie: Tie) -> tuple[object, ...]:
    return (tie.identity_id, *(item.place for _, item in _members(tie)))


def _equation(
    identity: str,
    stage: int,
    members: Sequence[tuple[int, LineItem]],
    rows: dict[str, OpenRow],
    *,
    is_at_least: bool = False,
) -> _Equation | None:
    fixed, tolerance = 0, Decimal(0)
    cells: list[tuple[int, str, int]] = []
    for factor, item in members:
        unit = UNIT_YUAN.get(item.unit or "")
        if unit is None:
            return None
        name, _, column = item.cell_reference.rpartition(":")
        row = rows.get(name)
        if row is not None:
            cells.append((factor, name, int(column)))
            steps = [printed_step(text) for option in row.options for _, text, _ in option.placed]
            tolerance += max(steps, default=Decimal("0.01")) * unit / 2
        else:
            fixed += factor * int(item.value * unit * _GRAIN)
            tolerance += item.step * unit / 2 if item.value else Decimal(0)
    if not cells:
        return None
    return _Equation(identity, stage, fixed, tuple(cells), int(tolerance * _GRAIN), is_at_least)


def _parts(items: Sequence[LineItem], rows: dict[str, OpenRow]) -> list[_Equation]:
    """Tie the form of all money to those it contains: it is at least the three budgets, per code (X08)."""
    cells: dict[tuple[str, str, str], list[LineItem]] = defaultdict(list)
    for item in items:
        name = item.item_code or (item.item_name if item.item_name == "合计" else "")
        definition = form_definition(item.form_code)
        if name and definition.report_kind == "final_account":
            cells[definition.role, item.measure, name].append(item)
    found: list[_Equation] = []
    for (role, measure, name), own in list(cells.items()):
        if role != _WHOLE or len(own) != 1:
            continue
        if measure == "expenditure_total":
            wanted = list(_PARTS)
        elif measure in _SAME_MEASURES:
            wanted = [(part, measure) for part, _ in _PARTS]
        else:
            continue
        parts = [cells.get((part, of_part, name), []) for part, of_part in wanted]
        if any(len(part) > 1 for part in parts) or not any(parts):
            continue
        members = [(1, own[0]), *((-1, part[0]) for part in parts if part)]
        equation = _equation("X08", 4, members, rows, is_at_least=True)
        if equation is not None:
            found.append(equation)
    return found


def identity_names(row: OpenRow, form_code: str) -> str:
    """Return the identities that decided a row, the form's own first."""
    own = [identity.id for identity in form_definition(form_code).identities]
    return " ".join(sorted(row.used, key=lambda name: (name not in own, name)))
