"""Write relations of the published warehouse to files, each with what it means and where it comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
from xlsxwriter.exceptions import FileCreateError

from pipelines.messages import language
from pipelines.publish import warehouse
from pipelines.publish.asking import ask
from pipelines.publish.export.book import MOST_ROWS, write_book
from pipelines.publish.export.package import descriptor
from pipelines.publish.export.relation import (
    ExportError,
    Relation,
    RelationColumn,
    describe,
    keys_of,
    with_names,
)
from pipelines.publish.export.sheets import Head, Sheet, Sources, kind_of, label_of
from pipelines.publish.export.sources import sources_of_relation
from pipelines.settings import Settings

FORMATS: Final = ("parquet", "csv", "xlsx", "fdp")
_BATCH: Final = 10_000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def export(
    settings: Settings, names: Sequence[str], form: str, out: Path, *, with_mark: bool = False
) -> list[Path]:
    """Write relations into the folder ``out``; return the files written.

    ``form`` is parquet, csv, xlsx (one workbook) or fdp (a Fiscal Data Package: CSV and ``datapackage.json``). In csv,
    which people open in spreadsheets, texts that begin like a formula stand behind an apostrophe; in fdp, which
    programs read, they do not. ``with_mark`` begins CSV files with a byte order mark, by which Excel knows UTF-8.
    Raises ExportError for an unknown relation or one that the format cannot hold, WarehouseError where nothing is
    published.
    """
    if form not in FORMATS:
        raise ExportError(f"no format {form}; there are {', '.join(FORMATS)}")
    keys = keys_of(settings.dbt_target_dir / "manifest.json")
    with warehouse.connect(settings) as connection:
        relations = [describe(connection, name, keys) for name in dict.fromkeys(names)]
        try:
            out.mkdir(parents=True, exist_ok=True)
            return _write(connection, relations, form, out, settings.published_file, with_mark=with_mark)
        except (OSError, duckdb.IOException, FileCreateError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ExportError(f"the files in {out} could not be written: {reason}") from error


def _write(
    connection: duckdb.DuckDBPyConnection,
    relations: Sequence[Relation],
    form: str,
    out: Path,
    warehouse_file: Path,
    *,
    with_mark: bool,
) -> list[Path]:
    provenance = _provenance(connection, warehouse_file)
    if form == "xlsx":
        file = out / (f"{relations[0].name}.xlsx" if len(relations) == 1 else "juesuan.xlsx")
        _write_book(connection, relations, file, provenance)
        return [file]
    ending = "parquet" if form == "parquet" else "csv"
    files = [out / f"{relation.name}.{ending}" for relation in relations]
    for relation, file in zip(relations, files, strict=True):
        if ending == "parquet":
            _write_parquet(connection, relation, file, provenance)
        else:
            _write_csv(connection, relation, file, with_mark=with_mark, is_guarded=form == "csv")
    if form == "fdp":
        files.append(_write_descriptor(relations, files, out, provenance, with_mark=with_mark))
    return files


def _write_book(
    connection: duckdb.DuckDBPyConnection,
    relations: Sequence[Relation],
    file: Path,
    provenance: Mapping[str, object],
) -> None:
    """Write marts to one workbook, names beside ids, with the documents that they rest on."""
    for relation in relations:
        if relation.rows > MOST_ROWS:
            raise ExportError(
                f"{relation.name} has {relation.rows:,} rows, a sheet holds {MOST_ROWS:,}: "
                "export it as csv or parquet, or query a part of it"
            )
    tongue = language()
    found = (
        sources_of_relation(partial(_asked, connection), relation.name, (c.name for c in relation.columns))
        for relation in relations
    )
    documents = {row["document_id"]: row for one in found for row in one.documents}
    sheets = [_sheet(connection, relation, tongue) for relation in relations]
    write_book(file, sheets, Sources(provenance, list(documents.values())), tongue)


def _asked(connection: duckdb.DuckDBPyConnection, sql: str, **values: object) -> list[dict[str, Any]]:
    return ask(connection, sql, values)


def _sheet(connection: duckdb.DuckDBPyConnection, relation: Relation, tongue: str) -> Sheet:
    columns, sql = with_names(connection, relation)
    heads = [
        Head(c.name, kind_of(c.name, c.data_type), label_of(c.name, c.meaning, tongue), c.meaning)
        for c in columns
    ]
    return Sheet(relation.name, heads, _rows(connection, sql), relation.meaning)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    answer = connection.cursor().execute(sql)
    while batch := answer.fetchmany(_BATCH):
        yield from batch


def _provenance(connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, object]:
    """Return which warehouse the export shows: its snapshot's id where it tells one, else the file's hash."""
    try:
        row = connection.execute("select snapshot_id from publication.snapshot").fetchone()
    except duckdb.CatalogException:
        row = None
    if row is not None:
        snapshot = str(row[0])
    else:
        with file.open("rb") as opened:
            snapshot = f"sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
    counts = connection.execute(
        "select count(*), count(distinct division_code), max(fetched_at) from marts.dim_document"
    ).fetchone() or (0, 0, None)
    return {
        "snapshot": snapshot,
        "documents": counts[0],
        "divisions": counts[1],
        "last_fetched_at": None if counts[2] is None else counts[2].isoformat(),
        "source": "reports that county governments publish; every figure is traced by its document and page",
    }


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, relation: Relation, file: Path, provenance: Mapping[str, object]
) -> None:
    told = {
        "description": relation.meaning,
        "columns": json.dumps({c.name: c.meaning for c in relation.columns}, ensure_ascii=False),
        "units": json.dumps({c.name: c.unit for c in relation.columns if c.unit}, ensure_ascii=False),
        "primary_key": json.dumps(list(relation.key)),
        **{name: str(value) for name, value in provenance.items()},
    }
    metadata = ", ".join(f"{name}: {_quoted(value)}" for name, value in told.items())
    connection.execute(
        f"copy ({relation.select}) to {_quoted(file)} "
        f"(format parquet, compression zstd, kv_metadata {{{metadata}}})"
    )


def _write_csv(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    file: Path,
    *,
    with_mark: bool,
    is_guarded: bool,
) -> None:
    columns = ", ".join(_csv_column(column, is_guarded=is_guarded) for column in relation.columns)
    connection.execute(
        f"copy (select {columns} from ({relation.select})) to {_quoted(file)} (format csv, header true)"
    )
    if with_mark:
        marked = file.with_suffix(".csv.new")
        with file.open("rb") as plain, marked.open("wb") as target:
            target.write(_BYTE_ORDER_MARK)
            while part := plain.read(1 << 20):
                target.write(part)
        marked.replace(file)


def _csv_column(column: RelationColumn, *, is_guarded: bool) -> str:
    """Return the SQL of a column's text; ``is_guarded``: as :func:`pipelines.values.text.guarded` makes it."""
    name = f'"{column.name}"'
    if column.data_type.endswith("[]"):
        return f"to_json({name})::varchar as {name}"
    if not is_guarded or column.data_type.upper() != "VARCHAR":
        return name
    return (
        rf"case when regexp_matches({name}, '^\s*[-=+@]|^[\t\r]') "
        rf"and not regexp_full_match({name}, '\s*[-+]+|\s*[-+]?[0-9,.]+%?\s*') "
        f"then chr(39) || {name} else {name} end as {name}"
    )


def _write_descriptor(
    relations: Sequence[Relation],
    files: Sequence[Path],
    out: Path,
    provenance: Mapping[str, object],
    *,
    with_mark: bool,
) -> Path:
    listed = [(relation, file.name) for relation, file in zip(relations, files, strict=True)]
    target = out / "datapackage.json"
    described = descriptor(listed, provenance, has_mark=with_mark)
    target.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target
