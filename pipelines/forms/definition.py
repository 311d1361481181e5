"""The model of a form file: what one statutory form is, prints and owes."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.forms.terms import check_terms, parse_measures

ReportKind = Literal["final_account", "budget", "government"]
"""决算, 预算; ``government``: a table of a government's own accounts, which prints both by its columns."""
AccountKind = Literal["functional", "economic", "government_economic"]
"""支出功能分类, 部门预算支出经济分类 (301 to 399), 政府预算支出经济分类 (501 to 599)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A figure column: the measure it prints and the header texts (or ``upper/lower`` paths) that name it.

    ``unit`` is that of a column that counts things, whatever the unit of the table's money. One told ``by_word`` alone
    is never tried for a column under words that nobody knows.
    """

    measure: str
    header: tuple[str, ...]
    unit: str = ""
    by_word: bool = False


class Item(_Strict):
    """A figure column of a matrix form: the item its header names (the measure comes from another level).

    ``unit`` is what an item is counted in under ``default_measure``, where it is no money. A subtotal is called
    ``alone`` where the form prints none of the items ``beside`` it.
    """

    name: str
    header: tuple[str, ...]
    unit: str = ""
    alone: str = ""
    beside: tuple[str, ...] = ()


class Section(_Strict):
    """One side of a form: ``revenue`` or ``expenditure``; the empty name where a form has one side only.

    Beside the section without a name ``revenue`` is the other side that some counties print in such a form. ``shared``
    names the sets of ``columns.yml`` whose columns it prints besides its own.
    """

    name: Literal["", "revenue", "expenditure"] = ""
    header: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    shared: tuple[str, ...] = ()


class Condition(_Strict):
    """An equation that must hold for an identity to be hard; a term of the right side that is not printed is zero."""

    left: tuple[str, ...]
    right: tuple[str, ...]


class Identity(_Strict):
    """An accounting identity inside a form (勾稽关系).

    ``row_sum``: in every row, ``total`` = sum of ``parts`` (measures); of a part ``a|b+c`` a row that does not print
    a prints b and c for it.
    ``hierarchy``: a code's figure = sum of its printed sub-codes; the ``total_row`` = sum of the top codes.
    ``leaves``: the ``total_row`` = sum of the lowest printed codes that start with one of ``codes``.
    ``groups``: the ``total_row`` = sum of the row ``part`` of every printed group.
    ``group_parts``: in every printed group, the row ``part`` = sum of its other rows.
    ``levels``: a code that prints a figure has rows under it that print one, and a row of its own where they do, for
    every measure; so does the ``total_row``. Asked of the levels that the table prints for half of its codes.
    ``parts``: a row that prints ``total`` prints one of ``parts``, and the reverse, where most rows do.
    ``printed``: where the terms of ``left`` print a measure, those of ``right`` do, and the reverse.
    ``rate``: in every row, ``total`` (%) = the first of ``parts`` / the second.
    ``equation``: ``left`` = ``right``, each a sum of terms as :mod:`pipelines.prove.terms` describes them;
    with ``floor`` the left side holds the right one and may be more. ``confirmed_by`` is a term that with the
    left side's amount says that it is sound: where only the first part of the right side is printed, the difference is
    that of the others and accuses nobody.
    ``unless`` names rows (``[会议费]``) or measures that may be part of the left side too: beside them the identity
    accuses nobody, and nothing is owed. ``given`` names what must be printed for it to say anything at all. ``beside``
    names measures of a ``row_sum`` that are printed within its parts by some and beside them by others.
    """

    id: str
    kind: Literal[
        "row_sum",
        "hierarchy",
        "leaves",
        "groups",
        "group_parts",
        "levels",
        "parts",
        "printed",
        "rate",
        "equation",
    ]
    statement: str
    total: str = ""
    parts: tuple[str, ...] = ()
    part: str = ""
    codes: tuple[str, ...] = ("",)
    total_row: tuple[str, ...] = ("合计",)
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    hard: bool = True
    floor: bool = False
    hard_when: Condition | None = None
    unless: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    confirmed_by: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Identity:
        rows = (self.total, self.parts)
        needs: dict[str, tuple[object, ...]] = {
            "row_sum": rows,
            "rate": rows,
            "groups": (self.part,),
            "group_parts": (self.part,),
            "parts": rows,
            "equation": (self.left, self.right),
            "printed": (self.left, self.right),
        }
        if not all(needs.get(self.kind, ())) or (self.kind == "rate" and len(self.parts) != 2):
            raise ValueError(f"identity {self.id} of kind {self.kind} lacks its terms")
        check_terms((*self.left, *self.right, *((self.confirmed_by,) if self.confirmed_by else ())))
        if self.hard_when:
            check_terms((*self.hard_when.left, *self.hard_when.right))
        return self

    @property
    def measures(self) -> frozenset[str]:
        """Return the measures that its ``total`` and ``parts`` name."""
        ways = (parse_measures(text) for text in (self.total, *self.parts) if text)
        return frozenset(name for told in ways for way in told for _, name in way)

    @property
    def is_presence(self) -> bool:
        """Tell whether it says which figures must be printed, not what they amount to."""
        return self.kind in ("levels", "parts", "printed")


