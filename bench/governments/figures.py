"""An area's made-up accounts: tables of rows and columns that add up, before anything is decided of their print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from bench.governments.words import vocabulary

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
    """One table before it is printed. ``part`` is ``general`` or ``special`` where all is of that debt."""

    form: str
    year: int
    scope: str
    stage: str
    columns: list[Column]
    lines: list[Line]
    unit: str = "万元"
    part: str = ""
    bonds: str = ""


TAXES: Final = vocabulary("figures", "taxes")
OTHER_REVENUE: Final = vocabulary("figures", "other_revenue")
CLASSES: Final = vocabulary("figures", "classes")
ITEMS: Final = vocabulary("figures", "items")
ECONOMIC: Final = vocabulary("figures", "economic")
FUND_REVENUE: Final = vocabulary("figures", "fund_revenue")
FUND_EXPENDITURE: Final = vocabulary("figures", "fund_expenditure")
CAPITAL_REVENUE: Final = vocabulary("figures", "capital_revenue")
CAPITAL_EXPENDITURE: Final = vocabulary("figures", "capital_expenditure")
INSURANCE: Final = vocabulary("figures", "insurance")
INSURANCE_REVENUE: Final = vocabulary("figures", "insurance_revenue")
INSURANCE_EXPENDITURE: Final = vocabulary("figures", "insurance_expenditure")
TRANSFERS: Final = vocabulary("figures", "transfers")
GIVEN: Final = vocabulary("figures", "given")


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
        ("budget",),
        ("prior_initial_budget", "prior_executed", "prior_rate_of_initial", "budget", "delta", "rate"),
    ),
}
Tree = list[tuple[Line, Sequence[int]]]


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


Maker = Callable[[Area, str], Table]


def columns_of(area: Area, stage: str, scopes: Sequence[str] = ("",)) -> list[Column]:
    """Draw the columns of a table of a stage."""
    measures = area.rng.choice(STAGES[stage])
    return [Column(measure, scope) for scope in scopes for measure in measures]


def scope_of(area: Area) -> str:
    """Draw a table's scope."""
    return area.rng.choice((area.whole, area.own))


def revenue_tree(area: Area, side: str = "") -> Tree:
    """Return the lines of general revenue down to its total."""
    rng = area.rng
    taxes = [Line(n, section=side, depth=1) for n in TAXES if rng.random() < 0.9]
    others = [Line(n, section=side, depth=1) for n in OTHER_REVENUE if rng.random() < 0.85]
    name = rng.choice(("一般公共预算收入合计", "收入合计", "本年收入合计", "一般公共预算收入"))
    groups = [(Line("税收收入", section=side), taxes), (Line("非税收入", section=side), others)]
    return grouped(groups, Line(name, section=side), first=not side and rng.random() < 0.3)


def g01(area: Area, stage: str) -> Table:
    """Make up general revenue."""
    tree = revenue_tree(area)
    if area.rng.random() < 0.6:
        names = ("上级补助收入", "债务转贷收入", "上年结余收入", "调入资金", "动用预算稳定调节基金")
        below(tree, [n for n in names if area.rng.random() < 0.8], "收入总计")
    return area.table("G01", stage, tree, scope_of(area), columns_of(area, stage))


def class_tree(area: Area, side: str = "", *, coded: bool = False) -> Tree:
    """Return the lines of general expenditure by class down to its total."""
    rng = area.rng
    parts: Tree = [(Line(n, code if coded else "", side), ()) for code, n in CLASSES if rng.random() < 0.95]
    name = rng.choice(("一般公共预算支出合计", "支出合计", "本年支出合计", "一般公共预算支出"))
    if not side and rng.random() < 0.3:
        return [(Line(name, section=side), range(1, len(parts) + 1)), *parts]
    return [*parts, (Line(name, section=side), range(len(parts)))]


def g02(area: Area, stage: str) -> Table:
    """Make up general expenditure."""
    tree = class_tree(area, coded=area.rng.random() < 0.2)
    if area.rng.random() < 0.6:
        names = ("上解上级支出", "补助下级支出", "债务还本支出", "安排预算稳定调节基金", "结转下年支出")
        below(tree, [n for n in names if area.rng.random() < 0.8], "支出总计")
    return area.table("G02", stage, tree, scope_of(area), columns_of(area, stage))


