"""A form is told empty only where its cells were seen empty, or where a sentence says that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.documents.test_statuses import HEADER, TITLE, extracted, report, table

BLANK = ("", "合计", "", "", "")
NIL = "<p>本单位没有一般公共预算支出，故本表无数据。</p>"


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((table(BLANK),), "empty_form"),
        ((table(BLANK), NIL), "empty_form"),
        ((table(), NIL), "empty_form"),
        ((table(),), "unreadable"),  # a header and no cell below it
        ((table(BLANK), "<p>310.00 200.00 110.00</p>"), "unreadable"),  # figures beside the table
        (
            (
                f"<p>{TITLE}</p><table><tr><td>"
                + "</td><td>".join(HEADER)
                + "</td></tr></table><img src='a.png' width=600 height=400>",
            ),
            "unreadable",
        ),
    ],
)
def test_a_form_is_empty_only_where_that_was_seen(
    tmp_path: Path, parts: tuple[str, ...], status: str
) -> None:
    rows = extracted(tmp_path, report(*parts, told=()))["tables"]
    assert [row["status"] for row in rows if row["form_code"] == "F05"] == [status]


@pytest.mark.parametrize(
    ("sentence", "nils"),
    [
        ("本部门2024年度没有使用国有资本经营预算安排的支出。", ["state_capital"]),
        ("我单位无政府性基金预算财政拨款收入支出，故政府性基金预算财政拨款收入支出决算表为空表。", ["government_fund"]),
        (
            "政府性基金预算财政拨款收入支出决算表、国有资本经营预算财政拨款支出决算表无数据，以空表列示。",
            ["government_fund", "state_capital"],
        ),
        ("国有资本经营预算财政拨款支出决算表为空表，政府性基金预算财政拨款收入支出决算表见附件。", ["state_capital"]),
        ("本部门2024年度没有政府性基金预算收入。", []),
        ("本部门2023年度没有使用国有资本经营预算安排的支出。", []),
    ],
)  # fmt: skip
def test_what_the_text_denies_is_kept(tmp_path: Path, sentence: str, nils: list[str]) -> None:
    found = extracted(tmp_path, report(table(BLANK), told=(f"<p>{sentence}</p>",)))["document_evidence"]
    assert [row["value"] for row in found if row["field"] == "stated_nil"] == nils
