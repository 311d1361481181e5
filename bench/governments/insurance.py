"""Social insurance: one side fund by fund, balances, and the matrix of items by fund."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bench.governments.figures import (
    Area,
    Column,
    Line,
    Table,
    Tree,
    add_columns,
    below,
    columns_of,
)
from bench.governments.general import sided
from bench.governments.words import vocabulary

INSURANCE: Final = vocabulary("figures", "insurance")
INSURANCE_REVENUE: Final = vocabulary("figures", "insurance_revenue")
INSURANCE_EXPENDITURE: Final = vocabulary("figures", "insurance_expenditure")


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


def g22(area: Area, stage: str) -> Table:
    """Make up both sides of one fund."""
    fund = area.rng.choice(INSURANCE)
    left: Tree = [(Line(n, section="revenue"), ()) for n in INSURANCE_REVENUE]
    left.append((Line("本年收入合计", section="revenue"), range(len(left))))
    below(left, ("上年结余",), "收入总计", "revenue")
    right: Tree = [(Line(n, section="expenditure"), ()) for n in INSURANCE_EXPENDITURE]
    right.append((Line("本年支出合计", section="expenditure"), range(len(right))))
    table = sided(area, "G22", stage, left, right)
    table.fund = fund
    return table
