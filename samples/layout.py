"""How each county prints: codes, zeros, separators, units, titles, rulings, order of forms, page breaks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from samples.table import Bold, Rule, Style

WAN: Final = "万元"
YUAN: Final = "元"
FINAL_FORMS: Final = tuple(f"F0{i}" for i in range(1, 10))
BUDGET_FORMS: Final = tuple(f"B0{i}" for i in range(1, 10))


@dataclass(frozen=True, slots=True)
class Layout:
    """One county's way of printing. ``zero`` maps a report kind to what a zero is printed as.

    ``total_at`` maps a form to ``first``, ``last`` or ``header`` (合计 printed in the header block), with
    ``*`` for all others. ``portrait`` names the forms on upright pages. ``lone_total`` is the form whose 合计
    row alone falls on a second page, ``early_title`` the one whose title stands at the foot of the page
    before.
    """

    key: str
    titles: dict[str, str]
    final_order: tuple[str, ...]
    unit: dict[str, str]  # report kind or form -> unit
    zero: dict[str, str]
    total_at: dict[str, str]
    portrait: frozenset[str]
    style: Style
    budget_rule: Rule | None = None  # where budgets are ruled otherwise
    separators: bool = False
    split_codes: bool = False
    line_numbers: bool = False  # 行次 columns and 栏次 rows
    form_numbers: bool = False  # 公开01表
    all_classes_in_budget: bool = False
    six_column_f08: bool = False
    interleaved_f09: bool = False
    merged_blanks: bool = False  # empty cells of a column merged into one
    lanes: int = 2
    amount_header: str = "决算数"
    header_fill: str | None = None
    repeat_header: bool = False
    flow: bool = False  # forms follow each other on a page where they fit
    lone_total: str = ""
    early_title: str = ""
    title_bold: Bold = Bold.STROKED
    body_label: dict[str, str] = field(
        default_factory=lambda: {"final_account": "部门：", "budget": "编制部门："}
    )
    unit_label: str = "单位："
    empty_note: str = "注：本部门{year}年度无{what}，故本表无数据。"
    empty_row: str = ""  # printed in the first cell of an empty form's first row
    zeros_in_empty: frozenset[str] = frozenset()  # forms whose 合计 row prints zeros when empty
    page_number: str = "{n}"
    dates: dict[tuple[str, int], str] = field(default_factory=dict)

    def style_of(self, form: str) -> Style:
        """Return how a form's table is set."""
        budget = form.startswith("B") and self.budget_rule is not None
        return replace(self.style, rule=self.budget_rule or self.style.rule) if budget else self.style

    def date_of(self, report_kind: str, year: int) -> str:
        """Return the date on the cover."""
        return self.dates[report_kind, year]

    def unit_of(self, form: str) -> str:
        """Return the unit a form is printed in."""
        kind = "final_account" if form.startswith("F") else "budget"
        return self.unit.get(form, self.unit[kind])

    def total_place(self, form: str) -> str:
        """Return where a form prints 合计."""
        return self.total_at.get(form, self.total_at["*"])

    def money(self, fen: int, form: str) -> str:
        """Print an amount of 分 as the form does: its unit, its zero, its separators.

        A sum of money that rounds to nothing is printed as 0.00; only a true zero may be left blank.
        """
        if fen == 0:
            return self.zero["final_account" if form.startswith("F") else "budget"]
        return printed(fen, self.unit_of(form), self.separators)


