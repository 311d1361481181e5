"""What an id of the warehouse names, and where it stands: figures, statements, contradictions, documents, bodies.

One set of queries for the command line and for pages. What asks them is given: ``ask(sql, id=…)`` returns rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

Row = dict[str, Any]
Ask = Callable[..., list[Row]]
"""Asks the published warehouse: the SQL, and by name the values of its parameters."""

_THINGS: Final = """
    select 'figure' as kind, line_item_id as id from fct_line_item where starts_with(line_item_id, $id)
    union all select 'statement', claim_id from fct_claim where starts_with(claim_id, $id)
    union all select 'contradiction', error_id from fct_disclosure_error where starts_with(error_id, $id)
    union all select 'doubt', doubt_id from fct_reading_doubt where starts_with(doubt_id, $id)
    union all select 'document', document_id from dim_document
        where starts_with(document_id, $id) or file_name = $id or starts_with(sha256, $id)
    union all select 'body', organisation_id from dim_organisation
        where starts_with(organisation_id, $id) or organisation_name = $id
    limit 2
"""
_FIGURE: Final = """
    select l.*, f.title as form_title, 'figure' as told,
        concat('table ', table_no, ', row ', row_no, ', column ', column_no) as place,
        concat_ws(' ', nullif(l.item_code, ''), l.item_name) as name
    from fct_line_item as l left join dim_form as f using (form_code)
    where l.line_item_id = $id
"""
_DOCUMENT_OF: Final = """
    select distinct document_id from intermediate.int_figure_place where figure_key = md5_number_lower($id)
"""
_STATEMENT: Final = """
    select c.*, c.claim_id as line_item_id, c.subject as item_name, c.sentence as item_label_printed,
        'statement' as told, concat('sentence ', sentence_no, ' under ' || nullif(heading, '')) as place,
        concat_ws(' ', nullif(c.item_code, ''), c.subject) as name
    from fct_claim as c where c.claim_id = $id
"""
_DOCUMENT: Final = """
    select d.*, v.division_name from dim_document as d left join dim_division as v using (division_code)
    where d.document_id = $id
"""
_CONTRADICTION: Final = """
    select e.*, d.organisation_name, coalesce(d.title, d.file_name) as title, d.file_name, d.source_url, d.sha256,
        d.site, d.media_type, v.division_name
    from {relation} as e
    join dim_document as d using (document_id)
    left join dim_division as v on v.division_code = e.division_code
    where e.{key} = $id
"""
_AROUND: Final = """
    select row_no, column_no, text_printed, line_item_id, coalesce(nullif(item_label_printed, ''), item_name) as label,
        item_code, item_name, header_printed, measure, proof_status
    from fct_line_item
    where document_id = $document and page = $page and table_no = $table and abs(row_no - $row) <= $reach
    order by row_no, column_no
"""
_CHECKS: Final = """
    select check_id, status, is_hard, identity_id, statement, scope, quantity, left_text, right_text, left_page,
        right_page, difference, difference_yuan, tolerance, left_ids, right_ids, proves, suggestion,
        cast(null as varchar) as other_document_id
    from fct_identity_check
    where document_id = $document and (list_contains(left_ids, $id) or list_contains(right_ids, $id))
    order by status <> 'violated', not is_hard, identity_id, scope limit 100
"""
_ACROSS: Final = """
    select check_id, status, is_hard, identity_id, statement, scope, quantity, left_text, right_text, left_page,
        right_page, difference_yuan as difference, difference_yuan, tolerance_yuan as tolerance, left_ids, right_ids,
        cast(null as boolean) as proves, cast(null as varchar) as suggestion, other_document_id
    from fct_cross_document_check
    where list_contains(left_ids, $id) or list_contains(right_ids, $id) order by identity_id limit 50
