"""Accusations rest on sound readings; what does not is a doubt with its reason, and accuses nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.lake.rows import Rows
from tests.unit.documents.test_statuses import ROWS, TITLE, TOLD, extracted, report, table

WRONG = ("201", "一般公共服务支出", "250.00", "150.00", "109.00")


def told(rows: Rows) -> tuple[set[str], set[str]]:
    """Return the identities that accuse, and the reasons of the doubts."""
    errors = {str(row["identity_id"]) for row in rows["disclosure_errors"]}
    return errors, {str(row["reason"]) for row in rows["reading_doubts"]}


def test_a_contradiction_of_sound_figures_is_told(tmp_path: Path) -> None:
    errors, reasons = told(extracted(tmp_path, report(table(ROWS[0], WRONG, ROWS[2]))))
    assert errors and not reasons


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ((("201", "一般公共服务支出", "250.00", "150.00", "10?.00"), ROWS[2]), "unread"),
        ((WRONG, ("208", "社会保障和就业支出", "60.00", "50.00", "1O.00")), "unread"),
        ((("201", "一般公共服务支出", "250.00", "150.00", "109"), ROWS[2]), "decimals"),
        ((("201", "一般公共服务支出", "250.00", "150.00", "109.0021"), ROWS[2]), "unread"),
    ],
)
def test_a_doubtful_figure_makes_its_contradictions_doubts(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...], reason: str
) -> None:
    found = extracted(tmp_path, report(table(ROWS[0], *rows)))
    errors, reasons = told(found)
    assert (errors, reasons) == (set(), {reason})
    for doubt in found["reading_doubts"]:
        assert doubt["what"] and doubt["why"] and doubt["doubtful_ids"]
        assert doubt["document_id"] == found["documents"][0]["document_id"]


def test_words_that_equal_another_figure_of_the_form_are_a_doubt(tmp_path: Path) -> None:
    said = TOLD.replace("310.00", "200.00").replace("77.50", "50.00")  # the basic part of the total
    errors, reasons = told(extracted(tmp_path, report(table(*ROWS), told=(said,))))
    assert (errors, reasons) == (set(), {"another_figure"})


def test_words_that_name_the_figure_beside_it_are_told(tmp_path: Path) -> None:
    """Basic expenditure named right before the total's amount is a slip of the report."""
    said = (
        TOLD,
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "2024年度一般公共预算财政拨款基本支出310.00万元。",
    )
    errors, reasons = told(extracted(tmp_path, report(table(*ROWS), told=said)))
    assert (errors, reasons) == ({"N06"}, set())


def test_a_form_that_stands_empty_beside_figures_of_no_form_is_a_doubt(tmp_path: Path) -> None:
    contents = (
        "<p>目录</p><p>一、一般公共预算财政拨款支出决算表</p><p>二、政府性基金预算财政拨款收入支出决算表</p>"
    )
    body = (
        table(*ROWS)
        + f"<p>{TITLE[:4]}另一张表</p>"
        + table(*ROWS, title="", header=("甲", "乙", "丙", "丁", "戊"))
    )
    errors, _ = told(extracted(tmp_path, report(contents, body)))
    assert "C01" not in errors
