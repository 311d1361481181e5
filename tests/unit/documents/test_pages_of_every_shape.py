"""Forms on pages of every shape: rows cut by a page's end, forms beside each other, fonts that are not there, damage."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from pipelines.documents.walk import Walk
from tests.unit.documents import general_budget as form
from tests.unit.read.pdfs import EMBEDDED, FONT

WIDTH, HEIGHT, ROW = 595.0, 842.0, 18.0
EDGES = (40.0, 110.0, 300.0, 380.0, 460.0, 540.0)


class _Table:
    """A table on a canvas: its rows, the rules between and around them, and how its text is set."""

    def __init__(
        self, canvas: Any, edges: tuple[float, ...] = EDGES, *, font: str = FONT, size: float = 9.0
    ) -> None:
        self.canvas, self.edges, self.font, self.size = canvas, edges, font, size

    def text(self, x: float, y: float, text: str) -> None:
        self.canvas.setFont(self.font, self.size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def row(self, y: float, cells: tuple[str, ...]) -> None:
        for x, text in zip(self.edges, cells, strict=False):
            self.text(x + 3, y + 13, text)

    def rules(
        self, top: float, rows: int, *, first: bool = True, last: bool = True, upright: slice = slice(None)
    ) -> None:
        """Draw the rules of some rows; the first or the last one may be left out, and some of the upright ones."""
        left, right = self.edges[0], self.edges[-1]
        for r in range(0 if first else 1, rows + 1 if last else rows):
            self.canvas.line(left, HEIGHT - top - r * ROW, right, HEIGHT - top - r * ROW)
        for x in self.edges[upright]:
            self.canvas.line(x, HEIGHT - top, x, HEIGHT - top - rows * ROW)


def _start(path: Path, **options: Any) -> Any:
    return Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, **options)


def _head(
    table: _Table, title: str = form.TITLE, unit: str = form.UNIT, *, x: float = 40, y: float = 60
) -> None:
    for line, text in enumerate((title, unit)):
        table.text(x, y + 16 * line, text)


def _report(
    path: Path,
    *,
    rules: Callable[[_Table, float, int, bool], None],
    at: int = 7,
    head_again: bool = False,
    font: str = FONT,
    **options: Any,
) -> Path:
    """Write F05 on two pages that part before its ``at``-th row; ``rules`` draws those of a page (last: is it the first?)."""
    canvas = _start(path, **options)
    table = _Table(canvas, font=font)
    table.text(40, 36, form.HEAD)
    _head(table)
    rows = (form.HEADER, *form.ROWS)
    for r, row in enumerate(rows[:at]):
        table.row(90 + r * ROW, row)
    rules(table, 90, at, True)
    canvas.showPage()
    rest = (form.HEADER, *rows[at:]) if head_again else rows[at:]
    for r, row in enumerate(rest):
        table.row(60 + r * ROW, row)
    rules(table, 60, len(rest), False)
    canvas.showPage()
    canvas.save()
    return path


def _sound(found: Walk) -> None:
    """Everything is read as printed, and nobody accused."""
    assert form.accused(found) == []
    assert form.wrong(found, form.figures()) == {}
    assert {key: form.read(found).get(key) for key in form.figures()} == form.figures()


OPEN: dict[str, Callable[[_Table, float, int, bool], None]] = {
    "no rule above the next page": lambda t, y, n, first: t.rules(y, n, first=first),
    "none below the first page either": lambda t, y, n, first: t.rules(y, n, first=first, last=not first),
    "horizontal rules alone": lambda t, y, n, first: t.rules(y, n, first=first, upright=slice(0)),
    "open sides too": lambda t, y, n, first: t.rules(y, n, first=first, last=not first, upright=slice(1, -1)),
    "no outer rules at all": lambda t, y, n, first: t.rules(y, n, first=False, last=False),
}


@pytest.mark.parametrize("rules", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize("at", [4, 8, 13])
def test_rows_at_an_open_edge_are_read(
    tmp_path: Path, rules: Callable[[_Table, float, int, bool], None], at: int
) -> None:
    _sound(form.walked(_report(tmp_path / "report.pdf", rules=rules, at=at)))


def test_an_open_edge_below_a_repeated_header_is_read(tmp_path: Path) -> None:
    path = _report(
        tmp_path / "report.pdf", rules=lambda t, y, n, first: t.rules(y, n, first=first), head_again=True
    )
    _sound(form.walked(path))


THREE_PUBLIC = (
    ("项目", "预算数", "决算数"),
    ("合计", "6.00", "5.20"),
    ("公务用车购置及运行维护费", "3.00", "2.90"),
    ("公务用车运行维护费", "3.00", "2.90"),
    ("公务接待费", "3.00", "2.30"),
)
FUNDS = (
    ("项目", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余"),
    ("合计", "4.00", "72.00", "70.50", "5.50"),
)
RESERVES = (("项目", "合计", "基本支出", "项目支出"), ("合计", "12.00", "7.00", "5.00"))
TITLES = {
    "F09": "一般公共预算财政拨款“三公”经费支出决算表",
    "F07": "政府性基金预算财政拨款收入支出决算表",
    "F08": "国有资本经营预算财政拨款支出决算表",
}
Rows = tuple[tuple[str, ...], ...]
BESIDE: dict[str, tuple[tuple[str, Rows], tuple[str, Rows]]] = {
    "three public and funds": (("F09", THREE_PUBLIC), ("F07", FUNDS)),
    "funds and three public": (("F07", FUNDS), ("F09", THREE_PUBLIC)),
    "capital and three public": (("F08", RESERVES), ("F09", THREE_PUBLIC)),
}


def _beside(path: Path, forms: tuple[tuple[str, Rows], tuple[str, Rows]], *, ruled: bool) -> Path:
    """Write two forms beside each other on one page that lies on its side."""
    canvas = Canvas(str(path), pagesize=(HEIGHT, WIDTH), invariant=1)
    canvas.translate(0, WIDTH - HEIGHT)
    for x, (code, rows) in zip((30.0, 440.0), forms, strict=True):
        widths = (110.0, *(62.0 for _ in rows[0][1:]))
        edges = tuple(x + sum(widths[:i]) for i in range(len(widths) + 1))
        table = _Table(canvas, edges, size=8)
        _head(table, TITLES[code], "部门：青禾县水利局 单位：万元", x=x)
        for r, row in enumerate(rows):
            table.row(90 + r * ROW, row)
        if ruled:
            table.rules(90, len(rows))
    canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("forms", BESIDE.values(), ids=BESIDE)
def test_forms_beside_each_other_are_read_apart(
    tmp_path: Path, forms: tuple[tuple[str, Rows], tuple[str, Rows]]
) -> None:
    found = form.walked(_beside(tmp_path / "青禾县水利局2024年度部门决算.pdf", forms, ruled=True))
    printed = {code: sorted(Decimal(t) * 10_000 for row in rows[1:] for t in row[1:]) for code, rows in forms}
    read: dict[str, list[Decimal]] = {code: [] for code in printed}
    for item in found.examination.items:
        read.setdefault(item.form_code, []).append(item.amount_yuan or Decimal(0))
    assert {code: sorted(amounts) for code, amounts in read.items()} == printed
    assert form.accused(found) == []


@pytest.mark.parametrize("forms", BESIDE.values(), ids=BESIDE)
def test_forms_without_rules_beside_each_other_are_told(
    tmp_path: Path, forms: tuple[tuple[str, Rows], tuple[str, Rows]]
) -> None:
    """Nothing parts them for certain; no figure of one goes into the other, and all that is left out is told."""
    found = form.walked(_beside(tmp_path / "青禾县水利局2024年度部门决算.pdf", forms, ruled=False))
    printed = {code: {Decimal(t) * 10_000 for row in rows[1:] for t in row[1:]} for code, rows in forms}
    assert all(item.amount_yuan in printed[item.form_code] for item in found.examination.items)
    assert form.status(found) != "extracted"
    assert form.accused(found) == []


def _whole(table: _Table, y: float, n: int, _: bool) -> None:
    table.rules(y, n)


@pytest.mark.parametrize("at", [6, 14])
@pytest.mark.parametrize("font", [FONT, EMBEDDED])
def test_a_form_in_any_font_is_read(tmp_path: Path, at: int, font: str) -> None:
    """A font that is not embedded has the widths of the one that stands in for it."""
    _sound(form.walked(_report(tmp_path / "report.pdf", rules=_whole, at=at, font=font)))


def _turned(path: Path, angle: int) -> Path:
    """Write F05 across a page that a viewer turns."""
    canvas = _start(path)
    canvas.setPageRotation(angle)
    if angle == 90:
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        canvas.translate(0, WIDTH - HEIGHT)
    else:
        canvas.rotate(180)
        canvas.translate(-WIDTH, -HEIGHT)
    table = _Table(canvas)
    table.text(40, 36, form.HEAD)
    _head(table)
    for r, row in enumerate((form.HEADER, *form.ROWS)):
        table.row(90 + r * ROW, row)
    table.rules(90, len(form.ROWS) + 1)
    canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("angle", [90, 180])
def test_a_form_on_a_turned_page_is_read(tmp_path: Path, angle: int) -> None:
    _sound(form.walked(_turned(tmp_path / "report.pdf", angle)))


def _streams(data: bytes) -> list[tuple[int, int]]:
    """Return where the streams of a PDF that are worth damaging begin and end."""
    starts = [match.end() for match in re.finditer(rb">>\s*stream\r?\n", data)]
    ends = [data.index(b"endstream", start) for start in starts]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end - start > 120]


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("armoured", [False, True])
@pytest.mark.parametrize("page", [0, 1])
def test_a_byte_changed_in_a_page_is_told(
    tmp_path: Path, where: float, armoured: bool, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rl_config, "useA85", armoured)
    path = _report(tmp_path / "report.pdf", rules=_whole, pageCompression=1)
    data = path.read_bytes()
    start, end = _streams(data)[-2:][page]
    at = start + int(where * (end - start))
    path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
    found = form.walked(path)
    assert form.status(found) != "extracted"
    assert any("damaged" in loss.text for loss in found.reading.losses)
    assert form.accused(found) == []


INDICATORS: Rows = (
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "维修渠道长度", "12公里"),
    ("产出指标", "质量指标", "质量指标", "质量指标"),
    ("效益指标", "社会效益指标", "社会效益指标", "明显"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%"),
)


@pytest.mark.parametrize("write", [form.html, form.xlsx, form.csv])
def test_indicators_whose_name_and_value_are_one_are_told_apart(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows keep their places, so that no two of them are one."""
    monkeypatch.setattr(form, "TITLE", "项目支出绩效目标表")
    monkeypatch.setattr(form, "HEAD", "青禾县水利局2024年部门预算")
    options = (
        {"title": "项目支出绩效目标表", "head": "青禾县水利局2024年部门预算"} if write is form.html else {}
    )
    found = form.walked(write(tmp_path, INDICATORS, **options))
    rows = [indicator for table in found.examination.tables for indicator in table.indicators]
    assert len(rows) == len(INDICATORS) - 1
    assert all(one != other for one, other in pairwise(rows))
    assert form.accused(found) == []
