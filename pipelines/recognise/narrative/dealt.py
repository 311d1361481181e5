"""Dealt out: figures in a row, and the subjects they are dealt to in turn (分别占 60 %、40 %; 分别减少1万元、2万元)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.told import Told


def in_row(plain: str, amount: Amount) -> int:
    """Return how many figures of one unit stand in a row with nothing but marks between them, from one on."""
    unit = re.escape(amount.unit)
    row = re.compile(rf"(?:[\d.,]*\d{unit}(?:[、,，和及与]|以及)*)+").match(plain, amount.start)
    return row.group().count(amount.unit) if row is not None and unit else 0


def dealt_to(
    told: Iterable[Told], passage: Passage, amount: Amount, measure: str, *, is_down: bool = False
) -> list[tuple[Told, str, bool]]:
    """Return whose the figures of a row are, with measure and direction.

    They are those of as many subjects of the sentence, or of as many parts of one whole that end it; else of none.
    """
    first, number = passage.sentence_start(amount.start), in_row(passage.plain, amount)
    found = [one for one in told if one.mention.start >= first and one.figures]
    if number < len(found):
        found = found[len(found) - number :]
        if len({id(one.head) for one in found}) > 1 or not all(one.head for one in found):
            return []
    return [(one, measure, is_down) for one in found] if number == len(found) else []
