"""Words that go by names: those of pages, heads of columns, and values that a column may have."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from pipelines.messages.languages import LANGUAGES
from pipelines.yaml_text import parse

FILES: Final = ("pages.yml", "values.yml")
_PRIOR: Final = "prior_"


@cache
def catalogue() -> dict[str, tuple[str, str]]:
    """Return every word by its name: Chinese and English."""
    texts = (Path(__file__).with_name(name).read_text("utf-8") for name in FILES)
    return {name: (str(both[0]), str(both[1])) for text in texts for name, both in parse(text).items()}


def word(name: str, language: str) -> str:
    """Return a word in a language; a name without words is returned as it is.

    A measure of a column of another year is named after the measure: ``prior_total``.
    """
    both = catalogue().get(name)
    if both is None and name.startswith(_PRIOR) and name.removeprefix(_PRIOR) in catalogue():
        own = word(name.removeprefix(_PRIOR), language)
        return f"上年{own}" if language == "zh" else f"{own} of another year"
    return name if both is None else both[LANGUAGES.index(language)]


def value_word(key: str, value: object, language: str) -> str:
    """Return the word for a value: the one that it has under its key, else the one that it has everywhere."""
    name = str(value).lower() if isinstance(value, bool) else str(value)
    own = f"{key}:{name}"
    return word(own if own in catalogue() else name, language)
