"""What stands beside the figure of a cell and is none of its digits: references, smaller text, signs that are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from selectolax.lexbor import LexborNode

from pipelines.read.html.look import CELLS, draws_line, draws_sign
from pipelines.read.html.style import Declarations
from pipelines.read.html.tables import DataTable
from pipelines.values.amounts import looks_like_figure
from pipelines.values.marks import PICTURE

_ICONS: Final = frozenset(("i", "span", "em", "b"))
_ICON: Final = re.compile(r"\b(?:icons?|fa[srb]?|glyphicons?|sprite)\b|minus", re.IGNORECASE)
_OVER: Final = ("bidi-override", "isolate-override")
_ANOTHER_SIZE: Final = 0.85
"""Digits of sizes that differ by more are not of one figure."""
_FURNITURE_TAGS: Final = frozenset(("nav", "aside", "footer"))
_FURNITURE_ROLES: Final = frozenset(("navigation", "contentinfo", "complementary"))
_FURNITURE_NAMES: Final = frozenset(
    (
        *("nav", "navbar", "navigation", "menu", "footer", "foot", "sidebar", "aside", "calendar", "rili"),
        *("breadcrumb", "crumb", "crumbs", "friendlink", "friendlinks", "friendslink", "yqlj", "related"),
        *("copyright", "weather"),
    )
)
_NAME_PARTS: Final = re.compile(r"[A-Za-z]+")


def parts(before: str, size: float, text: str, text_size: float) -> bool:
    """Tell whether two texts that meet in digits are of two sizes (in pixels), so that they are not one figure."""
    meets = bool(before) and (before[-1].isdecimal() or before[-1] in ".,") and text[:1].isdecimal()
    return meets and min(size, text_size) <= _ANOTHER_SIZE * max(size, text_size)


def is_reference(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element refers to a note of the page, or is written over the text before it."""
    return tag == "rt" or (tag == "a" and (attributes.get("href") or "").startswith("#"))


def marked(block: str | DataTable) -> str | DataTable:
    """Return a figure with the mark of what is drawn beside it."""
    return f"{PICTURE}{block}" if isinstance(block, str) and looks_like_figure(block) else block


def is_drawn(node: LexborNode, tag: str, attributes: Mapping[str, str | None], style: Declarations) -> bool:
    """Tell whether an element in a cell is a sign that is drawn: a rule, an icon, or empty with lines or a ground.

    Text that is shown back to front is none that could be read either.
    """
    if (style and draws_sign(style)) or _is_reversed(tag, attributes, style):
        return True
    if node.first_child is not None or tag in CELLS:
        return False
    is_icon = tag in _ICONS and _ICON.search(attributes.get("class") or "") is not None
    return tag == "hr" or is_icon or (bool(style) and draws_line(style))


def _is_reversed(tag: str, attributes: Mapping[str, str | None], style: Declarations) -> bool:
    is_over = tag == "bdo" or (bool(style) and style.get("unicode-bidi", "").lower() in _OVER)
    way = style.get("direction") or attributes.get("dir") if style else attributes.get("dir")
    return is_over and (way or "").lower() == "rtl"


def is_pictured(node: LexborNode, style: Declarations) -> bool:
    """Tell whether an element without text has a picture for its ground."""
    ground = f"{style.get('background', '')} {style.get('background-image', '')}" if style else ""
    return "url(" in ground and not (node.text(deep=True) or "").strip()


def is_furniture(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element's name says that it is navigation, a footer or the like."""
    if tag in _FURNITURE_TAGS or attributes.get("role") in _FURNITURE_ROLES:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return any(part.lower() in _FURNITURE_NAMES for part in _NAME_PARTS.findall(names))
