"""Reports that are published in several documents: the awkward families of the fixture lake.

All of them belong to 徐汇区 of 上海市, so that the sums of the other counties stay what they are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.dbt.lake import DocumentHandle, Lake

ARCHIVES = "徐汇区档案局"
CULTURE = "徐汇区文化局"
TRANSPORT = "徐汇区交通局"
SPORTS = "徐汇区体育局"
SITE = "310104_xuhui"
OTHER_SITE = "310100_city"


def _of_xuhui(lake: Lake, key: str, organisation_name: str | None, **changes: Any) -> DocumentHandle:
    row = {"site": SITE, "division_code": "310104", "organisation_name": organisation_name, **changes}
    return lake.document(key, **row)


def _text_and_tables_apart(lake: Lake) -> None:
    """A body in HTML that states figures, a workbook with the tables, a second one with one form more."""
    body = _of_xuhui(lake, "archives-body", ARCHIVES, media_type="text/html", status="no_figures", unit=None)
    lake.add(
        "claims",
        body.site,
        {
            "claim_id": "claim-archives",
            "document_id": body.document_id,
            "kind": "total_yoy",
            "subject": "支出合计",
            "measure": "amount",
            "value": Decimal("6.00"),
            "unit": "万元",
            "amount_yuan": Decimal("60000.00"),
            "page": 1,
            "sentence": "支出合计6.00万元。",
        },
    )
    tables = _of_xuhui(lake, "archives-tables", ARCHIVES)
    lake.figures(tables, "F05", {"合计": "60000", "206 科学技术支出": "60000"})
    lake.figure(tables, "F02", "合计", "60000", measure="revenue_total")
    attachment = _of_xuhui(lake, "archives-attachment", ARCHIVES)
    lake.figure(attachment, "F03", "206 科学技术支出", "60000", measure="expenditure_total")


def _two_formats_of_one_day(lake: Lake) -> None:
    """A PDF in 万元 and its workbook in 元, the workbook without a date; they differ in two figures.

    One difference is no rounding (科学技术支出), one is a line that the PDF prints once more, otherwise.
    """
    pdf = _of_xuhui(lake, "culture-pdf", CULTURE)
    book = _of_xuhui(
        lake, "culture-book", CULTURE, unit="元", publish_date=None, status="partial", media_type="text/csv"
    )
    lake.figures(pdf, "F05", {"合计": "352300", "206 科学技术支出": "72300"}, text_printed="7.23")
    lake.figure(pdf, "F05", "211 节能环保支出", "280000", text_printed="28.00")
    lake.figure(pdf, "F05", "212 城乡社区支出", "10000", text_printed="1.00")
    lake.figure(pdf, "F05", "212 城乡社区支出", "20000", text_printed="2.00", page=8)
    lake.figure(book, "F05", "合计", "352345.67", text_printed="352,345.67")
    lake.figure(book, "F05", "206 科学技术支出", "72350.01", text_printed="72,350.01", page=2)
    lake.figure(book, "F05", "211 节能环保支出", "279995.66", text_printed="279,995.66")
    lake.figure(book, "F05", "212 城乡社区支出", "90000", text_printed="90,000.00")
    lake.figure(book, "F05", "213 农林水支出", "1", text_printed="1.00")


def _reissue(lake: Lake) -> None:
    """Self-evaluations of two projects in a document each; one is issued again with another score."""
    road = _of_xuhui(lake, "transport-road", TRANSPORT)
    bridge = _of_xuhui(lake, "transport-bridge", TRANSPORT)
    again = _of_xuhui(lake, "transport-bridge-again", TRANSPORT, publish_date=date(2025, 10, 20))
    for document, project, score, executed in (
        (road, "道路养护", "90", "50000"),
        (bridge, "桥梁检测", "91.50", "30000"),
        (again, "桥梁检测", "98.00", "31000"),
    ):
        points = {"unit": "分", "value_printed": Decimal(score), "text_printed": score, "amount_yuan": None}
        lake.figure(
            document,
            "F11",
            "年度资金总额",
            executed,
            measure="executed",
            section=project,
            text_printed="3.00",
        )
        lake.figure(document, "F11", "总分", None, measure="score", section=project, **points)
        lake.add(
            "indicators",
            document.site,
            {
                "indicator_id": f"indicator-{document.document_id}",
                "document_id": document.document_id,
                "form_code": "F11",
                "project_name": project,
                "level_3": "完成率",
                "weight": Decimal(10),
                "score": Decimal(9),
                "page": 2,
            },
        )


def _archive_and_the_same_file_outside(lake: Lake) -> None:
    """A zip of two members; one of them stands beside the zip too, fetched a day later at another site."""
    zipped = _of_xuhui(
        lake,
        "sports-zip",
        None,
        organisation_kind=None,
        fiscal_year=None,
        report_kind=None,
        status="no_figures",
        media_type="application/zip",
    )
    sha256 = lake.sha256("sports-zip")
    tables = _of_xuhui(lake, "sports-tables", SPORTS, container_sha256=sha256, member_name="附件/决算表.xlsx")
    lake.figure(tables, "F05", "206 科学技术支出", "5000", line_item_id="line-sports")
    _of_xuhui(
        lake,
        "sports-body",
        SPORTS,
        container_sha256=sha256,
        member_name="说明.docx",
        status="no_figures",
        unit=None,
    )
    outside = _of_xuhui(
        lake, "sports-tables", SPORTS, site=OTHER_SITE, fetched_at=datetime(2025, 9, 2, tzinfo=UTC)
    )
    lake.figure(outside, "F05", "206 科学技术支出", "5000", line_item_id="line-sports")
    _of_xuhui(
        lake,
        "sports-orphan",
        SPORTS,
        fiscal_year=2023,
        container_sha256=lake.sha256("a zip that was never fetched"),
        member_name="2023.pdf",
    )
    assert zipped.document_id == sha256[:16]


def families(lake: Lake) -> None:
    """Add every family of documents to the lake, and the county they belong to."""
    lake.reference(
        "divisions",
        division_code="310104",
        division_name="徐汇区",
        level="county",
        parent_code="310100",
        city_name="上海市",
        province_name="上海市",
    )
    _text_and_tables_apart(lake)
    _two_formats_of_one_day(lake)
    _reissue(lake)
    _archive_and_the_same_file_outside(lake)
