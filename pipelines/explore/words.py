"""The words of the pages, in Chinese and English, from one file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from pipelines.yaml_text import parse

LANGUAGES: Final = ("zh", "en")
_FILE: Final = Path(__file__).with_name("words.yml")


@cache
def catalogue() -> dict[str, tuple[str, str]]:
    """Return every word by its name: Chinese and English."""
    return {name: (str(both[0]), str(both[1])) for name, both in parse(_FILE.read_text("utf-8")).items()}


def word(name: str, language: str) -> str:
    """Return a word in a language; a name without words is returned as it is."""
    both = catalogue().get(name)
    return name if both is None else both[LANGUAGES.index(language)]


def chosen(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """Return a page's language: what its address asks for, what was chosen before, what the browser wants; Chinese.

    >>> chosen(None, None, "en-GB,en;q=0.9"), chosen("zh", "en", "en"), chosen(None, None, None)
    ('en', 'zh', 'zh')
    """
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return wish
    return "en" if (accepted or "").lower().startswith("en") else "zh"
