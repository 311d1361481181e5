"""``explain``: the chain of proof of one figure, or how far one document is proven and what it contradicts."""

from __future__ import annotations

from typing import Any, Final

import duckdb
from rich.console import Console

from pipelines.cli.answers import AnswerRow, print_fields, print_table
from pipelines.cli.errors import CommandError
from pipelines.cli.query import shown
from pipelines.cli.terminal import Terminal
from pipelines.publish import warehouse
from pipelines.publish.asking import ask
from pipelines.settings import Settings

_FIGURES: Final = """
    select line_item_id as id, document_id, 'line item' as kind, text_printed, unit, amount_yuan, page,
        concat_ws(' ', form_code, section, item_code, item_name) as line,
        concat_ws(' ', measure, '(' || nullif(header_printed, '') || ')') as measure,
        concat('table ', table_no, ', row ', row_no, ', column ', column_no) as place,
        null as sentence, proof_status, reader, first_text, settled_by
    from fct_line_item where {which}
    union all by name
    select claim_id as id, document_id, 'claim' as kind, text_printed, unit, amount_yuan, page,
        concat_ws(' ', kind, item_code, subject) as line, measure,
        concat('sentence ', sentence_no, coalesce(' under ' || heading, '')) as place,
        sentence, proof_status, null as reader, null as first_text, null as settled_by
    from fct_claim where {which_claim}
"""
_FIGURE: Final = _FIGURES.format(
    which="starts_with(line_item_id, $id)", which_claim="starts_with(claim_id, $id)"
)
_MEMBERS: Final = _FIGURES.format(
    which="list_contains($ids, line_item_id)", which_claim="list_contains($ids, claim_id)"
)
_DOCUMENTS: Final = """
    select * from dim_document
    where starts_with(document_id, $id) or file_name = $id or starts_with(sha256, $id)
"""
_CHECKS: Final = """
    select * from (
        select identity_id, statement, scope, is_hard, quantity, status, left_text, right_text, left_page,
            right_page, difference, tolerance, left_ids, right_ids, proves, suggestion
        from fct_identity_check
        union all by name
        select identity_id, statement, scope, is_hard, quantity, status, left_text, right_text, left_page,
            right_page, difference_yuan as difference, tolerance_yuan as tolerance, left_ids, right_ids,
            other_document_id
        from fct_cross_document_check
    )
    where list_contains(left_ids, $id) or list_contains(right_ids, $id)
    order by status <> 'violated', not is_hard, identity_id, scope
"""
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
    """Explain a line item, a claim or a document by its id; the first digits are enough where they are unique.

    Raises CommandError where nothing or more than one thing has that id.
    """
    if not name:
        raise CommandError("give the id of a line item, a claim or a document")
    console = Terminal(highlight=False)
    with warehouse.connect(settings) as connection:
        figures = ask(connection, f"{_FIGURE} limit 2", {"id": name})
        documents = ask(connection, f"{_DOCUMENTS} limit 2", {"id": name})
        if len(figures) + len(documents) != 1:
            raise CommandError(_which(name, len(figures) + len(documents)))
        if figures:
            _figure(console, connection, figures[0])
        else:
            _document(console, connection, documents[0])


def _which(name: str, found: int) -> str:
    if found:
        return f"several ids begin with {name}: give more digits"
    return (
        f"no line item, claim or document has the id {name}; ids are in line_item_id, claim_id and document_id: "
        "juesuan query 'select claim_id, subject, text_printed from fct_claim limit 10'"
    )


def _figure(console: Console, connection: duckdb.DuckDBPyConnection, figure: AnswerRow) -> None:
    document = ask(
        connection, "select * from dim_document where document_id = $id", {"id": figure["document_id"]}
    )[0]
    print_fields(
        console,
        {
            figure["kind"]: f"{figure['text_printed']} {figure['unit'] or ''}".strip(),
            "line": figure["line"],
            "measure": figure["measure"],
            "stands on": f"page {figure['page']}, {figure['place']}",
            "sentence": figure["sentence"],
            "document": f"{document['title'] or document['file_name']} ({figure['document_id']})",
            "body": document["organisation_name"],
            "first read as": figure["first_text"],
            "settled by": figure["settled_by"],
            "proof": figure["proof_status"],
            "id": figure["id"],
        },
    )
    checks = ask(connection, _CHECKS, {"id": figure["id"]})
    if not checks:
        console.print("\nNo identity speaks of this figure.")
    for check in checks:
        _check(console, connection, check, figure["id"])


def _check(
    console: Console, connection: duckdb.DuckDBPyConnection, check: dict[str, Any], asked: str
) -> None:
    """Print one identity: both sides as printed, the tolerance, the result, and where each figure stands."""
    unit = _UNITS.get(check["quantity"], "")
    hardness = "hard" if check["is_hard"] else "soft: accuses nobody"
    other = f" of {check['other_document_id']}" if check["other_document_id"] else ""
    console.print()
    console.print(f"{check['identity_id']}  {check['statement']}  ({hardness})", soft_wrap=True, markup=False)
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
    ids = [*(check["left_ids"] or ()), *(check["right_ids"] or ())]
    members = {row["id"]: row for row in ask(connection, _MEMBERS, {"ids": ids})}
    rows = [
        {
            "side": "left" if id_ in (check["left_ids"] or ()) else "right",
            "printed": f"{member['text_printed']} {member['unit'] or ''}",
            "figure": member["line"] + (" (this one)" if id_ == asked else ""),
            "measure": member["measure"],
            "page": member["page"],
            "place": member["place"],
            "proof": member["proof_status"],
            "id": id_,
        }
        for id_ in ids
        if (member := members.get(id_)) is not None
    ]
    print_table(console, "", rows, right=("printed", "page"))


def _plain(value: Any) -> str:
    return shown(value.normalize() + 0) if value is not None else "unknown"


def _document(console: Console, connection: duckdb.DuckDBPyConnection, document: AnswerRow) -> None:
    asked = {"id": document["document_id"]}
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
    console.print()
    print_table(console, "Forms: figures other than zero", ask(connection, _COVERAGE, asked), right=counts)
    print_table(console, "Figures of the narrative", ask(connection, _CLAIMS, asked), right=counts)
    print_table(console, "Contradictions", ask(connection, _ERRORS, asked))
    print_table(console, "Slips of the text", ask(connection, _DEFECTS, asked))
