"""The site file of what was found from a portal's home page: columns as entries, with the evidence as comments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipelines.accounts import Division
from pipelines.sites.model import is_private
from pipelines.sites.scaffold import government, place_of, quoted, write_site
from pipelines.sites.titles import ReportKind

_KINDS: Final = {"final_account": "决算", "budget": "预算", None: "预算或决算"}
_EXAMPLES: Final = 3
_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Report:
    """A link of a list whose title names a report; kind and year where the title states one."""

    url: str
    title: str
    kind: ReportKind | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A list that leads to reports, or to columns that do.

    ``way`` are the links from the home page to it. ``pages_read`` of its pages were looked at, ``idiom`` is how they
    continue, ``{}`` where they do not; ``reports`` stand on these pages or on those of the ``below`` columns.
    """

    url: str
    way: tuple[str, ...]
    pages_read: int
    idiom: dict[str, object]
    reports: tuple[Report, ...]
    below: tuple[str, ...] = ()


def write(
    folder: Path,
    home: str,
    division: Division | None,
    code: str,
    name: str,
    columns: Sequence[Column],
    *,
    publisher: str = "",
    sub_columns: Sequence[str] = (),
    seen: str = "",
) -> Path:
    """Write the site file of what was found and return its path; ``seen`` tells how much was looked at.

    Raises SiteError as :func:`pipelines.sites.scaffold.scaffold` does.
    """
    years = sorted({report.year for column in columns for report in column.reports if report.year})
    hosts = sorted({urlsplit(column.url).hostname or "" for column in columns})
    lines = [
        "# yaml-language-server: $schema=../_schema.json",
        f"# {place_of(division, code)}",
        f"# Found from {home} {seen}.",
        "# Nobody has looked at it yet: compare with the portal and with what `juesuan sites try` shows, mend what is",
        "# missing, then set verified.",
        f'division_code: "{code}"',
        f"publisher: {quoted(publisher or (government(division) if division else ''))}",
        "verified: false",
        "",
        "entries:",
        *(line for column in columns for line in _entry(column)),
        "",
    ]
    if sub_columns:
        lines.append(f"sub_columns: {json.dumps(list(sub_columns), ensure_ascii=False)}")
    if any(map(is_private, hosts)):
        lines += [f"hosts: {json.dumps(hosts)}", "allow_private: true"]
    lines += [f"first_year: {years[0] if years else 2020}", "schedule: weekly", *_expected(columns)]
    return write_site(folder, code, name, "\n".join(lines) + "\n")


def _entry(column: Column) -> list[str]:
    counts = Counter((report.kind, report.year) for report in column.reports)
    told = [
        f"{count} × {year or '?'} {_KINDS[kind]}"
        for (kind, year), count in sorted(
            counts.items(), key=lambda item: (-(item[0][1] or 0), str(item[0][0]))
        )
    ]
    named = [f"    # such as {_one_line(report.title)}" for report in column.reports[:_EXAMPLES]]
    below = [f"    # columns below: {_one_line('、'.join(column.below), 200)}"] if column.below else []
    lines = [
        f"  - url: {quoted(column.url)}",
        f"    label: {quoted(_one_line(column.way[-1]) if column.way else '')}",
        f"    # way: {_one_line(' › '.join(column.way), 200)}",
        f"    # {column.pages_read} pages read: {', '.join(told)}",
        *below,
        *named,
    ]
    if column.idiom:
        lines.append(f"    pagination: {json.dumps(column.idiom, ensure_ascii=False)}")
    return lines


def _expected(columns: Sequence[Column]) -> list[str]:
    """Return what the pages that were read let expect, as comments: there may be more pages."""
    years = Counter(
        report.year for report in {r.url: r for c in columns for r in c.reports}.values() if report.year
    )
    lines = [f"#     {year}: {{min: {count}}}" for year, count in sorted(years.items(), reverse=True)]
    return ["# What the pages that were read show:", "# assertions:", "#   years:", *lines] if lines else []


def _one_line(text: str, length: int = _TITLE) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= length else f"{shown[:length]}…"
