"""A part of a page is drawn as the whole page is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PIL import ImageChops

from pipelines.read.pdf.document import Drawing
from tests.unit.read.pdfs import raw_pdf

_PAGE = b"0.5 g 30 250 180 20 re f 0 g BT /F1 12 Tf 20 200 Td (1,234.50 and words) Tj ET 10 10 380 280 re S"

_FONT = b"/Resources << /Font << /F1 5 0 R >> >>"


@pytest.mark.parametrize(
    "box", [(15, 80, 120.5, 110), (0, 0, 400, 300), (-20, -9, 30, 60), (390.3, 280.7, 450, 330)]
)
@pytest.mark.parametrize("extra", [b"", b"/Rotate 90 ", b"/CropBox [7 5 390 290] "])
def test_a_part_shows_what_the_whole_page_shows_there(
    tmp_path: Path, box: tuple[float, float, float, float], extra: bytes
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(_PAGE, page=extra + _FONT))
    with closing(Drawing(path)) as drawing:
        (whole,) = drawing.draw(1, 288, long_side=4800)
        part, (left, top), width = drawing.draw_part(1, 288, box, long_side=4800)
    assert width == whole.width
    right, bottom = left + part.width, top + part.height
    reach = (min(max(edge * 4, 0), side) for edge, side in zip(box, whole.size * 2, strict=True))
    assert all(abs(a - b) <= 1 for a, b in zip((left, top, right, bottom), reach, strict=True))
    _, most = ImageChops.difference(part, whole.crop((left, top, right, bottom))).getextrema()
    assert most <= 3
