"""The commands that look at a built warehouse, and what they say when something is missing."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import warehouse
from pipelines.settings import Settings
from tests.conftest import SITE, Built, Juesuan

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n"


def test_query_answers_as_table_csv_json_and_parquet(built: Built, tmp_path: Path) -> None:
    sql = "select form_code, value_printed, amount_yuan from fct_line_item where amount_yuan > 0 order by all limit 3"
    with warehouse.connect(built.settings) as connection:
        expected = connection.execute(sql).fetchall()
    table = built.juesuan("query", sql)
    assert table.returncode == 0
    assert all(f"{row[2]:,}" in table.stdout for row in expected)
    rows = list(csv.reader(io.StringIO(built.juesuan("query", sql, "--format", "csv").stdout)))
    assert rows[0] == ["form_code", "value_printed", "amount_yuan"]
    assert [Decimal(row[2]) for row in rows[1:]] == [row[2] for row in expected]
    answer = json.loads(built.juesuan("query", sql, "--format", "json").stdout, parse_float=Decimal)
    assert [Decimal(row["amount_yuan"]) for row in answer] == [row[2] for row in expected]
    file = tmp_path / "answer.parquet"
    assert built.juesuan("query", sql, "--format", "parquet", "--output", str(file)).returncode == 0
    assert duckdb.sql(f"from '{file}'").fetchall() == expected


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("query", "selec 1"), 1, "syntax error"),
        (("query", "create table marts.x as select 1"), 1, "read-only"),
        (("query", "select 1", "--format", "parquet"), 1, "--output"),
        (("trace", "nothing-has-this-id"), 1, "line_item_id"),
        (("trace", ""), 1, "give the id"),
        (("query", "select 1", "-o", "answer.doc"), 1, "ends in none of"),
        (("body", "无此单位"), 1, "no body is called"),
        (("county", "无此县"), 1, "no county is called"),
        (("body", "教育局", "-o", "x.pdf"), 1, "neither .xlsx nor .json"),
    ],
)
def test_a_wrong_request_says_what_to_do(
    built: Built, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = built.juesuan(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_trace_shows_where_a_figure_was_printed(built: Built, tmp_path: Path) -> None:
    with warehouse.connect(built.settings) as connection:
        row = connection.execute("""
            select line_item_id, text_printed, item_name, page, document_id, row_no, measure from fct_line_item
            where form_code = 'F05' and measure = 'basic' and item_code <> '' order by line_item_id limit 1
        """).fetchone()
        assert row is not None
        beside = connection.execute(
            "select text_printed from fct_line_item where document_id = ? and page = ? and row_no = ? "
            "and form_code = 'F05' and measure = 'total'",
            [row[4], row[3], row[5]],
        ).fetchone()
    picture = tmp_path / "cell.png"
    done = built.juesuan("trace", row[0], "--output", str(picture))
    assert done.returncode == 0, done.stderr
    for words in (row[1], row[2], f"{row[3]}, box", beside[0] if beside else "", str(picture)):
        assert words in done.stdout
    marked = picture.read_bytes()
    assert marked.startswith(PNG)
    again = built.juesuan("trace", row[0])
    assert (built.settings.traces_dir / f"{row[0]}.png").read_bytes() == marked, again.stderr


def test_sites_and_status_show_what_is_there(built: Built) -> None:
    assert SITE in built.juesuan("sites").stdout
    assert "Figures read" in built.juesuan("status").stdout
    sites = json.loads(built.juesuan("sites", "--json").stdout)["sites"]
    assert SITE in [one["site"] for one in sites]
    told = json.loads(built.juesuan("status", "--json").stdout)
    with warehouse.connect(built.settings) as connection:
        counted = connection.execute("select count(*) from fct_line_item").fetchone()
    assert (told["figures"],) == counted
    assert {one["state"] for one in json.loads(built.juesuan("doctor", "--json").stdout)} >= {"ok"}


def test_docs_builds_one_page_with_the_marts_in_it(built: Built) -> None:
    done = built.juesuan("docs", "--build-only")
    assert done.returncode == 0, done.stderr
    page = built.settings.dbt_target_dir / "static_index.html"
    assert "mart_county_comparison" in page.read_text(encoding="utf-8")


def test_forms_lists_all_and_shows_one(juesuan: Juesuan) -> None:
    listed = juesuan("forms").stdout
    assert all(f"F0{number}" in listed and f"B0{number}" in listed for number in range(1, 10))
    assert "一般公共预算财政拨款支出决算表" in juesuan("forms", "f05").stdout
    unknown = juesuan("forms", "Z99")
    assert (unknown.returncode, "F05" in unknown.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("query", "select 1"), 1, "run juesuan build"),
        (("status",), 1, "run juesuan build"),
        (("trace", "1234"), 1, "run juesuan build"),
        (("docs", "--build-only"), 1, "run juesuan build"),
        (("ingest", "no/such/folder"), 1, "no such file or folder"),
        (("ingest",), 2, "Missing argument"),
        (("frobnicate",), 2, "No such command"),
        (("run", "--reader", "eyes"), 2, "pdfium"),
    ],
)
def test_before_anything_is_built_errors_say_what_to_do(
    juesuan: Juesuan, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = juesuan(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_none_is_told_in_a_sentence(settings: Settings) -> None:
    file = settings.data_dir / "a file"
    file.write_text("x", encoding="utf-8")
    done = Juesuan(settings)("--data-dir", str(file), "ingest", str(file))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "cannot be used as the data folder" in done.stderr


def test_nothing_to_read_is_said_and_nothing_is_published(juesuan: Juesuan, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "No files were found there." in juesuan("ingest", str(tmp_path / "empty")).stdout
    done = juesuan("build")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "nothing to build" in done.stderr
    assert not juesuan.settings.warehouse_file.exists()


def test_a_setting_that_cannot_be_used_is_a_usage_error(juesuan: Juesuan) -> None:
    done = juesuan("sites", JUESUAN_WORKERS="none")
    assert (done.returncode, "JUESUAN_WORKERS" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "command",
    ["ingest", "build", "run", "query", "trace", "forms", "sites", "status", "docs", "body", "county"],
)
def test_every_command_has_help_with_an_example(juesuan: Juesuan, command: str) -> None:
    assert f"Example: juesuan {command}" in juesuan(command, "--help").stdout
