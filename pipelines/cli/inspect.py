"""``inspect``: one document on the way that leads to the warehouse, with nothing registered or stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.containers import archive_kind, members
from pipelines.documents.status import judge_file
from pipelines.documents.walk import Walk, walk_parts
from pipelines.values.account import PageAccount
from pipelines.values.errors import DocumentError
from pipelines.values.identity import ReportIdentity, SourceHints
from pipelines.values.pages import Box, Grid, Page, Reading

_MOST_CELL_TEXT = 40


def inspect(
    file: Path,
    reader: str,
    images: Path | None,
    *,
    with_texts: bool = False,
    extra_divisions: Path | None = None,
) -> None:
    """Print what is read, recognised and proven in a file; write marked page images where asked.

    ``extra_divisions`` is the user's own list of divisions. Raises CommandError for a file that is not there or
    cannot be read.
    """
    if not file.is_file():
        raise CommandError(f"no such file: {file}")
    console = Terminal(highlight=False)
    try:
        if archive_kind(file) is not None:
            _print_members(console, file)
            return
        walked, parts = walk_parts(
            file, SourceHints(file.name), reader=reader, extra_divisions=extra_divisions
        )
    except DocumentError as error:
        raise CommandError(f"{file.name}: {error}") from error
    _print_walk(console, walked, parts=len(parts), with_texts=with_texts)
    for part in parts:
        console.print(Text(f"\n{part.name}", style="bold"))
        _print_walk(console, part.walk, with_texts=with_texts)
    if images is not None:
        _write_images(console, file, [walked, *(part.walk for part in parts)], images)


def _print_walk(console: Console, walked: Walk, *, parts: int = 0, with_texts: bool) -> None:
    """Print what became of a document, or of the report of one body within a compilation."""
    _print_pages(console, walked.reading)
    _print_identity(console, walked.identity)
    _print_tables(console, walked)
    _print_narrative(console, walked)
    _print_accounts(console, walked.accounts)
    _print_doubts(console, walked, parts)
    if with_texts:
        for page in walked.reading.pages:
            for number, grid in enumerate(page.grids, 1):
                _print_grid(console, page, number, grid)


def _print_members(console: Console, file: Path) -> None:
    rows = [
        (m.name, f"{m.size_bytes:,}", m.problem or m.note or "a document of its own") for m in members(file)
    ]
    _table(console, f"Archive {file.name}", ("member", "bytes", "what becomes of it"), rows)


def _print_pages(console: Console, reading: Reading) -> None:
    console.print(Text(f"{reading.media_type}, {len(reading.pages)} pages", style="bold"))
    for note in reading.notes:
        console.print(Text(f"  note: {note}"))
    rows = [
        (
            str(page.number),
            page.label,
            f"{page.width:.0f} x {page.height:.0f}" if page.width else "",
            str(len(page.lines)),
            ", ".join(f"{grid.n_rows} x {grid.n_columns}" for grid in page.grids),
            page.reader,
        )
        for page in reading.pages
        if page.grids
    ]
    _table(console, "Pages with tables", ("page", "label", "size", "lines", "tables", "reader"), rows)


def _print_identity(console: Console, identity: ReportIdentity) -> None:
    rows = [
        (e.field, e.value, e.source, "yes" if e.is_chosen else "", str(e.page or ""), e.text[:60])
        for e in sorted(identity.evidence, key=lambda e: (e.field, not e.is_chosen))
    ]
    _table(console, "Who and when", ("field", "value", "source", "chosen", "page", "read from"), rows)
    if identity.uncertain_fields:
        console.print(Text(f"Uncertain: {', '.join(identity.uncertain_fields)}", style="yellow"))


def _print_tables(console: Console, walked: Walk) -> None:
    found = walked.examination
    rows = []
    for table in found.tables:
        own = [item for item in found.items if item.table_no == table.table_no and item.value]
        proven = Counter(found.proofs[item.place].status for item in own)
        told = ", ".join(f"{count} {status}" for status, count in sorted(proven.items()))
        pages = f"{table.page_first}-{table.page_last}".removesuffix(f"-{table.page_first}")
        title = table.title_printed or table.reason
        figures = str(len(table.items))
        rows.append((pages, table.form_code or "", table.status, table.unit or "", figures, told, title))
    _table(console, "Tables", ("page", "form", "status", "unit", "figures", "other than zero", "title"), rows)
    tried = [
        (
            str(table.page_first),
            candidate.form_code,
            candidate.told,
            " ".join(candidate.confirmed),
            " ".join(candidate.contradicted),
            "taken" if candidate.is_taken else "",
        )
        for table in found.tables
        for candidate in table.candidates
    ]
    _table(
        console,
        "Decided by identities",
        ("page", "form", "tried as", "confirmed by", "contradicted by", ""),
        tried,
    )


def _print_narrative(console: Console, walked: Walk) -> None:
    found = walked.examination
    counts = Counter((claim.kind, found.proofs[claim.place].status) for claim in found.claims)
    rows = [(kind, status, str(count)) for (kind, status), count in sorted(counts.items())]
    _table(console, "Figures of the narrative", ("kind", "proof", "figures"), rows)


def _print_accounts(console: Console, accounts: Sequence[PageAccount]) -> None:
    rows = [
        tuple(
            map(
                str,
                (
                    account.page,
                    "yes" if account.is_form else "",
                    account.figures_printed,
                    account.in_cells,
                    account.in_claims,
                    account.as_furniture,
                    account.noted,
                    account.in_prose,
                    account.unaccounted,
                ),
            )
        )
        for account in accounts
    ]
    heads = ("page", "form", "printed", "cells", "claims", "furniture", "noted", "prose", "unaccounted")
    _table(console, "What became of the numbers of each page", heads, rows)


def _print_doubts(console: Console, walked: Walk, parts: int) -> None:
    found = walked.examination
    notes = [
        (n.kind, str(n.page or ""), str(n.row_no or ""), str(n.column_no or ""), n.text[:60], n.detail)
        for n in walked.notes
    ]
    _table(console, "Not understood", ("kind", "page", "row", "column", "printed", "what"), notes)
    broken = [
        (check.identity_id, check.scope, check.statement, f"{check.left:,}", f"{check.right:,}")
        for check in found.checks
        if check.status == "violated" and check.is_hard
    ]
    _table(console, "Violated", ("identity", "where", "what must hold", "left 元", "right 元"), broken)
    _table(console, "Contradictions in print", ("what",), [(error.what,) for error in found.errors])
    doubted = [(doubt.reason.told, doubt.error.what) for doubt in found.doubts]
    _table(console, "Doubts about the reading", ("why", "what does not hold"), doubted)
    held = Counter(check.status for check in found.checks if check.is_hard)
    console.print(
        Text(f"Identities: {held['holds']} hold, {held['rounding']} rounding, {held['violated']} violated")
    )
    status, reason = judge_file(walked, parts)
    console.print(Text(f"Status: {status}{f' ({reason})' if reason else ''}", style="bold"))


def _print_grid(console: Console, page: Page, number: int, grid: Grid) -> None:
    table = Table(title=f"Page {page.number}, table {number}", title_justify="left", show_header=False)
    for _ in range(grid.n_columns):
        table.add_column(overflow="fold")
    for row in range(grid.n_rows):
        texts = []
        for column in range(grid.n_columns):
            cell = grid.at(row, column)
            own = cell is not None and (cell.row, cell.column) == (row, column)
            texts.append(Text(cell.text[:_MOST_CELL_TEXT]) if cell is not None and own else Text("·"))
        table.add_row(*texts)
    console.print(table)


def _write_images(console: Console, file: Path, walks: Sequence[Walk], folder: Path) -> None:
    """Write one PNG per page that printed a figure: tables framed, and every figure that was read."""
    from pipelines.formats.registry import PDF
    from pipelines.read.pdf.render import render_pages_png

    if walks[0].reading.media_type != PDF:
        raise CommandError(f"{file.name}: only pages of a PDF can be drawn")
    folder.mkdir(parents=True, exist_ok=True)
    boxes: dict[int, list[Box]] = {}
    for walked in walks:
        for page in walked.reading.pages:
            for grid in page.grids:
                if grid.box:
                    boxes.setdefault(page.number, []).append(grid.shown or grid.box)
        for item in walked.examination.items:
            if item.box is not None:
                boxes.setdefault(item.page, []).append(item.box)
    for number, png in render_pages_png(file, boxes) if boxes else ():
        (folder / f"{file.stem}-{number:03}.png").write_bytes(png)
    console.print(f"{len(boxes)} page images in {folder}", markup=False)


def _table(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(value) for value in row))
    console.print(table)
