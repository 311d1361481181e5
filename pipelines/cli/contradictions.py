"""``errors``: the contradictions that documents print, to read, or as CSV or JSON to work with."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import duckdb
from rich.markup import escape

from pipelines.cli.answers import AnswerRow
from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.messages import language, translated
from pipelines.publish import warehouse
from pipelines.publish.asking import ask
from pipelines.settings import Settings

_ERRORS: Final = """
    select document_id, kind, identity_id, scope, what, left_text, left_page, right_text, right_page, difference,
        unit, suggestion, other_document_id, left_id, right_id, error_id
    from fct_disclosure_error
"""
_DEFECTS: Final = """
    select document_id, kind, what, text as left_text, page as left_page, defect_id as error_id
    from fct_text_defect
"""
_DOUBTS: Final = """
    select document_id, kind, identity_id, scope, what, left_text, left_page, right_text, right_page, difference,
        unit, cast(null as varchar) as suggestion, other_document_id, left_id, right_id, doubt_id as error_id, reason,
        why, doubtful_ids
    from fct_reading_doubt
"""
_FOUND: Final = """
    select coalesce(v.division_name, d.division_code) as county, d.organisation_name, d.fiscal_year, d.report_kind,
        d.file_name, e.* exclude (document_id), e.document_id
    from ({found}) as e
    join dim_document as d using (document_id)
    left join dim_division as v on v.division_code = d.division_code
    where ($county is null or d.division_code = $county or v.division_name = $county)
        and ($year is null or d.fiscal_year = $year)
        and ($document is null or starts_with(e.document_id, $document) or d.file_name = $document)
    order by d.division_code, d.organisation_name, d.fiscal_year, d.report_kind, d.file_name, e.document_id,
        e.identity_id is null, e.left_page, e.identity_id, e.error_id
"""


@dataclass(frozen=True, slots=True)
class ErrorChoice:
    """Which contradictions are asked for: a county's code or name, a fiscal year, a document's id or file name."""

    county: str | None = None
    year: int | None = None
    document: str | None = None


def errors(
    settings: Settings,
    choice: ErrorChoice,
    form: str,
    *,
    with_text: bool = False,
    is_of_doubts: bool = False,
) -> None:
    """Print contradictions as text, ``csv`` or ``json``; with ``with_text`` the slips of the text too.

    ``is_of_doubts`` lists what may be but a misreading, each with the reason, in place of the contradictions.
    Raises CommandError for a county or document that the warehouse does not know.
    """
    parameters = {"county": choice.county, "year": choice.year, "document": choice.document}
    with warehouse.connect(settings) as connection:
        _check(connection, choice)
        relations = _DOUBTS if is_of_doubts else _ERRORS
        if with_text:
            relations = f"{relations} union all by name {_DEFECTS}"
        found = ask(connection, _FOUND.format(found=relations), parameters)
    if form == "csv":
        _csv(found)
    elif form == "json":
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    else:
        _print(found, "doubt" if is_of_doubts else "contradiction", with_text=with_text)


def _check(connection: duckdb.DuckDBPyConnection, choice: ErrorChoice) -> None:
    known: Mapping[str, tuple[str, str | None]] = {
        "county": (
            (
                "select 1 from dim_document left join dim_division using (division_code) "
                "where division_code = $value or division_name = $value"
            ),
            choice.county,
        ),
        "document": (
            "select 1 from dim_document where starts_with(document_id, $value) or file_name = $value",
            choice.document,
        ),
    }
    for name, (sql, value) in known.items():
        if value is not None and not ask(connection, f"{sql} limit 1", {"value": value}):
            raise CommandError(
                f"the warehouse has no documents of the {name} {value}: "
                "juesuan query 'select distinct division_code, file_name, document_id from dim_document'"
            )


def _csv(rows: list[AnswerRow]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow("" if value is None else value for value in row.values())


def _print(rows: list[AnswerRow], noun: str, *, with_text: bool) -> None:
    """Print each finding as a paragraph under its document; ``noun`` says what is counted."""
    console = Terminal(highlight=False)
    say = partial(translated, language=language())
    before: tuple[Any, ...] = ()
    for row in rows:
        document = (row["county"], row["organisation_name"], row["fiscal_year"], row["file_name"])
        if document != before:
            words = " · ".join(str(part) for part in document if part is not None)
            console.print(f"\n[bold]{escape(words)}[/]", soft_wrap=True)
            before = document
        about = row["identity_id"] or row["kind"]
        console.print(f"  [bold]{escape(about)}[/]  {escape(say(row['what']))}", soft_wrap=True)
        for told, name in (("doubtful", "why"), ("possible cause", "suggestion")):
            if row.get(name):
                console.print(f"      {say(told)}: {escape(say(row[name]))}", soft_wrap=True)
    slips = sum(row["identity_id"] is None for row in rows)
    counted = _count(len(rows) - slips, noun)
    if with_text:
        counted += f" and {_count(slips, 'slip')} of the text"
    console.print(f"\n{counted} in {_count(len({row['document_id'] for row in rows}), 'document')}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
