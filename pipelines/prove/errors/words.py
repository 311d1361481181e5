"""Error words: a contradiction in a sentence that can be quoted, figures exactly as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.forms import form
from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import FormTable, LineItem
from pipelines.values.proof import Check

_MEASURES: Final = {
    "initial_budget": "年初预算",
    "annual_budget": "全年预算",
    "budget": "预算",
    "final": "决算",
    "prior_executed": "上年执行数",
}
RATE_ON_ZERO: Final = "N08Z"
_HUNDREDTH: Final = Decimal("0.01")
_MOST_PARTS_TOLD: Final = 6


@dataclass(frozen=True, slots=True)
class Sides:
    """What stands against what: both sides as printed, and the sentence that sets them side by side."""

    left_text: str
    right_text: str
    what: str


def printed(figure: Figure) -> str:
    """Return a figure exactly as printed, line breaks apart, with its unit: ``2,961.68 万元``."""
    text = "".join(figure.text_printed.split())
    unit = figure.unit or ""
    return f"{text.removesuffix(unit)} {unit}".strip()


def amount(yuan: Decimal, unit: str | None) -> str:
    """Return an amount in yuan as it would be printed in a unit of money, with two decimals."""
    factor = UNIT_YUAN.get(unit or "元", Decimal(1))
    return f"{(yuan / factor).quantize(_HUNDREDTH):,} {unit or '元'}"


def name_form(item: LineItem, tables: Mapping[int, FormTable]) -> str:
    """Name the form of a figure: its title as printed, else the statutory one, and its code."""
    table = tables.get(item.table_no)
    title = (table.title_printed if table else "") or form(item.form_code).title
    return f"form {title} ({item.form_code})"


def name_row(item: LineItem) -> str:
    """Name a figure's row and column as printed: ``2010350 事业运行 (基本支出)``."""
    row = f"{item.item_code} {item.item_name}".strip()
    column = "".join(item.header_printed.split()).rpartition("/")[2]
    is_plain = column in ("", "合计", "金额", "决算数", "小计", item.item_name)
    return row if is_plain else f"{row} ({column})"


def name_claim(claim: Claim) -> str:
    """Name what a claim speaks of: ``行政运行 (年初预算)``; changes and shares carry their own words."""
    subject = claim.subject.rpartition("/")[2]
    if claim.kind == "three_public" and subject == "合计":
        subject = "“三公”经费合计"
    return f"{subject} ({_MEASURES[claim.measure]})" if claim.measure in _MEASURES else subject


def tell(check: Check, culprit: Figure | None, tables: Mapping[int, FormTable]) -> Sides:
    """Set the two sides of a violated check side by side; the culprit's side comes first where it is alone."""
    right = [figure for _, figure in check.right_items]
    if check.identity_id == RATE_ON_ZERO:
        return _rate_on_zero(check, right)
    if check.quantity == "percent":
        return _rate(check, tables)
    if len(check.left_items) == 1 and len(right) == 1:
        return _pair(check, check.left_items[0], right[0], culprit, tables)
    return _sum(check, tables)


def _rate_on_zero(check: Check, right: Sequence[Figure]) -> Sides:
    rate, budget = check.left_items[0], right[0]
    name = name_claim(rate) if isinstance(rate, Claim) else name_row(rate)
    told = f"Page {rate.page} states a completion rate of {printed(rate)} for {name}"
    return Sides(printed(rate), printed(budget), f"{told}, on a budget of {printed(budget)}.")


def _rate(check: Check, tables: Mapping[int, FormTable]) -> Sides:
    rate = check.left_items[0]
    given = given_rate(check)
    return Sides(printed(rate), given, f"{capital(stated(rate, tables))}; its own amounts give {given}.")


def given_rate(check: Check) -> str:
    """Return the rate that the amounts give, and of what; bare as in print where the words tell a decrease."""
    rate, computed = check.right, check.computed
    is_bare = isinstance(check.left_items[0], Claim) and check.left < 0
    if not computed:
        computed = ", ".join(printed(figure) for _, figure in check.right_items)
    if is_bare and rate < 0:
        rate, computed = -rate, computed.removeprefix("-")
    return f"{rate.quantize(_HUNDREDTH):,} % ({computed})"


