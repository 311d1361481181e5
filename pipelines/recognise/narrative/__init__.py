"""The narrative: sentences of a report, the figures they state, and what they say of two figures.

Lines become paragraphs (:mod:`.paragraphs`), paragraphs stand under headings and become passages of numbered
sentences (:mod:`.passages`). A passage is all that stands under one heading; its ``plain`` text (half-width
marks, no blanks, one ``\\n`` between paragraphs) is what patterns are matched on, character for character the
printed ``text``.

**A kind of claim is a module with one function** ``read(passage: Passage) -> Iterator[Statement]``, listed in
:mod:`.kinds` for final accounts and in :mod:`.budget` for budgets. It finds its figures with
:meth:`Passage.amounts` and yields one :class:`~.statement.Statement` for each subject: kind, subject, and the
figures said of it (measure, amount, sign), with what is said of two of them (:class:`~.statement.Said`). Item
codes, numbering, pages and the figures that a report states twice are settled here for all kinds. A kind
yields nothing for passages it does not know. Wording that kinds share is in :mod:`.wording`
(directions, changes against last year, shares, budgets and final figures).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.narrative import budget, final
from pipelines.recognise.narrative.ends import unclaimed
from pipelines.recognise.narrative.kinds import kinds_of
from pipelines.recognise.narrative.passages import Passage, Sentence, read_passages
from pipelines.recognise.narrative.reading import read_passage
from pipelines.recognise.narrative.statement import Narrative, Statement, to_narrative
from pipelines.recognise.narrative.subjects import Accounts
from pipelines.values.items import LineItem, Note
from pipelines.values.pages import Page

# Parts and sections whose figures are of projects, definitions or examples, not of the report's own accounts.
_ASIDE: Final = re.compile(r"绩效|名词解释|附件|部门职责|主要职能")

__all__ = ["Narrative", "Passage", "Sentence", "read_narrative"]


def read_narrative(
    pages: Sequence[Page], items: Sequence[LineItem], report_kind: str | None, fiscal_year: int | None
) -> Narrative:
    """Read a document's running text into sentences, claims and comparisons.

    ``pages`` are those whose table lines have become grids (``TableReader.pages``); ``items`` the line items
    of its forms, through which item names are resolved to account codes; ``report_kind`` is ``final_account``,
    ``budget`` or None where it is not known.
    """
    passages = read_passages(pages, report_kind, fiscal_year)
    is_budget = report_kind == "budget"
    statements = budget.statements if is_budget else final.statements
    stated: list[tuple[Passage, Statement]] = []
    notes: list[Note] = []
    for passage in passages:
        if not passage.all_amounts or _ASIDE.search(passage.part + passage.heading):
            continue
        reading = read_passage(passage)
        found = [
            *statements(passage, reading.told),
            *(s for read in kinds_of(report_kind) for s in read(passage)),
        ]
        stated.extend((passage, statement) for statement in found)
        claimed = {figure.amount.start for statement in found for figure in statement.figures}
        notes.extend(unclaimed(passage, reading, claimed))
    stated = stated if is_budget else final.sided(stated)
    narrative = to_narrative(passages, stated, Accounts(items, fiscal_year))
    return replace(narrative, notes=(*narrative.notes, *notes))
