"""OpenDocument files: what each cell shows, and nothing that is not seen."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from pipelines.formats.tools import find_libreoffice
from pipelines.read import read
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Reading
from tests.unit.read_opendocument.files import cell, row, table, write

HEAD = row(cell("科目编码"), cell("科目名称"), cell("合计"))


def texts(reading: Reading, page: int = 0, grid: int = 0) -> list[list[str]]:
    """Return the texts of a grid by rows, those of spans once."""
    found = reading.pages[page].grids[grid]
    return [[c.text for c in found.cells if c.row == number] for number in range(found.n_rows)]


def test_a_cell_is_what_it_shows_not_what_it_stores(tmp_path: Path) -> None:
    body = table(HEAD, row(cell("2050201"), cell("学前教育"), cell("1,234.50", value="1234.4999")))
    reading = read(write(tmp_path / "a", body))
    assert texts(reading) == [["科目编码", "科目名称", "合计"], ["2050201", "学前教育", "1,234.50"]]
    assert reading.pages[0].label == "F05"
    assert reading.pages[0].grids[0].cells[5].reference == "F05!C2"


def test_a_value_without_a_shown_text_is_taken_and_one_that_shows_blank_is_blank(tmp_path: Path) -> None:
    bare = '<table:table-cell table:style-name="ruled" office:value-type="float" office:value="12.5"/>'
    blank = (
        '<table:table-cell table:style-name="ruled" office:value-type="float" office:value="0"><text:p/>'
        "</table:table-cell>"
    )
    reading = read(
        write(
            tmp_path / "a", table(HEAD, row(cell("205"), bare, blank), row(cell("x"), cell("y"), cell("1")))
        )
    )
    assert texts(reading)[1] == ["205", "12.5", ""]


def test_repeated_covered_and_joined_cells_stand_where_they_are_seen(tmp_path: Path) -> None:
    wide = cell("支出", attributes='table:number-columns-spanned="2" table:number-rows-spanned="1"')
    body = table(
        row(wide, "<table:covered-table-cell/>", cell("备注")),
        row(cell("0.00", attributes='table:number-columns-repeated="2"'), cell("无")),
        row(cell("1.00"), cell("2.00"), cell("甲"), attributes='table:number-rows-repeated="2"'),
        row(
            cell(attributes='table:number-columns-repeated="16384"'),
            attributes='table:number-rows-repeated="1048000"',
        ),
    )
    reading = read(write(tmp_path / "a", body))
    grid = reading.pages[0].grids[0]
    assert (grid.n_rows, grid.n_columns, grid.cells[0].column_span) == (4, 3, 2)
    assert texts(reading)[1:] == [["0.00", "0.00", "无"], ["1.00", "2.00", "甲"], ["1.00", "2.00", "甲"]]


def test_what_is_not_seen_is_left_out_and_told(tmp_path: Path) -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    body = table(
        row(cell("项目"), cell("金额"), cell("去年")),
        row(cell("甲"), cell('<text:span text:style-name="struck">9.00</text:span>1.00'), cell("7.00")),
        row(cell("乙"), cell('<text:span text:style-name="secret">8</text:span>2.00'), cell("7.00")),
        row(cell("丙"), cell('<text:span text:style-name="white">3.00</text:span>'), cell("7.00")),
        row(
            cell("丁"),
            cell('<text:span text:style-name="white">4.00</text:span>', style="blue"),
            cell("7.00"),
        ),
        row(cell("戊"), cell('<text:span text:style-name="kept">5.00</text:span>'), cell("7.00")),
        row(cell("己"), cell("6.00"), cell("7.00"), attributes='table:visibility="filter"'),
        columns=columns,
    ) + table(HEAD, name="草稿", style="gone")
    reading = read(write(tmp_path / "a", body))
    shown = [["项目", "金额"], ["甲", "1.00"], ["乙", "2.00"], ["丙", ""], ["丁", "4.00"], ["戊", "5.00"]]
    assert texts(reading) == shown
    told = "\n".join(reading.notes)
    for words in (
        "草稿 was left out: hidden",
        "hidden rows were left out: 7",
        "hidden columns were left out: C",
    ):
        assert words in told
    assert all(f"cells with {why} text were left out: 1" in told for why in ("struck-out", "hidden", "white"))


def test_raised_digits_are_no_digits(tmp_path: Path) -> None:
    marked = cell('1.46<text:span text:style-name="raised">1</text:span>')
    assert (
        texts(read(write(tmp_path / "a", table(HEAD, row(cell("205"), cell("教育"), marked)))))[1][2]
        == "1.46¹"
    )


def test_a_text_document_has_lines_tables_and_pages(tmp_path: Path) -> None:
    body = (
        '<text:p>某局2024年度部门决算</text:p><text:list><text:list-item><text:p>收入总计<text:s text:c="2"/>12.00万元'
        "</text:p></text:list-item></text:list>"
        '<text:p text:style-name="new">支出决算表</text:p>'
        + table(HEAD, row(cell("205"), cell("教<text:line-break/>育"), cell("1.00")), name="t")
        + "<text:p>完<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注9.00"
        "</text:p></text:note-body></text:note></text:p>"
    )
    reading = read(write(tmp_path / "a", body, kind="text"))
    first, second = reading.pages
    assert [line.text for line in first.lines] == ["某局2024年度部门决算", "收入总计 12.00万元"]
    assert [line.text for line in second.lines] == ["支出决算表", "完"]
    assert texts(reading, page=1)[1] == ["205", "教 育", "1.00"]


def test_a_table_of_one_cell_only_frames_what_stands_in_it(tmp_path: Path) -> None:
    inner = table(HEAD, row(cell("205"), cell("教育"), cell("1.00")))
    frame = table(row(f"<table:table-cell><text:p>决算表</text:p>{inner}</table:table-cell>"))
    reading = read(write(tmp_path / "a", frame, kind="text"))
    assert [line.text for line in reading.pages[0].lines] == ["决算表"]
    assert texts(reading)[1] == ["205", "教育", "1.00"]


def test_deleted_text_that_is_still_tracked_is_not_read(tmp_path: Path) -> None:
    body = "<text:tracked-changes><text:p>删去9.00</text:p></text:tracked-changes><text:p>留下1.00</text:p>"
    assert [line.text for line in read(write(tmp_path / "a", body, kind="text")).pages[0].lines] == [
        "留下1.00"
    ]


@pytest.mark.parametrize("kind", ["spreadsheet", "text"])
def test_a_protected_file_and_a_damaged_one_are_refused_in_words(tmp_path: Path, kind: str) -> None:
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(DocumentError, match="password"):
        read(write(tmp_path / "locked", table(HEAD), kind=kind, manifest=locked))
    cut = write(tmp_path / "cut", table(HEAD) + "<table:table>", kind=kind)
    with pytest.raises(DocumentError, match="not well-formed"):
        read(cut)
    empty = tmp_path / f"empty{cut.suffix}"
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    with pytest.raises(DocumentError, match=r"content\.xml is missing"):
        read(empty)


def test_a_table_of_endless_cells_is_refused(tmp_path: Path) -> None:
    many = row(
        cell("1.00", attributes='table:number-columns-repeated="9000"'),
        attributes='table:number-rows-repeated="900000"',
    )
    with pytest.raises(DocumentError, match="more than"):
        read(write(tmp_path / "a", table(many)))


@pytest.mark.slow
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_reads_like_what_it_was_given(tmp_path: Path) -> None:
    covered = ["<table:covered-table-cell/>"] * 2
    body = table(
        row(cell("某局2024年度支出决算表", attributes='table:number-columns-spanned="3"'), *covered),
        HEAD,
        row(cell("2050201"), cell("学前教育"), cell("1,234.50", value="1234.5")),
        columns='<table:table-column table:number-columns-repeated="3"/>',
    )
    given = write(tmp_path / "given", "<text:p>单位：万元</text:p>" + body, kind="text")
    program = find_libreoffice()
    assert program is not None
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "odt",
         "--outdir", str(tmp_path / "out"), str(given)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert texts(read(tmp_path / "out" / "given.odt")) == texts(read(given))
