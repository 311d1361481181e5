"""Number formats of workbooks (ECMA-376 part 1, 18.8.31): a stored value and a format to its text.

Stored numbers are taken as decimals of 15 significant digits, as Excel shows them: ``408.00999999999999`` is
408.01. ``General`` prints all of them; Excel's cut to the column's width is not imitated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from pipelines.read.spreadsheet.dates import DATE_TOKEN, show_date

GENERAL: Final = "General"
BUILT_IN: Final[dict[int, str]] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_EXCEL_DIGITS: Final = Context(prec=15, rounding=ROUND_HALF_EVEN)
_EXACT: Final = Context(prec=700)
_LARGEST_EXPONENT: Final = 308
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)|!(?P<banged>.)|_(?P<pad>.)|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    rf"|(?P<general>General|G/通用格式|常规)|(?P<exponent>E[+-])|(?P<date>{DATE_TOKEN})"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_WHITE: Final = re.compile(r"white|白色?|(?:color|颜色)\s*2", re.IGNORECASE)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FormatSection:
    """One of a format's parts between semicolons: its tokens and the condition printed with it."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    def has(self, kind: str, text: str | None = None) -> bool:
        """Tell whether a token occurs."""
        return any(k == kind and (text is None or t == text) for k, t in self.tokens)

    @property
    def is_date(self) -> bool:
        """Tell whether the section prints a date or a time."""
        return self.has("date") or self.has("elapsed")

    @property
    def is_text(self) -> bool:
        """Tell whether the section is for texts."""
        return self.has("mark", "@") and not self.has("digit")


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[FormatSection, ...]:
    """Take a format code apart."""
    parts: list[list[Token]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match.group(str(match.lastgroup))
        if kind in ("quoted", "escaped", "banged"):
            parts[-1].append(("literal", text))
        elif kind == "pad":
            parts[-1].append(("literal", " "))
        elif kind == "bracket":
            if found := _CONDITION.match(text):
                conditions[-1] = (found[1], Decimal(found[2]))
            elif re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
                parts[-1].append(("elapsed", text.lower()))
            elif text.startswith("$"):
                parts[-1].append(("literal", text[1:].partition("-")[0]))
            elif _WHITE.fullmatch(text):
                parts[-1].append(("colour", "white"))
            elif text.upper().startswith("DBNUM"):
                parts[-1].append(("numerals", text[5:]))
        elif kind == "other" and text == ";":
            parts.append([])
            conditions.append(None)
        elif kind != "fill":
            parts[-1].append(("literal" if kind == "other" else kind, text))
    return tuple(FormatSection(tuple(tokens), limit) for tokens, limit in zip(parts, conditions, strict=True))


def stored_number(text: str) -> Decimal | None:
    """Read a stored number with 15 significant digits; None for what is no number a workbook can hold."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or value.adjusted() > _LARGEST_EXPONENT:
        return None
    return _EXCEL_DIGITS.plus(value) if value.adjusted() >= -_LARGEST_EXPONENT else Decimal(0)


def show_number(value: Decimal, code: str, *, is_1904: bool = False) -> str:
    """Return the text that a number shows under a format code.

    A negative value whose section marks it by colour alone gets a minus sign: a text has no colours.

    >>> show_number(Decimal("1238.5"), "#,##0.00")
    '1,238.50'
    >>> show_number(Decimal("32000"), '0!.0,"万"')
    '3.2万'
    """
    section, is_negative_section = _choose(sections(code or GENERAL), value)
    if section is None or section.has("general") or section.has("mark", "@"):
        return _around(section, ("-" if value < 0 else "") + plain(abs(value)))
    if section.is_date:
        shown = show_date(value, section.tokens, is_1904=is_1904)
        return plain(value) if shown is None else shown
    if section.has("mark", "/") and section.has("digit"):
        return plain(value)
    text = _digits(abs(value), section.tokens)
    marked = any(k == "literal" and re.search(r"[-－−(（▲△]", t) for k, t in section.tokens)
    if value < 0 and not (is_negative_section and marked) and section.has("digit"):
        text = "-" + text.lstrip()
    return text.strip()


def shows_white(value: Decimal, code: str) -> bool:
    """Tell whether a format code gives a number in white."""
    section, _ = _choose(sections(code or GENERAL), value)
    return section is not None and section.has("colour")


def show_text(text: str, code: str) -> str:
    """Return what a stored text shows under a format code."""
    parts = sections(code or GENERAL)
    if len(parts) == 4 or (parts[-1].is_text and len(parts) > 1):
        return _around(parts[-1], text) if parts[-1].tokens else ""
    return _around(parts[0], text) if parts[0].is_text else text


def plain(value: Decimal) -> str:
    """Return a number in full, without exponent and without trailing zeros after the point."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _around(section: FormatSection | None, text: str) -> str:
    """Put a value between the literals of a section."""
    if section is None:
        return text
    out = [
        text if kind == "general" or (kind, found) == ("mark", "@") else found
        for kind, found in section.tokens
        if kind in ("literal", "general") or (kind, found) == ("mark", "@")
    ]
    return "".join(out).strip() if out != [text] else text


def _choose(parts: Sequence[FormatSection], value: Decimal) -> tuple[FormatSection | None, bool]:
    """Return the section for a number and whether it is one for negative numbers only."""
    numeric = list(parts[:3])
    if len(parts) > 1 and len(parts) < 4 and parts[-1].is_text:
        numeric.pop()
    if len(numeric) == 1 and numeric[0].condition is None:
        return numeric[0], False
    for index, section in enumerate(numeric):
        limit = section.condition or _usual(index, numeric)
        if limit is None:
            return section, False
        if _COMPARE[limit[0]](value, limit[1]):
            return section, limit[0] in ("<", "<=") and limit[1] <= 0
    return None, False


def _usual(index: int, numeric: Sequence[FormatSection]) -> tuple[str, Decimal] | None:
    """Return the condition of a section that prints none; None for all other numbers."""
    zero = Decimal(0)
    if index == len(numeric) - 1 and (index == 2 or numeric[0].condition):
        return None
    if index == 0:
        return (">=" if len(numeric) == 2 else ">", zero)
    return ("<", zero)


def _digits(value: Decimal, tokens: Sequence[Token]) -> str:
    """Lay the digits of a number that is not negative into the placeholders of a section."""
    places = [i for i, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:
        return "".join(text for kind, text in tokens if kind == "literal" or text == "%")
    point = next((i for i, token in enumerate(tokens) if token == ("mark", ".")), len(tokens))
    exponent = next((i for i, (kind, _) in enumerate(tokens) if kind == "exponent"), None)
    if exponent is not None:
        decimals = sum(1 for i in places if point < i < exponent)
        mantissa, _, power = f"{value:.{decimals}E}".partition("E")
        return f"{mantissa}E{int(power):+03d}"
    whole = [i for i in places if i < point]
    decimal_places = [i for i in places if i > point]
    last = whole[-1] if whole else point
    commas = [i for i, token in enumerate(tokens) if token == ("mark", ",")]
    is_grouped = bool(whole) and any(whole[0] < i < last for i in commas)
    scale = sum(1 for i in commas if last < i < point or i > max(places)) * -3
    scale += 2 * sum(1 for token in tokens if token == ("mark", "%"))
    rounded = value.scaleb(scale, _EXACT).quantize(
        Decimal(1).scaleb(-len(decimal_places)), ROUND_HALF_UP, context=_EXACT
    )
    integer, _, fraction = format(rounded, "f").partition(".")
    filled = _fill_whole(integer if integer != "0" else "", [tokens[i][1] for i in whole], is_grouped)
    shown: dict[int, str] = dict(zip(whole, filled, strict=True))
    keep = len(fraction.rstrip("0"))
    for n, i in enumerate(decimal_places):
        shown[i] = fraction[n] if n < keep or tokens[i][1] == "0" else (" " if tokens[i][1] == "?" else "")
    if point < len(tokens):
        shown[point] = "." if whole or not integer.strip("0") else integer + "."
    return "".join(
        shown.get(i, text if kind == "literal" or text == "%" else "")
        for i, (kind, text) in enumerate(tokens)
    )


def _fill_whole(integer: str, placeholders: Sequence[str], is_grouped: bool) -> list[str]:
    """Spread an integer over its placeholders from the right; the first takes what is left over."""
    if not placeholders:
        return []
    count = len(placeholders)
    least = next((count - n for n, mark in enumerate(placeholders) if mark == "0"), 0)
    digits = integer.zfill(least) if least else integer
    out: list[str] = []
    for n, mark in enumerate(placeholders):
        from_right = count - n
        if n == 0:
            piece = digits[: len(digits) - count + 1] if len(digits) >= count else ""
            position = count
        else:
            piece = (
                digits[len(digits) - from_right : len(digits) - from_right + 1]
                if len(digits) >= from_right
                else ""
            )
            position = from_right
        if is_grouped:
            piece = _group(piece, position)
        out.append(piece or (" " if mark == "?" else ""))
    return out


def _group(piece: str, position: int) -> str:
    """Put thousands separators into digits the last of which stands ``position`` from the right."""
    out = ""
    for n, digit in enumerate(piece):
        place = position + len(piece) - 1 - n
        out += digit + ("," if place > 1 and (place - 1) % 3 == 0 else "")
    return out
