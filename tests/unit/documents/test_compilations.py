"""A file with the reports of several bodies: each is a document of its own, with its figures and its words."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines.documents.extract import extract, typed_rows
from pipelines.documents.walk import walk_parts
from pipelines.lake.files import SiteWriter
from pipelines.lake.rows import Rows
from pipelines.values.identity import SourceHints
from tests.unit.documents import general_budget
from tests.unit.documents.test_statuses import ROWS, TITLE, extracted, source, table
from tests.unit.read_office.books import workbook

BODIES = ("青禾县财政局", "青禾县教育局", "青禾县水利局")
FILE = "青禾县2023年部门决算汇编.html"


def _part(number: int, body: str) -> str:
    """Typeset one body's report of so many times the figures."""
    rows = [(code, name, *(f"{float(text) * number:.2f}" for text in texts)) for code, name, *texts in ROWS]
    told = f"{body}2023年度一般公共预算财政拨款支出决算为{310 * number}.00万元。"
    return (
        f"<h1>{body}2023年度部门决算</h1>{table(*rows)}<p>第三部分 2023年度部门决算情况说明</p><p>{told}</p>"
    )


def _file(*parts: str) -> str:
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"


def _all() -> str:
    return _file(*(_part(number, body) for number, body in enumerate(BODIES, 1)))


def _of(rows: Rows, relation: str, column: str) -> dict[str, list[object]]:
    names = {row["document_id"]: str(row["organisation_name"]) for row in rows["documents"]}
    told: dict[str, list[object]] = {}
    for row in rows[relation]:
        told.setdefault(names[row["document_id"]], []).append(row[column])
    return told


def test_each_report_is_a_document_with_its_own_figures(tmp_path: Path) -> None:
    rows = extracted(tmp_path, _all(), FILE)
    whole, *parts = rows["documents"]
    assert (whole["document_id"], whole["status"]) == ("ab" * 8, "no_figures")
    assert whole["failure_reason"] == "a compilation of 3 reports, each with a row of its own"
    assert (whole["organisation_name"], whole["container_sha256"]) == (None, None)
    assert [
        (one["organisation_name"], one["member_name"], one["status"], one["fiscal_year"]) for one in parts
    ] == [(body, f"第1页 {body}", "extracted", 2023) for body in BODIES]
    assert {(one["sha256"], one["container_sha256"]) for one in parts} == {("ab" * 32, "ab" * 32)}
    assert _of(rows, "line_items", "text_printed") == {
        body: [f"{float(text) * number:.2f}" for row in ROWS for text in row[2:]]
        for number, body in enumerate(BODIES, 1)
    }


def test_what_the_text_tells_is_the_figure_of_its_own_body(tmp_path: Path) -> None:
    rows = extracted(tmp_path, _all(), FILE)
    assert {body: set(values) for body, values in _of(rows, "claims", "value").items()} == {
        body: {310 * number} for number, body in enumerate(BODIES, 1)
    }
    assert (rows["disclosure_errors"], [note["kind"] for note in rows["reading_notes"]]) == ([], [])


def test_no_two_figures_or_tables_of_a_compilation_have_one_id(tmp_path: Path) -> None:
    rows = extracted(tmp_path, _all(), FILE)
    for relation, key in (("line_items", "line_item_id"), ("tables", "table_id"), ("claims", "claim_id")):
        assert max(Counter(row[key] for row in rows[relation]).values()) == 1
    again = extracted(tmp_path, _all(), FILE)
    assert again == rows


def test_what_is_no_bodys_report_stays_with_the_file(tmp_path: Path) -> None:
    total = table(("", "合计", "999.00", "600.00", "399.00"), title="青禾县部门决算情况表")
    rows = extracted(tmp_path, _file(total, *(_part(n, body) for n, body in enumerate(BODIES, 1))), FILE)
    whole = rows["documents"][0]
    assert whole["status"] == "partial"
    assert "table_without_form" in str(whole["failure_reason"])
    assert {row["document_id"] for row in rows["reading_notes"]} == {whole["document_id"]}


