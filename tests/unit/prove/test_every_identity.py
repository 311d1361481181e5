"""Every declared identity is broken once: it holds, one figure is changed, and it says so of the right figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.forms import CrossIdentity, FormDefinition, Identity
from pipelines.forms.terms import parse_column, parse_term
from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.presence import presence_notes
from pipelines.prove.roles import bound_identities, bound_rules, codes_of
from pipelines.prove.rules import Rule
from pipelines.prove.status import prove
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.prove.declared import (
    Case,
    Sheet,
    Slot,
    column_slot,
    cross_cases,
    form_cases,
    forms_with_identities,
    slots_of,
    tree,
)
from tests.unit.prove.told import rule_cases, zero_bases

OFF = Decimal("7.00")
WITHIN = [pytest.param(d, i, id=f"{d.code}-{i.id}") for d, i in forms_with_identities() if not i.is_presence]
OWED = [pytest.param(d, i, id=f"{d.code}-{i.id}") for d, i in forms_with_identities() if i.is_presence]
ACROSS = [
    pytest.param(i, id=i.id) for i in bound_identities(codes_of(())) if i.kind not in ("single", "placed")
]
SINGLE = [pytest.param(i, id=i.id) for i in bound_identities(codes_of(())) if i.kind == "single"]
PLACED = [pytest.param(i, id=i.id) for i in bound_identities(codes_of(())) if i.kind == "placed"]
TOLD = [pytest.param(rule, id=rule.id) for rule in bound_rules(codes_of(())) if rule.kind != "zero_base"]
ZERO = [pytest.param(rule, id=rule.id) for rule in bound_rules(codes_of(())) if rule.kind == "zero_base"]


def checks_of(figures: Sequence[Figure], division: str = "") -> list[Check]:
    items = [figure for figure in figures if isinstance(figure, LineItem)]
    claims = [figure for figure in figures if isinstance(figure, Claim)]
    return evaluate_document(items, claims, division_code=division)


def applied(case: Case) -> tuple[Check, list[Check]]:
    """Return the check of the case's figures, and all checks of its document."""
    checks = checks_of(case.figures, case.division)
    places = [sorted(case.figures[index].place for index in side) for side in (case.left, case.right)]
    found = [
        check
        for check in checks
        if check.identity_id == case.identity
        and sorted(f.place for f in check.left_items) == places[0]
        and sorted(f.place for _, f in check.right_items) == places[1]
    ]
    assert len(found) == 1, f"{case.identity} ties {len(found)} times {places}"
    return found[0], checks


def wrongs(case: Case) -> Iterator[tuple[int, Decimal]]:
    """Yield every member with a change of it that must not pass; the left side is wrong in both directions."""
    for index in case.members:
        yield index, -OFF if index in case.left or index in case.minus else OFF
    if not case.is_floor:
        yield case.left[0], OFF


def assert_it_bites(case: Case) -> None:
    """Assert that the identity holds and proves its figures, and that one wrong figure of it is noticed."""
    check, checks = applied(case)
    assert (check.status, check.is_hard, check.proves) == ("holds", case.is_hard, case.proves)
    proofs = prove(case.figures, checks)
    for index in case.members:
        proof = proofs[case.figures[index].place]
        is_proven = case.proves and (index in case.left or not case.only_left_is_proven)
        if proof.status != "disputed":  # by another identity, whose figures the case does not care for
            assert any(held is check for held in proof.checks) == is_proven
    accused = 0
    for index, by in wrongs(case):
        wrong = case.with_change(index, by)
        check, checks = applied(wrong)
        is_hard = case.is_hard and index not in case.conditions
        assert (check.status, check.proves) == ("violated", False), (index, by)
        assert check.is_hard == is_hard or index in case.conditions
        assert_disputed(wrong, index, check, checks)
        accused += is_hard
    assert accused or not case.is_hard


def assert_disputed(case: Case, index: int, check: Check, checks: Sequence[Check]) -> None:
    """Assert that a hard identity disputes the wrong figure, and a soft one none; nothing else is disputed."""
    proofs = prove(case.figures, checks)
    disputed = {place for place, proof in proofs.items() if proof.status == "disputed"}
    by_it = {
        place
        for place, proof in proofs.items()
        if proof.status == "disputed" and any(cause is check for cause in proof.checks)
    }
    if check.is_hard:
        assert case.figures[index].place in by_it
        assert by_it <= {figure.place for figure in check.members}
    else:
        assert not by_it
    assert disputed <= {figure.place for other in checks if other.accuses for figure in other.members}


