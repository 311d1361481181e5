"""How provinces word titles and headers: drawn for each book, so that no two say the same thing alike."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from bench.governments.figures import Column, Table
from bench.governments.words import vocabulary

_MONEY: Final = vocabulary("wording", "money")
_STAGE: Final = vocabulary("wording", "stage")
_BALANCE: Final = vocabulary("wording", "balance")
_OWN: Final = vocabulary("wording", "own")
_SIMPLE: Final = vocabulary("wording", "simple")
_WORDS: Final = vocabulary("wording", "words")
_BASES: Final = vocabulary("wording", "bases")
_DEBT: Final = vocabulary("wording", "debt")
BY_REGION: Final = "分地区"
_RARELY: Final = 0.15
_FULL_WIDTH: Final = 0xFEE0
LABELS: Final = vocabulary("wording", "labels")
BONDS: Final = vocabulary("wording", "bonds")
KINDS: Final = vocabulary("wording", "kinds")
_REGION: Final = vocabulary("wording", "region")


def title_of(table: Table, area: str, rng: Random) -> str:
    """Return a title for a table in one of the orders that are seen."""
    year = f"{table.year}年"
    named = _named(table, rng) if table.form in _OWN else _composed(table, rng)
    scope = _scope(table, area, rng)
    if (
        table.stage == "budget"
        and table.scope == "全" + area[-1]
        and table.form in _MONEY
        and rng.random() < _RARELY
    ):
        named += "（代编）"
    if rng.random() < _RARELY:
        year = "".join(chr(ord(c) + _FULL_WIDTH) if c.isascii() else c for c in year)
    return rng.choice((f"{year}{scope}{named}", f"{year}{scope}{named}", f"{scope}{year}{named}"))


def _named(table: Table, rng: Random) -> str:
    """Return the name of a form that has titles of its own."""
    name: str = rng.choice(_OWN[table.form]).format(s=rng.choice(_SIMPLE[table.stage]), f=table.fund)
    if table.part and table.form in ("G23", "G26"):
        name = name.replace("债", "一般债" if table.part == "general" else "专项债", 1)
    if table.bonds:
        name = name.replace("债券", f"{table.bonds}债券", 1)
    if table.form in ("G08", "G13") and table.scope == BY_REGION:
        name = name.replace("（按项目分地区列示）", "")
    elif table.form in ("G08", "G13") and "列示" not in name:
        # Without a word on its layout a table of columns of regions is taken for one by region.
        table.scope = BY_REGION
    return name


def _composed(table: Table, rng: Random) -> str:
    """Return a title made of the kind of money and the stage."""
    money: str = _MONEY[table.form]
    if rng.random() < _RARELY:
        money = (
            money.replace("经营预算", "经营")
            .replace("保险基金预算", "保险基金")
            .replace("性基金预算", "性基金")
        )
    balance = table.form in ("G03", "G12", "G16", "G21")
    end: str = rng.choice((_BALANCE if balance else _STAGE)[table.stage])
    if table.form == "G21":
        end = rng.choice(("情况总表", "平衡表", "总表", "情况表", end))
    if table.form == "G04":
        end = rng.choice(("功能分类" + end, end + "（按功能分类）", end))
    return money + end


def _scope(table: Table, area: str, rng: Random) -> str:
    whole = "全" + area[-1]
    if table.scope in ("", BY_REGION):
        return rng.choice((whole, area, ""))
    if table.scope == whole:
        return rng.choice((whole, area, whole))
    return rng.choice((table.scope, table.scope, area[:-1] + table.scope))


def number_of(place: int, rng: Random, style: int) -> str:
    """Return what stands above a title (附表1, 表一, 表1-2)."""
    del rng
    chinese = "一二三四五六七八九十"
    short = chinese[place - 1] if place <= 10 else f"十{chinese[place - 11]}" if place <= 19 else str(place)
    return ("", f"附表{place}", f"表{short}", f"表1-{place}", f"附件{place}", f"表{place}", f"附表1-{place}")[
        style
    ]


def header_of(table: Table, rng: Random, labels: Sequence[str]) -> list[list[str | None]]:
    """Return the header's rows: ``None`` continues the cell to the left, ``"^"`` the one above."""
    columns = table.columns
    if table.form == "G27":
        return [[*labels, rng.choice(BONDS)]]
    if any(
        c.measure.replace("prior_", "").split("_")[0]
        in ("limit", "balance", "issued", "repaid", "interest", "new", "resolved")
        for c in columns
    ):
        return _debt_header(table, rng, labels)
    if any(c.section for c in columns):
        return _sections(columns, rng, labels)
    scopes = list(dict.fromkeys(c.scope for c in columns))
    drawn = {m: _word(m, table, rng) for m in dict.fromkeys(c.measure for c in columns)}
    if len(scopes) > 1:
        return _scoped(columns, drawn, scopes, rng, labels)
    measures = [c.measure for c in columns]
    if len(measures) > 2 and rng.random() < 0.45:
        return _nested(measures, drawn, table, rng, labels)
    return [[*labels, *(drawn[m] for m in measures)]]


