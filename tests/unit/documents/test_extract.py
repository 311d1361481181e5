"""From a document's bytes to its rows: what is withheld, what counts as a report, what a figure's proof names."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from pipelines import forms
from pipelines.documents.extract import Rows, extract, typed_rows
from pipelines.formats import tools
from pipelines.lake.frames import frames
from pipelines.lake.schema import RELATIONS
from pipelines.values.source import SourceRecord

ROWS = [
    ("", "合计", "310.00", "200.00", "110.00"),
    ("201", "一般公共服务支出", "250.00", "150.00", "100.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "250.00", "150.00", "100.00"),
    ("2010301", "行政运行", "150.00", "150.00", "0.00"),
    ("2010302", "一般行政管理事务", "100.00", "0.00", "100.00"),
    ("208", "社会保障和就业支出", "60.00", "50.00", "10.00"),
    ("20805", "行政事业单位养老支出", "60.00", "50.00", "10.00"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "60.00", "50.00", "10.00"),
]
NARRATIVE = (
    "第三部分 2024年度部门决算情况说明",
    "五、一般公共预算财政拨款支出决算情况说明",
    "2024年度一般公共预算财政拨款支出年初预算为400.00万元，支出决算为310.00万元，完成年初预算的77.50%。",
)
FILLER = "本部门主要承担辖区内的日常行政事务，编制人员若干名，内设科室若干个。" * 12


def _page(*, rows: list[tuple[str, ...]] | None, narrative: tuple[str, ...] = NARRATIVE) -> str:
    parts = ["<p>2024年度青禾县民政局部门决算</p>"]
    if rows is not None:
        cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
        header = "".join(f"<td>{t}</td>" for t in ("科目编码", "科目名称", "小计", "基本支出", "项目支出"))
        parts.append("<p>一般公共预算财政拨款支出决算表</p><p>金额单位：万元</p>")
        parts.append(f"<table><tr>{header}</tr>{cells}</table>")
    parts += [f"<p>{text}</p>" for text in ("第一部分 部门概况", FILLER, *narrative)]
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"


def _source(path: Path) -> SourceRecord:
    return SourceRecord(
        sha256="ab" * 32,
        site="test",
        file_name=path.name,
        source_url=path.as_uri(),
        page_url=None,
        page_title=None,
        page_date=None,
        fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
        size_bytes=path.stat().st_size,
        division_code=None,
        archived_as="sha256/ab",
    )


def _extract(tmp_path: Path, html: str) -> Rows:
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    rows = extract(_source(path), path)
    frames(rows)  # every row fits the lake's types
    return rows


def test_narrative_and_form_prove_each_other(tmp_path: Path) -> None:
    rows = _extract(tmp_path, _page(rows=ROWS))
    (document,) = rows["documents"]
    assert (document["status"], document["failure_reason"]) == ("extracted", None)
    claims = {row["measure"]: row for row in rows["claims"] if row["kind"] == "item_execution"}
    assert claims["final"]["proof_status"] == "proven"
    assert claims["completion_rate"]["proof_status"] == "proven"
    checks = {row["check_id"]: row for row in rows["identity_checks"]}
    total = next(r for r in rows["line_items"] if r["item_name"] == "合计" and r["measure"] == "total")
    assert total["proof_status"] == "proven"
    named = [checks[check]["identity_id"] for check in total["proof_identities"]]  # type: ignore[attr-defined]
    assert any(str(name).startswith("N") for name in named)
    assert rows["disclosure_errors"] == []


def test_a_contradiction_is_told_once_with_both_figures(tmp_path: Path) -> None:
    wrong = (*NARRATIVE[:2], NARRATIVE[2].replace("310.00", "301.00").replace("77.50", "75.25"))
    rows = _extract(tmp_path, _page(rows=ROWS, narrative=wrong))
    (error,) = rows["disclosure_errors"]
    assert (error["left_text"], error["right_text"]) == ("301.00 万元", "310.00 万元")
    assert "301.00" in str(error["what"]) and "310.00" in str(error["what"])
    claim = next(r for r in rows["claims"] if r["measure"] == "final")
    assert claim["proof_status"] == "disputed"


def test_a_table_that_contradicts_nearly_everything_is_withheld(tmp_path: Path) -> None:
    shifted = [
        (code, name, total, ROWS[(i + 1) % len(ROWS)][3], ROWS[(i + 3) % len(ROWS)][4])
        for i, (code, name, total, *_) in enumerate(ROWS)
    ]
    rows = _extract(tmp_path, _page(rows=shifted))
    (document,) = rows["documents"]
    assert document["status"] == "partial"
    assert "withheld_table" in str(document["failure_reason"])
    assert rows["line_items"] == []
    assert {row["status"] for row in rows["identity_checks"]} <= {"holds", "rounding"}
    assert rows["disclosure_errors"] == []
    (table,) = rows["tables"]
    assert table["status"] == "unreadable"
    assert any(
        note["kind"] == "withheld_table" and "F05" in str(note["detail"]) for note in rows["reading_notes"]
    )


def test_a_text_whose_tables_are_elsewhere_is_a_report(tmp_path: Path) -> None:
    rows = _extract(tmp_path, _page(rows=None))
    (document,) = rows["documents"]
    assert document["status"] == "extracted"
    assert rows["claims"]
    assert rows["disclosure_errors"] == []


@pytest.mark.parametrize("text", ["本县召开会议，支出310.00万元。", "今日天气晴。"])
def test_a_page_that_is_no_report_stays_none(tmp_path: Path, text: str) -> None:
    html = f"<html><head><meta charset='utf-8'></head><body><p>新闻</p><p>{FILLER}{text}</p></body></html>"
    (document,) = _extract(tmp_path, html)["documents"]
    assert document["status"] == "no_figures"


def test_what_a_document_lacked_or_used_is_kept_with_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    tools.state.cache_clear()
    try:
        (document,) = _extract(tmp_path, r"{\rtf1\ansi Report\par}")["documents"]
    finally:
        tools.state.cache_clear()
    assert (document["status"], document["tools"]) == ("unsupported", ["libreoffice=missing"])
    (document,) = _extract(tmp_path, _page(rows=ROWS))["documents"]
    assert (document["status"], document["tools"]) == ("extracted", [])


def test_typed_rows_carry_the_version_of_the_code_and_know_the_users_own_forms(tmp_path: Path) -> None:
    own = tmp_path / "forms"
    own.mkdir()
    title = "一般公共预算支出功能科目决算表"
    packaged = files("pipelines.forms") / "final" / "f05_general_public_budget.yml"
    lines = [
        line
        for line in packaged.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("code:", "title:", "aliases:", "is_core:", "#"))
    ]
    (own / "f15.yml").write_text(
        "\n".join(["code: F15", f"title: {title}", "aliases: []", *lines]), encoding="utf-8"
    )
    path = tmp_path / "report.html"
    page = _page(rows=ROWS).replace("一般公共预算财政拨款支出决算表", title)
    path.write_text(page, encoding="utf-8")
    try:
        found = typed_rows(extract, "v7", "pdfium", None, own, _source(path), path)
    finally:
        forms.use_folder(None)
    assert found.keys() == RELATIONS.keys()
    assert found["documents"]["code_version"].to_list() == ["v7"]
    assert found["tables"]["form_code"].to_list() == ["F15"]
    assert found["line_items"].height == 24
