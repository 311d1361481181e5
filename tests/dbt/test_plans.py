"""How DuckDB would run the models: none may compare each row of one relation with each row of another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.dbt.awkward import awkward_lake
from tests.dbt.compiled import CompiledProject

EACH_WITH_EACH = {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT"}
"""What a left join comes to whose condition asks something of its left side alone, or that says "or"."""


def test_no_model_compares_each_row_with_each_other(project: CompiledProject) -> None:
    found = []
    with project.warehouse(awkward_lake()) as warehouse:
        warehouse.build(project.models)
        for model in project.models.values():
            if not model.is_seed:
                ((_, plan),) = warehouse.query(f"explain (format json) {warehouse.sql_of(model.sql)}")
                found += [
                    (model.name, name) for name in _operators(json.loads(plan)) if name in EACH_WITH_EACH
                ]
    assert not found


def _operators(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        yield node["name"].strip()
        yield from _operators(node["children"])
