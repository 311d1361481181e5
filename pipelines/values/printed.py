"""Printed figures: which numbers of a text are amounts, and which only number, date or name something.

**A figure** is a number that says how much: an amount of money, a count, a rate. Codes of accounts, years and dates,
ordinals, page, line and column numbers, telephone numbers, postcodes and the numbers of laws and notices are numbers
of a page too, but its furniture. What tells them apart is where a number stands:

- alone in a cell of a table, it is a figure (:func:`cell_figures`); which columns hold codes, ordinals or years is
  for the table's reader to say;
- in a line of blank-separated words that is no sentence, it is a figure where decimals, separators of thousands or a
  second number beside it show that a row of a table is printed there (:func:`row_figures`);
- within a sentence, it is a figure where a unit of money or a percent sign stands behind it
  (:mod:`pipelines.recognise.narrative.amounts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Final

from pipelines.values.amounts import FigureError, parse_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.text import squeeze

_NUMBER: Final = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?")
_FIGURE: Final = re.compile(r"[-−–－]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_MARKED: Final = re.compile(
    r"[-−–－]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?:%|(?:亿|百万|万|千|百)?元)?"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DECIMAL_ORDINAL: Final = re.compile(r"\d{1,2}\.\d{1,2}")
_NO_FIGURE: Final = re.compile(r"\d{1,2}\.(?:19|20)\d\d|0\d+")  # 4.2024 is an ordinal and a year; 0372 dials
_WHOLE: Final = re.compile(r"[1-9]\d{3,}")
_NUMBERING: Final = re.compile(
    r"电话|手机|号码|联系|传真|邮编|邮政|[编代]码|编号|文号|年[份度]|日期|时间|序号|证号"
)
_TELEPHONE: Final = frozenset((7, 8, 11))  # digits
_DIVISION: Final = 6  # digits of a division's code
_SENTENCE_MARK: Final = re.compile(r"[，；。：、,;:]")
_HELD: Final = 2  # numbers side by side that make a row of a table of whole numbers


@lru_cache(maxsize=65536)
def count_numbers(text: str) -> int:
    """Count the numbers of a text, whatever they say: ``'2024年 1,234.50'`` has two."""
    return len(_NUMBER.findall(text))


@lru_cache(maxsize=65536)
def cell_figures(text: str) -> int:
    """Count the figures of a cell: one where it holds a figure alone; those that stand side by side in it.

    Words with numbers in them (``2010301行政运行``, ``2024年预算数``) hold none.

    >>> cell_figures("1,238.58"), cell_figures("12 35"), cell_figures("共3人")
    (1, 2, 0)
    """
    if not any(map(str.isdecimal, text)):
        return 0
    try:
        return int(parse_figure(text) is not None)
    except FigureError:
        parts = _words(text)
        is_run = len(parts) > 1 and all(_FIGURE.fullmatch(part) for part in parts)
        return len(parts) if is_run else 0


def _words(text: str) -> list[str]:
    """Return the blank-separated words of a text in their compatibility form."""
    return [squeeze(part) for part in text.split()]


@lru_cache(maxsize=65536)
def is_marked(text: str) -> bool:
    """Tell whether a text is a figure that no code, ordinal or year could be: with decimals, commas or 元."""
    return _MARKED.fullmatch(squeeze(text)) is not None


def holds_amount(text: str) -> bool:
    """Tell whether a text is an amount other than zero, and neither a code nor an ordinal or a year.

    >>> holds_amount("1,234.50"), holds_amount("0.00"), holds_amount("2010301")
    (True, False, False)
    """
    plain = squeeze(text)
    return any(c in "123456789" for c in plain) and (is_marked(text) or _is_whole_amount(plain))


@lru_cache(maxsize=65536)
def is_year(text: str) -> bool:
    """Tell whether a text is a year: ``2024``."""
    return _YEAR.fullmatch(squeeze(text)) is not None


def column_figures(texts: Iterable[str], header: str = "") -> int:
    """Count the figures of a column, given the texts of its cells and what stands over them.

    A column prints amounts where one of them is marked as such or is a whole number of four digits or more that is
    no code, year or telephone number; then all its figures count. Under a header that does not call them numbers of
    something (电话, 邮编, 编码) any whole number of four digits or more will do, and so will zeros alone: nothing is
    numbered so.

    >>> column_figures(["120.50", "0"]), column_figures(["2010301", "20103"]), column_figures(["1", "2"])
    (2, 0, 0)
    >>> column_figures(["46916000", "150000"]), column_figures(["46916000", "150000"], "金额")
    (0, 2)
    >>> column_figures(["0", "0"]), column_figures(["0", "0"], "金额")
    (0, 2)
    """
    figures = [text for text in texts if cell_figures(text)]
    words = squeeze(header)
    is_amount = _is_whole_amount
    if any(map(str.isalpha, words)) and not _NUMBERING.search(words):
        is_amount = _is_whole_number
        if figures and all(squeeze(text) == "0" for text in figures):
            return len(figures)
    if not any(is_marked(text) or is_amount(squeeze(text)) for text in figures):
        return 0
    return sum(map(cell_figures, figures))


def _is_whole_number(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None and not is_year(text)


def _is_whole_amount(text: str) -> bool:
    is_number = _WHOLE.fullmatch(text) is not None and len(text) not in (*_TELEPHONE, _DIVISION)
    return is_number and not is_year(text) and ACCOUNT_CODE.fullmatch(text) is None


def row_figures(line: str) -> tuple[str, ...]:
    """Return the figures of a line that prints a row of a table: words, then bare figures, and no sentence.

    >>> row_figures("2010301 行政运行 120.50 100.00")
    ('120.50', '100.00')
    >>> row_figures("一、收入情况 12"), row_figures("支出120.50万元，增长3.00%。")
    ((), ())
    """
    if not any(map(str.isdecimal, line)):
        return ()
    parts = _words(line)
    figures = [part for part in parts if _FIGURE.fullmatch(part) and not _NO_FIGURE.fullmatch(part)]
    if figures == [str(number) for number in range(1, len(figures) + 1)]:
        return ()  # the numbers of the columns
    if not figures or any(_SENTENCE_MARK.search(part) for part in parts if not _FIGURE.fullmatch(part)):
        return ()
    if len(parts) > 1 and _DECIMAL_ORDINAL.fullmatch(parts[0]) and parts[0] == figures[0]:
        figures = figures[1:]
    behind = tuple(takewhile(frozenset(figures).__contains__, reversed(parts)))[::-1]
    if any(map(is_marked, figures)):
        return behind or tuple(figures)
    return behind if len(behind) >= _HELD else ()