def _word(measure: str, table: Table, rng: Random) -> str:
    measures = [c.measure for c in table.columns]
    if measure == "rate_to_prior":
        base = next((b for b in ("prior_executed", "prior_final") if b in measures), "")
        if base and rng.random() < 0.5:
            return str(rng.choice(_BASES[measure][base]))
    if measure == "executed" and "budget" in measures and table.stage == "budget":
        return f"{table.year}年执行数"
    if measure == "budget" and table.stage == "final":
        return rng.choice((f"{table.year}年预算数", "预算数"))
    return str(rng.choice(_WORDS[measure])).format(y=table.year, b=table.year - 1, a=table.year - 2)


def _sections(columns: Sequence[Column], rng: Random, labels: Sequence[str]) -> list[list[str | None]]:
    names = [c.section or rng.choice(("合计", "合计", "小计")) for c in columns]
    if len(names) > 3 and names[0] in ("合计", "小计") and rng.random() < 0.2:
        top: list[str | None] = [
            *labels,
            names[0],
            rng.choice(("其中", "其中：", "分地区")),
            *[None] * (len(names) - 2),
        ]
        return [top, [*["^"] * len(labels), "^", *names[1:]]]
    return [[*labels, *names]]


def _scoped(
    columns: Sequence[Column],
    drawn: dict[str, str],
    scopes: Sequence[str],
    rng: Random,
    labels: Sequence[str],
) -> list[list[str | None]]:
    measures = list(dict.fromkeys(c.measure for c in columns))
    if len(measures) == 1:
        top: list[str | None] = [*labels, drawn[measures[0]], *[None] * (len(scopes) - 1)]
        return [top, [*["^"] * len(labels), *scopes]]
    del rng
    row: list[str | None] = list(labels)
    below: list[str | None] = ["^"] * len(labels)
    for scope in scopes:
        row.extend([scope, *[None] * (len(measures) - 1)])
        below.extend(drawn[m] for m in measures)
    return [row, below]


def _nested(
    measures: Sequence[str], drawn: dict[str, str], table: Table, rng: Random, labels: Sequence[str]
) -> list[list[str | None]]:
    """Group neighbours: budgets under 预算数, what was done with its rates, comparisons with last year."""
    year, back = table.year, table.year - 1
    row: list[str | None] = list(labels)
    below: list[str | None] = ["^"] * len(labels)
    index = 0
    while index < len(measures):
        rest = list(measures[index:])
        if rest[:2] == ["initial_budget", "adjusted_budget"]:
            row.extend([f"{year}年预算数", None])
            below.extend([rng.choice(("年初预算数", "年初预算")), rng.choice(("调整预算数", "调整后预算数"))])
            index += 2
        elif rest[:2] == ["delta", "rate"]:
            base = (
                "决算数"
                if "prior_final" in measures
                else "预算数"
                if "prior_budget" in measures
                else "执行数"
            )
            row.extend(
                [rng.choice((f"比{back}年{base}增减", f"比上年{base}增减", f"与上年{base}相比")), None]
            )
            below.extend([rng.choice(("金额", "增减额")), rng.choice(("%", "增减%", "增减幅度%"))])
            index += 2
        elif rest[0] in ("executed", "final") and len(rest) > 1 and rest[1].startswith("rate"):
            taken = [m for m in rest[1:] if m.startswith("rate")]
            stop = 1
            while stop < len(rest) and rest[stop].startswith("rate"):
                stop += 1
            del taken
            name = "执行数" if rest[0] == "executed" else "决算数"
            row.extend([rng.choice((f"{year}年{name}", name)), *[None] * (stop - 1)])
            below.extend([rng.choice(("金额", "金额")), *(drawn[m] for m in rest[1:stop])])
            index += stop
        elif rest[:3] == ["prior_initial_budget", "prior_executed", "prior_rate_of_initial"]:
            row.extend([f"{back}年", None, None])
            below.extend(["年初预算数", rng.choice(("执行数", "预计执行数")), "完成年初预算%"])
            index += 3
        else:
            row.append(drawn[rest[0]])
            below.append("^")
            index += 1
    return [row, below] if any(x != "^" for x in below) else [row]


def _debt_header(table: Table, rng: Random, labels: Sequence[str]) -> list[list[str | None]]:
    row: list[str | None] = list(labels)
    below: list[str | None] = ["^"] * len(labels)
    total = rng.choice(("合计", "小计"))
    words = rng.choice((("一般债务", "专项债务"), ("一般债务", "专项债务"), ("一般", "专项")))
    last = ""
    for column in table.columns:
        kind = column.measure.replace("_general", "").replace("_special", "")
        if kind not in _DEBT:
            row.append(kind)
            below.append("^")
            continue
        part = (
            total if kind == column.measure else words[0] if column.measure.endswith("general") else words[1]
        )
        row.append(None if kind == last else rng.choice(_DEBT[kind]).format(y=table.year, b=table.year - 1))
        below.append(part)
        last = kind
    if len(table.columns) == len(
        {c.measure.replace("_general", "").replace("_special", "") for c in table.columns}
    ):
        return [[*labels, *(f"{a}" for a in row[len(labels) :])]]
    return [row, below]


def label_of(table: Table, rng: Random) -> str:
    """Return the header of the column of labels."""
    if table.scope == "分地区" and table.form not in ("G08", "G13"):
        return str(rng.choice(_REGION))
    return "项目名称" if table.form == "G27" else str(rng.choice(LABELS[:5]))
