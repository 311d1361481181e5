"""Pictures in a Word document: which are large enough to be a table, and the bytes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipelines.read.ooxml import Element, Package, attribute, local
from pipelines.values.errors import DocumentError

_EMU_PER_POINT: Final = 12_700
_LEAST: Final = (200.0, 60.0)
"""Width and height in points below which a picture is a sign or a logo, and no table."""
_SIDE: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|cm|mm)")
_POINTS: Final = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}


def part_of(picture: Element) -> str:
    """Return the id of the relation that a picture's bytes hang on; ``''`` for one too small to be a table."""
    width, height = _size(picture)
    if width < _LEAST[0] or height < _LEAST[1]:
        return ""
    if local(picture) == "imagedata":
        return attribute(picture, "id") or ""
    found = (attribute(one, "embed") for one in picture.iter() if local(one) == "blip")
    return next((one for one in found if one), "")


def _size(picture: Element) -> tuple[float, float]:
    """Return how wide and high a picture is shown, in points; nothing where the file does not say."""
    for one in picture.iterancestors():
        if local(one) in ("inline", "anchor"):
            for extent in one:
                if local(extent) == "extent":
                    sides = (attribute(extent, "cx") or "", attribute(extent, "cy") or "")
                    if all(side.isdecimal() for side in sides):
                        width, height = (int(side) / _EMU_PER_POINT for side in sides)
                        return width, height
        if local(one) in ("shape", "rect"):
            sides_told = {
                side: float(number) * _POINTS[unit]
                for side, number, unit in _SIDE.findall(attribute(one, "style") or "")
            }
            return sides_told.get("width", 0.0), sides_told.get("height", 0.0)
    return 0.0, 0.0


@dataclass(slots=True)
class PictureParts:
    """The pictures that a part of a package names, by the relations that they hang on."""

    package: Package
    main: str
    _targets: dict[str, tuple[str, str]] | None = None

    def data(self, relation: str) -> bytes:
        """Return the bytes of a picture, none where the package does not hold it or it cannot be unpacked."""
        if self._targets is None:
            self._targets = self.package.relations(self.main)
        _, part = self._targets.get(relation, ("", ""))
        if not self.package.has(part):
            return b""
        try:
            with self.package.open(part) as stream:
                return stream.read()
        except DocumentError:
            return b""
