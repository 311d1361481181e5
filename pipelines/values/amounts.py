"""Amounts and units: printed text to exact decimals. Nothing passes through floating point."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pipelines.values.frozen import value
from pipelines.values.marks import is_mark, without_marks
from pipelines.values.text import without_no_width

UNIT_YUAN: Final = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_CENT: Final = Decimal("0.01")
MOST_DIGITS: Final = 14
"""Digits before the point; more are several figures run together, as all China spends less in 元."""
_WIDE: Final = Context(prec=60)
_BLANK_MARKS: Final = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "\\", "*", "无", "...", "......"})
_FIGURE: Final = re.compile(r"[-–]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_PLAIN: Final = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,14})(?:\.[0-9]+)?")
"""Nearly every figure: no more than digits, commas and a point; what else is printed is looked at in full."""
_RISEN: Final = re.compile(r"\+\s*\d")
"""A plus before a figure, as columns of changes print it."""
_SOFT_HYPHEN: Final = "\u00ad"
"""Nobody sees one; before a figure it may have been a minus."""
_CUT_OFF: Final = re.compile(r"-?\d{1,3}(?:,\d{3})*,\d{0,2}|-?[\d,]+\.")
_WITH_UNIT: Final = re.compile(r"(.*?)(%|亿元|百万元|万元|千元|百元|元)")
_UNIT_LINE: Final = re.compile(
    r"单\s*位\s*:?\s*(?:人\s*民\s*币)?\s*:?\s*\(?\s*((?:亿|百\s*万|万|千|百)?\s*元)(?:\s*\))?"
)
# 编制单位:元宝区民政局 names a body: 元 is the first character of counties (元谋县, 元阳县, 元氏县).
_BODY_BEHIND: Final = re.compile(r"(?!公开|附)[一-鿿]{1,14}?[县区市旗镇乡盟]")
_BARE_UNIT: Final = re.compile(
    r"[(（\[【〔](?:金额)?(?:单位[:：为是]?|以)?(?:人民币)?(亿元|百万元|万元|千元|百元|元)(?:人民币)?计?[)）\]】〕]"
)
_UNIT_IN_NOTE: Final = re.compile(
    r"单位(?:均|都)?(?:[为是:]|)(?:人民币)?[“\"']?(亿元|百万元|万元|千元|百元|元)"
    r"|以(?:人民币)?[“\"']?(亿元|百万元|万元|千元|百元|元)[”\"']?为?(?:金额|计量|货币|基本)?(?:的)?(?:计算)?单位"
)
_UNIT_BEHIND: Final = re.compile(r"[/／,，:：](?:单位[:：]?)?(亿元|百万元|万元|千元|百元|元)$")


@value(frozen=True, slots=True)
class ParsedFigure:
    """A printed figure: its exact value in the printed scale and the unit printed with it, if any."""

    value: Decimal
    unit: str = ""


class FigureError(ValueError):
    """A cell that holds digits but not one figure that can be read without guessing."""


def parse_figure(text: str) -> ParsedFigure | None:
    """Read the one figure of a cell; None for a blank or a dash.

    Digits that a narrow cell wraps are joined where only one figure can be meant (``'408.\\n01'`` → 408.01);
    two figures in one cell, misplaced separators, endless digits and foreign text raise :class:`FigureError`.

    >>> parse_figure("1,238.\\n58")
    Figure(value=Decimal('1238.58'), unit='')
    """
    if _PLAIN.fullmatch(text):
        return ParsedFigure(Decimal(text.replace(",", "")))
    bare = without_marks(text)
    if bare is not text and not bare:
        if all(unicodedata.decomposition(c).startswith("<circle>") for c in text if not c.isspace()):
            return None
        raise FigureError(text)
    if not bare.isascii() and (bare.startswith(_SOFT_HYPHEN) or any(map(is_mark, bare))):
        raise FigureError(text)
    normal = unicodedata.normalize("NFKC", without_no_width(bare)).replace("−", "-")
    normal = normal.strip().removeprefix("¥")
    if _RISEN.match(normal):
        normal = normal[1:]
    parts = normal.split()
    joined = "".join(parts)
    if joined in _BLANK_MARKS:
        return None
    unit = ""
    if joined[-1] in "%元":
        match = _WITH_UNIT.fullmatch(joined)
        if match is None:
            raise FigureError(text)
        joined, unit = match.group(1), match.group(2)
        parts = _before(parts, len(joined))
    if not _FIGURE.fullmatch(joined) or _is_endless(joined):
        raise FigureError(text)
    if len(parts) > 1 and not _joins(parts):
        raise FigureError(text)
    return ParsedFigure(Decimal(joined.replace(",", "").replace("–", "-")), unit)


def _before(parts: list[str], length: int) -> list[str]:
    """Return the pieces of a cell as far as its first ``length`` characters reach, without the unit behind them."""
    kept: list[str] = []
    for part in parts:
        kept.append(part[:length])
        length -= len(kept[-1])
    return [part for part in kept if part]


def _is_endless(text: str) -> bool:
    return sum(c.isdecimal() for c in text.partition(".")[0]) > MOST_DIGITS


def _joins(parts: list[str]) -> bool:
    """Tell whether pieces that spell a figure can only be one that is wrapped: a mark at a seam, or digits that go on.

    ``['10', '20']`` may be two figures of two rows; ``['81.1', '7']``, ``['156,211,', '123']`` and
    ``['57,005,20', '0']`` may not.
    """
    head, *rest = parts
    return (
        "." in head
        or ("," in head and not _FIGURE.fullmatch(head))
        or any(part[0] in ".," or "." in part for part in rest)
        or head.endswith(",")
        or head == "-"
    )


def is_one_figure(text: str, *, scale: int | None, is_wrapped: bool) -> bool:
    """Tell whether the pieces of a cell are one figure that was broken, not several that stand together.

    A piece that cannot stand alone belongs to its neighbour. Otherwise only a narrow column breaks a figure
    (``is_wrapped``): the first line is as full as any, and what is joined has the decimals that the table prints
    (``scale``; None: not known), which the first piece lacks.

    >>> is_one_figure("81.1\\n7", scale=2, is_wrapped=True), is_one_figure("1.52\\n7", scale=2, is_wrapped=True)
    (True, False)
    >>> is_one_figure("57,005,20\\n0", scale=0, is_wrapped=True)
    True
    """
    parts = (
        unicodedata.normalize("NFKC", without_marks(text)).replace("，", ",").rstrip("%元万亿千百").split()
    )
    if len(parts) < 2:
        return True
    if all(a[-1] in ".,-" or b[0] in ".," or not _FIGURE.fullmatch(a) for a, b in pairwise(parts)):
        return True
    if not is_wrapped or len(parts[0]) < max(map(len, parts)):
        return False
    joined, first = _decimals("".join(parts)), _decimals(parts[0])
    return (joined == scale != first) if scale is not None else joined <= _USUAL > first


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


_USUAL: Final = 2


def is_cut_off(text: str) -> bool:
    """Tell whether a figure lacks digits that a narrow cell wraps: its last group, or its decimals, are not whole.

    >>> is_cut_off("57,005,20"), is_cut_off("1,238."), is_cut_off("57,005,200")
    (True, True, False)
    """
    return _CUT_OFF.fullmatch(text) is not None


@lru_cache(maxsize=1 << 15)
def is_blank(text: str) -> bool:
    """Tell whether a cell is empty or holds but a dash."""
    if text in _BLANK_MARKS:
        return True
    if text.isascii() and text.isalnum():
        return False
    return "".join(unicodedata.normalize("NFKC", text).split()) in _BLANK_MARKS


@lru_cache(maxsize=1 << 15)
def looks_like_figure(text: str) -> bool:
    """Tell whether a cell holds a figure (blank and dash do not count)."""
    try:
        return parse_figure(text) is not None
    except FigureError:
        return False


def find_unit(text: str) -> str | None:
    """Return the money unit that a line states (``'金额单位：万元'``), None where it states none."""
    spaced = unicodedata.normalize("NFKC", text)
    for match in _UNIT_LINE.finditer(spaced):
        if not _BODY_BEHIND.match(spaced, match.end()):
            return "".join(match.group(1).split())
    bare = _BARE_UNIT.search("".join(spaced.split()))
    return bare.group(1) if bare else None


def find_unit_in_note(text: str) -> str | None:
    """Return the one money unit that a note below a table states for it, None where it states none, or several.

    >>> find_unit_in_note("注：本表金额单位为万元。"), find_unit_in_note("注：金额转换为万元时可能有尾差")
    ('万元', None)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    told = (m for m in _UNIT_IN_NOTE.finditer(plain) if not _BODY_BEHIND.match(plain, m.end()))
    found = {match[1] or match[2] for match in told}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def column_word(text: str) -> tuple[str, str | None]:
    """Return the words of a header without the money unit that stands with them, and that unit.

    >>> column_word("项目支出【元】"), column_word("项目支出/元"), column_word("元")
    (('项目支出', '元'), ('项目支出', '元'), ('', '元'))
    """
    plain = unicodedata.normalize("NFKC", text)
    if plain in UNIT_YUAN:
        return "", plain
    match = _BARE_UNIT.search(plain) or _UNIT_LINE.search(plain)
    if match is None or _BODY_BEHIND.match(plain, match.end()):
        match = _UNIT_BEHIND.search(plain)
    if match is None:
        return text, None
    return f"{plain[: match.start()]}{plain[match.end() :]}", "".join(match[1].split())


def to_yuan(value: Decimal, unit: str | None) -> Decimal | None:
    """Convert a printed value to yuan with two decimals; None where the unit is not money.

    The conversion only multiplies, so it is exact; decimals below one fen are rounded half up.
    """
    factor = UNIT_YUAN.get(unit or "")
    return None if factor is None else _WIDE.multiply(value, factor).quantize(_CENT, ROUND_HALF_UP, _WIDE)


@lru_cache(maxsize=1 << 15)
def printed_step(text: str) -> Decimal:
    """Return the unit of the last printed digit (``'12.30'`` → 0.01), the grain that rounding left."""
    digits = text
    if not _PLAIN.fullmatch(text):
        bare = "".join(without_marks(text).split())
        digits = unicodedata.normalize("NFKC", bare).rstrip("%元万亿千百)-")
    return _step(len(digits.partition(".")[2]))


@lru_cache(maxsize=64)
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
