"""Evaluate: apply every identity to a document's figures.

Forms are tied within (:mod:`.within`) and across (:mod:`.across`), the narrative to the forms and to itself
(:mod:`.narrative`). How a single tie is judged stands in :mod:`.ties`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.forms import CrossIdentity, Identity, form
from pipelines.prove.across import apply_across, single_forms
from pipelines.prove.area import prove_areas
from pipelines.prove.area.told import totals_told
from pipelines.prove.beside import Beside
from pipelines.prove.decimals import in_grain, in_scale
from pipelines.prove.narrative import tie_narrative
from pipelines.prove.presence import levels_of
from pipelines.prove.roles import holds_whatever, identities_among
from pipelines.prove.terms import Rows, Tables, rows_of
from pipelines.prove.within import apply_within
from pipelines.values.claims import Claim
from pipelines.values.items import PRIOR, LineItem
from pipelines.values.proof import Check


class _Evaluate:
    """The equations of forms that hold whatever else is printed, as recognition needs them.

    Left out are those that depend on other figures (``hard_when``), that only limit (``floor``), rates, and
    what must be printed. Tables with elided class rows are spared the sums over all rows.
    """

    def __call__(
        self,
        items: Sequence[LineItem],
        elided_tables: frozenset[int] = frozenset(),
        of_table: int | None = None,
    ) -> list[Check]:
        """Return the equations of the figures of a document's tables.

        ``of_table`` is the number of the only table whose ties are asked for: its own, and those of its form with
        others.
        """
        tables = _tables(items)
        return [
            check
            for identity, checks in _of_forms(tables, single_forms(tables), elided_tables, "", of_table)
            if holds_whatever(identity)
            for check in checks
        ]

    def beside(self) -> Beside:
        """Return what proves one table at a time, in one reading after the other."""
        return Beside()


evaluate: Final = _Evaluate()


def evaluate_document(
    items: Sequence[LineItem],
    claims: Sequence[Claim],
    elided_tables: frozenset[int] = frozenset(),
    division_code: str = "",
) -> list[Check]:
    """Apply all identities to the figures of a document's forms and narrative.

    ``division_code`` (``''`` where unknown) decides which local ties are hard.
    """
    tables = _tables(items)
    forms = single_forms(tables)
    checks = [check for _, found in _of_forms(tables, forms, elided_tables, division_code) for check in found]
    return [*checks, *prove_areas(items), *totals_told(claims, items), *tie_narrative(claims, forms)]


def _tables(items: Sequence[LineItem]) -> dict[int, Rows]:
    by_table: dict[int, list[LineItem]] = defaultdict(list)
    for item in in_grain(in_scale(items)):
        if not item.measure.startswith(PRIOR):
            by_table[item.table_no].append(item)
    return {number: rows_of(members) for number, members in sorted(by_table.items())}


def _of_forms(
    tables: dict[int, Rows],
    forms: Tables,
    elided_tables: frozenset[int],
    division_code: str,
    of_table: int | None = None,
) -> Iterator[tuple[Identity | CrossIdentity, Iterator[Check]]]:
    levels = levels_of(tables.values())
    for number, rows in tables.items():
        if of_table not in (None, number):
            continue
        definition = form(rows[0].form)
        known = levels.get(definition.account_kind or "", frozenset())
        for identity in definition.identities:
            yield identity, apply_within(identity, rows, is_elided=number in elided_tables, levels=known)
    if of_table is not None and of_table not in tables:
        return
    own = None if of_table is None else tables[of_table][0].form
    for cross in identities_among(frozenset(forms), own):
        yield cross, apply_across(cross, forms, division_code)
