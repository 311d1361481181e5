"""Figures as recognition gives them: cells of forms and claims of the narrative, made from printed text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from zlib import crc32

from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.status import prove
from pipelines.values.amounts import printed_step, to_yuan
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

Line = tuple[str, ...]


def cell(
    form: str,
    row: int,
    name: str,
    measure: str,
    text: str,
    *,
    code: str = "",
    section: str = "",
    parent: str = "",
    unit: str = "万元",
    table: int | None = None,
    column: int = 0,
    header: str = "",
) -> LineItem:
    """Return one figure of a form; the table is numbered as the form unless told otherwise."""
    value = Decimal(text.replace(",", "").rstrip("%"))
    number = table if table is not None else int(form[1:]) + (100 if form[0] == "B" else 0)
    return LineItem(
        form_code=form, section=section, item_code=code, item_name=name, label_printed=name,
        parent_name=parent, account_kind=None, measure=measure, header_printed=header, text_printed=text,
        value=value, step=printed_step(text), unit=unit, is_unit_inferred=False,
        amount_yuan=to_yuan(value, unit), page=number, table_no=number, row_no=row,
        column_no=column, box=None, reader="test",
    )  # fmt: skip


def form(code: str, measures: Sequence[str], rows: Sequence[Line], unit: str = "万元") -> list[LineItem]:
    """Return a form's figures; a row is an account code (or a name, without one) and a text per measure.

    An empty text prints nothing.
    """
    return [
        cell(
            code,
            row,
            label,
            measure,
            text,
            code=label if label.isdecimal() else "",
            unit=unit,
            column=column,
        )
        for row, (label, *texts) in enumerate(rows)
        for column, (measure, text) in enumerate(zip(measures, texts, strict=True))
        if text
    ]


def side(code: str, section: str, measure: str, rows: Sequence[Line]) -> list[LineItem]:
    """Return one side of a two-sided form; a row is a name, a text and perhaps the row it belongs to."""
    shift = 0 if section == "revenue" else 50
    return [
        cell(code, row, name, measure, text, section=section, parent=above[0] if above else "", column=shift)
        for row, (name, text, *above) in enumerate(rows)
    ]


def claim(
    kind: str,
    subject: str,
    measure: str,
    text: str,
    *,
    code: str = "",
    unit: str = "",
    sentence: int = 1,
    words: str = "",
) -> Claim:
    """Return one claim; the unit is % for rates and shares, 万元 for all others unless told."""
    unit = unit or ("%" if measure in ("rate", "share", "completion_rate") else "万元")
    value = Decimal(text.replace(",", ""))
    return Claim(
        kind=kind, subject=subject, item_code=code, measure=measure, text_printed=text.lstrip("-"),
        value=value, step=printed_step(text), unit=unit, amount_yuan=to_yuan(value, unit), page=1,
        sentence_no=sentence, claim_no=crc32(f"{kind}|{subject}|{measure}|{text}".encode()), sentence=words,
    )  # fmt: skip


def only(checks: Sequence[Check], identity_id: str) -> list[tuple[str, str]]:
    """Return the scope and status of one identity's checks."""
    return [(check.scope, check.status) for check in checks if check.identity_id == identity_id]


def states(checks: Sequence[Check], identity_id: str) -> list[tuple[str, bool]]:
    """Return the status of one identity's checks and whether each is hard."""
    return [(check.status, check.is_hard) for check in checks if check.identity_id == identity_id]


def standing(figures: Sequence[Figure], checks: Sequence[Check]) -> list[str]:
    """Return the proof status of figures, in their order."""
    proofs = prove(figures, checks)
    return [proofs[figure.place].status for figure in figures]


def tied(items: Sequence[LineItem], *claims: Claim, identity: str) -> list[tuple[str, bool]]:
    """Return what one identity says of figures and claims, as :func:`states` does."""
    return states(evaluate_document(items, claims), identity)
