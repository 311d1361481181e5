"""The stage of amounts whose header says none: what their rows say, else what their year has elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from pipelines.recognise.governments.columns import AMOUNT
from pipelines.recognise.governments.titles import stage_of
from pipelines.values.items import PRIOR, FormTable, LineItem

_STAGES: Final = ("executed", "final", "budget")


def stages_said(items: Iterable[LineItem]) -> set[tuple[str, bool]]:
    """Return the stages that rows say, each with whether it is expected: 实际数 and 预计执行数 are two."""
    said = {(stage_of(item.item_name), "预计" in item.item_name) for item in items}
    return {(stage, is_expected) for stage, is_expected in said if stage in _STAGES}


def with_stage(tables: Sequence[FormTable]) -> Iterator[FormTable]:
    """Yield tables; where neither title, header nor rows say a stage it is the one that its year has elsewhere.

    A table whose rows are of several years or stages keeps the measure ``amount``.
    """
    stages: dict[int | None, Counter[str]] = {}
    pairs = [(item.figure_year, item.measure) for table in tables for item in table.items]
    for year, same in groupby(sorted(pairs, key=str), key=lambda pair: pair[0]):
        counted = Counter(measure for _, measure in same if measure in _STAGES)
        stages.setdefault(year, Counter()).update(counted)
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
