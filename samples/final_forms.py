"""The nine forms of final accounts (决算), F01 to F09, laid out from a body's books."""

from __future__ import annotations

from collections.abc import Sequence

from samples.accounts import ECONOMIC, rolled_up, summed
from samples.books import (
    APPROPRIATED,
    CAPITAL,
    FUND,
    GENERAL,
    OWN,
    SOURCES,
    Amounts,
    Books,
    ThreePublic,
    operating,
    personnel,
)
from samples.layout import Layout
from samples.sheet import (
    Fact,
    Line,
    Plant,
    Sheet,
    add_functional_rows,
    add_sides,
    class_lines,
    code_header,
    code_weights,
)
from samples.table import TableCell

LANES = {2: (("301", "303"), ("302", "310")), 3: (("301", "303"), ("302",), ("307", "310", "399"))}


def final_forms(books: Books, layout: Layout, plant: Plant | None = None) -> list[Sheet]:
    """Return the forms in the county's order."""
    makers = {
        "F01": _f01,
        "F02": _f02,
        "F03": _f03,
        "F04": _f04,
        "F05": _f05,
        "F06": _f06,
        "F07": _f07,
        "F08": _f08,
        "F09": _f09,
    }
    return [makers[form](books, layout, plant) for form in layout.final_order]


def _sheet(form: str, layout: Layout, weights: Sequence[float], plant: Plant | None) -> Sheet:
    return Sheet(form, layout.titles[form], layout, tuple(weights), plant)


