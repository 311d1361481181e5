"""Delimited text (CSV): fields to cells, what stands above the table to lines, odd rows told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.read.text import read_text
from pipelines.recognise.ragged import read_tables
from pipelines.values.pages import Reading

HEAD = "样例县教育局2024年度部门决算\n一般公共预算财政拨款支出决算表\n部门：样例县教育局,,,单位：万元\n"
ROWS = (
    "项目,,本年支出,,\n科目代码,科目名称,小计,基本支出,项目支出\n栏次,,1,2,3\n合计,,30.00,20.00,10.00\n"
    '205,教育支出,"1,030.00",1020.00,10.00\n'
)


def reading(folder: Path, text: str, *, name: str = "a.csv", encoding: str = "utf-8") -> Reading:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_text(path, "", None)


def amounts(found: Reading) -> list[tuple[str, str, str]]:
    tables = read_tables(found.pages, evaluate).tables
    return [(i.item_code, i.measure, str(i.amount_yuan)) for table in tables for i in table.items]


EXPECTED = [
    ("", "total", "300000.00"),
    ("", "basic", "200000.00"),
    ("", "project", "100000.00"),
    ("205", "total", "10300000.00"),
    ("205", "basic", "10200000.00"),
    ("205", "project", "100000.00"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_commas_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert amounts(reading(tmp_path, HEAD + ROWS, encoding=encoding)) == EXPECTED


@pytest.mark.parametrize("mark", [";", "\t", "|", "，"])
def test_other_marks_divide_fields_too(tmp_path: Path, mark: str) -> None:
    rows = ROWS.replace('"1,030.00"', "1030.00").replace(",", mark)
    assert amounts(reading(tmp_path, HEAD.replace(",", mark) + rows)) == EXPECTED


def test_two_columns_and_quoted_amounts_are_a_table_where_the_file_is_called_csv(tmp_path: Path) -> None:
    text = (
        "样例县教育局2024年度部门决算\n财政拨款“三公”经费支出决算表\n单位：万元\n项目,决算数\n"
        '合计,"1,234.50"\n因公出国（境）费,0\n公务用车购置及运行维护费,"1,000.50"\n公务接待费,234\n'
    )
    found = [yuan for _, _, yuan in amounts(reading(tmp_path, text))]
    assert found == ["12345000.00", "0.00", "10005000.00", "2340000.00"]
    told = "有收入,也有支出。\n" * 9 + "说明,附后\n"
    assert not reading(tmp_path, told).pages[0].grids


def test_a_header_that_names_a_unit_belongs_to_its_table(tmp_path: Path) -> None:
    rows = ROWS.replace("基本支出,", "基本支出 单位：元,").replace("20.00,10.00", "200000.00,10.00")
    found = amounts(reading(tmp_path, HEAD + rows.replace(",1020.00,", ",10200000.00,")))
    assert found == EXPECTED


def test_a_first_line_may_tell_the_mark(tmp_path: Path) -> None:
    rows = (HEAD + ROWS).replace('"1,030.00"', "1030.00").replace(",", ";")
    assert amounts(reading(tmp_path, "sep=;\n" + rows, name="a.txt")) == EXPECTED


def test_a_table_of_commas_under_another_name_is_one_and_sentences_are_none(tmp_path: Path) -> None:
    found = reading(tmp_path, ROWS, name="a.txt")
    assert [cell.reference for cell in found.pages[0].grids[0].cells][:2] == [
        "row 1 field 1",
        "row 1 field 3",
    ]
    prose = "一、概况, 本部门, 下设三个科室\n二、职责, 本部门, 负责教育\n三、决算, 本年, 支出30.00万元\n"
    assert reading(tmp_path, prose, name="b.txt").pages[0].grids == ()


def test_a_separator_that_nobody_quoted_is_told(tmp_path: Path) -> None:
    """One thousand and thirty would be 1 and 030.00, and all that follows one column too far right."""
    found = reading(tmp_path, HEAD + ROWS.replace('"1,030.00"', "1,030.00"))
    assert [(loss.page, "6 fields" in loss.text) for loss in found.losses] == [(1, True)]
    assert amounts(found) == EXPECTED[:3]


def test_two_figures_of_one_field_are_not_joined(tmp_path: Path) -> None:
    found = reading(tmp_path, HEAD + ROWS + '208,社会保障支出,"12\n35.50",1.00,2.00\n')
    assert [row for row in amounts(found) if row[0] == "208"] == [
        ("208", "basic", "10000.00"),
        ("208", "project", "20000.00"),
    ]


GLUED = "科目代码\t科目名称\t小计\t基本支出\t项目支出\n合计\t\t30.00\t20.00\t10.00\n205\t教育支出\t30.00\t20.00\t10.00"


@pytest.mark.parametrize(
    ("lost", "code"),
    [("221\t住房保障支出\t1.00\t1.00\t0.00", "221"), ("20502\t普通教育\t1.00\t1.00\t0.00", "20502")],
)
def test_rows_that_lost_the_line_feed_between_them_are_two(tmp_path: Path, lost: str, code: str) -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n单位：万元\n"
        + GLUED
        + lost
        + "\n22102\t住房改革支出\t1.00\t1.00\t0.00\n"
    )
    found = amounts(reading(tmp_path, text, name="a.txt"))
    assert ("205", "project", "100000.00") in found
    assert (code, "total", "10000.00") in found


def test_paragraphs_with_as_many_commas_each_are_no_table(tmp_path: Path) -> None:
    text = (
        "样例县教育局2024年度部门决算\n"
        "2024年度收入总计30.20万元,其中:本年收入合计30.00万元,年初结转和结余0.20万元。\n"
        "2024年度支出总计30.20万元,其中:本年支出合计30.00万元,年末结转和结余0.20万元。\n"
        "收入支出总体与上年相比,增加1.00万元,增长3.42%。\n"
    )
    (page,) = reading(tmp_path, text, name="a.txt").pages
    assert page.grids == ()
    assert [line.text for line in page.lines] == text.splitlines()


@pytest.mark.parametrize("gap", ["\t", "    "])
def test_commas_that_group_the_digits_of_a_text_divide_no_fields(tmp_path: Path, gap: str) -> None:
    """Every line of figures has as many of them."""
    amount = ["3,240.00", "2,310.00", "1,930.00"]
    names = {"205": "教育支出", "20502": "普通教育", "2050202": "小学教育", "208": "社会保障和就业支出"}
    names |= {
        "20805": "行政事业单位养老支出",
        "2080505": "机关事业单位基本养老保险缴费支出",
        "210": "卫生健康支出",
    }
    rows = [["科目代码", "科目名称", "合计", "基本支出", "项目支出"]]
    rows += [[code, name, *amount] for code, name in names.items()]
    head = "样例县教育局2024年度部门决算\n一般公共预算财政拨款支出决算表\n部门：样例县教育局    单位：元\n"
    found = reading(tmp_path, head + "\n".join(gap.join(row) for row in rows), name="a.txt")
    assert [figure for figure in amounts(found) if figure[1] == "total"] == [
        (code, "total", "3240.00") for code in names
    ]


SECOND = (
    "\n收入支出决算总表\n部门：样例县教育局,,,单位：万元\n收入,,支出,\n项目,决算数,项目,决算数\n"
    "一、财政拨款收入,30.00,一、教育支出,30.00\n总计,30.00,总计,30.00\n"
)


@pytest.mark.parametrize("mark", [",", ";"])
def test_tables_of_several_widths_are_divided_under_any_name(tmp_path: Path, mark: str) -> None:
    text = (HEAD + ROWS.replace('"1,030.00"', "1030.00") + SECOND).replace(",", mark)
    found = amounts(reading(tmp_path, text, name="a.txt", encoding="gb18030"))
    assert found[:6] == EXPECTED and len(found) == 10


def test_the_mark_that_most_rows_share_divides_not_the_one_inside_figures(tmp_path: Path) -> None:
    text = (HEAD + ROWS.replace('"1,030.00"', "1030.00")).replace(",", ";")
    assert amounts(reading(tmp_path, text.replace("1030.00", "1,030.00"))) == EXPECTED


def test_texts_in_formulas_are_their_texts(tmp_path: Path) -> None:
    text = HEAD + ROWS.replace("205,", '="205",').replace("1020.00", '="1020.00"')
    assert amounts(reading(tmp_path, text)) == EXPECTED


@pytest.mark.parametrize(
    ("given", "line"),
    [('合计,"",', None), ('"合计,,', 7), ('合计,"小计,', 7), ('205,"教育支出,', 8), ('205,"教育"支出",', 8)],
)
def test_a_quotation_mark_that_nothing_closes_takes_no_rows_with_it(
    tmp_path: Path, given: str, line: int | None
) -> None:
    plain = ROWS.replace('"1,030.00"', "1030.00")
    text = (
        HEAD + plain.replace("合计,,", given)
        if "合" in given
        else HEAD + plain.replace("205,教育支出,", given)
    )
    found = reading(tmp_path, text)
    assert amounts(found) == EXPECTED
    told = "1 lines have a quotation mark that nothing closes, the first is line "
    assert found.notes == ((f"{told}{line}",) if line else ())


def test_two_marks_in_two_rows_are_no_field_over_both(tmp_path: Path) -> None:
    rows = (
        ROWS.replace('"1,030.00"', "1030.00")
        .replace("合计,,", '合计,"全部,')
        .replace("教育支出", '"教育支出')
    )
    assert amounts(reading(tmp_path, HEAD + rows)) == EXPECTED


def test_a_field_over_lines_stays_one(tmp_path: Path) -> None:
    text = HEAD + ROWS.replace("科目名称", '"科目\n名称"').replace("教育支出", '"教育\n支出"')
    found = reading(tmp_path, text)
    assert amounts(found) == EXPECTED
    assert found.notes == ()


def test_a_field_may_be_as_long_as_the_text(tmp_path: Path) -> None:
    long = "长" * (1 << 20)
    found = reading(tmp_path, HEAD + ROWS + f'206,"{long}",1.00,1.00,0.00\n')
    assert amounts(found)[: len(EXPECTED)] == EXPECTED
