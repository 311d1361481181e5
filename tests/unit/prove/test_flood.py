"""Tables recognised wrongly: found where nearly everything breaks, never for single misprints."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.flood import suspect_tables
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.prove.figures import cell, claim, form, side

CODES = ("201", "2010301", "2010350", "205", "2050201", "2050299", "208", "2080505", "2080506")
BASIC = {"2010301": 289, "2010350": 51, "2050201": 120, "2050299": 0, "2080505": 35, "2080506": 17}
PROJECT = {"2010301": 13, "2010350": 7, "2050201": 0, "2050299": 65, "2080505": 2, "2080506": 5}
CLASSES = {"201": "一般公共服务支出", "205": "教育支出", "208": "社会保障和就业支出"}


def rows() -> list[tuple[str, ...]]:
    def line(label: str, prefix: str) -> tuple[str, ...]:
        basic = sum(v for code, v in BASIC.items() if code.startswith(prefix))
        project = sum(v for code, v in PROJECT.items() if code.startswith(prefix))
        return (label, f"{basic + project}.00", f"{basic}.00", f"{project}.00")

    return [line("合计", ""), *(line(code, code) for code in CODES)]


def document() -> list[LineItem]:
    lines = rows()
    totals = {line[0]: line[1] for line in lines}
    f03 = form("F03", ("expenditure_total", "basic", "project"), lines)
    f05 = form("F05", ("total", "basic", "project"), lines)
    named = [replace(i, item_name=CLASSES.get(i.item_code, i.item_name)) for i in (*f03, *f05)]
    classes = [(name, totals[code]) for code, name in CLASSES.items()]
    f01 = side("F01", "expenditure", "final", [*classes, ("本年支出合计", totals["合计"])])
    f04 = [
        item
        for measure in ("total", "general_public_budget")
        for item in side("F04", "expenditure", measure, [*classes, ("本年支出合计", totals["合计"])])
    ]
    f04 = [replace(i, column_no=50 + (i.measure != "total")) for i in f04]
    f06 = form(
        "F06",
        ("final",),
        [
            ("人员经费合计", "412.00"),
            ("301", "412.00"),
            ("30101", "400.00"),
            ("30102", "12.00"),
            ("公用经费合计", "100.00"),
            ("302", "100.00"),
            ("30201", "60.00"),
            ("30202", "40.00"),
        ],
    )
    return [*f01, *named, *f04, *f06]


def suspected(items: list[LineItem]) -> dict[int, str]:
    return suspect_tables(items, evaluate_document(items, ()))


def taken(item: LineItem, other: LineItem) -> LineItem:
    return replace(
        item,
        value=other.value,
        text_printed=other.text_printed,
        step=other.step,
        amount_yuan=other.amount_yuan,
    )


def rows_shifted(items: list[LineItem]) -> list[LineItem]:
    """Every figure stands one row too low, the last on top."""
    columns: dict[int, list[LineItem]] = defaultdict(list)
    for item in sorted(items, key=lambda i: i.row_no):
        columns[item.column_no].append(item)
    above = {
        one.place: other
        for column in columns.values()
        for one, other in zip(column, [column[-1], *column[:-1]], strict=True)
    }
    return [taken(item, above[item.place]) for item in items]


def columns_shifted(items: list[LineItem]) -> list[LineItem]:
    """Every figure stands one column too far to the left, the first at the end."""
    by_row: dict[int, list[LineItem]] = defaultdict(list)
    for item in sorted(items, key=lambda i: i.column_no):
        by_row[item.row_no].append(item)
    beside = {
        one.place: other
        for row in by_row.values()
        for one, other in zip(row, [*row[1:], row[0]], strict=True)
    }
    return [taken(item, beside[item.place]) for item in items]


def in_yuan(items: list[LineItem]) -> list[LineItem]:
    """The unit was taken for 万元 where the figures are in 元."""
    return [replace(item, value=item.value * 10_000) for item in items]


def of_another_body(items: list[LineItem]) -> list[LineItem]:
    """Consistent in itself, and nothing to do with the other forms."""
    return [replace(item, value=item.value * 2) for item in items]


def test_a_consistent_report_has_no_suspects() -> None:
    assert suspected(document()) == {}


@pytest.mark.parametrize("break_table", [rows_shifted, columns_shifted, in_yuan, of_another_body])
def test_a_table_recognised_wrongly_is_found_and_the_others_stand(
    break_table: Callable[[list[LineItem]], list[LineItem]],
) -> None:
    items = document()
    f05 = [item for item in items if item.form_code == "F05"]
    others = [item for item in items if item.form_code != "F05"]
    found = suspected([*others, *break_table(f05)])
    assert list(found) == [5]
    assert "violated" in found[5]


def test_a_shifted_table_is_found_without_any_other_form() -> None:
    f05 = [item for item in document() if item.form_code == "F05"]
    assert list(suspected(rows_shifted(f05))) == [5]


def test_one_or_two_wrong_figures_make_no_table_suspect() -> None:
    items = document()
    chance = random.Random(7)
    for _ in range(150):
        victims = chance.sample([item for item in items if item.value], chance.choice((1, 2)))
        wrong = [replace(i, value=i.value + 7) if i in victims else i for i in items]
        assert suspected(wrong) == {}, [(v.form_code, v.item_code, v.measure) for v in victims]


def test_a_row_that_adds_up_and_fits_no_other_is_misprinted() -> None:
    """One class of a small form, wrong in 合计 and 基本支出 alike, breaks four of six sums."""
    lines = [("合计", 90), ("205", 95), ("20502", 90), ("2050202", 90)]
    printed = [(label, f"{amount}.00", f"{amount}.00", "0.00") for label, amount in lines]
    f05 = form("F05", ("total", "basic", "project"), printed)
    assert [check.status for check in evaluate_document(f05, ()) if check.identity_id == "W07"].count(
        "violated"
    ) == 4
    assert suspected(f05) == {}
    shifted = [replace(item, value=Decimal(95)) if item.item_code == "205" else item for item in f05]
    assert list(suspected(shifted)) == [5]


def test_what_the_words_say_accuses_no_table() -> None:
    items = document()
    told = [
        claim("item_execution", f"类/款/{code}", "final", "1234.00", code=code)
        for code in CODES
        if len(code) == 7
    ]
    assert suspect_tables(items, evaluate_document(items, told)) == {}


# Where a flood begins


def table(violated: int, applied: int) -> list[LineItem]:
    """Return a form of rows that are sums, so many of them wrong."""
    rows = [(f"{200 + n}", "9.00" if n < violated else "5.00", "3.00", "2.00") for n in range(applied)]
    return form("F05", ("total", "basic", "project"), rows)


@pytest.mark.parametrize(
    ("violated", "applied", "is_suspect"),
    [(4, 4, True), (3, 3, False), (4, 6, True), (6, 10, True), (5, 10, False), (4, 7, False)],
)
def test_nearly_all_rows_of_one_identity_make_a_table_suspect(
    violated: int, applied: int, is_suspect: bool
) -> None:
    items = table(violated, applied)
    found = suspect_tables(items, [c for c in evaluate_document(items, ()) if c.identity_id == "W13"])
    assert bool(found) == is_suspect
    if found:
        assert found == {
            5: f"{violated} of {applied} applications of W13 (小计 = 基本支出 + 项目支出) are violated: "
            "rows or columns were not understood"
        }


def across(*statuses: tuple[str, int]) -> dict[int, str]:
    """Return the suspects where a table is tied to others, with these outcomes: (status, other table)."""
    own = [cell("F05", row, "甲", "total", "5.00") for row in range(len(statuses))]
    ties = [
        Check(f"X{n}", "", "", True, Decimal(1), Decimal(0), Decimal(0), status, (own[n],),
              ((1, cell("F03", n, "甲", "basic", "9.00", table=other)),), False)
        for n, (status, other) in enumerate(statuses)
    ]  # fmt: skip
    return suspect_tables(
        [*own, *(f for t in ties for _, f in t.right_items if isinstance(f, LineItem))], ties
    )


BROKEN, HELD = "violated", "holds"


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ([(BROKEN, 3), (BROKEN, 3), (BROKEN, 4)], [5]),
        ([(BROKEN, 3), (BROKEN, 4)], []),  # two may be one wrong total
        ([(BROKEN, 3)] * 3, []),  # one opponent may be the strange one
        ([(BROKEN, 3), (BROKEN, 3), (BROKEN, 4), (HELD, 4)], [5]),
        ([(BROKEN, 3), (BROKEN, 3), (BROKEN, 4), (HELD, 4), (HELD, 3)], []),
        ([("rounding", 3)] * 2 + [("rounding", 4)] * 2, []),
    ],
)
def test_a_table_that_contradicts_nearly_all_others_is_strange(
    statuses: list[tuple[str, int]], found: list[int]
) -> None:
    told = across(*statuses)
    assert list(told) == found
    if found:
        broken = sum(status == BROKEN for status, _ in statuses)
        assert told[5] == (
            f"{broken} of {len(statuses)} identities with 2 other forms are violated: another body's figures, or another unit"
        )


@pytest.mark.parametrize(
    ("violated", "applied", "is_suspect"), [(7, 20, True), (6, 7, False), (7, 21, False), (8, 22, True)]
)
def test_a_third_of_all_ties_make_a_table_suspect(violated: int, applied: int, is_suspect: bool) -> None:
    items = [cell("F05", row, "甲", "total", "5.00") for row in range(applied)]
    ties = [
        Check(
            f"W{n}",
            "",
            "",
            True,
            Decimal(1),
            Decimal(0),
            Decimal(0),
            BROKEN if n < violated else HELD,
            (item,),
            (),
            False,
        )
        for n, item in enumerate(items)
    ]
    found = suspect_tables(items, ties)
    assert bool(found) == is_suspect
    assert all(
        f"{violated} of {applied} identities of the table with itself" in reason for reason in found.values()
    )
    soft = [replace(tie, is_hard=False) for tie in ties]
    owed = [replace(tie, is_presence=True) for tie in ties]
    nil = [
        replace(
            tie,
            left_items=tuple(replace(f, value=Decimal(0)) for f in tie.left_items if isinstance(f, LineItem)),
        )
        for tie in ties
    ]
    assert suspect_tables(items, soft) == suspect_tables(items, owed) == suspect_tables(items, nil) == {}
    assert suspect_tables([], ties) == {}
