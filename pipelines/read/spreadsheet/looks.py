"""How the text of a cell of an xlsx workbook looks by its style and its pieces: colour on ground, struck, raised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.read.ooxml import (
    Element,
    attribute,
    child,
    is_on,
    is_one_colour,
    is_true,
    is_white,
    local,
    value_of,
)
from pipelines.read.spreadsheet.formats import BUILT_IN, GENERAL, stored_number

PAPER: Final = "FFFFFF"
UNKNOWN: Final = "?"
"""A ground of a pattern or of several colours."""
_INK: Final = "000000"
_OF_PALETTE: Final = {"0": _INK, "8": _INK, "64": _INK, "1": PAPER, "9": PAPER, "65": PAPER}
_OF_THEME: Final = {"0": PAPER, "1": _INK}
_VERTICAL: Final = ("left", "right", "start", "end")
_SPECK: Final = 1.5
"""Points: text that is no larger is not seen."""
USUAL_SIZE: Final = 11.0


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A cell style: number format, rulings, ground, and why its text is not seen (``''`` where it is)."""

    code: str = GENERAL
    is_ruled: bool = False
    unseen: str = ""
    shift: int = 0
    ground: str = PAPER


def cell_styles(tree: Element) -> list[CellStyle]:
    """Return the cell styles of a styles part, in order."""
    codes = dict(BUILT_IN)
    for entry in children(tree, "numFmts"):
        codes[whole(attribute(entry, "numFmtId"))] = attribute(entry, "formatCode") or GENERAL
    ruled = [_is_ruled(border) for border in children(tree, "borders")]
    fonts, fills = children(tree, "fonts"), [ground_of(fill) for fill in children(tree, "fills")]
    styles: list[CellStyle] = []
    for entry in children(tree, "cellXfs"):
        border = whole(attribute(entry, "borderId"))
        code = codes.get(whole(attribute(entry, "numFmtId")), GENERAL)
        number, fill = whole(attribute(entry, "fontId")), whole(attribute(entry, "fillId"))
        font = fonts[number] if number < len(fonts) else None
        ground = fills[fill] if fill < len(fills) else PAPER
        is_ruled = border < len(ruled) and ruled[border]
        styles.append(CellStyle(code, is_ruled, unseen(font, ground), shift_of(font), ground))
    return styles


def unseen(font: Element | None, ground: str) -> str:
    """Return why text of a font is not seen on a ground; ``''`` where it is."""
    if is_on(font, "strike"):
        return "struck-out"
    if size_of(font) <= _SPECK:
        return "tiny"
    ink = colour_of(child(font, "color"))
    if ink and ground != UNKNOWN and (ink == ground or is_one_colour(ink, ground)):
        return "white" if is_white(ink) else "hidden"
    return ""


def size_of(font: Element | None) -> float:
    """Return the size of a font in points."""
    stored = stored_number(value_of(font, "sz") or "")
    return USUAL_SIZE if stored is None else float(stored)


def shift_of(font: Element | None) -> int:
    """Return 1 for a font set higher, -1 for one set lower."""
    return {"superscript": 1, "subscript": -1}.get(value_of(font, "vertAlign") or "", 0)


def colour_of(colour: Element | None) -> str:
    """Return a colour in hexadecimal digits, or its place in theme or palette; ``''`` for none."""
    if colour is None or is_true(attribute(colour, "auto")):
        return ""
    theme, index, tint = (attribute(colour, name) for name in ("theme", "indexed", "tint"))
    if theme is not None:
        shade = "" if tint in (None, "0", "0.0") else f" {tint}"
        return _OF_THEME[theme] if theme in _OF_THEME and not shade else f"theme {theme}{shade}"
    if index is not None:
        return _OF_PALETTE.get(index, f"palette {index}")
    return (attribute(colour, "rgb") or "")[-6:]


def ground_of(fill: Element | None) -> str:
    """Return the colour that a fill gives to cells."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return UNKNOWN if fill is not None and len(fill) else PAPER
    kind = attribute(pattern, "patternType")
    front, back = (colour_of(child(pattern, name)) for name in ("fgColor", "bgColor"))
    if kind is None:
        return back or PAPER  # a conditional format names its ground so
    if kind == "none":
        return PAPER
    return (front or back or UNKNOWN) if kind == "solid" else UNKNOWN


def children(tree: Element, name: str) -> list[Element]:
    """Return the elements of a list by its name."""
    parent = child(tree, name)
    return [] if parent is None else [one for one in parent if local(one)]


def _is_ruled(border: Element) -> bool:
    return any(local(side) in _VERTICAL and attribute(side, "style") not in (None, "none") for side in border)


def whole(text: str | None) -> int:
    """Return a number of an attribute, 0 where it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def runs(element: Element) -> Iterator[tuple[str, Element | None]]:
    """Yield the texts of a string with their fonts; phonetic guides are left out."""
    for one in element:
        if local(one) == "t":
            yield one.text or "", None
        elif local(one) == "r" and (text := child(one, "t")) is not None:
            yield text.text or "", child(one, "rPr")