class CrossIdentity(_Strict):
    """An identity across the forms of one document: an entry of ``cross_form.yml``, or of a form's ``across``.

    ``equation`` adds terms; ``per_code`` and ``per_class`` compare columns row by row; ``single`` finds the rows of
    columns in which the left figure stands again, being all there is, and says nothing of the others. ``placed``: where
    the left and the right row print different amounts, no other row of the left class prints exactly the right one.
    ``floor``: the left side holds the right one and may be more; less is a contradiction, more says nothing.
    ``hard_when`` and ``jurisdictions`` say where a difference accuses; elsewhere it accuses nobody.
    Terms and columns begin with the role of a form (:mod:`pipelines.prove.roles`).
    """

    id: str
    kind: Literal["equation", "per_code", "per_class", "single", "placed"]
    statement: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    hard: bool = True
    floor: bool = False
    hard_when: Condition | None = None
    jurisdictions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _readable(self) -> CrossIdentity:
        check_terms((*self.left, *self.right), columns=True)
        if self.hard_when:
            check_terms((*self.hard_when.left, *self.hard_when.right))
        return self


class TitleRule(_Strict):
    """What a title of a government's own table says: one of each group of ``words``, and none of ``without``.

    Of the forms whose rules fit a title the one of the highest ``rank`` is meant.
    """

    words: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    rank: int = 1


class Area(_Strict):
    """How a government's own table (政府预决算) is titled and laid out.

    ``rows`` are named items or regions. ``columns`` are stages (预算数, 执行数), debt (限额, 余额 of 一般 and 专项) or
    sections (regions, funds, kinds of transfers). ``sided``: revenue and expenditure stand in sections of their own.
    ``path``: a row below another one has the names of those above it as its section. ``total_section`` is the section
    of a column of totals. A table with this title is another form where its rows are regions (``region_rows``), where
    they are not (``lines``, the first whose title fits), where its columns are (``by_columns``), or where it lists
    items below the classes (``detailed``). ``column_items`` are words of items that its header may name instead of its
    rows.
    """

    titles: tuple[TitleRule, ...]
    rows: Literal["items", "regions"] = "items"
    columns: Literal["stages", "debt", "sections"] = "stages"
    sided: bool = False
    path: bool = False
    total_section: str = ""
    region_rows: str = ""
    lines: tuple[str, ...] = ()
    by_columns: str = ""
    detailed: str = ""
    column_items: tuple[str, ...] = ()


_MOST_MONEY: Final = frozenset(
    {
        "revenue_and_expenditure",
        "revenue_by_source",
        "expenditure_by_function",
        "fiscal_appropriation",
        "general_budget_by_function",
        "general_budget_basic_by_economic",
    }
)
_PRINTED_ONCE: Final = _MOST_MONEY | {"government_fund", "state_capital", "three_public"}


