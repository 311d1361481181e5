"""Terms: which rows an identity names, and in which order they are looked for."""

from __future__ import annotations

from pipelines.forms.terms import Term, parse_column, parse_part, parse_term
from pipelines.prove.terms import rows_of, select
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell, form


def line(row: int, name: str, *, section: str = "revenue", parent: str = "", code: str = "") -> LineItem:
    return cell("F04", row, name, "final", f"{row}.00", section=section, parent=parent, code=code)


ROWS = rows_of(
    [
        line(1, "一、一般公共预算财政拨款"),
        line(2, "二、政府性基金预算财政拨款"),
        line(3, "本年收入合计"),
        line(4, "年初财政拨款结转和结余"),
        line(5, "一般公共预算财政拨款", parent="年初财政拨款结转和结余"),
        line(6, "政府性基金预算财政拨款", parent="年初财政拨款结转和结余"),
        line(7, "总计"),
        line(8, "使用结余"),
        line(1, "教育支出", section="expenditure"),
        line(2, "教育支出", section="expenditure", code="205"),
    ]
)


def found(text: str, anchor: str = "") -> list[str]:
    """Return the texts of the rows that a term names."""
    row = select(parse_term(anchor), ROWS, None)[0] if anchor else None
    return [one.figures["final"].text_printed for one in select(parse_term(text), ROWS, row)]


def test_a_row_is_named_without_its_ordinal_and_is_no_sub_row() -> None:
    assert found("revenue[一般公共预算财政拨款]") == ["1.00"]
    assert found("revenue[年初财政拨款结转和结余>一般公共预算财政拨款]") == ["5.00"]
    assert found("revenue[年初财政拨款结转和结余>*]") == ["5.00", "6.00"]
    assert found("revenue[年初财政拨款结转和结余>没有|政府性基金预算财政拨款]") == ["6.00"]
    assert found("revenue[年初财政拨款结转和结余>没有]") == []
    assert found("revenue[教育支出]") == []


def test_of_several_names_the_first_that_is_printed_counts() -> None:
    assert found("revenue[没有|总计|本年收入合计]") == ["7.00"]
    assert found("revenue[没有]") == []


def test_a_total_above_the_items_and_below_them_is_one_row_where_both_print_the_same() -> None:
    def totals(again: str) -> list[str]:
        rows = [("合计", "9.00"), ("教育支出", "9.00"), ("合计", again), ("教育支出", "9.00")]
        items = [cell("F04", at, name, "total", text) for at, (name, text) in enumerate(rows)]
        return [
            r.figures["total"].text_printed for r in select(parse_term("[合计].total"), rows_of(items), None)
        ]

    assert totals("9.00") == ["9.00"]
    assert totals("8.00") == ["9.00", "8.00"]


def test_a_row_without_a_code_comes_before_one_with_a_code() -> None:
    assert found("expenditure[教育支出]") == ["1.00"]
    assert found("expenditure{205}") == ["2.00"]
    assert found("expenditure{206}") == []


def test_all_rows_are_those_above_the_total_that_are_neither_totals_nor_sub_rows() -> None:
    assert found("revenue[*]", "revenue[总计]") == ["1.00", "2.00", "4.00"]
    assert found("revenue[*]", "revenue[年初财政拨款结转和结余]") == ["1.00", "2.00"]
    assert found("revenue[*]") == ["1.00", "2.00", "4.00", "8.00"]
    assert found("revenue[*-使用结余|年初财政拨款结转和结余]") == ["1.00", "2.00"]


def test_a_term_is_read_into_its_parts() -> None:
    assert parse_term("-F04.revenue[总计|合计>甲|乙].final") == Term(
        -1, "F04", "revenue", ("总计", "合计"), ("甲", "乙"), "", "final"
    )
    assert parse_term("F06{30217}.final") == Term(1, "F06", "", ("",), (), "30217", "final")
    assert parse_term("B02(一般公共预算资金)[小计]") == Term(
        1, "B02", "一般公共预算资金", ("小计",), (), "", ""
    )
    column = parse_column("F04.expenditure.total")
    assert (column.form, column.section, column.measure) == ("F04", "expenditure", "total")
    assert (parse_column("F05.total").section, parse_column("F05.total").measure) == ("", "total")


def test_a_part_of_a_sum_may_be_printed_in_parts_of_its_own() -> None:
    ways = parse_part("[小计|合计]|[购置费]+-[运行费|运维费]")
    assert [[(term.sign, term.labels) for term in way] for way in ways] == [
        [(1, ("小计", "合计"))],
        [(1, ("购置费",)), (-1, ("运行费", "运维费"))],
    ]
    assert parse_part("F04.revenue[总计|合计>甲|乙].final") == (
        (parse_term("F04.revenue[总计|合计>甲|乙].final"),),
    )


def test_rows_stand_in_printed_order_and_keep_the_first_of_two_figures() -> None:
    items = form("F05", ("total", "basic"), [("合计", "9.00", "5.00"), ("201", "4.00", "1.00")])
    again = cell("F05", 0, "合计", "total", "7.00", column=9)
    rows = rows_of([*reversed(items), again])
    assert [(row.name, row.code) for row in rows] == [("合计", ""), ("201", "201")]
    assert {measure: figure.text_printed for measure, figure in rows[0].figures.items()} == {
        "total": "9.00",
        "basic": "5.00",
    }
    assert (rows[0].is_total, rows[1].is_total) == (True, False)
    assert (len(rows), [row.name for row in rows[1:]]) == (2, ["201"])


def test_measures_below_each_other_are_one_row_of_a_form_of_named_items() -> None:
    budget = [
        cell("F09", 3, name, "budget", text) for name, text in (("合计", "5.00"), ("公务接待费", "2.00"))
    ]
    final = [cell("F09", 4, name, "final", text) for name, text in (("合计", "4.00"), ("公务接待费", "1.50"))]
    rows = rows_of([*budget, *final])
    assert [(row.name, sorted(row.figures)) for row in rows] == [
        ("合计", ["budget", "final"]),
        ("公务接待费", ["budget", "final"]),
    ]


def test_an_item_printed_twice_under_one_measure_is_two_rows() -> None:
    twice = [cell("F09", row, "公务接待费", "final", "1.50") for row in (3, 4)]
    assert [len(row.figures) for row in rows_of(twice)] == [1, 1]
