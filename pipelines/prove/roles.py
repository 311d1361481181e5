"""Roles: which forms of a document the identities speak of.

Identities name forms by what they are for: ``general_budget_by_function[合计].total`` is a figure of the form of that
role, ``government_fund.expenditure_total`` one of its columns. In ``cross_form.yml`` the list that an identity stands
in says of which report kind; elsewhere the term does (``final:general_budget_by_function[合计].total``), as far as it
is not the kind of the form whose file it stands in; ``this`` is that form. ``{role}`` in a statement becomes the code
of the form. A document that prints two forms of a role is asked about each; one that prints none, about the form
that comes first, whose figures are then not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import product
from typing import Final

from pipelines import yaml_text
from pipelines.forms import (
    Condition,
    CrossIdentity,
    FormDefinitionError,
    Identity,
    ReportKind,
    catalogue,
    forms_of,
    of_catalogue,
)
from pipelines.forms.terms import ROLE
from pipelines.prove.rules import Rule, rules

KINDS: Final[Mapping[str, ReportKind]] = {"final": "final_account", "budget": "budget"}
_TOLD: Final = re.compile(r"\{(?:(?P<kind>final|budget):)?(?P<role>[a-z][a-z_]+)\}")
_CODE: Final = re.compile(r"-?(?P<code>[A-Z]\d\d)(?=[.\[{(])")
_THIS: Final = "this"
_ONLY_FOR_PROOF: Final = ("rate", "levels", "parts", "printed")

Slot = tuple[ReportKind, str]
"""A place that identities leave for a form: report kind and role."""
Codes = tuple[tuple[Slot, tuple[str, ...]], ...]
"""The codes of the forms in each place: those that a document prints, else the one that comes first."""


def codes_of(printed: Collection[str]) -> Codes:
    """Return which forms stand in each place, of a document that prints forms of these codes."""
    return tuple(
        (slot, tuple(code for code in codes if code in printed) or codes[:1]) for slot, codes in _slots()
    )


@of_catalogue
def _slots() -> Codes:
    slots = dict.fromkeys((form.report_kind, form.role) for form in catalogue())
    return tuple((slot, tuple(form.code for form in forms_of(slot[1], slot[0]))) for slot in slots)


@of_catalogue
def cross_identities() -> tuple[CrossIdentity, ...]:
    """Return the identities across forms: those of ``cross_form.yml``, then those that a form's own file adds.

    Every term that names a role names its report kind. FormDefinitionError names an identity of a role that no form
    of the kind has.
    """
    raw = yaml_text.parse((files("pipelines.prove") / "cross_form.yml").read_text(encoding="utf-8"))
    found = [
        _of_kind(CrossIdentity.model_validate(entry), kind) for kind in KINDS for entry in raw.get(kind, ())
    ]
    short = {report_kind: kind for kind, report_kind in KINDS.items()}
    for form in catalogue():
        found += [_of_form(identity, short[form.report_kind], form.code) for identity in form.across]
    known = {slot for slot, _ in _slots()}
    for identity in found:
        if missing := set(_slots_of(_texts(identity))) - known:
            raise FormDefinitionError(
                f"identity {identity.id}: no form has the report kind and role {sorted(missing)}"
            )
    return tuple(found)


@of_catalogue
def bound_identities(codes: Codes) -> tuple[CrossIdentity, ...]:
    """Return the identities across forms with codes in the place of roles, one for each choice of forms."""
    standing, found = dict(codes), list[CrossIdentity]()
    for identity in cross_identities():
        slots = _slots_of(_texts(identity))
        for chosen in product(*(standing[slot] for slot in slots)):
            code = dict(zip(slots, chosen, strict=True))
            bound = _rewritten(identity, lambda text, code=code: _with_codes(text, code))  # type: ignore[misc]
            said = _told(identity.statement, {slot: told[0] for slot, told in codes} | code)
            found.append(bound.model_copy(update={"statement": said}))
    return tuple(found)


@of_catalogue
def identities_among(printed: frozenset[str], own: str | None = None) -> tuple[CrossIdentity, ...]:
    """Return the bound identities that a document can be asked about that prints just these forms once.

    The form of the left side must be there, and one of the right side's. ``own``, where given, must be one of them.
    """
    if own is not None:
        return tuple(
            identity
            for identity in identities_among(printed)
            if any(_code(text) == own for text in (*identity.left, *identity.right))
        )
    return tuple(
        identity
        for identity in bound_identities(codes_of(printed))
        if _code(identity.left[0]) in printed and any(_code(text) in printed for text in identity.right)
    )


def holds_whatever(identity: Identity | CrossIdentity) -> bool:
    """Tell whether an identity is an equation that holds whatever else is printed."""
    return not (identity.hard_when or identity.floor or identity.kind in _ONLY_FOR_PROOF)


@of_catalogue
def bound_rules(codes: Codes) -> tuple[Rule, ...]:
    """Return the rules of the narrative with codes in the place of roles, a term for each form in its place.

    ValueError quotes a term that names a role without its report kind, or one that no form has.
    """
    standing = dict(codes)
    first = {slot: told[0] for slot, told in codes}
    return tuple(
        rule.model_copy(
            update={
                "statement": _told(rule.statement, first),
                "cells": tuple(text for term in rule.cells for text in _each(term, standing)),
                "columns": tuple(text for term in rule.columns for text in _each(term, standing)),
                "amounts": tuple(
                    option
                    for terms in rule.amounts
                    for option in product(*(_each(t, standing) for t in terms))
                ),
            }
        )
        for rule in rules()
    )


def _code(text: str) -> str:
    """Return the code of the form that a term speaks of, after codes were put in the place of roles."""
    match = _CODE.match(text)
    return match["code"] if match else ""


def _of_kind(identity: CrossIdentity, kind: str) -> CrossIdentity:
    """Name the report kind in every term and statement that names a role without one."""

    def named(text: str) -> str:
        return ROLE.sub(lambda m: f"{m['sign']}{m['kind'] or kind}:{m['role']}", text)

    said = _TOLD.sub(lambda m: f"{{{m['kind'] or kind}:{m['role']}}}", identity.statement)
    return _rewritten(identity, named).model_copy(update={"statement": said})


def _of_form(identity: CrossIdentity, kind: str, code: str) -> CrossIdentity:
    """Put the code of the form whose file an identity stands in where it says ``this``."""

    def named(text: str) -> str:
        return ROLE.sub(lambda m: f"{m['sign']}{code}" if m["role"] == _THIS else m[0], text)

    said = identity.statement.replace(f"{{{_THIS}}}", code)
    return _of_kind(_rewritten(identity, named).model_copy(update={"statement": said}), kind)


def _texts(identity: CrossIdentity) -> Iterator[str]:
    yield from (*identity.left, *identity.right)
    if identity.hard_when is not None:
        yield from (*identity.hard_when.left, *identity.hard_when.right)


def _slots_of(texts: Iterable[str]) -> list[Slot]:
    """Return the places that terms name, each once."""
    found = (match for text in texts if (match := ROLE.match(text)))
    return list(dict.fromkeys((KINDS[match["kind"]], match["role"]) for match in found))


def _rewritten(identity: CrossIdentity, rewrite: Callable[[str], str]) -> CrossIdentity:
    def each(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(rewrite(text) for text in texts)

    when = identity.hard_when
    return identity.model_copy(
        update={
            "left": each(identity.left),
            "right": each(identity.right),
            "hard_when": when and Condition(left=each(when.left), right=each(when.right)),
        }
    )


def _with_codes(text: str, code: Mapping[Slot, str]) -> str:
    return ROLE.sub(lambda m: f"{m['sign']}{code[KINDS[m['kind']], m['role']]}", text)


def _each(text: str, standing: Mapping[Slot, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a term once for each form in its place; a measure or a statement's figure stays as it is."""
    match = ROLE.match(text) if "[" in text or ":" in text else None
    if match is None:
        return (text,)
    slot = KINDS.get(match["kind"] or ""), match["role"]
    if slot not in standing:
        raise ValueError(f"no form has the report kind and role of {text}")
    return tuple(f"{match['sign']}{code}{text[match.end() :]}" for code in standing[slot])  # type: ignore[index]


def _told(statement: str, code: Mapping[Slot, str]) -> str:
    return _TOLD.sub(lambda m: code[KINDS[m["kind"]], m["role"]], statement)