class FormDefinition(_Strict):
    """One statutory form.

    ``role`` is what the form is for (``roles.yml``): identities, SQL and Python ask for it and the report kind.
    Of the forms with one role that a body prints, the one of the lowest ``precedence`` gives a figure first.
    ``is_core``: every body owes a form of this role, not only those of a county where one prints it.
    ``first_year``: the first fiscal year that bodies print it for, where it is younger than the others.
    ``across``: identities that tie this form to others beyond those of its role; there the form is ``this``.
    ``area``: the shape of a table of a government's own accounts, whose columns say stage, year and scope.
    """

    code: str = Field(pattern=r"^[A-Z]\d\d$")
    title: str
    report_kind: ReportKind
    role: str
    precedence: int = Field(default=1, ge=1)
    is_core: bool = False
    first_year: int | None = Field(default=None, ge=2010)
    aliases: tuple[str, ...]
    description: str
    layout: Literal["items", "matrix", "performance", "cross_table", "area"] = "items"
    account_kind: AccountKind | None = None
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    item_measures: tuple[Column, ...] = ()
    default_measure: str = ""
    identities: tuple[Identity, ...] = ()
    across: tuple[CrossIdentity, ...] = ()
    area: Area | None = None

    @model_validator(mode="after")
    def _shape(self) -> FormDefinition:
        if (self.layout == "area") is not (self.area is not None):
            raise ValueError(f"form {self.code}: layout 'area' and the key 'area' belong together")
        if self.layout not in ("matrix", "area") and not self.sections:
            raise ValueError(f"form {self.code}: layout '{self.layout}' needs sections")
        if self.layout == "matrix" and not (self.items and (self.item_measures or self.default_measure)):
            raise ValueError(f"form {self.code}: layout 'matrix' needs items and measures")
        for identity in self.identities:
            if unknown := sorted(identity.measures - set(self.measures)):
                raise ValueError(
                    f"form {self.code}: no column measures {', '.join(unknown)}, as identity {identity.id} wants"
                )
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the measures the form can print, each once, in the order of its definition."""
        names = [c.measure for s in self.sections for c in s.columns] + [
            c.measure for c in self.item_measures
        ]
        return tuple(dict.fromkeys([*names, *([self.default_measure] if self.default_measure else [])]))

    @property
    def own_sections(self) -> tuple[Section, ...]:
        """Return the sections that every table of the form prints.

        A form of one list (a section without a name) may print revenue beside it, or above.
        """
        return tuple(section for section in self.sections if not section.name) or self.sections

    def default_of(self, name: str) -> str:
        """Return the measure of a figure whose header says none: money is the value, where other items are counted."""
        is_money = not next((item.unit for item in self.items if item.name == name), "")
        return "value" if is_money and "value" in self.measures else self.default_measure

    def counted_unit(self, measure: str, name: str) -> str:
        """Return what a figure that is no money is counted in, ``''`` where it is money."""
        of_column = self._column_units.get(measure, "")
        if of_column or (self.default_measure and measure != self.default_measure):
            return of_column
        return self._item_units.get(name, "")

    @cached_property
    def _column_units(self) -> dict[str, str]:
        """Return the unit of each measure's first column."""
        columns = [*(c for s in self.sections for c in s.columns), *self.item_measures]
        return {c.measure: c.unit for c in reversed(columns)}

    @cached_property
    def _item_units(self) -> dict[str, str]:
        """Return the unit of the first item of each name."""
        return {item.name: item.unit for item in reversed(self.items)}

    def item_among(self, name: str, printed: Collection[str]) -> str:
        """Return what an item is called in a table that prints these items."""
        item = next((item for item in self.items if item.name == name), None)
        return item.alone if item and item.alone and not set(item.beside) & set(printed) else name

    def prints_money(self, printed: Collection[tuple[str, str]]) -> bool:
        """Tell whether any of the columns printed, each as (item, measure), shows amounts of money.

        Of a form of items one that is counted does not, and where all its columns are of its one measure, items below
        each other, those are counted that it counts.
        """
        if self.layout != "matrix" or not any(item.unit for item in self.items) or not self.default_measure:
            return True
        counted = {item.name for item in self.items if item.unit}
        return any(
            measure != self.default_measure or (bool(name) and name not in counted)
            for name, measure in printed
        )

    @property
    def is_per_project(self) -> bool:
        """Tell whether a document prints the form once for every project."""
        return self.layout == "performance" and any(item.name == "年度资金总额" for item in self.items)

    @property
    def is_printed_once(self) -> bool:
        """Tell whether a body prints the form once for a year: it shows the whole of a kind of money."""
        return self.role in _PRINTED_ONCE

    @property
    def tells_most_money(self) -> bool:
        """Tell whether the form shows most of one body's money: the largest amounts of such are of one magnitude."""
        return self.role in _MOST_MONEY

    @property
    def all_titles(self) -> tuple[str, ...]:
        """Return the canonical title and its aliases."""
        return (self.title, *self.aliases)
