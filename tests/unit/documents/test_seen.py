"""What a person sees of a figure is what is read: marks beside it, lines through it, what hides it, how its sign is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from tests.unit.documents import three_public as form
from tests.unit.documents.three_public import X, Y, run
from tests.unit.read.pdfs import HEIGHT, Sheet

Make = Callable[[Path], Path]


def _font(**changes: Any) -> form.Style:
    def style(cell: Any) -> None:
        cell.font = Font(**changes)

    return style


def _rich(before: str, mark: str, **changes: Any) -> CellRichText:
    return CellRichText(before, TextBlock(InlineFont(**changes), mark))


def _small(text: str, x: float, y: float) -> form.Draw:
    def draw(sheet: Sheet) -> None:
        sheet.text(X, Y, "2.00")
        sheet.text(x, y, text, size=6)

    return draw


MARKED: dict[str, Make] = {
    "circled": lambda f: form.html(f, "2.00①"),
    "circled before": lambda f: form.html(f, "⑫2.00"),
    "sup": lambda f: form.html(f, "2.00<sup>1</sup>"),
    "sub": lambda f: form.html(f, "2.00<sub>[2]</sub>"),
    "style": lambda f: form.html(f, "2.00<span style='vertical-align:super'>3</span>"),
    "sheet": lambda f: form.html(f, "2.00<b class=n>3</b>", style=".n{font-size:60%;vertical-align:super}"),
    "relative": lambda f: form.html(f, "2.00<i style='position:relative;top:-4px'>12</i>"),
    "vertAlign": lambda f: form.docx(f, run("2.00") + run("1", '<w:vertAlign w:val="superscript"/>')),
    "position": lambda f: form.docx(f, run("2.00") + run("1", '<w:position w:val="8"/><w:sz w:val="12"/>')),
    "negative circled": lambda f: form.docx(f, run("2.00❸")),
    "rich text": lambda f: form.xlsx(f, _rich("2.00", "4", vertAlign="superscript")),
    "text with mark": lambda f: form.xlsx(f, "2.00²"),
    "raised": lambda f: form.pdf(f, _small("1", X + 21, Y - 4)),
    "lowered": lambda f: form.pdf(f, _small("1", X + 21, Y + 1.5)),
}


@pytest.mark.parametrize("make", MARKED.values(), ids=MARKED)
def test_a_footnote_mark_is_no_digit(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) == "2.00"
    assert form.accused(found) == []
    assert form.status(found) == "extracted"


def test_a_figure_that_is_raised_as_a_whole_is_told(tmp_path: Path) -> None:
    found = form.walked(form.html(tmp_path, "<sup>12</sup>"))
    assert form.last_figure(found) is None
    assert form.status(found) == "partial"


def _at(draw: Callable[[Any], None], text: str = "2.00") -> form.Draw:
    """Write a text in the last cell and draw on the canvas, y upwards, after it."""

    def both(sheet: Sheet) -> None:
        sheet.text(X, Y, text)
        draw(sheet.canvas)

    return both


def _line(x0: float, x1: float, y: float) -> Callable[[Any], None]:
    return lambda canvas: canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)


STRUCK: dict[str, Make] = {
    "s": lambda f: form.html(f, "<s>2.00</s>", total="3.00"),
    "del": lambda f: form.html(f, "<del>2.00</del>", total="3.00"),
    "style": lambda f: form.html(f, "<span style='text-decoration: line-through'>2.00</span>", total="3.00"),
    "sheet": lambda f: form.html(
        f, "<span class=x>2.00</span>", total="3.00", style="td .x {text-decoration-line:line-through}"
    ),
    "docx": lambda f: form.docx(f, run("2.00", "<w:strike/>"), total="3.00"),
    "docx twice": lambda f: form.docx(f, run("2.00", "<w:dstrike/>"), total="3.00"),
    "xlsx": lambda f: form.xlsx(f, "2.00", total="3.00", style=_font(strike=True)),
    "xlsx run": lambda f: form.xlsx(
        f, CellRichText(TextBlock(InlineFont(strike=True), "2.00")), total="3.00"
    ),
    "pdf line": lambda f: form.pdf(f, _at(_line(X - 1, X + 21, Y - 3.4)), total="3.00"),
    "pdf bar": lambda f: form.pdf(
        f, _at(lambda c: c.rect(X - 1, HEIGHT - Y + 3, 22, 0.8, fill=1, stroke=0)), total="3.00"
    ),
}


@pytest.mark.parametrize("make", STRUCK.values(), ids=STRUCK)
def test_what_is_struck_out_is_not_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert any("struck" in told for told in form.noted(found)) or make is STRUCK["xlsx run"]


def test_a_rule_under_a_figure_strikes_nothing_out(tmp_path: Path) -> None:
    found = form.walked(form.pdf(tmp_path, _at(_line(X - 1, X + 21, Y + 1.5))))
    assert form.last_figure(found) == "2.00"


def _white(sheet: Sheet) -> None:
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.text(X, Y, "9.99")


def _invisible(sheet: Sheet) -> None:
    text = sheet.canvas.beginText(X, HEIGHT - Y)
    text.setFont("Helvetica", 10)
    text.setTextRenderMode(3)
    text.textOut("9.99")
    sheet.canvas.drawText(text)


def _clipped(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.clip(X, Y + 3, X + 40, Y + 6)
    sheet.text(X, Y, "9.99")
    sheet.canvas.restoreState()


def _cover(canvas: Any) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(X - 2, HEIGHT - Y - 3, 30, 14, fill=1, stroke=0)


def _filled(cell: Any) -> None:
    cell.font = Font(color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF203040")


HIDDEN: dict[str, Make] = {
    "display": lambda f: form.html(f, "<span style='display:none'>9.99</span>", total="3.00"),
    "sheet": lambda f: form.html(
        f, "<i class='a b'>9.99</i>", total="3.00", style=".b{display : none !important}"
    ),
    "visibility": lambda f: form.html(f, "<i id=h>9.99</i>", total="3.00", style="td>#h{visibility:hidden}"),
    "colour": lambda f: form.html(f, "<font color='#ffffff'>9.99</font>", total="3.00"),
    "see-through": lambda f: form.html(f, "<i class=t>9.99</i>", total="3.00", style=".t{color:transparent}"),
    "size": lambda f: form.html(f, "<i style='font-size:0'>9.99</i>", total="3.00"),
    "off the page": lambda f: form.html(f, "<i style='position:absolute;left:-999em'>9.99</i>", total="3.00"),
    "docx white": lambda f: form.docx(f, run("9.99", '<w:color w:val="FFFFFF"/>'), total="3.00"),
    "docx hidden": lambda f: form.docx(f, run("9.99", "<w:vanish/>"), total="3.00"),
    "xlsx white": lambda f: form.xlsx(f, "9.99", total="3.00", style=_font(color="FFFFFFFF")),
    "xlsx theme": lambda f: form.xlsx(
        f, 9.99, total="3.00", style=lambda c: setattr(c, "number_format", ";;;")
    ),
    "pdf white": lambda f: form.pdf(f, _white, total="3.00"),
    "pdf covered": lambda f: form.pdf(f, _at(_cover, "9.99"), total="3.00"),
    "pdf invisible": lambda f: form.pdf(f, _invisible, total="3.00"),
    "pdf speck": lambda f: form.pdf(f, lambda s: s.text(X, Y, "9.99", size=0.5), total="3.00"),
    "pdf clipped": lambda f: form.pdf(f, _clipped, total="3.00"),
}


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_what_nobody_sees_is_not_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "extracted"


def _on_colour(sheet: Sheet) -> None:
    sheet.canvas.setFillColorRGB(0.1, 0.2, 0.4)
    sheet.rect(X - 5, Y - 15, X + 74, Y + 7)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.text(X, Y, "2.00")


def _behind(sheet: Sheet) -> None:
    sheet.canvas.setFillColorRGB(0.9, 0.9, 0.9)
    sheet.rect(X - 5, Y - 15, X + 74, Y + 7)
    sheet.canvas.setFillColorRGB(0, 0, 0)
    sheet.text(X, Y, "2.00")


def _under_glass(canvas: Any) -> None:
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.3)
    canvas.rect(X - 2, HEIGHT - Y - 3, 30, 14, fill=1, stroke=0)


VISIBLE: dict[str, Make] = {
    "white on a colour": lambda f: form.html(f, "<span style='background:navy;color:#fff'>2.00</span>"),
    "white on a picture": lambda f: form.html(
        f, "<b class=p>2.00</b>", style=".p{background:url(a.png);color:#fff}"
    ),
    "shown again": lambda f: form.html(
        f, "<b class=p>2.00</b>", style=".p{display:none} b.p{display:inline}"
    ),
    "hidden in print": lambda f: form.html(f, "<b class=p>2.00</b>", style="@media print{.p{display:none}}"),
    "on hover": lambda f: form.html(f, "<b class=p>2.00</b>", style=".p:hover{display:none}"),
    "docx shaded": lambda f: form.docx(
        f, run("2.00", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')
    ),
    "xlsx filled": lambda f: form.xlsx(f, "2.00", style=_filled),
    "pdf on a colour": lambda f: form.pdf(f, _on_colour),
    "pdf on grey": lambda f: form.pdf(f, _behind),
    "pdf under glass": lambda f: form.pdf(f, _at(_under_glass)),
}


@pytest.mark.parametrize("make", VISIBLE.values(), ids=VISIBLE)
def test_what_shows_on_a_colour_is_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) == "2.00"
    assert form.status(found) == "extracted"


def _drawn_minus(sheet: Sheet) -> None:
    sheet.text(X + 8, Y, "2.00")
    sheet.line(X + 2, Y - 3.2, X + 7, Y - 3.2)


def _minus_bar(sheet: Sheet) -> None:
    sheet.text(X + 8, Y, "2.00")
    sheet.rect(X + 2, Y - 3.6, X + 7, Y - 3.0)


NEGATIVE: dict[str, Make] = {
    "content": lambda f: form.html(f, "<i class=m>2.00</i>", total="1.00", style=".m::before{content:'-'}"),
    "escaped": lambda f: form.html(
        f, "<i class=m>2.00</i>", total="1.00", style='.m:before{content:"\\2212"}'
    ),
    "attribute": lambda f: form.html(
        f, "<i data-s='-'>2.00</i>", total="1.00", style="[data-s]:before{content:attr(data-s)}"
    ),
    "picture of a minus": lambda f: form.html(f, "<img src=m.gif alt='-'>2.00", total="1.00"),
    "symbol": lambda f: form.docx(
        f, '<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>' + run("2.00"), total="1.00"
    ),
    "line": lambda f: form.pdf(f, _drawn_minus, total="1.00"),
    "bar": lambda f: form.pdf(f, _minus_bar, total="1.00"),
}


@pytest.mark.parametrize("make", NEGATIVE.values(), ids=NEGATIVE)
def test_a_minus_that_is_no_character_is_one(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) == "-2.00"
    assert form.accused(found) == []


PICTURED: dict[str, Make] = {
    "beside": lambda f: form.html(f, "<img src=sign.png width=9 height=9>2.00", total="1.00"),
    "instead": lambda f: form.html(f, "<img src=figure.png>"),
    "drawing": lambda f: form.html(f, "<svg><path d='M0 0'/></svg>"),
    "picture by a sheet": lambda f: form.html(
        f, "<i class=m>2.00</i>", style=".m::before{content:url('m.png')}"
    ),
    "line as a shape": lambda f: form.docx(f, "<w:r><w:pict/></w:r>" + run("2.00")),
    "wingding": lambda f: form.docx(
        f, '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>' + run("2.00"), total="1.00"
    ),
    "curves": lambda f: form.pdf(f, lambda s: s.canvas.circle(X + 5, HEIGHT - Y + 4, 4, fill=1, stroke=0)),
}


@pytest.mark.parametrize("make", PICTURED.values(), ids=PICTURED)
def test_a_picture_in_a_cell_is_told_and_accuses_nobody(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"
