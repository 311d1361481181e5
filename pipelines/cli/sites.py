"""The ``sites`` commands: arguments and help. What they do is in :mod:`pipelines.cli.site_work`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.common import JsonOption, settings_of

app = typer.Typer(
    help="List the publishing sites, and write, check, try and record their site files.",
    invoke_without_command=True,
    rich_markup_mode="rich",
)
SiteArgument = Annotated[str, typer.Argument(metavar="SITE", help="A site's name, or the path of its file.")]


@app.callback(epilog="Example: [bold]juesuan sites[/]\n\nExample: [bold]juesuan sites try 410503_beiguan[/]")
def sites(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """List the publishing sites: their site files, and what the raw archive holds of each."""
    if context.invoked_subcommand is None:
        from pipelines.cli.site_work import list_sites as work

        work(settings_of(context), as_json=as_json)


@app.command(
    epilog="Example: [bold]juesuan sites new https://www.beiguan.gov.cn/czyjs/ --division 410503 --name beiguan[/]"
)
def new(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The column's first list page.")],
    division: Annotated[str, typer.Option("--division", metavar="CODE", help="Six digits of GB/T 2260.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Short name for the file: a-z, 0-9, _.")
    ],
    publisher: Annotated[str, typer.Option(help="Who publishes (default: the division's government).")] = "",
    label: Annotated[str, typer.Option(help="What the column is called.")] = "",
    first_year: Annotated[int, typer.Option(help="Leave reports of earlier fiscal years.")] = 2020,
) -> None:
    """Begin a site file for a county."""
    from pipelines.cli.site_work import new as work

    work(settings_of(context), url, division, name, publisher, label, first_year)


@app.command(
    epilog="Example: [bold]juesuan sites discover https://www.beiguan.gov.cn/ --division 410503 --name beiguan[/]"
)
def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The home page of the county's portal.")],
    division: Annotated[str, typer.Option("--division", metavar="CODE", help="Six digits of GB/T 2260.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Short name for the file: a-z, 0-9, _.")
    ],
    publisher: Annotated[str, typer.Option(help="Who publishes (default: the division's government).")] = "",
    pages: Annotated[int, typer.Option(min=1, help="Read at most so many pages.")] = 120,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two pages.")] = 2.0,
) -> None:
    """Find where a county publishes its reports, from its home page, and begin its site file with the evidence.

    Only menus and lists are read, politely; no report is fetched. A person has to look at what was found.
    """
    from pipelines.cli.site_discovery import discover as work

    work(settings_of(context), url, division, name, publisher, pages, delay)


@app.command(
    epilog="Example: [bold]juesuan sites check[/]\n\nExample: [bold]juesuan sites check my_county.yml[/]"
)
def check(
    context: typer.Context,
    named: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE...]", help="Names or files; none: all site files.")
    ] = None,
) -> None:
    """Validate site files; what is wrong is told with its line and the remedy."""
    from pipelines.cli.site_work import check as work

    work(settings_of(context), named or [])


@app.command("try", epilog="Example: [bold]juesuan sites try 410503_beiguan --pages 20[/]")
def try_out(
    context: typer.Context,
    site: SiteArgument,
    pages: Annotated[int, typer.Option(min=1, help="Read at most so many pages.")] = 60,
) -> None:
    """Walk a site and show what would be taken; no document is fetched, nothing is kept."""
    from pipelines.cli.site_work import try_out as work

    work(settings_of(context), site, pages)


@app.command(epilog="Example: [bold]juesuan sites record 410503_beiguan --pages 5[/]")
def record(
    context: typer.Context,
    site: SiteArgument,
    pages: Annotated[int, typer.Option(min=1, help="Record at most so many list pages.")] = 5,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where recordings go; the tests read this folder.")
    ] = Path("tests/sites/recorded"),
) -> None:
    """Keep a site's list pages as a test fixture, with what they lead to."""
    from pipelines.cli.site_work import record as work

    work(settings_of(context), site, folder, pages)
