"""Dealt out: percentages in a row, and the subjects to whom they are dealt in turn (分别占 60 %、40 %)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.told import Told

_ROW: Final = re.compile(r"(?:[\d.]+%(?:[、,，和及与]|以及)*)+")


def in_row(plain: str, amount: Amount) -> int:
    """Return how many percentages stand in a row with nothing but marks between them, from one on."""
    row = _ROW.match(plain, amount.start)
    return row.group().count("%") if row is not None else 0


def dealt_to(told: Iterable[Told], passage: Passage, amount: Amount) -> list[Told]:
    """Return the subjects of the sentence that as many percentages follow as there are of them; none otherwise."""
    first = passage.sentence_start(amount.start)
    found = [one for one in told if one.mention.start >= first and one.figures]
    return found if in_row(passage.plain, amount) == len(found) else []
