"""How text of a web page looks where it stands: whether a person sees it, and as what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipelines.read.html.colours import WHITE, Colour, colour, is_clear, is_same
from pipelines.read.html.sizes import USUAL, is_zero, pixels, text_size
from pipelines.read.html.style import Declarations

_SPECK: Final = 1.5
"""Text of fewer pixels is not seen."""
_FAR: Final = 90.0
_VERY_FAR: Final = 500.0
"""Pixels by which what is laid out by itself, or moved, stands off the page."""
_FLAT: Final = 1.0
_CLIPPED: Final = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|(?:circle|ellipse)\(\s*0(?![.\d])|polygon\(\s*0(?:px|%)?(?:\s+0(?:px|%)?)?\s*\)"
)
_SHRUNK: Final = re.compile(r"scale(?:3d|X|Y)?\(\s*0(?:\.0+)?\s*[,)]", re.IGNORECASE)
_MOVED: Final = re.compile(r"translate(?:3d|X|Y)?\(\s*(-?[\d.]+\w*)(?:\s*,\s*(-?[\d.]+\w*))?", re.IGNORECASE)
_FADED: Final = re.compile(r"opacity\(\s*0*(?:\.0+)?%?\s*\)", re.IGNORECASE)
_LINE_BY_GRADIENT: Final = re.compile(r"gradient\(.*transparent.*\b(?:4[0-9]|5[0-9])%", re.IGNORECASE)
_NO_GROUND: Final = frozenset(("", "none", "transparent", "inherit", "initial", "unset"))
_STRUCK_TAGS: Final = frozenset(("s", "strike", "del"))
CELLS: Final = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table"))
_BLOCKS: Final = ("block", "flex", "grid", "list-item", "flow-root", "table")
_SIDES: Final = ("margin-left", "margin-right", "padding-left", "padding-right")
_AWAY: Final = 0.3
"""Space beside an element that parts its text from the text before it, in sizes of the text."""


class Look(NamedTuple):
    """How text looks inside an element; ``size`` is in pixels. ``ground`` is None where it is not known (a picture)."""

    is_visible: bool = True
    ink: Colour | None = None
    ground: Colour | None = WHITE
    is_struck: bool = False
    shift: int = 0
    size: float = USUAL

    @property
    def hides(self) -> str:
        """Return why text is not read: ``hidden`` or ``struck-out``; ``''`` where it is."""
        if not self.is_visible or (self.ink is not None and self.ground and is_same(self.ink, self.ground)):
            return "hidden"
        return "struck-out" if self.is_struck else ""


PLAIN: Final = Look()


def is_gone(tag: str, attributes: Mapping[str, str | None], style: Declarations) -> bool:
    """Tell whether an element takes no place on the page, with all that it holds."""
    if "hidden" in attributes or "popover" in attributes or (tag == "dialog" and "open" not in attributes):
        return True
    if not style:
        return False
    if style.get("display", "").lower() == "none" or style.get("mso-hide", "").lower() == "all":
        return True
    if style.get("content-visibility", "").lower() == "hidden":
        return True
    return style.get("visibility", "").lower() == "collapse"


def look_of(outer: Look, tag: str, attributes: Mapping[str, str | None], style: Declarations) -> Look:
    """Return how text looks inside an element, from how it looks around it."""
    look = outer
    if tag in _STRUCK_TAGS:
        look = look._replace(is_struck=True)
    elif tag == "ins":
        look = look._replace(is_struck=False)
    elif tag in ("sup", "sub", "rt"):
        look = look._replace(shift=-1 if tag == "sub" else 1)
    elif tag == "font" and attributes.get("color"):
        look = look._replace(ink=colour(attributes["color"] or ""))
    size = text_size(outer.size, tag, attributes, style)
    if size != outer.size:
        look = look._replace(size=size)
    if attributes.get("bgcolor"):
        look = look._replace(ground=colour(attributes["bgcolor"] or ""))
    elif attributes.get("background"):
        look = look._replace(ground=None)
    return _styled(look, tag, style) if style else look


def _styled(look: Look, tag: str, style: Declarations) -> Look:
    visibility = style.get("visibility", "").lower()
    if visibility in ("hidden", "visible"):
        look = look._replace(is_visible=visibility == "visible")
    if look.size <= _SPECK or _is_out_of_sight(style, look.size):
        look = look._replace(is_visible=False)
    ground = f"{style.get('background-color', '')} {style.get('background', '')}".strip()
    if "url(" in ground or "gradient" in ground or "url(" in style.get("background-image", ""):
        look = look._replace(ground=None)
    elif ground.lower() not in _NO_GROUND and not is_clear(ground):
        look = look._replace(ground=colour(ground))
    ink = style.get("-webkit-text-fill-color") or style.get("color", "")
    if ink and ink.lower() not in ("inherit", "currentcolor"):
        look = look._replace(ink=look.ground if is_clear(ink) else colour(ink))
    line = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}".lower()
    if "line-through" in line or (tag not in CELLS and _LINE_BY_GRADIENT.search(ground)):
        look = look._replace(is_struck=True)
    shift = _shift(style.get("vertical-align", "").lower(), look.size) if tag not in CELLS else 0
    if not shift and style.get("position", "").lower() == "relative" and _length(style, "top", look.size) < 0:
        shift = 1
    return look._replace(shift=shift) if shift else look


def _is_out_of_sight(style: Declarations, size: float) -> bool:
    """Tell whether an element is drawn without a size, without ink or off the page."""
    if is_zero(style.get("opacity", "")) or _FADED.search(style.get("filter", "")):
        return True
    if _CLIPPED.search(style.get("clip-path", "")) or _is_shifted_off(style, size):
        return True
    if _length(style, "text-indent", size) < -_FAR:
        return True
    overflow = style.get("overflow", "").lower()
    across, down = (f"{overflow} {style.get(f'overflow-{axis}', '').lower()}" for axis in "xy")
    is_narrow = _is_flat(style, "width", size) or _is_flat(style, "max-width", size)
    is_low = any(_is_flat(style, name, size) for name in ("height", "max-height", "line-height"))
    return (is_narrow and _cuts(across)) or (is_low and _cuts(down))


def _cuts(overflow: str) -> bool:
    return "hidden" in overflow or "clip" in overflow


def _is_flat(style: Declarations, name: str, size: float) -> bool:
    value = style.get(name, "")
    length = pixels(value, size) if value else None
    return length is not None and abs(length) <= (_FLAT if name != "line-height" else 0.0)


def _is_shifted_off(style: Declarations, size: float) -> bool:
    """Tell whether an element is moved off the page, or shrunk to nothing."""
    position = style.get("position", "").lower()
    inset = style.get("inset", "").split()
    moves = [pixels(part, size) or 0.0 for part in inset]
    moves += [_length(style, side, size) for side in ("left", "top", "right", "bottom")]
    if position in ("absolute", "fixed"):
        is_cut = re.search(r"rect\(\s*[01](?:px)?[\s,]", style.get("clip", "")) is not None
        if is_cut or min(moves, default=0.0) < -_FAR:
            return True
    elif position in ("relative", "sticky") and max(map(abs, moves), default=0.0) > _VERY_FAR:
        return True
    if min(_length(style, f"margin-{side}", size) for side in ("left", "top")) < -_VERY_FAR:
        return True
    change = style.get("transform", "")
    if _SHRUNK.search(change):
        return True
    lengths = [
        pixels(part, size) or 0.0 for match in _MOVED.finditer(change) for part in match.groups() if part
    ]
    return max(map(abs, lengths), default=0.0) > _VERY_FAR


def _shift(value: str, size: float) -> int:
    if value in ("super", "text-top"):
        return 1
    if value in ("sub", "text-bottom"):
        return -1
    number = pixels(value, size) or 0.0
    return (number > 0) - (number < 0)


def _length(style: Declarations, name: str, size: float) -> float:
    value = style.get(name, "")
    return (pixels(value, size) or 0.0) if value else 0.0


def stands_apart(tag: str, style: Declarations, outer: Declarations, size: float) -> str:
    """Return what parts an element's text from the text around it: a line feed, a blank, or nothing.

    ``outer`` are the declarations of the element around it.
    """
    if tag in CELLS:
        return ""
    display = style.get("display", "").lower()
    if display.startswith(_BLOCKS) or outer.get("display", "").lower().endswith(("flex", "grid")):
        return "\n"
    if not style:
        return ""
    if style.get("float", "none").lower() in ("left", "right"):
        return " "
    if style.get("position", "").lower() in ("absolute", "fixed"):
        return " "
    lengths = [_length(style, side, size) for side in _SIDES]
    for short in ("margin", "padding"):
        parts = style.get(short, "").split()
        lengths += [pixels(part, size) or 0.0 for part in (parts[1:2] or parts[:1])]
    if display.startswith("inline-"):
        lengths += [_length(style, name, size) for name in ("width", "min-width")]
    return " " if max(lengths) > _AWAY * size else ""


def draws_line(style: Declarations) -> bool:
    """Tell whether an element without text is drawn all the same: as a line, an area or a picture."""
    if "url(" in style.get("background", "") or "url(" in style.get("background-image", ""):
        return True
    borders = (style.get(name, "").lower() for name in ("border", "border-top", "border-bottom"))
    if any(value and not value.startswith(("0", "none")) for value in borders):
        return True
    ground = f"{style.get('background-color', '')} {style.get('background', '')}".strip()
    return ground.lower() not in _NO_GROUND and bool(style.get("height"))


def draws_sign(style: Declarations) -> bool:
    """Tell whether the ground of an element is one small picture beside its text."""
    ground = f"{style.get('background', '')} {style.get('background-image', '')}"
    return "url(" in ground and "no-repeat" in f"{ground} {style.get('background-repeat', '')}"


def strikes(beside: Declarations, size: float) -> bool:
    """Tell whether what a style sheet adds to an element is a line through its middle."""
    if beside.get("position", "").lower() != "absolute" or not draws_line(beside):
        return False
    top = beside.get("top") or beside.get("bottom") or ""
    if top.strip().endswith("%"):
        return 25.0 <= float(pixels(top, 100.0) or 0.0) <= 75.0
    middle = pixels(top, size)
    return middle is not None and 0.25 * size <= middle <= 0.9 * size
