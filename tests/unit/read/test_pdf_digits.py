"""Fonts whose map of characters says other digits than they draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import ttfonts

from pipelines.read import read, scan
from tests.unit.read.pdfs import EMBEDDED, typeset

TOLD = "page 1 draws other digits than its text has"


Mapped = Callable[[str, str], Path]


@pytest.fixture
def mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapped:
    """Typeset digits in a font whose map says others for them, in place of 0 to 9."""

    def typeset_digits(digits: str, says: str) -> Path:
        said = {ord(digit): ord(other) for digit, other in zip("0123456789", says, strict=True)}
        honest = ttfonts.makeToUnicodeCMap
        monkeypatch.setattr(
            ttfonts,
            "makeToUnicodeCMap",
            lambda name, subset: honest(name, [said.get(code, code) for code in subset]),
        )
        text = f"财政拨款收入 {digits}"
        return typeset(tmp_path / "a.pdf", lambda sheet: sheet.text(40, 60, text), font=EMBEDDED)

    return typeset_digits


@pytest.mark.parametrize(
    ("digits", "says"),
    [
        ("1234567890", "1234567890"),  # each digit is mapped to the next one
        ("3845.30", "0128456739"),
        ("2023", "0128456739"),
        ("69", "0123459786"),
        ("0.50", "6123450789"),
    ],
)
def test_a_page_that_draws_other_digits_is_told(mapped: Mapped, digits: str, says: str) -> None:
    found = read(mapped(digits, says))
    if scan.is_available():
        assert TOLD in found.notes
        assert found.pages[0].reader == scan.NAME
    else:
        assert (TOLD, True) in [(loss.text, loss.is_damage) for loss in found.losses]


@pytest.mark.parametrize("digits", ["1234567890", "8", "1.70"])
def test_a_page_that_draws_what_it_says_is_read_as_text(mapped: Mapped, digits: str) -> None:
    found = read(mapped(digits, "0123456789"))
    assert not found.notes
    assert not found.losses
    assert [line.text for line in found.pages[0].lines] == [f"财政拨款收入 {digits}"]
