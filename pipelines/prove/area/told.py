"""Totals of a government's prose against its tables: a stated amount that a table prints is proven, none accuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.forms import form
from pipelines.prove.area import laws
from pipelines.prove.ties import balance
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from pipelines.values.text import row_key

_KIND: Final = "government_total"
_REVENUE: Final = re.compile(r".{0,20}收入(?:合计|小计)?|总收入|合计")
_EXPENDITURE: Final = re.compile(r".{0,20}支出(?:合计|小计)?|总支出|合计")
_NAMED: Final = (
    (re.compile(r"税收收入$"), re.compile(r"税收收入"), ""),
    (re.compile(r"非税收入$"), re.compile(r"非税收入"), ""),
    (re.compile(r"一般公共预算总?收入$"), _REVENUE, "general"),
    (re.compile(r"一般公共预算总?支出$"), _EXPENDITURE, "general"),
    (re.compile(r"基金(?:预算)?总?收入$"), _REVENUE, "fund|insurance"),
    (re.compile(r"基金(?:预算)?总?支出$"), _EXPENDITURE, "fund|insurance"),
    (re.compile(r"国有资本经营(?:预算)?总?收入$"), _REVENUE, "capital"),
    (re.compile(r"国有资本经营(?:预算)?总?支出$"), _EXPENDITURE, "capital"),
)
_DEBT: Final = re.compile(r"(?:政府)?(一般|专项)?债务(余额|限额)$")
_PART: Final = {"": "", "一般": "_general", "专项": "_special"}


def totals_told(claims: Sequence[Claim], items: Sequence[LineItem]) -> Iterator[Check]:
    """Yield the check of each stated total with the first figure of the tables that it agrees with."""
    for claim in claims:
        if claim.kind != _KIND or claim.measure != "amount":
            continue
        for item in items:
            if not _may_be(claim, item):
                continue
            scope = f"{claim.subject} on page {claim.page}"
            found = [
                check
                for check in balance(laws.TOLD, scope, [claim], [(1, item)], is_hard=False)
                if check.status != "violated"
            ]
            if found:
                yield found[0]
                break


def _may_be(claim: Claim, item: LineItem) -> bool:
    """Tell whether a figure of a table is of the total that a claim names."""
    if item.amount_yuan is None or item.unit == "%":
        return False
    if (debt := _DEBT.search(claim.subject)) is not None:
        kind = "balance" if debt[2] == "余额" else "limit"
        return item.measure == kind + _PART[debt[1] or ""] or (
            debt[2] in item.item_name and "债" in item.item_name
        )
    name = row_key(item.item_name)
    role = form(item.form_code).role
    return any(
        subject.search(claim.subject) and row.fullmatch(name) and (not funds or re.search(funds, role))
        for subject, row, funds in _NAMED
    )
