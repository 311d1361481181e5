"""Percentages by interval arithmetic: what rounded amounts may give, and what they may not."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.rates import Formula, change_of, growth_of, part_of, rate_of
from tests.unit.prove.figures import cell, claim

STEP = Decimal("0.01")


def judged(stated: str, formula: Formula, *amounts: str) -> str | None:
    found = rate_of(formula, [claim("total_yoy", f"{n}", "amount", text) for n, text in enumerate(amounts)])
    return found.compare(Decimal(stated), STEP)[0] if found else None


@pytest.mark.parametrize(
    ("stated", "formula", "amounts", "status"),
    [
        ("47.50", part_of, ("0.95", "2.00"), "holds"),
        ("47.30", part_of, ("0.95", "2.00"), "rounding"),  # 0.9460 of 2.0000 prints so
        ("47.13", part_of, ("0.95", "2.00"), "rounding"),
        ("47.12", part_of, ("0.95", "2.00"), "violated"),
        ("-18.79", change_of, ("-116.78", "504.60"), "holds"),
        ("-18.72", change_of, ("-116.78", "504.60"), "violated"),
        ("71.65", part_of, ("2106.66", "2940.05"), "holds"),
        ("71.66", part_of, ("2106.66", "2940.05"), "rounding"),
        ("71.73", part_of, ("2106.66", "2940.05"), "violated"),
        ("17.92", growth_of, ("91.97", "77.99"), "rounding"),  # 17.925: cut off instead of rounded
        ("17.66", growth_of, ("91.97", "77.99"), "violated"),
        ("120.00", part_of, ("12.00", "10.00"), "holds"),  # a completion may exceed 100
        ("17.62", growth_of, ("3845.49", "43269.3"), "violated"),
    ],
)
def test_a_stated_rate_is_right_if_some_amounts_within_rounding_give_it(
    stated: str, formula: Formula, amounts: tuple[str, ...], status: str
) -> None:
    assert judged(stated, formula, *amounts) == status


@pytest.mark.parametrize(
    ("formula", "amounts"),
    [
        (part_of, ("5300.00", "0.00")),
        (part_of, ("5300.00", "0")),
        (growth_of, ("25.00", "0.00")),
        (change_of, ("307.82", "307.82")),  # nothing the year before
    ],
)
def test_nothing_is_computed_on_a_base_that_may_be_zero(formula: Formula, amounts: tuple[str, ...]) -> None:
    assert judged("100.00", formula, *amounts) is None


def test_units_may_differ_and_other_units_give_no_rate() -> None:
    part = claim("structure", "基本支出", "amount", "28.60")
    whole = cell("F03", 1, "合计", "expenditure_total", "100,000.00", unit="元")
    found = rate_of(part_of, [part, whole])
    assert found is not None and found.nominal == Decimal("286.0000")
    assert rate_of(part_of, [part, claim("assets", "车辆总数", "count", "3", unit="辆")]) is None


def test_absurd_figures_are_judged_and_not_stumbled_over() -> None:
    small = claim("total_yoy", "收支总计", "amount", "0.01")
    huge = replace(small, value=Decimal("9" * 60), claim_no=2)
    over = rate_of(part_of, [huge, replace(small, value=Decimal(1))])
    assert over is not None and over.compare(Decimal("9" * 40), STEP)[0] == "violated"
    under = rate_of(part_of, [small, huge])
    assert under is not None and under.compare(Decimal("0.00"), STEP)[0] == "holds"
    absurd = claim("total_yoy", "收支总计", "rate", "9" * 50)
    checks = evaluate_document([], [small, replace(small, measure="delta", claim_no=3), huge, absurd])
    assert [check.status for check in checks if check.identity_id == "N11"] == []  # nothing the year before


@given(st.integers(0, 10**11), st.integers(10**7, 10**11), st.booleans())
def test_honest_rates_are_never_accused(part: int, whole: int, is_cut: bool) -> None:
    """Amounts kept in fen, printed in 万元 with two decimals, and a rate computed before printing."""

    def printed(fen: int) -> str:
        return str((Decimal(fen) / 1_000_000).quantize(STEP, ROUND_HALF_UP))

    rate = (Decimal(part) / Decimal(whole) * 100).quantize(STEP, ROUND_DOWN if is_cut else ROUND_HALF_UP)
    assert judged(str(rate), part_of, printed(part), printed(whole)) != "violated"
    grown = (Decimal(part - whole) / Decimal(whole) * 100).quantize(STEP, ROUND_HALF_UP)
    assert judged(str(grown), growth_of, printed(part), printed(whole)) != "violated"
