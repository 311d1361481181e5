"""The command line: arguments, help and exit codes. What commands do is in the modules beside this one.

Exit codes: 0 done, 1 the work failed, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines import settings as settings_module
from pipelines.cli import operations, sites
from pipelines.cli.common import PdfReader, ReaderOption, SiteOption, example, settings_of
from pipelines.cli.terminal import Terminal
from pipelines.settings import SettingsError

app = typer.Typer(
    name="juesuan",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="From the reports Chinese county governments publish (部门决算, 部门预算) to a warehouse that can "
    "be trusted: every figure with the page and box it was printed in, and its proof.",
    epilog="First steps: [bold]juesuan run REPORTS_FOLDER[/], then "
    "[bold]juesuan query 'select * from mart_county_total'[/].",
)


class Format(StrEnum):
    """The forms a query's answer can take."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class ExportFormat(StrEnum):
    """The forms a relation can be exported in."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    fdp = "fdp"


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
) -> None:
    try:
        context.obj = settings_module.load(data_dir)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from error


@app.command(epilog=example("juesuan ingest ~/reports --site beiguan", "juesuan ingest a.pdf b.pdf folder/"))
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders, any mix.")],
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
        typer.Argument(metavar="[PATH...]", help="Files and folders; none: what the raw archive holds."),
    ] = None,
    site: SiteOption = None,
    reader: ReaderOption = PdfReader.pdfium,
) -> None:
    """Do all of it: ingest, build, publish, and show what came out."""
    from pipelines.cli.work import run as work

    work(settings_of(context), paths or [], site, reader.value)


@app.command(
    epilog=example(
        "juesuan query 'select * from mart_county_comparison'",
        "juesuan query 'from fct_line_item' --format parquet --output line_items.parquet",
    )
)
def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One query; marts need no schema name.")],
    form: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.table,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a file (parquet needs one).")
    ] = None,
    seconds: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="End a question that takes longer.")
    ] = 600.0,
    rows: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="Write so many rows of the answer at most.")
    ] = None,
) -> None:
    """Ask the published warehouse a question in DuckDB's SQL.

    The warehouse is opened read-only, and a question reaches nothing else: no other file, no address, no setting.
    """
    from pipelines.cli.query import query as work

    work(settings_of(context), sql, form.value, output, seconds, rows)


@app.command(
    epilog=example(
        "juesuan export mart_county_comparison mart_county_total --format xlsx --out exports/",
        "juesuan export fct_line_item --format parquet",
    )
)
def export(
    context: typer.Context,
    relations: Annotated[list[str], typer.Argument(metavar="RELATION...", help="Marts, by name.")],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="fdp: Fiscal Data Package, CSV and datapackage.json.")
    ] = ExportFormat.csv,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")] = Path("exports"),
    with_mark: Annotated[
        bool, typer.Option("--bom", help="Begin CSV with a byte order mark, so that Excel knows UTF-8.")
    ] = False,
) -> None:
    """Write relations of the published warehouse to files, with units, keys, meanings and provenance."""
    from pipelines.cli.export import export as work

    work(settings_of(context), relations, form.value, out, with_mark=with_mark)


@app.command(epilog=example("juesuan trace 3f2a91c05d7e8b64 --output cell.png"))
def trace(
    context: typer.Context,
    line_item_id: Annotated[
        str, typer.Argument(metavar="LINE_ITEM_ID", help="From fct_line_item; the first digits are enough.")
    ],
    output: Annotated[Path | None, typer.Option(metavar="PNG", help="File for the page's picture.")] = None,
) -> None:
    """Show where a figure was printed: text, page, neighbours, proof, and a picture with the cell marked."""
    from pipelines.cli.trace import trace as work

    work(settings_of(context), line_item_id, output)


@app.command(epilog=example("juesuan explain 3f2a91c05d7e8b64", "juesuan explain 2024-final-accounts.pdf"))
def explain(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="LINE_ITEM_ID, CLAIM_ID or document (id or file name); the first digits are enough.",
        ),
    ],
) -> None:
    """Show the chain of proof: of a figure every identity with both sides, of a document what is proven."""
    from pipelines.cli.explain import explain as work

    work(settings_of(context), name)


@app.command(
    epilog=example("juesuan errors", "juesuan errors --county 410503 --year 2024 --csv > errors.csv")
)
def errors(
    context: typer.Context,
    county: Annotated[str | None, typer.Option(metavar="CODE|NAME", help="Division code or name.")] = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Fiscal year.")] = None,
    document: Annotated[
        str | None, typer.Option(metavar="ID|FILE", help="Document's id (first digits) or file name.")
    ] = None,
    *,
    text: Annotated[bool, typer.Option("--text", help="List the slips of the text too.")] = False,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="List what may be but a misreading, with the reason.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As an array of objects.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV with a header line.")] = False,
) -> None:
    """List the contradictions that documents print, each in a sentence with both figures and pages."""
    from pipelines.cli.contradictions import ErrorChoice
    from pipelines.cli.contradictions import errors as work

    if as_json and as_csv:
        raise typer.BadParameter("choose one of --json and --csv")
    form = "json" if as_json else "csv" if as_csv else "text"
    work(settings_of(context), ErrorChoice(county, year, document), form, with_text=text, is_of_doubts=doubts)


@app.command(epilog=example("juesuan inspect report.pdf", "juesuan inspect report.pdf --images pages/"))
def inspect(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One document; nothing is registered.")],
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
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Documents to learn words from.")
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


@app.command(epilog=example("juesuan status"))
def status(context: typer.Context) -> None:
    """Show what the published warehouse holds: documents, figures, proofs, contradictions, counties."""
    from pipelines.cli.summary import summary as work

    work(settings_of(context))


@app.command(epilog=example("juesuan docs", "juesuan docs --build-only"))
def docs(
    context: typer.Context,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it, do not serve it.")] = False,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8080,
) -> None:
    """Build the warehouse's documentation site (tables, columns, lineage) and serve it on this machine."""
    from pipelines.cli.docs import docs as work

    work(settings_of(context), build_only=build_only, port=port)


app.add_typer(operations.app)
app.add_typer(sites.app, name="sites")


def main() -> None:
    """Run the command line; errors that a person can mend end with one sentence and exit code 1."""
    from pipelines.cli.errors import CommandError, sentence

    try:
        app()
    except CommandError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        Terminal(stderr=True).print("stopped; what was read so far is kept")
        sys.exit(130)
    except BrokenPipeError:  # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if (told := sentence(error)) is None:
            raise
        _fail(told)


def _fail(message: str) -> None:
    Terminal(stderr=True, highlight=False).print(f"[bold red]juesuan:[/] {escape(message)}", soft_wrap=True)
    sys.exit(1)
