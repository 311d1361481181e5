from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlwt
from openpyxl.styles import Font

from pipelines.read import read
from pipelines.read.ooxml import OfficeLimits
from pipelines.read.spreadsheet import read_xls, read_xlsx
from pipelines.recognise.tables import TableReader
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Grid, Page, Reading
from tests.unit.read_office.books import FORM, RULED, sheet_data, with_part, workbook

SHEET_1 = "xl/worksheets/sheet1.xml"


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.row(row) if cell.row == row] for row in range(grid.n_rows)]


def lines(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def saved(tmp_path: Path, change: Callable[[object], None], rows: list[list[object]] = FORM) -> Reading:
    """Write one ruled sheet, let ``change`` work on it, and read it."""
    path = tmp_path / "book.xlsx"
    book = workbook(path, ("决算", rows))
    change(book.active)
    book.save(path)
    return read(path)


def _merge_header(sheet: object) -> None:
    for area in ("A1:D1", "A3:A4", "B3:B4", "C3:D3"):
        sheet.merge_cells(area)  # type: ignore[attr-defined]
    for cell in ("C5", "D5"):
        sheet[cell].number_format = "0.00"  # type: ignore[index]


def test_a_form_keeps_spans_scale_place_and_order(tmp_path: Path) -> None:
    reading = saved(tmp_path, _merge_header)
    (page,) = reading.pages
    assert (page.label, page.number, reading.notes) == ("决算", 1, ())
    assert lines(page) == ["国有资本经营预算财政拨款支出决算表", "部门：河西县财政局 金额单位：万元"]
    (grid,) = page.grids
    assert texts(grid)[-1] == ["201", "一般公共服务支出", "408.01", "0.00"]
    head, figure = grid.at(0, 2), grid.at(2, 2)
    assert head is not None and (head.text, head.column_span, head.row_span) == ("本年支出", 2, 1)
    assert grid.at(1, 0) is grid.at(0, 0)
    assert figure is not None and (figure.reference, figure.box) == ("决算!C5", None)
    tops = [block.box.top for block in (*page.lines, grid) if block.box]
    assert tops == sorted(set(tops)) and len(tops) == 3


def test_a_form_in_a_workbook_is_recognised(tmp_path: Path) -> None:
    (table,) = TableReader(saved(tmp_path, _merge_header).pages).tables
    assert (table.form_code, table.unit) == ("F08", "万元")
    found = {item.measure: item.text_printed for item in table.items}
    assert found == {"expenditure_total": "408.01", "project": "0.00"}


def test_figures_stored_as_text_and_full_width_digits_are_kept(tmp_path: Path) -> None:
    reading = saved(tmp_path, lambda _: None, [*FORM, ["20106", "财政事务", "４０８．０１", "1,238.50"]])
    assert texts(reading.pages[0].grids[0])[-1] == ["20106", "财政事务", "４０８．０１", "1,238.50"]


def test_dates_and_truth_values_show_as_in_the_workbook(tmp_path: Path) -> None:
    def change(sheet: object) -> None:
        sheet["C5"] = date(2024, 9, 26)  # type: ignore[index]
        sheet["C5"].number_format = 'yyyy"年"m"月"d"日"'  # type: ignore[index]
        sheet["D5"] = True  # type: ignore[index]

    assert texts(saved(tmp_path, change).pages[0].grids[0])[-1][2:] == ["2024年9月26日", "TRUE"]


def test_hidden_rows_columns_and_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    rows = [*FORM, [20106, "财政事务", 1, 2], [20199, "其他", 3, 4]]
    book = workbook(path, ("决算", rows), ("草稿", FORM), ("底稿", FORM))
    sheet = book["决算"]
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book["草稿"].sheet_state = "hidden"
    book["底稿"].sheet_state = "veryHidden"
    book.save(path)
    reading = read(path)
    assert [page.label for page in reading.pages] == ["决算"]
    assert [row[0] for row in texts(reading.pages[0].grids[0])][-2:] == ["201", "20199"]
    assert all("!D" not in cell.reference for cell in reading.pages[0].grids[0].cells)
    assert set(reading.notes) == {
        "sheet 草稿 was left out: hidden",
        "sheet 底稿 was left out: hidden",
        "sheet 决算: hidden rows were left out: 6",
        "sheet 决算: hidden columns were left out: D",
    }


def test_figures_that_their_format_or_their_ink_hides_may_be_part_of_sums(tmp_path: Path) -> None:
    def change(sheet: object) -> None:
        sheet["C5"].number_format = ";;;"  # type: ignore[index]
        sheet["D5"].font = Font(color="FFFFFFFF")  # type: ignore[index]

    rows: list[list[object]] = [*FORM[:-1], ["201", "一般公共服务支出", 408.01, 7.5]]
    reading = saved(tmp_path, change, rows)
    assert texts(reading.pages[0].grids[0])[-1][2:] in (["", ""], [])
    (loss,) = reading.losses
    assert loss.text == "hidden rows or columns hold 2 figures, which were not read"
    assert loss.is_unseen


def test_a_merged_cell_whose_first_row_is_hidden_stays_in_what_is_visible(tmp_path: Path) -> None:
    def change(sheet: object) -> None:
        _merge_header(sheet)
        sheet.row_dimensions[3].hidden = True  # type: ignore[attr-defined]

    grid = saved(tmp_path, change).pages[0].grids[0]
    assert [cell.text for cell in grid.row(0)] == ["功能分类科目编码", "科目名称", "合计", "项目支出"]


def test_zeros_that_the_sheet_does_not_show_are_blanks_and_noted(tmp_path: Path) -> None:
    def change(sheet: object) -> None:
        sheet.sheet_view.showZeros = False  # type: ignore[attr-defined]

    reading = saved(tmp_path, change)
    assert texts(reading.pages[0].grids[0])[-1][-1] == ""
    assert "zeros as blanks" in reading.notes[0]


def test_a_formula_without_a_stored_value_is_noted_and_never_lost(tmp_path: Path) -> None:
    reading = saved(tmp_path, lambda sheet: sheet.__setitem__("C5", "=SUM(C6:C9)"))  # type: ignore[attr-defined]
    assert reading.notes == ("sheet 决算: formulas without a stored value: C5",)
    notes = TableReader(reading.pages).notes
    assert [(note.kind, note.text) for note in notes] == [("unparsed_figure", "=SUM(C6:C9)")]


def test_a_stored_value_is_taken_and_the_formula_is_not(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, ("决算", FORM))
    row = b'<row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><v>3</v></c></row>'
    reading = read(with_part(path, {SHEET_1: sheet_data(row)}))
    assert (texts(reading.pages[0].grids[0]), reading.notes) == ([["7", "3"]], ())


@pytest.mark.slow
def test_a_million_empty_rows_cost_no_page_and_no_grid(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = workbook(path, ("决算", FORM))
    book.active["A5"].border = RULED
    book.save(path)
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>%s</t></is></c></row>' % "完".encode()
    blank = b'<row><c s="1"/></row>' * 1_048_570

    def change(data: bytes) -> bytes:
        data = data.replace(b"</sheetData>", blank + last + b"</sheetData>")
        return data.replace(b'ref="A1:D5"', b'ref="A1:XFD1048576"')

    (page,) = read(with_part(path, {SHEET_1: change})).pages
    assert sum(grid.n_rows for grid in page.grids) == 3
    assert lines(page)[-1] == "完"


def test_two_tables_on_one_sheet_are_two_grids_with_their_lines_between(tmp_path: Path) -> None:
    second = [["一般公共预算财政拨款支出决算表"], ["单位：万元"], *FORM[2:]]
    reading = saved(tmp_path, lambda _: None, [*FORM, ["注：本表反映支出。"], [], *second])
    (page,) = reading.pages
    assert len(page.grids) == 2
    assert lines(page)[2:] == ["注：本表反映支出。", "一般公共预算财政拨款支出决算表", "单位：万元"]


def test_rows_of_figures_that_nobody_ruled_stay_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = workbook(path, ("决算", FORM))
    sheet = book.active
    for row in (
        ["20106", "财政事务", 1, 2],
        ["", "其他", None, None],
        ["20199", "其他支出", 3, 4],
        ["注：无"],
    ):
        sheet.append(row)
    book.save(path)
    (page,) = read(path).pages
    assert [row[0] for row in texts(page.grids[0])][-3:] == ["20106", "", "20199"]
    assert lines(page)[-1] == "注：无"


def test_forms_beside_each_other_on_one_sheet_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = [
        ["甲县乙局2024年度决算", None, None, None, None, None],
        ["收入决算表", None, None, None, "支出决算表", None],
        ["项目", "金额", None, None, "项目", "金额"],
        ["甲", 1.5, None, None, "丙", 3.5],
        ["乙", 2.5, None, None, "丁", 4.5],
        [None, None, None, None, "戊", 5.5],
    ]
    path = tmp_path / "a.xlsx"
    workbook(path, ("公开表", rows), ruled=False)
    (page,) = read(path).pages
    assert lines(page) == ["甲县乙局2024年度决算", "收入决算表", "支出决算表"]
    assert [[row[0] for row in texts(grid)] for grid in page.grids] == [
        ["项目", "甲", "乙"],
        ["项目", "丙", "丁", "戊"],
    ]


def test_a_blank_column_within_a_form_parts_nothing(tmp_path: Path) -> None:
    rows = [["收入决算表", None, None, None], ["项目", "金额", None, "备注"], ["甲", 1.5, None, "丙"]]
    path = tmp_path / "a.xlsx"
    workbook(path, ("公开表", rows))
    (grid,) = read(path).pages[0].grids
    assert texts(grid) == [["项目", "金额", "备注"], ["甲", "1.5", "丙"]]


def test_a_sheet_without_rulings_is_split_at_headings_after_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    block = [["收入决算表"], ["项目", "金额"], ["合计", 5], [], ["其中", 3]]
    workbook(path, ("决算", [*block, [], *block]), ruled=False)
    (page,) = read(path).pages
    assert [texts(grid) for grid in page.grids] == [[["项目", "金额"], ["合计", "5"], ["其中", "3"]]] * 2
    assert lines(page) == ["收入决算表"] * 2


def test_links_and_macros_are_noted_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, ("决算", FORM))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert read(path).notes == (
        "the workbook holds macros; they were not run",
        "the workbook refers to other files; they were not opened, stored values were read",
    )


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, ("决算", FORM))
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    head = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    row = b'<row><c t="inlineStr"><is><t>a&x;</t></is></c><c><v>1</v></c></row>'

    def change(data: bytes) -> bytes:
        return head + sheet_data(row)(data)

    try:
        found = repr(read(with_part(path, {SHEET_1: change})))
    except DocumentError as error:
        found = error.reason
    assert "秘密" not in found


