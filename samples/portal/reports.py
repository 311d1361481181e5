"""The reports that the portals publish, and what a portal answers with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Report:
    """A sample report as a portal knows it; ``number`` counts a county's reports, newest first."""

    number: int
    title: str
    report_kind: str
    fiscal_year: int
    content: bytes
    organisation_kind: str = "department"

    @property
    def published(self) -> date:
        """Return when a county puts it on its site: finals in the next September, budgets in February."""
        if self.report_kind == "budget":
            return date(self.fiscal_year, 2, 18)
        return date(self.fiscal_year + 1, 9, 23)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends for one address."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    disposition: str = ""


def reports_of(samples_dir: Path, division_code: str) -> list[Report]:
    """Return a county's reports, newest first."""
    with (samples_dir / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["division_code"] == division_code]
    rows.sort(key=lambda row: (row["fiscal_year"], row["report_kind"], row["document"]), reverse=True)
    return [
        Report(
            number,
            row["title"],
            row["report_kind"],
            int(row["fiscal_year"]),
            (samples_dir / row["file"]).read_bytes(),
            row["organisation_kind"],
        )
        for number, row in enumerate(rows, start=1)
    ]


def page(title: str, body: str, *, encoding: str = "utf-8", script: str = "") -> bytes:
    """Return a web page."""
    scripts = f"<script>{script}</script>" if script else ""
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{escape(title)}</title></head>'
        f"<body>{body}{scripts}</body></html>"
    )
    return text.encode("gb18030" if encoding == "gb2312" else encoding)


def rows(links: list[tuple[str, Report]]) -> str:
    """Return list rows; long titles are cut, the whole stands in the title attribute."""
    items = (
        f'<li><a href="{url}" title="{escape(report.title)}">{escape(_cut(report.title))}</a>'
        f"<span>{report.published}</span></li>"
        for url, report in links
    )
    return f"<ul>{''.join(items)}</ul>"


def _cut(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:12]}…"
