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


_COMPOSED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-V /DescendantFonts [7 0 R] >>"
)
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /W2 [52 [-900 400 800]]"
    b" /FontDescriptor 8 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /Song /Descent -120 /Ascent 880 /FontBBox [0 -120 1000 880] >>"
)


def _told(
    content: bytes, resources: bytes = b"", *extra: bytes
) -> tuple[list[object], list[object], Counter[str]]:
    """Return the characters by both ways, and the kinds of paths that are left beside them."""
    with pdfplumber.open(BytesIO(raw_pdf(content, page=resources, extra=list(extra)))) as pdf:
        (page,) = pdf.pages
        own = [(c["text"], c["x0"], c["top"], c["x1"], c["bottom"], c["matrix"][:2]) for c in page.chars]
        paths = Counter({"rect": len(page.rects), "line": len(page.lines), "curve": len(page.curves)})
        left, letters = drawn(page.page_obj, 1, pdf.rsrcmgr)
        high = page.height
        short = [(c.text, c.x0, high - c.y1, c.x1, high - c.y0, c.along) for c in letters]
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
        (b"1 true 9 9 Td BT /F1 9 Tf 3 9 9 Td (more than is asked) Tj ET", 18),
        (b"BT /F1 9 Tf 5 Tw 2 Tc 3 Ts 50 Tz 9 9 Td [(a b) 120 -3 (c)] TJ (d e) Tj ET", 7),
        (
            b"BT /F1 9 Tf .8 .6 -.6 .8 90 90 Tm (up) Tj 0 -1 1 0 9 90 Tm (down) Tj -1 0 0 1 90 9 Tm (back) Tj ET",
            10,
        ),
    ],
)
def test_what_is_drawn_is_the_same_both_ways(content: bytes, count: int) -> None:
    short, own, _ = _told(content)
    assert short == own
    assert len(short) == count


def test_forms_and_paths_are_kept_beside_their_characters() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << /Fm1 6 0 R >> >>"
    content = b"BT /F1 9 Tf 9 200 Td (page) Tj ET q 1 0 0 1 50 50 cm /Fm1 Do Q"
    short, own, paths = _told(content, resources, _FORM)
    assert short == own
    assert len(short) == 4 + len("in a form")
    assert paths == {"rect": 1}


def test_text_that_runs_downwards_is_the_same_both_ways() -> None:
    resources = b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >>"
    content = b"BT /F1 9 Tf 9 200 Td (12) Tj /F2 9 Tf <00330034> Tj ET"
    short, own, _ = _told(content, resources, _COMPOSED, _DESCENDANT, _DESCRIPTOR)
    assert short == own
    assert len(short) == 4


def test_more_tokens_than_are_taken_at_once_keep_their_order() -> None:
    content = (
        b"BT /F1 9 Tf "
        + b"".join(b"1 0 0 1 %d 9 Tm (%d) Tj " % (i % 390, i % 10) for i in range(900))
        + b"ET"
    )
    short, own, _ = _told(content)
    assert short == own
    assert len(short) == 900
