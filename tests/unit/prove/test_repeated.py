"""Repeated: a form that is printed several times, alike or with other figures."""

from __future__ import annotations

from pipelines.prove.repeated import printed_again
from pipelines.values.items import FormTable
from tests.unit.prove.figures import cell


def table(number: int, *amounts: str) -> FormTable:
    items = [
        cell("F05", row, f"第{row}项", "total", amount, table=number) for row, amount in enumerate(amounts, 1)
    ]
    return FormTable(
        number, number, number, "", "F05", "recognised", "", "万元", False, "", "", 2, 2, False, tuple(items)
    )


def test_each_table_is_told_beside_the_first_one_that_has_other_amounts() -> None:
    tables = [
        table(1, "1.00", "2.00"),
        table(2, "1.00", "2.00"),
        table(3, "1.00", "3.00", "4.00"),
        table(4, "1.00", "2.00"),
        table(5, "1.00", "3.00", "5.00"),
        table(6, "1.00"),
    ]
    told = {note.table_no: note.detail for note in printed_again(tables)}
    assert {number: detail.split(":")[0] for number, detail in told.items()} == {
        3: "F05 stands on page 1 too, with other amounts in 1 of its cells",
        4: "F05 stands on page 3 too, with other amounts in 1 of its cells",
        5: "F05 stands on page 1 too, with other amounts in 1 of its cells",
    }
