"""Books: some forms of a sample report as grids of cells, each with what it prints and what a person sees there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from samples import SampleDocument, typeset

Key = tuple[str, str, str]
"""A figure: its form, its row's code (or name) and its measure."""

TITLES: Final = {
    "F02": "收入决算表",
    "F03": "支出决算表",
    "F05": "一般公共预算财政拨款支出决算表",
}
MEASURES: Final = {
    "F02": {
        "revenue_total": "本年收入合计",
        "fiscal_appropriation": "财政拨款收入",
        "superior_subsidy": "上级补助收入",
        "institutional_revenue": "事业收入",
        "operating_revenue": "经营收入",
        "affiliate_remittance": "附属单位上缴收入",
        "other_revenue": "其他收入",
    },
    "F03": {
        "expenditure_total": "本年支出合计",
        "basic": "基本支出",
        "project": "项目支出",
        "remitted_to_superior": "上缴上级支出",
        "operating": "经营支出",
        "subsidy_to_affiliates": "对附属单位补助支出",
    },
    "F05": {"total": "小计", "basic": "基本支出", "project": "项目支出"},
}
LABELS: Final = 2
"""Columns before the figures: code and name."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell. ``look``: how it is printed (plain, white, struck, hidden, or a mark behind it).

    ``is_seen``: a person sees the figure that ``text`` spells; ``is_clear``: one figure, and which one.
    """

    text: str
    look: str = "plain"
    mark: str = ""
    is_seen: bool = True
    is_clear: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form: its title, unit line and header, and its rows of slots, code and name first."""

    form: str
    title: str
    unit: str
    header: tuple[str, ...]
    measures: tuple[str, ...]
    rows: tuple[tuple[Slot, ...], ...]

    def with_slot(self, row: int, column: int, slot: Slot) -> Sheet:
        """Return the sheet with another cell."""
        cells = list(self.rows[row])
        cells[column] = slot
        return self.with_row(row, tuple(cells))

    def with_row(self, row: int, slots: tuple[Slot, ...]) -> Sheet:
        """Return the sheet with another row."""
        return replace(self, rows=(*self.rows[:row], slots, *self.rows[row + 1 :]))

    def figures(self) -> Iterator[tuple[int, int]]:
        """Yield the rows and columns of the figures other than zero."""
        for row, slots in enumerate(self.rows):
            for column, slot in enumerate(slots[LABELS:], LABELS):
                if slot.text and Decimal(slot.text.replace(",", "")):
                    yield row, column


@dataclass(frozen=True, slots=True)
class Book:
    """A report. ``seen`` is what a person reads: None where no single figure can be told."""

    name: str
    head: str
    sheets: tuple[Sheet, ...]
    words: str = ""
    extra: dict[Key, Decimal | None] = field(default_factory=dict)

    def with_sheet(self, number: int, sheet: Sheet) -> Book:
        """Return the book with another sheet."""
        return replace(self, sheets=(*self.sheets[:number], sheet, *self.sheets[number + 1 :]))

    @property
    def codes(self) -> dict[tuple[str, str], str]:
        """Return the codes of the rows by form and name, where one row has the name."""
        names = Counter((sheet.form, slots[1].text) for sheet in self.sheets for slots in sheet.rows)
        return {
            (sheet.form, slots[1].text): slots[0].text
            for sheet in self.sheets
            for slots in sheet.rows
            if slots[0].text and names[sheet.form, slots[1].text] == 1
        }

    @property
    def seen(self) -> dict[Key, Decimal | None]:
        """Return the figures that a person sees, in their printed unit."""
        found: dict[Key, Decimal | None] = {}
        for sheet in self.sheets:
            for slots in sheet.rows:
                label = slots[0].text or slots[1].text
                for measure, slot in zip(sheet.measures, slots[LABELS:], strict=True):
                    if slot.text and slot.is_seen:
                        value = Decimal(slot.text.replace(",", "")) if slot.is_clear else None
                        found[sheet.form, label, measure] = value
        return found | self.extra


def books(folder: Path, keys: tuple[str, ...]) -> list[Book]:
    """Return books of the sample reports with some keys; ``folder`` is written to."""
    return [_book(document) for document in typeset(folder, only=keys)]


def _book(document: SampleDocument) -> Book:
    sheets = tuple(_sheet(document, form) for form in TITLES)
    head = f"{document.fiscal_year}年度{document.organisation_name}部门决算"
    total = next(slots[LABELS].text for slots in sheets[-1].rows if slots[1].text == "合计")
    words = f"{document.fiscal_year}年度一般公共预算财政拨款支出{total}万元。"
    return Book(document.key, head, sheets, words)


def _sheet(document: SampleDocument, form: str) -> Sheet:
    measures = MEASURES[form]
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for cell in document.cells:
        if cell.form == form:
            rows.setdefault((cell.code, cell.name), {})[cell.measure] = cell.text
    ordered = sorted(rows.items(), key=lambda row: (bool(row[0][0]), row[0][0]))
    slots = tuple(
        tuple(Slot(text) for text in (code, name, *(texts.get(measure, "") for measure in measures)))
        for (code, name), texts in ordered
    )
    header = ("科目编码", "科目名称", *measures.values())
    return Sheet(form, TITLES[form], "金额单位：万元", header, tuple(measures), slots)
