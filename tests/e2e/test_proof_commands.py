"""``juesuan errors`` and ``juesuan explain`` on a built warehouse: the planted misprint and its chain of proof."""

from __future__ import annotations

import csv
import io
import json

import duckdb
import pytest

from pipelines.publish import warehouse
from samples import SampleDocument
from tests.conftest import Built, Juesuan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planted(built: Built) -> SampleDocument:
    """The sample report with the misprint."""
    return next(sample for sample in built.samples if sample.planted)


def _one(built: Built, sql: str, *parameters: str) -> tuple[object, ...]:
    with warehouse.connect(built.settings) as connection:
        row = connection.execute(sql, parameters).fetchone()
    assert row is not None
    return row


def _misprint_id(built: Built, planted: SampleDocument) -> str:
    (misprint,) = planted.planted
    row = _one(
        built,
        "select line_item_id from fct_line_item join dim_document using (document_id) "
        "where file_name = ? and form_code = ? and item_code = ? and measure = ?",
        planted.path.name,
        misprint.form,
        misprint.code,
        misprint.measure,
    )
    return str(row[0])


def test_errors_tells_the_planted_misprint_with_both_figures(built: Built, planted: SampleDocument) -> None:
    (misprint,) = planted.planted
    done = built.juesuan("errors", "--document", planted.path.name)
    assert done.returncode == 0, done.stderr
    for words in (planted.organisation_name, misprint.printed, misprint.expected, f"page {misprint.page}"):
        assert words in done.stdout
    assert "1 contradiction in 1 document" in done.stdout


def test_errors_can_be_worked_with_as_csv_and_json(built: Built, planted: SampleDocument) -> None:
    rows = list(csv.DictReader(io.StringIO(built.juesuan("errors", "--year", "2024", "--csv").stdout)))
    told = json.loads(built.juesuan("errors", "--county", "清溪县", "--json").stdout)
    assert [row["error_id"] for row in rows] == [row["error_id"] for row in told]
    assert {row["file_name"] for row in rows} == {planted.path.name}
    (misprint,) = planted.planted
    assert misprint.printed in rows[0]["what"]
    assert rows[0]["left_page"] == str(misprint.page)
    assert built.juesuan("errors", "--year", "1999", "--csv").stdout == ""
    assert "0 doubts in 0 documents" in built.juesuan("errors", "--doubts").stdout
    assert json.loads(built.juesuan("errors", "--doubts", "--json").stdout) == []
    assert json.loads(built.juesuan("errors", "--year", "1999", "--text", "--json").stdout) == []


def test_explain_shows_both_sides_of_every_identity_of_a_figure(
    built: Built, planted: SampleDocument
) -> None:
    (misprint,) = planted.planted
    identifier = _misprint_id(built, planted)
    done = built.juesuan("explain", identifier)
    assert done.returncode == 0, done.stderr
    for words in (identifier, f"{misprint.printed} 万元", "(this one)", "violated", "rounding explains"):
        assert words in done.stdout
    assert all(identity in done.stdout for identity in misprint.identities.split())


def test_explain_knows_claims_and_the_ties_to_other_reports(built: Built) -> None:
    sql = """
        select c.left_ids[1], c.other_document_id from fct_cross_document_check as c
        where c.identity_id = 'Y02' order by c.check_id limit 1
    """
    claim, other = _one(built, sql)
    told = built.juesuan("explain", str(claim)).stdout
    for words in ("claim", "sentence", "N11", "Y02", f"of {other}"):
        assert words in told


def test_explain_shows_how_far_a_document_is_proven(built: Built, planted: SampleDocument) -> None:
    by_name = built.juesuan("explain", planted.path.name)
    (document_id,) = _one(
        built, "select document_id from dim_document where file_name = ?", planted.path.name
    )
    assert built.juesuan("explain", str(document_id)).stdout == by_name.stdout
    for words in ("一般公共预算财政拨款支出决算表", "item_execution", "Contradictions", "100.0 %"):
        assert words in by_name.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("explain", "nothing-has-this-id"), 1, "claim_id"),
        (("explain", ""), 1, "give the id"),
        (("errors", "--county", "无此县"), 1, "no documents of the county 无此县"),
        (("errors", "--document", "absent.pdf"), 1, "no documents of the document absent.pdf"),
        (("errors", "--csv", "--json"), 2, "choose one"),
        (("errors", "--year", "last"), 2, "Invalid value"),
    ],
)
def test_a_wrong_request_says_what_to_do(
    built: Built, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = built.juesuan(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_id_that_is_not_unique_asks_for_more_digits(built: Built) -> None:
    with warehouse.connect(built.settings) as connection:
        digit = _shared_digit(connection)
    assert "give more digits" in built.juesuan("explain", digit).stderr


def _shared_digit(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute(
        "select left(line_item_id, 1) from fct_line_item group by 1 having count(*) > 1 limit 1"
    ).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("arguments", [("errors",), ("explain", "1234")])
def test_before_anything_is_built_errors_say_what_to_do(juesuan: Juesuan, arguments: tuple[str, ...]) -> None:
    done = juesuan(*arguments)
    assert (done.returncode, "run juesuan build" in done.stderr) == (1, True)


@pytest.mark.parametrize("command", ["errors", "explain"])
def test_the_commands_have_help_with_an_example(juesuan: Juesuan, command: str) -> None:
    assert f"Example: juesuan {command}" in juesuan(command, "--help").stdout
