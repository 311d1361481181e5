"""The commands of those who run juesuan night after night: snapshots, nights, reports, the server, the doctor."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipelines.cli.common import JsonOption, PdfReader, ReaderOption, SiteOption, example, settings_of
from pipelines.settings import EXPLORER_PORT

app = typer.Typer()


class DifferenceFormat(StrEnum):
    """The forms a difference between snapshots can take."""

    markdown = "markdown"
    json = "json"


class WorkerQueue(StrEnum):
    """The queues that steps of runs wait in."""

    reading = "reading"
    publishing = "publishing"


@app.command(epilog=example("juesuan publish --list", "juesuan publish --rollback"))
def publish(
    context: typer.Context,
    snapshot: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A kept snapshot; the first digits are enough.")
    ] = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the snapshot before the published one, or to ID.")
    ] = False,
    show: Annotated[bool, typer.Option("--list", help="Only list the kept snapshots.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Only write a DuckLake's tables into few files.")
    ] = False,
) -> None:
    """Put a kept snapshot in place of the published warehouse, in one step.

    Without --rollback the newest one: what a blocking check held back and a person has looked at. Readers
    that have the old file open keep it.
    """
    from pipelines.cli.publish import compact as compact_tables
    from pipelines.cli.publish import publish as work
    from pipelines.cli.publish import show as show_snapshots

    if show:
        show_snapshots(settings_of(context))
    elif compact:
        compact_tables(settings_of(context))
    else:
        work(settings_of(context), snapshot, is_rollback=rollback)


@app.command(epilog=example("juesuan diff", "juesuan diff 20250901 20250902 --format json"))
def diff(
    context: typer.Context,
    old: Annotated[
        str | None, typer.Argument(metavar="[OLD]", help="Default: the one before the newer.")
    ] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="Default: the published one.")] = None,
    form: Annotated[
        DifferenceFormat, typer.Option("--format", help="How to tell it.")
    ] = DifferenceFormat.markdown,
) -> None:
    """Say what changed between two snapshots: new documents, figures read otherwise, vanished rows."""
    from pipelines.cli.publish import diff as work

    work(settings_of(context), old, new, form.value)


@app.command(epilog=example("juesuan night"))
def night(context: typer.Context) -> None:
    """Do now what the night does: crawl the sites that are due, read, build once, check, publish.

    A site that fails costs only itself. `juesuan serve` does this every night by itself.
    """
    from pipelines.cli.night import night as work

    work(settings_of(context))


@app.command(epilog=example("juesuan reread --site 990101_qingxi", "juesuan reread --year 2023 --again"))
def reread(
    context: typer.Context,
    site: SiteOption = None,
    year: Annotated[
        list[int] | None, typer.Option(metavar="YEAR", help="Only documents of this fiscal year.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Read current documents too.")] = False,
    reader: ReaderOption = PdfReader.pdfium,
) -> None:
    """Read again the documents whose rows an older version of the readers made: one site, one year, or all.

    Nothing is crawled. The lake is changed, the warehouse is not.
    """
    from pipelines.cli.night import reread as work

    work(settings_of(context), site, year or [], reader.value, is_again=again)


@app.command(epilog=example("juesuan morning", "juesuan morning --send"))
def morning(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Send it where the settings say.")] = False,
) -> None:
    """Write and show this morning's report: what is new, and what needs a person."""
    from pipelines.cli.night import morning as work

    work(settings_of(context), is_sent=send)


@app.command(epilog=example("juesuan serve", "juesuan serve --port 3000 --host 0.0.0.0"))
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port of the web pages.", min=1, max=65535)] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; there is no login, keep it private.")
    ] = "127.0.0.1",
    explorer_port: Annotated[
        int, typer.Option(help="Port of the explorer; 0 leaves it away.", min=0, max=65535)
    ] = EXPLORER_PORT,
) -> None:
    """Run the nights by themselves and show the warehouse: Dagster's web server and daemon, and the explorer.

    They run until Ctrl-C or SIGTERM.
    """
    from pipelines.cli.night import serve as work

    work(settings_of(context), host, port, explorer_port)


@app.command(epilog=example("juesuan worker", "juesuan worker --queue reading"))
def worker(
    context: typer.Context,
    queue: Annotated[
        list[WorkerQueue] | None,
        typer.Option(help="Only steps of this queue; may be given several times. Default: all."),
    ] = None,
) -> None:
    """Work for runs whose executor is Celery, one step after another, until Ctrl-C or SIGTERM.

    Settings, data folder and code must be those of the machine that starts the runs.
    """
    from pipelines.cli.night import worker as work

    work(settings_of(context), [one.value for one in queue or WorkerQueue])


@app.command(epilog=example("juesuan explore", "juesuan explore --port 8080"))
def explore(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(help="Port of the pages; 0 takes any free one.", min=0, max=65535)
    ] = EXPLORER_PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; there is no login, keep it private.")
    ] = "127.0.0.1",
) -> None:
    """Look at the published warehouse in a browser: type a name, click a figure, see its page. Until Ctrl-C.

    The pages are in Chinese, with a switch to English; each has an address that can be sent to others, and each
    table can be taken along as CSV, XLSX, Parquet or JSON.
    """
    from pipelines.cli.explore import explore as work

    work(settings_of(context), host, port)


@app.command(epilog=example("juesuan doctor"))
def doctor(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Look the installation over and say how to mend what is not as it should be."""
    from pipelines.cli.doctor import doctor as work

    work(settings_of(context), as_json=as_json)
