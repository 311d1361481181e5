"""The command line: arguments, help and exit codes. What commands do is in the modules beside this one.

Exit codes: 0 done, 1 the work failed, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from traceback import format_exception
from typing import Annotated

import typer
from rich.markup import escape

from pipelines import settings as settings_module
from pipelines.cli import looking, operations, sites
from pipelines.cli.common import (
    PdfReader,
    ReaderOption,
    SiteOption,
    example,
    is_verbose,
    named,
    settings_of,
    tell_more,
)
from pipelines.cli.help import command_of
from pipelines.cli.terminal import Terminal
from pipelines.messages import language, translated, use
from pipelines.settings import SettingsError

app = typer.Typer(
    name="juesuan",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="From the reports Chinese county governments publish (部门决算, 部门预算) to a warehouse that can "
    "be trusted: every figure with the page and box it was printed in, and its proof.",
    epilog="First steps: [bold]juesuan run REPORTS_FOLDER[/], then [bold]juesuan explore[/].",
)


class Language(StrEnum):
    """The languages that are spoken."""

    zh = "zh"
    en = "en"


def _version(is_asked: bool) -> None:
    if is_asked:
        print(f"juesuan {version('juesuan')}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            "--data-dir",
            metavar="DIR",
            help="Folder of the raw archive, lake and warehouse (default: JUESUAN_DATA_DIR, else data/).",
        ),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(
            "--lang", help="Language of what is printed: zh or en (default: JUESUAN_LANG, else the system's)."
        ),
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version and end.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            help="Tell more: the log's place, where the settings come from, the traceback of a fault.",
        ),
    ] = False,
) -> None:
    use(lang.value if lang else None)
    try:
        context.obj = settings_module.load(data_dir)
    except SettingsError as error:
        raise typer.BadParameter(translated(str(error), language())) from error
    if lang is None and context.obj.lang:
        use(context.obj.lang)
    if verbose:
        tell_more(context.obj)


@app.command(epilog=example("juesuan ingest ~/reports --site beiguan", "juesuan ingest a.pdf b.pdf folder/"))
def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", parser=named, help="Files and folders, any mix.")
    ],
    site: SiteOption = None,
    reader: ReaderOption = PdfReader.pdfium,
) -> None:
    """Register files in the raw archive, read what is new, write the Parquet lake.

    Bytes are kept by content: ingesting the same files twice adds nothing and reads nothing again. A document
    that cannot be read is recorded with the reason and harms no other.
    """
    from pipelines.cli.work import ingest as work

    work(settings_of(context), paths, site, reader.value)


@app.command(epilog=example("juesuan crawl", "juesuan crawl 410503_beiguan"))
def crawl(
    context: typer.Context,
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SITE...]", help="Names of site files; none: every site that has one."),
    ] = None,
    reader: ReaderOption = PdfReader.pdfium,
) -> None:
    """Crawl sites into the raw archive, read what is new, write the Parquet lake.

    Unchanged documents are not downloaded again. A site that fails or yields less than its site file expects
    is named, costs only itself, and makes the command end with 1.
    """
    from pipelines.cli.crawl import crawl as work

    work(settings_of(context), sites or [], reader.value)


@app.command(epilog=example("juesuan build"))
def build(
    context: typer.Context,
    full: Annotated[
        bool, typer.Option("--full", help="Build everything anew, not what changed only.")
    ] = False,
) -> None:
    """Build the warehouse from the lake with dbt, test it, and publish it if all tests pass.

    Only what changed in the lake since the published warehouse is built again; the result is the same. If a test
    fails, the last published warehouse stays in place and the test is named.
    """
    from pipelines.cli.work import build as work

    work(settings_of(context), is_full=full)


@app.command(epilog=example("juesuan run ~/reports --site beiguan", "juesuan run"))
def run(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH...]", parser=named, help="Files and folders; none: what the raw archive holds."
        ),
    ] = None,
    site: SiteOption = None,
    reader: ReaderOption = PdfReader.pdfium,
) -> None:
    """Do all of it: ingest, build, publish, and show what came out."""
    from pipelines.cli.work import run as work

    work(settings_of(context), paths or [], site, reader.value)


@app.command(epilog=example("juesuan inspect report.pdf", "juesuan inspect report.pdf --images pages/"))
def inspect(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=named, help="One document; nothing is registered.")
    ],
    reader: ReaderOption = PdfReader.pdfium,
    images: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the pages of a PDF with what was read marked.")
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="Show every table's cells too.")] = False,
) -> None:
    """Show what is read in one document: pages, tables, forms, identity, and what was not understood."""
    from pipelines.cli.inspect import inspect as work
    from pipelines.forms import use_folder

    use_folder(settings_of(context).extra_forms_dir)
    extra = settings_of(context).extra_divisions_file
    own = extra if extra.exists() else None
    work(file, reader.value, images, with_texts=texts, extra_divisions=own)


@app.command(epilog=example("juesuan forms", "juesuan forms F05", "juesuan forms learn report.pdf"))
def forms(
    context: typer.Context,
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE|learn]", help="A form's code, or learn.")
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", parser=named, help="Documents to learn words from."),
    ] = None,
) -> None:
    """List the report forms juesuan understands, show one, or print the words that documents teach.

    learn reads documents and prints what to add to the lexicon for words that only the identities decided.
    """
    from pipelines.cli.catalogue import forms as work
    from pipelines.cli.learn import learn

    if code == "learn":
        learn(settings_of(context), files or [])
    else:
        work(settings_of(context), code)


@app.command(epilog=example("juesuan formats"))
def formats() -> None:
    """List the formats of files: suffixes, who reads or unpacks them, what must be installed, whether it is here."""
    from pipelines.cli.formats import formats as work

    work()


@app.command(epilog=example("juesuan docs", "juesuan docs --build-only"))
def docs(
    context: typer.Context,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it, do not serve it.")] = False,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8080,
) -> None:
    """Build the warehouse's documentation site (tables, columns, lineage) and serve it on this machine."""
    from pipelines.cli.docs import docs as work

    work(settings_of(context), build_only=build_only, port=port)


app.add_typer(looking.app)
app.add_typer(operations.app)
app.add_typer(sites.app, name="sites")


def main() -> None:
    """Run the command line; errors that a person can mend end with one sentence and exit code 1."""
    from pipelines.cli.errors import CommandError, sentence

    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # a locale without Chinese gets its letters' numbers, not an error
            stream.reconfigure(errors="backslashreplace")
    try:
        command_of(app)()
    except CommandError as error:
        _fail(error, str(error))
    except KeyboardInterrupt:
        from pipelines.cli.progress import what_is_kept

        Terminal(stderr=True, soft_wrap=True).print(what_is_kept())
        sys.exit(130)
    except BrokenPipeError:  # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if (told := sentence(error)) is None:
            raise
        _fail(error, told)


def _fail(error: Exception, message: str) -> None:
    if is_verbose():
        print("".join(format_exception(error)), file=sys.stderr)
    told = escape(translated(message, language()))
    Terminal(stderr=True, highlight=False).print(f"[bold red]juesuan:[/] {told}", soft_wrap=True)
    sys.exit(1)
