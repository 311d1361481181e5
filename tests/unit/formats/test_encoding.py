"""Encodings: declared, undeclared, and declared wrongly."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.formats.encoding import decode

TEXT = "二〇二四年度部门决算：镕、㎡，一般公共服务支出408.01万元"


def _page(charset: str, encoding: str) -> bytes:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">{TEXT}'.encode(encoding)


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "x-gbk", "GB_2312-80", "cp936"])
def test_every_gb_name_means_gb18030(charset: str) -> None:
    read = decode(_page(charset, "gb18030"))
    assert TEXT in read.text
    assert (read.encoding, read.notes) == ("gb18030", ())


def test_declared_utf8_needs_no_note() -> None:
    read = decode(_page("utf-8", "utf-8"))
    assert TEXT in read.text
    assert read.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undeclared_encoding_is_found_and_noted(encoding: str) -> None:
    read = decode(TEXT.encode(encoding))
    assert read.text == TEXT
    assert read.notes == (f"encoding not declared; read as {encoding}",)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "gb18030"), ("gb2312", "utf-8"), ("big5", "gb18030")]
)
def test_lying_declaration_is_not_followed(charset: str, encoding: str) -> None:
    read = decode(_page(charset, encoding))
    assert TEXT in read.text
    assert read.notes == (f"declared as {charset}, but the bytes are {encoding}; read as {encoding}",)


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "windows-1252", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_default_or_unknown_charset_tells_nothing(charset: str, encoding: str) -> None:
    read = decode(_page(charset, encoding))
    assert TEXT in read.text
    assert charset in read.notes[0]
    assert read.encoding == encoding


def test_transport_outranks_the_page_where_both_fit() -> None:
    data = b'<meta charset="iso-8859-2">\xe1\xe9'
    assert decode(data, charset="windows-1250").encoding == "cp1250"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    read = decode(mark + f"<meta charset=gb2312>{TEXT}".encode(encoding))
    assert read.text == f"<meta charset=gb2312>{TEXT}"


def test_utf16_without_mark_is_found() -> None:
    assert TEXT in decode(f"<html><body><p>{TEXT}</p></body></html>".encode("utf-16-le")).text


def test_one_cut_character_does_not_turn_a_utf8_page_into_another_encoding() -> None:
    data = (TEXT * 5).encode()
    read = decode(data[:-1] + b" " + TEXT.encode())
    assert read.encoding == "utf-8"
    assert read.text.count(TEXT) == 5
    assert any("1 characters are damaged" in note for note in read.notes)


def test_damaged_utf8_that_gb18030_would_accept_stays_utf8() -> None:
    data = ("预算" * 15).encode() + "预".encode()[:1] + ("算预" * 15 + "算").encode() + b"."
    assert data.decode("gb18030")
    assert decode(data).text == "预算" * 15 + "\ufffd" + "算预" * 15 + "算."


def test_short_gb_text_that_is_also_valid_utf8_follows_its_declaration() -> None:
    data = "<meta charset=gb2312>直装".encode("gb18030")
    assert data.decode("utf-8")
    assert decode(data).text.endswith("直装")


def test_damaged_gb_page_keeps_its_other_characters() -> None:
    read = decode(_page("gb2312", "gb18030") + b"\xff\xff" + TEXT.encode("gb18030"))
    assert read.encoding == "gb18030"
    assert read.text.count(TEXT) == 2


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=60))
def test_any_chinese_text_survives_both_encodings_undeclared(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030")).text == text or _is_also_utf8(text.encode("gb18030"))


def _is_also_utf8(data: bytes) -> bool:
    return "\ufffd" not in data.decode("utf-8", "replace")


@pytest.mark.parametrize("charset", ["gb\0k", "punycode", "idna", "hex", "utf\ud8008"])
def test_a_name_that_no_document_is_written_in_is_not_followed(charset: str) -> None:
    text = "一般公共预算财政拨款支出决算表 " * 20
    assert decode(text.encode(), charset=charset).text == text
    assert decode((text + "é.-" * 40).encode(), charset=charset).text.startswith(text)
