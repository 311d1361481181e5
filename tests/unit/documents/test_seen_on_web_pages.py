"""What style sheets, markup and lines make of a figure of a web page: read as it is seen, or told, never misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.documents import three_public as form

WHOLE = "18"
"""The total of a form in whole numbers, in which a digit too many leaves no trace in the decimals."""

BESIDE = (
    "12<small>1</small>",
    "12<font size=1>1</font>",
    "12<span style='font-size:60%'>1</span>",
    "12<span style='font: 6px/1 serif'>1</span>",
    "12<a href='#n1'>1</a>",
    "<ruby>12<rp>(</rp><rt>1</rt><rp>)</rp></ruby>",
    "12<span style='display:block'>3</span>",
    "12<span style='float:right'>3</span>",
    "12<span style='margin-left:2em'>3</span>",
    "12<span style='padding: 0 20px'>3</span>",
    "12<span style='position:absolute;right:0'>3</span>",
    "<span style='display:flex;justify-content:space-between'><b>12</b><b>3</b></span>",
    "<b style='display:inline-block;width:40px'>12</b><b>3</b>",
)


@pytest.mark.parametrize("last", BESIDE)
def test_what_stands_beside_a_figure_is_none_of_its_digits(tmp_path: Path, last: str) -> None:
    found = form.walked(form.html(tmp_path, last, total=WHOLE))
    assert form.last_figure(found) in ("12", None)
    assert form.accused(found) == []
    assert form.status(found) == ("extracted" if form.last_figure(found) else "partial")


BESIDE_BY_SHEET = {
    "blocks": "td i{display:block}",
    "items": "td i{display:list-item}",
    "a column": "td{display:flex;flex-direction:column}",
    "a gap": "td i+i{margin-left:20px}",
    "smaller": "td i+i{font-size:x-small}",
    "nested": "td{i+i{float:right}}",
}


@pytest.mark.parametrize("style", BESIDE_BY_SHEET.values(), ids=BESIDE_BY_SHEET)
def test_a_style_sheet_parts_figures(tmp_path: Path, style: str) -> None:
    found = form.walked(form.html(tmp_path, "<i>12</i><i>3</i>", total=WHOLE, style=style))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"


@pytest.mark.parametrize("last", ["1<b>2</b>", "1<span style='color:#333'>2</span>", "<i>1</i><i>2</i>"])
def test_a_figure_in_several_elements_is_one(tmp_path: Path, last: str) -> None:
    found = form.walked(form.html(tmp_path, last, total=WHOLE))
    assert form.last_figure(found) == "12"
    assert form.status(found) == "extracted"


UNSEEN = (
    "opacity:0.0",
    "position:absolute;clip-path:inset(100%)",
    "clip-path:circle(0)",
    "position:absolute;width:1px;height:1px;overflow:hidden",
    "display:inline-block;width:0;overflow-x:hidden",
    "display:block;line-height:0;overflow:hidden",
    "display:inline-block;transform:scale(0)",
    "display:inline-block;transform:translateX(-9999px)",
    "position:relative;left:-9999px",
    "position:fixed;right:-9999px",
    "position:absolute;inset:-9999px auto auto -9999px",
    "display:block;margin-left:-9999px",
    "content-visibility:hidden",
    "filter:opacity(0)",
    "font:0/0 a",
    "font-size:1px",
    "color:#0000",
    "color:rgb(0 0 0 / 0%)",
    "color:hsl(0, 0%, 100%)",
    "color:window",
    "color:var(--none, #fff)",
    "background:lightgray;color:lightgray",
    "background:#cde;color:rgb(80%,87%,93%)",
    "-webkit-text-fill-color:transparent",
)


@pytest.mark.parametrize("style", UNSEEN)
def test_what_a_style_hides_is_not_read(tmp_path: Path, style: str) -> None:
    found = form.walked(form.html(tmp_path, f"<i style='{style}'>9.99</i>", total="3.00"))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "extracted"


SEEN = (
    "opacity:.9",
    "color:rgb(10 20 30 / 80%)",
    "position:relative;left:3px",
    "display:inline-block;transform:rotate(0)",
    "font:12px/1.5 serif",
    "font-size:9pt",
    "color:currentcolor",
    "background:navy;color:hsl(0,0%,100%)",
    "display:block;overflow:hidden;height:20px;line-height:20px",
)


@pytest.mark.parametrize("style", SEEN)
def test_what_a_style_only_changes_is_read(tmp_path: Path, style: str) -> None:
    found = form.walked(form.html(tmp_path, f"<i style='{style}'>2.00</i>"))
    assert form.last_figure(found) == "2.00"
    assert form.status(found) == "extracted"


HIDING = (
    ":root{--n:none}.h{display:var(--n)}",
    "body{--paper:#fff}.h{color:var(--paper)}",
    "td{.h{display:none}}",
    "td{color:#000;& .h{display:none}}",
    "td{@media screen{.h{visibility:hidden}}}",
    "@container (min-width:1px){.h{display:none}}",
    "@layer base{.h{display:none}}",
    ":is(th,td) .h{display:none}",
)


@pytest.mark.parametrize("style", HIDING)
def test_what_a_sheet_hides_is_not_read(tmp_path: Path, style: str) -> None:
    found = form.walked(form.html(tmp_path, "<i class=h>9.99</i>", total="3.00", style=style))
    assert form.last_figure(found) is None
    assert form.status(found) == "extracted"


LINES = (
    ".x{position:relative}.x::after{content:'';position:absolute;top:50%;width:100%;border-top:1px solid}",
    ".x{background:linear-gradient(transparent 45%,#000 45%,#000 55%,transparent 55%)}",
    ":root{--d:line-through}.x{text-decoration:var(--d)}",
)


@pytest.mark.parametrize("style", LINES)
def test_a_line_that_a_sheet_draws_through_a_figure_strikes_it_out(tmp_path: Path, style: str) -> None:
    found = form.walked(form.html(tmp_path, "<b class=x>2.00</b>", total="3.00", style=style))
    assert form.last_figure(found) is None
    assert form.accused(found) == []


DRAWN = {
    "a border": ("<span style='display:inline-block;width:6px;border-bottom:1px solid'></span>2.00", ""),
    "an area": (
        "<span style='display:inline-block;width:6px;height:1px;background:#000'></span>2.00",
        "",
    ),
    "an icon": ("<i class='icon-minus'></i>2.00", ""),
    "a sign of a font": ("<i class=m>2.00</i>", ".m::before{content:'\\f068';font-family:FontAwesome}"),
    "a border by a sheet": (
        "<i class=m>2.00</i>",
        ".m::before{content:'';display:inline-block;width:6px;border-top:1px solid}",
    ),
    "a picture behind": ("<i class=m>2.00</i>", ".m{background:url(m.png) no-repeat left;padding-left:8px}"),
    "a counter": ("<i class=m>2.00</i>", ".m::before{content:counter(n)}"),
    "a struck blank": ("<s>&nbsp;</s>2.00", ""),
    "a rule": ("<hr style='display:inline-block' width=6>2.00", ""),
    "a raised sign": ("<sup>-</sup>2.00", ""),
}


@pytest.mark.parametrize(("last", "style"), DRAWN.values(), ids=DRAWN)
def test_a_sign_that_is_drawn_before_a_figure_is_told(tmp_path: Path, last: str, style: str) -> None:
    found = form.walked(form.html(tmp_path, last, total="1.00", style=style))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"


def test_a_minus_in_a_variable_is_one(tmp_path: Path) -> None:
    style = ":root{--m:'-'}.m::before{content:var(--m)}"
    found = form.walked(form.html(tmp_path, "<i class=m>2.00</i>", total="1.00", style=style))
    assert form.last_figure(found) == "-2.00"


def test_an_icon_beside_words_is_nothing_to_tell_of(tmp_path: Path) -> None:
    found = form.walked(form.html(tmp_path, "2.00", after="<table><tr><td><i class=icon></i>首页</table>"))
    assert form.status(found) == "extracted"
