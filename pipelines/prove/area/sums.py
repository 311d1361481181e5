"""Sums of a government's table: taxes, classes, regions, funds, lines below each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.prove.area import laws
from pipelines.prove.area.laws import AreaLaw
from pipelines.prove.area.tables import AreaRow, AreaTable, ColumnKey
from pipelines.prove.ties import balance
from pipelines.values.proof import Check
from pipelines.values.text import row_key

_TAX: Final = re.compile(r".{1,9}税|其他税收(?:收入)?")
_OTHER: Final = re.compile(
    r"专项收入|行政事业性收费(?:收入)?|罚没收入|国有资本经营收入|国有资源(?:资产)?有偿使用收入|捐赠收入|政府性?住房基金(?:收入)?|其他(?:非税)?收入"
)
_OWN_REVENUE: Final = re.compile(
    r"(?:.{0,12}一般公共预算)?(?:本年|本级|地方)?收入(?:合计|小计)|.{0,8}一般公共预算收入(?:合计)?|.{1,8}本级收入(?:合计)?"
)
_EXPENDITURE: Final = re.compile(
    r"(?:.{0,12}一般公共预算|.{0,8}国有资本经营(?:预算)?|.{0,8}政府性基金(?:预算)?)?(?:本年|本级)?支出(?:合计|小计)|.{0,8}一般公共预算支出(?:合计)?"
)
_THREE_PUBLIC: Final = (
    re.compile(r"因公出国"),
    re.compile(r"公务接待"),
    re.compile(r"公务用车购置及|公务用车费"),
)
_VEHICLES: Final = (re.compile(r"公务用车购置费?$"), re.compile(r"公务用车运行"))
_OWN_LEVEL: Final = re.compile(r"本级|^[省市州盟县区]级|市级$")
_BY_REGION: Final = "分地区"
_NUMBERED: Final = re.compile(r"[一二三四五六七八九十]+、")
_SUBTOTAL: Final = re.compile(r"[合小总]计")
_RECEIVED: Final = re.compile(r"返还性收入|一般性转移支付(?:收入)?|专项转移支付(?:收入)?")
_MONEY: Final = frozenset(
    ("initial_budget", "adjusted_budget", "budget", "executed", "final", "amount", "delta")
)  # fmt: skip
_FEWEST: Final = 2


def sums(table: AreaTable) -> Iterator[Check]:
    """Yield the checks that sums of one table come out."""
    for rows in table.by_section().values() if not table.area.path else ():
        yield from _revenue(table, rows)
        yield from _classes(table, rows)
        yield from _codes(table, rows)
        yield from _received(table, rows)
    yield from _three_public(table)
    yield from _regions(table)
    yield from _sections(table)
    if table.area.path:
        yield from _lines(table)
    yield from _funds(table)


def add_up(
    law: AreaLaw, table: AreaTable, total: AreaRow, parts: Sequence[AreaRow], *, is_hard: bool = True
) -> Iterator[Check]:
    """Yield the check of a total for each column that prints it and at least one part."""
    for key, figure in total.figures.items():
        if _plain(key) not in _MONEY and table.area.columns != "debt":
            continue
        right = [(1, row.figures[key]) for row in parts if key in row.figures]
        if right and figure.unit != "%":
            yield from balance(law, _scope(table, total, key), [figure], right, is_hard=is_hard)


def _plain(key: ColumnKey) -> str:
    return key.measure.rpartition("prior_")[2]


def _scope(table: AreaTable, row: AreaRow, key: ColumnKey) -> str:
    column = ".".join(part for part in (key.scope, key.section, key.measure) if part)
    return f"{table.code}{'.' + row.section if row.section else ''}[{row.code or row.name}].{column}"


def _revenue(table: AreaTable, rows: Sequence[AreaRow]) -> Iterator[Check]:
    names = [row_key(row.name) for row in rows]
    if "税收收入" not in names or "非税收入" not in names:
        return
    tax, other = names.index("税收收入"), names.index("非税收入")
    total = next((i for i, name in enumerate(names) if _OWN_REVENUE.fullmatch(name)), None)
    if tax < other:
        taxes = [row for row in rows[tax + 1 : other] if _TAX.fullmatch(row_key(row.name))]
        yield from add_up(laws.TAXES, table, rows[tax], taxes)
    end = next(
        (i for i in range(other + 1, len(rows)) if _SUBTOTAL.search(names[i]) or "转移" in names[i]),
        len(rows),
    )
    kinds = [row for row in rows[other + 1 : end] if _OTHER.fullmatch(row_key(row.name))]
    yield from add_up(laws.OTHER_REVENUE, table, rows[other], kinds)
    if total is not None:
        yield from add_up(laws.OWN_REVENUE, table, rows[total], [rows[tax], rows[other]])


@cache
def _class_names() -> frozenset[str]:
    listed = {a.account_name for a in accounts() if a.account_kind == "functional" and a.level == "class"}
    return frozenset(row_key(name).removesuffix("支出") for name in listed)


def _is_class(row: AreaRow, names: frozenset[str]) -> bool:
    name = row_key(row.name).removesuffix("支出")
    is_known = name in names or f"{name}等" in names or name.removesuffix("等") in names
    return (
        is_known or name in ("预备费", "其他", "资源勘探信息等", "自然资源海洋气象等")
    ) and name != "转移性"


def _classes(table: AreaTable, rows: Sequence[AreaRow]) -> Iterator[Check]:
    """Add up the classes above their total; 预备费 stands among them or below."""
    if any(len(row.code) > 3 for row in rows):
        return
    names = _class_names()
    at = next((i for i, row in enumerate(rows) if _EXPENDITURE.fullmatch(row_key(row.name))), None)
    if at is None:
        return
    if at > _FEWEST and all(_is_class(row, names) for row in rows[:at]):
        yield from add_up(laws.CLASSES, table, rows[at], rows[:at])


def _codes(table: AreaTable, rows: Sequence[AreaRow]) -> Iterator[Check]:
    coded = {row.code: row for row in rows if row.code}
    below: dict[str, list[AreaRow]] = defaultdict(list)
    for code, row in coded.items():
        parent = next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in coded), "")
        if parent:
            below[parent].append(row)
    for code, parts in below.items():
        yield from add_up(laws.ACCOUNTS, table, coded[code], parts)


def _received(table: AreaTable, rows: Sequence[AreaRow]) -> Iterator[Check]:
    parts = [row for row in rows if _RECEIVED.fullmatch(row_key(row.name))]
    total = next((r for r in rows if re.fullmatch(r"合计|上级补助收入(?:合计)?", row_key(r.name))), None)
    if (
        table.role == "area_transfers_received"
        and total is not None
        and len(parts) == len(_RECEIVED.pattern.split("|"))
    ):
        yield from add_up(laws.RECEIVED, table, total, parts)


def _three_public(table: AreaTable) -> Iterator[Check]:
    if table.role != "area_three_public":
        return
    for total, wanted in (
        (re.compile(r"合计|.*经费合计|.*三公.*"), _THREE_PUBLIC),
        (_THREE_PUBLIC[2], _VEHICLES),
    ):
        above = [row for row in table.rows if total.search(row_key(row.name))][:1]
        parts = [
            row for row in table.rows if any(p.search(row_key(row.name)) for p in wanted) and row not in above
        ]
        if above and len(parts) == len(wanted):
            yield from add_up(laws.THREE_PUBLIC, table, above[0], parts)


def _regions(table: AreaTable) -> Iterator[Check]:
    """Add up the regions below the first row, the whole; subtotals of the counties are left out.

    A list in numbered parts (一、提前下达数) ends where its second one begins.
    """
    rows = [row for row in table.rows if any(key.scope == _BY_REGION for key in row.figures)]
    if len(rows) <= _FEWEST or not _OWN_LEVEL.search(rows[1].name) or _OWN_LEVEL.search(rows[0].name):
        return
    end = next((i for i, row in enumerate(rows[1:], 1) if _NUMBERED.match(row.label)), len(rows))
    parts = [row for row in rows[1:end] if not _SUBTOTAL.search(row.name)]
    yield from add_up(laws.REGIONS, table, rows[0], parts)


def _sections(table: AreaTable) -> Iterator[Check]:
    """Add up the columns of each row that are sections of its total."""
    if table.area.columns != "sections":
        return
    for row in table.rows:
        for key, figure in row.figures.items():
            if key.section != table.area.total_section:
                continue
            right = [
                (1, other)
                for column, other in row.figures.items()
                if column.measure == key.measure and column.section != key.section
            ]
            if len(right) >= _FEWEST:
                yield from balance(laws.SECTIONS, _scope(table, row, key), [figure], right, is_hard=True)


def _lines(table: AreaTable) -> Iterator[Check]:
    """Add up the lines below each line; one that prints a single line below it says nothing."""
    below = table.by_section()
    often = Counter((row.section, row.name) for row in table.rows)
    for row in table.rows:
        path = f"{row.section}/{row.name}" if row.section else row.name
        parts = below.get(path, ())
        if len(parts) >= _FEWEST and often[row.section, row.name] == 1:
            yield from add_up(laws.PARTS, table, row, parts)


def _funds(table: AreaTable) -> Iterator[Check]:
    named = {row_key(row.name): row for row in table.rows}
    left = next((row for name, row in named.items() if re.fullmatch(r"本年收支结余", name)), None)
    revenue, expenditure = named.get("收入"), named.get("支出")
    if table.role != "area_insurance_matrix" or left is None or revenue is None or expenditure is None:
        return
    for key, figure in left.figures.items():
        if key in revenue.figures and key in expenditure.figures:
            right = [(1, revenue.figures[key]), (-1, expenditure.figures[key])]
            yield from balance(laws.FUNDS, _scope(table, left, key), [figure], right, is_hard=True)
