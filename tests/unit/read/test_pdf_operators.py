"""The short way through content streams: whatever is written in them, the characters and paths are pdfminer's own."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

import pdfplumber
import pytest
from pdfminer.layout import LTContainer, LTCurve, LTLine, LTRect

from pipelines.read.pdf.operators import drawn
from tests.unit.read.pdfs import raw_pdf

_FORM = (
    b"<< /Type /XObject /Subtype /Form /BBox [0 0 90 90] /Resources << /Font << /F1 5 0 R >> >> /Length 51 >>\n"
    b"stream\nBT /F1 9 Tf 5 5 Td (in a form) Tj ET 1 1 40 20 re S\nendstream"
)


def _told(content: bytes, resources: bytes = b"") -> tuple[list[object], list[object], Counter[str]]:
    """Return the characters by both ways, and the kinds of paths that are left beside them."""
    extra = [_FORM] if b"Fm" in resources else []
    with pdfplumber.open(BytesIO(raw_pdf(content, page=resources, extra=extra))) as pdf:
        (page,) = pdf.pages
        own = [(c["text"], c["x0"], c["top"], c["x1"], c["matrix"]) for c in page.chars]
        paths = Counter({"rect": len(page.rects), "line": len(page.lines), "curve": len(page.curves)})
        left, characters = drawn(page.page_obj, 1, pdf.rsrcmgr)
        short = [(c.get_text(), c.x0, page.height - c.y1, c.x1, c.matrix) for c in characters]
    names = {LTRect: "rect", LTLine: "line", LTCurve: "curve"}
    found = Counter(names[type(item)] for item in _flat(left) if type(item) in names)
    assert found == +paths
    return short, own, found


def _flat(container: LTContainer) -> list[object]:
    inner = [_flat(item) if isinstance(item, LTContainer) else [item] for item in container._objs]
    return [item for items in inner for item in items]


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"BT /F1 12 Tf 20 200 Td (1,234.50) Tj ET", 8),
        (b"BT/F1 12 Tf 1 0 0 1 20 200 Tm[(12)-250(.5)]TJ ET", 4),
        (rb"BT /F1 12 Tf 20 200 Td (a\(b\)\101\n(c)) Tj ET", 9),
        (b"BT /F1 12 Tf 20 200 Td (a\nb) Tj (cut\\\nhere) Tj ET", 10),
        (b"BT /F1 12 Tf 20 200 Td <31 32\n33> Tj <3435> Tj <> Tj <363> Tj ET", 7),
        (b"BT /F1 +12. Tf -.5 +200 Td .25 Tc (12) Tj 0-5 Td (3) Tj ET", 3),
        (b"/P <</MCID 0>> BDC BT /F1 9 Tf 9 9 Td (x) Tj ET EMC /S <</A [1 [2]] /B <</C true>> >> BDC EMC", 1),
        (b"BT /F#31 12 Tf 20 200 Td (named) Tj ET", 5),
        (b"% nothing (here) Tj\nBT /F1 12 Tf 20 200 Td (12)' 1 2 (34)\" T* ET", 4),
        (b"q 1 0 0 1 0 0 cm 10 10 50 20 re S 10 10 m 90 10 l S 5 5 m 9 9 20 20 30 5 c S Q", 0),
        (b"0 0 10 10 re W* n BI /W 1 /H 1 /BPC 8 /CS /G ID x EI BT /F1 9 Tf 9 9 Td (after) Tj ET", 5),
        (b"] >> } Tj unknown 1 2 Td BT /F1 9 Tf 9 9 Td (still) Tj ET", 5),
        (b"BT /F1 9 Tf 9 9 Td (cut off) Tj [(in an array", 7),
    ],
)
def test_what_is_drawn_is_the_same_both_ways(content: bytes, count: int) -> None:
    short, own, _ = _told(content)
    assert short == own
    assert len(short) == count


def test_forms_and_paths_are_kept_beside_their_characters() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /Fm1 6 0 R >> >>"
    short, own, paths = _told(b"BT /F1 9 Tf 9 200 Td (page) Tj ET q 1 0 0 1 50 50 cm /Fm1 Do Q", resources)
    assert short == own
    assert len(short) == 4 + len("in a form")
    assert paths == {"rect": 1}


def test_more_tokens_than_are_taken_at_once_keep_their_order() -> None:
    content = (
        b"BT /F1 9 Tf "
        + b"".join(b"1 0 0 1 %d 9 Tm (%d) Tj " % (i % 390, i % 10) for i in range(900))
        + b"ET"
    )
    short, own, _ = _told(content)
    assert short == own
    assert len(short) == 900
