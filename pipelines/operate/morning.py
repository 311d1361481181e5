"""The morning report: what the night brought, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from pipelines.crawl.report import BLOCKED, read_report
from pipelines.disk import write_atomically
from pipelines.messages import LANGUAGES, language
from pipelines.operate.morning_pages import as_html, as_markdown
from pipelines.operate.morning_parts import Link, Morning, Night, ReportSection, Rows
from pipelines.operate.notify import Message
from pipelines.publish import publication
from pipelines.publish.snapshots import Snapshot
from pipelines.settings import EXPLORER_PORT, Settings

_NIGHTS: Final = 14
_BARS: Final = "▁▂▃▄▅▆▇█"
_NEW_REPORTS: Final = """
    select coalesce(n.organisation_name, '?'), n.fiscal_year, n.report_kind, n.status, n.file_name, n.organisation_id,
        n.document_id
    from new.marts.dim_document as n
    {anti}
    where n.status in ('extracted', 'partial') order by all
"""
_NEW_CONTRADICTIONS: Final = """
    select coalesce(d.organisation_name, '?'), n.fiscal_year, n.what, cast(n.difference as decimal(20, 2)), n.unit,
        d.file_name, d.organisation_id, d.document_id, n.error_id
    from new.marts.fct_disclosure_error as n join new.marts.dim_document as d using (document_id)
    {anti}
    order by abs(n.difference_yuan) desc nulls last, 1, 3
