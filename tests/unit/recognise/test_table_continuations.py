"""Tables over several pages: what goes on, what ends a table, and which title is its own."""

from dataclasses import replace

import pytest

from pipelines.recognise.tables import TableReader
from pipelines.values.pages import Grid
from tests.unit.pages import grid, page
from tests.unit.recognise.sample_form import BODY_F05, HEAD_F05, TITLE_F05, figures, kinds


def test_a_table_goes_on_without_header_and_its_total_may_stand_alone() -> None:
    alone = grid([["合计", "60.00", "40.00", "20.00"]], top=40.0, widths=[160, 80, 80, 80])
    pages = [
        page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])),
        page(
            2, [], grid([["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]], top=40.0), after=["- 2 -"]
        ),
        page(3, [], alone),
    ]
    reader = TableReader(pages)
    (table,) = reader.tables
    assert (table.page_first, table.page_last) == (1, 3)
    assert figures(table.items)[-6:] == [
        ("208", "社会保障和就业支出", "total", "30.00"),
        ("208", "社会保障和就业支出", "basic", "20.00"),
        ("208", "社会保障和就业支出", "project", "10.00"),
        ("", "合计", "total", "60.00"),
        ("", "合计", "basic", "40.00"),
        ("", "合计", "project", "20.00"),
    ]
    assert table.items[-1].page == 3


def test_a_table_goes_on_with_its_header_repeated() -> None:
    more = [*HEAD_F05, ["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]]
    reader = TableReader(
        [page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])), page(2, [], grid(more, top=40.0))]
    )
    assert len(reader.tables) == 1
    assert reader.tables[0].items[-1].item_code == "208"


def test_the_rest_of_a_heading_before_the_number_of_its_column_is_no_row() -> None:
    cut = [*HEAD_F05[:2], ["栏次", None, "1", "2", "出3"]]
    more = [*cut, ["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]]
    reader = TableReader(
        [page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])), page(2, [], grid(more, top=40.0))]
    )
    assert {item.text_printed for item in reader.tables[0].items} == {"30.00", "20.00", "10.00"}


def test_the_rest_of_a_table_may_begin_with_dashes_beside_words_of_headers() -> None:
    head = [["收入", None, "支出", None], ["项目", "决算数", "项目", "决算数"]]
    first = [
        ["财政拨款收入", "50.00", "教育支出", "50.00"],
        ["本年收入合计", "50.00", "本年支出合计", "50.00"],
    ]
    rest = [["年初结转和结余", "－", "年末结转和结余", "－"], ["总计", "50.00", "总计", "50.00"]]
    title = ["收入支出决算总表", "单位：万元"]
    reader = TableReader(
        [page(1, title, grid([*head, *first])), page(2, [], grid(rest, top=40.0), after=["支出决算表"])]
    )
    (table,) = reader.tables
    assert [(item.item_name, item.page) for item in table.items[-2:]] == [("总计", 2), ("总计", 2)]


def test_a_header_alone_on_its_page_belongs_to_the_rows_on_the_next() -> None:
    reader = TableReader([page(1, TITLE_F05, grid(HEAD_F05)), page(2, [], grid(BODY_F05, top=40.0))])
    (table,) = reader.tables
    assert len(table.items) == 9


def test_a_title_may_stand_on_the_page_before() -> None:
    reader = TableReader(
        [page(1, ["第二部分 决算表", *TITLE_F05]), page(2, [], grid([*HEAD_F05, *BODY_F05]))]
    )
    assert reader.tables[0].form_code == "F05"


def test_a_page_printed_twice_is_read_once() -> None:
    more = grid([["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]], top=40.0)
    reader = TableReader(
        [page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])), page(2, [], more), page(3, [], more)]
    )
    assert len(reader.tables[0].items) == 12
    assert kinds(reader) == ["repeated_page"]


def test_another_table_without_title_does_not_continue_a_form() -> None:
    other = grid([["序号", "单位名称", "备注"], ["1", "样例县教育局本级", ""]], widths=[40, 200, 80])
    reader = TableReader(
        [page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])), page(2, ["纳入决算编制范围的单位"], other)]
    )
    assert [t.form_code for t in reader.tables] == ["F05", None]
    assert reader.tables[1].status == "unrecognised"


