"""Documents whose rows, together with those of others, break a test of the warehouse: found and withheld.

What the rows of one document break is seen when it is read (:mod:`pipelines.lake.rules`). What shows in the built
warehouse only (two documents under one id, two editions in force, sums of a county) is traced here from the failed
tests' rows to their documents. Their rows leave the lake; each document stays with a status and a reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from pipelines.disk import write_atomically
from pipelines.lake.frames import encode
from pipelines.lake.rules import RULES, WITHHELD
from pipelines.lake.schema import RELATIONS
from pipelines.publish.warehouse import bad_results, run_results_file
from pipelines.settings import Settings

ROUNDS: Final = 3  # how often a build is tried again without the documents that broke its tests
_IDENTITY: Final = ("report_kind", "organisation_kind", "organisation_name", "division_code", "fiscal_year")
_KEYS: Final = {  # the staging views by the key of their rows
    rules.unique: f"staging.stg_{relation.removesuffix('s')}"
    for relation, rules in RULES.items()
    if rules.unique and rules.unique != "document_id"
}
_REF: Final = re.compile(r"""ref\(\s*['"](\w+)['"]\s*\)""")


def withhold_broken(settings: Settings, before: Mapping[str, str]) -> dict[str, str]:
    """Withhold the documents whose rows broke tests of the build that failed; return each one's reason by its id.

    ``before`` are those that earlier rounds withheld: such a one loses its identity too, so that no test sees
    more of it than its file. Nothing is withheld, and the mapping is empty, where anything but a test failed, where
    the rows of a failed test lead to no document that has rows or a name left, and where they lead to more than half
    of those that were read.
    """
    failed = _failed_tests(settings)
    if not failed:
        return {}
    reasons: dict[str, list[str]] = {}
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        readable = _readable(settings.lake_dir)
        for name, queries in failed:
            traced = False
            for rule, sql in queries:
                for document, rows in _documents(connection, sql, readable | before.keys()).items():
                    told = f"{name}{', ' if rule else ''}{rule} ({rows} {'row' if rows == 1 else 'rows'})"
                    reasons.setdefault(document, []).append(told)
                    traced = True
            if not traced:
                return {}
    fresh = reasons.keys() - before.keys()
    if 2 * (len(fresh) + len(before)) > len(readable | before.keys()) or reasons.keys() <= _nameless(
        settings.lake_dir
    ):
        return {}
    found = {key: WITHHELD + "; ".join(told) for key, told in sorted(reasons.items())}
    _take_out(settings.lake_dir, found, nameless=reasons.keys() & before.keys())
    return found


def _failed_tests(settings: Settings) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tests that failed, each with its rules and the SQL of the rows that break them; [] if more failed."""
    bad = bad_results(run_results_file(settings))
    if not bad:
        return []
    nodes = json.loads((settings.dbt_target_dir / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    if any(nodes.get(result["unique_id"], {}).get("resource_type") != "test" for result in bad):
        return []
    tables = {node["name"]: node["relation_name"] for node in nodes.values() if node.get("relation_name")}
    found = []
    for result in bad:
        node = nodes[result["unique_id"]]
        metadata = node.get("test_metadata") or {}
        if metadata.get("name") == "rows_hold":
            queries = list(_rows_that_break(metadata["kwargs"], tables))
        else:
            queries = [("", (result.get("compiled_code") or "").strip().rstrip(";"))]
        found.append((node["name"], [(rule, sql) for rule, sql in queries if sql]))
    return found


def _rows_that_break(rules: Mapping[str, Any], tables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each rule of a ``rows_hold`` test with the SQL of the rows that break it."""
    table = tables[_named(rules["model"])]
    for columns in rules.get("unique", []):
        listed = ", ".join(columns)
        given = f"where {listed} is not null" if len(columns) == 1 else ""
        yield (
            f"unique {listed}",
            f"select * from {table} {given} qualify count(*) over (partition by {listed}) > 1",
        )
    for column in rules.get("not_null", []):
        yield f"not_null {column}", f"select * from {table} where {column} is null"
    for column, values in rules.get("accepted_values", {}).items():
        known = ", ".join("'" + str(value).replace("'", "''") + "'" for value in values)
        yield f"accepted_values {column}", f"select * from {table} where {column} not in ({known})"
    for column, pattern in rules.get("patterns", {}).items():
        quoted = pattern.replace("'", "''")
        yield (
            f"patterns {column}",
            f"select * from {table} where not regexp_full_match({column}, '{quoted}')",
        )
    for one, other in rules.get("null_together", []):
        condition = f"({one} is null) <> ({other} is null)"
        yield f"null_together {one}, {other}", f"select * from {table} where {condition}"
    for column, target in rules.get("relationships", {}).items():
        parent, field = (
            (target["to"], target.get("field") or column) if isinstance(target, dict) else (target, column)
        )
        known = f"select {field} from {tables[_named(parent)]} where {field} is not null"
        yield (
            f"relationships {column}",
            f"select * from {table} where {column} is not null and {column} not in ({known})",
        )


def _named(words: str) -> str:
    """Return the relation that ``ref('relation')`` names."""
    found = _REF.search(words)
    if found is None:
        raise ValueError(f"a rule names no relation of the project: {words}")
    return found[1]


def _documents(connection: duckdb.DuckDBPyConnection, sql: str, known: set[str]) -> Counter[str]:
    """Return the documents that rows come from, with the number of rows.

    Rows name their documents, or their facts, or a body and perhaps its year and kind of report, or a county and
    a year: the first of these that leads to a document of the lake counts.
    """
    columns = {str(row[0]) for row in connection.execute(f"describe {sql}").fetchall()}
    for trace in _traces(sql, columns):
        pairs = connection.execute(f"select document_id, count(*) from ({trace}) group by all").fetchall()
        if found := Counter({str(key): int(rows) for key, rows in pairs if key in known}):
            return found
    return Counter()


def _traces(sql: str, columns: set[str]) -> Iterator[str]:
    if "document_id" in columns:
        yield f"select document_id from ({sql})"
    ends = sorted(column for column in columns if column.endswith("_document_id"))
    if ends:
        yield " union all ".join(f"select {column} as document_id from ({sql})" for column in ends)
    for key, view in _KEYS.items():
        for column in sorted(column for column in columns if column == key or column.endswith(f"_{key}")):
            yield f"select f.document_id from ({sql}) as r inner join {view} as f on r.{column} = f.{key}"
    for wanted in (("organisation_id",), ("division_code", "fiscal_year")):
        if columns.issuperset(wanted):
            alike = [
                *wanted,
                *(c for c in ("fiscal_year", "report_kind") if c in columns and c not in wanted),
            ]
            yield (
                f"select d.document_id from ({sql}) as r inner join intermediate.int_document as d"
                f" on {' and '.join(f'r.{column} = d.{column}' for column in alike)}"
            )


def _files(lake_dir: Path, relation: str) -> list[Path]:
    return [path for path in sorted((lake_dir / relation).glob("*.parquet")) if path.stem != "_schema"]


def _readable(lake_dir: Path) -> set[str]:
    """Return the ids of the documents of the lake that were read."""
    found: set[str] = set()
    for path in _files(lake_dir, "documents"):
        rows = pl.read_parquet(path, columns=["document_id", "status"])
        found.update(
            rows.filter(~pl.col("status").is_in(["failed", "unsupported"]))["document_id"].drop_nulls()
        )
    return found


def _nameless(lake_dir: Path) -> set[str]:
    """Return the ids of the documents that were withheld, identity and all."""
    found: set[str] = set()
    for path in _files(lake_dir, "documents"):
        rows = pl.read_parquet(path)
        names = [pl.col(name).is_null() for name in _IDENTITY if name in rows.columns]
        told = pl.col("failure_reason").str.starts_with(WITHHELD)
        found.update(rows.filter(told, *names)["document_id"].drop_nulls())
    return found


def _take_out(lake_dir: Path, reasons: Mapping[str, str], nameless: set[str]) -> None:
    """Mark documents in the lake as withheld, then remove their rows: what is stopped between is found again."""
    ids = list(reasons)
    is_one = pl.col("document_id").is_in(ids)
    for path in _files(lake_dir, "documents"):
        rows = pl.read_parquet(path)
        if not rows.select(is_one.any()).item():
            continue
        told = pl.col("document_id").replace_strict(dict(reasons), default=None, return_dtype=pl.String)
        is_nameless = pl.col("document_id").is_in(list(nameless))
        changed = rows.with_columns(
            status=pl.when(is_one).then(pl.lit("failed")).otherwise(pl.col("status")),
            failure_reason=pl.when(is_one).then(told).otherwise(pl.col("failure_reason")),
            **{
                name: pl.when(is_nameless).then(None).otherwise(pl.col(name)).alias(name)
                for name in _IDENTITY
                if name in rows.columns
            },
        )
        write_atomically(path, encode(changed))
    for relation in RELATIONS:
        for path in _files(lake_dir, relation) if relation != "documents" else ():
            rows = pl.read_parquet(path)
            kept = rows.filter(~is_one | pl.col("document_id").is_null())
            if kept.height < rows.height:
                write_atomically(path, encode(kept))
