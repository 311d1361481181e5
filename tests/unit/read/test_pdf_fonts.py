"""Fonts that a PDF does not embed: every character is read, in the measures that the PDF or the standard gives."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from pdfminer.fontmetrics import FONT_METRICS

from pipelines.read.pdf.document import Drawing
from pipelines.read.pdf.faces import STANDARD, face_data, make
from tests.unit.read.pdfs import raw_pdf, read_page

_RESOURCES = b"/Resources << /Font << /F1 5 0 R /V 6 0 R >> >>"
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
    b"2 beginbfchar <0022> <5951> <0023> <7A0E> endbfchar endcmap end end"
)
_MAP = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(_TO_UNICODE), _TO_UNICODE)


def _composite(encoding: bytes, ordering: bytes, *, name: bytes, more: bytes = b"") -> tuple[bytes, ...]:
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /%b /DescendantFonts [7 0 R] %b >>"
        % (name, encoding, more),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%b /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (%b) /Supplement 2 >> >>" % (name, ordering),
        _MAP,
    )


def _simple(name: bytes, more: bytes = b"", subtype: bytes = b"TrueType") -> tuple[bytes, ...]:
    return (b"<< /Type /Font /Subtype /%b /BaseFont /%b %b >>" % (subtype, name, more),)


def _gbk(text: str) -> str:
    return text.encode("gbk").hex()


def _ucs2(text: str) -> str:
    return text.encode("utf-16-be").hex()


@pytest.mark.parametrize(
    ("font", "codes", "printed"),
    [
        (_composite(b"GBK-EUC-H", b"GB1", name=b"FZXBSJW--GB1-0"), (_gbk("契"), _gbk("税")), "契税"),
        (_composite(b"UniGB-UCS2-H", b"GB1", name=b"STSong-Light"), (_ucs2("契"), _ucs2("税")), "契税"),
        (_composite(b"Identity-H", b"GB1", name=b"SimHei"), ("0c14", "0da5"), "契税"),
        (
            _composite(b"Identity-H", b"Identity", name=b"ArialMT", more=b"/ToUnicode 8 0 R"),
            ("0022", "0023"),
            "契税",
        ),
        (_simple(b"#CB#CE#CC#E5"), (_gbk("契"), _gbk("税")), "契税"),
        (_simple(b"SimSun"), ("37", "38"), "78"),
        (_simple(b"ArialMT", b"/Encoding << /Differences [55 /radical /uni25A1] >>"), ("37", "38"), "√□"),
        (_simple(b"Times-Roman", subtype=b"Type1"), ("37", "38"), "78"),
    ],
    ids=["GBK", "UCS2", "identity", "mapped", "GBK name", "no widths", "differences", "standard"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_letters_set_singly_and_turned_are_read(
    tmp_path: Path, font: tuple[bytes, ...], codes: tuple[str, str], printed: str, turned: bool
) -> None:
    matrix = "0 1 -1 0" if turned else "1 0 0 1"
    shows = " ".join(f"{matrix} {40 + 100 * i} 200 Tm <{code}> Tj" for i, code in enumerate(codes))
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(f"BT /V 10 Tf {shows} ET".encode(), page=_RESOURCES, extra=font))
    text = "".join(line.text for line in read_page(path).lines)
    assert sorted(text.replace(" ", "")) == sorted(printed)


@pytest.mark.parametrize("spacing", ["8 Tc", "0 Tc"])
def test_letters_spaced_in_one_string_stay_in_their_cells(tmp_path: Path, spacing: str) -> None:
    content = (
        f"40 180 240 40 re S 160 180 m 160 220 l S BT /V 10 Tf {spacing} 50 195 Td <{_gbk('合　计')}> Tj"
    )
    content += f" 120 0 Td <{_gbk('1.50')}> Tj ET"
    path = tmp_path / "a.pdf"
    font = _composite(b"GBK-EUC-H", b"GB1", name=b"STFangsong")
    path.write_bytes(raw_pdf(content.encode(), page=_RESOURCES, extra=font))
    (grid,) = read_page(path).grids
    assert ["".join(cell.text.split()) for cell in grid.cells] == ["合计", "1.50"]


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_standard_fonts_advance_as_the_second_reader_measures(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.pdf"
    font = _simple(name.encode(), subtype=b"Type1")
    path.write_bytes(raw_pdf(b"BT /V 10 Tf 40 200 Td (1,234.50@5W) Tj ET", page=_RESOURCES, extra=font))
    (line,) = read_page(path).lines
    (second,) = read_page(path, reader="pdfminer").lines
    assert line.box is not None and second.box is not None
    width = sum(FONT_METRICS[name][1][c] for c in "1,234.50@5W") / 100
    assert line.box.x1 - line.box.x0 == pytest.approx(width, abs=0.01)
    assert second.box.x1 == pytest.approx(line.box.x1, abs=0.01)


def test_boxes_end_where_the_stated_advance_does(tmp_path: Path) -> None:
    font = list(_composite(b"UniGB-UCS2-H", b"GB1", name=b"STSong-Light"))
    font[1] = font[1].replace(b"/CIDSystemInfo", b"/DW 1000 /W [1 [250 300]] /CIDSystemInfo")
    path = tmp_path / "a.pdf"
    content = f"BT /V 10 Tf 40 200 Td <{_ucs2('元!')}> Tj ET".encode()
    path.write_bytes(raw_pdf(content, page=_RESOURCES, extra=font))
    (line,) = read_page(path).lines
    assert line.box is not None
    assert line.box.x1 - line.box.x0 == pytest.approx(13.0, abs=0.01)


@pytest.mark.parametrize("file", ["han", "times-bold"])
def test_the_shipped_faces_are_what_their_program_makes(file: str) -> None:
    made = make.faces([file])[file]
    buffer = io.BytesIO()
    made.save(buffer)
    assert buffer.getvalue() == face_data(file)


def test_images_for_recognition_show_figures_and_tell_which_fonts_they_lack(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    content = f"BT /V 20 Tf 40 200 Td <{_gbk('第7页')}> Tj /F1 20 Tf 100 0 Td (89) Tj ET".encode()
    font = _composite(b"GBK-EUC-H", b"GB1", name=b"SimSun")
    path.write_bytes(raw_pdf(content, page=_RESOURCES, extra=font))
    before = read_page(path)
    with closing(Drawing(path)) as drawing:
        (image,) = drawing.draw(1, 72, long_side=4800)
        assert drawing.lacking == {1: ("SimSun",)}
    assert image.size == (400, 300)
    ink = np.flatnonzero((np.asarray(image) < 128).any(axis=0))
    assert ink.min() > 55  # no 第 at 40
    assert ink.max() > 150  # Helvetica's 89 at 140
    assert read_page(path) == before
