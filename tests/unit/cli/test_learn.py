"""``juesuan forms learn``: words that only the identities decided, as entries to add."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli.inspect import inspect

REPORT = """<html><body><h1>青禾县教育局2024年部门预算</h1><h2>部门支出预算总表</h2><p>单位：万元</p><table>
<tr><td>科目编码</td><td>科目名称</td><td>全年盘子</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>205</td><td>教育支出</td><td>300.00</td><td>200.00</td><td>100.00</td></tr>
<tr><td>20502</td><td>普通教育</td><td>260.00</td><td>200.00</td><td>60.00</td></tr>
<tr><td>20599</td><td>其他教育支出</td><td>40.00</td><td></td><td>40.00</td></tr>
<tr><td></td><td>合计</td><td>300.00</td><td>200.00</td><td>100.00</td></tr>
</table></body></html>"""


def run(*arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["forms", "learn", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_word_that_identities_decided_is_told_with_its_concept_and_reason(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(REPORT, encoding="utf-8")
    lines = [line.strip() for line in run(str(report)).splitlines()]
    assert lines[:2] == ["pipelines/lexicon/headers.yml", "total:"]
    assert lines[2].startswith("- 全年盘子  # report.html, page 1: B03 支出预算总表, decided by W23")


def test_known_words_teach_nothing_and_a_broken_file_is_told(tmp_path: Path) -> None:
    known, broken = tmp_path / "known.html", tmp_path / "broken.pdf"
    known.write_text(REPORT.replace("全年盘子", "合计"), encoding="utf-8")
    broken.write_bytes(b"%PDF-1.4 nothing")
    told = run(str(known), str(broken))
    assert "broken.pdf: " in told
    assert "Nothing to learn" in told


def test_inspect_shows_what_was_tried_and_what_was_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    report = tmp_path / "report.html"
    report.write_text(REPORT, encoding="utf-8")
    inspect(report, "pdfium", None)
    tried = [line for line in capsys.readouterr().out.splitlines() if "全年盘子 as " in line and "│" in line]
    assert ["taken" in line for line in tried] == ["as total" in line for line in tried]
    assert any("W23" in line and "as total" in line for line in tried)
