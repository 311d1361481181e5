"""Debts: limits and balances, issues and repayments, by region or line by line."""

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
    rounded,
    scope_of,
)
from bench.governments.transfers import by_regions
from bench.governments.words import vocabulary

PLACES: Final = vocabulary("figures", "places")
WORKS: Final = vocabulary("figures", "works")


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


def g27(area: Area, stage: str) -> Table:
    """Make up what bonds are used for, project by project, with the kind of each in a column or in all one."""
    kinds = ("一般债券", "专项债券") if area.rng.random() < 0.6 else ("",)
    count = area.rng.randint(3, 9)
    names = [f"{place}{what}项目" for place, what in zip(area.rng.sample(PLACES, count), WORKS, strict=False)]
    tree: Tree = [(Line(n, section=area.rng.choice(kinds)), ()) for n in names]
    tree.append((Line("合计"), range(len(names))))
    return area.table("G27", stage, tree, scope_of(area), [Column("issued")])
