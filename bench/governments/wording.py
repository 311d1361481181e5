"""How provinces word titles and headers: drawn for each book, so that no two say the same thing alike."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from bench.governments.figures import Column, Table

_MONEY: Final = {
    "G01": "一般公共预算收入", "G02": "一般公共预算支出", "G03": "一般公共预算收支", "G04": "一般公共预算支出", "G10": "政府性基金预算收入",
    "G11": "政府性基金预算支出", "G12": "政府性基金预算收支", "G14": "国有资本经营预算收入", "G15": "国有资本经营预算支出",
    "G16": "国有资本经营预算收支", "G18": "社会保险基金预算收入", "G19": "社会保险基金预算支出", "G20": "社会保险基金预算结余",
    "G21": "社会保险基金预算收支",
}  # fmt: skip
_STAGE: Final = {
    "executed": ("执行情况表", "执行表", "完成情况表", "预计执行情况表", "执行情况明细表", "预算执行情况表"),
    "final": ("决算表", "决算情况表", "决算明细表", "决算总表"),
    "budget": (
        "预算表",
        "草案",
        "预算（草案）",
        "安排表",
        "安排情况表",
        "草案表",
        "预算情况表",
        "预算草案明细表",
    ),
}
_BALANCE: Final = {
    "executed": ("平衡情况表", "执行情况表", "平衡表", "情况表", "预计平衡表"),
    "final": ("决算总表", "决算平衡表", "平衡情况表"),
    "budget": ("预算总表", "平衡表（草案）", "预算平衡表", "安排表", "总表"),
}
_OWN: Final = {
    "G05": ("一般公共预算基本支出{s}（按经济分类）", "一般公共预算基本支出经济分类{s}", "一般公共预算基本支出政府预算经济分类{s}"),
    "G06": ("一般公共预算上级补助收入{s}", "上级税收返还和转移支付收入{s}", "上级补助收入{s}"),
    "G07": ("税收返还和转移支付分地区{s}", "一般公共预算税收返还和转移支付分地区{s}", "对各县（市、区）税收返还和转移支付{s}"),
    "G08": ("一般公共预算税收返还和转移支付{s}（按项目分地区列示）", "对下转移支付分项目分地区{s}", "一般公共预算转移支付分地区分项目{s}"),
    "G09": ("一般公共预算“三公”经费{s}", "“三公”经费{s}", "行政事业单位“三公”经费{s}"),
    "G13": ("政府性基金转移支付{s}（按项目分地区列示）", "政府性基金预算转移支付分地区分项目{s}", "政府性基金对下转移支付分地区{s}"),
    "G23": ("政府债务限额和余额情况表", "地方政府债务限额及余额情况表", "地方政府债务限额及余额{s}", "政府债务限额余额分地区情况表", "分地区政府债务限额和余额情况表"),
    "G24": ("地方政府一般债务余额情况表", "政府一般债务限额和余额情况表", "政府一般债务余额情况表"),
    "G25": ("地方政府专项债务余额情况表", "政府专项债务限额和余额情况表", "政府专项债务余额情况表"),
    "G26": ("地方政府债券发行及还本付息情况表", "政府债务发行及还本付息情况表", "地方政府债务发行及还本付息{s}"),
    "G28": ("提前下达新增地方政府债务限额分配情况表", "地方政府债务限额提前下达情况表", "提前下达地方政府债务新增限额情况表"),
    "G29": ("分地区一般公共预算收支{s}", "各县（市、区）一般公共预算收支{s}", "分地区财政收支{s}"),
}  # fmt: skip
_SIMPLE: Final = {
    "executed": ("执行情况表", "情况表", "执行表"),
    "final": ("决算表", "决算情况表"),
    "budget": ("预算表", "预算情况表"),
}
_WORDS: Final = {
    "initial_budget": ("年初预算数", "{y}年年初预算数", "年初预算"),
    "adjusted_budget": ("调整预算数", "调整后预算数", "变动预算数", "{y}年调整预算数", "变动预算", "调整后预算"),
    "budget": ("{y}年预算数", "预算数", "{y}年预算", "预算安排数", "{y}年安排数", "{y}年预算草案", "代编预算数", "{y}年代编预算"),
    "executed": ("执行数", "预计执行数", "完成数", "{y}年执行数", "快报数", "{y}年预计完成数", "实际完成数", "预计完成数"),
    "final": ("决算数", "{y}年决算数", "{y}年决算"),
    "prior_final": ("上年决算数", "{b}年决算数", "上年决算", "{b}年决算"),
    "prior_executed": ("{b}年执行数", "上年执行数", "{b}年预计执行数", "上年完成数", "{b}年完成数"),
    "prior_budget": ("{b}年预算数", "上年预算数", "{b}年预算"),
    "prior_initial_budget": ("{b}年年初预算数", "{b}年年初预算", "上年年初预算数"),
    "prior_adjusted_budget": ("{b}年调整预算数", "上年调整预算数"),
    "prior_rate_of_adjusted": ("{b}年完成调整预算%",),
    "rate_of_initial": ("完成年初预算%", "为年初预算的%", "占年初预算%", "完成年初预算的％"),
    "prior_rate_of_initial": ("{b}年完成年初预算%",),
    "rate_of_adjusted": ("完成调整预算%", "为调整预算的%", "完成变动预算%", "占变动预算%", "执行数为调整预算数的%"),
    "rate_of_budget": ("完成预算%", "为预算%", "占预算%", "完成预算数的%", "预算执行率（%）", "完成预算的％", "为预算数的%", "执行进度（%）"),
    "rate": ("比上年增减%", "增长%", "增减%", "同比±%", "比上年增长%", "比上年±%", "同比增幅（%）", "较上年增长（%）", "比{b}年增长％", "增减幅度（%）", "同比增长%"),
    "rate_to_prior": ("为上年%", "为上年决算数的%", "为上年的%", "为{b}年的%"),
    "delta": ("增减额", "比上年增减额", "较上年增减额", "增减数额", "比{b}年增减额"),
    "amount": ("金额",),
    "share": ("占合计%", "占比（%）"),
}  # fmt: skip
_BASES: Final = {
    "rate_to_prior": {"prior_executed": "预算数为上年执行数的%", "prior_final": "决算数为上年决算数的%"}
}
_DEBT: Final = {
    "limit": ("{y}年债务限额", "政府债务限额", "{y}年政府债务限额", "{y}年末限额"),
    "balance": ("{y}年末债务余额", "政府债务余额", "{y}年债务余额（预计执行数）", "{y}年末余额"),
    "prior_balance": ("{b}年末债务余额", "{b}年债务余额", "上年末债务余额"),
    "issued": ("{y}年债券发行额", "政府债券发行额", "债券发行"),
    "repaid": ("{y}年债券还本额", "政府债券还本额", "还本"),
    "interest": ("{y}年债券付息额", "政府债券付息额", "付息"),
    "resolved_otherwise": ("{y}年其他方式化解的债务本金", "采用其他方式化解额"),
    "new_limit": ("新增债务限额", "{y}年新增限额", "提前下达新增债务限额"),
}
LABELS: Final = ("项目", "科目名称", "项目名称", "预算科目", "科目", "收入项目", "项 目", "项  目")
_REGION: Final = ("地区", "县（市、区）", "地区名称", "区划名称", "行政区划", "市县名称")


def title_of(table: Table, area: str, rng: Random) -> str:
    """Return a title for a table in one of the orders that are seen."""
    year, stage = f"{table.year}年", table.stage
    if table.form in _OWN:
        money = rng.choice(_OWN[table.form]).format(s=rng.choice(_SIMPLE[stage]))
        if table.part and table.form in ("G23", "G26"):
            word = "一般债" if table.part == "general" else "专项债"
            money = money.replace("债", word, 1)
        if table.bonds:
            money = money.replace("债券", f"{table.bonds}债券", 1)
        end = ""
    else:
        money = _MONEY[table.form]
        if rng.random() < 0.2:
            money = (
                money.replace("国有资本经营预算", "国有资本经营")
                .replace("社会保险基金预算", "社会保险基金")
                .replace("政府性基金预算", "政府性基金")
            )
        listed = _BALANCE if table.form in ("G03", "G12", "G16", "G21") else _STAGE
        end = rng.choice(listed[stage])
        if table.form == "G21":
            end = rng.choice(("情况总表", "平衡表", "总表", "情况表", *_BALANCE[stage]))
        if table.form == "G04":
            end = rng.choice(("功能分类" + end, end + "（按功能分类）", end))
    scope = table.scope
    if scope in ("", "分地区"):
        scope = rng.choice(("全" + area[-1], area, ""))
    elif scope == "全" + area[-1]:
        scope = rng.choice((scope, area, scope))
    else:
        scope = rng.choice(
            (scope, scope, area[:-1] + scope if scope[-1] == "级" and len(scope) == 2 else area[:-1] + scope)
        )
    if stage == "budget" and table.scope == "全" + area[-1] and end and rng.random() < 0.15:
        end += "（代编）"
    if rng.random() < 0.1:
        year = "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in year)
    if table.form in ("G08", "G13"):
        if table.scope == "分地区":
            money = money.replace("（按项目分地区列示）", "")
        elif "列示" not in money:
            table.scope = "分地区"
    return rng.choice(
        (f"{year}{scope}{money}{end}", f"{year}{scope}{money}{end}", f"{scope}{year}{money}{end}")
    )


def number_of(place: int, rng: Random, style: int) -> str:
    """Return what stands above a title: 附表1, 表一, 表1-2 …"""
    del rng
    chinese = "一二三四五六七八九十"
    short = chinese[place - 1] if place <= 10 else f"十{chinese[place - 11]}" if place <= 19 else str(place)
    return ("", f"附表{place}", f"表{short}", f"表1-{place}", f"附件{place}", f"表{place}", f"附表1-{place}")[
        style
    ]


def header_of(table: Table, rng: Random, labels: Sequence[str]) -> list[list[str | None]]:
    """Return the header's rows: ``None`` continues the cell to the left, ``"^"`` the one above."""
    columns = table.columns
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
            return _BASES[measure][base]
    if measure == "executed" and "budget" in measures and table.stage == "budget":
        return f"{table.year}年执行数"
    if measure == "budget" and table.stage == "final":
        return rng.choice((f"{table.year}年预算数", "预算数"))
    return rng.choice(_WORDS[measure]).format(y=table.year, b=table.year - 1)


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
    if table.scope == "分地区" and table.form not in ("G08", "G13", "G17"):
        return rng.choice(_REGION)
    return rng.choice(LABELS[:5])
