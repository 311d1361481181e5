"""An area's made-up accounts: tables of rows and columns that add up, before anything is decided of their print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

PERCENTS: Final = frozenset(
    ("rate", "rate_of_budget", "rate_of_initial", "rate_of_adjusted", "rate_to_prior", "share")
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: its measure with ``prior_`` for last year's, its scope and section where it has them."""

    measure: str
    scope: str = ""
    section: str = ""

    @property
    def is_percent(self) -> bool:
        """Tell whether its figures are percentages."""
        return self.measure.replace("prior_", "") in PERCENTS


@dataclass(slots=True)
class Line:
    """One row: name, code, side or path, depth of its label, and what it prints below each column."""

    name: str
    code: str = ""
    section: str = ""
    depth: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    is_part: bool = False


@dataclass(slots=True)
class Table:
    """One table before it is printed. ``part`` is ``general`` or ``special`` where all is of that debt, ``fund``
    the insurance fund that all is of.
    """

    form: str
    year: int
    scope: str
    stage: str
    columns: list[Column]
    lines: list[Line]
    unit: str = "万元"
    part: str = ""
    bonds: str = ""
    fund: str = ""


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up, as books do."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Area:
    """A made-up area with a random source of its own; each method makes up one table."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.level = rng.choice(("市", "市", "县", "区", "州"))
        stem = "".join(rng.sample("云溪松湖柳浦清青岚沐阳临安平宁永和", 2))
        self.name = stem + self.level
        self.year = rng.choice((2021, 2023, 2024, 2025, 2026))
        ends = ("县", "区", "市") if self.level in "市州" else ("镇", "乡", "街道")
        names = ["".join(rng.sample("东西南北高石白黄金龙凤鹤梅竹", 2)) for _ in range(rng.randint(3, 8))]
        self.regions = [name + rng.choice(ends) for name in dict.fromkeys(names)]
        if self.level == "市" and rng.random() < 0.5:
            self.regions.append(rng.choice(("经济技术开发区", "高新区", "云岭新区")))
        self.places = {"万元": 0, "亿元": 2, "元": 2}
        self.unit = rng.choice(("万元", "万元", "万元", "亿元", "元"))
        self.percent_places = rng.choice((1, 1, 2))
        self.whole = f"全{self.level}"
        # 区级 and 市级 are own levels of which a book prints one.
        self.own = rng.choice((f"{self.level}本级", f"{self.level}级"))

    def amount(self, most: int = 90_000) -> Decimal:
        """Make up an amount in the book's unit."""
        base = self.rng.randint(1, most) if self.rng.random() < 0.9 else self.rng.randint(1, 60)
        if self.unit == "元":
            return rounded(Decimal(base) * 10_000 + Decimal(self.rng.randint(0, 999_999)) / 100, 2)
        return rounded(Decimal(base) / 1000, 2) if self.unit == "亿元" else Decimal(base)

    def table(
        self,
        form: str,
        stage: str,
        tree: Sequence[tuple[Line, Sequence[int]]],
        scope: str,
        columns: Sequence[Column],
    ) -> Table:
        """Fill a table: ``tree`` are its lines, each with the places of the lines that it adds up."""
        lines = [line for line, _ in tree]
        money = [i for i, column in enumerate(columns) if not column.is_percent and column.measure != "delta"]
        values: list[dict[int, Decimal]] = [{} for _ in lines]
        for at, (_, parts) in enumerate(tree):
            if not parts:
                base = self.amount()
                is_blank = self.rng.random() < 0.04
                for index in money:
                    if not is_blank and self.rng.random() > 0.03:
                        drift = Decimal(self.rng.randint(80, 125)) / 100
                        values[at][index] = rounded(base * drift, self.places[self.unit])
        for at, (_, parts) in reversed(list(enumerate(tree))):
            if parts:
                for index in money:
                    values[at][index] = sum((values[p].get(index, Decimal(0)) for p in parts), Decimal(0))
        # Lines are filled from the last to the first, but totals may stand behind their parts.
        for at, (_, parts) in enumerate(tree):
            if parts:
                for index in money:
                    values[at][index] = sum((values[p].get(index, Decimal(0)) for p in parts), Decimal(0))
        for line, own in zip(lines, values, strict=True):
            self.compare(columns, own)
            line.cells = {
                index: str(rounded(value, self.places_of(columns[index]))) for index, value in own.items()
            }
        return Table(form, self.year, scope, stage, list(columns), lines, self.unit)

    def places_of(self, column: Column) -> int:
        """Return how many decimals a column prints."""
        return self.percent_places if column.is_percent else self.places[self.unit]

    def compare(self, columns: Sequence[Column], own: dict[int, Decimal]) -> None:
        """Fill the columns of a line that compare others."""
        at = {(column.measure, column.scope): index for index, column in enumerate(columns)}

        def of(scope: str, names: Iterable[str]) -> Decimal | None:
            return next((own[at[n, scope]] for n in names if at.get((n, scope)) in own), None)

        for index, column in enumerate(columns):
            measure, scope = column.measure, column.scope
            if not (column.is_percent or measure == "delta"):
                continue
            before = "prior_" if measure.startswith("prior_") else ""
            plain = measure.removeprefix("prior_")
            done = [before + n for n in ("final", "executed") if (before + n, scope) in at]
            now = of(scope, done or ("budget",))
            then = of(scope, ("prior_final", "prior_executed", "prior_budget"))
            base = of(scope, [before + n for n in _BASES.get(plain, ())])
            if plain in _BASES and now is not None and base:
                own[index] = now / base * 100
            elif plain == "rate" and now is not None and then:
                own[index] = (now / then - 1) * 100
            elif plain == "rate_to_prior" and now is not None and then:
                own[index] = now / then * 100
            elif plain == "delta" and not (now is None and then is None):
                own[index] = (now or Decimal(0)) - (then or Decimal(0))


