"""What was read in the forms of a document: tables, their figures and indicators, and notes on what was not.

Money is :class:`decimal.Decimal`, never float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.values.frozen import value
from pipelines.values.pages import Box

Place = tuple[int, int, int, int]
"""Where a figure stands: page, table (0: none), row and column, or sentence and place in the sentence."""


PRIOR: Final = "prior_"
"""Begins the measures of a column of another year: figures of their own, tied to nothing of this year's."""
UNREAD_CONTENT: Final = "unread_content"
"""Kind of the note on what a person sees on a page and its reader could not read."""
UNSEEN: Final = "unseen_figures"
"""Kind of the note on figures that a document holds and does not show: hidden rows, columns and sheets."""
TITLE_ALONE: Final = "title_without_table"
"""Kind of the note on a title of a form below which no table was found."""
TORN: Final = "torn_table"
"""Kind of the note on a table that says it goes on with the one before (续表) and has other columns."""
UNPARSED: Final = "unparsed_figure"
UNREAD: Final = (
    "unmatched_header",
    "ambiguous_column",
    "ambiguous_row",
    UNPARSED,
    "figure_without_label",
    TORN,
    UNREAD_CONTENT,
)
"""Kinds of the notes that tell of printed figures which were left out, or parted from what belongs to them."""
UNACCOUNTED: Final = "unaccounted_figure"
"""Kind of the note on figures of a form's page that became nothing and that no other note names."""
LEFT_OUT: Final = "ambiguous_figure"
"""Kind of the note on a figure of a sentence whose digits a blank or a letter splits, so that it was left out."""


@value(frozen=True, slots=True)
class Note:
    """Something printed that was not understood, or understood only with a reservation."""

    kind: str
    text: str
    detail: str
    page: int | None = None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None


@value(frozen=True, slots=True)
class LineItem:
    """One printed figure of a recognised form, with what was printed and what was understood.

    ``row_no`` and ``column_no`` count from 1. ``step`` is the unit of the last printed digit in ``unit``.
    ``decided_by`` names the identity that told the column, or the sign and digits, where the print leaves them open.
    ``first_text`` is what the first reader read where a second one (``reader``) settled the identities named in
    ``settled_by``. ``parent_name`` is the row a sub-row belongs to (``年初财政拨款结转和结余``), else ``''``.
    In a government's own table ``scope`` is whose money it is as printed (全市, 市本级, 分地区) and ``figure_year`` the
    year of the table, which ``measure`` is told by; elsewhere they are empty, and both are the document's.
    ``row_page`` is the page that the row begins on, where its columns go on on another one.
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
    scope: str = ""
    figure_year: int | None = None
    row_page: int | None = None
    place: Place = field(init=False, repr=False, compare=False)
    """Where the figure stands: page, table, row and column."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", (self.page, self.table_no, self.row_no, self.column_no))

    @property
    def row_begins(self) -> int:
        """Return the page that the figure's row begins on."""
        return self.page if self.row_page is None else self.row_page


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
class Candidate:
    """A reading of a table that was tried, and what the identities say of it.

    ``columns`` are the printed headers that no word explains with the measures tried for them; ``confirmed`` are the
    identities that hold with independent figures, ``contradicted`` those that do not hold.
    """

    form_code: str
    columns: tuple[tuple[str, str], ...]
    confirmed: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    is_taken: bool = False

    @property
    def told(self) -> str:
        """Return what it reads as what, for people."""
        columns = "; ".join(f"{header or 'a column without a header'} as {m}" for header, m in self.columns)
        return columns or f"the table as {self.form_code}"


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
    candidates: tuple[Candidate, ...] = ()
