"""Forms that print meetings and training beside the three public expenses: what their total is the sum of."""

from __future__ import annotations

from pipelines.prove.evaluate import evaluate_document
from tests.unit.prove.figures import cell

PARTS = (
    ("因公出国（境）费", "0.00"),
    ("公务用车购置及运行维护费小计", "10.00"),
    ("公务接待费", "5.00"),
    ("会议费", "9.00"),
    ("培训费", "7.00"),
)


def told(total: str, subtotal: str = "") -> dict[str, tuple[str, bool]]:
    """Return, by identity, what is said of a form with this total, and whether a difference accuses."""
    rows = [("合计", total), *([("“三公”经费小计", subtotal)] if subtotal else []), *PARTS]
    items = [cell("B14", number, name, "budget", text) for number, (name, text) in enumerate(rows, 1)]
    return {check.identity_id: (check.status, check.is_hard) for check in evaluate_document(items, ())}


def test_without_the_subtotal_the_total_of_all_accuses_nobody() -> None:
    found = told("31.00")
    assert "W14T" not in found
    assert found["W14A"] == ("holds", False)
    assert not any(status == "violated" and is_hard for status, is_hard in found.values())


def test_without_the_subtotal_the_total_of_three_accuses_nobody() -> None:
    found = told("15.00")
    assert found["W14B"] == ("holds", False)
    assert not any(status == "violated" and is_hard for status, is_hard in found.values())


def test_with_the_subtotal_a_wrong_total_is_told() -> None:
    assert told("31.00", "15.00")["W14T"] == ("holds", True)
    assert told("30.00", "15.00")["W14T"] == ("violated", True)
