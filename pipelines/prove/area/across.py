"""Totals that several tables of a government's document print: of one scope, year and stage they are one amount."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.prove.area import laws
from pipelines.prove.area.tables import AreaTable
from pipelines.prove.ties import balance
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from pipelines.values.text import row_key

_GRAND: Final = {
    "revenue": re.compile(r"(?:各项)?收入总计|总收入|各项收入合计"),
    "expenditure": re.compile(r"(?:各项)?支出总计|总支出|各项支出合计"),
}
_FUNDS: Final = {
    f"area_{fund}_{kind}": fund
    for fund in ("general", "fund", "capital")
    for kind in ("revenue", "expenditure", "balance")
}
Key = tuple[str, str, int | None, str]


def across(tables: Sequence[AreaTable]) -> Iterator[Check]:
    """Yield the checks that all revenue is all expenditure, within a table of both or in two of one kind of money.

    They accuse nobody: a book may leave out of one side what it prints below the total.
    """
    found: dict[Key, dict[str, list[LineItem]]] = defaultdict(lambda: defaultdict(list))
    for table in tables:
        fund = _FUNDS.get(table.role)
        if fund is None:
            continue
        for row in table.rows:
            side = next((side for side, name in _GRAND.items() if name.fullmatch(row_key(row.name))), None)
            for key, figure in row.figures.items() if side else ():
                if figure.unit != "%":
                    found[fund, key.scope, table.year, key.measure][side or ""].append(figure)
    for (fund, scope, _, measure), sides in found.items():
        revenue, expenditure = sides["revenue"], sides["expenditure"]
        if revenue and expenditure:
            name = f"{fund} {scope} {measure}".replace("  ", " ")
            yield from balance(laws.SIDES, name, revenue[:1], [(1, expenditure[0])], is_hard=False)
        for same in sides.values():
            for other in same[1:]:
                if other.table_no != same[0].table_no:
                    yield from balance(
                        laws.SAME, f"{fund} {scope} {measure}", same[:1], [(1, other)], is_hard=False
                    )
