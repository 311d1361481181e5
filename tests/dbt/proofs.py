"""A body of 长宁区 with two years of final accounts and a budget: ties between years, reports and words."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.dbt.lake import DocumentHandle, Lake

BUREAU = "长宁区审计局"
SITE = "310105_changning"


def _of_changning(lake: Lake, key: str, **changes: Any) -> DocumentHandle:
    row = {"site": SITE, "division_code": "310105", "organisation_name": BUREAU, **changes}
    return lake.document(key, **row)


def proofs(lake: Lake) -> None:
    """Add the body: its 2024 report contradicts both last year's report and this year's budget."""
    lake.reference(
        "divisions",
        division_code="310105",
        division_name="长宁区",
        level="county",
        parent_code="310100",
        city_name="上海市",
        province_name="上海市",
    )
    prior = _of_changning(lake, "audit-2023", fiscal_year=2023, publish_date=date(2024, 9, 1))
    lake.figure(
        prior, "F01", "总计", "6372800", measure="final", section="expenditure", text_printed="637.28"
    )
    lake.figure(
        prior, "F01", "年末结转和结余", "56700", measure="final", section="expenditure", text_printed="5.67"
    )
    budget = _of_changning(lake, "audit-budget-2024", report_kind="budget", unit="元")
    lake.figures(budget, "B05", {"2010601 行政运行": "3503549", "2010699 其他财政事务支出": "20000"})
    final = _of_changning(lake, "audit-2024")
    lake.figure(
        final, "F01", "总计", "5102700", measure="final", section="expenditure", text_printed="510.27"
    )
    lake.figure(
        final, "F01", "年初结转和结余", "56700", measure="final", section="revenue", text_printed="5.67"
    )
    lake.figure(final, "F05", "2010601 行政运行", "3000000", text_printed="300.00", proof_status="proven")
    lake.figure(
        final, "F05", "2010699 其他财政事务支出", "15000", text_printed="1.50", proof_status="disputed"
    )
    for measure, text in (("amount", "510.27"), ("delta", "-127.51")):
        lake.claim(final, "收支总计", measure, text, "万元", kind="total_yoy", sentence_no=1)
    for number, (code, stated, spent, rate) in enumerate(
        (("2010601", "350.35", "300.00", "85.63"), ("2010699", "3.00", "1.50", "75.00")), 2
    ):
        for measure, text, unit in (
            ("initial_budget", stated, "万元"),
            ("final", spent, "万元"),
            ("completion_rate", rate, "%"),
        ):
            lake.claim(
                final, f"一般公共服务支出/财政事务/{code}", measure, text, unit,
                item_code=code, sentence_no=number, proof_status="proven" if measure == "final" else "unproven",
            )  # fmt: skip
    copy = _of_changning(lake, "audit-2024-web", media_type="text/html")
    lake.claim(copy, "收支总计", "amount", "510.27", "万元", kind="total_yoy")
    old = _of_changning(lake, "audit-2022", fiscal_year=2022, publish_date=date(2023, 9, 1))
    lake.figure(
        old, "F01", "年末结转和结余", "1", measure="final", section="expenditure", text_printed="0.00"
    )
    lake.error(final, "error-rate", identity_id="N11", unit="%", left_text="18.72 %", right_text="18.79 %")
