"""A question sees the published warehouse and nothing else of the machine, and ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.query import query
from pipelines.publish.asking import QuestionError, asking
from pipelines.publish.warehouse import WarehouseError
from pipelines.settings import Settings


@pytest.fixture
def published(settings: Settings) -> Settings:
    """A warehouse with one mart, whose texts are what a hostile county might print."""
    settings.warehouse_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct as select * from (values "
            "(1, 12.50::decimal(18, 2), '=HYPERLINK(1)'), (2, -3.00, chr(27) || '[31m合计'), (3, null, '-')) "
            "as t(id, amount, name)"
        )
    return settings


@pytest.mark.parametrize(
    "sql",
    [
        "select name from fct where id = 2",
        "from fct select name limit 1;",
        "describe fct",
        "summarize fct",
        "show tables",
        "explain select 1",
        "with a as (from fct) select count(*) from a",
        "pivot fct on id using sum(amount)",
        "-- how many\nselect count(*) from fct",
    ],
)
def test_whatever_asks_is_answered(published: Settings, sql: str) -> None:
    with asking(published, sql) as answer:
        assert answer.fetchall()


@pytest.mark.parametrize(
    "sql",
    [
        "copy fct to '{folder}/out.csv'",
        "copy (select 1) to '{folder}/out.parquet' (format parquet)",
        "explain analyze copy fct to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "attach '{folder}/out.duckdb' as other",
        "create table marts.x as select 1",
        "create temp table x as select 1",
        "insert into fct values (4, 1, 'x')",
        "drop table fct",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma enable_profiling",
        "call pragma_version()",
        "select * from read_csv('{secret}')",
        "select * from read_text('{secret}')",
        "select * from read_blob('{secret}')",
        "from '{secret}'",
        "select * from glob('{folder}/*')",
        "select * from parquet_scan('https://example.org/a.parquet')",
        "select * from sqlite_scan('{secret}', 't')",
        "select getenv('HOME')",
        "select 1; copy fct to '{folder}/out.csv'",
        "selec 1",
        "",
    ],
)
def test_whatever_reaches_beyond_the_warehouse_is_refused(
    published: Settings, tmp_path: Path, sql: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with (
        pytest.raises(QuestionError),
        asking(published, sql.format(folder=tmp_path, secret=secret)) as answer,
    ):
        answer.fetchall()
    assert sorted(tmp_path.iterdir()) == before


def test_a_question_that_takes_too_long_is_ended(published: Settings) -> None:
    endless = "select count(*) from range(1000000) a, range(1000000) b where a.range * b.range % 7 = 3"
    with (
        pytest.raises(QuestionError, match=r"more than 0\.2 seconds"),
        asking(published, endless, seconds=0.2) as answer,
    ):
        answer.fetchall()


def test_a_question_that_is_read_slowly_is_ended_too(published: Settings) -> None:
    """The time is over between two steps of the answer, when nothing is at work that could be interrupted."""
    endless = "select a.range from range(1000000000) a"
    with (
        pytest.raises(QuestionError, match=r"more than 0\.2 seconds"),
        asking(published, endless, seconds=0.2) as answer,
    ):
        time.sleep(0.5)
        answer.aggregate("max(range)").fetchall()


def test_an_answer_has_no_more_rows_than_asked_for(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    query(published, "from fct order by id", "csv", None, rows=2)
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["i", "1", "2"]
    query(published, "select id from fct order by id", "json", None, rows=1)
    assert json.loads(capsys.readouterr().out) == [{"id": 1}]


def test_a_column_named_by_what_a_county_printed_is_no_formula(
    published: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    query(published, "pivot (from fct where id = 1) on name using count(*)", "csv", None)
    assert "'=HYPERLINK(1)" in capsys.readouterr().out.splitlines()[0]


def test_control_characters_of_csv_are_shown_on_a_terminal(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller, terminal = os.openpty()
    with os.fdopen(terminal, "w", encoding="utf-8") as screen:
        monkeypatch.setattr(sys, "stdout", screen)
        query(published, "select name from fct where id = 2", "csv", None)
        screen.flush()
        seen = os.read(controller, 1000).decode()
    os.close(controller)
    assert "␛[31m合计" in seen and "\x1b" not in seen


def test_an_answer_is_written_to_the_file_that_was_named_and_to_no_other(
    published: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "it's.parquet"
    query(published, "from fct", "parquet", file)
    assert duckdb.sql(f"select count(*) from '{str(file).replace(chr(39), chr(39) * 2)}'").fetchall() == [
        (3,)
    ]
    with pytest.raises(QuestionError), asking(published, "select 1", answer_file=file) as answer:
        answer.write_parquet(str(tmp_path / "other.parquet"))
    assert not (tmp_path / "other.parquet").exists()


def test_what_a_county_printed_is_no_formula_and_no_command(
    published: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query(published, "select * from fct order by id", "csv", None)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "1,12.50,'=HYPERLINK(1)",
        "2,-3.00,\x1b[31m合计",
        "3,,-",
    ]
    query(published, "select name from fct order by id", "table", None)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "␛[31m合计" in shown
    query(published, "select name from fct where id > 9", "json", None)
    assert capsys.readouterr().out == "[]\n"


def test_a_warehouse_that_another_process_writes_is_told_in_a_sentence(published: Settings) -> None:
    program = f"import duckdb, sys; c = duckdb.connect({str(published.warehouse_file)!r}); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with (
            pytest.raises(WarehouseError, match=f"process {writer.pid} has it open"),
            asking(published, "select 1"),
        ):
            pass
        writer.communicate(b"")
