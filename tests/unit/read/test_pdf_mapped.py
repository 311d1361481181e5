"""Maps from codes to text are those that pdfminer reads, whatever way they are written."""

from __future__ import annotations

from io import BytesIO

import pytest
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT

from pipelines.read.pdf.mapped import Fonts, read_map

HEAD = b"""%!PS-Adobe-3.0 Resource-CMap (of a font)
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def 1 begincodespacerange <0000> <FFFF> endcodespacerange
"""
CHARACTERS = b"2 beginbfchar <0003> <0020> <0A1B> <51B37B97> endbfchar\n"
RANGES = b"2 beginbfrange <0010> <0012> <4E00> <0020> <0021> [<9884> <7B97>] endbfrange\n"
TAIL = b"endcmap CMapName currentdict /CMap defineresource pop end end"


@pytest.mark.parametrize(
    "data",
    [
        HEAD + CHARACTERS + RANGES + TAIL,
        CHARACTERS + RANGES,
        CHARACTERS.replace(b"<0020>", b"<00 20>"),
        HEAD + b"/Note (a \\(nested\\) one % no comment) def " + CHARACTERS,
        HEAD.replace(b">> def", b"def") + CHARACTERS,
        RANGES.replace(b"]", b"") + CHARACTERS,
        b"{ 1 2 } " + CHARACTERS,
        CHARACTERS[:-10],
        b"",
    ],
)
def test_a_map_reads_as_pdfminer_reads_it(data: bytes) -> None:
    expected, found = FileUnicodeMap(), FileUnicodeMap()
    CMapParser(expected, BytesIO(data)).run()
    read_map(found, data)
    assert found.cid2unichr == expected.cid2unichr


def test_a_font_with_a_map_is_made_without_its_packed_file() -> None:
    file = PDFStream({"Filter": LIT("FlateDecode")}, b"not packed")
    spec = {
        "Subtype": LIT("CIDFontType2"),
        "BaseFont": LIT("SimSun"),
        "FontDescriptor": {"FontFile2": file, "Ascent": 859, "Descent": -141},
        "ToUnicode": PDFStream({}, CHARACTERS),
        "Encoding": LIT("Identity-H"),
    }
    font = Fonts().get_font(7, spec)
    assert (font.to_unichr(3), font.to_unichr(0x0A1B)) == (" ", "决算")
    assert (font.get_ascent(), file.data) == (0.859, None)