def sided(area: Area, form: str, stage: str, left: Tree, right: Tree) -> Table:
    """Make up a table of two sides whose grand totals agree; its right side is closed by what is carried over."""
    scopes = ("",) if area.rng.random() < 0.8 else (area.whole, area.own)
    wide = [c for c in columns_of(area, stage, scopes) if len(scopes) == 1 or c.measure in (stage, "budget")]
    columns = wide or [Column(stage, scope) for scope in scopes]
    scope = "" if len(scopes) > 1 else scope_of(area)
    one = area.table(form, stage, left, scope, columns)
    two = area.table(form, stage, right, scope, columns)
    closing = Line("结转下年", section="expenditure")
    grand = Line("支出总计", section="expenditure")
    first, last = one.lines[-1], two.lines[-1]
    for index, column in enumerate(columns):
        if column.is_percent or column.measure == "delta":
            continue
        low, high = sorted((Decimal(first.cells[index]), Decimal(last.cells[index])))
        del low
        first_total, last_total = Decimal(first.cells[index]), Decimal(last.cells[index])
        opening_amount = max(high - first_total, Decimal(0))
        places = area.places_of(column)
        one.lines[-2].cells[index] = str(
            rounded(Decimal(one.lines[-2].cells.get(index, "0")) + opening_amount, places)
        )
        first.cells[index] = str(rounded(first_total + opening_amount, places))
        closing.cells[index] = str(rounded(first_total + opening_amount - last_total, places))
        grand.cells[index] = first.cells[index]
    for line in (one.lines[-2], first, closing, grand):
        own = {
            i: Decimal(v)
            for i, v in line.cells.items()
            if not columns[i].is_percent and columns[i].measure != "delta"
        }
        area.compare(columns, own)
        line.cells = {i: str(rounded(v, area.places_of(columns[i]))) for i, v in own.items()}
    one.lines.extend([*two.lines, closing, grand])
    return one


def g03(area: Area, stage: str) -> Table:
    """Make up the general balance."""
    left = below(
        revenue_tree(area, "revenue"), ("上级补助收入", "债务转贷收入", "上年结余收入"), "收入总计", "revenue"
    )
    return sided(area, "G03", stage, left, class_tree(area, "expenditure"))


def g12(area: Area, stage: str) -> Table:
    """Make up the balance of funds."""
    left: Tree = [(Line(n, section="revenue"), ()) for n in FUND_REVENUE if area.rng.random() < 0.9]
    left.append((Line("本年收入合计", section="revenue"), range(len(left))))
    below(left, ("上级补助收入", "上年结余收入"), "收入总计", "revenue")
    right: Tree = [(Line(n, section="expenditure"), ()) for n, _ in FUND_EXPENDITURE]
    right.append((Line("本年支出合计", section="expenditure"), range(len(right))))
    return sided(area, "G12", stage, left, right)


def g16(area: Area, stage: str) -> Table:
    """Make up the balance of state capital."""
    left: Tree = [(Line(n, section="revenue"), ()) for n in CAPITAL_REVENUE]
    left.append((Line("本年收入合计", section="revenue"), range(len(left))))
    below(left, ("上级补助收入", "上年结转收入"), "收入总计", "revenue")
    right: Tree = [(Line(n, section="expenditure"), ()) for n in CAPITAL_EXPENDITURE]
    right.append((Line("本年支出合计", section="expenditure"), range(len(right))))
    return sided(area, "G16", stage, left, right)


def g04(area: Area, stage: str) -> Table:
    """Make up general expenditure by item, with codes."""
    tree: Tree = [(Line("合计"), ())]
    classes: list[int] = []
    for code, name in CLASSES:
        if code not in ITEMS:
            continue
        classes.append(len(tree))
        at = len(tree)
        tree.append((Line(name, code), ()))
        items: list[int] = []
        for item, item_name, subs in ITEMS[code]:
            items.append(len(tree))
            tree.append((Line(item_name, item, depth=1), range(len(tree) + 1, len(tree) + 1 + len(subs))))
            tree.extend((Line(sub_name, sub, depth=2), ()) for sub, sub_name in subs)
        tree[at] = (tree[at][0], items)
    tree[0] = (tree[0][0], classes)
    return area.table("G04", stage, tree, area.own, columns_of(area, stage))


