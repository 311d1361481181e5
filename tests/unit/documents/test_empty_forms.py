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
