"""Subjects: printed account names to account codes, through the document's own forms first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.forms import form
from pipelines.values.items import LineItem
from pipelines.values.text import row_key

# The roles of forms that list functional accounts, those that the narrative tells of first.
_ROLES: Final = (
    "general_budget_by_function",
    "expenditure_by_function",
    "revenue_by_source",
    "government_fund",
    "state_capital",
)
_SUFFIX: Final = "支出"
_CHAIN: Final = 3


def name_key(name: str) -> str:
    """Return the key of an account name: no remarks, punctuation, or (等)支出 at the end."""
    full = row_key(name).replace("其它", "其他")
    return full.removesuffix(_SUFFIX).removesuffix("等") or full


class Accounts:
    """Resolves chains of account names (类, 款, 项) to codes; what is not certain stays without.

    The document's own forms are asked first, then the account list of the fiscal year. Where a chain fits
    none of them whole, one name of it may be misprinted or of an older list (行政事业单位离退休): then the form
    decides if exactly one of its rows has the 项 and one of the names above it. A 项 that many 款 have
    (行政运行) must agree in its 款.
    """

    def __init__(self, items: Iterable[LineItem], fiscal_year: int | None) -> None:
        by_form: dict[str, dict[str, str]] = defaultdict(dict)
        for item in items:
            if item.item_code.isdecimal() and item.account_kind == "functional":
                by_form[item.form_code].setdefault(item.item_code, item.item_name)
        self._forms = [by_form[code] for code in sorted(by_form, key=_told_first)]
        self._list = _account_list(fiscal_year)
        self._asked: dict[tuple[str, ...], str] = {}

    def code(self, names: Sequence[str]) -> str:
        """Return the code of a chain of names, ``''`` where none or several fit."""
        chain = tuple(names)
        if chain not in self._asked:
            self._asked[chain] = self._code(chain)
        return self._asked[chain]

    def _code(self, names: tuple[str, ...]) -> str:
        keys = [name_key(name) for name in names]
        for names_of in (*self._forms, self._list):
            found = [code for code in _candidates(keys, names_of) if _fits(code, keys, names_of)]
            if found:
                return found[0] if len(found) == 1 else ""
        for names_of in self._forms if len(keys) == _CHAIN else ():
            found = [code for code in _candidates(keys, names_of) if _nearly_fits(code, keys, names_of)]
            if found:
                return found[0] if len(found) == 1 else ""
        return ""


def _told_first(code: str) -> tuple[int, bool, int, str]:
    """Return a form's place among those that are asked for a name: by role, final accounts before budgets."""
    definition = form(code)
    rank = _ROLES.index(definition.role) if definition.role in _ROLES else len(_ROLES)
    return rank, definition.report_kind == "budget", definition.precedence, code


@cache
def _account_list(fiscal_year: int | None) -> dict[str, str]:
    functional = [account for account in accounts() if account.account_kind == "functional"]
    valid = [
        account
        for account in functional
        if fiscal_year is None or (account.valid_from or 0) <= fiscal_year <= (account.valid_to or 9999)
    ]
    # An account ends with the one above it: 2013901 is none before 20139 is.
    ended = {account.account_code for account in functional} - {account.account_code for account in valid}
    return {
        account.account_code: account.account_name
        for account in valid
        if account.confidence == "high" and not any(above in ended for above in _above(account.account_code))
    }


@cache
def _shared_names() -> frozenset[str]:
    """Return the names that 项 of several 款 have."""
    seen = Counter(
        name_key(account.account_name)
        for account in accounts()
        if account.account_kind == "functional" and len(account.account_code) == _length(_CHAIN)
    )
    return frozenset(name for name, count in seen.items() if count > 1)


def _above(code: str) -> Iterator[str]:
    """Yield the codes of the accounts above one, highest first."""
    for level in range(1, (len(code) - 1) // 2):
        yield code[: _length(level)]


def _length(level: int) -> int:
    return 1 + 2 * level


def _candidates(keys: Sequence[str], names_of: dict[str, str]) -> list[str]:
    length = _length(len(keys))
    return [code for code, name in names_of.items() if len(code) == length and name_key(name) == keys[-1]]


def _parents(code: str, names_of: dict[str, str]) -> list[str | None]:
    names = [names_of.get(above) for above in _above(code)]
    return [None if name is None else name_key(name) for name in names]


def _fits(code: str, keys: Sequence[str], names_of: dict[str, str]) -> bool:
    parents = _parents(code, names_of)
    return all(parent is None or parent == key for parent, key in zip(parents, keys[:-1], strict=True))


def _nearly_fits(code: str, keys: Sequence[str], names_of: dict[str, str]) -> bool:
    top, middle = _parents(code, names_of)
    if middle == keys[1]:
        return True
    is_class = top is not None and (top == keys[0] or keys[0].startswith(top))
    return is_class and keys[-1] not in _shared_names()
