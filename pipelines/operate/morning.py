"""The morning report: what the night brought, and what needs a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from pipelines.crawl.report import BLOCKED
from pipelines.disk import write_atomically
from pipelines.operate.notify import Message
from pipelines.publish import publication
from pipelines.publish.snapshots import Snapshot
from pipelines.publish.telling import table
from pipelines.settings import Settings

_LISTED: Final = 50
_NEW_REPORTS: Final = """
    select coalesce(n.organisation_name, '?'), n.fiscal_year, n.report_kind, n.status, n.file_name
    from new.marts.dim_document as n
    {anti}
    where n.status in ('extracted', 'partial') order by all
"""
_NEW_CONTRADICTIONS: Final = """
    select d.organisation_name, n.fiscal_year, n.what, cast(n.difference as decimal(20, 2)), n.unit
    from new.marts.fct_disclosure_error as n join new.marts.dim_document as d using (document_id)
    {anti}
    order by abs(n.difference_yuan) desc nulls last, 1, 3
"""
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}th{border-bottom:2px solid #888}p.good{color:#276738}"
)


@dataclass(frozen=True, slots=True)
class Night:
    """What Dagster knows of the runs since the last morning: how they ended, and their slowest steps."""

    runs: tuple[tuple[str, str, str], ...] = ()  # job, how it ended, why
    untrue: tuple[tuple[str, str], ...] = ()  # checks that failed: sentence, what was found
    steps: tuple[tuple[str, float], ...] = ()  # step, seconds, slowest first


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One heading with a table, or with a sentence where there is nothing to list."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Morning:
    """The report of one morning. ``facts`` are sentences at its head."""

    day: str
    facts: tuple[str, ...]
    sections: tuple[ReportSection, ...]

    @property
    def subject(self) -> str:
        """Return one line that tells whether to read on."""
        counts = [f"{len(s.rows)} {s.title.lower()}" for s in self.sections[:5] if s.rows]
        return f"juesuan {self.day}: {', '.join(counts) or 'a quiet night'}"


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
    head = ("body", "year", "kind", "status", "file")
    found = ("body", "year", "what", "difference", "unit")
    untrue = night.untrue + tuple((f"{job} {how}", why) for job, how, why in night.runs if why)
    sections = (
        ReportSection(
            "Failed runs and checks", ("what", "found"), untrue, "Every run and every check succeeded."
        ),
        ReportSection(
            "Sites in trouble", ("site", "last crawl", "why"), _sites(settings), "Every site answered."
        ),
        ReportSection(
            "Documents that need a person",
            ("status", "reason", "documents", "for example"),
            _people(settings),
            "Every document was read whole.",
        ),
        ReportSection(
            "New contradictions", found, contradictions, "The new reports contradict themselves nowhere."
        ),
        ReportSection("New reports", head, reports, "No new report."),
        ReportSection(
            "Slowest steps",
            ("step", "seconds"),
            tuple((step, f"{seconds:.1f}") for step, seconds in night.steps[:10]),
            "No run since yesterday.",
        ),
    )
    return Morning(f"{local:%Y-%m-%d}", tuple(facts), sections)


def as_markdown(morning: Morning) -> str:
    """Return the report as Markdown."""
    parts = [f"# juesuan, {morning.day}", *morning.facts]
    for section in morning.sections:
        parts.append(f"## {section.title}" + (f": {len(section.rows)}" if section.rows else ""))
        parts.append(table(section.head, section.rows) if section.rows else section.nothing)
    return "\n\n".join(parts) + "\n"


def as_html(morning: Morning) -> str:
    """Return the report as one HTML page that needs no other file."""
    title = escape(f"juesuan, {morning.day}")
    parts = [
        (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><h1>{title}</h1>'
        )
    ]
    parts += [f"<p>{escape(fact)}</p>" for fact in morning.facts]
    for section in morning.sections:
        count = f": {len(section.rows)}" if section.rows else ""
        parts.append(f"<h2>{escape(section.title)}{count}</h2>")
        parts.append(
            _html_table(section) if section.rows else f'<p class="good">{escape(section.nothing)}</p>'
        )
    return "\n".join([*parts, "</body></html>"]) + "\n"


def write(settings: Settings, morning: Morning) -> tuple[Path, Message]:
    """Write ``reports/<day>.md`` and ``.html``; return the Markdown file and the message to send."""
    message = Message(morning.subject, as_markdown(morning), as_html(morning))
    file = settings.reports_dir / f"{morning.day}.md"
    write_atomically(file, message.markdown.encode())
    write_atomically(file.with_suffix(".html"), message.html.encode())
    return file, message


Rows = tuple[tuple[object, ...], ...]


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
    return tuple(reports), tuple(found)


def _attach(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, name: str) -> None:
    path = str(snapshot.file).replace("'", "''")
    connection.execute(f"attach '{path}' as {name} (read_only)")


def _sites(settings: Settings) -> Rows:
    """Return the sites whose last crawl was cut short, refused, or below what their files expect."""
    rows: list[tuple[object, ...]] = []
    for path in sorted(settings.crawl_dir.glob("*.report.json")):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
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


def _html_table(section: ReportSection) -> str:
    lines = ["<table><tr>" + "".join(f"<th>{escape(name)}</th>" for name in section.head) + "</tr>"]
    lines += [_html_row(row) for row in section.rows[:_LISTED]]
    lines.append("</table>")
    if len(section.rows) > _LISTED:
        lines.append(f"<p>… and {len(section.rows) - _LISTED} more.</p>")
    return "\n".join(lines)


def _html_row(row: Sequence[object]) -> str:
    return "<tr>" + "".join(f"<td>{'' if v is None else escape(str(v))}</td>" for v in row) + "</tr>"
