"""The words that reports are written in, as data: parts of titles, concepts of headers and rows, by province where
they differ. What they mean together is recognised elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pipelines import yaml_text

Vocabulary = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Words by part and value."""


class LexiconError(ValueError):
    """A file of words that cannot be used; the message names the file and the entry."""


@cache
def words(name: str) -> Vocabulary:
    """Return the words of one file, by part and value; a part without values has the one value ``''``."""
    text = (files(__name__) / f"{name}.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    owners: dict[str, str] = {}
    for part, values in yaml_text.parse(text).items():
        by_value = values if isinstance(values, dict) else {"": values}
        found[part] = {value: tuple(listed) for value, listed in by_value.items()}
        for value, listed in found[part].items():
            for word in listed:
                if word in owners:
                    raise LexiconError(f"{name}.yml: {word} stands under {owners[word]} and {part}.{value}")
                owners[word] = f"{part}.{value}"
    return found
