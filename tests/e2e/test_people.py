"""The commands as a person expects them: by name, in their language, in files that can be sent, under any locale."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from pipelines.publish import warehouse
from tests.conftest import Built

pytestmark = pytest.mark.slow


def one(built: Built, sql: str) -> tuple[str, ...]:
    with warehouse.connect(built.settings) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return tuple(map(str, row))


def test_a_body_is_shown_by_a_part_of_its_name(built: Built) -> None:
    name, identity, code = one(
        built,
        "select organisation_name, organisation_id, item_code from mart_body_execution "
        "where final_yuan is not null and item_level = 'sub_item' order by all",
    )
    for asked in (name, name[-3:], identity):
        done = built.juesuan("body", asked)
        assert done.returncode == 0, done.stderr
        assert name in done.stdout and code in done.stdout
    chinese = built.juesuan("--lang", "zh", "body", name).stdout
    assert "年初预算" in chinese and "Initial budget" not in chinese


def test_a_county_and_a_body_are_written_to_files_that_tell_their_sources(
    built: Built, tmp_path: Path
) -> None:
    (code, name) = one(built, "select division_code, division_name from mart_county_total order by all")
    file = tmp_path / "county.xlsx"
    assert built.juesuan("--lang", "zh", "county", name, "-o", str(file)).returncode == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[-2:] == ["说明 notes", "来源 sources"]
    rows = list(book["单位"].iter_rows(values_only=True))
    assert rows[1][0] == "organisation_name"
    assert "单位" in str(rows[0][0])
    sources = [row for row in book["来源 sources"].iter_rows(values_only=True) if row[0]]
    (sha256,) = one(built, f"select sha256 from dim_document where division_code = '{code}' and is_in_force")
    assert any(sha256 in row for row in sources)
    plain = json.loads(built.juesuan("county", code, "--json").stdout)
    assert plain["division_code"] == code and plain["classes"]


@pytest.mark.parametrize("command", ["trace", "explain"])
def test_any_id_leads_to_what_it_names(built: Built, tmp_path: Path, command: str) -> None:
    asked = {
        "error": "select error_id, left_text from fct_disclosure_error where left_id is not null order by all",
        "claim": "select claim_id, text_printed from fct_claim order by all",
        "document": "select document_id, file_name from dim_document where status = 'extracted' order by all",
        "body": "select organisation_id, organisation_name from dim_organisation order by all",
    }
    for kind, sql in asked.items():
        identity, words = one(built, sql)
        options = ("-o", str(tmp_path / "x.png")) if command == "trace" else ()
        done = built.juesuan(command, identity, *options)
        assert done.returncode == 0, (kind, done.stderr)
        assert words in done.stdout, kind
    if command == "trace":
        assert (tmp_path / "x-left.png").read_bytes().startswith(b"\x89PNG")


def test_a_wide_answer_is_told_as_records_and_no_value_is_lost(built: Built) -> None:
    name, total = one(
        built, "select division_name, final_yuan from mart_county_total where final_yuan > 0 order by all"
    )
    done = built.juesuan("query", "select * from mart_county_total order by all", COLUMNS="80")
    assert name in done.stdout
    assert f"{float(total):,.2f}" in done.stdout
    assert "final_organisation_count" in done.stdout


def test_an_answer_is_written_as_its_file_is_called(built: Built, tmp_path: Path) -> None:
    sql = "select document_id, organisation_id, final_yuan from mart_body, dim_document limit 2"
    sql = "select document_id, amount_yuan from fct_line_item where amount_yuan > 0 order by all limit 2"
    for ending in ("csv", "json", "parquet", "xlsx"):
        file = tmp_path / f"answer.{ending}"
        assert built.juesuan("query", sql, "-o", str(file)).returncode == 0
    document, amount = one(built, sql)
    assert document in (tmp_path / "answer.csv").read_text("utf-8")
    book = openpyxl.load_workbook(tmp_path / "answer.xlsx")
    assert float(book["query"]["B3"].value) == float(amount)
    assert any(document in row for row in book["来源 sources"].iter_rows(values_only=True))


@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}]
)
def test_no_locale_stops_an_answer(built: Built, environment: dict[str, str]) -> None:
    for arguments in (("status",), ("errors",), ("--lang", "zh", "errors"), ("sites",)):
        done = built.juesuan(*arguments, **environment)
        assert (done.returncode, done.stderr) == (0, "")
    told = built.juesuan("errors", "--json", **environment).stdout
    assert json.loads(told)[0]["organisation_name"].endswith("局")


def test_the_language_is_that_which_is_asked_for(built: Built) -> None:
    assert "自相矛盾" in built.juesuan("--lang", "zh", "status").stdout
    assert "自相矛盾" in built.juesuan("status", JUESUAN_LANG="zh").stdout
    assert "自相矛盾" in built.juesuan("status", LC_ALL="zh_CN.UTF-8").stdout
    assert "Contradictions" in built.juesuan("--lang", "en", "status", JUESUAN_LANG="zh").stdout
    assert "没有此文件或文件夹" in built.juesuan("--lang", "zh", "ingest", "no/such/folder").stderr
    help_text = built.juesuan("--lang", "zh", "errors", "--help").stdout
    assert "列出文件自身的矛盾" in help_text and "Show this message" not in help_text
    assert "例：juesuan errors --county 410503" in help_text


def test_a_fault_is_told_with_its_traceback_where_more_is_asked_for(built: Built) -> None:
    assert "Traceback" not in built.juesuan("query", "selec 1").stderr
    told = built.juesuan("--verbose", "query", "selec 1").stderr
    assert "Traceback" in told and str(built.settings.data_dir) in told
