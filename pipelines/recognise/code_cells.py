"""Code cells: what one cell, or several side by side or below each other, print as an account's code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.text import row_key, squeeze

CODE: Final = re.compile(r"\d{1,7}")
_LEVEL: Final = 2  # digits of a code's second and third level
_AROUND_CODE: Final = "='‘’\"“”¥$类款项[]【】()（）"
# A code and its name in one cell: 2010301行政运行, 201-03-01 行政运行, [2010301]行政运行.
_LEADING_CODE: Final = re.compile(
    r"[\[(（【]?(?P<code>[1-5]\d{2}(?:[-－.·\s]?\d{2}){0,2})(?![\d,%]|\.\d)[\])）】]?[-－—:：、.\s]*(?P<name>[^\d\s].*)",
    re.DOTALL,
)
_CODE_AS_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.0+)?|\d+\.0+")
_CODE_MARKS: Final = re.compile(r"[-－.·/、\s]")
_EMPTY_LEVELS: Final = re.compile(r"(?<=^[1-5]\d{2})0000$|(?<=^[1-5]\d{2})00$|(?<=^[1-5]\d{4})00$")
"""Levels that a code does not have: no account is numbered 00, and 205 | 00 | 00 is 205."""
# The code behind the name: 行政运行（2010301）.
_TRAILING_CODE: Final = re.compile(
    r"(?P<name>.*\D)[\[(（【](?P<code>[1-5]\d{2}(?:\d{2}){0,2})[\])）】]", re.DOTALL
)


def code_of(text: str) -> str:
    """Return the code that a cell of a code column prints, also where a workbook shows it as a number; else ``''``.

    >>> code_of("2,050,101"), code_of("2050101.00"), code_of("[205/01/01]"), code_of("行政运行"), code_of("2050000")
    ('2050101', '2050101', '2050101', '', '205')
    """
    whole = text.partition(".")[0] if _CODE_AS_NUMBER.fullmatch(text) else text
    bare = whole.replace(",", "")
    if CODE.fullmatch(bare):
        return _EMPTY_LEVELS.sub("", bare)
    dressed = _EMPTY_LEVELS.sub("", _CODE_MARKS.sub("", bare.strip(_AROUND_CODE)))
    return dressed if ACCOUNT_CODE.fullmatch(dressed) else ""


def completed(codes: Sequence[str], above: list[str]) -> list[str]:
    """Return the parts of a row's code, those that only a row above prints included; ``above`` is kept up to date.

    Where each row prints its own level alone, 05 in the column 款 below 208 in the column 类 is 20805.
    """
    first = next((level for level, part in enumerate(codes) if part), len(codes))
    is_own_level = 0 < first < len(codes) and all(len(part) <= _LEVEL for part in codes)
    whole = [*(above[:first] if is_own_level else codes[:first]), *codes[first:]]
    if first < len(codes):
        above[:] = whole
    return whole


def stacked(code: str, name: str, before: str) -> str:
    """Return the whole code of a row whose one code column prints the last two digits alone, below ``before``.

    Below a class they are those of a 款; further down a 款 or an item of it, as the name tells; else they stay alone.

    >>> stacked("01", "教育管理事务", "205"), stacked("02", "普通教育", "2050101"), stacked("77", "何物", "2050101")
    ('20501', '20502', '77')
    """
    if len(code) != _LEVEL or not ACCOUNT_CODE.fullmatch(before):
        return code
    wholes = [before[:length] + code for length in (3, 5) if length <= len(before)]
    named = [whole for whole in wholes if row_key(name) in _names()[whole]]
    found = named or (wholes if len(wholes) == 1 else [])
    return found[0] if len(found) == 1 else code


def is_named(code: str, name: str) -> bool:
    """Tell whether an account of this code had this name in some year.

    >>> is_named("20502", "普通教育"), is_named("20502", "小学教育")
    (True, False)
    """
    return row_key(name) in _names().get(code, ())


@cache
def _names() -> dict[str, set[str]]:
    """Return the comparison keys of an account's names over the years by its code."""
    found: dict[str, set[str]] = defaultdict(set)
    for account in accounts():
        found[account.account_code].add(row_key(account.account_name))
    return found


def join_code(parts: Sequence[str]) -> str:
    """Join the code columns of a row: ``('201', '06', '01')`` → ``'2010601'``.

    >>> join_code(("201", "20106", "")), join_code(("205", "00", "00")), join_code(("205", "01", "00"))
    ('20106', '205', '20501')
    """
    code = ""
    for part in map(_padded, parts, range(len(parts))):
        code = part if code and part.startswith(code) and len(part) > len(code) else code + part
    return _EMPTY_LEVELS.sub("", code)


def _padded(part: str, level: int) -> str:
    """Return a part of a code as two digits where a workbook lost its zero: 201 | 3 | 1 is 2010301."""
    return part.zfill(2) if part and level else part


def split_code(label: str) -> tuple[str, str]:
    """Return the code and the name that one cell prints; ``''`` and the label where it holds none.

    >>> split_code("201-03-01 行政运行"), split_code("行政运行（2010301）")
    (('2010301', '行政运行'), ('2010301', '行政运行'))
    """
    match = _LEADING_CODE.fullmatch(label.strip()) or _TRAILING_CODE.fullmatch(label.strip())
    if match is None:
        # The name below a code may stand on the next page.
        bare = squeeze(label)
        return (bare, "") if ACCOUNT_CODE.fullmatch(bare) else ("", label)
    return _EMPTY_LEVELS.sub("", _CODE_MARKS.sub("", match["code"])), match["name"]