def _pair(
    check: Check, left: Figure, right: Figure, culprit: Figure | None, tables: Mapping[int, FormTable]
) -> Sides:
    """Tell two single figures: the culprit first, else the words before the forms."""
    is_turned = right is culprit or (
        culprit is None and isinstance(right, Claim) and not isinstance(left, Claim)
    )
    one, other = (right, left) if is_turned else (left, right)
    is_inequality = _is_inequality(check)
    first = stated(one, tables)
    second = stated(other, tables, is_again=isinstance(one, Claim) and isinstance(other, Claim))
    joint = f", against the rule that {check.statement}: " if is_inequality else "; "
    return Sides(printed(one), printed(other), f"{capital(first)}{joint}{second}.")


def stated(figure: Figure, tables: Mapping[int, FormTable], *, is_again: bool = False) -> str:
    """Say where a figure stands and what it is."""
    if isinstance(figure, LineItem):
        return f"{name_form(figure, tables)} on page {figure.page} prints {printed(figure)} for {name_row(figure)}"
    if figure.unit == "%" or figure.measure == "delta":
        change = "a decrease" if figure.value < 0 else "an increase"
        kind = {"completion_rate": "a completion rate", "share": "a share"}.get(figure.measure, change)
        return f"page {figure.page} states {kind} of {printed(figure)} for {name_claim(figure)}"
    if is_again:
        return f"page {figure.page} also states {printed(figure)} for {name_claim(figure)}"
    return f"page {figure.page} states that {name_claim(figure)} was {printed(figure)}"


def _sum(check: Check, tables: Mapping[int, FormTable]) -> Sides:
    """Tell a total and the figures that should add up to it."""
    unit = check.left_items[0].unit
    left_text = (
        printed(check.left_items[0])
        if len(check.left_items) == 1
        else f"{_value(check, check.left, unit)} ({_terms([(1, f) for f in check.left_items])})"
    )
    sum_text = _value(check, check.right, unit)
    right_text = f"{sum_text} ({_terms(check.right_items)})"
    if len(check.left_items) > 1:
        what = f"{check.statement}: page {check.left_items[0].page} gives {left_text}, "
        return Sides(left_text, right_text, f"{what}page {check.right_items[0][1].page} {right_text}.")
    pages = sorted({figure.page for _, figure in check.right_items})
    where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"
    verb = "add up to" if not _is_inequality(check) else "which it should not be below, add up to"
    what = (
        f"{capital(stated(check.left_items[0], tables))}; the figures on {where} that make it up "
        f"{verb} {right_text}."
    )
    return Sides(left_text, right_text, what)


def _is_inequality(check: Check) -> bool:
    return any(mark in check.statement for mark in ("≤", "≥", "<=", ">=", "at most", "at least"))


def _value(check: Check, value: Decimal, unit: str | None) -> str:
    return (
        amount(value, unit) if check.quantity == "money" else f"{value.normalize():,f} {unit or ''}".strip()
    )


def _terms(items: Sequence[tuple[int, Figure]]) -> str:
    """Return the figures of a sum with their signs; zeros and what is beyond a handful are left out."""
    filled = [(sign, figure) for sign, figure in items if figure.value] or list(items[:1])
    told = filled[:_MOST_PARTS_TOLD] if len(filled) > _MOST_PARTS_TOLD + 1 else filled
    text = " ".join(f"{'-' if sign < 0 else '+'} {_bare(figure)}" for sign, figure in told)
    more = f" + {len(filled) - len(told)} more" if len(told) < len(filled) else ""
    return text.removeprefix("+ ") + more


def leftover(check: Check, part: Figure) -> str:
    """Return what the other figures of a tie leave for one part of its right side, as a sum of printed figures."""
    others = [(-sign, figure) for sign, figure in check.right_items if figure is not part]
    return _terms([*((1, figure) for figure in check.left_items), *others])


def _bare(figure: Figure) -> str:
    return printed(figure).removesuffix(figure.unit or "").strip()


def capital(text: str) -> str:
    """Return a sentence with a capital letter at its head."""
    return text[:1].upper() + text[1:]
