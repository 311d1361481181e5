"""``sites``: list, scaffold, check, try and record site files."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Console
from rich.text import Text

from pipelines.accounts import Division, divisions
from pipelines.cli.catalogue import table
from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.messages import language, translated_usage
from pipelines.settings import Settings
from pipelines.sites.load import SiteError, load_folder, load_site, site_files
from pipelines.sites.model import Site, is_private
from pipelines.sites.review import remarks
from pipelines.sites.scaffold import scaffold

if TYPE_CHECKING:
    from pipelines.crawl.recording import RecordedPage
    from pipelines.crawl.report import CrawlReport, Found

_KINDS = {"final_account": "决算", "budget": "预算", None: "?"}
_MOST_ROWS = 200


def list_sites(settings: Settings, *, as_json: bool = False) -> None:
    """List the site files and what the raw archive and the lake hold of each site; tell of broken files."""
    from pipelines.archive.raw import Archive
    from pipelines.lake import files as lake

    archive = Archive.of(settings)
    archived = archive.documents_by_site()
    sites, errors = load_folder(settings.sites_dir)
    console = Terminal(highlight=False)
    rows = []
    for name in sorted({*sites, *archive.sites()}):
        documents = archived.get(name, [])
        known = lake.known_documents(settings.lake_dir, name)
        size = sum(record.size_bytes for record in documents) / 1024**2
        read = sum(1 for record in documents if record.document_id in known)
        site = sites.get(name)
        publisher = site.publisher if site else ""
        verified = ("yes" if site.verified else "no") if site else ""
        rows.append((name, publisher, verified, str(len(documents)), str(read), f"{size:.1f}"))
    if as_json:
        names = ("site", "publisher", "verified", "documents", "read", "mib")
        told = [dict(zip(names, row, strict=True)) for row in rows]
        wrong = [str(error) for error in errors]
        print(json.dumps({"sites": told, "wrong": wrong}, ensure_ascii=False, indent=1))
        return
    for error in errors:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
    if not rows:
        console.print(
            "No sites yet: [bold]juesuan sites new URL --division CODE --name NAME[/] begins a site file; "
            "[bold]juesuan ingest PATH... --site NAME[/] registers files under a name."
        )
        return
    table(console, ("site", "publisher", "verified", "documents", "read", "MiB"), rows, right=(3, 4, 5))
    console.print("[bold]juesuan crawl SITE[/] crawls one, [bold]juesuan sites try SITE[/] only looks.")


def new(
    settings: Settings, url: str, code: str, name: str, publisher: str, label: str, first_year: int
) -> None:
    """Write a new site file and say what to do next. Raises SiteError as :func:`scaffold` does."""
    known = division_of(settings, code)
    if known is None and not publisher:
        raise CommandError(
            f"division {code} is in no reference list: mend it, add it to {settings.extra_divisions_file}, "
            "or name the --publisher"
        )
    path = scaffold(
        settings.sites_dir,
        url,
        known,
        code,
        name,
        publisher=publisher,
        label=label,
        first_year=first_year,
        is_private=is_private(urlsplit(url).hostname or ""),
    )
    console = Terminal(highlight=False)
    console.print(f"Written: {path}", soft_wrap=True, markup=False)
    console.print(f"Next: [bold]juesuan sites try {path.stem}[/] shows what would be taken.")


def check(settings: Settings, named: Sequence[str]) -> None:
    """Validate site files: those named (sites or paths), else all. Raises CommandError where one is wrong."""
    paths = [_path(settings, name) for name in named] or site_files([settings.sites_dir])
    console = Terminal(highlight=False)
    codes = {division.division_code for division in divisions(settings.extra_divisions_file)}
    wrong = 0
    for path in paths:
        try:
            site = load_site(path)
        except SiteError as error:
            wrong += 1
            console.print(_in_words(error), style="red", markup=False, soft_wrap=True)
            continue
        console.print(Text(f"{site.name}: right", style="green"))
        for remark in remarks(site, codes):
            console.print(f"  {remark}", markup=False, soft_wrap=True)
    if not named:
        for twice in load_folder(settings.sites_dir)[1]:
            if "two site files" in str(twice):
                wrong += 1
                console.print(_in_words(twice), style="red", markup=False, soft_wrap=True)
    if wrong:
        raise CommandError(f"{wrong} of {len(paths)} site files are wrong")


def _in_words(error: SiteError) -> str:
    return "\n".join(translated_usage(line, language()) for line in str(error).splitlines())


def try_out(settings: Settings, name: str, most_pages: int) -> None:
    """Walk a site without keeping anything and show what would be taken, left and refused.

    Raises CommandError where nothing would be taken.
    """
    site = load_site(_path(settings, name))
    with _aside(settings) as apart:
        report = _trial(apart, site, most_pages)
    _show(Terminal(highlight=False), site, report)
    if not report.found:
        raise CommandError(f"{site.name}: nothing would be taken; the notes above say what was seen")


def record(settings: Settings, name: str, folder: Path, most_pages: int) -> None:
    """Walk a site and keep its list pages as a test fixture. Raises CommandError where no page came."""
    from pipelines.crawl.recording import save

    site = load_site(_path(settings, name))
    pages, report = walked(settings, site, most_pages)
    if not pages:
        told = "; ".join(
            [report.stopped, *report.notes, *(f"{p.url}: {p.reason}" for p in report.problems[:3])]
        )
        raise CommandError(f"{site.name}: no list page came, nothing recorded ({told.strip('; ')})")
    target = save(pages, site, folder, today=datetime.now(UTC).date())
    leads = sum(len(page.leads_to) for page in pages)
    Terminal(highlight=False).print(
        f"Recorded {len(pages)} list pages with {leads} links in {target}; the tests read them from now on.",
        soft_wrap=True,
        markup=False,
    )


def walked(settings: Settings, site: Site, most_pages: int) -> tuple[list[RecordedPage], CrawlReport]:
    """Walk a site's lists in a trial that leaves nothing behind; return the pages in order, and the report."""
    from pipelines.crawl.recording import walk_lists
    from pipelines.crawl.state import CrawlState
    from pipelines.crawl.walker import PageAnswer, Visit

    with _aside(settings) as apart:
        report = _trial(apart, site, most_pages, is_lists_only=True)
        state = CrawlState(apart.crawl_dir / f"{site.name}.sqlite")

        def answer_of(visit: Visit) -> PageAnswer | None:
            known = state.known(visit.key)
            return PageAnswer(known.url, known.body, known.content_type) if known and known.body else None

        try:
            today = datetime.now(UTC).date()
            return list(walk_lists(site, answer_of, today=today, most_pages=most_pages)), report
        finally:
            state.close()