def refusal(path: Path, **limits: int) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_xlsx(path, limits=OfficeLimits(**limits)) if limits else read_xlsx(path)
    return caught.value


def test_damaged_workbooks_are_refused_with_what_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, ("决算", FORM))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "ZIP directory cannot be read" in refusal(path).reason
    path.write_bytes(whole)
    assert "not well-formed" in refusal(with_part(path, {SHEET_1: lambda data: data[:-40]})).reason
    flipped = bytearray(whole)
    start = whole.index(b"xl/worksheets/sheet1.xml") + 60
    flipped[start : start + 40] = bytes(40)
    path.write_bytes(bytes(flipped))
    assert refusal(path).status == "failed"


def test_limits_are_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    workbook(path, ("决算", FORM))
    assert "more than 5 filled cells" in refusal(path, cells=5).reason
    assert "at most 3 are read" in refusal(path, members=3).reason
    assert "xl/worksheets/sheet1.xml unpacks to" in refusal(path, part_bytes=100).reason


def _write_xls(path: Path) -> xlwt.Worksheet:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("决算")
    ruled = "borders: left thin, right thin, top thin, bottom thin"
    two = xlwt.easyxf(ruled, num_format_str="#,##0.00")
    plain = xlwt.easyxf(ruled)
    sheet.write(0, 0, "国有资本经营预算财政拨款支出决算表")
    sheet.write(1, 3, "单位：万元")
    sheet.write_merge(2, 3, 0, 0, "功能分类科目编码", plain)
    sheet.write_merge(2, 3, 1, 1, "科目名称", plain)
    sheet.write_merge(2, 2, 2, 3, "本年支出", plain)
    for row, values in enumerate(([None, None, "合计", "项目支出"], [201, "一般公共服务支出", 1408.01, 0])):
        for column, value in enumerate(values):
            if value is not None:
                style = two if column > 1 and isinstance(value, int | float) else plain
                sheet.write(3 + row, column, value, style)
    sheet.write(5, 0, 99999, plain)
    sheet.row(5).hidden = True
    book.add_sheet("草稿").visibility = 1
    book.save(str(path))
    return sheet


