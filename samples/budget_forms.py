"""The nine forms of a budget (预算), B01 to B09, laid out from a body's initial plan."""

from __future__ import annotations

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
    operating,
    personnel,
)
from samples.layout import BUDGET_FORMS, Layout
from samples.sheet import (
    Fact,
    Line,
    Sheet,
    add_functional_rows,
    add_sides,
    class_lines,
    code_cells,
    code_header,
    code_weights,
)
from samples.table import TableCell

_WORDS = ("功能分类科目编码", "功能分类科目名称")
_THREE = ("total", "basic", "project")


def budget_forms(books: Books, layout: Layout) -> list[Sheet]:
    """Return the forms in order; every county prints B01 to B09 in theirs."""
    makers = {
        "B01": _b01,
        "B02": _b02,
        "B03": _b03,
        "B04": _b04,
        "B05": _b05,
        "B06": _b06,
        "B07": _b07,
        "B08": _b08,
        "B09": _b09,
    }
    return [makers[form](books, layout) for form in BUDGET_FORMS]


def _sheet(form: str, books: Books, layout: Layout, weights: list[float]) -> Sheet:
    return Sheet(form, f"{books.year}年{layout.titles[form]}", layout, tuple(weights))


def _own(books: Books, kind: str) -> int:
    return books.initial.total(OWN) if books.body.own[1] == kind else 0


def _pad(left: list[Line | None], right: list[Line | None], least: int) -> None:
    """Fill both sides with empty lines to the same length."""
    length = max(len(left), len(right), least)
    left += [None] * (length - len(left))
    right += [None] * (length - len(right))


def _b01(books: Books, layout: Layout) -> Sheet:
    n = layout.line_numbers
    sheet = _sheet("B01", books, layout, [34, 6, 16, 34, 6, 16] if n else [34, 17, 34, 17])
    side = ["项目", "行次", "预算数"] if n else ["项目", "预算数"]
    sheet.header([["本年收入", *[None] * (1 + n), "本年支出", *[None] * (1 + n)], side * 2])
    plan = books.initial
    income = [
        ("一、财政拨款收入", plan.appropriated),
        ("1. 一般公共预算", plan.total(GENERAL)),
        ("2. 政府性基金预算", plan.total(FUND)),
        ("3. 国有资本经营预算", plan.total(CAPITAL)),
        ("二、事业收入", _own(books, "事业收入")),
        ("三、事业单位经营收入", 0),
        ("四、其他收入", _own(books, "其他收入")),
    ]
    spent = summed([plan.spent(s) for s in SOURCES])
    left: list[Line | None] = [(label, [("budget", v)]) for label, v in income]
    right: list[Line | None] = [
        *class_lines(
            lambda code: [("budget", spent.get(code, 0))], only_used=not layout.all_classes_in_budget
        )
    ]
    _pad(left, right, 12)
    left.append(("收入总计", [("budget", plan.spending)]))
    right.append(("支出总计", [("budget", plan.spending)]))
    add_sides(sheet, left, right, start=(1, len(left) + 1))
    return sheet


def _b02(books: Books, layout: Layout) -> Sheet:
    sheet = _sheet("B02", books, layout, code_weights(layout, 5))
    code_header(
        sheet,
        ["合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入"],
        ["收入预算", None, None, None, None],
        _WORDS,
    )
    plan, own = books.initial, rolled_up(books.initial.spent(OWN))
    kind = books.body.own[1]
    columns: list[Amounts] = [
        summed([plan.spent(s) for s in SOURCES]),
        summed([plan.spent(s) for s in APPROPRIATED]),
        own if kind == "事业收入" else {},
        {},
        own if kind == "其他收入" else {},
    ]
    measures = (
        "total",
        "fiscal_appropriation",
        "institutional_revenue",
        "operating_revenue",
        "other_revenue",
    )
    add_functional_rows(sheet, measures, columns)
    return sheet


def _by_code(
    form: str, books: Books, layout: Layout, group: str, columns: list[Amounts], empty: str = ""
) -> Sheet:
    sheet = _sheet(form, books, layout, code_weights(layout, 3))
    code_header(sheet, ["合计", "基本支出", "项目支出"], [group, None, None], _WORDS)
    add_functional_rows(sheet, _THREE, columns, empty=empty, year=books.year)
    return sheet


def _b03(books: Books, layout: Layout) -> Sheet:
    plan = books.initial
    columns = [
        summed([plan.spent(s) for s in SOURCES]),
        rolled_up(plan.basic),
        summed([plan.project[s] for s in SOURCES]),
    ]
    return _by_code("B03", books, layout, "支出预算", columns)


