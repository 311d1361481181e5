"""What a text states of its own forms: which it lists, and what it says there is none of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One entry of the contents that names a form."""

    form_code: str
    title_printed: str
    page: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The forms that the contents list, and those of them that the document surely does not hold."""

    listed: tuple[ListedForm, ...] = ()
    missing: tuple[ListedForm, ...] = ()


@dataclass(frozen=True, slots=True)
class Nil:
    """A sentence that says there is none of something: ``topic`` is government_fund, state_capital or three_public.

    ``of`` is what it denies: ``revenue``, ``expenditure``, ``budget`` or ``all``; ``is_of_form`` where it says
    that the form itself is empty (本表无数据).
    """

    topic: str
    of: str
    is_of_form: bool
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class ZeroBudgetRate:
    """A completion rate other than zero, stated of a budget that the same words put at zero."""

    rate_text: str
    budget_text: str
    unit: str
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Zeros:
    """What a document says of nothing."""

    nils: tuple[Nil, ...] = ()
    rates: tuple[ZeroBudgetRate, ...] = ()
