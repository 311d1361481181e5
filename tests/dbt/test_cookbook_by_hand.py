"""The answers that were worked out by hand from published reports are those of a warehouse with their figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipelines.publish.cookbook import FILE, recipes
from tests.dbt.county import County

PAGE = FILE.with_name("cookbook-by-hand.md")
PUTUO = {"site": "310107_putuo", "division_code": "310107"}
HONGQI = {"site": "410702_hongqi", "division_code": "410702"}

SHIZUISHAN = {"site": "640200_shizuishan", "division_code": "640200"}


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
    _government(county)


def _government(county: County) -> None:
    """Put in a city's own tables, and one department of it."""
    for code in ("G03", "G23"):
        county.form(code)
    county.reference(
        "divisions",
        division_code="640200",
        division_name="石嘴山市",
        level="city",
        province_name="宁夏回族自治区",
    )
    book = county.budget(
        "人民政府", 2025, organisation_name="石嘴山市人民政府", organisation_kind="government", **SHIZUISHAN
    )
    for section, item, wan in (
        ("revenue", "税收收入", "214543"),
        ("revenue", "非税收入", "77727"),
        ("revenue", "收入小计", "292270"),
        ("expenditure", "支出小计", "1290672"),
    ):
        county.figure(
            book, "G03", item, _yuan(wan), measure="executed", section=section, scope="全市", figure_year=2025
        )
    for measure, wan in (("limit", "2122847"), ("balance", "1978848")):
        county.figure(book, "G23", "石嘴山市", _yuan(wan), measure=measure, scope="分地区", figure_year=2025)
    county.figure(
        county.final(year=2025, organisation_name="石嘴山市财政局", **SHIZUISHAN),
        "F05",
        "合计",
        _yuan("12906.72"),
    )


def _number(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_answers_worked_out_by_hand_are_the_warehouses(county: County) -> None:
    _reports(county)
    questions = recipes(PAGE.read_text(encoding="utf-8"))
    assert len(questions) == 4
    for question in questions:
        told = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in question.answer.split("\n")[2:]
        ]
        found = county.query(question.sql)
        assert [[_number(v) for v in row] for row in found] == [[_number(v) for v in row] for row in told], (
            question.title
        )
