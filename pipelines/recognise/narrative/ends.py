"""Ends: every amount of the narrative is a claim, a known aside, or is noted as unclaimed with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage, Sentence
from pipelines.recognise.narrative.told import Reading
from pipelines.values.items import Note

UNCLAIMED: Final = "unclaimed_figure"
"""Kind of the note on an amount or percentage of a sentence that no claim and no known aside accounts for."""

_MEASURED: Final = ("支出", "收入", "预算", "决算", "费", "数", "额", "为")
_UNKNOWN: Final = "name"
_BOTH: Final = "收支"
_AMOUNTS: Final = ("amount", "final")
_LONGEST: Final = 200  # characters of a sentence that a note quotes


def unclaimed(passage: Passage, reading: Reading, claimed: Collection[int]) -> Iterator[Note]:
    """Yield a note for each amount of a passage that has no end; ``claimed`` are the offsets of its claims.

    A figure that was told of a known subject without being a claim (the change of an item, the half of a part) is
    a known aside; one of a subject that nothing knows is not, nor the amount of a total of both sides.
    """
    known = {
        figure.amount.start
        for told in reading.told
        if told.mention.family != _UNKNOWN or (told.head is not None and told.head.mention.family == "known")
        for figure in told.figures
        if not (told.mention.side == _BOTH and told.head is None and figure.measure in _AMOUNTS)
    }
    sentences = {sentence.number: sentence for sentence in passage.sentences}
    for amount in passage.all_amounts:
        if not _is_stated(passage.plain, amount) or amount.start in claimed:
            continue
        if amount.start in reading.asides or amount.start in known:
            continue
        sentence = sentences[passage.numbers[amount.start]]
        yield Note(
            UNCLAIMED,
            passage.text[amount.start : amount.end],
            f"no subject or measure was made out for it: {_quoted(passage, sentence, amount.start)}",
            passage.pages[amount.start],
        )


def _is_stated(plain: str, amount: Amount) -> bool:
    """Tell whether a figure is an amount or a percentage, or one that has lost its unit (支出35.20)."""
    if amount.is_money or amount.is_percent:
        return True
    before = plain[max(0, amount.start - 2) : amount.start]
    is_last = plain[amount.end : amount.end + 1] in ("", *",。;、)\n")
    return is_last and not amount.unit and "." in amount.text and before.endswith(_MEASURED)


def _quoted(passage: Passage, sentence: Sentence, at: int) -> str:
    """Return a sentence, or of a very long one what stands around the figure."""
    if len(sentence.text) <= _LONGEST:
        return sentence.text
    return passage.text[max(0, at - _LONGEST // 2) : at + _LONGEST // 2]
