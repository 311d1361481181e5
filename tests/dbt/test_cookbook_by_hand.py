"""The answers that were worked out by hand from published reports are those of a warehouse with their figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipelines.publish.cookbook import FILE, recipes
from tests.dbt.county import County

PAGE = FILE.with_name("cookbook-by-hand.md")
PUTUO = {"site": "310107_putuo", "division_code": "310107"}
HONGQI = {"site": "410702_hongqi", "division_code": "410702"}


def _yuan(wan: str) -> str:
    return f"{Decimal(wan) * 10000:.2f}"


def _reports(county: County) -> None:
    """Put in what the reports print, in yuan."""
    for body, spent, budget in (
        ("上海市普陀区财政局", "2940.05", "2993.92"),
        ("中共上海市普陀区委社会工作部", "307.82", "0"),
    ):
        accounts = county.final(organisation_name=body, **PUTUO)
        county.figure(accounts, "F05", "合计", _yuan(spent))
        county.claim(accounts, "一般公共预算财政拨款支出", "initial_budget", budget, "万元")
    for year, spent in ((2023, "621.38"), (2024, "504.60")):
        county.figure(county.final("人民政府办公室", year), "F05", "合计", _yuan(spent))
    county.reference(
        "divisions", division_code="410702", division_name="红旗区", level="county", city_name="新乡市",
        province_name="河南省",
    )  # fmt: skip
    accounts = county.final(organisation_name="新乡市红旗区行政审批和政务信息管理局", **HONGQI)
    county.figure(accounts, "F05", "合计", _yuan("491.98"))
    county.figure(accounts, "F03", "合计", _yuan("5791.98"), measure="expenditure_total")


def _number(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_answers_worked_out_by_hand_are_the_warehouses(county: County) -> None:
    _reports(county)
    questions = recipes(PAGE.read_text(encoding="utf-8"))
    assert len(questions) == 3
    for question in questions:
        told = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in question.answer.split("\n")[2:]
        ]
        found = county.query(question.sql)
        assert [[_number(v) for v in row] for row in found] == [[_number(v) for v in row] for row in told], (
            question.title
        )
