"""Make the faces that stand in for fonts which a PDF does not embed.

    python -m pipelines.read.pdf.faces.make [FOLDER]

A reader needs no shapes, only measures: how far each character advances, how high and deep a line is, and that
every character takes room. So each glyph is one stroke without width, as high as its line: it has an extent and
no ink. Every code point has one; white space has none. The strokes stay within the narrowest advance that a PDF
may state for its own font, because PDFium widens a character's box to its glyph.

``han.ttf`` has the measures of Chinese text faces: 1/2 em for Latin, 1 em for all else. The others have the
advances, ascent and descent that Adobe publishes for the standard fonts (Core 14 AFM files), in the tables of
pdfminer.six, which the second reader measures by.
Output: one TrueType file each, always the same bytes. Needs fonttools.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from pdfminer.fontmetrics import FONT_METRICS

from pipelines.read.pdf.faces import HAN, NAMES, STANDARD

HERE: Final = Path(__file__).parent
EM: Final = 1000
BREADTH: Final = EM // 10
"""How broad a glyph is; PDFium drops a text object that is narrower than 1/100 of a point."""
HAN_ASCENT, HAN_DESCENT = 880, -120
"""The em box of Adobe's Chinese fonts."""
_LAST: Final = 0x3FFFF
_FIRST_WIDE: Final = 0x2000
"""Chinese fonts set symbols and punctuation from here on as wide as their characters."""
_SPACES: Final = frozenset({0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000})
_NARROW: Final = (range(0xFF61, 0xFFDD), range(0xFFE8, 0xFFEF))
"""Half-width forms."""
_WIDE: Final = (
    range(0x1100, 0x1160),
    range(0x2E80, 0xA4D0),
    range(0xAC00, 0xD7A4),
    range(0xF900, 0xFB00),
    range(0xFE30, 0xFE70),
    range(0xFF01, 0xFF61),
    range(0xFFE0, 0xFFE7),
    range(0x1F000, 0x1FB00),
    range(0x20000, 0x40000),
)
"""Full-width characters of any font."""
_TABLES: Final = ((0, 4), (3, 1), (3, 10))
_MANY_TO_ONE: Final = 13


def code_points() -> list[int]:
    """Return all code points that a face has: the first planes without controls and surrogates."""
    return [*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, _LAST + 1)]


def han_advances() -> dict[int, int]:
    """Return the advance of each character in a Chinese text face, in 1/1000 em."""
    advances = {code: EM // 2 if code < _FIRST_WIDE else EM for code in code_points()}
    return advances | dict.fromkeys(chain(*_NARROW), EM // 2)


def standard_advances(widths: Mapping[str, int]) -> dict[int, int]:
    """Return the advance of each character in a standard font: a figure's where it has none of its own."""
    advances = dict.fromkeys(code_points(), int(widths["0"])) | dict.fromkeys(chain(*_WIDE), EM)
    return advances | {ord(c): int(width) for c, width in widths.items() if ord(c) in advances}


def _stroke(ascent: int, descent: int) -> Any:
    """Return a glyph that is as high as its line and leaves no ink."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, descent))
    pen.lineTo((BREADTH, ascent))
    pen.closePath()
    return pen.glyph()


def build(name: str, advance_of: Mapping[int, int], ascent: int, descent: int) -> FontBuilder:
    """Return a face with one glyph for each advance, and one for each advance of white space."""
    kinds = sorted({(advance, code in _SPACES) for code, advance in advance_of.items()})
    glyph_of = {kind: f"{'space' if kind[1] else 'box'}{kind[0]}" for kind in kinds}
    stroke = _stroke(ascent, descent)
    glyphs = {".notdef": stroke}
    metrics = {".notdef": (EM // 2, 0)}
    for (advance, is_space), glyph in glyph_of.items():
        glyphs[glyph] = TTGlyphPen(None).glyph() if is_space else stroke
        metrics[glyph] = (advance, 0)
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({})
    characters = {code: glyph_of[advance, code in _SPACES] for code, advance in advance_of.items()}
    builder.font["cmap"].tables = [_character_map(characters, *table) for table in _TABLES]
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.setupNameTable(
        {
            "familyName": f"Juesuan {name}",
            "styleName": "Regular",
            "psName": f"Juesuan-{name}",
            "copyright": "Part of juesuan, Apache License 2.0; holds no outlines of any font",
        }
    )
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=descent, usWinAscent=ascent, usWinDescent=-descent)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    return builder


def _character_map(characters: dict[int, str], platform: int, encoding: int) -> Any:
    """Return one of the face's character maps, in the format that gives a run of codes one glyph."""
    table = CmapSubtable.newSubtable(_MANY_TO_ONE)
    table.platformID, table.platEncID, table.language = platform, encoding, 0
    table.format, table.reserved, table.length, table.nGroups = _MANY_TO_ONE, 0, 0, 0
    table.cmap = characters
    return table


def faces(names: Iterable[str] = NAMES) -> dict[str, FontBuilder]:
    """Return faces by file name without suffix."""
    font_of = {file: font for font, file in reversed(STANDARD.items())}
    found = {}
    for name in names:
        if name == HAN:
            found[name] = build("Han", han_advances(), HAN_ASCENT, HAN_DESCENT)
            continue
        properties, widths = FONT_METRICS[font_of[name]]
        ascent, descent = (round(float(str(properties[key]))) for key in ("Ascent", "Descent"))
        found[name] = build(font_of[name], standard_advances(widths), ascent, descent)
    return found


def main() -> None:
    """Write the faces."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=HERE)
    folder = parser.parse_args().folder
    for file, builder in faces().items():
        target = folder / f"{file}.ttf"
        builder.save(target)
        print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