def printed(fen: int, unit: str = WAN, separators: bool = False) -> str:
    """Round an amount of 分 half up to two decimals of the unit.

    >>> printed(123_456_500), printed(123_456_500, "元", True)
    ('123.46', '1,234,565.00')
    """
    scale = Decimal(1_000_000) if unit == WAN else Decimal(100)
    value = (Decimal(fen) / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{value:,.2f}" if separators else f"{value:.2f}"


_FINAL = {
    "F01": "收入支出决算总表",
    "F02": "收入决算表",
    "F03": "支出决算表",
    "F04": "财政拨款收入支出决算总表",
    "F05": "一般公共预算财政拨款支出决算表",
    "F07": "政府性基金预算财政拨款收入支出决算表",
}
_SHANGHAI_BUDGET = {
    "B01": "部门财务收支预算总表",
    "B02": "部门收入预算总表",
    "B03": "部门支出预算总表",
    "B04": "部门财政拨款收支预算总表",
    "B05": "部门一般公共预算支出功能分类预算表",
    "B06": "部门政府性基金预算支出功能分类预算表",
    "B07": "部门国有资本经营预算支出功能分类预算表",
    "B08": "部门一般公共预算基本支出部门预算经济分类预算表",
    "B09": "部门“三公”经费和机关运行经费预算表",
}

QINGXI: Final = Layout(
    key="qingxi",
    titles=_FINAL
    | {
        "F06": "一般公共预算财政拨款基本支出决算明细表",
        "F08": "国有资本经营预算财政拨款支出决算表",
        "F09": "一般公共预算财政拨款“三公”经费支出决算表",
        "B01": "收支预算总表",
        "B02": "收入预算总表",
        "B03": "支出预算总表",
        "B04": "财政拨款收支预算总表",
        "B05": "一般公共预算支出表",
        "B06": "政府性基金预算支出表",
        "B07": "国有资本经营预算支出表",
        "B08": "一般公共预算基本支出明细表（按经济分类）",
        "B09": "部门“三公”经费和机关运行经费预算表",
    },
    final_order=FINAL_FORMS,
    unit={"final_account": WAN, "budget": WAN},
    zero={"final_account": "0.00", "budget": "0.00"},
    total_at={"*": "first"},
    portrait=frozenset({"F01", "F05", "F08", "B05", "B06", "B07", "B08"}),
    style=Style(size=9, min_height=17.5),
    line_numbers=True,
    form_numbers=True,
    all_classes_in_budget=True,
    lanes=3,
    amount_header="金额",
    unit_label="金额单位：",
    empty_note="说明：我部门没有{what}，故本表无数据。",
    zeros_in_empty=frozenset({"F08", "B07"}),
    dates={
        ("final_account", 2023): "二〇二四年九月",
        ("final_account", 2024): "二〇二五年九月",
        ("budget", 2024): "二〇二四年二月",
    },
)

LIUPU: Final = Layout(
    key="liupu",
    titles=_FINAL
    | _SHANGHAI_BUDGET
    | {
        "F06": "一般公共预算财政拨款基本支出决算表",
        "F08": "国有资本经营预算财政拨款收入支出决算表",
        "F09": "财政拨款“三公”经费支出决算表",
    },
    final_order=("F01", "F02", "F03", "F04", "F05", "F06", "F09", "F07", "F08"),
    unit={"final_account": WAN, "budget": YUAN, "B09": WAN},
    zero={"final_account": "", "budget": ""},
    total_at={"*": "last", "F02": "header", "F03": "header"},
    portrait=frozenset({"F01", "F05", "F06"}),
    style=Style(size=9, min_height=18, rule=Rule.FILLED, rule_width=0.6, rule_colour="#1F3864"),
    separators=True,
    split_codes=True,
    six_column_f08=True,
    interleaved_f09=True,
    header_fill="#DCE6F1",
    page_number="— {n} —",
    dates={
        ("final_account", 2023): "2024年9月6日",
        ("final_account", 2024): "2025年9月12日",
        ("budget", 2024): "2024年2月6日",
    },
)

SONGHU: Final = Layout(
    key="songhu",
    titles=_FINAL
    | {
        "F06": "一般公共预算财政拨款基本支出决算表",
        "F08": "国有资本经营预算财政拨款支出决算表",
        "F09": "一般公共预算财政拨款“三公”经费支出决算表",
        "B01": "部门收支总表",
        "B02": "部门收入总表",
        "B03": "部门支出总表",
        "B04": "财政拨款收支总表",
        "B05": "一般公共预算支出表",
        "B06": "政府性基金预算支出表",
        "B07": "国有资本经营预算支出表",
        "B08": "一般公共预算基本支出明细表（按经济分类）",
        "B09": "一般公共预算“三公”经费支出表",
    },
    final_order=FINAL_FORMS,
    unit={"final_account": YUAN, "budget": YUAN},
    zero={"final_account": "", "budget": "0.00"},
    total_at={"*": "first", "F03": "last", "B05": "last"},
    portrait=frozenset({"F01", "F05", "F06", "F07", "F08", "B01", "B05", "B06", "B07", "B08"}),
    style=Style(size=9, min_height=19, rule=Rule.HAIRLINE),
    budget_rule=Rule.DASHED,
    merged_blanks=True,
    repeat_header=True,
    flow=True,
    lone_total="F03",
    early_title="F05",
    title_bold=Bold.DOUBLED,
    empty_row="无",
    body_label={"final_account": "公开部门：", "budget": "部门："},
    page_number="第{n}页",
    dates={
        ("final_account", 2023): "二〇二四年八月二十八日",
        ("final_account", 2024): "二〇二五年八月三十日",
        ("budget", 2024): "2024年1月31日",
    },
)

LAYOUTS: Final = {"990101": QINGXI, "990102": LIUPU, "990201": SONGHU}
