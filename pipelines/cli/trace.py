"""``trace``: where a figure was printed, what stands around it, and what proves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from pipelines.archive.raw import Archive
from pipelines.cli.errors import CommandError
from pipelines.cli.query import shown
from pipelines.cli.terminal import Terminal
from pipelines.publish import warehouse
from pipelines.publish.asking import ask
from pipelines.settings import Settings
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

_FIGURE = """
    select l.*, d.title, d.organisation_name, d.file_name, d.site, d.sha256, d.source_url,
        f.title as form_title
    from marts.fct_line_item as l
    join marts.dim_document as d using (document_id)
    left join marts.dim_form as f on f.form_code = l.form_code
    where starts_with(l.line_item_id, $id)
    limit 2
"""
_NEIGHBOURS = """
    select case when row_no = $row then 'row' else 'column' end as "same",
           item_code, item_name, header_printed, text_printed, measure, proof_status
    from marts.fct_line_item
    where document_id = $document and page = $page and table_no = $table and line_item_id <> $id
      and (row_no = $row or (column_no = $column and abs(row_no - $row) <= 3))
    order by "same" desc, row_no, column_no
"""
_CHECKS = """
    select status, statement, scope, left_text, right_text, difference_yuan
    from marts.fct_identity_check
    where document_id = $document and list_contains($checks, check_id)
    order by status desc, check_id
"""


def trace(settings: Settings, line_item_id: str, output: Path | None) -> None:
    """Print a figure's provenance and write the picture of its page. Raises CommandError if there is none."""
    with warehouse.connect(settings) as connection:
        found = ask(connection, _FIGURE, {"id": line_item_id})
        if len(found) != 1:
            raise CommandError(_which(line_item_id, len(found)))
        figure = found[0]
        place = {key: figure[name] for key, name in _PLACE.items()}
        neighbours = ask(connection, _NEIGHBOURS, place)
        proof = {"document": figure["document_id"], "checks": figure["proof_identities"] or []}
        checks = ask(connection, _CHECKS, proof)
    console = Terminal(highlight=False)
    _print_figure(console, figure)
    _print_table(console, "Neighbouring cells", neighbours)
    if checks:
        _print_table(console, "What proves or disputes it", checks)
    if figure["x0"] is None:
        where = figure["cell_reference"] or f"page {figure['page']}"
        console.print(f"This format has no page to draw; the figure stands at {where}.", markup=False)
        return
    try:
        picture = _picture(settings, figure, output)
    except DocumentError as error:
        raise CommandError(f"no picture can be drawn of {figure['file_name']}: {error.reason}") from error
    console.print(f"Page {figure['page']} with the cell marked: {picture}", soft_wrap=True, markup=False)


_PLACE = {
    "id": "line_item_id",
    "document": "document_id",
    "page": "page",
    "table": "table_no",
    "row": "row_no",
    "column": "column_no",
}


def _which(line_item_id: str, found: int) -> str:
    if found:
        return f"several figures' ids begin with {line_item_id}: give more digits"
    return (
        f"no figure has the id {line_item_id}; ids are in the column line_item_id: "
        "juesuan query 'select line_item_id, item_name, text_printed from fct_line_item limit 10'"
    )


def _print_figure(console: Console, figure: dict[str, Any]) -> None:
    amount = figure["amount_yuan"]
    inferred = " (inferred)" if figure["is_unit_inferred"] else ""
    box = ", ".join(
        f"{figure[side]:.1f}" for side in ("x0", "top", "x1", "bottom") if figure[side] is not None
    )
    code = " ".join(part for part in (figure["item_code"], figure["item_name"]) if part)
    lines = {
        "printed": figure["text_printed"],
        "value": f"{shown(figure['value_printed'].normalize() + 0)} {figure['unit'] or ''}{inferred}",
        "amount": f"{shown(amount)} 元" if amount is not None else "not money",
        "line": code,
        "measure": figure["measure"],
        "header": figure["header_printed"],
        "form": f"{figure['form_code']} {figure['form_title'] or ''}",
        "document": figure["title"] or figure["file_name"],
        "body": figure["organisation_name"] or "unknown",
        "file": figure["file_name"],
        "source": figure["source_url"],
        "page": f"{figure['page']}{', box ' + box + ' points' if box else ''}; "
        f"table {figure['table_no']}, row {figure['row_no']}, column {figure['column_no']}",
        **({"cell": figure["cell_reference"]} if figure["cell_reference"] else {}),
        **({"confidence": f"{figure['confidence']:.2f}"} if figure["confidence"] is not None else {}),
        **({"decided by": figure["decided_by"]} if figure["decided_by"] else {}),
        "proof": figure["proof_status"],
        "id": figure["line_item_id"],
    }
    grid = Table.grid(padding=(0, 2))
    for name, value in lines.items():
        grid.add_row(Text(name, style="bold"), Text(str(value)))
    console.print(grid)


def _print_table(console: Console, title: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print(f"{title}: none")
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in rows[0]:
        justify: JustifyMethod = "right" if name == "text_printed" else "left"
        table.add_column(name.removesuffix("_printed"), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row.values()))
    console.print(table)


def _picture(settings: Settings, figure: dict[str, Any], output: Path | None) -> Path:
    """Write the page as a PNG with the cell's box marked; return where."""
    from pipelines.read.pdf.render import render_page_png

    file = Archive.of(settings).file_of(figure["site"], figure["sha256"])
    if file is None:
        raise CommandError(f"no picture can be drawn: the document's bytes are not in {settings.raw_dir}")
    marked = (
        [Box(*(figure[side] for side in ("x0", "top", "x1", "bottom")))] if figure["x0"] is not None else []
    )
    png = render_page_png(file, figure["page"], mark=marked)
    target = output or settings.traces_dir / f"{figure['line_item_id']}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png)
    return target
