"""Account codes (政府收支分类科目): what one looks like, and which classification it is of."""

from __future__ import annotations

import re
from typing import Final

ACCOUNT_CODE: Final = re.compile(r"[1-5]\d{2}(?:\d{2}){0,2}")
"""A code of three, five or seven digits: revenue 1, functions of expenditure 2, economic kinds 3 and 5."""
_CLASSIFICATIONS: Final = {"2": "functional", "3": "economic", "5": "government_economic"}


def classification_of(code: str) -> str:
    """Return the classification that an account code is of, ``''`` where its first digit tells none.

    201 to 299 are functions of expenditure, 301 to 399 the economic kinds of departments' budgets, 501 to 599 those of
    governments'.

    >>> classification_of("2010301"), classification_of("50101"), classification_of("1010301")
    ('functional', 'government_economic', '')
    """
    return _CLASSIFICATIONS.get(code[:1], "")
