"""Bad inputs of the fixture lake: wrong or missing years, mixed units, negative amounts, unknown codes and places.

All of them belong to 定海区 of 舟山市 or to no county, so that the sums of the other counties stay what they are.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.dbt.lake import DocumentHandle, Lake

COUNTY = "330902"
SITE = "330902_dinghai"
GENERAL = "201 一般公共服务支出"


def _of_dinghai(lake: Lake, key: str, organisation_name: str, **changes: Any) -> DocumentHandle:
    row = {"site": SITE, "division_code": COUNTY, "organisation_name": organisation_name, **changes}
    return lake.document(key, **row)


def _filed_under_the_wrong_year(lake: Lake) -> None:
    """The site files the report of 2024 as that of 2023; the real one of 2023 is there too."""
    name = "定海区统计局"
    real = _of_dinghai(lake, "statistics-2023", name, fiscal_year=2023, publish_date=date(2024, 9, 1))
    lake.figures(real, "F05", {"合计": "900000", GENERAL: "900000"})
    misfiled = _of_dinghai(lake, "定海区统计局2023年度部门决算", name, uncertain_fields=["fiscal_year"])
    lake.figures(misfiled, "F05", {"合计": "950000", GENERAL: "950000"})
    for source, value, is_chosen in (("cover", "2024", True), ("file_name", "2023", False)):
        lake.add(
            "document_evidence",
            SITE,
            {
                "document_id": misfiled.document_id,
                "field": "fiscal_year",
                "source": source,
                "value": value,
                "text": f"{value}年度部门决算",
                "is_chosen": is_chosen,
            },
        )


def _bearing_the_wrong_year(lake: Lake) -> None:
    """A report of 2023 says 2024 on every page and was published before the real one of 2024."""
    name = "定海区审计局"
    real = _of_dinghai(lake, "dinghai-audit-2024", name)
    lake.figures(real, "F05", {"合计": "400000", GENERAL: "400000"})
    mislabelled = _of_dinghai(lake, "dinghai-audit-2023", name, publish_date=date(2024, 9, 1))
    lake.figures(mislabelled, "F05", {"合计": "300000", GENERAL: "300000"})


def _units_beside_each_other(lake: Lake) -> None:
    """One body prints 元, the next 万元, a third one form in each."""
    in_yuan = _of_dinghai(lake, "sports", "定海区体育局", unit="元")
    lake.figures(in_yuan, "F05", {GENERAL: "123456"})
    mixed = _of_dinghai(lake, "museum", "定海区文物局")
    lake.figures(mixed, "F05", {GENERAL: "40000"})
    lake.figure(mixed, "F09", "合计", "1500", measure="final", unit="元")


def _negative_and_unlisted(lake: Lake) -> None:
    """A class that is paid back on balance, a budget below zero, and a code that no list has."""
    document = _of_dinghai(lake, "grain", "定海区粮食局")
    lake.figures(document, "F05", {GENERAL: "-20000", "298 另设支出": "7000", "29801 另设事务": "7000"})
    budget = _of_dinghai(lake, "grain-budget", "定海区粮食局", report_kind="budget")
    lake.figures(budget, "B05", {GENERAL: "-10000"})


def _no_year(lake: Lake) -> None:
    document = _of_dinghai(lake, "yearless", "定海区信访局", fiscal_year=None)
    lake.figures(document, "F05", {GENERAL: "5550000"})


def _places_unknown(lake: Lake) -> None:
    """Two bureaus of 普陀区, read from files that do not tell which 普陀区."""
    for key, amount, day in (("putuo-a", "610000", 1), ("putuo-b", "620000", 2)):
        document = lake.document(
            key,
            site="local",
            division_code=None,
            organisation_name="普陀区民政局",
            publish_date=date(2025, 9, day),
            uncertain_fields=["division_code"],
        )
        lake.figures(document, "F05", {"合计": amount, GENERAL: amount})
        lake.add(
            "claims",
            document.site,
            {
                "claim_id": f"claim-{key}",
                "document_id": document.document_id,
                "kind": "item_execution",
                "subject": "一般公共预算财政拨款支出",
                "measure": "final",
                "value": Decimal("61.00"),
                "unit": "万元",
                "amount_yuan": Decimal("610000.00"),
                "page": 9,
                "sentence": "支出决算为61.00万元。",
            },
        )


def bad_inputs(lake: Lake) -> None:
    """Add them all."""
    lake.reference(
        "divisions",
        division_code=COUNTY,
        division_name="定海区",
        level="county",
        parent_code="330900",
        city_name="舟山市",
        province_name="浙江省",
    )
    _filed_under_the_wrong_year(lake)
    _bearing_the_wrong_year(lake)
    _units_beside_each_other(lake)
    _negative_and_unlisted(lake)
    _no_year(lake)
    _places_unknown(lake)
