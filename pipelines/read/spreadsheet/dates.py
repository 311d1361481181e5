"""Dates and times of workbooks: serial day numbers to the text that a date format shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

DATE_TOKEN: Final = r"AM/PM|A/P|上午/下午|a{3,4}|y+|e+(?![+-])|m+|d+|h+|s+(?:\.0+)?"
_LAST_SERIAL: Final = 2_958_466  # the day after 9999-12-31
_FALSE_LEAP_DAY: Final = 60  # Lotus 1-2-3 took 1900 for a leap year, and Excel after it
_NUMERALS: Final = "〇一二三四五六七八九"
_WEEK: Final = "一二三四五六日"
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def show_date(value: Decimal, tokens: Sequence[tuple[str, str]], *, is_1904: bool) -> str | None:
    """Return the text of a serial day number under a date format; None for one outside the calendar."""
    if not 0 <= value < _LAST_SERIAL:
        return None
    seconds = int((value * 86400).quantize(Decimal(1), ROUND_HALF_UP))
    if is_1904:
        moment = datetime(1904, 1, 1) + timedelta(seconds=seconds)
    else:
        first = datetime(1899, 12, 31) if value < _FALSE_LEAP_DAY else datetime(1899, 12, 30)
        moment = first + timedelta(seconds=seconds)
    is_chinese = ("numerals", "1") in tokens
    marks = [(kind, text.lower()) for kind, text in tokens]
    has_noon = any(kind == "date" and "/" in text for kind, text in marks)
    out: list[str] = []
    for i, (kind, text) in enumerate(marks):
        if kind in ("literal", "mark"):
            out.append(tokens[i][1] if text != "@" else "")
        elif kind == "elapsed":
            out.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[text[0]]).zfill(len(text)))
        elif kind == "date":
            is_minute = text[0] == "m" and len(text) <= 2 and _is_minute(marks, i)
            out.append(_part(moment, text, is_minute=is_minute, has_noon=has_noon, is_chinese=is_chinese))
        elif kind == "digit":
            out.append("0")
    return "".join(out).strip()


def _is_minute(marks: Sequence[tuple[str, str]], index: int) -> bool:
    """Tell whether an ``m`` means minutes: hours stand right before it or seconds right after."""
    clock = [i for i, (kind, text) in enumerate(marks) if kind in ("date", "elapsed") and "/" not in text]
    place = clock.index(index)
    before = marks[clock[place - 1]][1][0] if place else ""
    after = marks[clock[place + 1]][1][0] if place + 1 < len(clock) else ""
    return before == "h" or after == "s"


def _part(moment: datetime, text: str, *, is_minute: bool, has_noon: bool, is_chinese: bool) -> str:
    if "/" in text:
        morning, afternoon = ("上午", "下午") if "午" in text else tuple(text.upper().split("/"))
        return morning if moment.hour < 12 else afternoon
    letter, width = text[0], len(text)
    if letter in "ye":
        year = str(moment.year) if width > 2 or letter == "e" else f"{moment.year % 100:02}"
        return "".join(_NUMERALS[int(digit)] for digit in year) if is_chinese else year
    if letter == "a":
        return ("星期" if width == 4 else "") + _WEEK[moment.weekday()]
    if letter == "m" and not is_minute and width >= 3:
        return _MONTHS[moment.month - 1]
    if letter == "d" and width >= 3:
        return moment.strftime("%A" if width == 4 else "%a")
    hour = (moment.hour % 12 or 12) if has_noon else moment.hour
    number = {
        "m": moment.minute if is_minute else moment.month,
        "d": moment.day,
        "h": hour,
        "s": moment.second,
    }[letter]
    return _chinese(number) if is_chinese else str(number).zfill(min(width, 2))


def _chinese(number: int) -> str:
    """Write a number below 100: 二十五."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else _NUMERALS[tens]) + "十"
    return head + (_NUMERALS[ones] if ones or not tens else "")
