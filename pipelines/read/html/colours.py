"""Colours as style sheets and old attributes write them: names, hexadecimal digits, ``rgb()`` and ``hsl()``."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import Final

from PIL import ImageColor

Colour = tuple[int, int, int]
WHITE: Final[Colour] = (255, 255, 255)
_PAPER: Final = frozenset(("canvas", "window", "background"))
_TOKEN: Final = re.compile(
    r"(?P<kind>rgb|hsl)a?\((?P<channels>[^)]*)\)|#(?P<hex>[0-9a-f]{3,8})\b|(?<![\w-])(?P<name>[a-z]+)(?![\w(-])",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(-?\d*\.?\d+)(%?)")
_BARE_HEX: Final = re.compile(r"\s*([0-9a-f]{6})\s*", re.IGNORECASE)
_SAME: Final = 8
"""Channels that differ by no more are one colour to the eye."""
_CLEAR: Final = 0.05
"""Ink of less opacity is not seen."""


def colour(value: str) -> Colour | None:
    """Return the first colour that a value names, None where it names none that is known.

    >>> colour("1px solid hsl(0, 100%, 50%)"), colour("FFFFFF")
    ((255, 0, 0), (255, 255, 255))
    """
    found = _first(value)
    return found[0] if found else None


def is_clear(value: str) -> bool:
    """Tell whether a value names ink that lets all through."""
    found = _first(value)
    return found is not None and found[1] < _CLEAR


def is_same(one: Colour, other: Colour) -> bool:
    """Tell whether two colours are one to the eye."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME


@lru_cache(maxsize=1024)
def _first(value: str) -> tuple[Colour, float] | None:
    if bare := _BARE_HEX.fullmatch(value):
        return _of_hex(bare[1])
    for token in _TOKEN.finditer(value):
        if token["kind"]:
            found = _of_channels(token["kind"].lower(), token["channels"])
        elif token["hex"]:
            found = _of_hex(token["hex"])
        else:
            found = _of_name(token["name"].lower())
        if found is not None:
            return found
    return None


def _of_name(name: str) -> tuple[Colour, float] | None:
    if name == "transparent":
        return WHITE, 0.0
    if name in _PAPER:
        return WHITE, 1.0
    return (ImageColor.getrgb(name)[:3], 1.0) if name in ImageColor.colormap else None


def _of_hex(digits: str) -> tuple[Colour, float] | None:
    if len(digits) in (3, 4):
        digits = "".join(c * 2 for c in digits)
    if len(digits) not in (6, 8):
        return None
    red, green, blue, *alpha = bytes.fromhex(digits)
    return (red, green, blue), alpha[0] / 255 if alpha else 1.0


def _of_channels(kind: str, text: str) -> tuple[Colour, float] | None:
    values = [(float(number), bool(percent)) for number, percent in _NUMBER.findall(text)]
    if len(values) < 3:
        return None
    alpha = 1.0
    if len(values) > 3:
        alpha = values[3][0] / 100 if values[3][1] else values[3][0]
    if kind == "hsl":
        shares = list(colorsys.hls_to_rgb(values[0][0] % 360 / 360, values[2][0] / 100, values[1][0] / 100))
    else:
        shares = [number / 100 if is_percent else number / 255 for number, is_percent in values[:3]]
    red, green, blue = (min(255, max(0, round(share * 255))) for share in shares)
    return (red, green, blue), alpha
