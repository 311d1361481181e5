"""Lengths of style sheets in pixels, and the sizes of text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

USUAL: Final = 16.0
"""The size of text, in pixels, where nothing says otherwise."""
_LENGTH: Final = re.compile(r"(-?\d*\.?\d+)(px|pt|pc|em|rem|ex|ch|vw|vh|%|cm|mm|in|)", re.IGNORECASE)
_PIXELS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
_OF_THE_TEXT: Final = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_OF_THE_PAGE: Final = {"rem": USUAL, "vw": 10.0, "vh": 8.0}
_NAMED: Final = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
_STEPS: Final = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
"""The seven sizes of ``<font size>``."""
_STEP: Final = 1.2
_FONT: Final = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|pc|em|rem|ex|%|cm|mm|in)?)\s*(?:/|\s)", re.IGNORECASE)


def pixels(value: str, size: float = USUAL) -> float | None:
    """Return the first length of a value in pixels, for text of a size; None where it is none.

    >>> pixels("1.5em"), pixels("auto")
    (24.0, None)
    """
    match = _LENGTH.match(value.strip())
    if match is None:
        return None
    unit = match[2].lower()
    scale = _OF_THE_TEXT[unit] * size if unit in _OF_THE_TEXT else _OF_THE_PAGE.get(unit) or _PIXELS[unit]
    return float(match[1]) * scale


def is_zero(value: str) -> bool:
    """Tell whether a value is a length of nothing."""
    match = _LENGTH.fullmatch(value.strip())
    return match is not None and float(match[1]) == 0


def text_size(
    outer: float, tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str]
) -> float:
    """Return the size of an element's text in pixels, from that of the text around it."""
    size = outer
    if tag == "small":
        size = outer / _STEP
    elif tag == "big":
        size = outer * _STEP
    elif tag == "font" and (step := (attributes.get("size") or "").strip()):
        size = _of_step(step, outer)
    value = style.get("font-size", "").strip().lower()
    if not value and (short := _FONT.search(style.get("font", ""))):
        value = short[1]
    if not value:
        return size
    if value in ("smaller", "larger"):
        return outer / _STEP if value == "smaller" else outer * _STEP
    found = _NAMED.get(value)
    if found is None:
        found = pixels(value, outer)
    return size if found is None else found


def _of_step(step: str, outer: float) -> float:
    try:
        number = int(step)
    except ValueError:
        return outer
    if step[0] in "+-":
        return float(outer * _STEP**number)
    return _STEPS[min(max(number, 1), 7) - 1]
