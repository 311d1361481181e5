"""Row labels of the statutory forms: totals, sources, classes, and the side of a form they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.recognise.code_cells import split_code
from pipelines.values.text import row_key

TOTAL: Final = re.compile(
    r"^(?:合计|总计|小计|本年(?:收入|支出)合计|(?:收入|支出)(?:合计|总计)|(?:人员|公用)经费合计)$"
)
REVENUE: Final = re.compile(
    r"收入(?:合计|总计)?$|财政拨款$|拨款收入|^年初|^上年|^使用.*结余|^用事业基金|预算拨款|财政专户|单位资金"
)
EXPENDITURE: Final = re.compile(r"支出(?:合计|总计)?$|^结余分配|^年末|^结转下年|^年终|^预备费|抗疫特别国债")
SOURCE: Final = re.compile(
    r"(?:(?:一般)?公共预算|政府性基金预算|国有资本经营预算)财政拨款(?:收入)?|财政拨款收入|上级补助收入|事业收入|(?:事业单位)?经营收入|"
    r"附属单位上缴收入|其他收入|使用非财政拨款结余|年初(?:财政拨款)?结转和?结余|年末(?:财政拨款)?结转和?结余|结余分配|上年结转(?:结余)?"
)
ELIDED: Final = re.compile(r"[.…·。]{2,}")


@cache
def classes() -> frozenset[str]:
    """Return the names of the functional classes without the last word 支出, which forms add or drop."""
    return frozenset(
        row_key(account.account_name).removesuffix("支出")
        for account in accounts()
        if account.account_kind == "functional" and len(account.account_code) == 3
    )


def is_exact(text: str) -> bool:
    """Tell whether a word is the full name of a row by itself."""
    name = row_key(text)
    if TOTAL.match(name) or SOURCE.fullmatch(name):
        return True
    return name.endswith("支出") and name.removesuffix("支出") in classes()


def side_of(text: str) -> str:
    """Return the side a label belongs to by its words; '' for 总计 and the like."""
    name = row_key(text)
    if name.removesuffix("支出") in classes():
        return "expenditure"
    if EXPENDITURE.search(name):
        return "expenditure"
    return "revenue" if REVENUE.search(name) else ""


def is_row_name(text: str) -> bool:
    """Tell whether a text is a whole label: a total, a class, a source, a carry-over."""
    name = row_key(text)
    if TOTAL.match(name) or ELIDED.fullmatch(text) or name.removesuffix("支出") in classes():
        return True
    if re.fullmatch(r"(?:结余分配|年[初末](?:财政拨款)?结转和?结余|.*(?:财政拨款|收入|结余))", name):
        return True
    return bool(re.fullmatch(r".{2,}支出", name))


def names_item(text: str) -> bool:
    """Tell whether a text is a whole label or an account's name, its code before it or not.

    >>> names_item("2010301 行政运行"), names_item("其他收入"), names_item("今日访问")
    (True, True, False)
    """
    name = split_code(text)[1]
    return is_row_name(name) or row_key(name) in account_names()


def name_items(texts: Iterable[str]) -> bool:
    """Tell whether most of some texts are labels of items.

    >>> name_items(["行政运行", "一、教育支出", "今日访问"]), name_items([])
    (True, False)
    """
    named = [names_item(text) for text in texts]
    return 2 * sum(named) > len(named)


@cache
def account_names() -> frozenset[str]:
    """Return the keys of the names of all accounts."""
    return frozenset(row_key(account.account_name) for account in accounts())
