"""What is told by region: transfers given, revenue and expenditure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bench.governments.figures import (
    Area,
    Column,
    Line,
    Table,
    Tree,
    add_columns,
    grouped,
    scope_of,
)
from bench.governments.words import vocabulary

GIVEN: Final = vocabulary("figures", "given")


def by_regions(area: Area, form: str, stage: str, columns: Sequence[Column], scope: str = "分地区") -> Table:
    """Make up a table of regions: the whole, its own level, and the regions."""
    parts = [
        *([Line(f"{area.name[:-1]}{area.level}本级")] if area.rng.random() < 0.7 else []),
        *map(Line, area.regions),
    ]
    whole = Line(area.rng.choice(("合计", area.name, f"全{area.level}合计")))
    tree: Tree = [(whole, range(1, len(parts) + 1)), *((part, ()) for part in parts)]
    return area.table(form, stage, tree, scope, columns)


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


def g29(area: Area, stage: str) -> Table:
    """Make up regions' revenue and expenditure."""
    columns = [Column(stage, section=s) for s in ("一般公共预算收入", "一般公共预算支出")]
    return by_regions(area, "G29", stage, columns)


def g17(area: Area, stage: str) -> Table:
    """Make up transfers of state capital, by region or by item."""
    if area.rng.random() < 0.5:
        return by_regions(area, "G17", stage, [Column(stage)])
    names = ("国有企业退休人员社会化管理补助支出", "解决历史遗留问题补助支出")
    tree: Tree = [(Line("合计"), range(1, 1 + len(names))), *((Line(n), ()) for n in names)]
    measures = ("prior_executed", "budget") if stage == "budget" else (stage,)
    return area.table("G17", stage, tree, scope_of(area), [Column(m) for m in measures])
