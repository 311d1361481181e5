"""What the project's own materializations keep to, in a small project of its own: contracts, comments, kinds, seeds."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt.project import PROJECT_DIR, forked

MODELS = """
version: 2
models:
  - name: kept
    description: The body's "own" 'words'.
    config: {materialized: table, contract: {enforced: true}, persist_docs: {relation: true, columns: true}}
    columns:
      - {name: body, data_type: varchar, description: "Body's name (单位)."}
      - {name: amount, data_type: 'decimal(20,2)'}
  - name: seen
    config: {materialized: view, contract: {enforced: true}, persist_docs: {relation: true, columns: true}}
    columns:
      - {name: body, data_type: varchar, description: Seen body.}
  - {name: other_type, config: {materialized: table, contract: {enforced: true}}, columns: [{name: amount, data_type: 'decimal(20,2)'}]}
  - {name: one_more, config: {materialized: table, contract: {enforced: true}}, columns: [{name: body, data_type: varchar}]}
  - {name: one_less, config: {materialized: view, contract: {enforced: true}}, columns: [
      {name: body, data_type: varchar}, {name: year, data_type: integer}]}
  - {name: changing, config: {materialized: "{{ var('kind') }}"}}
seeds:
  - {name: listed, config: {column_types: {code: varchar, year: integer}}}
"""
SQL = {
    "kept": "select cast(1 as decimal(20, 2)) as amount, 'x' as body",
    "seen": "select body from {{ ref('kept') }}",
    "other_type": "select 1 as amount",
    "one_more": "select 'x' as body, 2024 as year",
    "one_less": "select 'x' as body",
    "changing": "select 1 as one",
}


@dataclass(frozen=True)
class Project:
    """A built project: its warehouse, and status and message per model."""

    folder: Path

    def build(self, kind: str) -> dict[str, tuple[str, str]]:
        """Build with one model of a kind; return status and message per model."""
        forked(["build", "--vars", json.dumps({"kind": kind})], {}, self.folder)
        results = json.loads((self.folder / "target" / "run_results.json").read_text())["results"]
        return {row["unique_id"].split(".")[2]: (row["status"], row["message"] or "") for row in results}

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query of the warehouse."""
        with duckdb.connect(str(self.folder / "small.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, tuple[str, str]]]:
    """A project with each kind of relation, and some that break their contracts."""
    folder = tmp_path_factory.mktemp("materializations")
    for name in ("models", "macros", "seeds"):
        (folder / name).mkdir()
    for name in ("materializations.sql", "persist_docs.sql"):
        shutil.copy(PROJECT_DIR / "macros" / name, folder / "macros")
    (folder / "dbt_project.yml").write_text("name: small\nversion: '1.0'\nprofile: small\n")
    (folder / "profiles.yml").write_text(
        "small: {target: t, outputs: {t: {type: duckdb, path: small.duckdb, disable_transactions: true}}}\n"
    )
    (folder / "models" / "models.yml").write_text(MODELS)
    (folder / "seeds" / "listed.csv").write_text('code,year,words\n007,2024,"a, ""b"""\n,,\n')
    for name, sql in SQL.items():
        (folder / "models" / f"{name}.sql").write_text(f"{sql}\n")
    project = Project(folder)
    return project, project.build("table")


def test_a_table_has_its_contracts_columns_in_their_order(
    small: tuple[Project, dict[str, tuple[str, str]]],
) -> None:
    project, results = small
    assert results["kept"][0] == results["seen"][0] == "success"
    columns = project.ask("select column_name, column_type from (describe kept)")
    assert columns == [("body", "VARCHAR"), ("amount", "DECIMAL(20,2)")]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("other_type", "amount: contract DECIMAL(20,2), query INTEGER"),
        ("one_more", "year: contract has none, query INTEGER"),
        ("one_less", "year: contract INTEGER, query has none"),
    ],
)
def test_a_model_that_breaks_its_contract_is_told_of_and_not_built(
    small: tuple[Project, dict[str, tuple[str, str]]], model: str, words: str
) -> None:
    project, results = small
    status, message = results[model]
    assert status == "error"
    assert f"the model breaks its contract: {words}" in message
    built = project.ask(
        "select table_name from duckdb_tables() union all select view_name from duckdb_views()"
    )
    assert (model,) not in built


def test_relations_and_columns_carry_their_descriptions(
    small: tuple[Project, dict[str, tuple[str, str]]],
) -> None:
    project, _ = small
    assert project.ask("select comment from duckdb_tables() where table_name = 'kept'") == [
        ("""The body's "own" 'words'.""",)
    ]
    columns = project.ask(
        "select comment from duckdb_columns() where table_name in ('kept', 'seen') order by 1"
    )
    assert [comment for (comment,) in columns] == ["Body's name (单位).", "Seen body.", None]


def test_a_seed_is_typed_as_it_says(small: tuple[Project, dict[str, tuple[str, str]]]) -> None:
    project, _ = small
    assert project.ask("from listed order by code") == [("007", 2024, 'a, "b"'), (None, None, None)]


def test_a_table_becomes_a_view_and_a_table_again(
    small: tuple[Project, dict[str, tuple[str, str]]],
) -> None:
    project, results = small
    assert results["changing"][0] == "success"
    for kind in ("view", "table"):
        assert project.build(kind)["changing"][0] == "success"
        (found,) = project.ask("select count(*) from duckdb_views() where view_name = 'changing'")
        assert found == (1 if kind == "view" else 0,)