def g05(area: Area, stage: str) -> Table:
    """Make up basic expenditure by economic class."""
    groups = [(Line(n, c), [Line(m, d, depth=1) for d, m in parts]) for c, n, parts in ECONOMIC]
    tree = grouped(groups, Line("合计"), first=area.rng.random() < 0.6)
    columns = [
        Column(m)
        for m in area.rng.choice((("budget",), ("budget", stage) if stage != "budget" else ("budget",)))
    ]
    return area.table("G05", stage, tree, area.own, columns)


def g06(area: Area, stage: str) -> Table:
    """Make up transfers received."""
    groups = [(Line(n), [Line(m, depth=1) for m in parts]) for n, parts in TRANSFERS]
    tree = grouped(groups, Line("合计"), first=area.rng.random() < 0.6)
    return area.table("G06", stage, tree, area.whole, [Column(stage)])


def by_regions(area: Area, form: str, stage: str, columns: Sequence[Column], scope: str = "分地区") -> Table:
    """Make up a table of regions: the whole, its own level, and the regions."""
    parts = [
        *([Line(f"{area.name[:-1]}{area.level}本级")] if area.rng.random() < 0.7 else []),
        *map(Line, area.regions),
    ]
    whole = Line(area.rng.choice(("合计", area.name, f"全{area.level}合计")))
    tree: Tree = [(whole, range(1, len(parts) + 1)), *((part, ()) for part in parts)]
    return area.table(form, stage, tree, scope, columns)


def add_columns(table: Table, total: int, parts: Sequence[int]) -> None:
    """Make one column the sum of others."""
    for line in table.lines:
        found = [Decimal(line.cells[p]) for p in parts if p in line.cells]
        if found:
            line.cells[total] = str(sum(found, Decimal(0)))
        else:
            line.cells.pop(total, None)


def g07(area: Area, stage: str) -> Table:
    """Make up transfers to regions."""
    sections = (
        ("合计", "税收返还", "转移支付")
        if area.rng.random() < 0.6
        else ("合计", "税收返还", "一般性转移支付", "专项转移支付")
    )
    table = by_regions(area, "G07", stage, [Column(stage, section=s) for s in ("", *sections[1:])])
    add_columns(table, 0, range(1, len(sections)))
    return table


def matrix(area: Area, form: str, stage: str, names: Tree) -> Table:
    """Make up a table of items by region."""
    columns = [Column(stage), *(Column(stage, section=region) for region in area.regions)]
    table = area.table(form, stage, names, area.own, columns)
    add_columns(table, 0, range(1, len(columns)))
    return table


def g08(area: Area, stage: str) -> Table:
    """Make up transfers by item and region."""
    groups = [(Line(n), [Line(m, depth=1) for m in parts]) for n, parts in GIVEN]
    return matrix(area, "G08", stage, grouped(groups, Line("合计"), first=True))


def g13(area: Area, stage: str) -> Table:
    """Make up fund transfers by item and region."""
    names = ("国有土地使用权出让收入安排的支出", "彩票公益金安排的支出", "大中型水库移民后期扶持基金支出")
    tree: Tree = [(Line("合计"), range(1, 1 + len(names))), *((Line(n), ()) for n in names)]
    return matrix(area, "G13", stage, tree)


def g09(area: Area, stage: str) -> Table:
    """Make up the three public expenses."""
    tree: Tree = [
        (Line("合计"), (1, 2, 3)),
        (Line("因公出国（境）费"), ()),
        (Line("公务接待费"), ()),
        (Line("公务用车购置及运行费"), (4, 5)),
        (Line("公务用车购置费", depth=1), ()),
        (Line("公务用车运行维护费", depth=1), ()),
    ]
    measures = {
        "budget": (("prior_budget", "budget", "delta", "rate"), ("budget",)),
        "final": (("budget", "final"), ("final",)),
        "executed": (("budget", "executed"),),
    }[stage]
    return area.table("G09", stage, tree, area.own, [Column(m) for m in area.rng.choice(measures)])


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


def g10(area: Area, stage: str) -> Table:
    """Make up fund revenue."""
    total = area.rng.choice(("本年收入合计", "政府性基金收入合计", "收入合计"))
    return flat(
        area,
        "G10",
        stage,
        FUND_REVENUE,
        total,
        ("上级补助收入", "上年结余收入", "专项债务转贷收入"),
        "收入总计",
    )