@pytest.mark.parametrize(("definition", "identity"), WITHIN)
def test_an_identity_of_a_form_bites(definition: FormDefinition, identity: Identity) -> None:
    cases = list(form_cases(definition, identity))
    assert cases
    for case in cases:
        assert_it_bites(case)


@pytest.mark.parametrize("identity", ACROSS)
def test_an_identity_across_forms_bites(identity: CrossIdentity) -> None:
    cases = list(cross_cases(identity))
    assert cases
    for case in cases:
        assert_it_bites(case)
        if identity.jurisdictions:
            elsewhere = replace(case.with_change(case.left[0], OFF), division="999999")
            assert applied(elsewhere)[0].is_hard is False


@pytest.mark.parametrize("identity", [p for p in ACROSS if p.values[0].floor])  # type: ignore[union-attr]
def test_more_than_a_floor_says_nothing(identity: CrossIdentity) -> None:
    """Where the condition of an equality is not met, the left side may be more, never less."""
    for case in cross_cases(identity):
        unmet = case
        if case.conditions:
            only_there = sorted(case.conditions - set(case.members))
            unmet = case.with_change(only_there[0], Decimal("500.00"))
        more, _ = applied(unmet.with_change(case.left[0], OFF))
        assert (more.status, more.proves) == ("holds", False)
        less, _ = applied(unmet.with_change(case.left[0], -OFF))
        assert (less.status, less.is_hard) == ("violated", True)


# What must be printed


def owed_cases(definition: FormDefinition, identity: Identity) -> Iterator[tuple[Sheet, set[Slot], str]]:
    """Yield a sheet that owes nothing, the cells that are left out of it, and what the note then names."""
    if identity.kind == "levels":
        sheet = tree(definition, identity.total_row[:1], definition.measures[:1])
        for code in sorted({slot.code for slot in sheet.amounts if len(slot.code) == 3}):
            yield sheet, {slot for slot in sheet.amounts if slot.code == code}, code
            yield sheet, {slot for slot in sheet.amounts if slot.code[:3] == code and slot.code != code}, code
        if identity.total_row:
            yield sheet, {slot for slot in sheet.amounts if not slot.code}, identity.total_row[0]
    elif identity.kind == "parts":
        sheet = Sheet()
        for number in range(4):
            row = [
                Slot(definition.code, "", f"行{number}", "", "", part.removeprefix("-"))
                for part in (identity.total, *identity.parts)
            ]
            sheet.fill(row[0], [(1, slot) for slot in row[1:]])
        yield (
            sheet,
            {slot for slot in sheet.amounts if slot.name == "行2" and slot.measure != identity.total},
            "行2",
        )
        yield sheet, {Slot(definition.code, "", "行2", "", "", identity.total)}, "行2"
    else:
        yield from printed_cases(definition, identity)


def printed_cases(definition: FormDefinition, identity: Identity) -> Iterator[tuple[Sheet, set[Slot], str]]:
    measure = definition.measures[0]
    sides = []
    for texts in (identity.left, identity.right):
        side: set[Slot] = set()
        for term in map(parse_term, texts):
            names = {
                column.measure for s in definition.sections if s.name == term.section for column in s.columns
            }
            chosen = measure if measure in names or not names else min(names)
            side |= set(slots_of(term, (), definition.code, chosen, 0))
        sides.append(side)
    sheet = Sheet({slot: Decimal("50.00") for side in sides for slot in sorted(side, key=repr)})
    for side in sides:
        yield sheet, side, identity.left[0]


@pytest.mark.parametrize(("definition", "identity"), OWED)
def test_a_figure_that_a_form_owes_is_missed(definition: FormDefinition, identity: Identity) -> None:
    """A missing figure leaves a note and accuses none of those that are printed."""
    cases = list(owed_cases(definition, identity))
    assert len(cases) >= 2
    for sheet, gone, name in cases:
        whole = sheet.figures()
        checks = [c for c in checks_of(whole) if c.identity_id == identity.id]
        assert checks and {(c.status, c.proves, c.is_presence) for c in checks} == {("holds", False, True)}
        lost = set(sheet.index(gone))
        left = [figure for index, figure in enumerate(whole) if index not in lost]
        checks = checks_of(left)
        missed = [c for c in checks if c.identity_id == identity.id and c.status == "violated"]
        assert [c.scope for c in missed] and all(name in c.scope for c in missed), (name, missed)
        texts = [note.text for note in presence_notes(checks) if f"({identity.statement})" in note.detail]
        assert texts == [c.scope for c in missed]
        disputes = {c.identity_id for proof in prove(left, checks).values() for c in proof.checks}
        assert identity.id not in disputes


