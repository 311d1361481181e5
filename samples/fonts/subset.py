"""Make the embedded font of the samples: a TrueType subset of Noto Serif CJK SC.

    python -m samples.fonts.subset NotoSerifCJK-Regular.ttc

Noto CJK draws its glyphs with cubic (CFF) curves, which reportlab cannot embed; they are converted to the
quadratic curves of a ``glyf`` table. The subset holds the characters of ``characters.txt`` (account names and
form titles; sorted, one line), of the reports' own source text, of ASCII, of the full-width forms, and the
radicals (⾏ for 行) that stand for one of these.
Output: ``SamplesSerif-Regular.ttf`` beside this file. Needs fonttools, and the font from
https://github.com/notofonts/noto-cjk (SIL Open Font License 1.1, see ``OFL.txt``).
"""

from __future__ import annotations

import argparse
import io
import unicodedata
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).parent
FACE = "Noto Serif CJK SC"
FONT_FILE = HERE / "SamplesSerif-Regular.ttf"
CHARACTERS_FILE = HERE / "characters.txt"
PUNCTUATION = " ·—…‘’“”、。《》〇〔〕【】×÷±≤≥①②③④⑤％￥"
RADICALS = "\u2ec5\u2ecb\u2ed3\u2ed4\u2eda\u2ee2"  # 见 车 长 门 页 马 as PDF fonts emit them
MAX_ERROR = 1.6  # font units of 1/1000 em between the cubic and the quadratic outline


def characters() -> set[str]:
    """Return every character the font must hold: the list, the sources, ASCII, full-width forms."""
    wanted = {chr(c) for c in range(0x20, 0x7F)} | {chr(c) for c in range(0xFF01, 0xFF5F)}
    wanted |= set(PUNCTUATION) | set(CHARACTERS_FILE.read_text(encoding="utf-8"))
    for source in HERE.parent.glob("*.py"):
        wanted |= {c for c in source.read_text(encoding="utf-8") if ord(c) > 0x7F}
    wanted |= {c for c in map(chr, range(0x2F00, 0x2FD6)) if unicodedata.normalize("NFKC", c) in wanted}
    wanted |= set(RADICALS)
    return {c for c in wanted if c.isprintable()}


def face_of(collection: Path) -> TTFont:
    """Return the Simplified Chinese face of a Noto CJK collection. Raises ValueError when it is not there."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(4) == FACE:
            return font
    raise ValueError(f"{collection}: holds no face named {FACE}")


def reduce(font: TTFont, wanted: set[str]) -> TTFont:
    """Return the face with only the wanted characters and no layout features."""
    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in wanted])
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    buffer.seek(0)
    return TTFont(buffer)


def to_truetype(font: TTFont) -> FontBuilder:
    """Convert the cubic outlines of a small CFF font to a TrueType font with the same metrics."""
    order, glyph_set = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(
        {n: (font["hmtx"][n][0], glyphs[n].xMin if glyphs[n].numberOfContours else 0) for n in order}
    )
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {
            "familyName": "Samples Serif",
            "styleName": "Regular",
            "psName": "SamplesSerif-Regular",
            "copyright": "Subset of Noto Serif CJK SC, (c) Adobe, SIL Open Font License 1.1",
        }
    )
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    return builder


def main() -> None:
    """Write the subset."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collection", type=Path, help="NotoSerifCJK-Regular.ttc")
    font = reduce(face_of(parser.parse_args().collection), characters())
    missing = characters() - {chr(c) for c in font.getBestCmap()}
    if missing:
        raise ValueError(f"the font has no glyph for {''.join(sorted(missing))}")
    to_truetype(font).save(FONT_FILE)
    print(f"{FONT_FILE.name}: {len(font.getGlyphOrder())} glyphs, {FONT_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
