"""The awkward cases of one lake: two years, two units, editions, disputes, bodies of one name, bad inputs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.dbt.bad_inputs import bad_inputs
from tests.dbt.families import families
from tests.dbt.lake import Lake
from tests.dbt.proofs import proofs


def _finance_bureau(lake: Lake) -> None:
    """Two years of final accounts in 万元 and one budget in 元; the budget prints 项 rows only."""
    prior = lake.document("finance-2023", fiscal_year=2023, publish_date=date(2024, 9, 1))
    lake.figures(
        prior, "F05", {"合计": "800000", "201 一般公共服务支出": "800000", "2010601 行政运行": "800000"}
    )
    lake.figure(prior, "F01", "一般公共服务支出", "800000", measure="final", section="expenditure")
    lake.figure(prior, "F01", "年初结转和结余", "50000", measure="final", section="revenue")
    budget = lake.document(
        "finance-budget-2024",
        report_kind="budget",
        organisation_name="安阳市北关区财政局",
        unit="元",
        publish_date=date(2024, 2, 1),
    )
    lake.figures(
        budget,
        "B05",
        {"合计": "1250000", "2010601 行政运行": "1000000", "2010699 其他财政事务支出": "250000"},
    )
    lake.figures(
        budget, "B09", {"合计": "20000", "公务接待费": "0", "机关运行经费预算数": "70000"}, measure="budget"
    )
    lake.figure(budget, "B09", "公务用车运行费", "20000", measure="budget")
    lake.table(budget, "F05", title_printed="上年决算")
    final = lake.document("finance-2024", uncertain_fields=["publish_date"])
    lake.table(
        final, "F05", table_id=f"{final.document_id}-F05", title_printed="一般公共预算财政拨款支出决算表"
    )
    lake.table(final, "F07", status="empty_form")
    lake.table(final, "F08")
    lake.table(final, None, status="unrecognised", reason="no title", title_printed="附表")
    lake.figures(
        final,
        "F05",
        {
            "合计": "1100000",
            "201 一般公共服务支出": "1000000",
            "20106 财政事务": "1000000",
            "2010601 行政运行": "1000000",
            "教育支出": "100000",
            "年初结转和结余": "990000",
        },
    )
    lake.figure(final, "F05", "2010601 行政运行", "600000", measure="basic")
    lake.figure(final, "F01", "一般公共服务支出", "1000000", measure="final", section="expenditure")
    lake.figure(final, "F01", "总计", "1100000", measure="final", section="expenditure")
    lake.figures(
        final, "F09", {"合计": "25000", "公务接待费": "0", "公务用车运行维护费": "25000"}, measure="budget"
    )
    lake.figures(
        final, "F09", {"合计": "10000", "公务接待费": "100", "公务用车运行维护费": "9900"}, measure="final"
    )
    lake.check(final, "check-holds")
    lake.check(
        final,
        "check-violated",
        status="violated",
        right_yuan=Decimal("50000.00"),
        left_yuan=Decimal("62500.00"),
        difference_yuan=Decimal("12500.00"),
        left_text="6.25",
        left_page=7,
        right_text="5.00",
        right_page=9,
    )
    lake.check(final, "check-soft", status="violated", is_hard=False, difference_yuan=Decimal("1.00"))
    lake.error(final, "error-violated")
    lake.doubt(final, "doubt-unread")
    lake.add(
        "text_defects",
        final.site,
        {
            "defect_id": "defect-1",
            "document_id": final.document_id,
            "kind": "direction_word",
            "what": "Two words of direction stand side by side.",
            "text": "增长下降",
            "page": 12,
            "sentence": "增长下降18.72%。",
        },
    )
    lake.add(
        "page_accounts",
        final.site,
        {
            "document_id": final.document_id,
            "page": 7,
            "is_form_page": True,
            "figures_printed": 20,
            "in_cells": 9,
            "in_claims": 1,
            "as_furniture": 4,
            "noted": 2,
            "in_prose": 1,
            "unaccounted": 3,
        },
    )
    lake.add(
        "claims",
        final.site,
        {
            "claim_id": "claim-1",
            "document_id": final.document_id,
            "kind": "total_yoy",
            "subject": "收支总计",
            "measure": "amount",
            "value": Decimal("110.00"),
            "unit": "万元",
            "amount_yuan": Decimal("1100000.00"),
            "page": 12,
            "sentence": "收支总计110.00万元。",
        },
    )
    lake.add(
        "reading_notes",
        final.site,
        {
            "note_id": "note-1",
            "document_id": final.document_id,
            "kind": "unmatched_header",
            "page": 8,
            "text": "备注",
        },
    )
    lake.add(
        "document_evidence",
        final.site,
        {
            "document_id": final.document_id,
            "field": "fiscal_year",
            "value": "2024",
            "source": "cover",
            "page": 1,
            "text": "2024年度部门决算",
            "is_chosen": True,
        },
    )


def _other_bodies_of_the_county(lake: Lake) -> None:
    """A disputed figure, a body without budget, a unit edition, a government and a failed file."""
    disputed = lake.document("education", organisation_name="北关区教育局")
    lake.figure(disputed, "F05", "205 教育支出", "300000", proof_status="disputed")
    lake.figure(disputed, "F05", "201 一般公共服务支出", "70000")
    disputed_budget = lake.document(
        "education-budget", organisation_name="北关区教育局", report_kind="budget"
    )
    lake.figures(disputed_budget, "B05", {"205 教育支出": "0", "208 社会保障和就业支出": "5000"})
    unit = lake.document("finance-unit", organisation_name="北关区财政局（本级）", organisation_kind="unit")
    lake.figures(unit, "F05", {"合计": "1000000", "201 一般公共服务支出": "1000000"})
    government = lake.document(
        "government", organisation_name="北关区人民政府", organisation_kind="government"
    )
    lake.figures(government, "F05", {"合计": "99999999", "201 一般公共服务支出": "99999999"})
    lake.document(
        "encrypted",
        organisation_name="北关区司法局",
        status="failed",
        failure_reason="the file needs a password",
        unit=None,
    )
    lake.document(
        "nobody",
        organisation_name=None,
        organisation_kind=None,
        division_code=None,
        fiscal_year=None,
        status="no_figures",
    )


def _versions(lake: Lake) -> None:
    """A correction of one form, the same bytes at two sites, and a line that is printed twice."""
    name = "北关区工业和信息化局"
    first = lake.document("industry-first", organisation_name=name)
    lake.figures(first, "F05", {"201 一般公共服务支出": "111"})
    lake.figures(first, "F03", {"201 一般公共服务支出": "222"}, measure="expenditure_total")
    correction = lake.document("industry-correction", organisation_name=name, publish_date=date(2025, 10, 1))
    lake.figures(correction, "F05", {"201 一般公共服务支出": "333"})
    name = "北关区水利局"
    superseded = lake.document("water-first", organisation_name=name)
    lake.figures(superseded, "F05", {"213 农林水支出": "444"})
    latest = lake.document("water-second", organisation_name=name, publish_date=date(2025, 10, 1))
    lake.figure(latest, "F05", "213 农林水支出", "500")
    lake.figure(latest, "F05", "213 农林水支出", "500", page=20)
    lake.figure(latest, "F05", "2130399 其他水利支出", "200")
    lake.figure(latest, "F05", "2130399 其他水利支出", "300", page=20)
    for site, fetched_at in (
        ("410503_beiguan", datetime(2025, 9, 1, tzinfo=UTC)),
        ("410500_anyang", datetime(2025, 9, 5, tzinfo=UTC)),
    ):
        twice = lake.document("archive", organisation_name="北关区档案馆", site=site, fetched_at=fetched_at)
        lake.figure(twice, "F05", "201 一般公共服务支出", "777", line_item_id="line-archive")


def _two_putuos(lake: Lake) -> None:
    """Two bureaus of one name in two counties called 普陀区; an unlisted code, a negative amount."""
    shanghai = lake.document(
        "putuo-sh", site="310107_putuo", division_code="310107", organisation_name="普陀区财政局"
    )
    lake.figures(
        shanghai, "F05", {"201 一般公共服务支出": "10", "299 未列科目": "5", "208 社会保障和就业支出": "-3"}
    )
    zhoushan = lake.document(
        "putuo-zs", site="330903_putuo", division_code="330903", organisation_name="普陀区财政局"
    )
    lake.figures(zhoushan, "F05", {"201 一般公共服务支出": "20", "207 文化旅游体育与传媒支出": "1"})
    unlisted = lake.document(
        "nowhere", site="999999_nowhere", division_code="999999", organisation_name="某局"
    )
    lake.figures(unlisted, "F05", {"201 一般公共服务支出": "1"})


def awkward_lake() -> Lake:
    """Return the lake that holds them all."""
    lake = Lake()
    lake.standard_references()
    _finance_bureau(lake)
    _other_bodies_of_the_county(lake)
    _versions(lake)
    _two_putuos(lake)
    families(lake)
    proofs(lake)
    bad_inputs(lake)
    return lake