"""
_MEMBERS: Final = """
    select line_item_id as id, text_printed, unit, measure, page, proof_status,
        concat_ws(' ', item_code, item_name) as name, concat_ws(' ', form_code, section, item_code, item_name) as line,
        concat('table ', table_no, ', row ', row_no, ', column ', column_no) as place
    from fct_line_item where document_id = $document and list_contains($ids, line_item_id)
    union all by name
    select claim_id as id, text_printed, unit, measure, page, proof_status, subject as name,
        concat_ws(' ', kind, item_code, subject) as line,
        concat('sentence ', sentence_no, ' under ' || nullif(heading, '')) as place
    from fct_claim where document_id = $document and list_contains($ids, claim_id)
"""
_CONTRADICTIONS: Final = {
    "contradiction": ("fct_disclosure_error", "error_id"),
    "doubt": ("fct_reading_doubt", "doubt_id"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an id names: figure, statement, contradiction, doubt, document or body."""

    kind: str
    id: str


def things(ask: Ask, text: str) -> list[Thing]:
    """Return what has an id that begins with a text, a file of that name, a body of that name; two at most."""
    return [Thing(row["kind"], row["id"]) for row in ask(_THINGS, id=text)]


def figure(ask: Ask, identity: str) -> Row | None:
    """Return a figure or a statement of a text; ``told`` says which, ``name`` what of, ``place`` where in its page."""
    return next(iter(_figures(ask, identity) or ask(_STATEMENT, id=identity)), None)


def _figures(ask: Ask, identity: str) -> list[Row]:
    try:
        documents = ask(_DOCUMENT_OF, id=identity)
    except duckdb.CatalogException:  # a DuckLake holds the marts alone
        return ask(_FIGURE, id=identity)
    in_document = f"{_FIGURE} and l.document_id = $document"
    return [row for one in documents for row in ask(in_document, id=identity, document=one["document_id"])]


def document(ask: Ask, identity: str) -> Row | None:
    """Return a document with its county's name."""
    return next(iter(ask(_DOCUMENT, id=identity)), None)


def contradiction(ask: Ask, identity: str, kind: str = "contradiction") -> Row | None:
    """Return a contradiction, or a doubt, with what is known of its document."""
    relation, key = _CONTRADICTIONS[kind]
    return next(iter(ask(_CONTRADICTION.format(relation=relation, key=key), id=identity)), None)


def around(ask: Ask, found: Mapping[str, Any], reach: int = 4) -> list[Row]:
    """Return the cells of a figure's table so many rows above and below it, itself among them."""
    if found["told"] != "figure":
        return []
    place = {"document": "document_id", "page": "page", "table": "table_no", "row": "row_no"}
    return ask(_AROUND, reach=reach, **{name: found[column] for name, column in place.items()})


def checks(ask: Ask, found: Mapping[str, Any]) -> list[Row]:
    """Return the identities that speak of a figure or statement, violated ones first, those across documents last.

    ``left`` and ``right`` hold what :data:`_MEMBERS` says of the figures of both sides.
    """
    identity, own = found["line_item_id"], found["document_id"]
    rows = ask(_CHECKS, id=identity, document=own) + ask(_ACROSS, id=identity)
    ids = sorted({one for row in rows for side in ("left_ids", "right_ids") for one in row[side] or ()})
    known = members(ask, ids, (own, *(row["other_document_id"] for row in rows)))
    return [
        {
            **row,
            **{
                side: [known[one] for one in row[f"{side}_ids"] or () if one in known]
                for side in ("left", "right")
            },
        }
        for row in rows
    ]


def members(ask: Ask, ids: Sequence[str], documents: Iterable[str | None]) -> dict[str, Row]:
    """Return figures and statements of some documents by their ids; rows of a document lie together, ids do not."""
    known: dict[str, Row] = {}
    for document in dict.fromkeys(documents):
        if ids and document is not None:
            known |= {row["id"]: row for row in ask(_MEMBERS, ids=list(ids), document=document)}
    return known


__all__ = ["Ask", "Thing", "around", "checks", "contradiction", "document", "figure", "members", "things"]
