"""Normal forms of printed Chinese text: width, blanks, ordinals, Chinese numerals."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipelines.values.marks import PICTURE, without_marks

_NO_WIDTH: Final = r"\u00ad\u061c\u200b-\u200f\u202a-\u202d\u2060\u2066-\u2069\ufeff"
"""Soft hyphens, joiners, blanks of no width and marks of directions that turn no figure: nobody sees them."""
_BLANKS: Final = re.compile(rf"[\s\u3000{_NO_WIDTH}]+")
_PUNCTUATION: Final = re.compile(
    rf"[\s\u3000{_NO_WIDTH}\ufffc“”\"'‘’「」()（）\[\]【】<>《》:：、,，。.·;；\-—–－_/／*]+"
)
_UNPLACED: Final = re.compile(f"[{_NO_WIDTH}]")
_ORDINAL: Final = re.compile(
    r"(?:其中[:：]?|[一二三四五六七八九十]{1,3}[、.．,，]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))"
)
_LEAD: Final = re.compile(r"[-—–－·•●○◆◇■□▪※*＊]+(?=[^\d\W])")
_COLUMN_NUMBER: Final = re.compile(r"(?:\((\d{1,2})\)|(\d{1,2}))(?:=[\d()+\-]+)?")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 and C1 controls but tab and line feed, marks that turn the direction of writing, halves of characters."""
_FOREIGN: Final = re.compile("[\ud800-\udfff]")
_FORMULA: Final = ("=", "+", "-", "@")
_NUMBER: Final = re.compile(r"[-+]?[\d,.]+%?")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年度?")
_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
}


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Return text in NFKC without any white space and marks of notes: ``'公开 01 表①'`` → ``'公开01表'``."""
    if text.isascii():
        return "".join(text.split())
    return _BLANKS.sub("", unicodedata.normalize("NFKC", without_marks(text)))


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Return the comparison key of a header or title: NFKC, no white space, punctuation, quotes or year.

    >>> key("2024年“三公”经费预算数")
    '三公经费预算数'
    """
    return _YEAR.sub("", _PUNCTUATION.sub("", unicodedata.normalize("NFKC", without_marks(text))))


@lru_cache(maxsize=65536)
def item_name(text: str) -> str:
    """Return a row label as the contract wants it: white space, leading ordinals, dashes and marks of notes removed.

    >>> item_name("一、 一般公共服务支出")
    '一般公共服务支出'
    >>> item_name("其中：1.住房公积金")
    '住房公积金'
    >>> item_name("— 一、一般公共预算")
    '一般公共预算'
    """
    name = _BLANKS.sub("", without_marks(text.replace(PICTURE, "")))
    while (match := _ORDINAL.match(name) or _LEAD.match(name)) and match.end() < len(name):
        name = name[match.end() :]
    return name


@lru_cache(maxsize=65536)
def ordinal(text: str) -> str:
    """Return the leading ordinal of a row label, ``''`` where it has none."""
    name = _BLANKS.sub("", text)
    lead = _LEAD.match(name)
    name = name[lead.end() :] if lead else name
    match = _ORDINAL.match(name)
    return match.group(0) if match and match.end() < len(name) else ""


@lru_cache(maxsize=65536)
def column_number(text: str) -> str:
    """Return the digits of a column's number, in brackets or before the sum it is; ``''`` where text is none.

    >>> column_number("3"), column_number("（3）"), column_number("1=2+3"), column_number("3.00")
    ('3', '3', '1', '')
    """
    match = _COLUMN_NUMBER.fullmatch(squeeze(text))
    return (match[1] or match[2]) if match else ""


@lru_cache(maxsize=65536)
def row_key(text: str) -> str:
    """Return the key under which a row label is compared: no ordinal, punctuation or bracketed remark."""
    return _PUNCTUATION.sub("", re.sub(r"[(（].*?[)）]", "", item_name(unicodedata.normalize("NFKC", text))))


def without_no_width(text: str) -> str:
    """Return a text without the characters that take no place in a line: soft hyphens, blanks of no width."""
    return text if text.isascii() else _UNPLACED.sub("", text)


def chinese_year(text: str) -> int | None:
    """Read a four-digit year written in Chinese numerals (``二〇二五`` → 2025); None where it is not one."""
    if len(text) != 4 or any(c not in _DIGITS for c in text):
        return None
    year = 0
    for character in text:
        year = year * 10 + _DIGITS[character]
    return year if 1990 <= year <= 2100 else None


def chinese_number(text: str) -> int | None:
    """Read a number below 100 in Chinese numerals or digits (``十二`` → 12, ``二十`` → 20)."""
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c != "十" for c in text):
        return None
    if "十" not in text:
        return _DIGITS[text] if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def readable(name: str) -> str:
    """Return the name of a file as text, whatever bytes the file system holds: UTF-8, else GB 18030.

    Bytes that are neither become U+FFFD. ``name`` is as :mod:`os` gives it, foreign bytes in surrogates.
    """
    if not _FOREIGN.search(name):
        return name
    raw = os.fsencode(name)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def visible(text: str) -> str:
    """Return text with its control characters as pictures, so that printing it moves and colours nothing.

    >>> visible("\x1b[31m合计")
    '␛[31m合计'
    """
    return text if text.isprintable() else _UNSEEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def guarded(text: str) -> str:
    """Return text that a spreadsheet takes for text: where it begins like a formula, behind an apostrophe.

    >>> guarded("=1+1"), guarded("-12.50"), guarded("—")
    ("'=1+1", '-12.50', '—')
    """
    start = text.lstrip()
    is_formula = (
        start.startswith(_FORMULA) and start.strip("-+") != "" and not _NUMBER.fullmatch(start.rstrip())
    )
    return f"'{text}" if is_formula or text.startswith(("\t", "\r")) else text
