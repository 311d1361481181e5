"""Tables: what is not understood is noted with its place and left out; units and empty forms."""

from pipelines.recognise.tables import TableReader
from tests.unit.pages import grid, page
from tests.unit.recognise.sample_form import BODY_F05, HEAD_F05, TITLE_F05, kinds


def test_a_wrapped_unit_line_is_read_and_a_missing_one_inherited_with_a_mark() -> None:
    wrapped = page(1, ["一般公共预算财政拨款支出决算表", "金额单位：万", "元"], grid([*HEAD_F05, *BODY_F05]))
    second = page(
        2,
        ["支出决算表"],
        grid([["项目", None, "本年支出合计"], ["科目代码", "科目名称", "^"], ["合计", None, "30.00"]]),
    )
    first, later = TableReader([wrapped, second]).tables
    assert (first.unit, first.is_unit_inferred) == ("万元", False)
    assert (later.unit, later.is_unit_inferred) == ("万元", True)


def test_without_any_unit_no_amount_is_claimed() -> None:
    reader = TableReader([page(1, ["一般公共预算财政拨款支出决算表"], grid([*HEAD_F05, *BODY_F05]))])
    assert {i.amount_yuan for i in reader.tables[0].items} == {None}
    assert kinds(reader) == ["unit_missing"]


def test_a_column_nobody_knows_is_noted_and_left_out() -> None:
    rows = [
        ["项目", None, "小计", "基本支出", "奖励支出"],
        ["科目代码", "科目名称", "^", "^", "^"],
        ["205", "教育支出", "30.00", "20.00", "10.00"],
    ]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert [i.measure for i in reader.tables[0].items] == ["total", "basic"]
    (note,) = reader.notes
    assert (note.kind, note.text, note.column_no) == ("unmatched_header", "奖励支出", 5)


def test_figures_that_cannot_be_one_figure_are_noted_with_their_place() -> None:
    rows = [*HEAD_F05, ["205", "教育支出", "30.00", "20.00\n10.00", "十"]]
    reader = TableReader([page(4, TITLE_F05, grid(rows))])
    assert [i.text_printed for i in reader.tables[0].items] == ["30.00"]
    assert [(n.kind, n.text, n.page, n.row_no, n.column_no) for n in reader.notes] == [
        ("unparsed_figure", "20.00\n10.00", 4, 4, 4),
        ("unparsed_figure", "十", 4, 4, 5),
    ]


def test_a_figure_over_two_columns_or_rows_is_ambiguous() -> None:
    rows = [
        *HEAD_F05,
        ["205", "教育支出", "30.00", None, "1.00"],
        ["206", "科学技术支出", "5.00", "5.00", "^"],
    ]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert [i.text_printed for i in reader.tables[0].items] == ["5.00", "5.00"]
    assert kinds(reader) == ["ambiguous_column", "ambiguous_row"]


def test_a_figure_without_any_label_is_not_given_one() -> None:
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, ["", "", "7.00", "", ""], *BODY_F05]))])
    assert "7.00" not in {i.text_printed for i in reader.tables[0].items}
    assert kinds(reader) == ["figure_without_label"]


def test_an_empty_form_is_recognised_as_empty_with_its_statement() -> None:
    blank = [["合计", None, "", "", ""], ["", "", "", "", ""]]
    statement = "注：本部门2024年没有此项支出，故本表无数据。"
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, *blank]), after=[statement])])
    (table,) = reader.tables
    assert (table.form_code, table.status, table.reason, table.items) == ("F05", "empty_form", statement, ())


def test_figures_in_a_form_stated_empty_are_kept_and_noted() -> None:
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05]), after=["注：故本表为空表。"])])
    assert len(reader.tables[0].items) == 9
    assert kinds(reader) == ["empty_statement_with_figures"]


def test_misprinted_codes_are_kept_as_printed_and_noted() -> None:
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, ["2050", "普通教育", "30.00", "", ""]]))])
    assert reader.tables[0].items[0].item_code == "2050"
    assert kinds(reader) == ["unknown_code"]


def test_a_title_whose_columns_do_not_fit_is_not_forced() -> None:
    rows = [["序号", "名称", "时间"], ["1", "样例", "2024"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert (reader.tables[0].form_code, reader.tables[0].status) == ("F05", "unreadable")
    assert kinds(reader) == ["unmatched_header"]


def test_several_rows_without_labels_are_all_left_out_and_the_form_is_not_called_empty() -> None:
    rows = [["合计", "基本支出", "项目支出"], ["3.00", "2.00", "1.00"], ["4.00", "3.00", "1.00"]]
    reader = TableReader([page(1, ["支出预算总表", "单位：万元"], grid(rows))])
    assert (reader.tables[0].status, reader.tables[0].items) == ("unreadable", ())
    assert kinds(reader) == ["ambiguous_row"]


def test_a_form_without_definition_is_counted_with_its_title() -> None:
    rows = [["资产名称", "数量"], ["车辆", "2"]]
    reader = TableReader([page(1, ["部门项目中期规划预算表", "（2024年度）"], grid(rows))])
    assert (reader.tables[0].title_printed, reader.tables[0].status) == (
        "部门项目中期规划预算表",
        "unrecognised",
    )
