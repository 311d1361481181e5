"""Other money: what a header says above or beside its own words that makes it none of the form's measure.

What is carried over from the year before is not this year's, and an expenditure of one kind of money is not of all.
"""

from __future__ import annotations

import re
from typing import Final

from pipelines.forms import Column
from pipelines.recognise.concepts import concept
from pipelines.values.text import key

_CARRY_OVERS: Final = frozenset({"opening_carryover", "closing_carryover"})
_KINDS_OF_MONEY: Final = frozenset(
    {
        "fiscal_appropriation",
        "general_public_budget",
        "government_fund_budget",
        "state_capital_budget",
        "special_account",
        "own_funds",
    }
)
_KINDS_OF_EXPENDITURE: Final = frozenset({"basic", "project", "personnel", "operating_expenses"})
_ECONOMIC_CLASSES: Final = frozenset({"wages_and_welfare", "goods_and_services", "household_subsidies"})
_BUDGETS: Final = {"initial_amount": "initial_budget", "adjusted_amount": "adjusted_budget"}
_CARRIED_OF: Final = re.compile(
    r"(?:上年度?|上一年度?|年初)?(?P<money>.+?)(?:上年度?)?(?:结转和?结余|结余和?结转|结转|结余)(?:资金|收入|数)?"
)


def is_of_other_money(
    path: tuple[str, ...], levels: int, found: tuple[str, ...], columns: tuple[Column, ...]
) -> bool:
    """Tell whether what stands over a heading's own levels makes it a part of other money than the measure is of.

    一般公共预算 below 上年结转结余 is not this year's; 基本支出 below 本年收入 is what was received for it, and below
    一般公共预算 not all of it, in a form that has a column for each kind of money; 商品和服务支出 below 项目支出 is of
    projects alone.
    """
    above = {concept(part) for part in path[: len(path) - levels]}
    if above & _CARRY_OVERS:
        return True
    measures = {column.measure for column in columns}
    if "project" in above & measures and not _ECONOMIC_CLASSES.isdisjoint(found):
        return True
    is_of_money = bool(above & measures & _KINDS_OF_MONEY) or any(word.endswith("收入") for word in above)
    return is_of_money and not _KINDS_OF_EXPENDITURE.isdisjoint(found)


def as_budgeted(
    path: tuple[str, ...], measures: tuple[str, ...], columns: tuple[Column, ...]
) -> tuple[str, ...]:
    """Return the measures of a column of final accounts below 年初预算数 or 全年预算数: their total is that budget.

    What a form prints no budget of (基本支出 below 年初预算数) is none of its measures.
    """
    said = [_BUDGETS[word] for part in path[:-1] if (word := concept(part)) in _BUDGETS]
    if not said or set(measures) & set(_BUDGETS.values()):
        return measures
    is_whole = concept(path[-1]) == "total" and said[-1] in {column.measure for column in columns}
    return (said[-1],) if is_whole else ()


def carry_over_apart(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a header path in which the word that says what was carried over stands above whose money it is.

    >>> carry_over_apart(("上年结转", "一般公共预算拨款结转"))
    ('上年结转', '一般公共预算拨款')
    >>> carry_over_apart(("上年政府性基金预算结转结余",))
    ('上年结转结余', '政府性基金预算')
    """
    found = _CARRIED_OF.fullmatch(key(path[-1])) if path else None
    if found is None or concept(found["money"]) not in _KINDS_OF_MONEY - {"fiscal_appropriation"}:
        return path  # 财政拨款结转结余 is what was carried over of all of it
    above = path[:-1] if any(concept(part) in _CARRY_OVERS for part in path[:-1]) else (*path[:-1], "")
    return (*(part or "上年结转结余" for part in above), found["money"])
