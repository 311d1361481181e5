"""Reports whose fonts are not embedded, typeset from a sample's figures in several ways."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fontTools.ttLib import TTFont
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase._cidfontdata import CIDFontInfo
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from samples import SampleDocument, table, typeset
from samples.fonts.subset import FONT_FILE

SAMPLE = "liupu-sifa-final-2023"
SONG, SONG_GBK, FIGURES = "STSong-Light", "STSong-GBK", "Helvetica"
_GB_2312 = 1 << 18
_SIMPLE = {
    b"/BaseFont /Helvetica": b"/BaseFont /KaiTi_GBK",
    b"/Name /F1 /Subtype /Type1": b"/Subtype /TrueType",
}
"""What makes reportlab's Helvetica a simple TrueType font without widths, byte for byte."""


class _GbkFont(UnicodeCIDFont):  # type: ignore[misc]
    """STSong-Light whose strings are written in GBK, where ASCII is half as wide as a Chinese character."""

    def __init__(self) -> None:
        super().__init__(SONG)
        self.name = self.fontName = SONG_GBK
        self.encodingName = "GBK-EUC-H"
        self.unicodeWidths = {chr(code): 500 for code in range(0x20, 0x7F)}

    def formatForPdf(self, text: str) -> str:  # noqa: N802
        return "".join(f"\\{byte:03o}" for byte in text.encode("gbk", "replace"))

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        described = deepcopy(CIDFontInfo[SONG])
        described["DescendantFonts"][0]["W"] = [814, 939, 500]
        with patch.dict(CIDFontInfo, {SONG: described}):
            super().addObjects(doc)


pdfmetrics.registerFont(UnicodeCIDFont(SONG))
pdfmetrics.registerFont(_GbkFont())

Draw = Callable[..., None]


def chinese_font(folder: Path) -> Path:
    """Write a Chinese font that PDFium takes for one, alone in a folder; return the folder."""
    folder.mkdir()
    font = TTFont(FONT_FILE)
    font["OS/2"].ulCodePageRange1 |= _GB_2312
    font.save(folder / "SamplesSerif-Regular.ttf")
    return folder


def _whole(canvas: Any, text: str, left: float, y: float, font: str, size: float) -> None:
    canvas.setFont(font, size)
    canvas.drawString(left, y, text)


def _letter_by_letter(canvas: Any, text: str, left: float, y: float, font: str, size: float) -> None:
    """Print each character as a text object of its own, two of them far apart (合　计)."""
    apart = size if len(text) == 2 and text.isalpha() else 0.0
    for letter in text:
        _whole(canvas, letter, left, y, font, size)
        left += pdfmetrics.stringWidth(letter, font, size) + apart


def _spaced(canvas: Any, text: str, left: float, y: float, font: str, size: float) -> None:
    """Print a line with a little room after each character, and more at blanks."""
    line = canvas.beginText(left, y)
    line.setFont(font, size)
    line.setCharSpace(0.15)
    line.setWordSpace(0.3)
    line.textOut(text)
    canvas.drawText(line)


def _figures_in_helvetica(canvas: Any, text: str, left: float, y: float, font: str, size: float) -> None:
    """Print ASCII in Helvetica."""
    for letter in text:
        name = FIGURES if letter.isascii() else font
        _whole(canvas, letter, left, y, name, size)
        left += pdfmetrics.stringWidth(letter, name, size)


WAYS: tuple[tuple[str, str, Draw], ...] = (
    (SONG, SONG, _whole),
    (SONG_GBK, SONG_GBK, _whole),
    (SONG, SONG, _letter_by_letter),
    (SONG_GBK, SONG_GBK, _spaced),
    (SONG, FIGURES, _figures_in_helvetica),
)
"""The fonts of Chinese characters and of ASCII, and how a line is printed; pages take turns."""


def _draw_text(canvas: Any, text: str, x: float, baseline: float, size: float, **how: Any) -> None:
    """Print one line in the way of its page."""
    font, figures, draw = WAYS[canvas.getPageNumber() % len(WAYS)]
    width = sum(pdfmetrics.stringWidth(c, figures if c.isascii() else font, size) for c in text)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[how.get("align", "left")]
    draw(canvas, text, left, float(canvas._pagesize[1]) - baseline, font, size)


def _scan(path: Path) -> None:
    """Write an image page with page numbers in fonts that are not embedded."""
    image = Image.new("L", (1240, 300), 255)
    image.paste(0, (100, 100, 1100, 104))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(image), 0, 300, 595, 450)
    for font, x in ((SONG, 200), ("Times-Roman", 400)):
        canvas.setFont(font, 12)
        canvas.drawString(x, 40, "- 17 -")
    canvas.save()


def write_reports(folder: Path) -> SampleDocument:
    """Write the sample, once more with a font without widths, and an image page; return what the sample says."""
    folder.mkdir()
    with (
        patch.object(table, "register_font", lambda: SONG_GBK),
        patch.object(table, "draw_text", _draw_text),
        patch("samples.report.draw_text", _draw_text),
    ):
        (document,) = typeset(folder.parent / "typeset", only=[SAMPLE])
    data = document.path.read_bytes()
    (folder / "report.pdf").write_bytes(data)
    for old, new in _SIMPLE.items():
        assert old in data
        data = data.replace(old, new.ljust(len(old)))
    (folder / "no-widths.pdf").write_bytes(data)
    _scan(folder / "scan.pdf")
    return document