def _f01(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    n = layout.line_numbers
    sheet = _sheet("F01", layout, [34, 6, 16, 34, 6, 16] if n else [34, 17, 34, 17], plant)
    side = ["项目", "行\n次", layout.amount_header] if n else ["项目", layout.amount_header]
    sheet.header([["收入", *[None] * (1 + n), "支出", *[None] * (1 + n)], side * 2])
    if n:
        sheet.header([["栏次", "", "1", "栏次", "", "2"]])
    kind, own = books.body.own[1], books.income(OWN)
    income = [
        ("一、一般公共预算财政拨款收入", books.income(GENERAL)),
        ("二、政府性基金预算财政拨款收入", books.income(FUND)),
        ("三、国有资本经营预算财政拨款收入", books.income(CAPITAL)),
        ("四、上级补助收入", 0),
        ("五、事业收入", own if kind == "事业收入" else 0),
        ("六、经营收入", 0),
        ("七、附属单位上缴收入", 0),
        ("八、其他收入", own if kind == "其他收入" else 0),
    ]
    surplus = "使用非财政拨款结余（含专用结余）" if books.year >= 2024 else "使用非财政拨款结余"
    tail = [
        ("本年收入合计", books.income()),
        (surplus, 0),
        ("年初结转和结余", books.carried_in()),
        ("总计", books.grand_total),
    ]
    spent = summed([books.final.spent(s) for s in SOURCES])
    right = class_lines(lambda code: [("final", spent.get(code, 0))], only_used=False)
    right += [
        ("本年支出合计", [("final", books.final.spending)]),
        ("结余分配", [("final", 0)]),
        ("年末结转和结余", [("final", books.carried_out())]),
        ("总计", [("final", books.grand_total)]),
    ]
    left: list[Line | None] = [(label, [("final", v)]) for label, v in income]
    left += [None] * (len(right) - len(income) - len(tail)) + [(label, [("final", v)]) for label, v in tail]
    add_sides(sheet, left, right, start=(1, len(right) + 1))
    sheet.notes.append("注：本表反映部门本年度的总收支和年初、年末结转结余情况。")
    return sheet


def _f02(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    sheet = _sheet("F02", layout, code_weights(layout, 7, 12), plant)
    code_header(
        sheet,
        [
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ],
    )
    own = rolled_up(books.revenue(OWN))
    kind = books.body.own[1]
    fiscal = summed([books.revenue(s) for s in APPROPRIATED])
    columns = [
        summed([books.revenue(s) for s in SOURCES]),
        fiscal,
        {},
        own if kind == "事业收入" else {},
        {},
        {},
        own if kind == "其他收入" else {},
    ]
    add_functional_rows(
        sheet,
        (
            "revenue_total",
            "fiscal_appropriation",
            "superior_subsidy",
            "institutional_revenue",
            "operating_revenue",
            "affiliate_remittance",
            "other_revenue",
        ),
        columns,
    )
    sheet.notes.append("注：本表反映部门本年度取得的各项收入情况。")
    return sheet


def _f03(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    sheet = _sheet("F03", layout, code_weights(layout, 6, 13), plant)
    code_header(
        sheet, ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    )
    final = books.final
    columns = [
        summed([final.spent(s) for s in SOURCES]),
        rolled_up(final.basic),
        summed([final.project[s] for s in SOURCES]),
        {},
        {},
        {},
    ]
    add_functional_rows(
        sheet,
        (
            "expenditure_total",
            "basic",
            "project",
            "remitted_to_superior",
            "operating",
            "subsidy_to_affiliates",
        ),
        columns,
    )
    sheet.notes.append("注：本表反映部门本年度各项支出情况。")
    return sheet


def _f04(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    n = layout.line_numbers
    sheet = _sheet(
        "F04", layout, [26, 5, 12, 26, 5, 12, 12, 12, 12] if n else [28, 14, 28, 14, 14, 14, 14], plant
    )
    right_head = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    number = ["行次"] if n else []
    sheet.header(
        [
            ["收入", *[None] * (1 + n), "支出", *[None] * (4 + n)],
            ["项目", *number, layout.amount_header, "项目", *number, *right_head],
        ]
    )
    if n:
        sheet.header([["栏次", "", "1", "栏次", "", "2", "3", "4", "5"]])
    by_source = {s: rolled_up(books.final.spent(s)) for s in APPROPRIATED}
    measures = ("total", "general_public_budget", "government_fund_budget", "state_capital_budget")

    def parts(general: int, fund: int, capital: int) -> list[tuple[str, int]]:
        return list(zip(measures, (general + fund + capital, general, fund, capital), strict=True))

    right: list[Line | None] = [
        *class_lines(lambda code: parts(*[by_source[s].get(code, 0) for s in APPROPRIATED]), only_used=False)
    ]
    right += [
        ("本年支出合计", parts(*[books.final.total(s) for s in APPROPRIATED])),
        ("年末财政拨款结转和结余", parts(*[books.carried_out(s) for s in APPROPRIATED])),
        None,
        None,
        None,
        ("总计", parts(*[books.final.total(s) + books.carried_out(s) for s in APPROPRIATED])),
    ]
    names = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    marks = ("一、", "二、", "三、")
    sub_marks = ("", "", "") if n else marks
    left: list[Line | None] = [
        (m + name, [("final", books.income(s))])
        for m, name, s in zip(marks, names, APPROPRIATED, strict=True)
    ]
    tail: list[Line | None] = [
        ("本年收入合计", [("final", books.income(*APPROPRIATED))]),
        ("年初财政拨款结转和结余", [("final", books.carried_in(*APPROPRIATED))]),
    ]
    tail += [
        (m + name, [("final", books.carried_in(s))])
        for m, name, s in zip(sub_marks, names, APPROPRIATED, strict=True)
    ]
    tail.append(("总计", [("final", books.appropriated_total)]))
    left += [None] * (len(right) - 3 - len(tail)) + tail
    add_sides(sheet, left, right, start=(1, len(right) + 1), measures=(1, 4))
    sheet.notes.append(
        "注：本表反映部门本年度一般公共预算、政府性基金预算和国有资本经营预算财政拨款的收支情况。"
    )
    return sheet


def _f05(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    sheet = _sheet("F05", layout, code_weights(layout, 3), plant)
    if layout.split_codes:
        code_header(sheet, ["合计", "基本支出", "项目支出"])
    else:
        code_header(sheet, ["小计", "基本支出", "项目支出"], ["本年支出", None, None])
    final = books.final
    add_functional_rows(
        sheet,
        ("total", "basic", "project"),
        [rolled_up(final.spent(GENERAL)), rolled_up(final.basic), rolled_up(final.project[GENERAL])],
    )
    sheet.notes.append("注：本表反映部门本年度一般公共预算财政拨款支出情况。")
    return sheet


def _f06(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    lanes, split = layout.lanes, layout.split_codes
    per = 4 if split else 3
    sheet = _sheet("F06", layout, ([5, 5, 26, 15] if split else [9, 27, 13]) * lanes, plant)
    if split:
        sheet.header(
            [["经济分类科目编码", None, "科目名称", "决算数"] * lanes, ["类", "款", "^", "^"] * lanes]
        )
    else:
        sheet.header(
            [
                ["人员经费", None, None, "公用经费", *[None] * (3 * lanes - 4)],
                ["科目代码", "科目名称", "决算数"] * lanes,
            ]
        )
    amounts = rolled_up(books.final.economic)
    columns = [[c for group in groups for c in ECONOMIC if c.startswith(group)] for groups in LANES[lanes]]
    for i in range(max(len(c) for c in columns)):
        r = sheet.row([])
        for lane, codes in enumerate(columns):
            if i < len(codes):
                _economic_cell(sheet, r, lane * per, codes[i], amounts.get(codes[i], 0))
    r = sheet.row(["人员经费合计"])
    sheet.merge(r, 0, 1, per - 1)
    sheet.put(r, per - 1, personnel(books.final.economic), Fact("", "", "人员经费合计", "final"))
    sheet.put(r, sheet.columns - 1, operating(books.final.economic), Fact("", "", "公用经费合计", "final"))
    sheet.cells[r][per] = TableCell("公用经费合计")
    sheet.merge(r, per, 1, sheet.columns - per - 1)
    sheet.notes.append("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。")
    return sheet


def _economic_cell(sheet: Sheet, r: int, c: int, code: str, fen: int) -> None:
    parts = [code[:3], code[3:]] if sheet.layout.split_codes else [code]
    for i, text in enumerate([*parts, ECONOMIC[code]]):
        sheet.cells[r][c + i] = TableCell(text)
    sheet.put(r, c + len(parts) + 1, fen, Fact("", code, ECONOMIC[code], "final"))


_SIX = ("opening_carryover", "revenue", "expenditure_total", "basic", "project", "closing_carryover")
_SIX_HEADS = ["年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余"]


def _six_columns(books: Books, source: str) -> list[Amounts]:
    spent = books.final.spent(source)
    return [
        rolled_up(a)
        for a in (
            books.opening[source],
            books.revenue(source),
            spent,
            {},
            books.final.project[source],
            books.closing[source],
        )
    ]


def _f07(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    sheet = _sheet("F07", layout, code_weights(layout, 6, 16), plant)
    code_header(sheet, _SIX_HEADS, ["", "", "本年支出", None, None, ""])
    add_functional_rows(
        sheet, _SIX, _six_columns(books, FUND), empty="政府性基金预算财政拨款收入和支出", year=books.year
    )
    return sheet


def _f08(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    if layout.six_column_f08:
        sheet = _sheet("F08", layout, code_weights(layout, 6, 16), plant)
        code_header(sheet, _SIX_HEADS, ["", "", "本年支出", None, None, ""])
        measures: tuple[str, ...] = _SIX
        columns = _six_columns(books, CAPITAL)
    else:
        sheet = _sheet("F08", layout, code_weights(layout, 3), plant)
        code_header(sheet, ["合计", "基本支出", "项目支出"], ["本年支出", None, None])
        measures = ("expenditure_total", "basic", "project")
        spent = rolled_up(books.final.spent(CAPITAL))
        columns = [spent, {}, spent]
    add_functional_rows(sheet, measures, columns, empty="国有资本经营预算财政拨款收入和支出", year=books.year)
    return sheet


def public_figures(public: ThreePublic) -> list[tuple[str, int]]:
    """Return the six lines of the 三公 forms in the order of F09."""
    return [
        ("合计", public.total),
        ("因公出国（境）费", public.abroad),
        ("公务用车购置及运行维护费小计", public.cars),
        ("公务用车购置费", public.car_purchase),
        ("公务用车运行维护费", public.car_running),
        ("公务接待费", public.reception),
    ]


def _f09(books: Books, layout: Layout, plant: Plant | None) -> Sheet:
    sheet = _sheet("F09", layout, [10] * 12, plant)
    car = "公务用车购置及运行维护费"
    if layout.interleaved_f09:
        sheet.header(
            [
                ["财政拨款“三公”经费", *[None] * 11],
                ["合计", None, "因公出国（境）费", None, car, *[None] * 5, "公务接待费", None],
                [
                    "^",
                    None,
                    "^",
                    None,
                    "小计",
                    None,
                    "公务用车购置费",
                    None,
                    "公务用车运行维护费",
                    None,
                    "^",
                    None,
                ],
                ["预算数", "决算数"] * 6,
            ]
        )
    else:
        top: list[str | None] = ["合计", "因公出国（境）费", car, None, None, "公务接待费"]
        low: list[str | None] = ["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"]
        rows: list[list[str | None]] = [["预算数", *[None] * 5, "决算数", *[None] * 5], top * 2, low * 2]
        if layout.line_numbers:
            rows.append([str(i) for i in range(1, 13)])
        sheet.header(rows)
    r = sheet.row([])
    budget, final = public_figures(books.initial.three_public), public_figures(books.final.three_public)
    for i in range(6):
        at = (2 * i, 2 * i + 1) if layout.interleaved_f09 else (i, 6 + i)
        sheet.put(r, at[0], budget[i][1], Fact("", "", budget[i][0], "budget"))
        sheet.put(r, at[1], final[i][1], Fact("", "", final[i][0], "final"))
    what = "全年预算数，反映按规定程序调整后的预算数" if layout.line_numbers else "年初预算数"
    sheet.notes.append(f"注：本表反映部门本年度“三公”经费支出预决算情况。其中，预算数为{what}。")
    return sheet
