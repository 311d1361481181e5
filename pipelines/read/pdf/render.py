"""Draw pages as PNG images with boxes marked, to show people where a figure stands.

Another process draws them, with the fonts that the system has: this one, which reads, gives PDFium none of those
(``fonts.py``). Characters of fonts that neither the file nor the system has are missing in the image.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from pipelines.read.pdf.document import open_document
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

MARK = (220, 0, 0)
MARGIN = 1.5
"""Room between a marked box and its frame, in points."""
_PROGRAM: Final = Path(__file__).with_name("draw.py")
_DARK: Final = 128
_CHINESE: Final = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 100] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >> endobj
4 0 obj << /Length 34 >> stream
BT /F 60 Tf 20 25 Td <516C> Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H
/DescendantFonts [6 0 R] >> endobj
6 0 obj << /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun
/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >> endobj
trailer << /Root 1 0 R >>
%%EOF"""
"""A page that prints 公 in SimSun, which it does not embed; PDFium finds the objects without a table of them."""


def render_page_png(path: Path, page_number: int, *, mark: Sequence[Box] = (), scale: float = 2.0) -> bytes:
    """Return a page (numbers from 1) as a PNG with red frames around boxes; see :func:`render_pages_png`."""
    ((_, png),) = render_pages_png(path, {page_number: mark}, scale=scale)
    return png


def render_pages_png(
    path: Path, marks: Mapping[int, Sequence[Box]], *, scale: float = 2.0
) -> Iterator[tuple[int, bytes]]:
    """Yield pages (numbers from 1) as PNGs with red frames around each one's boxes.

    Boxes are in points of the page as displayed, as the readers give them; ``scale`` is pixels per point.
    Raises DocumentError when the document cannot be opened or drawn or has no such page.
    """
    with closing(open_document(path)) as document:
        for number in marks:
            if not 1 <= number <= len(document):
                raise DocumentError(f"page {number} is not among the {len(document)} pages", page=number)
    with tempfile.TemporaryDirectory(prefix="juesuan-") as folder:
        command = [sys.executable, "-P", str(_PROGRAM), str(path), folder, str(scale), *map(str, marks)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            words = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise DocumentError(f"the pages could not be drawn: {words}")
        for number, boxes in marks.items():
            with Image.open(Path(folder) / f"{number}.png") as image:
                yield number, _marked(image, boxes, scale)


def _marked(image: Image.Image, boxes: Sequence[Box], scale: float) -> bytes:
    """Return an image as a PNG with red frames around boxes."""
    pen = ImageDraw.Draw(image)
    width = max(2, round(scale))
    for x0, top, x1, bottom in boxes:
        frame = (x0 - MARGIN, top - MARGIN, x1 + MARGIN, bottom + MARGIN)
        pen.rectangle([value * scale for value in frame], outline=MARK, width=width)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def draws_chinese() -> bool:
    """Tell whether the system has a font for Chinese text that a PDF does not embed, by drawing some."""
    with tempfile.TemporaryDirectory(prefix="juesuan-") as folder:
        path = Path(folder) / "chinese.pdf"
        path.write_bytes(_CHINESE)
        with Image.open(io.BytesIO(render_page_png(path, 1))) as image:
            return min(image.convert("L").tobytes()) < _DARK
