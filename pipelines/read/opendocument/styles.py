"""Styles of an OpenDocument file: whether a text is seen, a cell ruled, a sheet shown, a page begun."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pipelines.read.ooxml import Element, Package, attribute, child, is_white, local
from pipelines.values.errors import DocumentError

CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_NO_LINE: Final = frozenset(("none", "hidden"))


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says that a reader must know; None and ``""`` where its parent decides.

    ``shift`` is 1 for raised and -1 for lowered text.
    """

    colour: str = ""
    ground: str = ""
    is_hidden: bool = False
    is_struck: bool = False
    shift: int = 0
    is_ruled: bool = False
    is_shown: bool = True
    breaks_before: bool = False
    breaks_after: bool = False

    @property
    def unseen(self) -> str:
        """Return why text of this style is not seen, ``''`` where it is."""
        if self.is_hidden:
            return "hidden"
        if self.is_struck:
            return "struck-out"
        is_on_white = self.ground in ("", "transparent") or is_white(self.ground)
        return "white" if is_white(self.colour) and is_on_white else ""

    def over(self, other: Style) -> Style:
        """Return this style as laid over that of the text, cell or paragraph around it."""
        if self is PLAIN:
            return other
        return replace(
            other,
            colour=self.colour or other.colour,
            ground=self.ground or other.ground,
            is_hidden=self.is_hidden or other.is_hidden,
            is_struck=self.is_struck or other.is_struck,
            shift=self.shift or other.shift,
        )


PLAIN: Final = Style()


class Styles:
    """The styles of a file by family and name, each with what it has from its parents."""

    def __init__(self, package: Package, content: Element) -> None:
        self._given: dict[tuple[str, str], Element] = {}
        self._known: dict[tuple[str, str], Style] = {}
        roots = [package.tree(_STYLES)] if package.has(_STYLES) else []
        for root in (*roots, content):
            for part in root:
                if local(part) in ("styles", "automatic-styles"):
                    for one in part:
                        if local(one) == "style":
                            self._given[attribute(one, "family") or "", attribute(one, "name") or ""] = one

    def of(self, element: Element, family: str, name: str = "style-name") -> Style:
        """Return the style of an element, a plain one where it names none."""
        return self.named(family, attribute(element, name) or "")

    def named(self, family: str, name: str) -> Style:
        """Return a style by its family (``text``, ``paragraph``, ``table-cell`` …) and name."""
        key = family, name
        if key not in self._known:
            self._known[key] = PLAIN  # a style that is its own ancestor ends here
            element = self._given.get(key)
            if element is not None:
                parent = self.named(family, attribute(element, "parent-style-name") or "")
                self._known[key] = _read(element, parent)
        return self._known[key]


def _read(element: Element, parent: Style) -> Style:
    style = parent
    text, cell = child(element, "text-properties"), child(element, "table-cell-properties")
    if text is not None:
        position = (attribute(text, "text-position") or "").split(" ")[0]
        through = attribute(text, "text-line-through-style") or attribute(text, "text-line-through-type")
        style = replace(
            style,
            colour=attribute(text, "color") or style.colour,
            is_hidden=attribute(text, "display") == "none" or style.is_hidden,
            is_struck=style.is_struck if through is None else through not in _NO_LINE,
            shift=_shift(position) if position else style.shift,
        )
    ground = child(element, "paragraph-properties") if cell is None else cell
    for properties in (text, ground):
        if properties is not None and (colour := attribute(properties, "background-color")):
            style = replace(style, ground=colour)
    if cell is not None:
        sides = [attribute(cell, name) for name in ("border", "border-left", "border-right")]
        if any(side is not None for side in sides):
            is_ruled = any(side is not None and not _NO_LINE & set(side.split()) for side in sides)
            style = replace(style, is_ruled=is_ruled)
    table, paragraph = child(element, "table-properties"), child(element, "paragraph-properties")
    broken = table if paragraph is None else paragraph
    return replace(
        style,
        is_shown=table is None or attribute(table, "display") != "false",
        breaks_before=bool(attribute(element, "master-page-name"))
        or (broken is not None and attribute(broken, "break-before") == "page"),
        breaks_after=broken is not None and attribute(broken, "break-after") == "page",
    )


def _shift(position: str) -> int:
    if position in ("super", "sub"):
        return 1 if position == "super" else -1
    number = position.removesuffix("%")
    try:
        height = float(number)
    except ValueError:
        return 0
    return (height > 0) - (height < 0)


def refuse_protected(package: Package) -> None:
    """Raise DocumentError for a file whose parts are encrypted."""
    if package.has(_MANIFEST):
        for entry in package.tree(_MANIFEST):
            if child(entry, "encryption-data") is not None:
                raise DocumentError(
                    "the document is protected by a password; remove it and ingest the file again"
                )
