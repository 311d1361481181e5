from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from pipelines.read import read
from pipelines.read.ooxml import OfficeLimits
from pipelines.read.word import read_docx
from pipelines.read.word.numbering import write_number
from pipelines.read.word.paragraphs import ParagraphReader
from pipelines.recognise.tables import TableReader
from pipelines.values.errors import DocumentError
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Grid, Page, Reading
from tests.unit.read_office.books import p, tbl, tc, with_part, word

PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
SECTION = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
HEADER = [tc("功能分类科目编码", merge="restart"), tc("科目名称", merge="restart"), tc("本年支出", 2)]
SUB_HEADER = [tc(merge="continue"), tc(merge="continue"), tc("合计"), tc("项目支出")]


def opened(tmp_path: Path, *blocks: str) -> Reading:
    return read(word(tmp_path / "report.docx", *blocks))


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.row(row) if cell.row == row] for row in range(grid.n_rows)]


def lines(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_a_form_keeps_spans_place_and_order(tmp_path: Path) -> None:
    body = tbl(HEADER, SUB_HEADER, [tc("201"), tc("一般公共服务支出"), tc("408.01"), tc("0.00")])
    reading = opened(
        tmp_path, p("国有资本经营预算财政拨款支出决算表"), p("金额单位：万元"), body, p("注：本表反映支出。")
    )
    (page,) = reading.pages
    (grid,) = page.grids
    assert (grid.n_rows, grid.n_columns) == (3, 4)
    assert grid.at(1, 0) is grid.at(0, 0)
    head, figure = grid.at(0, 2), grid.at(2, 2)
    assert head is not None and (head.column_span, head.row_span) == (2, 1)
    assert figure is not None and (figure.reference, figure.box) == ("table 1 row 3 column 3", None)
    blocks = sorted((*page.lines, grid), key=lambda block: block.box.top if block.box else -1)
    assert [type(block).__name__ for block in blocks] == ["Line", "Line", "Grid", "Line"]
    (table,) = TableReader(reading.pages).tables
    assert (table.form_code, table.unit) == ("F08", "万元")
    assert {item.measure: item.text_printed for item in table.items} == {
        "expenditure_total": "408.01",
        "project": "0.00",
    }


def test_a_table_that_goes_on_in_the_next_section_with_its_header_again_is_one_form(tmp_path: Path) -> None:
    def part(code: str, figure: str) -> str:
        return tbl(HEADER, SUB_HEADER, [tc(code), tc("支出"), tc(figure), tc()])

    title, unit = p("国有资本经营预算财政拨款支出决算表"), p("单位：万元")
    reading = opened(tmp_path, title, unit, part("201", "5.00"), SECTION, part("202", "6.00"))
    assert [len(page.grids) for page in reading.pages] == [1, 1]
    (table,) = TableReader(reading.pages).tables
    assert [(item.item_code, item.text_printed, item.page) for item in table.items] == [
        ("201", "5.00", 1),
        ("202", "6.00", 2),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        PAGE_BREAK,
        SECTION,
        "<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>",
        PAGE_BREAK + "|<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>",
        "<w:p><w:pPr><w:pageBreakBefore/></w:pPr></w:p>",
    ],
)
def test_recorded_page_breaks_make_pages_and_are_counted_once(tmp_path: Path, mark: str) -> None:
    pages = opened(tmp_path, p("甲"), *mark.split("|"), p("乙"), p("丙")).pages
    assert [(page.number, lines(page)) for page in pages] == [(1, ["甲"]), (2, ["乙", "丙"])]


def test_a_section_on_the_same_page_makes_no_new_page(tmp_path: Path) -> None:
    section = '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr></w:p>'
    assert len(opened(tmp_path, p("甲"), section, p("乙")).pages) == 1


def test_pages_inside_a_table_are_counted(tmp_path: Path) -> None:
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>丙</w:t></w:r></w:p>"
    table = tbl([tc("甲"), tc("1")], [tc("乙"), tc("2", inner=broken)], [tc("丁", inner=broken), tc("3")])
    pages = opened(tmp_path, p("头"), table, PAGE_BREAK, p("尾")).pages
    assert [(page.number, len(page.grids)) for page in pages] == [(1, 1), (3, 0)]


def test_pages_can_be_chosen(tmp_path: Path) -> None:
    path = word(tmp_path / "report.docx", p("甲"), PAGE_BREAK, p("乙"))
    assert [lines(page) for page in read(path, pages=[2]).pages] == [["乙"]]


def test_tracked_changes_read_as_accepted(tmp_path: Path) -> None:
    changed = (
        "<w:p><w:r><w:t>支出</w:t></w:r><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>408.01</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>万元</w:t></w:r></w:moveTo></w:p>"
    )
    deleted_row = tbl([tc("甲"), tc("1")], [tc("乙"), tc("2")]).replace(
        "<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1
    )
    reading = opened(tmp_path, changed, deleted_row)
    assert lines(reading.pages[0]) == ["支出408.01万元"]
    assert texts(reading.pages[0].grids[0]) == [["乙", "2"]]
    assert reading.notes == ("tracked deletions were left out: 3",)