def _b04(books: Books, layout: Layout) -> Sheet:
    sheet = _sheet("B04", books, layout, [28, 14, 28, 14, 14, 14, 14])
    sheet.header(
        [
            ["财政拨款收入", None, "财政拨款支出", None, None, None, None],
            ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
        ]
    )
    plan = books.initial
    spent = {s: rolled_up(plan.spent(s)) for s in APPROPRIATED}
    measures = ("total", "general_public_budget", "government_fund_budget", "state_capital_budget")

    def parts(general: int, fund: int, capital: int) -> list[tuple[str, int]]:
        return list(zip(measures, (general + fund + capital, general, fund, capital), strict=True))

    names = ("一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算")
    left: list[Line | None] = [
        (name, [("budget", plan.total(s))]) for name, s in zip(names, APPROPRIATED, strict=True)
    ]
    right: list[Line | None] = [
        *class_lines(
            lambda code: parts(*[spent[s].get(code, 0) for s in APPROPRIATED]),
            only_used=not layout.all_classes_in_budget,
        )
    ]
    _pad(left, right, 12)
    left.append(("收入总计", [("budget", plan.appropriated)]))
    right.append(("支出总计", parts(*[plan.total(s) for s in APPROPRIATED])))
    add_sides(sheet, left, right, measures=(1, 4), numbered=False)
    return sheet


def _b05(books: Books, layout: Layout) -> Sheet:
    plan = books.initial
    columns = [rolled_up(plan.spent(GENERAL)), rolled_up(plan.basic), rolled_up(plan.project[GENERAL])]
    return _by_code("B05", books, layout, "一般公共预算支出", columns)


def _b06(books: Books, layout: Layout) -> Sheet:
    spent = rolled_up(books.initial.spent(FUND))
    return _by_code(
        "B06", books, layout, "政府性基金预算支出", [spent, {}, spent], "使用政府性基金预算安排的支出"
    )


def _b07(books: Books, layout: Layout) -> Sheet:
    spent = rolled_up(books.initial.spent(CAPITAL))
    return _by_code(
        "B07", books, layout, "国有资本经营预算支出", [spent, {}, spent], "使用国有资本经营预算安排的支出"
    )


def _b08(books: Books, layout: Layout) -> Sheet:
    split = layout.split_codes
    weights: list[float] = [*([6, 6] if split else [12]), 38, 17, 17, 17]
    sheet = _sheet("B08", books, layout, weights)
    codes: list[str | None] = ["部门预算经济分类科目编码", *([None] if split else [])]
    first: list[str | None] = ["项目", None, *([None] if split else []), "一般公共预算基本支出", None, None]
    rows = [first, [*codes, "经济分类科目名称", "合计", "人员经费", "公用经费"]]
    if split:
        rows.append(["类", "款", "^", "^", "^", "^"])
    sheet.header(rows)
    economic = books.initial.economic
    totals = [sum(economic.values()), personnel(economic), operating(economic)]
    measures = ("total", "personnel", "operating_expenses")
    width = 2 + split

    def total() -> None:
        r = sheet.row([TableCell("合计", "center")])
        sheet.merge(r, 0, 1, width)
        for i, value in enumerate(totals):
            sheet.put(r, width + i, value, Fact("", "", "合计", measures[i]))

    if layout.total_place("B08") == "first":
        total()
    for code, amount in rolled_up(economic).items():
        if not amount:
            continue
        r = sheet.row([*code_cells(layout, code)[: width - 1], TableCell(ECONOMIC[code])])
        staff = code[:3] in ("301", "303")
        for i, value in enumerate((amount, amount if staff else 0, 0 if staff else amount)):
            sheet.put(r, width + i, value, Fact("", code, ECONOMIC[code], measures[i]))
    if layout.total_place("B08") != "first":
        total()
    return sheet


def _b09(books: Books, layout: Layout) -> Sheet:
    agency = "机关运行经费" in layout.titles["B09"]
    sheet = _sheet("B09", books, layout, [14] * (7 if agency else 6))
    tail: list[str | None] = ["机关运行经费预算数"] if agency else []
    keep: list[str | None] = ["^"] if agency else []
    sheet.header(
        [
            ["“三公”经费预算数", *[None] * 5, *tail],
            ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", None, None, *keep],
            ["^", "^", "^", "小计", "购置费", "运行费", *keep],
        ]
    )
    public = books.initial.three_public
    figures = [
        ("合计", public.total),
        ("因公出国（境）费", public.abroad),
        ("公务接待费", public.reception),
        ("公务用车购置及运行费小计", public.cars),
        ("公务用车购置费", public.car_purchase),
        ("公务用车运行费", public.car_running),
    ]
    if agency:
        figures.append(("机关运行经费预算数", operating(books.initial.economic)))
    r = sheet.row([])
    for c, (name, fen) in enumerate(figures):
        sheet.put(r, c, fen, Fact("", "", name, "budget"))
    return sheet
