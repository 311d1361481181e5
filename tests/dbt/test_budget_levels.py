"""Levels of accounts that a form elides are summed up from the level below; printed ones are never replaced."""

from __future__ import annotations

from tests.dbt.county import County

MART = "fct_budget_vs_final"
FINAL = "item_key, item_level, final_yuan, final_figure_source"


def test_every_elided_level_is_the_sum_of_the_level_below(county: County) -> None:
    county.figures(
        county.final(),
        "F05",
        {
            "2010601 行政运行": "1",
            "2010602 一般行政管理事务": "20",
            "2010301 行政运行": "300",
            "2050101 行政运行": "4000",
        },
    )
    assert county.ask(MART, FINAL) == [
        ("201", "class", 321, "sum_of_sub_items"),
        ("20103", "item", 300, "sum_of_sub_items"),
        ("2010301", "sub_item", 300, "printed"),
        ("20106", "item", 21, "sum_of_sub_items"),
        ("2010601", "sub_item", 1, "printed"),
        ("2010602", "sub_item", 20, "printed"),
        ("205", "class", 4000, "sum_of_sub_items"),
        ("20501", "item", 4000, "sum_of_sub_items"),
        ("2050101", "sub_item", 4000, "printed"),
        ("total", "total", 4321, "sum_of_classes"),
    ]


def test_a_class_of_printed_and_summed_items_says_that_it_sums_items(county: County) -> None:
    county.figures(
        county.final(),
        "F05",
        {
            "20103 政府办公厅": "500",
            "2010601 行政运行": "1",
            "20501 教育管理事务": "7",
            "206 科学技术支出": "9",
        },
    )
    assert county.ask(MART, FINAL, "item_level in ('class', 'total')") == [
        ("201", "class", 501, "sum_of_items"),
        ("205", "class", 7, "sum_of_items"),
        ("206", "class", 9, "printed"),
        ("total", "total", 517, "sum_of_classes"),
    ]


def test_a_printed_row_stays_though_its_parts_add_up_to_another_sum(county: County) -> None:
    county.figures(
        county.final(),
        "F05",
        {"合计": "1000", "201 一般公共服务支出": "100", "20106 财政事务": "10", "2010601 行政运行": "1"},
    )
    assert county.ask(MART, FINAL) == [
        ("201", "class", 100, "printed"),
        ("20106", "item", 10, "printed"),
        ("2010601", "sub_item", 1, "printed"),
        ("total", "total", 1000, "printed"),
    ]


def test_a_row_is_elided_by_document_form_and_measure(county: County) -> None:
    """What one body, form or measure prints does not stand for another's."""
    for body, printed in (("甲", True), ("乙", False)):
        accounts, budget = county.final(body), county.budget(body)
        for document, form, measure in (
            (accounts, "F05", "total"),
            (accounts, "F05", "adjusted_budget"),
            (budget, "B05", "total"),
        ):
            county.figure(document, form, "2010601 行政运行", "1", measure=measure)
            if printed and (form, measure) == ("F05", "total"):
                county.figures(document, form, {"合计": "5000", "201 类": "500", "20106 款": "50"})
    columns = "item_key, initial_budget_yuan, adjusted_budget_yuan, final_yuan"
    rows = county.ask_each(MART, columns)
    assert rows == [
        ("乙", "201", 1, 1, 1),
        ("乙", "20106", 1, 1, 1),
        ("乙", "2010601", 1, 1, 1),
        ("乙", "total", 1, 1, 1),
        ("甲", "201", 1, 1, 500),
        ("甲", "20106", 1, 1, 50),
        ("甲", "2010601", 1, 1, 1),
        ("甲", "total", 1, 1, 5000),
    ]


def test_a_sum_with_an_unknown_part_is_unknown(county: County) -> None:
    accounts = county.final()
    county.figure(accounts, "F05", "2010601 行政运行", "1")
    county.figure(accounts, "F05", "2010602 一般行政管理事务", None)
    county.figure(accounts, "F05", "2050101 行政运行", "2")
    assert county.ask(MART, "item_key, final_yuan", "item_level <> 'sub_item'") == [
        ("201", None),
        ("20106", None),
        ("205", 2),
        ("20501", 2),
        ("total", None),
    ]


def test_a_sum_is_proven_as_weakly_as_its_weakest_part_and_stands_on_its_first_page(county: County) -> None:
    parts = {
        "甲": ("proven", "proven", "proven"),
        "乙": ("proven", "unproven", "unproven"),
        "丙": ("proven", "disputed", "disputed"),
        "丁": ("unproven", "disputed", "disputed"),
    }
    for body, (first, second, _) in parts.items():
        for year, code in ((2024, "2010602"), (2023, "2010301"), (2022, "2050101")):
            accounts = county.final(body, year)
            county.figure(accounts, "F05", "2010601 行政运行", "1", proof_status=first, page=9)
            county.figure(accounts, "F05", f"{code} 另一项", "2", proof_status=second, page=8)
    for level, years in (("item", (2024,)), ("class", (2023, 2024)), ("total", (2022, 2023, 2024))):
        for year in years:
            where = "item_level = ? and fiscal_year = ? and final_figure_source <> 'absent'"
            rows = county.ask_each(MART, "final_proof_status, final_page", where, level, year)
            assert rows == sorted((body, weakest, 8) for body, (*_, weakest) in parts.items())


def test_rows_without_an_account_and_other_measures_enter_no_sum(county: County) -> None:
    """年初结转和结余, 基本支出 and 项目支出 stand beside the accounts."""
    accounts = county.final()
    county.figures(accounts, "F05", {"201 一般公共服务支出": "1", "年初财政拨款结转和结余": "10"})
    county.figure(accounts, "F05", "2010601 行政运行", "100", measure="basic")
    county.figure(accounts, "F05", "2010601 行政运行", "100", measure="project")
    assert county.ask(MART, FINAL) == [
        ("201", "class", 1, "printed"),
        ("total", "total", 1, "sum_of_classes"),
        ("年初财政拨款结转和结余", None, 10, "printed"),
    ]


def test_a_sum_lacks_no_row_of_which_the_total_was_not_read(county: County) -> None:
    """2?0.00 is no figure: its row is known by 项目支出 beside it, or by the note alone where nothing of it is read."""
    partly, wholly = county.final("甲局"), county.final("乙局")
    for accounts in (partly, wholly):
        figures = {"2010601 行政运行": "1", "2050202 小学教育": "3"}
        county.figures(accounts, "F05", figures, table_no=5)
        county.table(accounts, "F05", table_no=5)
    county.figure(partly, "F05", "2050204 高中教育", "0", measure="project", table_no=5)
    note = {"note_id": "unread", "document_id": wholly.document_id, "kind": "unparsed_figure"}
    county.add(
        "reading_notes", wholly.site, {**note, "table_no": 5, "page": 7, "row_no": 999, "column_no": 3}
    )
    assert county.ask_each(MART, "item_key, final_yuan", "item_level <> 'sub_item'") == [
        ("甲局", "201", 1),
        ("甲局", "20106", 1),
        ("甲局", "205", None),
        ("甲局", "20502", None),
        ("甲局", "total", None),
    ]
