"""How a run of Word text looks: hidden, struck out, raised, white on white; from its own properties and its styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.read.ooxml import Element, Package, attribute, child, is_on, is_white, local, value_of

_RAISED: Final = 4
"""Half points by which a run is set higher or lower, at least, where it is a mark."""
_NO_FILL: Final = frozenset(("", "auto", "none", "clear"))
_SYMBOLS: Final = {0x2D: "-", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB7: "·", 0xD7: "·"}
"""Of Adobe's Symbol encoding what differs from ASCII and stands beside figures."""


@dataclass(frozen=True, slots=True)
class RunLook:
    """``shift`` is 1 for raised, -1 for lowered text; ``is_white`` is by the ink, whatever the ground."""

    is_hidden: bool = False
    is_struck: bool = False
    shift: int = 0
    is_white: bool = False


class RunStyles:
    """The looks that a document's styles give to runs."""

    def __init__(self, package: Package, main: str) -> None:
        self._styles: dict[str, Element] = {}
        for part in package.related(main, "styles")[:1]:
            for entry in package.tree(part):
                if local(entry) == "style":
                    self._styles[attribute(entry, "styleId") or ""] = entry

    def look(self, own: Element | None, paragraph: Element | None) -> RunLook:
        """Return how a run looks by its own ``rPr``, its character style and its paragraph's style (``pPr``)."""
        if own is None and (paragraph is None or value_of(paragraph, "pStyle") is None):
            return PLAIN
        chain = [own] if own is not None else []
        chain += self._properties(value_of(own, "rStyle"))
        chain += self._properties(value_of(paragraph, "pStyle"))
        ink = _first(chain, "color")
        return RunLook(
            is_hidden=_is_set(chain, "vanish"),
            is_struck=_is_set(chain, "strike") or _is_set(chain, "dstrike"),
            shift=_shift(chain),
            is_white=ink is not None
            and is_white(attribute(ink, "val"))
            and not any(is_filled(child(one, "shd")) or child(one, "highlight") is not None for one in chain),
        )

    def fills_table(self, properties: Element | None) -> bool:
        """Tell whether a table's style, or the table itself, colours the ground of cells."""
        if properties is None:
            return False
        if is_filled(child(properties, "shd")):
            return True
        style = self._styles.get(value_of(properties, "tblStyle") or "")
        seen = 0
        while style is not None and seen < 10:
            if any(local(one) == "shd" and is_filled(one) for one in style.iter()):
                return True
            style = self._styles.get(value_of(style, "basedOn") or "")
            seen += 1
        return False

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


PLAIN: Final = RunLook()


def is_filled(shading: Element | None) -> bool:
    """Tell whether a shading is another colour than white."""
    if shading is None:
        return False
    fill, pattern = attribute(shading, "fill") or "", attribute(shading, "val") or ""
    has_pattern = pattern.startswith(("pct", "solid")) or "Stripe" in pattern
    return has_pattern or (fill.lower() not in _NO_FILL and not is_white(fill))


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
