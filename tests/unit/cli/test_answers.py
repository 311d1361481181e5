"""Rows on a terminal of any width: nothing is left out and nothing is squeezed until it cannot be read."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cli.answers import print_rows
from pipelines.cli.terminal import Terminal
from pipelines.messages import use


def printed(heads: list[str], rows: list[list[str]], width: int) -> str:
    told = io.StringIO()
    print_rows(Terminal(file=told, width=width), "", heads, rows, right=("amount",))
    return told.getvalue()


def test_what_fits_is_a_table_and_what_does_not_is_a_record_a_row() -> None:
    heads = ["name", "kind", "county", "amount"]
    rows = [["教育局", "部门", "普陀区", "1,234.50"], ["财政局", "部门", "普陀区", "7.00"]]
    assert "┃ name" in printed(heads, rows, 80)
    narrow = printed(heads, rows, 30)
    assert "┃" not in narrow
    assert all(text in narrow for row in rows for text in row)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 40), st.integers(20, 200))
def test_every_value_is_there_at_any_width(columns: int, width: int) -> None:
    heads = [f"c{at}" for at in range(columns)]
    rows = [[f"v{at}" for at in range(columns)]]
    told = printed(heads, rows, width)
    assert all(f"v{at}" in told.split() for at in range(columns))


@pytest.mark.parametrize(("tongue", "word"), [("zh", "年度"), ("en", "fiscal_year")])
def test_heads_and_sentences_speak_the_language_and_printed_words_stay(tongue: str, word: str) -> None:
    use(tongue)
    try:
        told = printed(["fiscal_year", "what"], [["2024", "page 3 has no text"], ["2024", "教育局"]], 80)
    finally:
        use(None)
    assert word in told and "教育局" in told
    assert ("第3页没有文字" in told) == (tongue == "zh")
