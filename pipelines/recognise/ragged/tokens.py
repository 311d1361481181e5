"""Tokens of lines whose columns only blanks separate: words and pieces of figures, lost blanks restored.

A figure may be broken over pieces (``408.0 1``), two figures may stand without a blank between them; which
readings are possible is told here, which one is right is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final

from pipelines.values.codes import ACCOUNT_CODE

_PIECE: Final = re.compile(r"[-−–]?[\d,，.．]*\d[\d,，.．]*%?|[.．,，]\d+%?|%")
_FIGURE: Final = re.compile(r"[-−–]?(?:\d{1,3}(?:,\d{3})+|(?:0|[1-9]\d*))(?:\.\d{1,6})?%?")
_BLANK_MARK: Final = re.compile(r"[-—–－/]{1,3}")
_TEXT_THEN_FIGURE: Final = re.compile(r"(?P<text>.*[^\d.,，．%\-])(?P<figure>-?\d[\d,，]*\.\d+%?)$")
_FIGURE_INSIDE: Final = re.compile(r"(?P<text>[^\d.,，．%]+)(?P<figure>\d[\d,]*\.\d\d)(?P<rest>\d.*)")
_FIGURE_THEN_TEXT: Final = re.compile(
    r"(?P<figure>-?(?:\d[\d,，]*\.\d+%?|\d+%?))(?P<text>[^\d.,，．%、.）)].*)$"
)
_WIDE: Final = frozenset("０１２３４５６７８９．，％－\u3000\u00a0")
_NOTHING: Final = frozenset("\u200b\ufeff")
_LONGEST_FIGURE: Final = 3  # pieces that a narrow cell was seen to break one figure into
_MOST_DECIMALS: Final = 2
_MOST_READINGS: Final = 64
_ENOUGH: Final = 6
_DOMINANT: Final = 0.9


class Kind(StrEnum):
    """What a token is by its looks."""

    WORD = "word"
    NUMBER = "number"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its place: page, line of the file, column from 1, and whether it opens its line."""

    text: str
    kind: Kind
    page: int
    line: int
    column: int
    is_first: bool

    @property
    def reference(self) -> str:
        """Return the place in words: ``line 123 column 4``."""
        return f"line {self.line} column {self.column}"

    @property
    def is_integer(self) -> bool:
        """Tell whether the token is digits alone."""
        return self.kind is Kind.NUMBER and self.text.isdecimal()


def tokens_of(text: str, page: int, line: int) -> list[Token]:
    """Split one line into tokens.

    >>> [token.text for token in tokens_of("30101 基本工资116.9 5", 1, 1)]
    ['30101', '基本工资', '116.9', '5']
    """
    found: list[Token] = []
    for match in re.finditer(r"\S+", _plain(text)):
        column = match.start() + 1
        for part in _split(match.group()):
            found.append(Token(part, _kind(part), page, line, column, not found))
            column += len(part)
    return found


def _plain(text: str) -> str:
    """Return text with half-width digits, signs and blanks, character by character: places stay what they are."""
    plain = (unicodedata.normalize("NFKC", c) if c in _WIDE else c for c in text)
    return "".join(" " if c in _NOTHING else c for c in plain)


def _kind(text: str) -> Kind:
    if _BLANK_MARK.fullmatch(text):
        return Kind.BLANK
    return Kind.NUMBER if _PIECE.fullmatch(text) else Kind.WORD


def _split(text: str) -> list[str]:
    """Separate a word from the figure or code that lost its blank; figures with two decimals from each other."""
    if _PIECE.fullmatch(text):
        pairs = re.fullmatch(r"(?:\d{1,3}(?:,\d{3})+\.\d\d|\d+\.\d\d){2,}", text)
        if pairs:
            return re.findall(r"\d{1,3}(?:,\d{3})+\.\d\d|\d+\.\d\d", text)
        then_code = re.fullmatch(rf"(\d[\d,]*\.\d\d)({ACCOUNT_CODE.pattern})", text)
        return list(then_code.groups()) if then_code else [text]
    code = re.fullmatch(rf"(?P<code>{ACCOUNT_CODE.pattern})(?P<text>[^\d\W]\D*.*)", text)
    if code:
        return [code["code"], *_split(code["text"])]
    led = re.fullmatch(r"(?P<digits>\d{1,2})(?P<text>[一-龥].*)", text)
    if led:
        return [led["digits"], *_split(led["text"])]
    tail = _TEXT_THEN_FIGURE.fullmatch(text)
    if tail and not re.search(r"\d", tail["text"]):
        return [tail["text"], *_split(tail["figure"])]
    inside = _FIGURE_INSIDE.fullmatch(text)
    if inside:
        return [inside["text"], inside["figure"], *_split(inside["rest"])]
    head = _FIGURE_THEN_TEXT.fullmatch(text)
    if head and "." in head["figure"]:
        return [*_split(head["figure"]), *_split(head["text"])]
    return [text]


