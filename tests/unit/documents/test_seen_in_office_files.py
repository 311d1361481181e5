"""What runs, fields, fills, formats and conditions of office files make of a figure: read as it is seen, or told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from tests.unit.documents import three_public as form
from tests.unit.documents.three_public import run
from tests.unit.read_office.books import with_part

Make = Callable[[Path], Path]
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _inner_table(*texts: str) -> Make:
    """Make a Word file whose last cell holds a table of one column."""
    rows = "".join(f"<w:tr><w:tc>{_paragraph(text)}</w:tc></w:tr>" for text in texts)
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{rows}</w:tbl><w:p/>".encode()

    def make(folder: Path) -> Path:
        def put(data: bytes) -> bytes:
            return re.sub(rb"<w:p>(?:(?!<w:p>).)*LAST.*?</w:p>", table, data, flags=re.DOTALL)

        return with_part(form.docx(folder, run("LAST")), {"word/document.xml": put})

    return make


def _listed(folder: Path) -> Path:
    """Make a Word file whose last figure is an item of a list with dashes."""
    numbering = (
        b'<w:abstractNum w:abstractNumId="77"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
        b'</w:abstractNum><w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num></w:numbering>'
    )
    item = b'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>\\1LAST'
    return with_part(
        form.docx(folder, run("LAST2.00"), total="1.00"),
        {
            "word/document.xml": lambda data: re.sub(
                rb"<w:p>(?:<w:pPr\s*/>|<w:pPr></w:pPr>)?((?:(?!<w:p>).)*?)LAST", item, data, flags=re.DOTALL
            ).replace(b"LAST", b""),
            "word/numbering.xml": lambda data: data.replace(b"</w:numbering>", numbering),
        },
    )


def _field(code: str, begin: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


DEFAULT = '<w:ffData><w:textInput><w:default w:val="2.00"/></w:textInput></w:ffData>'
CUSTOM = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'

TOLD: dict[str, tuple[Make, str]] = {
    "smaller digit": (lambda f: form.docx(f, run("12") + run("1", '<w:sz w:val="10"/>'), total="18"), "12"),
    "reference": (
        lambda f: form.docx(f, run("12") + f'<w:hyperlink w:anchor="n">{run("1")}</w:hyperlink>', total="18"),
        "12",
    ),
    "footnote": (lambda f: form.docx(f, run("12") + CUSTOM, total="18"), "12"),
    "page break": (
        lambda f: form.docx(f, '<w:r><w:t>1</w:t><w:br w:type="page"/><w:t>2.00</w:t></w:r>'),
        "",
    ),
    "inner table": (_inner_table("1", "2.00"), ""),
    "equation field": (lambda f: form.docx(f, _field(r"EQ \f(2,1)")), ""),
    "text field": (lambda f: form.docx(f, _field(" FORMTEXT ", DEFAULT)), ""),
    "formula field": (lambda f: form.docx(f, '<w:fldSimple w:instr="=SUM(ABOVE)"/>'), ""),
    "dash of a list": (_listed, ""),
    "struck blank": (lambda f: form.docx(f, run(" ", "<w:strike/>") + run("2.00"), total="1.00"), ""),
    "raised sign": (
        lambda f: form.docx(f, run("-", '<w:vertAlign w:val="superscript"/>') + run("2.00"), total="1.00"),
        "",
    ),
    "xlsx smaller digit": (
        lambda f: form.xlsx(f, CellRichText("12", TextBlock(InlineFont(sz=6), "1")), total="18"),
        "",
    ),
}


@pytest.mark.parametrize(("make", "right"), TOLD.values(), ids=TOLD)
def test_what_cannot_be_told_from_a_figure_is_told(tmp_path: Path, make: Make, right: str) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) in (None, right)
    assert form.accused(found) == []
    assert form.status(found) == ("extracted" if form.last_figure(found) else "partial")


def test_the_entry_that_a_list_shows_is_read(tmp_path: Path) -> None:
    choices = (
        '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="1.00"/>'
        '<w:listEntry w:val="2.00"/></w:ddList></w:ffData>'
    )
    found = form.walked(form.docx(tmp_path, _field(" FORMDROPDOWN ", choices)))
    assert form.last_figure(found) == "2.00"
    assert form.status(found) == "extracted"


PAPER_INK = '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>'
SAME_INK = '<w:color w:val="1F3864"/><w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'


def _inked(**colour: Any) -> form.Style:
    return lambda cell: setattr(cell, "font", Font(color=Color(**colour)))


def _on(ink: Color, ground: Color) -> form.Style:
    def style(cell: Any) -> None:
        cell.font = Font(color=ink)
        cell.fill = PatternFill("solid", fgColor=ground)

    return style


def _formatted(code: str) -> form.Style:
    return lambda cell: setattr(cell, "number_format", code)


def _book(change: Callable[[Any], None], last: object, total: str) -> Make:
    def make(folder: Path) -> Path:
        path = form.xlsx(folder, last, total=total)
        book = load_workbook(path, rich_text=True)
        change(book.active)
        book.save(path)
        return path

    return make


def _when(rule: Any, area: str = "C4:C9") -> Callable[[Any], None]:
    return lambda sheet: sheet.conditional_formatting.add(area, rule)


WHITE_INK = Font(color="FFFFFFFF")
DARK, THEME = Color(rgb="FF203040"), Color(theme=4)

UNSEEN: dict[str, Make] = {
    "paper of the theme": lambda f: form.docx(
        f, run("9.99", '<w:color w:val="auto" w:themeColor="background1"/>'), total="3.00"
    ),
    "tiny": lambda f: form.docx(f, run("9.99", '<w:sz w:val="2"/>'), total="3.00"),
    "no ink": lambda f: form.docx(
        f, run("9.99", f"<w14:textFill {W14}><w14:noFill/></w14:textFill>"), total="3.00"
    ),
    "white marker": lambda f: form.docx(f, run("9.99", PAPER_INK), total="3.00"),
    "ink of the ground": lambda f: form.docx(f, run("9.99", SAME_INK), total="3.00"),
    "squeezed": lambda f: form.docx(f, run("9.99", '<w:w w:val="1"/>'), total="3.00"),
    "xlsx theme": lambda f: form.xlsx(f, "9.99", total="3.00", style=_inked(theme=0)),
    "xlsx palette": lambda f: form.xlsx(f, "9.99", total="3.00", style=_inked(indexed=9)),
    "xlsx format": lambda f: form.xlsx(f, 9.99, total="3.00", style=_formatted("[White]0.00")),
    "xlsx format in Chinese": lambda f: form.xlsx(f, 9.99, total="3.00", style=_formatted("[白色]0.00")),
    "xlsx dark on dark": lambda f: form.xlsx(f, "9.99", total="3.00", style=_on(DARK, DARK)),
    "xlsx theme on theme": lambda f: form.xlsx(f, "9.99", total="3.00", style=_on(THEME, THEME)),
    "xlsx tiny": lambda f: form.xlsx(f, "9.99", total="3.00", style=lambda c: setattr(c, "font", Font(sz=1))),
    "xlsx white piece": lambda f: form.xlsx(
        f, CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "9.99")), total="3.00"
    ),
    "xlsx condition": _book(
        _when(CellIsRule(operator="greaterThan", formula=["5"], font=WHITE_INK)), 9.99, "3.00"
    ),
    "xlsx struck by a condition": _book(
        _when(CellIsRule(operator="between", formula=["9", "10"], font=Font(strike=True))), 9.99, "3.00"
    ),
    "xlsx formula": _book(_when(FormulaRule(formula=["$C4=9.99"], font=WHITE_INK)), 9.99, "3.00"),
}


@pytest.mark.parametrize("make", UNSEEN.values(), ids=UNSEEN)
def test_what_an_office_file_hides_is_not_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "extracted"


SEEN: dict[str, Make] = {
    "math": lambda f: form.docx(f, f"<m:oMath {MATH}><m:r><m:t>2.00</m:t></m:r></m:oMath>"),
    "pieces of one size": lambda f: form.docx(f, run("2") + run(".0", "<w:b/>") + run("0")),
    "white on a colour": lambda f: form.docx(
        f, run("2.00", '<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>')
    ),
    "xlsx white on a colour": lambda f: form.xlsx(f, "2.00", style=_on(Color(theme=0), THEME)),
    "xlsx white piece on a colour": lambda f: form.xlsx(
        f,
        CellRichText(TextBlock(InlineFont(color="FFFFFFFF"), "2.00")),
        style=lambda c: setattr(c, "fill", PatternFill("solid", fgColor=DARK)),
    ),
    "xlsx condition of others": _book(
        _when(CellIsRule(operator="lessThan", formula=["0"], font=WHITE_INK)), 2.0, "5.00"
    ),
    "xlsx formula of others": _book(_when(FormulaRule(formula=["C4=0"], font=WHITE_INK)), 2.0, "5.00"),
    "xlsx errors in white": _book(_when(FormulaRule(formula=["ISERROR(C4)"], font=WHITE_INK)), 2.0, "5.00"),
    "xlsx white on a colour by a condition": _book(
        _when(FormulaRule(formula=["C4>1"], font=WHITE_INK, fill=PatternFill("solid", bgColor="FFC00000"))),
        2.0,
        "5.00",
    ),
}


@pytest.mark.parametrize("make", SEEN.values(), ids=SEEN)
def test_what_an_office_file_shows_is_read(tmp_path: Path, make: Make) -> None:
    found = form.walked(make(tmp_path))
    assert form.last_figure(found) in ("2.00", "2")
    assert form.status(found) == "extracted"


def test_figures_under_a_condition_that_is_not_decided_are_told(tmp_path: Path) -> None:
    rule = FormulaRule(formula=["MOD(ROW(),2)=AVERAGE($A$1:$B$9)"], font=WHITE_INK)
    found = form.walked(_book(_when(rule, "C8"), 2.0, "3.00")(tmp_path))
    assert form.last_figure(found) is None
    assert form.accused(found) == []
    assert form.status(found) == "partial"


@pytest.mark.parametrize("height", [0.75, 1.5])
def test_a_row_without_height_is_hidden(tmp_path: Path, height: float) -> None:
    def add(sheet: Any) -> None:
        last = sheet.max_row
        sheet.insert_rows(last)
        for column, text in enumerate((form.LAST, "7.00", "9.99"), start=1):
            sheet.cell(last, column, text)
        sheet.row_dimensions[last].height = height

    found = form.walked(_book(add, "2.00", "5.00")(tmp_path))
    assert form.last_figure(found) == "2.00"
    assert form.accused(found) == []
