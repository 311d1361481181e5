"""How a document ends: extracted, partial, without figures, refused; with the reason, and nothing lost in silence."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.documents.extract import extract
from pipelines.lake.frames import frames
from pipelines.lake.rows import Rows
from pipelines.lake.schema import RELATIONS
from pipelines.values.source import SourceRecord

HEADER = ("科目编码", "科目名称", "小计", "基本支出", "项目支出")
ROWS = (
    ("", "合计", "310.00", "200.00", "110.00"),
    ("201", "一般公共服务支出", "250.00", "150.00", "100.00"),
    ("208", "社会保障和就业支出", "60.00", "50.00", "10.00"),
)
TITLE = "一般公共预算财政拨款支出决算表"
TOLD = "2024年度一般公共预算财政拨款支出年初预算为400.00万元，支出决算为310.00万元，完成年初预算的77.50%。"
BROKEN = "2024年度一般公共预算财政拨款支出年初预算为400.00万元，支出决算为3 10.00万元，完成年初预算的77.50%。"
DUTIES = "本部门主要承担辖区内的日常行政事务，编制人员若干名，内设科室若干个。" * 12


def table(
    *rows: tuple[str, ...], title: str = TITLE, unit: str = "金额单位：万元", header: tuple[str, ...] = HEADER
) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in (header, *rows))
    return f"<p>{title}</p>" + (f"<p>{unit}</p>" if unit else "") + f"<table>{lines}</table>"


def report(*parts: str, told: tuple[str, ...] = (TOLD,), head: str = "2024年度青禾县民政局部门决算") -> str:
    words = (
        "第一部分 部门概况",
        DUTIES,
        "第三部分 2024年度部门决算情况说明",
        "五、一般公共预算财政拨款支出决算情况说明",
        *told,
    )
    body = "".join([f"<p>{head}</p>", *parts, *(f"<p>{text}</p>" for text in words)])
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"


def source(path: Path, **values: object) -> SourceRecord:
    facts: dict[str, object] = {
        "sha256": "ab" * 32,
        "site": "test",
        "file_name": path.name,
        "source_url": "https://www.example.gov.cn/a.html",
        "page_url": "https://www.example.gov.cn/list.html",
        "page_title": None,
        "page_date": None,
        "fetched_at": datetime(2025, 9, 1, tzinfo=UTC),
        "size_bytes": 4321,
        "division_code": None,
        "archived_as": "sha256/ab",
    }
    return SourceRecord(**(facts | values))  # type: ignore[arg-type]


def extracted(tmp_path: Path, content: str | bytes, name: str = "report.html", **values: object) -> Rows:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows = extract(source(path, **values), path)
    assert rows.keys() == RELATIONS.keys()
    frames(rows)  # every row fits the lake's types
    return rows


def ended(rows: Rows) -> tuple[object, object]:
    (document,) = rows["documents"]
    return document["status"], document["failure_reason"]


def kinds(rows: Rows) -> list[object]:
    return [note["kind"] for note in rows["reading_notes"]]


# Nothing lost, something lost


def test_a_report_of_which_all_was_read_is_extracted(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(table(*ROWS)))
    assert ended(rows) == ("extracted", None)
    assert (len(rows["line_items"]), rows["disclosure_errors"]) == (9, [])


def test_a_figure_of_the_narrative_that_was_left_out_makes_the_document_partial(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(table(*ROWS), told=(BROKEN,)))
    reason = "some printed figures were left out: 1 × ambiguous_figure (see reading notes)"
    assert ended(rows) == ("partial", reason)
    (note,) = [note for note in rows["reading_notes"] if note["kind"] == "ambiguous_figure"]
    assert (note["page"], "3 10.00" in str(note["text"])) == (1, True)
    assert "310.00" not in {claim["text_printed"] for claim in rows["claims"]}


def test_every_kind_of_loss_is_counted(tmp_path: Path) -> None:
    lost = (*ROWS, ("209", "其他支出", "1 2", "3 4", ""))
    rows = extracted(tmp_path, report(table(*lost), told=(BROKEN,)))
    reason = (
        "some printed figures were left out: 1 × ambiguous_figure, 2 × unparsed_figure (see reading notes)"
    )
    assert ended(rows) == ("partial", reason)


def test_a_column_that_is_none_of_the_form_is_left_out_and_told(tmp_path: Path) -> None:
    header = ("科目编码", "科目名称", "小计", "上缴上级支出", "项目支出")
    rows = extracted(tmp_path, report(table(*ROWS, header=header)))
    assert ended(rows)[0] == "partial"
    assert {item["measure"] for item in rows["line_items"]} == {"total", "project"}


def test_figures_without_a_unit_make_the_document_partial(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(table(*ROWS, unit="")))
    assert "unit_missing" in kinds(rows)
    assert ended(rows) == ("partial", "no unit is printed for 9 figures: their amounts are not known")
    assert {item["amount_yuan"] for item in rows["line_items"]} == {None}


def test_a_note_that_is_no_loss_leaves_a_document_extracted(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(table(*ROWS, ("2", "零星支出", "0.00", "0.00", "0.00"))))
    assert "unknown_code" in kinds(rows)
    assert ended(rows) == ("extracted", None)


def test_a_table_of_figures_that_is_no_known_form_makes_the_document_partial(tmp_path: Path) -> None:
    other = table(("一", "12.50", "13.00"), title="办公用房", header=("名称", "甲", "乙"))
    rows = extracted(tmp_path, report(table(*ROWS), other))
    reason = "some printed figures were left out: 1 × table_without_form (see reading notes)"
    assert ended(rows) == ("partial", reason)
    (note,) = [note for note in rows["reading_notes"] if note["kind"] == "table_without_form"]
    assert (note["text"], note["table_no"]) == ("名称 | 甲 | 乙", 2)


def test_a_table_of_words_that_is_no_known_form_is_no_loss(tmp_path: Path) -> None:
    contents = table(
        ("1", "部门概况", "3"), ("2", "部门决算表", "7"), title="目录", header=("序", "名", "页")
    )
    rows = extracted(tmp_path, report(contents, table(*ROWS)))
    assert ended(rows) == ("extracted", None)


def test_a_row_beside_a_form_makes_the_document_partial(tmp_path: Path) -> None:
    rows = extracted(tmp_path, report(table(*ROWS), "<p>210 卫生健康支出 50.00 30.00 20.00</p>"))
    reason = "some printed figures were left out: 1 × unaccounted_figure (see reading notes)"
    assert ended(rows) == ("partial", reason)
    (note,) = [note for note in rows["reading_notes"] if note["kind"] == "unaccounted_figure"]
    assert (note["page"], note["text"]) == (1, "50.00 | 30.00 | 20.00")
    (account,) = rows["page_accounts"]
    assert (account["is_form_page"], account["in_cells"], account["unaccounted"]) == (True, 9, 3)


def test_a_unit_that_another_table_prints_is_taken_and_marked_as_inferred(tmp_path: Path) -> None:
    second = table(
        *ROWS,
        title="支出决算表",
        unit="",
        header=("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    )
    rows = extracted(tmp_path, report(table(*ROWS), second))
    marks = {(t["form_code"], t["unit"], t["is_unit_inferred"]) for t in rows["tables"]}
    assert marks == {("F05", "万元", False), ("F03", "万元", True)}
    assert {(i["form_code"], i["is_unit_inferred"]) for i in rows["line_items"]} == {
        ("F05", False),
        ("F03", True),
    }
    assert {i["amount_yuan"] for i in rows["line_items"]} != {None}


# Nothing there


@pytest.mark.parametrize(
    ("told", "status"),
    [((TOLD,), "extracted"), ((), "no_figures")],
)
def test_empty_forms_are_a_report_only_where_words_state_figures(
    tmp_path: Path, told: tuple[str, ...], status: str
) -> None:
    rows = extracted(tmp_path, report(table(("", "合计", "", "", ""), ("", "", "", "", "")), told=told))
    assert ended(rows)[0] == status
    if not told:
        assert ended(rows)[1] == "all 1 forms are empty: a blank template or a nil report"
    assert [t["status"] for t in rows["tables"]] == ["empty_form"]


def test_tables_without_a_form_and_words_without_a_report_are_no_figures(tmp_path: Path) -> None:
    other = table(
        ("1", "张三", "1.00", "2.00", "3.00"),
        title="人员名单",
        unit="",
        header=("序号", "姓名", "一", "二", "三"),
    )
    rows = extracted(tmp_path, report(other, told=(), head="会议通知"))
    reason = "not recognised as a budget or final accounts report: 1 tables, none titled as a known form on 1 pages"
    assert ended(rows) == ("no_figures", reason)
    (bare,) = extracted(tmp_path, report(told=(), head="会议通知"))["documents"]
    assert (
        bare["failure_reason"] == "not recognised as a budget or final accounts report: no tables on 1 pages"
    )


def test_a_page_without_any_text_says_so(tmp_path: Path) -> None:
    rows = extracted(tmp_path, "<html><head><title>t</title></head><body><div></div></body></html>")
    assert ended(rows)[0] in ("no_figures", "failed", "unsupported")
    assert ended(rows)[1]


# Refused, or no document at all


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.pdf", b"%PDF-1.7\nbroken", "failed"),
        ("a.bin", b"\x00\x01\x02" * 50, "unsupported"),
        ("a.pdf", b"", "failed"),
    ],
)
def test_what_cannot_be_read_ends_with_a_reason_and_no_rows(
    tmp_path: Path, name: str, content: bytes, status: str
) -> None:
    rows = extracted(tmp_path, content, name)
    assert ended(rows)[0] in (status, "failed", "unsupported")
    assert ended(rows)[1]
    assert {relation for relation, found in rows.items() if found} == {"documents"}
    (document,) = rows["documents"]
    assert (document.get("pages"), document.get("report_kind"), document["notes"]) == (None, None, [])


def test_an_archive_is_a_row_that_counts_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.html", report(table(*ROWS)))
        packed.writestr("b.html", report(table(*ROWS)))
        packed.writestr("photo.jpg.exe", b"MZ")
    rows = extract(source(path), path)
    assert ended(rows)[0] == "no_figures"
    assert str(ended(rows)[1]).endswith("documents, each with a row of its own")
    assert {relation for relation, found in rows.items() if found} == {"documents"}
    (document,) = rows["documents"]
    assert document["media_type"] == "application/zip"


# What is known of a document


def test_a_document_keeps_where_it_came_from_and_what_it_was_read_with(tmp_path: Path) -> None:
    known = {"container_sha256": "cd" * 32, "member_name": "内/report.html", "page_title": "列表上的题目"}
    (document,) = extracted(tmp_path, report(table(*ROWS)), **known)["documents"]
    kept = {
        "document_id": "ab" * 8,
        "sha256": "ab" * 32,
        "site": "test",
        "file_name": "report.html",
        "source_url": "https://www.example.gov.cn/a.html",
        "page_url": "https://www.example.gov.cn/list.html",
        "container_sha256": "cd" * 32,
        "member_name": "内/report.html",
        "fetched_at": datetime(2025, 9, 1, tzinfo=UTC),
        "size_bytes": 4321,
        "media_type": "text/html",
        "reader": "pdfium",
        "pages": 1,
    }
    assert {name: document[name] for name in kept} == kept


def test_who_reported_for_when_is_read_from_the_report_and_its_site(tmp_path: Path) -> None:
    rows = extracted(
        tmp_path,
        report(table(*ROWS)),
        page_title="青禾县民政局2024年度部门决算",
        page_date=date(2025, 9, 3),
        division_code="410503",
    )
    (document,) = rows["documents"]
    found = (
        "title",
        "report_kind",
        "organisation_name",
        "division_code",
        "fiscal_year",
        "publish_date",
        "unit",
    )
    assert [document[name] for name in found] == [
        "青禾县民政局2024年度部门决算",
        "final_account",
        "青禾县民政局",
        "410503",
        2024,
        date(2025, 9, 3),
        "万元",
    ]
    told = {(row["field"], row["value"]) for row in rows["document_evidence"] if row["is_chosen"]}
    assert {("fiscal_year", "2024"), ("report_kind", "final_account"), ("division_code", "410503")} <= told


def test_a_document_that_was_not_read_is_called_as_its_page_or_its_file_calls_it(tmp_path: Path) -> None:
    (titled,) = extracted(tmp_path, b"\x00" * 99, "a.bin", page_title="某局决算")["documents"]
    (bare,) = extracted(tmp_path, b"\x00" * 99, "a.bin")["documents"]
    assert (titled["title"], bare["title"]) == ("某局决算", "a.bin")


# Figures and their proof


def test_every_figure_names_the_checks_that_stand_behind_it(tmp_path: Path) -> None:
    wrong = (ROWS[0], ("201", "一般公共服务支出", "250.00", "150.00", "109.00"), ROWS[2])
    rows = extracted(tmp_path, report(table(*wrong)))
    checks = {row["check_id"]: row for row in rows["identity_checks"]}
    for item in rows["line_items"]:
        named = [checks[check] for check in item["proof_identities"]]  # type: ignore[attr-defined]
        assert all(item["line_item_id"] in (*c["left_ids"], *c["right_ids"]) for c in named)
        assert {c["status"] for c in named} <= (
            {"violated"} if item["proof_status"] == "disputed" else {"holds", "rounding"}
        )
    disputed = {(i["item_code"], i["measure"]) for i in rows["line_items"] if i["proof_status"] == "disputed"}
    assert ("201", "project") in disputed
    assert {error["kind"] for error in rows["disclosure_errors"]} == {"contradiction"}
    suggested = [row for row in rows["identity_checks"] if row["suggestion"]]
    assert suggested and all(row["status"] == "violated" and row["is_hard"] for row in suggested)


def test_a_missing_row_is_noted_and_accuses_nobody(tmp_path: Path) -> None:
    below = (
        ("20103", "办公厅", *ROWS[1][2:]),
        ("20805", "养老", *ROWS[2][2:]),
        ("221", "住房", "0.00", "0.00", "0.00"),
    )
    whole = (ROWS[0], ROWS[1], below[0], ROWS[2], below[1])
    assert "missing_figure" not in kinds(extracted(tmp_path, report(table(*whole))))
    rows = extracted(tmp_path, report(table(*whole[:3], whole[4])))
    (note,) = [note for note in rows["reading_notes"] if note["kind"] == "missing_figure"]
    assert (note["text"], note["table_no"]) == ("F05[208]", 1)
    assert (ended(rows), rows["disclosure_errors"]) == (("extracted", None), [])
    assert "disputed" not in {item["proof_status"] for item in rows["line_items"]}


@pytest.mark.parametrize(("division", "is_hard"), [("310107", True), ("410503", False), (None, False)])
def test_what_is_owed_in_one_county_only_accuses_only_there(
    tmp_path: Path, division: str | None, is_hard: bool
) -> None:
    functional = table(("2210201", "住房公积金", "27.70", "27.70", ""))
    economic = table(
        ("30113", "住房公积金", "30.00"),
        title="一般公共预算财政拨款基本支出决算表",
        header=("科目编码", "科目名称", "决算数"),
    )
    rows = extracted(tmp_path, report(functional, economic, told=()), division_code=division)
    hard = [row["is_hard"] for row in rows["identity_checks"] if row["identity_id"] == "X12H"]
    assert hard == [is_hard]


def test_the_members_that_an_archive_leaves_out_are_named(tmp_path: Path) -> None:
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.html", report(table(*ROWS)))
        packed.writestr("../evil.html", report(table(*ROWS)))
        packed.writestr("inner.zip", b"PK\x03\x04" + bytes(60))
    (document,) = extract(source(path), path)["documents"]
    assert (document["document_id"], document["title"]) == ("ab" * 8, "reports.zip")
    assert document["status"] == "partial"
    told = "an archive of 2 documents, each with a row of its own; 1 members were left out: inner.zip: "
    assert str(document["failure_reason"]).startswith(told)
    notes = document["notes"]
    assert isinstance(notes, list)
    outside, inner = notes
    assert outside == "../evil.html: its name points out of the archive"
    assert inner.startswith("inner.zip: ") and len(inner) > len("inner.zip: ")


def test_a_slip_of_the_text_is_a_row_that_names_its_kind_its_words_and_its_page(tmp_path: Path) -> None:
    told = (TOLD, "收入比上年下降-3.20万元。", "公务接待费比上年增加/减少0万元。")
    rows = extracted(tmp_path, report(table(*ROWS), told=told))["text_defects"]
    assert [(row["kind"], row["text"], row["page"], row["document_id"]) for row in rows] == [
        ("direction_word", "下降-3.20万元", 1, "ab" * 8),
        ("direction_word", "增加/减少", 1, "ab" * 8),
    ]
    assert len({row["defect_id"] for row in rows}) == 2
