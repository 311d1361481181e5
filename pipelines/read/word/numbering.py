"""Automatic numbers of Word paragraphs (一、 第二部分 (3)), which the file stores as rules, not as text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from pipelines.read.ooxml import Element, Package, attribute, child, local, value_of
from pipelines.values.marks import PICTURE

_DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LAST_LEVEL: Final = 8
_MOST: Final = 9999


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    number_format: str
    text: str


class Numbering:
    """Counts the numbered paragraphs of a document in order and writes their numbers."""

    def __init__(self, package: Package, main: str) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counter_of: dict[str, str] = {}
        self._style_of: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for part in package.related(main, "numbering")[:1]:
            self._read_numbering(package.tree(part))
        for part in package.related(main, "styles")[:1] if self._levels else ():
            self._read_styles(package.tree(part))

    def _read_numbering(self, tree: Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for entry in tree:
            if local(entry) == "abstractNum":
                abstract[attribute(entry, "abstractNumId") or ""] = _levels(entry)
        for entry in tree:
            if local(entry) != "num":
                continue
            number = attribute(entry, "numId") or ""
            kind = value_of(entry, "abstractNumId") or ""
            levels = dict(abstract.get(kind, {}))
            overrides = [one for one in entry if local(one) == "lvlOverride"]
            for one in overrides:
                level = _whole(attribute(one, "ilvl"))
                levels |= _levels(one)
                if (start := value_of(one, "startOverride")) is not None and level in levels:
                    old = levels[level]
                    levels[level] = _Level(_whole(start), old.number_format, old.text)
            self._levels[number] = levels
            self._counter_of[number] = f"num {number}" if overrides else f"kind {kind}"

    def _read_styles(self, tree: Element) -> None:
        based: dict[str, str] = {}
        for style in tree:
            if local(style) != "style":
                continue
            name = attribute(style, "styleId") or ""
            based[name] = value_of(style, "basedOn") or ""
            if (own := _reference(child(child(style, "pPr"), "numPr"))) is not None:
                self._style_of[name] = own
        for name in based:
            seen, parent = {name}, name
            while parent not in self._style_of and (parent := based.get(parent, "")) and parent not in seen:
                seen.add(parent)
            if parent in self._style_of:
                self._style_of.setdefault(name, self._style_of[parent])

    def of(self, properties: Element | None, *, is_in_cell: bool = False) -> str:
        """Return the number before the next paragraph, '' for none; call once per paragraph, in order.

        A bullet is none, but in a cell it may be a sign of the figure that follows.
        """
        if not self._levels or properties is None:
            return ""
        own = _reference(child(properties, "numPr"))
        reference = own or self._style_of.get(value_of(properties, "pStyle") or "")
        if reference is None:
            return ""
        number, level = reference
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts[self._counter_of[number]]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if levels[level].number_format == "bullet":
            return PICTURE if is_in_cell else ""
        return _fill(levels, level, counts)


def _levels(parent: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for entry in parent:
        if local(entry) == "lvl":
            start = value_of(entry, "start")
            found[_whole(attribute(entry, "ilvl"))] = _Level(
                _whole(start) if start is not None else 1,
                value_of(entry, "numFmt") or "decimal",
                value_of(entry, "lvlText") or "",
            )
    return found


def _reference(numbering: Element | None) -> tuple[str, int] | None:
    """Return (numbering id, level) of a paragraph or style."""
    if numbering is None:
        return None
    number = value_of(numbering, "numId")
    return (number, min(_whole(value_of(numbering, "ilvl")), _LAST_LEVEL)) if number is not None else None


def _fill(levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
    own = levels[level]
    if own.number_format == "none":
        return ""
    text = own.text
    for index in range(_LAST_LEVEL + 1):
        mark = f"%{index + 1}"
        if mark in text and index in levels:
            text = text.replace(
                mark, write_number(counts.get(index, levels[index].start), levels[index].number_format)
            )
    return text


def write_number(number: int, number_format: str) -> str:
    """Write a number in one of Word's formats; those not known here come out in digits.

    >>> write_number(12, "chineseCounting")
    '十二'
    """
    if not 0 < number <= _MOST:
        return str(number)
    if number_format in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
    ):
        return _chinese(number)
    if number_format in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if number_format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if number_format == "lowerLetter" else letter.upper()
    if number_format in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if number_format == "lowerRoman" else roman.upper()
    if number_format.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if number_format == "decimalZero":
        return f"{number:02}"
    if number_format == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return str(number)


def _chinese(number: int) -> str:
    out = ""
    digits = str(number)
    for place, digit in enumerate(digits):
        if digit != "0":
            out += _DIGITS[int(digit)] + _UNITS[len(digits) - 1 - place]
        elif out and not out.endswith("零") and digits[place:].strip("0"):
            out += "零"
    return out[1:] if out.startswith("一十") else out


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0
