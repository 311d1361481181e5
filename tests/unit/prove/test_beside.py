"""One table at a time proven beside the others: the same as all of them proven at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.prove.roles import bound_identities, codes_of
from pipelines.values.items import LineItem
from tests.unit.prove.declared import cross_cases, form_cases, forms_with_identities
from tests.unit.prove.f05 import misprinted, printed
from tests.unit.prove.figures import cell

WITHIN = [(d, i) for d, i in forms_with_identities() if not i.is_presence]
CROSS = [i for i in bound_identities(codes_of(())) if i.kind not in ("single", "placed")]


def of_tables(items: Sequence[LineItem]) -> dict[int, list[LineItem]]:
    found: dict[int, list[LineItem]] = defaultdict(list)
    for item in items:
        found[item.table_no].append(item)
    return found


def assert_same(items: Sequence[LineItem], elided: frozenset[int] = frozenset()) -> int:
    """Each table's ties, put in late and while another reading of it stands, are those of all at once; count them."""
    tables, beside, count = of_tables(items), evaluate.beside(), 0
    for number, own in tables.items():
        beside.put(number, own[:1])
    for number, own in reversed(tables.items()):
        beside.put(number, [replace(item, value=item.value + 1) for item in own])
        found = beside.ties(number, own, is_elided=number in elided)
        beside.put(number, own)
        count += len(found)
    for number, own in tables.items():
        ties = beside.ties(number, own, is_elided=number in elided)
        assert ties == evaluate(items, elided, number)
    return count


def items_of(figures: Sequence[object]) -> list[LineItem]:
    return [figure for figure in figures if isinstance(figure, LineItem)]


def test_identities_within_and_across_forms_are_applied_as_to_all_at_once() -> None:
    cases = [items_of(c.figures) for d, i in WITHIN for c in form_cases(d, i)]
    cases += [items_of(c.figures) for identity in CROSS for c in cross_cases(identity)]
    assert len(cases) > 300
    assert sum(map(assert_same, cases)) > 300


@pytest.mark.parametrize("unit", ["万元", "元"])
@pytest.mark.parametrize("factor", ["1", "100", "10000"])
def test_the_rounding_of_figures_is_that_of_the_whole_document(unit: str, factor: str) -> None:
    items = [
        replace(item, value=item.value * Decimal(factor), unit=unit)
        for part in (printed(), printed(form="F03", table=3), misprinted(("201", 0, "1.00")))
        for item in part
    ]
    assert_same(items)
    assert_same(items, frozenset({3}))


def test_forms_printed_twice_and_forms_of_projects_are_tied_as_in_the_whole_document() -> None:
    twice = [*printed(), *printed(table=6), *printed(form="F03", table=3)]
    projects = [
        cell("F11", 1, "年度资金总额", "final", text, section=f"项目{number}", table=number)
        for number, text in enumerate(("1.00", "2.00", "3.00"), 20)
    ]
    assert_same([*twice, *projects])


def test_a_reading_without_figures_has_no_ties_and_changes_nothing() -> None:
    beside = evaluate.beside()
    beside.put(5, printed())
    assert beside.ties(5, [], is_elided=False) == []
    assert beside.ties(3, printed(form="F03", table=3), is_elided=False) != []
    assert beside.ties(5, printed(), is_elided=False) == evaluate(printed(), frozenset(), 5)