"""


def gather(settings: Settings, night: Night, *, now: datetime) -> Morning:
    """Collect the report from the snapshots, the crawls' reports, the lake and Dagster's record of the night."""
    local = now.astimezone(ZoneInfo(settings.time_zone))
    current = publication.published(settings)
    facts = [_published(current, now)]
    reports: Rows = ()
    contradictions: Rows = ()
    if current is not None:
        older = publication.before(settings, current)
        facts.append(
            f"Compared with snapshot {older.snapshot_id}." if older else "It is the first one: all is new."
        )
        reports, contradictions = _news(current, older)
    untrue = night.untrue + tuple((f"{job} {how}", why) for job, how, why in night.runs if why)
    sections = (
        ReportSection(
            "Failed runs and checks",
            ("what", "found"),
            untrue,
            "Every run and every check succeeded.",
            asks=True,
        ),
        ReportSection(
            "Sites in trouble",
            ("site", "last crawl", "why"),
            _sites(settings),
            "Every site answered.",
            asks=True,
        ),
        ReportSection(
            "Documents that need a person",
            ("status", "reason", "documents", "for example"),
            _people(settings),
            "Every document was read whole.",
            asks=True,
        ),
        ReportSection(
            "New contradictions",
            ("body", "year", "what", "difference", "unit", "file"),
            contradictions,
            "The new reports contradict themselves nowhere.",
        ),
        ReportSection("New reports", ("body", "year", "kind", "status", "file"), reports, "No new report."),
        ReportSection(
            "Last nights",
            ("figures of the warehouse", "last nights", "now"),
            _nights(settings),
            "No earlier night is kept.",
        ),
        ReportSection(
            "Slowest steps",
            ("step", "seconds"),
            tuple((step, f"{seconds:.1f}") for step, seconds in night.steps[:10]),
            "No run since yesterday.",
        ),
    )
    return Morning(f"{local:%Y-%m-%d}", tuple(facts), sections)


def write(settings: Settings, morning: Morning) -> tuple[Path, Message]:
    """Write the report in both languages; return its Markdown file and the message, in the language of the settings.

    ``reports/<day>.md`` and ``.html`` are in that language, ``<day>.en.md`` or ``<day>.zh.md`` in the other.
    """
    own = settings.lang or language()
    base = settings.explorer_url or f"http://127.0.0.1:{EXPLORER_PORT}"
    file = settings.reports_dir / f"{morning.day}.md"
    message = Message("", "", "")
    for tongue in sorted(LANGUAGES, key=lambda one: one == own):
        pages = as_markdown(morning, tongue, base), as_html(morning, tongue, base)
        message = Message(morning.subject(tongue), *pages)
        target = file if tongue == own else file.with_suffix(f".{tongue}.md")
        write_atomically(target, message.markdown.encode())
        write_atomically(target.with_suffix(".html"), message.html.encode())
    return file, message


def _published(current: Snapshot | None, now: datetime) -> str:
    if current is None:
        return "No warehouse is published."
    hours = (now - current.built_at).total_seconds() / 3600
    counts = (
        f"{current.rows.get('dim_document', 0):,} documents, {current.rows.get('fct_line_item', 0):,} figures"
    )
    return f"Published: snapshot {current.snapshot_id}, built {hours:.0f} hours ago, {counts}."


def _news(current: Snapshot, older: Snapshot | None) -> tuple[Rows, Rows]:
    """Return the reports and contradictions of the published snapshot that the one before lacks."""
    with duckdb.connect() as connection:
        _attach(connection, current, "new")
        anti = ["", ""]
        if older is not None:
            _attach(connection, older, "old")
            anti = [
                "anti join old.marts.dim_document as o on o.document_id = n.document_id",
                "anti join old.marts.fct_disclosure_error as o on o.document_id = n.document_id and o.what = n.what",
            ]
        reports = connection.execute(_NEW_REPORTS.format(anti=anti[0])).fetchall()
        found = connection.execute(_NEW_CONTRADICTIONS.format(anti=anti[1])).fetchall()
    new = tuple(
        (_body(name, body), year, kind, status, Link(file, f"/document/{document}"))
        for name, year, kind, status, file, body, document in reports
    )
    told = tuple(
        (
            _body(name, body),
            year,
            Link(what, f"/contradiction/{error}"),
            gap,
            unit,
            Link(file, f"/document/{document}"),
        )
        for name, year, what, gap, unit, file, body, document, error in found
    )
    return new, told


def _body(name: str, identity: str | None) -> object:
    return Link(name, f"/body/{identity}") if identity else name


def _attach(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, name: str) -> None:
    path = str(snapshot.file).replace("'", "''")
    connection.execute(f"attach '{path}' as {name} (read_only)")


def _sites(settings: Settings) -> Rows:
    """Return the sites whose last crawl was cut short, refused, or below what their files expect."""
    rows: list[tuple[object, ...]] = []
    for path in sorted(settings.crawl_dir.glob("*.report.json")):
        told = read_report(path)
        why = [told["failure"]] if told["failure"] else []
        blocked = {kind: count for kind, count in told["refusals"].items() if kind in BLOCKED}
        why += [f"{count} answers refused: {kind}" for kind, count in sorted(blocked.items())]
        if why:
            rows.append((told["site"], str(told["started_at"])[:16].replace("T", " "), "; ".join(why)))
    return tuple(rows)


def _people(settings: Settings) -> Rows:
    """Return the documents that were not read whole, by status and reason."""
    files = sorted((settings.lake_dir / "documents").glob("*.parquet"))
    if not files:
        return ()
    frame = (
        pl.scan_parquet(files)
        .filter(pl.col("status").is_in(["failed", "partial", "unsupported"]))
        .group_by("status", "failure_reason")
        .agg(pl.len(), pl.col("file_name").min())
        .sort("status", "len", "failure_reason", descending=[False, True, False])
        .collect()
    )
    return tuple(frame.iter_rows())


def _nights(settings: Settings) -> Rows:
    """Return how many documents, figures and contradictions the last snapshots hold, as small charts."""
    kept = publication.known(settings)[-_NIGHTS:]
    if len(kept) < 2:
        return ()
    marts = {
        "documents": "dim_document",
        "figures": "fct_line_item",
        "contradictions": "fct_disclosure_error",
    }
    counts = {name: [one.rows.get(mart, 0) for one in kept] for name, mart in marts.items()}
    return tuple((name, sparkline(values), f"{values[-1]:,}") for name, values in counts.items())


def sparkline(values: Sequence[int]) -> str:
    """Return numbers as a row of bars, the least the lowest.

    >>> sparkline([1, 5, 9]), sparkline([3, 3])
    ('▁▄█', '▁▁')
    """
    low, spread = min(values), max(values) - min(values)
    return "".join(_BARS[(value - low) * (len(_BARS) - 1) // spread if spread else 0] for value in values)


__all__ = ["Morning", "Night", "ReportSection", "gather", "sparkline", "write"]
