"""Draw a page as a PNG image with boxes marked, to show where a figure stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import ImageDraw

from pipelines.read.pdf.pdfium import open_document
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

MARK = (220, 0, 0)
MARGIN = 1.5
"""Room between a marked box and its frame, in points."""


def render_page_png(path: Path, page_number: int, *, mark: Sequence[Box] = (), scale: float = 2.0) -> bytes:
    """Return a page (numbers from 1) as a PNG with red frames around boxes.

    Boxes are in points of the page as displayed, as the readers give them; ``scale`` is pixels per point.
    Raises DocumentError when the document cannot be opened or has no such page.
    """
    document = open_document(path)
    try:
        if not 1 <= page_number <= len(document):
            raise DocumentError(
                f"page {page_number} is not among the {len(document)} pages", page=page_number
            )
        page = document[page_number - 1]
        try:
            image = page.render(scale=scale).to_pil().convert("RGB")
        finally:
            page.close()
    finally:
        document.close()
    pen = ImageDraw.Draw(image)
    width = max(2, round(scale))
    for x0, top, x1, bottom in mark:
        frame = (x0 - MARGIN, top - MARGIN, x1 + MARGIN, bottom + MARGIN)
        pen.rectangle([value * scale for value in frame], outline=MARK, width=width)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
