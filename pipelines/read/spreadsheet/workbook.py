"""What the sheets of a workbook become: one page each, and notes on everything that was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.flow import chosen, unseen
from pipelines.read.ooxml import OfficeLimits
from pipelines.read.spreadsheet.layout import lay_out
from pipelines.read.spreadsheet.sheet import Sheet
from pipelines.values.pages import Loss, Page, Reading

HIDDEN: Final = "hidden"
"""Why a sheet is left out that nobody sees, and that may hold a form."""


@dataclass(slots=True)
class Workbook:
    """Collects pages; a page's number counts the visible worksheets from 1, its label is the sheet's name."""

    reader: str
    limits: OfficeLimits
    pages: list[Page] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def add(self, sheet: Sheet) -> None:
        """Lay out a visible sheet. Raises DocumentError for one beyond the limits."""
        flow = lay_out(sheet, self.limits)
        self.pages.append(flow.page(len(self.pages) + 1, self.reader, sheet.name))
        self.notes.extend(sheet.notes())
        self.losses += [Loss(text, len(self.pages)) for text in sheet.losses]
        if amounts := sheet.hidden_amounts():
            self.losses.append(unseen(amounts, len(self.pages)))

    def leave_out(self, name: str, why: str) -> None:
        """Note a sheet that is not read."""
        self.notes.append(f"sheet {name} was left out: {why}")
        if why == HIDDEN:
            told = f"sheet {name} is hidden; what it holds was not read"
            self.losses.append(Loss(told, is_unseen=True))

    def reading(self, media_type: str, numbers: Sequence[int] | None) -> Reading:
        """Return the pages with these numbers, all of them for None, and every note."""
        return Reading(media_type, chosen(self.pages, numbers), tuple(self.notes), losses=tuple(self.losses))
