"""How a run of Word text looks: hidden, struck out, raised, white on white; from its own properties and its styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.read.ooxml import (
    Element,
    Package,
    attribute,
    child,
    is_on,
    is_one_colour,
    is_white,
    local,
    value_of,
)

_RAISED: Final = 4
"""Half points by which a run is set higher or lower, at least, where it is a mark."""
_SPECK: Final = 3
"""Half points: text that is no larger is not seen."""
_NARROW: Final = 5
"""Percent of their width to which letters are squeezed that nobody sees."""
_USUAL: Final = 21
"""Half points of text whose size nothing states."""
_NO_FILL: Final = frozenset(("", "auto", "none", "clear"))
_PAPER: Final = frozenset(("background1", "light1"))
UNKNOWN: Final = "?"
"""A ground that is coloured in a way not known here."""
_SYMBOLS: Final = {0x2D: "-", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB7: "·", 0xD7: "·"}
"""Of Adobe's Symbol encoding what differs from ASCII and stands beside figures."""


@dataclass(frozen=True, slots=True)
class RunLook:
    """``shift`` is 1 for raised, -1 for lowered text, ``size`` in half points.

    ``ink`` is a colour in hexadecimal digits, ``''`` where the ground decides; ``ground`` is that of the run itself, of
    what stands around it where ``''``.
    """

    is_hidden: bool = False
    is_struck: bool = False
    shift: int = 0
    ink: str = ""
    ground: str = ""
    size: int = _USUAL

    def is_lost_on(self, ground: str) -> bool:
        """Tell whether the ink is that of the ground: the run's own, or else the one around it."""
        ground = self.ground or ground
        if not self.ink or ground == UNKNOWN:
            return False
        return is_white(self.ink) if not ground else is_one_colour(self.ink, ground)


PLAIN: Final = RunLook()


class RunStyles:
    """The looks that a document's styles give to runs."""

    def __init__(self, package: Package, main: str) -> None:
        self._styles: dict[str, Element] = {}
        self._plain = PLAIN
        for part in package.related(main, "styles")[:1]:
            for entry in package.tree(part):
                if local(entry) == "style":
                    self._styles[attribute(entry, "styleId") or ""] = entry
                elif local(entry) == "docDefaults":
                    usual = child(child(child(entry, "rPrDefault"), "rPr"), "sz")
                    self._plain = RunLook(size=_number(usual, _USUAL))

    def look(self, own: Element | None, paragraph: Element | None) -> RunLook:
        """Return how a run looks by its own ``rPr``, its character style and its paragraph's style (``pPr``)."""
        if own is None and (paragraph is None or value_of(paragraph, "pStyle") is None):
            return self._plain
        chain = [own] if own is not None else []
        chain += self._properties(value_of(own, "rStyle"))
        chain += self._properties(value_of(paragraph, "pStyle"))
        size = _number(_first(chain, "sz"), self._plain.size)
        return RunLook(
            is_hidden=_is_set(chain, "vanish")
            or size <= _SPECK
            or _number(_first(chain, "w"), 100) <= _NARROW
            or child(_first(chain, "textFill"), "noFill") is not None,
            is_struck=_is_set(chain, "strike") or _is_set(chain, "dstrike"),
            shift=_shift(chain),
            ink=_ink(chain),
            ground=next(filter(None, map(_ground_of_run, chain)), ""),
            size=size,
        )

    def ground_of_table(self, properties: Element | None) -> str:
        """Return the ground that a table's style, or the table itself, gives to cells; ``''`` for paper."""
        if properties is None:
            return ""
        if own := ground_of(child(properties, "shd")):
            return own
        style = self._styles.get(value_of(properties, "tblStyle") or "")
        seen = 0
        while style is not None and seen < 10:
            if any(local(one) == "shd" and ground_of(one) for one in style.iter()):
                return UNKNOWN
            style = self._styles.get(value_of(style, "basedOn") or "")
            seen += 1
        return ""

    def _properties(self, name: str | None) -> Iterator[Element]:
        """Yield the run properties of a style and of those that it is based on."""
        seen = 0
        while name and seen < 10:
            style = self._styles.get(name)
            own = child(style, "rPr")
            if own is not None:
                yield own
            name = value_of(style, "basedOn")
            seen += 1


def ground_of(shading: Element | None) -> str:
    """Return the colour of a shading in hexadecimal digits; ``''`` for none and for white."""
    if shading is None:
        return ""
    fill, pattern = attribute(shading, "fill") or "", attribute(shading, "val") or ""
    if pattern.startswith(("pct", "solid")) or "Stripe" in pattern:
        return UNKNOWN
    return "" if fill.lower() in _NO_FILL or is_white(fill) else fill


def _ground_of_run(properties: Element) -> str:
    marker = attribute(found, "val") if (found := child(properties, "highlight")) is not None else None
    return ground_of(child(properties, "shd")) or (UNKNOWN if marker not in (None, "none", "white") else "")


def _ink(chain: list[Element]) -> str:
    """Return the colour of a run's text; ``''`` where none is stated."""
    effect = child(child(_first(chain, "textFill"), "solidFill"), "srgbClr")
    stated = _first(chain, "color") if effect is None else effect
    if stated is None:
        return ""
    is_paper = attribute(stated, "themeColor") in _PAPER and not attribute(stated, "themeShade")
    ink = attribute(stated, "val") or ""
    return "FFFFFF" if is_paper else "" if ink.lower() in _NO_FILL else ink


def _number(element: Element | None, otherwise: int) -> int:
    text = attribute(element, "val") if element is not None else None
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise


def symbol(element: Element) -> str | None:
    """Return the text of a ``<w:sym>``, None where it is a picture of its font."""
    try:
        code = int(attribute(element, "char") or "", 16) & 0xFF
    except ValueError:
        return None
    if (attribute(element, "font") or "").lower() != "symbol":
        return None
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    return chr(code) if 0x20 <= code < 0x40 else None


def _first(chain: list[Element], name: str) -> Element | None:
    return next((found for one in chain if (found := child(one, name)) is not None), None)


def _is_set(chain: list[Element], name: str) -> bool:
    return next((is_on(one, name) for one in chain if child(one, name) is not None), False)


def _shift(chain: list[Element]) -> int:
    kind = _first(chain, "vertAlign")
    if kind is not None:
        return {"superscript": 1, "subscript": -1}.get(attribute(kind, "val") or "", 0)
    position = _first(chain, "position")
    try:
        half_points = int(attribute(position, "val") or 0) if position is not None else 0
    except ValueError:
        return 0
    return 0 if abs(half_points) < _RAISED else 1 if half_points > 0 else -1