def test_a_row_without_height_is_not_seen(tmp_path: Path) -> None:
    flat = tbl([tc("甲"), tc("1.50")], [tc("乙"), tc("2.50")]).replace(
        "<w:tr>", '<w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>', 1
    )
    assert texts(opened(tmp_path, flat).pages[0].grids[0]) == [["乙", "2.50"]]
    low = flat.replace('w:hRule="exact"', 'w:hRule="atLeast"')
    assert texts(opened(tmp_path, low).pages[0].grids[0]) == [["甲", "1.50"], ["乙", "2.50"]]


def test_hidden_text_and_field_codes_are_left_out(tmp_path: Path) -> None:
    run = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12.50</w:t></w:r></w:p>'
    )
    reading = opened(tmp_path, run)
    assert lines(reading.pages[0]) == ["12.50"]
    assert reading.notes == ("pieces of hidden text were left out: 1",)


def _control(inner: str) -> str:
    return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def test_a_content_control_that_nobody_filled_in_is_blank(tmp_path: Path) -> None:
    def cell(words: str) -> str:
        return tc("").replace("<w:p", f"{_control(p(words))}<w:p", 1)

    within = f"<w:p>{_control('<w:r><w:t>单击此处输入</w:t></w:r><w:r><w:t>文字</w:t></w:r>')}</w:p>"
    reading = opened(
        tmp_path,
        tbl([tc("合计"), tc("5.00")], [tc("其他"), cell("单击输入金额")], [tc("结余"), cell("88.88")]),
        within,
    )
    (page,) = reading.pages
    assert texts(page.grids[0]) == [["合计", "5.00"], ["其他", ""], ["结余", PICTURE]]
    assert lines(page) == []
    assert reading.notes == ("content controls that nobody filled in were left out: 3",)


def test_figures_that_are_shown_in_reverse_are_marked(tmp_path: Path) -> None:
    turned = tc("", inner='<w:p><w:bdo w:val="rtl"><w:r><w:t>43.21</w:t></w:r></w:bdo></w:p>')
    reading = opened(tmp_path, tbl([tc("甲"), tc("1.00")], [tc("乙"), turned]))
    assert texts(reading.pages[0].grids[0])[1] == ["乙", f"{PICTURE}43.21"]


def test_a_table_of_one_cell_inside_a_cell_is_what_stands_in_it(tmp_path: Path) -> None:
    reading = opened(tmp_path, tbl([tc("甲"), tc("1.00")], [tc("乙"), tc(inner=tbl([tc("2.00")]))]))
    (grid,) = reading.pages[0].grids
    assert texts(grid) == [["甲", "1.00"], ["乙", "2.00"]]


def test_a_table_inside_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = tbl([tc("项目"), tc("金额")], [tc("合计"), tc("5.00")])
    reading = opened(tmp_path, tbl([tc("甲"), tc("1")], [tc("乙", inner=inner), tc("2")]), p("尾"))
    (page,) = reading.pages
    assert [texts(grid) for grid in page.grids] == [
        [["甲", "1"], ["乙", "2"]],
        [["项目", "金额"], ["合计", "5.00"]],
    ]
    assert page.grids[1].cells[0].reference == "table 2 row 1 column 1"


