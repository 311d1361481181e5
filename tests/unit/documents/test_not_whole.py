"""Files that hold more than they show, or were cut off: no wrong figure is read, and nobody is accused."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.documents.walk import Walk
from pipelines.read.html import read_html
from pipelines.values.items import UNREAD_CONTENT, UNSEEN
from tests.unit.documents import general_budget as form
from tests.unit.read.pdfs import Sheet, typeset
from tests.unit.read_office.books import p, tbl, tc, word
from tests.unit.read_opendocument import files as opendocument

PART = 8
"""Row of the workbook in which 2080505 stands, a part of 20805."""
TABLE = (form.HEADER, *form.ROWS)


def _cut(text: str, at: str) -> str:
    return text[: text.index(at) + len(at)]


def _page(folder: Path, at: str) -> Walk:
    path = form.html(folder, TABLE)
    path.write_text(_cut(path.read_text("utf-8"), at), encoding="utf-8")
    return form.walked(path)


@pytest.mark.parametrize(
    "at",
    [
        "<td>303",
        "<td>303.2",
        "<td>303.28</td><td>30",
        "<td>61.37</td><td>0.00</td></tr>",
        "农林水支出</td><t",
    ],
)
def test_a_page_that_ends_within_a_table_is_told_and_its_last_cell_is_not_read(
    tmp_path: Path, at: str
) -> None:
    found = _page(tmp_path, at)
    assert form.wrong(found, form.figures()) == {}
    assert form.accused(found) == []
    assert form.status(found) == "partial"
    assert UNREAD_CONTENT in form.told(found)


@pytest.mark.parametrize("end", ["</table>", "</body>", "</HTML >", "</table></div>"])
def test_a_page_that_closes_its_table_itself_or_its_body_is_whole(tmp_path: Path, end: str) -> None:
    path = form.html(tmp_path, TABLE)
    path.write_text(_cut(path.read_text("utf-8"), "37.51</td><td>0.00</td></tr>") + end, encoding="utf-8")
    assert read_html(path).losses == ()


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("cut", [r"2130301.行政运行.30", r"2130301.行政运行", r"213.农林水支出.632.5"])
def test_a_text_that_ends_within_a_row_is_told_and_its_last_field_is_not_read(
    tmp_path: Path, mark: str, cut: str
) -> None:
    path = form.csv(tmp_path, TABLE, separator=mark)
    text = path.read_text("utf-8")
    match = re.search(cut, text)
    assert match is not None
    path.write_text(text[: match.end()], encoding="utf-8")
    found = form.walked(path)
    assert form.wrong(found, form.figures()) == {}
    assert form.accused(found) == []
    assert form.status(found) == "partial"


def test_a_text_without_an_end_of_its_last_line_is_whole(tmp_path: Path) -> None:
    path = form.csv(tmp_path, TABLE)
    path.write_text(path.read_text("utf-8").rstrip(), encoding="utf-8")
    assert form.status(form.walked(path)) == "extracted"


def test_a_line_below_the_table_is_no_row_that_was_cut_off(tmp_path: Path) -> None:
    path = form.text(tmp_path, lambda text: text.rstrip() + "\n审核人：甲\t制表人：乙")
    assert form.status(form.walked(path)) == "extracted"


def _hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[PART].hidden = True


def _hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["E"].hidden = True


def _workbook(hide: Callable[[Any], None]) -> Callable[[Path], Path]:
    rows = [[_number(cell) for cell in row] for row in TABLE]
    return lambda folder: form.xlsx(folder, rows, style=hide)


def _number(cell: object) -> object:
    return float(Decimal(str(cell))) if re.fullmatch(r"\d+\.\d\d", str(cell)) else cell


def _word(change: Callable[[str], str]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        table = tbl(*([tc(cell) for cell in row] for row in TABLE))
        return word(folder / "a.docx", p(form.HEAD), p(form.TITLE), p(form.UNIT), change(table))

    return make


def _hidden_word_row(table: str) -> str:
    rows = table.split("<w:tr>")
    return "<w:tr>".join([*rows[:5], f"<w:trPr><w:hidden/></w:trPr>{rows[5]}", *rows[6:]])


def _hidden_word_text(table: str) -> str:
    rows = table.split("<w:tr>")
    hidden = rows[5].replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    return "<w:tr>".join([*rows[:5], hidden, *rows[6:]])


def _hidden_web_row(folder: Path) -> Path:
    path = form.html(folder, TABLE)
    changed = path.read_text("utf-8").replace("<tr><td>2080505<", '<tr style="display:none"><td>2080505<')
    path.write_text(changed, encoding="utf-8")
    return path


def _open_sheet(folder: Path) -> Path:
    above = [
        opendocument.row(opendocument.cell(text, style="")) for text in (form.HEAD, form.TITLE, form.UNIT)
    ]
    hidden = 'table:visibility="collapse"'
    rows = [
        opendocument.row(*map(opendocument.cell, row), attributes=hidden if row[0] == "2080505" else "")
        for row in TABLE
    ]
    return opendocument.write(folder / "a.ods", opendocument.table(*above, *rows))


HIDING = {
    "row of a workbook": _workbook(_hidden_row),
    "column of a workbook": _workbook(_hidden_column),
    "row of a Word table": _word(_hidden_word_row),
    "text of a Word table's row": _word(_hidden_word_text),
    "row of a web page": _hidden_web_row,
    "row of an OpenDocument sheet": _open_sheet,
}


@pytest.mark.parametrize("what", HIDING)
def test_sums_of_what_is_hidden_accuse_nobody(tmp_path: Path, what: str) -> None:
    found = form.walked(HIDING[what](tmp_path))
    assert form.wrong(found, form.figures()) == {}
    assert form.accused(found) == []
    assert found.examination.doubts
    assert (form.status(found), form.told(found).count(UNSEEN)) == ("extracted", 1)


def test_rows_of_zeros_and_codes_that_are_hidden_change_nothing(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.append(["22103", "城乡社区住宅", 0.0, 0.0, 0.0])
        sheet.row_dimensions[sheet.max_row].hidden = True

    assert UNSEEN not in form.told(form.walked(_workbook(hide)(tmp_path)))


def test_a_hidden_sheet_leaves_open_which_forms_there_are(tmp_path: Path) -> None:
    def add(sheet: Any) -> None:
        sheet.parent.create_sheet("收入决算表").sheet_state = "hidden"

    found = form.walked(_workbook(add)(tmp_path))
    assert (form.status(found), form.told(found).count(UNSEEN)) == ("extracted", 1)
    assert len(form.read(found)) == len(form.figures())


def test_figures_that_a_crop_box_hides_accuse_nobody(tmp_path: Path) -> None:
    rows = [
        ["科目编码", "科目名称", "合计"],
        ["合计", "", "9.50"],
        ["201", "一般公共服务支出", "4.50"],
        ["208", "社会保障和就业支出", "5.00"],
    ]

    def draw(sheet: Sheet) -> None:
        sheet.text(40, 30, f"{form.TITLE} 单位：万元")
        sheet.rules(4, 3)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.text(43 + 80 * column, 76 + 24 * number, text, size=8)

    path = typeset(tmp_path / "a.pdf", draw, cropBox=(0, 168, 400, 300))
    found = form.walked(path)
    assert form.accused(found) == []
    assert UNSEEN in form.told(found)
