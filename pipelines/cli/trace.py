"""``trace``: where what an id names was printed, what stands around it, what proves it, and pictures of the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from rich.console import Console

from pipelines.cli.answers import AnswerRow, print_fields, print_table, print_view_table, shown
from pipelines.cli.errors import CommandError
from pipelines.cli.found import the_thing
from pipelines.cli.terminal import Terminal
from pipelines.explore.body import body
from pipelines.explore.figure import beside
from pipelines.explore.pictures import Pictures
from pipelines.explore.store import MissingError, Store
from pipelines.messages import language, translated
from pipelines.publish import places
from pipelines.publish.places import Thing
from pipelines.settings import Settings

_NEAR: Final = 3  # rows of a column
_SIDES: Final = ("x0", "top", "x1", "bottom")


def trace(settings: Settings, name: str, output: Path | None) -> None:
    """Print where something stands and write the pictures of it. Raises CommandError where nothing has that id."""
    store = Store(settings)
    thing = the_thing(store, name)
    console = Terminal(highlight=False)
    pictures = Pictures(settings)
    match thing.kind:
        case "figure" | "statement":
            _figure(console, store, pictures, thing.id, output or settings.traces_dir / f"{thing.id}.png")
        case "contradiction" | "doubt":
            _contradiction(console, store, pictures, thing, output or settings.traces_dir / f"{thing.id}.png")
        case "document":
            _document(console, store, pictures, thing.id)
        case _:
            view = body(store, thing.id, None)
            print_fields(console, {"body": view.title, "id": thing.id})
            print_view_table(console, next(table for table in view.tables if table.key == "documents"))


def _figure(console: Console, store: Store, pictures: Pictures, identity: str, target: Path) -> None:
    figure = _found(places.figure(store.rows, identity))
    document = _found(places.document(store.rows, figure["document_id"]))
    print_fields(console, _fields(figure, document))
    cells = [
        {
            "same": "row" if cell["row_no"] == figure["row_no"] else "column",
            "item_code": cell["item_code"],
            "item_name": cell["item_name"],
            "header": cell["header_printed"],
            "text": cell["text_printed"],
            "measure": cell["measure"],
            "proof_status": cell["proof_status"],
        }
        for cell in places.around(store.rows, figure, _NEAR)
        if cell["line_item_id"] != identity
        and (cell["row_no"] == figure["row_no"] or cell["column_no"] == figure["column_no"])
    ]
    if figure["told"] == "figure":
        print_table(
            console,
            "Neighbouring cells",
            sorted(cells, key=lambda cell: cell["same"] != "row"),
            right=("text",),
        )
    checks = [
        {
            key: check[key]
            for key in ("status", "statement", "scope", "left_text", "right_text", "difference_yuan")
        }
        for check in places.checks(store.rows, figure)
    ]
    if checks:
        print_table(console, "What proves or disputes it", checks)
    _draw(console, store, pictures, figure, document, target)


def _fields(figure: AnswerRow, document: AnswerRow) -> dict[str, object]:
    """Return what is known of a figure or a statement, by the name that it is printed under."""
    box = ", ".join(f"{figure[side]:.1f}" for side in _SIDES if figure.get(side) is not None)
    form = f"{figure['form_code']} {figure['form_title'] or ''}" if figure["told"] == "figure" else None
    confidence = figure.get("confidence")
    inferred = " (inferred)" if figure.get("is_unit_inferred") else ""
    value = figure["value_printed"] if "value_printed" in figure else figure["value"]
    amount = figure["amount_yuan"]
    return {
        "printed": figure["text_printed"],
        "value": f"{shown(value.normalize() + 0)} {figure['unit'] or ''}{inferred}".strip(),
        "amount": f"{shown(amount)} 元" if amount is not None else "not money",
        "line": figure["name"],
        "measure": figure["measure"],
        "header": figure.get("header_printed"),
        "form": form,
        "sentence": figure.get("sentence"),
        "document": document["title"] or document["file_name"],
        "body": document["organisation_name"] or "unknown",
        "file": document["file_name"],
        "source": unquote(document["source_url"] or ""),
        "page": _place(figure, box),
        "cell": figure.get("cell_reference"),
        "confidence": f"{confidence:.2f}" if confidence is not None else None,
        "decided by": figure.get("decided_by"),
        "proof": figure["proof_status"],
        "id": figure["line_item_id"],
    }


def _place(figure: AnswerRow, box: str) -> str:
    say = translated(f"{figure['page']}; {figure['place']}", language())
    return (
        say if not box else translated(f"{figure['page']}, box {box} points; {figure['place']}", language())
    )


def _contradiction(console: Console, store: Store, pictures: Pictures, thing: Thing, target: Path) -> None:
    found = _found(places.contradiction(store.rows, thing.id, thing.kind))
    print_fields(
        console,
        {
            thing.kind: found["what"],
            "document": found["title"],
            "body": found["organisation_name"],
            "file": found["file_name"],
            "source": unquote(found["source_url"] or ""),
            "id": thing.id,
        },
    )
    for side in ("left", "right"):
        figure = places.figure(store.rows, found[f"{side}_id"] or "")
        document = places.document(store.rows, figure["document_id"]) if figure else None
        if figure and document:
            console.print()
            print_fields(console, {side: found[f"{side}_text"], **_fields(figure, document)})
            _draw(console, store, pictures, figure, document, target.with_stem(f"{target.stem}-{side}"))


def _document(console: Console, store: Store, pictures: Pictures, identity: str) -> None:
    found = _found(places.document(store.rows, identity))
    try:
        bytes_at: object = pictures.file(found)
    except MissingError:
        bytes_at = translated("not in the raw archive", language())
    names = (
        "organisation_name",
        "fiscal_year",
        "report_kind",
        "status",
        "failure_reason",
        "file_name",
        "member_name",
    )
    more = ("page_url", "fetched_at", "sha256", "media_type", "pages", "document_id")
    print_fields(
        console,
        {
            "document": found["title"] or found["file_name"],
            **{name: str(found[name]) for name in names if found[name] is not None},
            "source": unquote(found["source_url"] or ""),
            **{name: str(found[name]) for name in more if found[name] is not None},
            "bytes": bytes_at,
        },
    )


def _draw(
    console: Console, store: Store, pictures: Pictures, figure: AnswerRow, document: AnswerRow, target: Path
) -> None:
    """Write the picture of a figure's page and say where, or why there is none."""
    try:
        png = pictures.of(document, figure, beside(store, figure))
    except MissingError as error:
        where = figure.get("cell_reference") or f"page {figure['page']}"
        told = f"no picture can be drawn of {document['file_name']}: {error}; the figure stands at {where}"
        console.print(told, markup=False, soft_wrap=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png)
    console.print(f"Page {figure['page']} with the cell marked: {target}", soft_wrap=True, markup=False)


def _found(row: AnswerRow | None) -> dict[str, Any]:
    if row is None:
        raise CommandError("it vanished from the warehouse meanwhile: ask again")
    return row
