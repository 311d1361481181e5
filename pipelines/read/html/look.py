"""How text of a web page looks where it stands: whether a person sees it, and as what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipelines.read.html.style import Declarations

Colour = tuple[int, int, int]
WHITE: Final[Colour] = (255, 255, 255)
_NAMED: Final = {"white": WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240), "black": (0, 0, 0)}
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b", re.IGNORECASE)
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+%?))?", re.IGNORECASE)
_LENGTH: Final = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|%|cm|mm|in|)", re.IGNORECASE)
_SAME: Final = 8
"""Channels that differ by no more are one colour to the eye."""
_FAR: Final = -90.0
_NO_GROUND: Final = frozenset(("", "none", "transparent", "inherit", "initial", "unset"))
_STRUCK_TAGS: Final = frozenset(("s", "strike", "del"))
_CELLS: Final = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))


class Look(NamedTuple):
    """How text looks inside an element. ``ground`` is None where it is not known (a picture)."""

    is_visible: bool = True
    ink: Colour | None = None
    ground: Colour | None = WHITE
    is_struck: bool = False
    shift: int = 0

    @property
    def hides(self) -> str:
        """Return why text is not read: ``hidden`` or ``struck-out``; ``''`` where it is."""
        if not self.is_visible or (self.ink is not None and self.ground and _is_same(self.ink, self.ground)):
            return "hidden"
        return "struck-out" if self.is_struck else ""


PLAIN: Final = Look()


def is_gone(attributes: Mapping[str, str | None], style: Declarations) -> bool:
    """Tell whether an element takes no place on the page, with all that it holds."""
    if "hidden" in attributes:
        return True
    if not style:
        return False
    if style.get("display", "").lower() == "none" or style.get("mso-hide", "").lower() == "all":
        return True
    return style.get("visibility", "").lower() == "collapse"


def look_of(outer: Look, tag: str, attributes: Mapping[str, str | None], style: Declarations) -> Look:
    """Return how text looks inside an element, from how it looks around it."""
    look = outer
    if tag in _STRUCK_TAGS:
        look = look._replace(is_struck=True)
    elif tag == "ins":
        look = look._replace(is_struck=False)
    elif tag in ("sup", "sub"):
        look = look._replace(shift=1 if tag == "sup" else -1)
    elif tag == "font" and attributes.get("color"):
        look = look._replace(ink=colour(attributes["color"] or ""))
    if attributes.get("bgcolor"):
        look = look._replace(ground=colour(attributes["bgcolor"] or ""))
    elif attributes.get("background"):
        look = look._replace(ground=None)
    return _styled(look, tag, style) if style else look


def _styled(look: Look, tag: str, style: Declarations) -> Look:
    visibility = style.get("visibility", "").lower()
    if visibility in ("hidden", "visible"):
        look = look._replace(is_visible=visibility == "visible")
    if _is_out_of_sight(style):
        look = look._replace(is_visible=False)
    ground = style.get("background-color") or style.get("background") or ""
    if "url(" in ground or "gradient" in ground or "url(" in style.get("background-image", ""):
        look = look._replace(ground=None)
    elif ground.lower() not in _NO_GROUND:
        look = look._replace(ground=colour(ground))
    ink = style.get("color", "")
    if ink:
        see_through = ink.lower() == "transparent" or _alpha(ink) == 0
        look = look._replace(ink=look.ground if see_through else colour(ink))
    line = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}".lower()
    if "line-through" in line:
        look = look._replace(is_struck=True)
    shift = _shift(style.get("vertical-align", "").lower()) if tag not in _CELLS else 0
    if not shift and style.get("position", "").lower() == "relative" and _number(style.get("top", "")) < 0:
        shift = 1
    return look._replace(shift=shift) if shift else look


def _is_out_of_sight(style: Declarations) -> bool:
    """Tell whether an element is drawn without a size, without ink or off the page."""
    if _is_zero(style.get("font-size", "")) or _is_zero(style.get("opacity", "")):
        return True
    if style.get("position", "").lower() in ("absolute", "fixed"):
        is_cut = re.search(r"rect\(\s*[01](?:px)?[\s,]", style.get("clip", "")) is not None
        if is_cut or min(_number(style.get("left", "")), _number(style.get("top", ""))) < _FAR:
            return True
    if _number(style.get("text-indent", "")) < _FAR:
        return True
    is_flat = any(_is_zero(style.get(name, "")) for name in ("height", "max-height", "width", "max-width"))
    return is_flat and style.get("overflow", "").lower() in ("hidden", "clip")


def _shift(value: str) -> int:
    if value in ("super", "text-top"):
        return 1
    if value in ("sub", "text-bottom"):
        return -1
    number = _number(value)
    return (number > 0) - (number < 0)


def _number(value: str) -> float:
    match = _LENGTH.fullmatch(value.strip())
    return float(match[1]) if match else 0.0


def _is_zero(value: str) -> bool:
    match = _LENGTH.fullmatch(value.strip())
    return match is not None and float(match[1]) == 0


def _alpha(value: str) -> float:
    match = _RGB.search(value)
    return float(match[4].rstrip("%")) if match and match[4] else 1.0


def colour(value: str) -> Colour | None:
    """Return the colour that a value names, None where it is another than white, black, or one in numbers."""
    text = value.strip().lower()
    if match := _RGB.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _HEX.search(text if "#" in text else f"#{text}"):
        digits = match[1]
        if len(digits) in (3, 4):
            digits = "".join(c * 2 for c in digits)
        if len(digits) in (6, 8):
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    return next((rgb for name, rgb in _NAMED.items() if name in text.split()), None)


def _is_same(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _SAME
