"""Decimals: a table has one number of them, its sums come out to it, and a figure with others is doubted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.decimals import in_scale, odd_decimals, odd_grain, scales_of
from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.status import prove
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell, form

FIXED = ("12.30", "785.37", "6.05", "8.11", "0.00")
TRIMMED = ("12.3", "785.37", "6.05", "8", "41.19")


def column(*texts: str, table: int = 1, unit: str = "万元") -> list[LineItem]:
    return [
        cell("F05", row, "教育支出", "total", text, table=table, unit=unit, column=3)
        for row, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (FIXED, (2, True)),
        (("12.31", "785.37", "6.05", "8.11", "0.00"), (2, True)),  # only the nil shows that zeros are printed
        (("12.31", "785.37", "6.05", "8.11"), (2, False)),  # all alike by chance or by rule
        (TRIMMED, (2, False)),
        (("12", "785", "6", "8"), (0, False)),
        (("12.50", "785.37"), None),  # too few to tell
    ],
)
def test_a_table_tells_its_decimals(texts: tuple[str, ...], scale: tuple[int, bool] | None) -> None:
    found = [(one.decimals, one.is_fixed) for one in scales_of(column(*texts)).values()]
    assert found == ([scale] if scale else [])


@pytest.mark.parametrize(
    ("texts", "odd"),
    [
        ((*FIXED, "0.002101103"), {"0.002101103"}),  # the next row's code is glued to a nil
        ((*FIXED, "1.321"), {"1.321"}),  # the number of a footnote
        ((*FIXED, "785"), {"785"}),  # cut off
        ((*FIXED, "0"), set()),
        ((*TRIMMED, "785"), set()),
        ((*TRIMMED, "0.002101103"), {"0.002101103"}),
        (("12", "785", "6", "8", "1.32"), set()),  # nobody knows whether the others have none
        (("12", "785", "6", "8", "1.3210"), {"1.3210"}),
    ],
)
def test_a_figure_with_other_decimals_is_odd(texts: tuple[str, ...], odd: set[str]) -> None:
    items = column(*texts)
    found = odd_decimals(items)
    assert {item.text_printed for item in items if item.place in found} == odd


def test_each_number_of_a_workbook_has_its_own_decimals() -> None:
    texts = ("12.3", "785.37", "6", "8.1182", "1.3211234")
    items = [replace(item, cell_reference=f"收支表!C{n}") for n, item in enumerate(column(*texts))]
    assert odd_decimals(items) == {}
    fixed = [replace(item, cell_reference=f"收支表!C{n}") for n, item in enumerate(column(*FIXED, "1.321"))]
    assert list(odd_decimals(fixed)) == [fixed[-1].place]
    alike = ("12.31", "785.37", "6.05", "8.11", "952.152210201")  # four have two, one has the next row's code
    glued = [replace(item, cell_reference=f"收支表!C{n}") for n, item in enumerate(column(*alike))]
    assert list(odd_decimals(glued)) == [glued[-1].place]


def test_a_figure_is_no_rougher_than_its_table() -> None:
    steps = {item.text_printed: item.step for item in in_scale(column(*FIXED, "785"))}
    assert set(steps.values()) == {Decimal("0.01")}
    other = [*column(*FIXED), *column("785", table=2)]
    assert in_scale(other)[-1].step == 1


MEASURES = ("total", "basic", "project")


def rows(*wrong: tuple[str, str, str, str]) -> list[LineItem]:
    """F05 of three classes in 万元 with two decimals."""
    right = [
        ("合计", "110.50", "70.25", "40.25"),
        ("201", "60.30", "40.15", "20.15"),
        ("205", "30.20", "20.10", "10.10"),
        ("208", "20.00", "10.00", "10.00"),
    ]
    by_label = {row[0]: row for row in wrong}
    return form("F05", MEASURES, [by_label.get(row[0], row) for row in right])


def status(items: list[LineItem], label: str, measure: str) -> str:
    proofs = prove(items, evaluate_document(items, []), odd_decimals(items))
    (item,) = [i for i in items if (i.item_code or i.item_name) == label and i.measure == measure]
    return proofs[item.place].status


@pytest.mark.parametrize("text", ["60", "60.302", "60.3021"])
def test_a_figure_that_lost_or_gained_digits_is_never_proven(text: str) -> None:
    items = rows(("201", text, "40.15", "20.15"))
    assert status(items, "201", "total") == "disputed"


def test_a_figure_without_its_zeros_is_proven_where_its_sums_come_out_exactly() -> None:
    items = rows(("208", "20", "10.00", "10.00"))
    assert status(items, "208", "total") == "proven"
    assert status(items, "201", "total") == "proven"


CONVERTED = ("891,700.00", "298,800.00", "2,420,200.00", "79,400.00", "24,300.00", "800.00", "14,530,800.00",
             "3,196,700.00", "2,627,200.00", "112,500.00")  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "odd"),
    [
        ((*CONVERTED, "1,816,400.05"), {"1,816,400.05"}),
        ((*CONVERTED, "1,816,410.00"), {"1,816,410.00"}),
        ((*CONVERTED, "1,816,400.00"), set()),
        ((*CONVERTED, "1,816,410.00", "1,816,410.00"), set()),  # two forms print it: no slip
        ((*CONVERTED[:4], "1,816,410.00"), set()),  # nobody knows what the others are multiples of
        (("1,231.00", *CONVERTED, "1,816.05"), {"1,816.05"}),  # whole yuan
        (("1,231.10", *CONVERTED, "1,816.05"), set()),
    ],
)
def test_a_figure_that_is_rounded_less_than_all_others_is_odd(texts: tuple[str, ...], odd: set[str]) -> None:
    items = form("B08", ["total"], [(f"30{n:03}", text) for n, text in enumerate(texts, 101)], unit="元")
    found = odd_grain(items)
    assert {item.text_printed for item in items if item.place in found} == odd
    assert not odd_grain([replace(item, unit="万元") for item in items])
