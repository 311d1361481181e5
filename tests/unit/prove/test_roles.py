"""Identities ask for roles: whichever form of a role a document prints is tied, each of two, and none by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines import forms
from pipelines.prove.evaluate import evaluate
from pipelines.prove.roles import bound_identities, bound_rules, codes_of, cross_identities
from tests.unit.prove.figures import form, side

ACROSS = """
across:
  - {id: P01, kind: equation, statement: "{this} 合计 = {expenditure_by_function} 合计", left: ["this[合计].total"],
     right: ["expenditure_by_function[合计].expenditure_total"]}
"""


@pytest.fixture
def own_form(tmp_path: Path) -> Iterator[None]:
    """A form F15 with the role of F05 and an identity of its own."""
    text = (files("pipelines.forms") / "final" / "f05_general_public_budget.yml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("code:", "title:", "aliases:"))]
    own = "\n".join(["code: F15", "title: 一般公共预算支出功能科目决算表", "aliases: []", *kept]) + ACROSS
    (tmp_path / "f15.yml").write_text(own, encoding="utf-8")
    forms.use_folder(tmp_path)
    yield
    forms.use_folder(None)


def left_and_right(identity_id: str, *printed: str) -> list[tuple[str, ...]]:
    """Return the terms of an identity as bound to the forms that a document prints."""
    found = bound_identities(codes_of(printed))
    return [(*one.left, *one.right) for one in found if one.id == identity_id]


@pytest.mark.usefixtures("own_form")
def test_each_form_of_a_role_that_is_printed_is_tied() -> None:
    tied = "F04.expenditure[本年支出合计].general_public_budget"
    assert left_and_right("X05", "F04", "F05") == [(tied, "F05[合计].total")]
    assert left_and_right("X05", "F04", "F15") == [(tied, "F15[合计].total")]
    assert left_and_right("X05", "F04", "F05", "F15") == [
        (tied, "F05[合计].total"),
        (tied, "F15[合计].total"),
    ]
    assert left_and_right("X05") == [(tied, "F05[合计].total")]


@pytest.mark.usefixtures("own_form")
def test_a_form_of_the_role_is_no_part_that_is_missing() -> None:
    """F04 总计 = the forms it consists of: with F15 for F05 the sum is whole, and nothing is violated."""
    document = [
        *side("F04", "expenditure", "total", [("年末财政拨款结转和结余", "2.00"), ("总计", "12.00")]),
        *form("F15", ["total"], [("合计", "7.00")]),
        *form("F07", ["expenditure_total"], [("合计", "3.00")]),
    ]
    (check,) = [check for check in evaluate(document) if check.identity_id == "X05T"]
    assert (check.status, len(check.right_items)) == ("holds", 3)


@pytest.mark.usefixtures("own_form")
def test_a_forms_own_identity_names_it_this() -> None:
    assert left_and_right("P01", "F15", "F03") == [("F15[合计].total", "F03[合计].expenditure_total")]
    (own,) = [identity for identity in bound_identities(codes_of(["F15", "F03"])) if identity.id == "P01"]
    assert own.statement == "F15 合计 = F03 合计"


@pytest.mark.usefixtures("own_form")
def test_the_narrative_may_tell_of_either() -> None:
    (rule,) = [rule for rule in bound_rules(codes_of(["F05", "F15"])) if rule.id == "N04"]
    assert rule.cells[:2] == ("F05[合计].total", "F15[合计].total")
    (rule,) = [rule for rule in bound_rules(codes_of(["F15"])) if rule.id == "N04"]
    assert rule.cells[0] == "F15[合计].total"


def test_an_identity_of_a_role_that_no_form_has_is_refused(tmp_path: Path) -> None:
    text = (files("pipelines.forms") / "final" / "f05_general_public_budget.yml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("code:", "title:", "aliases:"))]
    wrong = ACROSS.replace("expenditure_by_function", "new_assets")
    own = "\n".join(["code: F15", "title: 一般公共预算支出功能科目决算表", "aliases: []", *kept]) + wrong
    (tmp_path / "f15.yml").write_text(own, encoding="utf-8")
    try:
        forms.use_folder(tmp_path)
        with pytest.raises(
            forms.FormDefinitionError, match="identity P01: no form has the report kind and role"
        ):
            cross_identities()
    finally:
        forms.use_folder(None)
