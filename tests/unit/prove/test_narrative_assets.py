"""What the narrative says of procurement and vehicles: its totals, shares and counts are tied to one another."""

from __future__ import annotations

import pytest

from pipelines.prove.evaluate import evaluate_document
from pipelines.values.claims import Claim
from tests.unit.prove.figures import claim, tied


@pytest.mark.parametrize(
    ("works", "small", "sums", "floors"),
    [("36.44", "1486.42", "holds", "holds"), ("34.64", "1486.42", "violated", "holds"), ("36.44", "1846.42", "holds", "violated")],
)  # fmt: skip
def test_procurement_adds_up_and_holds_what_small_firms_get(
    works: str, small: str, sums: str, floors: str
) -> None:
    parts = {
        "总额": "1486.42",
        "货物": "3.66",
        "工程": works,
        "服务": "1446.32",
        "中小企业": small,
        "小微企业": "9.00",
    }
    claims = [claim("procurement", name, "amount", text) for name, text in parts.items()]
    assert tied([], *claims, identity="N09") == [(sums, True)]
    assert tied([], *claims, identity="N09M") == [(floors, True)]
    assert tied([], *claims, identity="N09S") == [("holds", True)]


def test_small_firms_share_is_of_the_total() -> None:
    def told(share: str) -> list[Claim]:
        return [
            claim("procurement", "总额", "amount", "80.00"),
            claim("procurement", "中小企业", "amount", "20.00"),
            claim("procurement", "中小企业", "share", share),
        ]

    assert tied([], *told("25.00"), identity="N09R") == [("holds", True)]
    assert tied([], *told("52.00"), identity="N09R") == [("violated", True)]


@pytest.mark.parametrize(("total", "status"), [("7", "holds"), ("9", "holds"), ("6", "violated")])
def test_vehicles_are_at_least_those_of_every_kind(total: str, status: str) -> None:
    fleet = {
        "车辆总数": total,
        "执法执勤用车": "3",
        "其他用车": "4",
        "公务用车保有量": "99",
        "预算安排购置/其他用车": "8",
    }
    claims = [claim("assets", name, "count", number, unit="辆") for name, number in fleet.items()]
    assert tied([], *claims, identity="N09V") == [(status, True)]


def test_vehicles_that_are_bought_are_not_counted_among_those_that_are_there() -> None:
    def fleet(total: str, kind: str) -> list[tuple[str, bool]]:
        names = (
            (f"{kind}车辆总数", total),
            (f"{kind}副部（省）级领导用车", "3"),
            (f"{kind}其他用车", "4"),
            ("执法执勤用车", "9"),
        )
        return tied([], *(claim("assets", name, "count", n, unit="辆") for name, n in names), identity="N09V")

    assert fleet("7", "预算安排购置/") == [("holds", True)]
    assert fleet("6", "预算安排购置/") == [("violated", True)]
    assert fleet("15", "") == [("violated", True)]


def test_a_number_of_pieces_is_proven_by_several_kinds_only() -> None:
    def proves(*kinds: str) -> bool:
        names = [("车辆总数", "7"), *zip(("执法执勤用车", "其他用车"), kinds, strict=False)]
        claims = [claim("assets", name, "count", n, unit="辆") for name, n in names]
        (check,) = [c for c in evaluate_document([], claims) if c.identity_id == "N09V"]
        assert (check.quantity, check.tolerance, check.left) == ("count", 0, 7)
        return check.proves

    assert proves("3", "4")
    assert not proves("7")
    assert not proves("7", "0")
    assert not proves("3", "3")