def test_tables_beside_each_other_in_a_frame_are_read_one_by_one(tmp_path: Path) -> None:
    cells = "".join(
        f"<w:tc>{p(title)}{tbl([tc('项目'), tc('金额')], [tc('合计'), tc(value)])}{p('')}</w:tc>"
        for title, value in (("收入决算表", "5.00"), ("支出决算表", "6.00"))
    )
    (page,) = opened(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>").pages
    assert [texts(grid)[-1] for grid in page.grids] == [["合计", "5.00"], ["合计", "6.00"]]
    assert lines(page) == ["收入决算表", "支出决算表"]


def test_a_table_that_only_frames_reads_as_what_stands_in_it(tmp_path: Path) -> None:
    inner = tbl([tc("项目"), tc("金额")], [tc("合计"), tc("5.00")])
    frame = f"<w:tbl><w:tr><w:tc>{p('收入决算表')}{inner}{p('注：无')}</w:tc></w:tr></w:tbl>"
    (page,) = opened(tmp_path, frame).pages
    assert lines(page) == ["收入决算表", "注：无"]
    assert [grid.n_columns for grid in page.grids] == [2]


def test_text_boxes_are_read_once_whichever_way_they_are_drawn(tmp_path: Path) -> None:
    def drawn(tag: str) -> str:
        return f"<{tag}><w:txbxContent>{p('框内')}</w:txbxContent></{tag}>"

    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = (
        f"<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'>"
        f"{drawn('w:drawing')}</mc:Choice><mc:Fallback>{drawn('w:pict')}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(opened(tmp_path, both).pages[0]) == ["框外", "框内"]


def test_headers_and_footers_are_page_furniture(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    document = Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.add_paragraph("正文")
    document.save(path)
    assert lines(read(path).pages[0]) == ["正文"]


def test_cells_keep_their_line_breaks(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>408.0</w:t><w:br/><w:t>1</w:t></w:r></w:p><w:p/></w:tc>"
    assert texts(opened(tmp_path, tbl([tc("甲"), cell])).pages[0].grids[0]) == [["甲", "408.0\n1"]]


def test_edges_that_all_but_coincide_are_one_column(tmp_path: Path) -> None:
    rows = ([tc("项目"), tc("金额", 2)], [tc("合计", 2), tc("5.00")])
    (grid,) = opened(tmp_path, tbl(*rows, widths=(1000, 30, 970))).pages[0].grids
    assert (grid.n_columns, texts(grid)) == (2, [["项目", "金额"], ["合计", "5.00"]])


def test_columns_that_are_narrow_but_filled_stay(tmp_path: Path) -> None:
    rows = ([tc("甲"), tc("乙"), tc("丙")], [tc("1", 2), tc("2")])
    (grid,) = opened(tmp_path, tbl(*rows, widths=(1000, 30, 970))).pages[0].grids
    assert grid.n_columns == 3


def test_rows_may_begin_later_and_merges_may_lack_their_beginning(tmp_path: Path) -> None:
    late = tbl([tc("甲"), tc("乙")], [tc("丙")]).replace(
        '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1"/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:t xml:space="preserve">丙',
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="1"/></w:tcPr>'
        '<w:p><w:pPr></w:pPr><w:r><w:t xml:space="preserve">丙',
    )
    orphan = tbl([tc("丁", merge="continue"), tc("1")], [tc("戊"), tc("2")])
    first, second = opened(tmp_path, late, orphan).pages[0].grids
    cell = first.at(1, 1)
    assert first.at(1, 0) is None and cell is not None and cell.text == "丙"
    assert texts(second) == [["丁", "1"], ["戊", "2"]]


def test_automatic_numbers_are_part_of_the_text(tmp_path: Path) -> None:
    path = word(
        tmp_path / "report.docx",
        *(
            p(text, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
            for text in ("概况", "决算表")
        ),
    )
    rules = (
        b'<w:abstractNum w:abstractNumId="777"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        b'<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%s"/></w:lvl></w:abstractNum>'
        b'<w:num w:numId="77"><w:abstractNumId w:val="777"/></w:num></w:numbering>' % "第%1部分　".encode()
    )
    with_part(path, {"word/numbering.xml": lambda data: data.replace(b"</w:numbering>", rules)})
    assert lines(read(path).pages[0]) == ["第一部分 概况", "第二部分 决算表"]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (10, "chineseCounting", "十"),
        (25, "chineseCountingThousand", "二十五"),
        (105, "chineseCounting", "一百零五"),
        (110, "japaneseCounting", "一百一十"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "unheardOf", "7"),
    ],
)
def test_numbers_in_the_formats_of_word(number: int, number_format: str, text: str) -> None:
    assert write_number(number, number_format) == text


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    reading = opened(tmp_path, "<w:p><w:r><w:object/></w:r></w:p>", p("文"))
    assert reading.notes == ("embedded objects (such as Excel sheets) were not read: 1",)


def test_damaged_and_too_large_documents_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = word(tmp_path / "report.docx", tbl([tc("甲"), tc("1")], [tc("乙"), tc("2")]))
    with pytest.raises(DocumentError, match="more than 3 table cells"), monkeypatch.context() as patched:
        patched.setattr(ParagraphReader, "paragraph", lambda *_: pytest.fail("a cell was read"))
        read_docx(path, limits=OfficeLimits(cells=3))
    with pytest.raises(DocumentError, match="unpacks to"):
        read_docx(path, limits=OfficeLimits(part_bytes=100))
    whole = path.read_bytes()
    with pytest.raises(DocumentError, match=r"word/document\.xml is not well-formed"):
        read_docx(with_part(path, {"word/document.xml": lambda data: data[:-30]}))
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DocumentError, match="ZIP directory cannot be read"):
        read_docx(path)


def test_elements_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    path = word(tmp_path / "report.docx", p("甲"))

    def deep(data: bytes) -> bytes:
        return data.replace(b"<w:p>", b"<w:p>" + b"<w:r>" * 5000 + b"</w:r>" * 5000, 1)

    with pytest.raises(DocumentError, match="not well-formed"):
        read_docx(with_part(path, {"word/document.xml": deep}))
