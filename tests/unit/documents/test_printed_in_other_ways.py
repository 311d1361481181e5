"""One form printed in many ways: codes, units, headers, subtotals, delimiters, damage. Read, or told; never misread."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.documents import general_budget as form
from tests.unit.documents import three_public
from tests.unit.documents.general_budget import HEADER, ROWS

Make = Callable[[Path], Path]
LEVELS = ("类", "款", "项", "科目名称", "合计", "基本支出", "项目支出")


def _parts(code: str) -> tuple[str, str, str]:
    return (code[:3], code[3:5], code[5:]) if code.isdecimal() else (code, "", "")


def _own(code: str) -> tuple[str, str, str]:
    """Return the code's own level in its column, the levels above it left out."""
    parts = _parts(code)
    last = max(level for level, part in enumerate(parts) if part)
    return tuple(part if level == last else "" for level, part in enumerate(parts))  # type: ignore[return-value]


def _coded(change: Callable[[str], object]) -> list[list[object]]:
    return [[*HEADER], *([change(row[0]) if row[0].isdecimal() else row[0], *row[1:]] for row in ROWS)]


def _numbers(code: str) -> list[object]:
    return [int(part) if part.isdecimal() else part for part in _parts(code)]


def _shown_as(number_format: str) -> Callable[[Any], None]:
    def style(sheet: Any) -> None:
        for row in range(5, sheet.max_row + 1):
            sheet.cell(row, 1).number_format = number_format

    return style


CODES: dict[str, Make] = {
    "in three columns": lambda f: form.html(f, [LEVELS, *([*_parts(r[0]), *r[1:]] for r in ROWS)]),
    "in three columns of numbers": lambda f: form.xlsx(
        f, [LEVELS, *([*_numbers(r[0]), *r[1:]] for r in ROWS)]
    ),
    "each its own level": lambda f: form.html(f, [LEVELS, *([*_own(r[0]), *r[1:]] for r in ROWS)]),
    "each its own level in numbers": lambda f: form.xlsx(
        f, [LEVELS, *([int(p) if p.isdecimal() else p for p in _own(r[0])] + [*r[1:]] for r in ROWS)]
    ),
    "with thousands": lambda f: form.html(f, _coded(lambda code: f"{int(code):,}")),
    "with decimals": lambda f: form.xlsx(f, _coded(int), style=_shown_as("#,##0.00")),
    "with hyphens": lambda f: form.html(f, _coded(lambda code: "-".join(filter(None, _parts(code))))),
    "with an apostrophe": lambda f: form.html(f, _coded(lambda code: f"'{code}")),
    "as money": lambda f: form.xlsx(f, _coded(int), style=_shown_as("¥#,##0")),
    "with their level": lambda f: form.xlsx(f, _coded(int), style=_shown_as('0"类"')),
    "as formulas": lambda f: form.csv(f, [[str(cell) for cell in r] for r in _coded(lambda c: f'="{c}"')]),
    "under no word": lambda f: form.xlsx(f, [["", *HEADER[1:]], *ROWS]),
}


