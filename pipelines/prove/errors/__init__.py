"""Disclosure errors: the contradictions that a document prints, each told once and in a sentence to quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from pipelines.forms import form
from pipelines.prove.errors.groups import Group, group_violations
from pipelines.prove.errors.words import (
    RATE_ON_ZERO,
    Sides,
    amount,
    capital,
    given_rate,
    leftover,
    name_claim,
    printed,
    stated,
    tell,
)
from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Claim, Figure
from pipelines.values.findings import DisclosureError, Suggestion
from pipelines.values.items import PRIOR, FormTable, LineItem
from pipelines.values.proof import Check
from pipelines.values.stated import Contents, Nil, Zeros

_CLEAR_SLIPS: Final = frozenset({"unit_slip", "extra_digit", "lost_digit", "digit_swap"})
_MEASURES: Final = {
    "revenue": frozenset({"revenue"}),
    "expenditure": frozenset({"expenditure_total", "basic", "project", "total", "final"}),
    "budget": frozenset({"total", "basic", "project", "budget"}),
}
_HEADINGS: Final = {"government_fund": "政府性基金", "state_capital": "国有资本经营"}  # by the form's role
_AMOUNTS: Final = frozenset({"final", "amount", "budget"})


def disclosure_errors(
    checks: Sequence[Check],
    suggestions: Mapping[int, Suggestion],
    items: Sequence[LineItem],
    claims: Sequence[Claim],
    tables: Sequence[FormTable],
    contents: Contents,
    zeros: Zeros,
    *,
    with_empty: bool = True,
) -> list[DisclosureError]:
    """Return the contradictions of a document, one for each, in reading order.

    ``with_empty`` includes forms that are printed empty while the text states their amounts.

    ``suggestions`` are keyed by the index of the violated check. Only hard identities accuse. Several violated
    ties of one culprit are told once: the clearest leads, the others are named in ``scope``.
    """
    by_number = {table.table_no: table for table in tables}
    errors = [_contradiction(group, by_number) for group in group_violations(checks, suggestions)]
    told = {(error.left_page, error.left_text) for error in errors if error.kind == "rate_on_zero"}
    errors += [error for error in _rates_on_zero(zeros) if (error.left_page, error.left_text) not in told]
    errors += _empty_forms_with_figures(zeros, items, tables)
    errors += _forms_without_figures(claims, tables) if with_empty else ()
    errors += _missing_forms(contents)
    return sorted(errors, key=lambda error: (error.left_page or 0, error.identity_id, error.scope))


def _contradiction(group: Group, tables: Mapping[int, FormTable]) -> DisclosureError:
    lead = group.checks[0]
    is_rate_on_zero = lead.identity_id == RATE_ON_ZERO
    implied = _implied(group, tables)
    sides = implied or tell(lead, group.culprit, tables)
    left, right = _ends(lead, sides)
    gap = (
        _implied_gap(group) if implied else _difference(lead, left, is_turned=left is not lead.left_items[0])
    )
    return DisclosureError(
        kind="rate_on_zero" if is_rate_on_zero else "contradiction",
        identity_id=lead.identity_id,
        scope="; ".join([lead.scope, *(f"{check.identity_id} {check.scope}" for check in group.checks[1:])]),
        what=sides.what + _also(group, tables),
        left_text=sides.left_text,
        left_page=left.page,
        right_text=sides.right_text,
        right_page=right.page,
        difference=None if is_rate_on_zero else gap,
        unit=None if is_rate_on_zero else left.unit,
        left_place=left.place,
        right_place=right.place,
        suggestion=group.suggestion,
    )


def _implied(group: Group, tables: Mapping[int, FormTable]) -> Sides | None:
    """Tell one figure of several against what the others leave for it, where it is clearly the slip.

    Of an amount behind a rate only slips of the pen are told so; of a part of a sum also what several ties ask.
    """
    lead, culprit, suggestion = group.checks[0], group.culprit, group.suggestion
    if culprit is None or suggestion is None or suggestion.value is None or suggestion.place != culprit.place:
        return None
    is_slip = suggestion.kind in _CLEAR_SLIPS
    implied = amount(abs(suggestion.value) * UNIT_YUAN.get(culprit.unit or "", Decimal(1)), culprit.unit)
    told = capital(stated(culprit, tables))
    if lead.quantity == "percent":
        if not is_slip or culprit is lead.left_items[0]:
            return None
        rate = printed(lead.left_items[0])
        what = f"{told}; the stated rate of {rate} fits {implied}, while the printed amounts give "
        implied += f" (from the stated rate of {rate})"
        return Sides(printed(culprit), implied, f"{what}{given_rate(lead)}.")
    parts = [figure for _, figure in lead.right_items]
    if len(parts) < 2 or culprit not in parts or not (is_slip or len(group.checks) > 1):
        return None
    implied += f" ({leftover(lead, culprit)})"
    return Sides(printed(culprit), implied, f"{told}; the figures it is tied to leave {implied} for it.")


def _implied_gap(group: Group) -> Decimal | None:
    """Return what the stated amount is above the one that the stated rate implies."""
    if group.culprit is None or group.suggestion is None or group.suggestion.value is None:
        return None
    return abs(group.culprit.value) - abs(group.suggestion.value)


def _ends(check: Check, sides: Sides) -> tuple[Figure, Figure]:
    """Return the figures that the two sides begin with, in the order in which they are told."""
    left, right = check.left_items[0], check.right_items[0][1]
    if sides.left_text == printed(left):
        return left, right
    told = next((figure for figure in check.members if printed(figure) == sides.left_text), left)
    return told, left if told is not left else right


def _also(group: Group, tables: Mapping[int, FormTable]) -> str:
    """Name the other ties of the same contradiction, each with its figures."""
    told = dict.fromkeys(
        f"{check.statement}: {sides.left_text} against {sides.right_text} ({check.identity_id})"
        for check in group.checks[1:]
        for sides in [tell(check, group.culprit, tables)]
    )
    return f" It also breaks: {'; '.join(told)}." if told else ""


def _difference(check: Check, left: Figure, *, is_turned: bool) -> Decimal:
    """Return left minus right in the order told: in the left figure's unit, or in percentage points."""
    gap = check.right - check.left if is_turned and check.quantity == "money" else check.left - check.right
    return gap / UNIT_YUAN.get(left.unit or "元", Decimal(1)) if check.quantity == "money" else gap


