"""The values that pass between rooms: pages and grids, documents and line items.

Plain immutable values only; no reading, no recognition and no storage lives here.

Geometry is in points (1/72 inch) with the origin in the top left corner of the page *as displayed*
(page rotation and crop box applied), ``top`` < ``bottom``. Money is :class:`decimal.Decimal`, never float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points, origin top left, y downwards."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line of text; words that stand apart are joined by single spaces."""

    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. ``row`` and ``column`` (from 0) name its top left slot; spans are at least 1.

    ``text`` keeps the printed line breaks as ``\\n``; an empty cell has ``''``. ``reference`` says where the
    cell stands in a format without geometry (``收入决算表!C7``). ``confidence`` is between 0 and 1 where the
    text was recognised from an image.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    reference: str = ""
    confidence: float | None = None


@dataclass(frozen=True)
class Grid:
    """A table as ruled or aligned on one page: every slot is covered by at most one cell."""

    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    box: Box | None = None

    @cached_property
    def slots(self) -> dict[tuple[int, int], Cell]:
        """Map each (row, column) slot to the cell that covers it, spans included."""
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a slot, or None where the grid has a hole."""
        return self.slots.get((row, column))

    def row(self, row: int) -> list[Cell]:
        """Return the distinct cells that touch a row, left to right."""
        seen: dict[int, Cell] = {}
        for c in range(self.n_columns):
            cell = self.at(row, c)
            if cell is not None:
                seen.setdefault(id(cell), cell)
        return list(seen.values())


@dataclass(frozen=True, slots=True)
class Page:
    """One page, sheet or screen: text lines outside the grids, and the grids, each in reading order."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    reader: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one document's bytes. ``notes`` name what was odd but did not stop it."""

    media_type: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = field(default=())


class DocumentError(Exception):
    """A document that cannot be used: carries the status it ends with and a reason a person understands.

    ``status`` is ``failed`` (damaged, encrypted, empty) or ``unsupported`` (no installed reader takes it).
    """

    def __init__(self, reason: str, *, status: str = "failed", page: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.page = page


@dataclass(frozen=True, slots=True)
class Note:
    """Something printed that was not understood, or understood only with a reservation."""

    kind: str
    text: str
    detail: str
    page: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """One printed figure of a recognised form, with what was printed and what was understood.

    ``row_no`` and ``column_no`` count from 1. ``step`` is the unit of the last printed digit in ``unit``.
    ``decided_by`` names the identity that told the column where the print leaves it open.
    ``first_text`` is what the first reader read where a second one (``reader``) settled the identities named in
    ``settled_by``. ``parent_name`` is the row a sub-row belongs to (``年初财政拨款结转和结余``), else ``''``.
    """

    form_code: str
    section: str
    item_code: str
    item_name: str
    label_printed: str
    parent_name: str
    account_kind: str | None
    measure: str
    header_printed: str
    text_printed: str
    value: Decimal
    step: Decimal
    unit: str | None
    is_unit_inferred: bool
    amount_yuan: Decimal | None
    page: int
    table_no: int
    row_no: int
    column_no: int
    box: Box | None
    reader: str
    cell_reference: str = ""
    confidence: float | None = None
    decided_by: str = ""
    first_text: str = ""
    settled_by: str = ""

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Return where the figure stands: page, table, row and column."""
        return (self.page, self.table_no, self.row_no, self.column_no)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of a performance form (绩效指标): its levels, target and result as printed, and its score."""

    form_code: str
    project_name: str
    level_1: str
    level_2: str
    level_3: str
    target: str
    actual: str
    weight: Decimal | None
    score: Decimal | None
    deviation: str
    reason: str
    page: int
    table_no: int
    row_no: int


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of a document: recognised as a form, as an empty form, or not recognised."""

    table_no: int
    page_first: int
    page_last: int
    title_printed: str
    form_code: str | None
    status: str
    reason: str
    unit: str | None
    is_unit_inferred: bool
    unit_evidence: str
    header_printed: str
    row_count: int
    column_count: int
    is_unit_edition: bool
    items: tuple[LineItem, ...] = ()
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure that the narrative states, with the sentence and the heading it stands under.

    ``value`` is signed by the words (减少, 下降: negative); ``text_printed`` is the bare printed figure.
    ``sentence_no`` counts the document's sentences from 1, ``claim_no`` the figures of one sentence.
    ``item_code`` is the account code the subject was resolved to, ``''`` where none is known for certain.
    """

    kind: str
    subject: str
    item_code: str
    measure: str
    text_printed: str
    value: Decimal
    step: Decimal
    unit: str
    amount_yuan: Decimal | None
    page: int
    sentence_no: int
    claim_no: int
    sentence: str
    heading: str = ""

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Return where the figure stands: page, 0 (no table), sentence and place in the sentence."""
        return (self.page, 0, self.sentence_no, self.claim_no)


Figure = LineItem | Claim


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the narrative says of two of its own figures: 大于, 小于, 持平 …, ``relation`` > < = or ~."""

    relation: str
    word: str
    left: Claim
    right: Claim
    sentence: str


@dataclass(frozen=True, slots=True)
class TextDefect:
    """A slip of the text that contradicts no figure of a form: a wrong word, a leftover, a doubled mark."""

    kind: str
    what: str
    text: str
    page: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would explain a contradiction: ``kind``, the words for it, and the figure it points at, if one.

    A suggestion changes nothing; ``value`` is what the figure would have to be, in its printed unit.
    """

    kind: str
    text: str
    place: tuple[int, int, int, int] | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DisclosureError:
    """One contradiction that a document prints, in a sentence to quote, with both figures as printed.

    ``kind``: contradiction, rate_on_zero, missing_form, empty_form_with_figures or form_without_figures.
    ``difference`` is left minus right in ``unit``; None where the contradiction is not between figures.
    """

    kind: str
    identity_id: str
    scope: str
    what: str
    left_text: str
    left_page: int | None
    right_text: str
    right_page: int | None
    difference: Decimal | None
    unit: str | None
    left_place: tuple[int, int, int, int] | None = None
    right_place: tuple[int, int, int, int] | None = None
    suggestion: Suggestion | None = None