_BASES: Final = {
    "rate_of_initial": ("initial_budget",),
    "rate_of_adjusted": ("adjusted_budget",),
    "rate_of_budget": ("adjusted_budget", "budget", "initial_budget"),
}
STAGES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "executed": (
        ("initial_budget", "executed", "rate_of_initial", "prior_final", "rate"),
        ("initial_budget", "adjusted_budget", "executed", "rate_of_adjusted", "prior_final", "delta", "rate"),
        ("budget", "executed", "rate_of_budget", "prior_executed", "rate"),
        ("prior_final", "budget", "executed", "rate_of_budget", "rate"),
        ("adjusted_budget", "executed", "rate_of_adjusted"),
        ("prior_executed", "adjusted_budget", "executed", "rate_of_adjusted", "rate"),
        ("executed",),
    ),
    "final": (
        ("budget", "final", "rate_of_budget", "rate_to_prior"),
        ("initial_budget", "adjusted_budget", "final", "rate_of_adjusted"),
        ("prior_final", "adjusted_budget", "final", "rate_of_adjusted", "rate"),
        ("adjusted_budget", "final"),
        ("final",),
    ),
    "budget": (
        ("prior_executed", "budget", "rate"),
        ("prior_budget", "budget", "delta", "rate"),
        ("prior_executed", "budget", "rate_to_prior"),
        ("prior_prior_final", "prior_executed", "budget", "rate_to_prior"),
        ("budget",),
        ("prior_initial_budget", "prior_executed", "prior_rate_of_initial", "budget", "delta", "rate"),
    ),
}
Tree = list[tuple[Line, Sequence[int]]]
Maker = Callable[[Area, str], Table]


def grouped(groups: Sequence[tuple[Line, Sequence[Line]]], total: Line, *, first: bool) -> Tree:
    """Return lines of groups with their parts and the total of all, before or behind them."""
    tree: Tree = []
    heads: list[int] = []
    shift = 1 if first else 0
    for head, parts in groups:
        at = len(tree) + shift
        heads.append(at)
        tree.append((head, [at + 1 + n for n in range(len(parts))]))
        tree.extend((part, ()) for part in parts)
    whole = (total, heads)
    return [whole, *tree] if first else [*tree, whole]


def below(tree: Tree, names: Sequence[str], grand: str, side: str = "") -> Tree:
    """Append lines below the total of a tree and the grand total of both."""
    total = len(tree) - 1 if tree[-1][1] else 0
    start = len(tree)
    tree.extend((Line(name, section=side), ()) for name in names)
    tree.append((Line(grand, section=side), [total, *range(start, start + len(names))]))
    return tree


def columns_of(area: Area, stage: str, scopes: Sequence[str] = ("",)) -> list[Column]:
    """Draw the columns of a table of a stage."""
    measures = area.rng.choice(STAGES[stage])
    return [Column(measure, scope) for scope in scopes for measure in measures]


def scope_of(area: Area) -> str:
    """Draw a table's scope."""
    return area.rng.choice((area.whole, area.own))


def add_columns(table: Table, total: int, parts: Sequence[int]) -> None:
    """Make one column the sum of others."""
    for line in table.lines:
        found = [Decimal(line.cells[p]) for p in parts if p in line.cells]
        if found:
            line.cells[total] = str(sum(found, Decimal(0)))
        else:
            line.cells.pop(total, None)


def flat(
    area: Area, form: str, stage: str, names: Sequence[str], total: str, carried: Sequence[str], grand: str
) -> Table:
    """Make up a list with its total, and below it what is carried over."""
    rng = area.rng
    parts: Tree = [(Line(n), ()) for n in names if rng.random() < 0.95]
    tree: Tree = [*parts, (Line(total), range(len(parts)))]
    if rng.random() < 0.6:
        below(tree, carried, grand)
    return area.table(form, stage, tree, scope_of(area), columns_of(area, stage))
