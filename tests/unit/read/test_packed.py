"""Small files that unpack to any number of pages, cells and parts: each is refused, or left in part, with its reason."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from pipelines.read import read
from pipelines.read.packed import FEW_CHARACTERS, as_far_as_read, characters_of, require_images
from pipelines.read.pdf.headings import find_columns
from pipelines.read.pdf.segments import Segment
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Cell, Grid, Line, Page, Reading
from tests.unit.read.pdfs import raw_pdf
from tests.unit.read_office import books
from tests.unit.read_opendocument import files


def _refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.status == "failed"
    return caught.value.reason


def _pages_of_one_content(content: bytes, count: int) -> bytes:
    """Return a PDF of as many pages, all of which show one compressed content stream."""
    packed = zlib.compress(content)
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d /MediaBox [0 0 400 300] >>" % count,
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[page] * count,
    ]
    data = b"%PDF-1.7\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number, body in enumerate(objects, start=1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    return data + table + trailer


def test_pages_that_share_their_text_are_read_as_far_as_a_file_may_hold(tmp_path: Path) -> None:
    line = b"BT /F1 1 Tf 1 0 0 1 20 %d Tm (" + b"word " * 50 + b") Tj ET "
    content = b"".join(line % (20 + 10 * number) for number in range(20))
    path = tmp_path / "a.pdf"
    path.write_bytes(_pages_of_one_content(content, 3))
    assert len(read(path).pages) == 3
    path.write_bytes(_pages_of_one_content(content, FEW_CHARACTERS // 4000))
    told = _refusal(path)
    assert told == (
        f"the file unpacks to more than 400,000 characters, as no document of {path.stat().st_size:,} bytes does"
    )


def test_a_text_document_that_unpacks_to_more_than_a_book_is_refused(tmp_path: Path) -> None:
    text = "本年支出合计" * 100
    assert read(books.word(tmp_path / "a.docx", books.p(text))).pages
    path = books.word(tmp_path / "b.docx", *[books.p(text)] * 700)
    assert _refusal(path).startswith("the file unpacks to more than 400,000 characters")


def test_rows_that_are_told_to_be_repeated_are_counted_against_the_size_of_the_file(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="50"'
        ' office:value-type="float" office:value="1.2"><text:p>1.2</text:p></table:table-cell></table:table-row>'
    )
    sheet = '<table:table table:name="a">{}</table:table>'
    assert read(files.write(tmp_path / "a", sheet.format(row.format(20)))).pages
    path = files.write(tmp_path / "b", sheet.format(row.format(2000)))
    assert _refusal(path) == "the workbook has more than 50,000 filled cells"


def test_a_part_that_two_sheets_name_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    books.workbook(path, ("表一", [["甲", 1], ["乙", 2]]), ("表二", [["丙", 3], ["丁", 4]]))
    relations = "xl/_rels/workbook.xml.rels"
    books.with_part(path, {relations: lambda data: data.replace(b"sheet2.xml", b"sheet1.xml")})
    reading = read(path)
    assert [page.label for page in reading.pages] == ["表一"]
    assert "sheet 表二 was left out: its cells are those of a sheet before it" in reading.notes


def test_a_sheet_of_more_columns_than_any_table_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    books.workbook(path, ("表", [list(range(1030)), list(range(1030))]), ruled=False)
    assert _refusal(path) == "sheet 表: a table has more than 1024 columns"


def test_a_saved_page_whose_parts_are_nested_too_deep_is_refused(tmp_path: Path) -> None:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n' for number in range(5000)
    )
    path = tmp_path / "a.mht"
    path.write_text(f"MIME-Version: 1.0\n{parts}Content-Type: text/html\n\n<p>1.2</p>")
    assert _refusal(path) == "the saved page (MHTML) nests its parts too deep to be read"


def test_a_page_of_very_many_lines_and_no_text_is_no_image_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    strokes = b"".join(b"%d %d m %d %d l S " % (n % 390, n // 99, 390 - n % 390, 290) for n in range(20_001))
    path.write_bytes(raw_pdf(strokes))
    reading = read(path)
    told = [(loss.page, loss.text) for loss in reading.losses]
    assert told == [(1, "page 1 is drawn of too many lines to be read as an image")]
    assert reading.pages[0].reader == "pdfium"


def test_scanned_pages_are_counted_against_the_size_of_the_file() -> None:
    require_images(3, 3, 25, 54_000)
    require_images(3, 9, 400, 54_000)  # a book with three pictures on pages of their own
    with pytest.raises(DocumentError, match="shows 400 pages as images, as no scan of 54,000 bytes does"):
        require_images(3, 3, 400, 54_000)
    with pytest.raises(DocumentError, match="shows 28 pages as images"):
        require_images(28, 60, 400, 54_000)


def test_pages_of_rules_alone_are_no_scan_however_many(tmp_path: Path) -> None:
    rules = b"".join(b"20 %d m 380 %d l S %d 20 10 9 re S " % (n, n, 20 + n) for n in range(20, 280, 2))
    path = tmp_path / "a.pdf"
    path.write_bytes(_pages_of_one_content(rules, 40))
    reading = read(path)
    assert {page.reader for page in reading.pages} == {"pdfium"}
    assert reading.notes == tuple(f"page {number} has no text" for number in range(1, 41))
    path.write_bytes(_pages_of_one_content(rules.replace(b" re S", b" re 9 9 12 15 20 20 c S"), 40))
    assert _refusal(path).startswith("the file shows 40 pages as images, as no scan of ")


def test_texts_that_overlap_like_stairs_are_parted_without_end() -> None:
    rows = [[Segment("甲", 10.0 * n, 10.0 * n, 10.0 * n + 15, 10.0 * n + 9, ())] for n in range(1200)]
    columns = find_columns(rows, [])
    assert len(columns) < len(rows)


def test_a_page_of_more_pieces_of_text_than_can_be_put_in_order_is_told_as_lost(tmp_path: Path) -> None:
    content = b"".join(b"BT /F1 3 Tf %d.%03d 100 Td (1) Tj ET " % (n // 100, n % 100) for n in range(30_000))
    path = tmp_path / "a.pdf"
    path.write_bytes(_pages_of_one_content(content, 2))
    first, second = (reading := read(path)).pages
    assert first.lines and not (second.lines or second.grids)
    assert [(loss.page, loss.text) for loss in reading.losses] == [
        (2, "page 2 is drawn of too many pieces of text to be read")
    ]


def test_the_ends_of_lines_count_as_characters() -> None:
    assert characters_of([Page(1, 1.0, 1.0, (Line("甲"), Line("")))]) == 3


def _book(*heights: int) -> Reading:
    """Return a reading of tables of five columns, two to a page; every other row leaves a cell blank."""
    grids = [
        Grid(
            rows, 5, tuple(Cell(r, c, "" if r % 2 and c == 4 else "1") for r in range(rows) for c in range(5))
        )
        for rows in heights
    ]
    pages = [
        Page(1 + at // 2, 0, 0, (Line("表"),), tuple(grids[at : at + 2])) for at in range(0, len(grids), 2)
    ]
    return Reading("text/plain", tuple(pages))


def test_a_book_of_as_many_cells_as_are_published_is_read_whole() -> None:
    reading = _book(1000, 2000, 3000, 500)  # a government's workbook of 300 kB holds thirty thousand
    assert as_far_as_read(reading, 300_000, 10) is reading
    assert as_far_as_read(_book(30_000), 1_400_000, 10).losses == ()


def test_tables_behind_as_many_cells_as_are_read_are_told_and_left_out() -> None:
    reading = as_far_as_read(_book(2000, 20_200, 10, 10, 10), 900_000, 10)
    assert [len(page.grids) for page in reading.pages] == [2, 0, 0]
    assert [page.lines for page in reading.pages] == [(Line("表"),)] * 3
    first, second = reading.pages[0].grids
    assert (first.n_rows, second.n_rows) == (2000, 20_200)
    (loss,) = reading.losses
    assert loss.page is None and not loss.is_unseen
    assert loss.text == (
        "from row 1 of table 1 on page 2 on, 135 cells of tables were not read: of a file of its size no more than 100,000 are"
    )


def test_a_table_is_read_as_far_as_its_rows_are_whole(tmp_path: Path) -> None:
    text = "\n".join(["科目编码,科目名称" + ",金额" * 48, *["205,教育支出" + ",1" * 48] * 2099])
    path = tmp_path / "a.csv"
    path.write_text(text)
    reading = read(path)
    (kept,) = reading.pages[0].grids
    assert kept.n_rows == 1999
    assert {cell.row for cell in kept.cells} == set(range(1999))
    assert [loss.text for loss in reading.losses] == [
        "from row 2000 field 1 on, 5,050 cells of tables were not read: of a file of its size no more than 100,000 are"
    ]