def test_xls_yields_the_same_as_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    _write_xls(path)
    reading = read(path)
    (page,) = reading.pages
    assert texts(page.grids[0])[-1] == ["201", "一般公共服务支出", "1,408.01", "0.00"]
    head = page.grids[0].at(0, 2)
    assert head is not None and (head.text, head.column_span, head.reference) == ("本年支出", 2, "决算!C3")
    assert set(reading.notes) == {
        "sheet 草稿 was left out: hidden",
        "sheet 决算: hidden rows were left out: 6",
    }
    (table,) = TableReader(reading.pages).tables
    assert (table.form_code, len(table.items)) == ("F08", 2)


def test_a_format_that_gives_a_number_in_white_on_white_hides_it(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("决算")
    dark = "pattern: pattern solid, fore_colour dark_blue"
    for column, (colour, code) in enumerate([("", "[White]0.00"), (dark, "[White]0.00"), ("", "[Red]0.00")]):
        sheet.write(0, column, 1.5 + column, xlwt.easyxf(colour, num_format_str=code))
    book.save(str(tmp_path / "book.xls"))
    (page,) = read(tmp_path / "book.xls").pages
    assert texts(page.grids[0]) == [["2.50", "3.50"]]


def test_protected_and_damaged_xls_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    _write_xls(path)
    whole = path.read_bytes()
    interface_header, file_pass = b"\xe1\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"
    assert interface_header in whole
    path.write_bytes(whole.replace(interface_header, file_pass, 1))
    with pytest.raises(DocumentError, match="password"):
        read_xls(path)
    for size in (600, 2000, len(whole) // 2):
        path.write_bytes(whole[:size])
        with pytest.raises(DocumentError, match="damaged"):
            read_xls(path)
