"""Operating costs of agencies (agency_operating): 机关运行经费, its budget and its change against last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement
from pipelines.recognise.narrative.wording import (
    before_reason,
    changes,
    comparisons,
    execution,
    paragraph_end,
)

_SUBJECT: Final = "机关运行经费"
_FINAL: Final = re.compile(
    rf"{_SUBJECT}(?:一般公共预算)?(?:财政拨款)?(?:实际)?(?:支出)?(?:决算)?(?:支出)?(?:数|总额|金额|额)?(?:合计|共计?)?(?:为|是|:)?(?=[-−]?\d)"
)


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the statement of operating costs."""
    for match in re.finditer(_SUBJECT, passage.plain):
        limit = paragraph_end(passage.plain, match.end())
        end = before_reason(passage, match.end(), limit)
        figures: dict[str, Stated] = {}
        direct = _FINAL.match(passage.plain, match.start())
        if direct is not None:
            amount = passage.amount_at(direct.end())
            if amount is None or not amount.is_money:
                continue
            figures["final"] = Stated("final", amount)
        for figure in execution(passage, match.start(), end):
            measure = "budget" if figure.measure.endswith("budget") else figure.measure
            if measure in ("budget", "final"):
                figures.setdefault(measure, Stated(measure, figure.amount))
        found = (*figures.values(), *changes(passage, match.end(), end))
        if not found:
            continue
        said = comparisons(passage, match.start(), limit, frozenset(figures))
        yield Statement("agency_operating", _SUBJECT, found, tuple(said))