def g11(area: Area, stage: str) -> Table:
    """Make up fund expenditure, class by class."""
    groups = [(Line(n), [Line(m, depth=1) for m in parts]) for n, parts in FUND_EXPENDITURE]
    tree = grouped(groups, Line("本年支出合计"), first=False)
    if area.rng.random() < 0.6:
        below(tree, ("上解支出", "调出资金", "债务还本支出", "结转下年"), "支出总计")
    return area.table("G11", stage, tree, scope_of(area), columns_of(area, stage))


def g14(area: Area, stage: str) -> Table:
    """Make up revenue from state capital."""
    return flat(
        area, "G14", stage, CAPITAL_REVENUE, "本年收入合计", ("上年结转收入", "上级补助收入"), "收入总计"
    )


def g15(area: Area, stage: str) -> Table:
    """Make up expenditure of state capital."""
    return flat(area, "G15", stage, CAPITAL_EXPENDITURE, "本年支出合计", ("调出资金", "结转下年"), "支出总计")


def insurance(area: Area, form: str, stage: str, items: Sequence[str], word: str) -> Table:
    """Make up one side of social insurance, fund by fund."""
    total = Line(f"社会保险基金{word}合计")
    tree: Tree = [(total, ())]
    heads: list[int] = []
    for fund in INSURANCE:
        if area.rng.random() < 0.2:
            continue
        heads.append(len(tree))
        name = f"{fund}{word}"
        tree.append((Line(name), range(len(tree) + 1, len(tree) + 1 + len(items))))
        tree.extend((Line(item, section=name, depth=1, is_part=n == 0), ()) for n, item in enumerate(items))
    tree[0] = (total, heads)
    return area.table(form, stage, tree, area.whole, columns_of(area, stage))


def g18(area: Area, stage: str) -> Table:
    """Make up revenue of social insurance."""
    return insurance(area, "G18", stage, INSURANCE_REVENUE[: area.rng.randint(2, 4)], "收入")


def g19(area: Area, stage: str) -> Table:
    """Make up expenditure of social insurance."""
    return insurance(area, "G19", stage, INSURANCE_EXPENDITURE[: area.rng.randint(2, 3)], "支出")


def g21(area: Area, stage: str) -> Table:
    """Make up the matrix of social insurance."""
    funds = [f for f in INSURANCE if area.rng.random() < 0.8] or list(INSURANCE[:3])
    columns = [Column(stage, section=s) for s in ("合计", *funds)]
    tree: Tree = [
        (Line("收入"), (1, 2, 3)),
        (Line("社会保险费收入", depth=1), ()),
        (Line("财政补贴收入", depth=1), ()),
        (Line("利息收入", depth=1), ()),
        (Line("支出"), (5, 6)),
        (Line("社会保险待遇支出", depth=1), ()),
        (Line("转移支出", depth=1), ()),
    ]
    table = area.table("G21", stage, tree, area.whole, columns)
    add_columns(table, 0, range(1, len(columns)))
    left = Line("本年收支结余")
    for index in range(len(columns)):
        left.cells[index] = str(Decimal(table.lines[0].cells[index]) - Decimal(table.lines[4].cells[index]))
    table.lines.append(left)
    return table


def debt_columns(kinds: Sequence[str]) -> list[Column]:
    """Return columns of debts, each in all and in its two parts."""
    return [Column(kind + part) for kind in kinds for part in ("", "_general", "_special")]


def g23(area: Area, stage: str) -> Table:
    """Make up limits and balances of debts by region."""
    kinds = area.rng.choice(
        (("limit", "balance"), ("limit", "balance"), ("prior_balance", "limit", "balance"))
    )
    table = by_regions(area, "G23", stage, debt_columns(kinds))
    for line in table.lines[1:]:
        # A balance is within its limit.
        at = {column.measure: index for index, column in enumerate(table.columns)}
        for part in ("_general", "_special"):
            limit, balance = at["limit" + part], at["balance" + part]
            pair = sorted(Decimal(line.cells.get(i, "0")) for i in (limit, balance))
            line.cells[balance], line.cells[limit] = map(str, pair)
    whole = table.lines[0]
    for index in range(len(table.columns)):
        whole.cells[index] = str(sum((Decimal(x.cells.get(index, "0")) for x in table.lines[1:]), Decimal(0)))
    for start in range(0, len(table.columns), 3):
        add_columns(table, start, (start + 1, start + 2))
    return table


