"""``sites discover``: from a portal's home page to a site file that a person can check."""

from __future__ import annotations

from pydantic import ValidationError
from rich.markup import escape

from pipelines.cli.errors import CommandError
from pipelines.cli.site_work import division_of, walked
from pipelines.cli.terminal import Terminal
from pipelines.settings import Settings


def discover(
    settings: Settings, url: str, code: str, name: str, publisher: str, most_pages: int, delay: float
) -> None:
    """Look for the columns of a portal and write a new site file with them.

    Raises CommandError where nothing was found or the portal does not answer, SiteError as the scaffold does.
    """
    from pipelines.crawl.discover import columns, searching
    from pipelines.sites.discovered import write

    division = division_of(settings, code)
    if division is None and not publisher:
        raise CommandError(f"division {code} is in no reference list: mend it, or name the --publisher")
    try:
        site = searching(url, code, publisher or name, name, delay)
    except ValidationError as error:
        raise CommandError(f"{url}: {error.errors()[0]['msg']}") from error
    pages, report = walked(settings, site, most_pages)
    found, sub_columns = columns(pages)
    console = Terminal(highlight=False)
    for problem in report.problems[:10]:
        console.print(
            f"refused: {problem.url}: {problem.reason}", style="yellow", markup=False, soft_wrap=True
        )
    if not found:
        told = f"{len(pages)} pages were read" + (f"; {report.stopped}" if report.stopped else "")
        raise CommandError(
            f"no column with reports was found from {url} ({told}): look for it in a browser, then juesuan sites new"
        )
    seen = f"in {len(pages)} pages of at most {most_pages}"
    path = write(
        settings.sites_dir, url, division, code, name, found,
        publisher=publisher, sub_columns=sub_columns, seen=seen,
    )  # fmt: skip
    for column in found:
        console.print(
            f"{len(column.reports):>4} reports  {escape(' › '.join(column.way))}  {escape(column.url)}",
            soft_wrap=True,
        )
    console.print(f"Written: {path}", soft_wrap=True, markup=False)
    console.print(f"Next: look it over, then [bold]juesuan sites try {path.stem}[/].")
