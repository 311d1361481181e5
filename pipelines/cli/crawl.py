"""``crawl``: the graph's crawl and reading, and a table of what each site gave."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from pipelines.cli.errors import CommandError
from pipelines.cli.progress import heard
from pipelines.cli.terminal import Terminal
from pipelines.cli.work import at_work, report_reading
from pipelines.settings import Settings
from pipelines.sites.load import load_sites

_COLUMNS: Final = ("pages", "documents", "new", "new_versions", "unchanged", "refused", "failed", "blocked")
_TITLES: Final = {"documents": "reports", "new_versions": "changed"}
_MIB: Final = 1024**2


def crawl(settings: Settings, names: Sequence[str], reader: str) -> None:
    """Crawl the named sites, or all; say what came of each. Raises CommandError where one is not good."""
    known = load_sites(settings.sites_dir)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 3)
            told = f"did you mean {' or '.join(near)}?" if near else "juesuan sites lists them"
            raise CommandError(f"no site file is named {name}: {told}")
    chosen = list(dict.fromkeys(names)) or list(known)
    if not chosen:
        raise CommandError(f"there are no site files in {settings.sites_dir}: juesuan sites new makes one")
    with heard() as progress, at_work(settings, progress, "crawl") as work:
        outcome = work.crawl(chosen, reader)
    console = Terminal(highlight=False)
    _print_sites(console, outcome.crawled)
    report_reading(outcome.problems, {}, outcome.totals)
    failures: dict[str, str] = outcome.crawled.get("failures") or {}
    if failures:
        told = "\n".join(f"{name}: {reason}" for name, reason in sorted(failures.items()))
        raise CommandError(f"{len(failures)} of {len(chosen)} sites are not as expected:\n{told}")


def _print_sites(console: Console, crawled: dict[str, Any]) -> None:
    table = Table(header_style="bold", padding=(0, 0), pad_edge=False)
    table.add_column("site", overflow="fold")
    for name in (*_COLUMNS, "MiB"):
        table.add_column(_TITLES.get(name, name), justify="right", no_wrap=True)
    for site, figures in sorted((crawled.get("sites") or {}).items()):
        numbers = [str(figures[name]) for name in _COLUMNS]
        table.add_row(site, *numbers, f"{figures['bytes'] / _MIB:.1f}")
    console.print(table)
    for site, problems in sorted((crawled.get("refused_and_failed") or {}).items()):
        for problem in problems[:5]:
            console.print(f"{site}: {problem}", style="yellow", markup=False, soft_wrap=True)
        if len(problems) > 5:
            console.print(f"{site}: and {len(problems) - 5} more", style="yellow", markup=False)
