"""Statements: what a figure may be tied to that another place tells of the same subject."""

from __future__ import annotations

from pipelines.prove.evaluate import evaluate_document
from tests.unit.prove.figures import claim


def test_a_rate_is_not_tied_to_the_change_of_another_scope() -> None:
    """A class of all funds, and the same class of the general public budget: each has its own change."""
    of_all = [
        claim("class_budget", "农林水支出", "budget", "820", code="213", sentence=1),
        claim("class_budget", "农林水支出", "rate", "12", code="213", sentence=1),
    ]
    of_general = [
        claim("class_budget", "农林水支出", "budget", "720", code="213", sentence=2),
        claim("class_budget", "农林水支出", "delta", "70", code="213", sentence=2),
        claim("class_budget", "农林水支出", "rate", "10.77", code="213", sentence=2),
    ]
    checks = [c for c in evaluate_document([], [*of_all, *of_general]) if c.identity_id == "N11"]
    assert [(c.left_items[0].text_printed, c.status) for c in checks] == [("10.77", "holds")]
    apart = [claim("class_budget", "农林水支出", "delta", "80", code="213", sentence=3)]
    checks = [c for c in evaluate_document([], [*of_all, *apart]) if c.identity_id == "N11"]
    assert [(c.left_items[0].text_printed, c.status) for c in checks] == [("12", "violated")]