def test_reading_again_replaces_every_report_of_a_compilation(tmp_path: Path) -> None:
    lake = tmp_path / "lake"

    def read(content: str) -> set[str]:
        path = tmp_path / FILE
        path.write_text(content, encoding="utf-8")
        record = source(path, site="s", fetched_at=datetime(2025, 9, 1, tzinfo=UTC))
        with SiteWriter(lake, "s") as writer:
            writer.add(record.document_id, typed_rows(extract, "v1", "pdfium", None, None, record, path))
        ids = {
            name: set(pl.read_parquet(lake / name / "s.parquet")["document_id"])
            for name in ("documents", "line_items")
        }
        assert ids["line_items"] <= ids["documents"]
        return set(pl.read_parquet(lake / "documents" / "s.parquet")["organisation_name"].drop_nulls())

    assert read(_all()) == set(BODIES)
    assert read(_file(_part(1, BODIES[0]))) == {BODIES[0]}


def _of_year(title: str, number: int) -> str:
    rows = [(code, name, *(f"{float(text) * number:.2f}" for text in texts)) for code, name, *texts in ROWS]
    return table(*rows, title=title, unit=f"部门：{BODIES[0]}　　金额单位：万元")


def test_final_accounts_and_the_next_years_budget_in_one_file_are_two_reports(tmp_path: Path) -> None:
    rows = extracted(
        tmp_path,
        _file(
            f"<h1>{BODIES[0]}2022年度部门决算</h1>", _of_year(TITLE, 1), f"<h1>{BODIES[0]}2023年部门预算</h1>",
            _of_year("一般公共预算支出表", 2),
        ),
        "2023公开.html",
    )  # fmt: skip
    whole, *parts = rows["documents"]
    assert (whole["status"], whole["fiscal_year"]) == ("no_figures", None)
    assert [(one["report_kind"], one["fiscal_year"], one["status"]) for one in parts] == [
        ("final_account", 2022, "extracted"),
        ("budget", 2023, "extracted"),
    ]
    forms = {(row["document_id"], row["form_code"]) for row in rows["line_items"]}
    assert forms == {(parts[0]["document_id"], "F05"), (parts[1]["document_id"], "B05")}


def test_a_form_of_another_year_is_left_out_and_told(tmp_path: Path) -> None:
    """It was this year's budget to whoever compared the two."""
    head = f"<h1>{BODIES[0]}2022年度决算和2023年预算公开</h1>"
    content = _file(head, _of_year(f"2022年{TITLE}", 1), _of_year("2023年一般公共预算支出预算表", 2))
    rows = extracted(tmp_path, content, "a.html")
    assert {row["form_code"] for row in rows["line_items"]} == {"F05"}
    ((status, reason),) = [(one["status"], one["failure_reason"]) for one in rows["documents"]]
    assert status == "partial"
    assert "1 × table_of_another_year" in str(reason)
    told = [note["detail"] for note in rows["reading_notes"] if note["kind"] == "table_of_another_year"]
    assert told == ["9 figures of B05 were left out: it is printed for 2023, the document is that of 2022"]
    assert [(one["figures_printed"] > 0, one["unaccounted"]) for one in rows["page_accounts"]] == [(True, 0)]


def test_forms_without_a_year_beside_last_years_are_those_of_the_covers_year(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    above = [[f"部门：{general_budget.HEAD[:6]}", None, None, None, "单位：万元"]]
    rows = [[cell or None for cell in row] for row in (general_budget.HEADER, *general_budget.ROWS)]
    last = [[f"{2 * float(str(cell)):.2f}" if "." in str(cell) else cell for cell in row] for row in rows]
    workbook(
        path,
        ("封面", [[general_budget.HEAD]]),
        ("1", [[general_budget.TITLE], *above, *rows]),
        ("2", [[f"2023年度{general_budget.TITLE}"], *above, *last]),
    )
    whole, parts = walk_parts(path, SourceHints(), reader="pdfium")
    assert whole.identity.fiscal_year == 2024
    assert [(part.walk.identity.fiscal_year, len(part.walk.examination.items)) for part in parts] == [
        (2024, 39),
        (2023, 39),
    ]
