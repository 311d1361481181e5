"""The stage of amounts whose header says none: what their rows say, else what their year has elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.governments.column import AMOUNT
from pipelines.recognise.governments.titles import stage_of
from pipelines.values.items import PRIOR, FormTable, LineItem

_SAYS: Final = re.compile(r"(?:预算|执行|完成|决算|实际|预计|快报|计划|下达)数")
"""What a row says of its stage; 国有土地使用权出让收入安排的支出 says none."""
_STAGES: Final = ("executed", "final", "budget")


def stages_said(items: Iterable[LineItem]) -> set[tuple[str, bool]]:
    """Return the stages that rows say, each with whether it is expected: 实际数 and 预计执行数 are two."""
    names = {item.item_name for item in items if _SAYS.search(item.item_name)}
    said = {(stage_of(name), "预计" in name) for name in names}
    return {(stage, is_expected) for stage, is_expected in said if stage in _STAGES}


def with_stage(tables: Sequence[FormTable]) -> Iterator[FormTable]:
    """Yield tables; where neither title, header nor rows say a stage it is the one that its year has elsewhere.

    A table whose rows are of several years or stages keeps the measure ``amount``.
    """
    stages: dict[int | None, Counter[str]] = defaultdict(Counter)
    for table in tables:
        measures = {(item.figure_year, item.measure) for item in table.items}
        for year in {year for year, _ in measures}:
            # A table of execution prints the budget too.
            own = next((stage for stage in _STAGES if (year, stage) in measures), None)
            if own is not None:
                stages[year][own] += 1
    for table in tables:
        open_items = [item for item in table.items if item.measure.removeprefix(PRIOR) == AMOUNT]
        year = open_items[0].figure_year if open_items else None
        says = stages_said(open_items)
        common = stages.get(year, Counter())
        stage = max(_STAGES, key=lambda stage: common[stage])
        stage = stage if common[stage] else _stage_in(table.title_printed)
        if not open_items or len(says) > 1 or not stage:
            yield table
            continue
        items = tuple(replace(item, measure=item.measure.replace(AMOUNT, stage)) for item in table.items)
        yield replace(table, items=items)


def _stage_in(title: str) -> str:
    """Return the stage of a document that says none anywhere: what its title calls it."""
    return "final" if "决算" in title else "budget" if "预算" in title else ""
