"""General budget, funds and state capital: revenue, expenditure and both sides of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bench.governments.figures import (
    Area,
    Column,
    Line,
    Table,
    Tree,
    below,
    columns_of,
    flat,
    grouped,
    rounded,
    scope_of,
)
from bench.governments.words import vocabulary

TAXES: Final = vocabulary("figures", "taxes")
OTHER_REVENUE: Final = vocabulary("figures", "other_revenue")
CLASSES: Final = vocabulary("figures", "classes")
ITEMS: Final = vocabulary("figures", "items")
ECONOMIC: Final = vocabulary("figures", "economic")
FUND_REVENUE: Final = vocabulary("figures", "fund_revenue")
FUND_EXPENDITURE: Final = vocabulary("figures", "fund_expenditure")
CAPITAL_REVENUE: Final = vocabulary("figures", "capital_revenue")
CAPITAL_EXPENDITURE: Final = vocabulary("figures", "capital_expenditure")
TRANSFERS: Final = vocabulary("figures", "transfers")


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