@pytest.mark.parametrize("make", CODES.values(), ids=CODES)
def test_codes_are_read_however_they_are_written(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.read(found) == form.figures()
    assert form.accused(found) == []


def test_a_code_that_is_not_understood_is_told(tmp_path: Path) -> None:
    found = form.walked(form.xlsx(tmp_path, _coded(int), style=_shown_as("0.00E+00")))
    assert "unknown_code" in form.told(found)
    assert form.accused(found) == []


def _in_yuan(text: str) -> str:
    return str(Decimal(text) * 10_000)


def _with_column(word: str, *, row: list[str] | None = None) -> Make:
    rows = [[*r[:4], _in_yuan(r[4])] for r in ROWS]
    return lambda f: form.html(f, [[*HEADER[:4], word], *([row] if row else []), *rows])


UNITS = {
    "（元）": _with_column("项目支出（元）"),
    "[元]": _with_column("项目支出[元]"),
    "【元】": _with_column("项目支出【元】"),
    "人民币": _with_column("项目支出（人民币元）"),
    "counted in": _with_column("项目支出（以元计）"),
    "unit is": _with_column("项目支出（单位为元）"),
    "slash": _with_column("项目支出/元"),
    "colon": _with_column("项目支出：元"),
    "on a line of its own": _with_column("项目支出<br>单位：元"),
    "a row of units": _with_column("项目支出", row=["", "", "万元", "万元", "元"]),
    "a unit below": _with_column("项目支出", row=["", "", "", "", "（元）"]),
}


@pytest.mark.parametrize("make", UNITS.values(), ids=UNITS)
def test_a_column_has_the_unit_that_its_header_names(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.read(found) == form.figures()
    assert form.accused(found) == []


SUBTOTALS = (
    *("本页小计", "本页合计", "页计", "小计（本页）", "承前页", "过次页", "转下页", "接上页", "第1页小计"),
    *("本页共计", "累计", "以上合计"),
)


@pytest.mark.parametrize("label", SUBTOTALS)
def test_what_a_page_adds_up_to_is_no_item(tmp_path: Path, label: str) -> None:
    sums = ["693.95", "364.65", "329.30"]
    found = form.walked(form.html(tmp_path, [HEADER, *ROWS[:7], [label, "", *sums], *ROWS[7:]]))
    assert form.wrong(found, form.figures()) == {}
    assert form.read(found).keys() >= form.figures().keys()
    assert form.accused(found) == []


DELIMITED: dict[str, Make] = {
    "GBK": lambda f: form.csv(f, [HEADER, *ROWS], encoding="gbk"),
    "UTF-16": lambda f: form.csv(f, [HEADER, *ROWS], encoding="utf-16"),
    "with a mark": lambda f: form.csv(f, [HEADER, *ROWS], encoding="utf-8-sig"),
    "semicolons": lambda f: form.csv(f, [HEADER, *ROWS], separator=";"),
    "tabs": lambda f: form.csv(f, [HEADER, *ROWS], separator="\t"),
    "bars": lambda f: form.csv(f, [HEADER, *ROWS], separator="|"),
    "quoted": lambda f: form.csv(f, [HEADER, *ROWS], mark='"'),
    "quoted thousands": lambda f: form.csv(
        f, [HEADER, *([*r[:2], *(f"{Decimal(t):,}" for t in r[2:])] for r in ROWS)], mark='"'
    ),
}


@pytest.mark.parametrize("make", DELIMITED.values(), ids=DELIMITED)
def test_delimited_text_is_a_table(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.read(found) == form.figures()
    assert form.status(found) == "extracted"


def _with_cell(value: object) -> list[list[object]]:
    rows: list[list[object]] = [[*HEADER], *([*row] for row in ROWS)]
    rows[7][4] = value
    return rows


ABSURD: dict[str, Make] = {
    "nines": lambda f: form.html(f, _with_cell("9" * 400)),
    "negative": lambda f: form.html(f, _with_cell("-" + "9" * 40)),
    "grouped": lambda f: form.html(f, _with_cell(f"{10**25:,}")),
    "power": lambda f: form.html(f, _with_cell("1E+300")),
    "infinite": lambda f: form.html(f, _with_cell("∞")),
    "xlsx power": lambda f: form.xlsx(f, _with_cell(1e300)),
    "xlsx text": lambda f: form.xlsx(f, _with_cell("9" * 400)),
    "csv": lambda f: form.csv(f, [[str(cell) for cell in row] for row in _with_cell("9" * 40)]),
}


@pytest.mark.parametrize("make", ABSURD.values(), ids=ABSURD)
def test_one_absurd_figure_costs_only_itself(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    right = form.figures()
    del right["21303", "project"]
    assert form.wrong(found, right) == {}
    assert form.read(found).items() >= right.items()
    assert form.accused(found) == []


BLANK = {
    "first": ("科目编码", "科目名称", "", "基本支出", "项目支出"),
    "second": ("科目编码", "科目名称", "合计", "", "项目支出"),
    "third": ("科目编码", "科目名称", "合计", "基本支出", ""),
    "two": ("科目编码", "科目名称", "", "", "项目支出"),
    "all": ("科目编码", "科目名称", "", "", ""),
    "names": ("科目编码", "", "合计", "基本支出", "项目支出"),
    "star": ("科目编码", "科目名称", "*", "基本支出", "项目支出"),
}


@pytest.mark.parametrize("make", [form.html, form.xlsx])
@pytest.mark.parametrize("header", BLANK.values(), ids=BLANK)
def test_a_blank_header_is_decided_or_told(tmp_path: Path, header: tuple[str, ...], make: Any) -> None:
    found = form.walked(make(tmp_path, [header, *ROWS]))
    assert form.wrong(found, form.figures()) == {}
    assert form.accused(found) == []
    assert form.read(found).keys() == form.figures().keys() or form.status(found) == "partial"


GLUED: dict[str, tuple[str, str]] = {
    "code behind zero": ("20.46\t0.00\n213", "20.46\t0.00213"),
    "code behind an amount": ("0.00\t49.00\n221", "0.00\t49.00221"),
    "code of five digits": ("61.37\t0.00\n20805\t", "61.37\t0.0020805\t"),
    "code of seven digits": ("280.30\n2130314", "280.302130314"),
    "figures": ("40.91\t40.91", "40.9140.91"),
    "three figures": ("303.28\t303.28\t0.00", "303.28303.280.00"),
    "name and figure": ("防汛\t49.00", "防汛49.00"),
    "code and name": ("2130305\t水利", "2130305水利"),
}


@pytest.mark.parametrize(("whole", "glued"), GLUED.values(), ids=GLUED)
def test_what_lost_its_gap_is_read_or_told(tmp_path: Path, whole: str, glued: str) -> None:
    found = form.walked(form.text(tmp_path, lambda text: text.replace(whole, glued)))
    assert form.wrong(found, form.figures()) == {}
    assert form.accused(found) == []
    assert form.read(found) == form.figures() or form.status(found) == "partial"


PICTURE_OF = "<p>一般公共预算财政拨款“三公”经费支出决算表</p>"
SHOWN = {
    "image": "<p>单位：万元</p><img src=a.png>",
    "drawing": "<svg width=400 height=300></svg>",
    "ground": "<div style='height:300px;background:url(a.png)'></div>",
    "button": "<input type=image src=a.png>",
    "old drawing": "<v:shape><v:imagedata src=a.png></v:shape>",
    "link": "<p><a href=a.jpg>点击查看</a></p>",
    "lazy image": "<p><img data-src=a.png width=600 height=1></p><p>二〇二五年八月</p>",
}


@pytest.mark.parametrize("after", SHOWN.values(), ids=SHOWN)
def test_a_form_that_is_announced_and_not_read_is_told(tmp_path: Path, after: str) -> None:
    found = form.walked(form.html(tmp_path, [HEADER, *ROWS], after=PICTURE_OF + after))
    assert form.status(found) == "partial"
    assert set(form.told(found)) & {"unread_content", "title_without_table"}
    assert form.read(found) == form.figures()


NOT_ANNOUNCED = {
    "said to be empty": PICTURE_OF + "<p>本单位无“三公”经费支出。</p>",
    "a list": "<p>收入决算表</p><p>支出决算表</p><p>财政拨款收入支出决算总表</p>",
    "the same form": "<p>一般公共预算财政拨款支出决算表</p><p>续见附件。</p>",
}


@pytest.mark.parametrize("after", NOT_ANNOUNCED.values(), ids=NOT_ANNOUNCED)
def test_a_title_that_announces_nothing_is_nothing_to_tell_of(tmp_path: Path, after: str) -> None:
    found = form.walked(form.html(tmp_path, [HEADER, *ROWS], after=after))
    assert form.status(found) == "extracted"


BODIES = (
    "项目建设服务中心",
    "绩效评价中心",
    "公务用车服务中心",
    "国有资本运营中心",
    "政府采购中心",
    "三公经费管理中心",
)


@pytest.mark.parametrize("body", BODIES)
def test_a_body_named_like_a_form_names_none(tmp_path: Path, body: str) -> None:
    name = f"青禾县{body}"
    path = form.html(
        tmp_path,
        [HEADER, *ROWS],
        title=f"{name}2024年度{form.TITLE}",
        head=f"{name}2024年度部门决算",
        unit=f"部门：{name} 单位：万元",
    )
    found = form.walked(path)
    assert form.read(found) == form.figures()
    assert found.identity.organisation_name == name


ABOUT = (
    *(
        "约2.00",
        "≈2.00",
        "2.00左右",
        "2.00以上",
        "2.00±0.1",
        "2.00-3.00",
        "2.00至3.00",
        "2.00（含追加）",
        "2·00",
        "2:00",
    ),
    *(
        "2。00",
        "2,00",
        "2.0O",
        "２．００",
        "二",
        "贰元",
        "人民币2.00",
        "¥2.00",
        "“2.00”",
        "'2.00",
        "2e0",
        "0.2×10¹",
        "½",
    ),
    *(
        "2.00元",
        "20000元",
        "2.00万元",
        "2.00万",
        "200%",
        "2‰",
        "2.00/年",
        "*2.00",
        "**2.00**",
        "2.00、",
        "2.00|",
        "2.00注",
    ),
)


@pytest.mark.parametrize("last", ABOUT)
def test_a_figure_with_something_beside_it_is_read_right_or_told(tmp_path: Path, last: str) -> None:
    found = three_public.walked(three_public.html(tmp_path, last))
    items = [i for i in found.examination.items if i.item_name == three_public.LAST and i.measure == "final"]
    amounts = {item.amount_yuan for item in items if not _is_disputed(found, item)}
    assert amounts <= {Decimal(20_000)}
    assert three_public.accused(found) == []
    assert amounts or three_public.noted(found)


def _is_disputed(found: Any, item: Any) -> bool:
    return bool(found.examination.proofs[item.place].status == "disputed")
