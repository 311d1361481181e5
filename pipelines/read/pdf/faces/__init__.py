"""Faces that stand in for the fonts that a PDF does not embed: measures without shapes, made by ``make.py``.

They are part of juesuan, under its licence (Apache-2.0), and hold no outlines of any font.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

HAN: Final = "han"
"""The face for every font but the standard ones."""
STANDARD: Final = {
    "Courier": "courier",
    "Courier-Bold": "courier",
    "Courier-BoldOblique": "courier",
    "Courier-Oblique": "courier",
    "Helvetica": "helvetica",
    "Helvetica-Bold": "helvetica-bold",
    "Helvetica-BoldOblique": "helvetica-bold",
    "Helvetica-Oblique": "helvetica",
    "Times-Roman": "times-roman",
    "Times-Bold": "times-bold",
    "Times-BoldItalic": "times-bolditalic",
    "Times-Italic": "times-italic",
}
"""The face for each standard font; slanted Courier and Helvetica advance as the upright do."""
NAMES: Final = (HAN, *dict.fromkeys(STANDARD.values()))


@cache
def face_data(name: str) -> bytes:
    """Return a face as a TrueType file."""
    return (files(__name__) / f"{name}.ttf").read_bytes()