def is_figure(text: str) -> bool:
    """Tell whether one token can stand as a figure of its own."""
    return _FIGURE.fullmatch(text.replace("，", ",").replace("．", ".")) is not None


def decimals(text: str) -> int:
    """Return how many decimals a figure prints."""
    return len(text.rstrip("%").partition(".")[2])


def printed_scale(pieces: Iterable[Sequence[Token]]) -> int | None:
    """Return the number of decimals that nearly all figures of a table print; None where they differ.

    A figure before a lone digit does not count: it may be broken there.
    """
    counts = _scales(pieces)
    total = sum(counts.values())
    if total < _ENOUGH:
        return None
    scale, times = counts.most_common(1)[0]
    return scale if times >= _DOMINANT * total else None


def prints_decimals(pieces: Iterable[Sequence[Token]]) -> bool:
    """Tell whether a table's figures print decimals."""
    return sum(_scales(pieces).values()) >= _ENOUGH


def has_one_scale(pieces: Iterable[Sequence[Token]]) -> bool:
    """Tell whether all figures of a table that print decimals print the same number of them."""
    counts = _scales(pieces)
    return len(counts) == 1 and sum(counts.values()) >= _ENOUGH


def _scales(pieces: Iterable[Sequence[Token]]) -> Counter[int]:
    return Counter(
        decimals(token.text)
        for run in pieces
        for token, after in zip(run, [*run[1:], None], strict=False)
        if token.kind is Kind.NUMBER and "." in token.text and is_figure(token.text)
        if not (after is not None and after.is_integer and len(after.text) <= 2)
    )


@dataclass(frozen=True, slots=True)
class TokenReading:
    """One way to read a run of pieces: the figures' printed texts, and the first token of each."""

    texts: tuple[str, ...]
    starts: tuple[Token, ...]


def readings(pieces: Sequence[Token], scale: int | None) -> list[TokenReading]:
    """Return every way to join adjacent pieces into figures; blank marks stay, as the text ``-``.

    Where the table prints one scale throughout, a reading that keeps it rules out those that do not.
    """
    found = [
        TokenReading(
            tuple(_text_of(pieces[start:end]) for start, end in pairwise(cut)),
            tuple(pieces[start] for start in cut[:-1]),
        )
        for cut in islice(_cuts(pieces), _MOST_READINGS)
    ]
    return _keep_scale(found, scale) if len(found) > 1 else found


def _cuts(pieces: Sequence[Token]) -> Iterator[tuple[int, ...]]:
    """Yield the ways to cut pieces into figures and blank marks: where each begins, and the end.

    Only steps that lead to the end are taken: most of a line's pieces may be joined in two ways.
    """
    end = len(pieces)
    steps: list[list[int]] = [[] for _ in pieces]
    for index in range(end - 1, -1, -1):
        behind = (index + length for length in range(1, _LONGEST_FIGURE + 1))
        steps[index] = [
            to for to in behind if to <= end and (to == end or steps[to]) and _is_one(pieces[index:to])
        ]
    if not pieces:
        yield (0,)
        return
    cut, ahead = [0], [iter(steps[0])]
    while ahead:
        to = next(ahead[-1], None)
        if to is None:
            ahead.pop()
            cut.pop()
        elif to == end:
            yield (*cut, end)
        else:
            cut.append(to)
            ahead.append(iter(steps[to]))


def _is_one(group: Sequence[Token]) -> bool:
    """Tell whether pieces are one figure, or a blank mark."""
    if any(piece.kind is Kind.BLANK for piece in group):
        return len(group) == 1
    return _is_one_figure(group)


def _text_of(group: Sequence[Token]) -> str:
    return "-" if group[0].kind is Kind.BLANK else " ".join(piece.text for piece in group)


def _is_one_figure(group: Sequence[Token]) -> bool:
    joined = "".join(piece.text for piece in group).replace("，", ",").replace("．", ".")
    if not _FIGURE.fullmatch(joined):
        return False
    if len(group) == 1:
        return True
    if group[0].text.rstrip("%") != group[0].text:
        return False
    if joined.endswith("%") and group[-1].text == "%":
        return True
    if decimals(joined) > _MOST_DECIMALS:
        return False
    return all(_is_seam(before.text, after.text) for before, after in pairwise(group))


def _is_seam(before: str, after: str) -> bool:
    """Tell whether a figure can be broken here: behind its point, or at a mark; never between whole digits."""
    return "." in before or before[-1] in ",，-−" or after[0] in ".,，．"


def _keep_scale(found: list[TokenReading], scale: int | None) -> list[TokenReading]:
    if scale is None:
        return found
    kept = [
        reading
        for reading in found
        if all(text == "-" or decimals(text.replace(" ", "")) == scale for text in reading.texts)
    ]
    return kept or found
