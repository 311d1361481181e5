"""What the total of the three public expenses is the sum of: beside meetings and training, and without a subtotal."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("code", "measure", "running", "identity"),
    [
        ("F09", "final", "公务用车运行维护费", "W18"),
        ("B09", "budget", "公务用车运行费", "W25"),
        ("B25", "budget", "公务用车运行费", "W25"),
    ],
)
def test_vehicles_may_be_printed_without_their_subtotal(
    code: str, measure: str, running: str, identity: str
) -> None:
    def told_of(*rows: tuple[str, str]) -> dict[str, tuple[str, bool]]:
        items = [cell(code, number, name, measure, text) for number, (name, text) in enumerate(rows, 1)]
        return {check.identity_id: (check.status, check.is_hard) for check in evaluate_document(items, ())}

    rows = [
        ("因公出国（境）费", "1.00"),
        ("公务接待费", "2.00"),
        ("公务用车购置费", "3.00"),
        (running, "4.00"),
    ]
    assert told_of(("合计", "10.00"), *rows)[identity] == ("holds", True)
    assert told_of(("合计", "11.00"), *rows)[identity] == ("violated", True)
