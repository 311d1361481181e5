"""Sentences: English as the program writes it, and its Chinese, found by the sentence's own words.

A file of sentences maps English to Chinese. Both hold the same placeholders: ``{n}`` and ``{p}`` stand for numbers
(``{n2}``, ``{p2}`` for others), ``{id}`` for a code such as F05, every other for any words, which are put into Chinese
in turn. ``page {p}: {1}`` speaks of ``page 3: the image is damaged`` and so needs no entry of its own for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Final

from pipelines.messages.words import catalogue, word
from pipelines.yaml_text import parse

FILES: Final = ("findings.yml", "statements.yml", "reading.yml", "commands.yml", "help.yml", "parser.yml")
_PARSER: Final = "parser.yml"
_PLACEHOLDER: Final = re.compile(r"\{([a-z]+\d*|\d+)\}")
_NUMBER: Final = r"-?[\d,.]*\d"
_CODE: Final = r"[A-Z]+\d\w*"
_NO_WORDS: Final = re.compile(r"[^A-Za-z]*")
_ENGLISH: Final = re.compile(r"(?<![\w./:-])[a-z]{2,}(?![\w./:-]*[\w/])")
_QUOTED_TWICE: Final = re.compile("“(“[^“”]*”[^“”]*)”")
_TELLING: Final = 3
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogue: its English with placeholders, its Chinese, and what finds it."""

    english: str
    chinese: str
    names: tuple[str, ...]
    anchor: str
    """The longest piece of its own words, which each text that it fits holds."""

    def fitted(self, text: str, *, is_strict: bool) -> tuple[str, ...] | None:
        """Return what its placeholders stand for in a text; None where it does not fit.

        ``is_strict``: no placeholder holds a mark that parts sentences.
        """
        match = _pattern(self.english, is_strict=is_strict).fullmatch(text)
        return match.groups() if match else None

    @property
    def own_words(self) -> int:
        """Return how many words of the sentence are its own."""
        return len(_ENGLISH.findall(_PLACEHOLDER.sub("", self.english)))

    @property
    def own_length(self) -> int:
        """Return how many characters of the sentence are its own."""
        return len(_PLACEHOLDER.sub("", self.english))


def placeholders(text: str) -> list[str]:
    """Return the names of the placeholders of a text, in order."""
    return _PLACEHOLDER.findall(text)


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield every entry of the catalogue: its file, its English and its Chinese."""
    for name in FILES:
        text = Path(__file__).with_name(name).read_text("utf-8")
        for english, chinese in parse(text).items():
            yield name, str(english), str(chinese)


def _of_program() -> Iterator[tuple[str, str, str]]:
    return (entry for entry in entries() if entry[0] != _PARSER)


def translated_usage(text: str, language: str) -> str:
    """Return what is said of wrong usage and of wrong site files: whatever it quotes stays as it was written.

    >>> translated_usage("No such command 'help'.", "zh"), translated_usage("No such option: --foo", "zh")
    ("没有这个命令：'help'。", '没有这个选项：--foo')
    """
    if language == "en":
        return text
    for one in _of_usage():
        values = one.fitted(text, is_strict=False)
        if values is not None:
            told = dict(zip(one.names, values, strict=True))
            if "said" in told:
                told["said"] = translated_usage(told["said"], language)
            return _PLACEHOLDER.sub(lambda match: told[match[1]], one.chinese)  # noqa: B023
    return translated(text, language)


@cache
def _of_usage() -> tuple[Sentence, ...]:
    return tuple(_sentence(english, chinese) for file, english, chinese in entries() if file == _PARSER)


@cache
def _plain() -> dict[str, str]:
    """Return the sentences without placeholders."""
    return {english: chinese for _, english, chinese in _of_program() if not placeholders(english)}


@cache
def _patterns() -> tuple[Sentence, ...]:
    """Return the sentences with placeholders; equations, then those with most words of their own."""
    made = (_sentence(english, chinese) for _, english, chinese in _of_program() if placeholders(english))
    return tuple(sorted(made, key=lambda one: (" = " not in one.english, -one.own_length)))


def _sentence(english: str, chinese: str) -> Sentence:
    pieces = _PLACEHOLDER.split(english)[::2]
    return Sentence(english, chinese, tuple(placeholders(english)), max(pieces, key=len))


@cache
def _pattern(english: str, *, is_strict: bool) -> re.Pattern[str]:
    words = r"(?:(?!; |\. |: ).)+?" if is_strict else r".+?"
    pieces = _PLACEHOLDER.split(english)
    for at, name in enumerate(pieces):
        is_placeholder = at % 2 == 1
        kind = _NUMBER if name[:1] in "np" else _CODE if name == "id" else words
        pieces[at] = f"({kind})" if is_placeholder else re.escape(name)
    return re.compile("".join(pieces), re.DOTALL)


def translated(text: str, language: str) -> str:
    """Return a sentence of the program in a language; a text that is none of its sentences as it is.

    >>> translated("page 3 has no text", "zh"), translated("page 3 has no text", "en"), translated("教育局", "zh")
    ('第3页没有文字', 'page 3 has no text', '教育局')
    """
    return text if language == "en" else _in_chinese(text, 0)


@lru_cache(maxsize=20_000)
def _in_chinese(text: str, depth: int) -> str:
    if _NO_WORDS.fullmatch(text) or depth > _DEEPEST:
        return text
    if (found := _whole(text)) is not None:
        return found
    found = _matched(text, depth)
    if found is None and text[:1].isupper():
        lower = text[0].lower() + text[1:]
        found = _whole(lower) or _matched(lower, depth)
    return text if found is None else found


def _whole(text: str) -> str | None:
    """Return the Chinese of a sentence without placeholders, or of a value's name; None for another text."""
    return _plain().get(text) or (word(text, "zh") if text in catalogue() else None)


def _matched(text: str, depth: int) -> str | None:
    """Return the Chinese of a text that sentences with placeholders fit: of these, what leaves least in English.

    First come those whose placeholders hold no mark that parts sentences. What leaves some English is taken only of
    sentences with words of their own: ``{1} as {2}`` fits too much.
    """
    is_whole = text.endswith(".")
    near = sorted(
        (one for one in _patterns() if one.anchor in text),
        key=lambda one: is_whole and not one.english.endswith("."),
    )
    best: tuple[int, str] | None = None
    for is_strict, one in product((True, False), near):
        groups = one.fitted(text, is_strict=is_strict)
        if groups is None or (filled := _filled(one, groups, depth)) is None:
            continue
        left = len(_ENGLISH.findall(filled))
        if not left:
            return filled
        if one.own_words >= _TELLING and (best is None or left < best[0]):
            best = left, filled
    return best[1] if best else None


def _filled(one: Sentence, groups: tuple[str, ...], depth: int) -> str | None:
    """Return a sentence's Chinese with what its placeholders hold; None where it only parts what stays as it is."""
    values = {name: _in_chinese(text, depth + 1) for name, text in zip(one.names, groups, strict=True)}
    if not re.search("[A-Za-z]", _PLACEHOLDER.sub("", one.english)) and list(values.values()) == list(groups):
        return None
    filled = _PLACEHOLDER.sub(lambda match: values[match[1]], one.chinese)
    return _QUOTED_TWICE.sub(r"\1", filled)