@contextmanager
def _aside(settings: Settings) -> Iterator[Settings]:
    """Lend settings whose data folder is gone afterwards, so that a trial leaves no trace in the real one."""
    with tempfile.TemporaryDirectory(prefix="juesuan-trial-") as folder:
        yield dataclasses.replace(settings, data_dir=Path(folder), raw_url=None, data_url="")


def _trial(apart: Settings, site: Site, most_pages: int, *, is_lists_only: bool = False) -> CrawlReport:
    from pipelines.crawl.limits import CrawlLimits
    from pipelines.crawl.run import crawl_site

    wait = site.politeness.delay_seconds * most_pages
    Terminal(stderr=True, highlight=False).print(
        f"Asking {', '.join(site.allowed_hosts)}: up to {most_pages} pages, {wait:.0f} seconds of pauses …",
        markup=False,
        soft_wrap=True,
    )
    limits = CrawlLimits(
        max_pages=most_pages, is_trial=True, is_lists_only=is_lists_only, trial_folder=apart.crawl_dir
    )
    return crawl_site(apart, site, limits=limits)


def _show(console: Console, site: Site, report: CrawlReport) -> None:
    rows = [
        (_KINDS[item.report_kind], str(item.fiscal_year or "?"), _called(item), item.url)
        for item in sorted(report.found, key=lambda i: (i.report_kind or "", -(i.fiscal_year or 0), i.title))
    ]
    table(console, ("kind", "year", "title", "address"), rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        console.print(f"… and {len(rows) - _MOST_ROWS} more")
    years = ", ".join(f"{year}: {count}" for year, count in report.by_year().items())
    console.print(
        Text(f"{report.documents} reports would be taken ({years or 'no year known'})", style="bold")
    )
    console.print(f"{report.pages} pages read in {report.requests} requests")
    for reason, count in report.left.most_common():
        examples = "、".join(report.left_examples.get(reason, []))
        console.print(f"left: {count} links, {reason}: {examples}", markup=False, soft_wrap=True)
    for problem in report.problems[:20]:
        console.print(
            f"refused: {problem.url}: {problem.reason}", style="yellow", markup=False, soft_wrap=True
        )
    for note in report.notes:
        console.print(f"note: {note}", style="yellow", markup=False, soft_wrap=True)
    if report.stopped:
        console.print(f"stopped: {report.stopped}", style="red", markup=False, soft_wrap=True)
    for failure in site.assertions.failures(report.documents, report.by_year()):
        console.print(f"expected otherwise: {failure}", style="red", markup=False)


def _called(item: Found) -> str:
    """Return a document's title, with its page's where that says more (附件 on 教育局2024年度部门决算)."""
    page = item.page_title or ""
    return item.title if not page or page in item.title else f"{page} › {item.title}".rstrip(" ›")


def _path(settings: Settings, name: str) -> Path:
    """Return the file of a site's name, or of a path."""
    if name.endswith((".yml", ".yaml")) or "/" in name:
        return Path(name)
    found = [path for path in site_files([settings.sites_dir]) if path.stem == name]
    if not found:
        raise CommandError(f"no site file is named {name}; juesuan sites lists them")
    return found[0]


def division_of(settings: Settings, code: str) -> Division | None:
    """Return the division of a code, from the standard's list or the user's own."""
    return next((d for d in divisions(settings.extra_divisions_file) if d.division_code == code), None)