def test_a_list_of_titles_names_no_table() -> None:
    lines = ["目录", "收入支出决算总表", "收入决算表", "一般公共预算财政拨款支出决算表"]
    reader = TableReader([page(1, lines, grid([*HEAD_F05, *BODY_F05]))])
    assert reader.tables[0].form_code is None


def test_a_list_of_titles_on_the_page_before_does_not_hide_the_tables_own() -> None:
    contents = page(1, ["目 录", "收入支出决算总表", "收入决算表"])
    reader = TableReader([contents, page(2, TITLE_F05, grid([*HEAD_F05, *BODY_F05]))])
    assert reader.tables[0].form_code == "F05"


def test_running_heads_and_feet_neither_end_a_table_nor_name_it() -> None:
    head, foot = "样例市样例区教育局2024年度部门决算公开表", "第 {} 页 共 3 页"
    more = [["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]]
    last = [["合计", None, "60.00", "40.00", "20.00"]]
    pages = [
        page(1, [head, *TITLE_F05], grid([*HEAD_F05, *BODY_F05]), after=[foot.format(1)]),
        page(2, [head], grid(more), after=[foot.format(2)]),
        page(3, [head], grid(last), after=[foot.format(3)]),
    ]
    reader = TableReader(pages)
    assert [(t.form_code, len(t.items)) for t in reader.tables] == [("F05", 15)]


def test_running_text_between_two_tables_ends_the_first() -> None:
    text = "本部门纳入预算编制范围的单位共三个，其中行政单位一个、事业单位两个。"
    more = grid([["208", "社会保障和就业支出", "30.00", "20.00", "10.00"]])
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05])), page(2, [text], more)])
    assert [t.form_code for t in reader.tables] == ["F05", None]


def plain(rows: list[list[str | None]], top: float = 100.0) -> Grid:
    """Build a grid as Word files and web pages have them: no cell has a place."""
    ruled = grid(rows, top=top)
    return replace(ruled, cells=tuple(replace(cell, box=None) for cell in ruled.cells))


def test_without_geometry_a_second_table_on_the_page_is_not_a_continuation() -> None:
    form = plain([*HEAD_F05, *BODY_F05])
    weather = plain([["301", "今日", "15", "1286", "1"], ["302", "昨日", "15", "99", "1"]], 400.0)
    reader = TableReader([page(1, TITLE_F05, form, weather)])
    assert [(t.form_code, len(t.items)) for t in reader.tables] == [("F05", 9), (None, 0)]


REST: list[list[str | None]] = [
    ["208", "社会保障和就业支出", "30.00", "20.00", "10.00"],
    ["20805", "行政事业单位养老支出", "30.00", "20.00", "10.00"],
]


@pytest.mark.parametrize("cuts", [1, 2])
def test_without_geometry_a_table_may_be_cut_where_its_rows_go_on(cuts: int) -> None:
    total: list[list[str | None]] = [["总计", None, "60.00", "40.00", "20.00"]]
    rest = [plain([*REST, *total], 400.0)] if cuts == 1 else [plain(REST, 400.0), plain(total, 500.0)]
    reader = TableReader([page(1, TITLE_F05, plain([*HEAD_F05, *BODY_F05]), *rest)])
    (table,) = reader.tables
    assert figures(table.items)[9::3] == [
        ("208", "社会保障和就业支出", "total", "30.00"),
        ("20805", "行政事业单位养老支出", "total", "30.00"),
        ("", "总计", "total", "60.00"),
    ]
    assert len({item.place for item in table.items}) == len(table.items) == 18


def test_a_sheet_named_as_the_form_before_may_print_the_rest_of_its_rows() -> None:
    first = page(1, TITLE_F05, plain([*HEAD_F05, *BODY_F05]))
    reader = TableReader([first, replace(page(2, [], plain(REST)), label=f"{TITLE_F05[0]}(2)")])
    assert [(t.form_code, t.page_last, len(t.items)) for t in reader.tables] == [("F05", 2, 15)]
