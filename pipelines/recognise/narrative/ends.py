"""Ends: every amount of the narrative is a claim, a known aside, or is noted as unclaimed with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage, Sentence
from pipelines.recognise.narrative.reading import Reading
from pipelines.values.items import Note

UNCLAIMED: Final = "unclaimed_figure"
"""Kind of the note on an amount or percentage of a sentence that no claim and no known aside accounts for."""

_UNKNOWN: Final = "name"
_LONGEST: Final = 200  # characters of a sentence that a note quotes


def unclaimed(passage: Passage, reading: Reading, claimed: Collection[int]) -> Iterator[Note]:
    """Yield a note for each amount of a passage that has no end; ``claimed`` are the offsets of its claims.

    A figure that was told of a known subject without being a claim (the change of an item, the half of a part) is
    a known aside; one of a subject that nothing knows is not.
    """
    known = {
        figure.amount.start
        for told in reading.told
        if told.mention.family != _UNKNOWN or (told.head is not None and told.head.mention.family == "known")
        for figure in told.figures
    }
    sentences = {sentence.number: sentence for sentence in passage.sentences}
    for amount in passage.all_amounts:
        if not (amount.is_money or amount.is_percent) or amount.start in claimed:
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


def _quoted(passage: Passage, sentence: Sentence, at: int) -> str:
    """Return a sentence, or of a very long one what stands around the figure."""
    if len(sentence.text) <= _LONGEST:
        return sentence.text
    return passage.text[max(0, at - _LONGEST // 2) : at + _LONGEST // 2]