def _rates_on_zero(zeros: Zeros) -> Iterator[DisclosureError]:
    for rate in dict.fromkeys(zeros.rates):
        yield DisclosureError(
            kind="rate_on_zero",
            identity_id=RATE_ON_ZERO,
            scope=f"page {rate.page}",
            what=(
                f"Page {rate.page} states that {rate.rate_text} % of a budget of {rate.budget_text} {rate.unit} "
                f"was executed: {rate.text}"
            ),
            left_text=f"{rate.rate_text} %",
            left_page=rate.page,
            right_text=f"{rate.budget_text} {rate.unit}",
            right_page=rate.page,
            difference=None,
            unit=None,
        )


def _empty_forms_with_figures(
    zeros: Zeros, items: Sequence[LineItem], tables: Sequence[FormTable]
) -> Iterator[DisclosureError]:
    """Yield the forms that the text says are empty or nil, and that print figures other than zero."""
    told: set[str] = set()
    for nil in sorted(zeros.nils, key=lambda nil: not nil.is_of_form):
        for table in tables:
            code = table.form_code or ""
            if not code or form(code).role != nil.topic or code in told or not _speaks_of(nil, table):
                continue
            denied = [item for item in items if item.table_no == table.table_no and _is_denied(nil, item)]
            if denied:
                told.add(code)
                yield _denied(nil, table, denied)


def _speaks_of(nil: Nil, table: FormTable) -> bool:
    """Tell whether a statement that a form is empty stands at that form; other statements speak of any."""
    return not nil.is_of_form or table.page_first <= nil.page <= table.page_last + 1


def _is_denied(nil: Nil, item: LineItem) -> bool:
    if not item.value or item.measure.startswith(PRIOR) or item.item_name.startswith("机关运行经费"):
        return False
    denied = frozenset().union(*_MEASURES.values()) if nil.of == "all" else _MEASURES[nil.of]
    return nil.is_of_form or item.measure in denied


def _denied(nil: Nil, table: FormTable, denied: Sequence[LineItem]) -> DisclosureError:
    largest = max(denied, key=lambda item: abs(item.value))
    title = table.title_printed or form(table.form_code or "").title
    count = f"{len(denied)} figures" if len(denied) > 1 else "one figure"
    return DisclosureError(
        kind="empty_form_with_figures",
        identity_id="W21",
        scope=f"{table.form_code} on page {table.page_first}",
        what=(
            f"Page {nil.page} states: {nil.text} Form {title} ({table.form_code}) on page {largest.page} prints "
            f"{count} other than zero, among them {printed(largest)} for {largest.item_name}."
        ),
        left_text=nil.text,
        left_page=nil.page,
        right_text=printed(largest),
        right_page=largest.page,
        difference=None,
        unit=None,
        right_place=largest.place,
    )


def _forms_without_figures(claims: Sequence[Claim], tables: Sequence[FormTable]) -> Iterator[DisclosureError]:
    """Yield the forms that are printed empty while the text states amounts of them."""
    filled = {table.form_code for table in tables if table.items}
    for table in tables:
        code = table.form_code or ""
        if table.status != "empty_form" or code in filled:
            continue
        told = [c for c in claims if c.value and c.measure in _AMOUNTS and _belongs(c, code)]
        if told:
            claim = max(told, key=lambda c: abs(c.value))
            title = table.title_printed or form(code).title
            yield DisclosureError(
                kind="form_without_figures",
                identity_id="W21",
                scope=f"{code} on page {table.page_first}",
                what=(
                    f"Page {claim.page} states {printed(claim)} for {name_claim(claim)}; form {title} ({code}) on "
                    f"page {table.page_first} is printed empty."
                ),
                left_text=printed(claim),
                left_page=claim.page,
                right_text=table.reason,
                right_page=table.page_first,
                difference=None,
                unit=None,
                left_place=claim.place,
            )


def _belongs(claim: Claim, code: str) -> bool:
    """Tell whether a stated amount is one of a form: 三公 by its kind, the others by their own heading."""
    definition = form(code)
    if definition.role == "three_public":
        is_of_budget = definition.report_kind == "budget"
        return claim.kind == "three_public" and (claim.measure == "budget") == is_of_budget
    word = _HEADINGS.get(definition.role)
    return word is not None and word in claim.heading.rpartition("/")[2] and "一般公共" not in claim.heading


def _missing_forms(contents: Contents) -> Iterator[DisclosureError]:
    for entry in contents.missing:
        yield DisclosureError(
            kind="missing_form",
            identity_id="C01",
            scope=entry.form_code,
            what=(
                f"The contents on page {entry.page} list {entry.title_printed} ({entry.form_code}); "
                "the document does not hold it."
            ),
            left_text=entry.title_printed,
            left_page=entry.page,
            right_text="",
            right_page=None,
            difference=None,
            unit=None,
        )