def debt_lines(area: Area, form: str, stage: str, part: str) -> Table:
    """Make up the lines of one debt: opening, limit, issued, repaid, closing."""
    word = "一般" if part == "general" else "专项"
    year = area.year
    now = "执行数" if stage == "executed" else "决算数"
    opening, issued, repaid = (area.amount() for _ in range(3))
    repaid = min(repaid, opening)
    closing = opening + issued - repaid
    limit = closing + area.amount(900)
    column = Column(stage if stage != "budget" else "executed")
    lines = [
        (f"{year - 1}年末地方政府{word}债务余额实际数", opening),
        (f"{year}年末地方政府{word}债务余额限额", limit),
        (f"{year}年地方政府{word}债务发行额", issued),
        (f"{year}年地方政府{word}债务还本额", repaid),
        (f"{year}年末地方政府{word}债务余额{now}", closing),
    ]
    places = area.places[area.unit]
    made = [Line(name, cells={0: str(rounded(value, places))}) for name, value in lines]
    return Table(form, year, scope_of(area), column.measure, [column], made, area.unit, part)


def g24(area: Area, stage: str) -> Table:
    """Make up the lines of general debt."""
    return debt_lines(area, "G24", stage, "general")


def g25(area: Area, stage: str) -> Table:
    """Make up the lines of special debt."""
    return debt_lines(area, "G25", stage, "special")


def g26(area: Area, stage: str) -> Table:
    """Make up issues, repayments and interest by region, or by line with columns of scopes."""
    if area.rng.random() < 0.5:
        table = by_regions(area, "G26", stage, debt_columns(("issued", "repaid", "interest")))
        for start in range(0, len(table.columns), 3):
            add_columns(table, start, (start + 1, start + 2))
        return table
    year = area.year
    names = (
        f"{year - 1}年末地方政府债务余额",
        f"{year}年地方政府债务发行额",
        f"{year}年地方政府债务还本额",
        f"{year}年地方政府债务付息额",
        f"{year}年末地方政府债务余额",
    )
    tree: Tree = []
    for name in names:
        tree.append((Line(name), (len(tree) + 1, len(tree) + 2)))
        tree.extend(
            (Line(n, section=name, depth=1, is_part=n == "一般债务"), ()) for n in ("一般债务", "专项债务")
        )
    columns = [Column("executed", scope) for scope in (area.whole, area.own)]
    table = area.table("G26", "executed", tree, "", columns)
    for a, b, c, d in ((0, 3, 6, 12), (1, 4, 7, 13), (2, 5, 8, 14)):
        for index in range(len(columns)):
            value = [Decimal(table.lines[i].cells.get(index, "0")) for i in (a, b, c)]
            table.lines[d].cells[index] = str(value[0] + value[1] - value[2])
    return table


def g28(area: Area, stage: str) -> Table:
    """Make up limits that were told ahead."""
    table = by_regions(area, "G28", stage, debt_columns(("new_limit",)))
    add_columns(table, 0, (1, 2))
    return table


def g29(area: Area, stage: str) -> Table:
    """Make up regions' revenue and expenditure."""
    columns = [Column(stage, section=s) for s in ("一般公共预算收入", "一般公共预算支出")]
    return by_regions(area, "G29", stage, columns)


def g20(area: Area, stage: str) -> Table:
    """Make up balances of insurance funds."""
    tree: Tree = [
        (Line("年末滚存结余合计"), range(1, 1 + len(INSURANCE))),
        *((Line(f, depth=1), ()) for f in INSURANCE),
    ]
    columns = (
        [Column("prior_final"), Column(stage)]
        if stage != "budget"
        else [Column("prior_executed"), Column("budget")]
    )
    return area.table("G20", stage, tree, area.whole, columns)


MAKERS: Final[tuple[Maker, ...]] = (
    g01, g02, g03, g04, g05, g06, g07, g08, g09, g10, g11, g12, g13, g14, g15, g16, g18, g19, g20, g21, g23, g24, g25,
    g26, g28, g29,
)  # fmt: skip
