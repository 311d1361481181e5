"""The page of formats says what the registry says, and its guides are there."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.formats import markdown
from pipelines.formats.registry import FORMATS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_formats_is_current() -> None:
    written = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert written == markdown(), "run: python -m pipelines.cli.formats"


def test_every_format_that_is_read_or_unpacked_has_a_guide() -> None:
    for entry in FORMATS:
        assert bool(entry.guide) == (not entry.unsupported), entry.name
        assert not entry.guide or (DOCS / entry.guide).is_file(), entry.guide
