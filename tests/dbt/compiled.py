"""The dbt project compiled once, and its SQL run on small lakes in memory: a mart is asked in some hundredths of a second.

What runs is the SQL that dbt compiles, model by model in the order of its graph; only materializations, contracts
and hooks are left to the tests that build with dbt.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol, Self

import duckdb

from tests.dbt.project import PROJECT_DIR, run_dbt

Rows = list[tuple[Any, ...]]
Sql = Mapping[str, str]
LAKE: Final = "/lake-of-the-test"
"""Stands for the lake's folder in the compiled SQL."""
DATABASE: Final = "juesuan"
_SCHEMAS: Final = re.compile(r'"?\b(?:staging|intermediate|marts)\b"?\."?(\w+)')


class Writable(Protocol):
    """A lake that writes its Parquet files into a folder."""

    def write(self, folder: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class Model:
    """A model or seed: its compiled SQL and the models it reads. ``is_contracted``: its columns' types are fixed."""

    name: str
    schema: str
    sql: str
    parents: tuple[str, ...]
    is_contracted: bool = False
    is_seed: bool = False

    @property
    def relation(self) -> str:
        """Return the name that compiled SQL calls it by."""
        return f'"{DATABASE}"."{self.schema}"."{self.name}"'


@dataclass(frozen=True, slots=True)
class UnitTest:
    """A unit test of a model's YAML file: the rows of its inputs and the rows that it expects."""

    name: str
    model: str
    given: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    expected: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class CompiledProject:
    """Models in the order in which they are built, and the tests that the dbt project brings itself."""

    models: Mapping[str, Model]
    unit_tests: tuple[UnitTest, ...]
    data_tests: Mapping[str, str]

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """Return, per model, itself and all models that it rests on."""
        found: dict[str, frozenset[str]] = {}
        for name, model in self.models.items():
            found[name] = frozenset({name}).union(*(found[parent] for parent in model.parents))
        return found

    def read_by(self, sql: str) -> set[str]:
        """Return the models that a query names with their schema."""
        return {name for name in _SCHEMAS.findall(sql) if name in self.models}

    def rests_on(self, sql: str) -> frozenset[str]:
        """Return all models that a query rests on."""
        return frozenset().union(*(self.ancestors[name] for name in self.read_by(sql)))

    def warehouse(self, lake: Writable | Path) -> Warehouse:
        """Return a warehouse of a lake, or of the folder of one; its models are built when they are asked."""
        return Warehouse(self, lake)


class Warehouse:
    """A lake's models in memory, built on demand; close it, or use it as a context manager."""

    def __init__(self, project: CompiledProject, lake: Writable | Path) -> None:
        self.project = project
        self._folder = tempfile.TemporaryDirectory()
        self._lake = lake if isinstance(lake, Path) else Path(self._folder.name)
        self._built: set[str] = set()
        self._digests: dict[str, Any] = {}
        self._changed: Sql | None = None
        self._seen: set[str] = set()
        self._different: set[str] = set()
        if not isinstance(lake, Path):
            lake.write(self._lake)
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute(f"attach ':memory:' as {DATABASE}")
        self.connection.execute(f"use {DATABASE}")
        for schema in {model.schema for model in project.models.values()}:
            self.connection.execute(f"create schema if not exists {schema}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop everything."""
        self.connection.close()
        self._folder.cleanup()

    def query(self, sql: str, *parameters: Any) -> Rows:
        """Build what a query reads, and return its rows."""
        self.build(self.project.read_by(sql))
        return self.connection.execute(sql, parameters).fetchall()

    def build(self, names: Iterable[str]) -> None:
        """Build models and what they rest on, once."""
        wanted = frozenset().union(*(self.project.ancestors[name] for name in names)) - self._built
        for name in self.project.models:
            if name in wanted:
                self._create(name, self.project.models[name].sql)
                self._built.add(name)

    def query_changed(self, changed: Sql, sql: str, *parameters: Any) -> Rows | None:
        """Return a query's rows where some models have other SQL; None where they are the rows of the unchanged SQL.

        What differs is built anew, once for all queries until :meth:`restore`, which rolls it back.
        """
        read = self.project.read_by(sql)
        if self._changed is None:
            self.build(read)
            self.connection.execute("begin")
            self._changed, self._seen, self._different = changed, set(), set()
        self._rebuild(self._changed, self.project.rests_on(sql))
        if not self._different & read:
            return None
        return self.connection.execute(sql, parameters).fetchall()

    def restore(self) -> None:
        """Roll back what :meth:`query_changed` built."""
        if self._changed is not None:
            self._changed = None
            self.connection.execute("rollback")

    def _rebuild(self, changed: Sql, wanted: frozenset[str]) -> None:
        """Build changed models anew and those below whose rows differ."""
        for name, model in self.project.models.items():
            if name not in wanted or name in self._seen:
                continue
            self._seen.add(name)
            if name in changed or self._different.intersection(model.parents):
                before = self._digest(name)
                self._create(name, changed.get(name, model.sql))
                if self._read_digest(name) != before:
                    self._different.add(name)

    def _digest(self, name: str) -> Any:
        if name not in self._digests:
            self._digests[name] = self._read_digest(name)
        return self._digests[name]

    def _read_digest(self, name: str) -> Any:
        """Return a number that tells the rows of a table and, under a contract, their types from others."""
        model = self.project.models[name]
        table = self.connection.execute(
            # an empty list has the hash of a null, but not its text
            "select count(*), sum(cast(hash(digested, cast(digested as varchar)) as hugeint))"
            f" from {model.relation} as digested"
        ).fetchone()
        if not model.is_contracted:
            return table
        return table, [str(column[1]) for column in self._columns(name)]

    def _columns(self, name: str) -> Rows:
        return self.connection.execute(
            "select column_name, data_type from duckdb_columns() where database_name = ? and table_name = ?",
            [DATABASE, name],
        ).fetchall()

    def sql_of(self, sql: str) -> str:
        """Return compiled SQL with the lake's folder in it."""
        return sql.replace(LAKE, str(self._lake))

    def insert(self, model: str, rows: Iterable[Mapping[str, Any]], relation: str | None = None) -> None:
        """Put rows into a model's table or another one; columns not named are null."""
        into = relation or self.project.models[model].relation
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            self.connection.execute(f"insert into {into} ({names}) values ({marks})", list(row.values()))

    def _create(self, name: str, sql: str) -> None:
        relation = self.project.models[name].relation
        self.connection.execute(f"create or replace table {relation} as {self.sql_of(sql)}")


def compile_project(folder: Path) -> CompiledProject:
    """Run ``dbt compile`` and read what it left in the manifest."""
    compiled = run_dbt(folder, "compile", lake_dir=Path(LAKE))
    if compiled.exit_code:
        raise RuntimeError(compiled.output)
    manifest = json.loads((compiled.target_dir / "manifest.json").read_text(encoding="utf-8"))
    nodes = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")
    }
    models: dict[str, Model] = {}
    while len(models) < len(nodes):
        for node in nodes.values():
            parents = tuple(nodes[key]["name"] for key in node["depends_on"].get("nodes", ()) if key in nodes)
            if node["name"] not in models and all(parent in models for parent in parents):
                models[node["name"]] = _model(node, parents)
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    return CompiledProject(
        models,
        tuple(_unit_test(test) for test in manifest["unit_tests"].values()),
        {node["name"]: node["compiled_code"] for node in tests},
    )


def _model(node: dict[str, Any], parents: tuple[str, ...]) -> Model:
    if node["resource_type"] == "seed":
        file = PROJECT_DIR / node["original_file_path"]
        types = ", ".join(f"'{column}': '{of}'" for column, of in node["config"]["column_types"].items())
        sql = f"select * from read_csv('{file}', header = true, types = {{{types}}})"
    else:
        sql = node["compiled_code"]
    is_contracted = bool(node["config"].get("contract", {}).get("enforced"))
    return Model(node["name"], node["schema"], sql, parents, is_contracted, node["resource_type"] == "seed")


def _unit_test(test: dict[str, Any]) -> UnitTest:
    given = tuple(
        (re.fullmatch(r"ref\('(\w+)'\)", each["input"])[1], tuple(each["rows"]))  # type: ignore[index]
        for each in test["given"]
    )
    return UnitTest(test["name"], test["model"], given, tuple(test["expect"]["rows"]))