# One figure that is all of its kind, and rows that were exchanged


@pytest.mark.parametrize("identity", SINGLE)
def test_a_figure_that_is_all_of_its_kind_proves_its_second_print_only(identity: CrossIdentity) -> None:
    left_term = parse_term(identity.left[0])
    for text in identity.right:
        column = parse_column(text)
        (left,) = slots_of(left_term, (), "", "", 0)
        again, other = column_slot(column, "per_code"), column_slot(column, "per_code", 1)
        amounts = {left: Decimal("123.00"), again: Decimal("123.00"), other: Decimal("60.00")}
        figures = Sheet(amounts).figures()
        checks = [c for c in checks_of(figures) if c.identity_id == identity.id]
        assert [(c.status, c.proves, c.is_hard) for c in checks] == [("holds", True, False)]
        assert {f.place for f in checks[0].members} == {figures[0].place, figures[1].place}
        changed = [f.place for f in figures]
        wrong = Sheet(amounts | {again: Decimal("123.01")}).figures()
        assert [f.place for f in wrong] == changed
        assert not [c for c in checks_of(wrong) if c.identity_id == identity.id]


@pytest.mark.parametrize("identity", PLACED)
def test_an_amount_in_another_items_row_is_noticed(identity: CrossIdentity) -> None:
    (here,) = slots_of(parse_term(identity.left[0]), (), "", "", 0)
    neighbour = replace(here, code=f"{here.code[:3]}98", name="别的科目")
    for text in identity.right:
        (there,) = slots_of(parse_term(text), (), "", "", 0)
        right = Sheet({here: Decimal("12.34"), there: Decimal("12.34"), neighbour: Decimal("5.67")}).figures()
        assert not [c for c in checks_of(right) if c.identity_id == identity.id]
        figures = Sheet(
            {here: Decimal("5.67"), there: Decimal("12.34"), neighbour: Decimal("12.34")}
        ).figures()
        checks = checks_of(figures)
        (check,) = [c for c in checks if c.identity_id == identity.id]
        assert (check.status, check.is_presence, check.proves) == ("violated", True, False)
        assert [f.place for f in check.left_items] == [figures[1].place, figures[0].place]
        assert [f.place for _, f in check.right_items] == [figures[2].place]
        assert f"12.34 stands in the row of {neighbour.code}" in {
            n.detail.partition(" (")[0] for n in presence_notes(checks)
        }
        disputes = {c.identity_id for proof in prove(figures, checks).values() for c in proof.checks}
        assert identity.id not in disputes


# What is told


@pytest.mark.parametrize("rule", TOLD)
def test_a_rule_of_the_narrative_bites(rule: Rule) -> None:
    cases = list(rule_cases(rule))
    assert cases
    for case in cases:
        assert_it_bites(case)


@pytest.mark.parametrize("rule", ZERO)
def test_a_rate_on_nothing_is_found(rule: Rule) -> None:
    for stated, base in zero_bases(rule):
        figures = [stated, *base]
        checks = checks_of(figures)
        (check,) = [c for c in checks if c.identity_id == rule.id]
        assert (check.status, check.is_hard, check.left_items) == ("violated", rule.hard, (stated,))
        assert [f for _, f in check.right_items] == base[:1]
        assert prove(figures, checks)[stated.place].status == "disputed"
        some = [stated, *(replace(figure, value=OFF, amount_yuan=OFF * 10_000) for figure in base)]
        assert not [c for c in checks_of(some) if c.identity_id == rule.id]
        nothing = [replace(stated, value=Decimal("0.00")), *base]
        assert not [c for c in checks_of(nothing) if c.identity_id == rule.id]


def test_every_identity_is_among_those_broken_here() -> None:
    found = {*(str(p.id) for group in (WITHIN, OWED) for p in group)}
    assert found == {f"{definition.code}-{identity.id}" for definition, identity in forms_with_identities()}
    assert {str(p.id) for group in (ACROSS, SINGLE, PLACED) for p in group} == {
        i.id for i in bound_identities(codes_of(()))
    }
    assert {str(p.id) for group in (TOLD, ZERO) for p in group} == {
        rule.id for rule in bound_rules(codes_of(()))
    }
