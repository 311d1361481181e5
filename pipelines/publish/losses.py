"""What a new snapshot lost against an older one without a reason: rows of marts, and proven figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import duckdb

from pipelines.lake.rules import WITHHELD
from pipelines.publish import opening
from pipelines.publish.snapshots import Snapshot

# Documents that came, were superseded, are understood otherwise or were withheld, and their bodies. One that can no
# longer be read, or is not there any more, is a loss and no reason.
_CHANGED: Final = f"""
    create temp view changed_document as
    select n.document_id
    from new.marts.dim_document as n left join old.marts.dim_document as o using (document_id)
    where o.document_id is null
        or (o.is_in_force and n.exclusion_reason = 'superseded')
        or starts_with(n.failure_reason, '{WITHHELD}')
        or (n.status not in ('failed', 'unsupported') and (
            o.organisation_id is distinct from n.organisation_id
            or o.fiscal_year is distinct from n.fiscal_year
            or o.report_kind is distinct from n.report_kind
            or (n.is_in_force and not o.is_in_force)));
    create temp view changed_body as
    select distinct organisation_id from (
        select organisation_id from new.marts.dim_document semi join changed_document using (document_id)
        union all
        select organisation_id from old.marts.dim_document semi join changed_document using (document_id)
    ) where organisation_id is not null
"""
_NOT_EXCUSED: Final = """
    o.document_id not in (from changed_document)
    and (d.organisation_id is null or d.organisation_id not in (from changed_body))
"""
_PROVEN: Final = """
    select count(*) filter (where proof_status = 'proven') / nullif(count(*), 0)
    from {side}.marts.fct_line_item
    where value_printed <> 0 and document_id in (
        select document_id from old.marts.dim_document
        intersect select document_id from new.marts.dim_document)
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """Rows of one mart that are gone though nothing that they come from has changed."""

    mart: str
    rows: int
    example: str  # a document's file name, or what was compared


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of figures other than zero that are proven, over the documents that both snapshots hold."""

    before: float | None
    now: float | None


def unexplained(old: Snapshot, new: Snapshot) -> list[Loss]:
    """Return the marts that lost rows without a reason.

    A document that was superseded, or another document of the same body that came or is now understood
    otherwise, is a reason for rows of that body's documents. A mart that names no document may shrink when
    any document changed or the code did. A document that vanished or can no longer be read is no reason.
    """
    with _both(old, new) as connection:
        connection.execute(_CHANGED)
        any_change = _number(connection, "select count(*) from changed_document") > 0
        is_same_code = old.code_version == new.code_version
        of_documents = _with_documents(connection)
        losses: list[Loss] = []
        for mart in sorted(set(old.rows) & set(new.rows)):
            if mart in of_documents:
                losses += _by_document(connection, mart)
            elif new.rows[mart] < old.rows[mart] and is_same_code and not any_change:
                lost = old.rows[mart] - new.rows[mart]
                losses.append(Loss(mart, lost, f"{old.rows[mart]} rows became {new.rows[mart]}"))
        losses += [
            Loss(mart, old.rows[mart], "the mart is gone")
            for mart in sorted(set(old.rows) - set(new.rows))
            if is_same_code
        ]
        return losses


def proof_coverage(old: Snapshot, new: Snapshot) -> Coverage:
    """Return the share of proven figures in both snapshots, over the documents that both hold."""
    with _both(old, new) as connection:
        found = [connection.execute(_PROVEN.format(side=side)).fetchone() for side in ("old", "new")]
    before, now = (row[0] if row else None for row in found)
    return Coverage(before, now)


def _by_document(connection: duckdb.DuckDBPyConnection, mart: str) -> list[Loss]:
    rows = connection.execute(f"""
        with o as (select document_id, count(*) as rows from old.marts."{mart}" group by 1),
        n as (select document_id, count(*) as rows from new.marts."{mart}" group by 1)
        select sum(o.rows - coalesce(n.rows, 0)), count(*),
            arg_max(coalesce(d.file_name, o.document_id), o.rows - coalesce(n.rows, 0))
        from o left join n using (document_id)
        left join old.marts.dim_document as d using (document_id)
        where coalesce(n.rows, 0) < o.rows and o.document_id is not null
          and {_NOT_EXCUSED if mart != "dim_document" else "true"}
    """).fetchone()
    if rows is None or not rows[0]:
        return []
    return [Loss(mart, int(rows[0]), f"{rows[2]} ({rows[1]} documents)")]


def _with_documents(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the marts that name their rows' documents in both snapshots."""
    found = connection.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'document_id'"
        " group by 1 having count(distinct database_name) = 2"
    ).fetchall()
    return {str(name) for (name,) in found}


@contextmanager
def _both(old: Snapshot, new: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, snapshot in (("old", old), ("new", new)):
            opening.attach(connection, snapshot.file, name)
        yield connection


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
