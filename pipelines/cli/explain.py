"""``explain``: the chain of proof of one figure, or how far one document is proven and what it contradicts."""

from __future__ import annotations

from typing import Any, Final

from rich.console import Console

from pipelines.cli.answers import AnswerRow, print_fields, print_table, print_view, shown
from pipelines.cli.found import the_thing
from pipelines.cli.terminal import Terminal
from pipelines.explore.body import body
from pipelines.explore.store import MissingError, Store
from pipelines.messages import language, translated
from pipelines.publish import places
from pipelines.publish.places import Thing
from pipelines.settings import Settings

_COVERAGE: Final = """
    select t.form_code as form, any_value(f.title) as title, string_agg(distinct t.status, ', ') as status,
        min(t.page_first) as page, any_value(c.filled_count) as figures, any_value(c.proven_count) as proven,
        any_value(c.unproven_count) as unproven, any_value(c.disputed_count) as disputed,
        printf('%.1f %%', 100 * any_value(c.proven_share)) as share
    from fct_table as t
    left join dim_form as f using (form_code)
    left join fct_proof_coverage as c on c.document_id = t.document_id and c.form_code = t.form_code
    where t.document_id = $id and t.form_code is not null
    group by t.form_code order by t.form_code
"""
_CLAIMS: Final = """
    select kind, count(*) as figures, count(*) filter (where proof_status = 'proven') as proven,
        count(*) filter (where proof_status = 'unproven') as unproven,
        count(*) filter (where proof_status = 'disputed') as disputed
    from fct_claim where document_id = $id group by kind order by kind
"""
_ERRORS: Final = """
    select identity_id as identity, what, suggestion from fct_disclosure_error
    where document_id = $id or other_document_id = $id order by left_page, identity_id, what
"""
_DEFECTS: Final = "select kind, what from fct_text_defect where document_id = $id order by page, kind, what"
_UNITS: Final = {"money": "元", "percent": "percentage points", "count": ""}


def explain(settings: Settings, name: str) -> None:
    """Explain what an id names; the first digits are enough where they are unique.

    Raises CommandError where nothing or more than one thing has that id.
    """
    console = Terminal(highlight=False)
    store = Store(settings)
    thing = the_thing(store, name)
    match thing.kind:
        case "figure" | "statement":
            _figure(console, store, thing.id)
        case "contradiction" | "doubt":
            _contradiction(console, store, thing)
        case "document":
            _document(console, store, thing.id)
        case _:
            print_view(console, body(store, thing.id, None))


def _figure(console: Console, store: Store, identity: str) -> None:
    figure = places.figure(store.rows, identity)
    document = places.document(store.rows, figure["document_id"]) if figure else None
    if figure is None or document is None:
        raise MissingError
    is_claim = figure["told"] == "statement"
    header = figure.get("header_printed")
    print_fields(
        console,
        {
            "claim" if is_claim else "line item": f"{figure['text_printed']} {figure['unit'] or ''}".strip(),
            "line": f"{figure['kind']} {figure['name']}"
            if is_claim
            else f"{figure['form_code']} {figure['name']}",
            "measure": f"{figure['measure']} ({header})" if header else figure["measure"],
            "stands on": f"page {figure['page']}, {figure['place']}",
            "sentence": figure.get("sentence"),
            "document": f"{document['title'] or document['file_name']} ({figure['document_id']})",
            "body": document["organisation_name"],
            "first read as": figure.get("first_text"),
            "settled by": figure.get("settled_by"),
            "proof": figure["proof_status"],
            "id": identity,
        },
    )
    checks = places.checks(store.rows, figure)
    if not checks:
        console.print("\nNo identity speaks of this figure.")
    for check in checks:
        _check(console, check, identity)


def _check(console: Console, check: dict[str, Any], asked: str) -> None:
    """Print one identity: both sides as printed, the tolerance, the result, and where each figure stands."""
    unit = translated(_UNITS.get(check["quantity"], ""), language())
    hardness = translated("hard" if check["is_hard"] else "soft: accuses nobody", language())
    other = f" of {check['other_document_id']}" if check["other_document_id"] else ""
    statement = translated(check["statement"], language())
    console.print()
    console.print(f"{check['identity_id']}  {statement}  ({hardness})", soft_wrap=True, markup=False)
    told = "but proves nothing" if check["status"] != "violated" and check["proves"] is False else None
    print_fields(
        console,
        {
            "  left": f"{check['left_text']} (page {check['left_page']})",
            "  right": f"{check['right_text']} (page {check['right_page']}{other})",
            "  difference": f"{_plain(check['difference'])} {unit}; rounding explains {_plain(check['tolerance'])}",
            "  result": ", ".join(part for part in (check["status"], told) if part),
            "  possible cause": check["suggestion"],
        },
    )
    rows = [
        {
            "side": side,
            "printed": f"{member['text_printed']} {member['unit'] or ''}",
            "figure": member["line"] + (" (this one)" if member["id"] == asked else ""),
            "measure": member["measure"],
            "page": member["page"],
            "place": member["place"],
            "proof": member["proof_status"],
            "id": member["id"],
        }
        for side in ("left", "right")
        for member in check[side]
    ]
    print_table(console, "", rows, right=("printed", "page"))


def _plain(value: Any) -> str:
    return shown(value.normalize() + 0) if value is not None else "unknown"


def _contradiction(console: Console, store: Store, thing: Thing) -> None:
    """Print a contradiction or a doubt, then the chain of proof of each of its figures."""
    found = places.contradiction(store.rows, thing.id, thing.kind)
    if found is None:
        raise MissingError
    print_fields(
        console,
        {
            thing.kind: found["what"],
            "possible cause": found.get("suggestion"),
            "doubtful": found.get("why"),
            "identity": found["identity_id"],
            "document": found["title"],
            "body": found["organisation_name"],
            "id": thing.id,
        },
    )
    for identity in dict.fromkeys((found["left_id"], found["right_id"])):
        if identity:
            console.print()
            _figure(console, store, identity)


def _document(console: Console, store: Store, identity: str) -> None:
    document = places.document(store.rows, identity)
    if document is None:
        raise MissingError
    print_fields(
        console,
        {
            "document": document["title"] or document["file_name"],
            "file": document["file_name"],
            "body": document["organisation_name"],
            "fiscal year": str(document["fiscal_year"] or ""),
            "report": document["report_kind"],
            "status": document["status"],
            "reason": document["failure_reason"],
            "id": document["document_id"],
        },
    )
    counts = ("figures", "proven", "unproven", "disputed", "share", "page")
    asked: tuple[tuple[str, str], ...] = (
        ("Forms: figures other than zero", _COVERAGE),
        ("Figures of the narrative", _CLAIMS),
        ("Contradictions", _ERRORS),
        ("Slips of the text", _DEFECTS),
    )
    console.print()
    for title, sql in asked:
        rows: list[AnswerRow] = store.rows(sql, id=identity)
        print_table(console, title, rows, right=counts)
