"""The commands that look at the published warehouse: what it holds, answers, figures, bodies, contradictions."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.common import JsonOption, example, settings_of

app = typer.Typer()


class Format(StrEnum):
    """The forms a query's answer can take."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"
    xlsx = "xlsx"


class ExportFormat(StrEnum):
    """The forms a relation can be exported in."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    fdp = "fdp"


@app.command(
    epilog=example(
        "juesuan query 'select * from mart_county_comparison'",
        "juesuan query 'from fct_line_item' --format parquet --output line_items.parquet",
    )
)
def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One query; marts need no schema name.")],
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="How to write the answer (default: as the ending of --output says, else a table).",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to a file: .csv, .xlsx, .parquet or .json."
        ),
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

    work(settings_of(context), sql, form.value if form else None, output, seconds, rows)


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
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The id of a figure, statement, contradiction, document or body; the first digits are enough.",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PNG", help="File for the page's picture.")
    ] = None,
) -> None:
    """Show where something stands and comes from: text, page, neighbours, proof, and a picture of the place."""
    from pipelines.cli.trace import trace as work

    work(settings_of(context), name, output)


@app.command(epilog=example("juesuan explain 3f2a91c05d7e8b64", "juesuan explain 2024-final-accounts.pdf"))
def explain(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The id of a figure, statement, contradiction, document or body, or a file's name; "
            "the first digits are enough.",
        ),
    ],
) -> None:
    """Show the chain of proof: of a figure every identity with both sides, of a document what is proven."""
    from pipelines.cli.explain import explain as work

    work(settings_of(context), name)


YearOption = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", help="Fiscal year (default: the last one).")
]
FileOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the tables to a file: .xlsx, or .json."),
]


@app.command(epilog=example("juesuan body 教育局", "juesuan body 清溪县教育局 --year 2024 -o jiaoyu.xlsx"))
def body(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the body, or a part of it; its id.")],
    year: YearOption = None,
    output: FileOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show a body's years, items, three public expenses, documents and gaps, by its name or a part of it."""
    from pipelines.cli.named import show

    show(settings_of(context), "body", name, year, output, as_json=as_json)


@app.command(epilog=example("juesuan county 清溪县", "juesuan county 410503 --year 2024 -o county.xlsx"))
def county(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the county, or a part of it; its division code.")
    ],
    year: YearOption = None,
    output: FileOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Show a county's years, classes, bodies and disclosure, by its name, code or a part of its name."""
    from pipelines.cli.named import show

    show(settings_of(context), "county", name, year, output, as_json=as_json)


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


@app.command(epilog=example("juesuan status"))
def status(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Show what the published warehouse holds: documents, figures, proofs, contradictions, counties."""
    from pipelines.cli.summary import as_plain
    from pipelines.cli.summary import summary as work

    if as_json:
        print(json.dumps(as_plain(settings_of(context)), ensure_ascii=False, indent=1, default=str))
    else:
        work(settings_of(context))
