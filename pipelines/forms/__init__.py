"""Form definitions: one YAML file per statutory form, and the catalogue made of them.

A form's file carries everything that is known about it: its role, title aliases, header paths to measures, row
vocabulary, account kind and the identities inside the form. Nothing about a form is written anywhere else.
Whoever asks for forms asks for a role and a report kind (:func:`forms_of`), never for a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import yaml

from pipelines import yaml_text
from pipelines.forms.definition import (
    Area,
    Column,
    Condition,
    CrossIdentity,
    FormDefinition,
    Identity,
    Item,
    ReportKind,
    Section,
    TitleRule,
)

__all__ = [
    "Area",
    "Column",
    "Condition",
    "CrossIdentity",
    "FormDefinition",
    "FormDefinitionError",
    "Identity",
    "Item",
    "ReportKind",
    "Section",
    "TitleRule",
    "all_forms",
    "catalogue",
    "definition_files",
    "form",
    "forms_of",
    "government_forms",
    "load",
    "of_catalogue",
    "own_digest",
    "roles",
    "use_folder",
]

ROLES_FILE: Final = "roles.yml"
COLUMNS_FILE: Final = "columns.yml"
_ROLE: Final = re.compile(r"[a-z][a-z_]+")
_TAKEN: Final = frozenset({"revenue", "expenditure", "this"})  # words that terms of identities already use

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class FormDefinitionError(ValueError):
    """A form file that cannot be used; the message names the file and what to mend."""


_derived: Final[list[Callable[[], None]]] = []
_own_folder: Path | None = None
_own_digest = ""


_MOST_DERIVED: Final = 1 << 13
"""So many results of one function are kept; lines of the same wording come back from report to report."""


def of_catalogue(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Cache what a function derives from the catalogue, until :func:`use_folder` changes the catalogue."""
    cached = lru_cache(maxsize=_MOST_DERIVED)(function)
    _derived.append(cached.cache_clear)
    return cached  # type: ignore[return-value]  # functools types a cached function without its parameters


def use_folder(folder: Path | None) -> None:
    """Add the form files of a user's own folder to the packaged ones, for this process.

    ``folder`` need not exist; None takes the packaged forms alone. It is looked at again at every call, so that a
    process that lives long takes a changed file. Raises FormDefinitionError for a file that cannot be used.
    """
    global _own_folder, _own_digest  # noqa: PLW0603  # one catalogue per process
    _own_folder = folder
    digest = own_digest(folder)
    if digest != _own_digest:
        _own_digest = digest
        for clear in _derived:
            clear()
        catalogue()


def _files_of(folder: Path | None) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.yml"))) if folder is not None and folder.is_dir() else ()


def own_digest(folder: Path | None) -> str:
    """Return a hash of the names and bytes of a folder's form files, empty where there are none."""
    found = _files_of(folder)
    if not found:
        return ""
    digest = sha256()
    for file in found:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def definition_files() -> tuple[Traversable, ...]:
    """Return every file that the catalogue is made of: the packaged forms, roles and columns, then the user's own.

    What a document's rows depend on, together with ``pipelines/prove/cross_form.yml`` and ``narrative.yml``.
    """
    root = files(__name__)
    packaged = [root / ROLES_FILE, root / COLUMNS_FILE]
    for folder in ("final", "budget", "government"):
        packaged += sorted((root / folder).iterdir(), key=lambda file: file.name)
    return (*(file for file in packaged if file.name.endswith(".yml")), *_files_of(_own_folder))


def load(file: Traversable) -> FormDefinition:
    """Read and validate one form file."""
    try:
        found = FormDefinition.model_validate(_with_shared(yaml_text.parse(file.read_text(encoding="utf-8"))))
    except (ValueError, yaml.YAMLError) as error:  # pydantic's errors are ValueErrors
        raise FormDefinitionError(f"{file.name}: {error}") from error
    if found.role not in roles():
        raise FormDefinitionError(
            f"{file.name}: no role '{found.role}' in {ROLES_FILE}; there are {', '.join(roles())}"
        )
    return found


def _with_shared(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a form's definition with the columns of the sets that its sections share; ValueError for unknown ones."""
    sections = [
        {**one, "columns": [*one["columns"], *(column for name in one["shared"] for column in _shared(name))]}
        if isinstance(one, dict) and "shared" in one and "columns" in one
        else one
        for one in definition.get("sections") or ()
    ]
    return {**definition, "sections": sections} if sections else definition


@cache
def _shared_sets() -> Mapping[str, list[Mapping[str, Any]]]:
    sets: Mapping[str, list[Mapping[str, Any]]] = yaml_text.parse(
        (files(__name__) / COLUMNS_FILE).read_text(encoding="utf-8")
    )
    return sets


def _shared(name: str) -> list[Mapping[str, Any]]:
    sets = _shared_sets()
    if name not in sets:
        raise ValueError(f"no set of columns '{name}' in {COLUMNS_FILE}; there are {', '.join(sets)}")
    return [{**column, "by_word": True} for column in sets[name]]


@of_catalogue
def roles() -> Mapping[str, str]:
    """Return what each role is for, by its name, in the order of ``roles.yml``."""
    found: dict[str, str] = {}
    for file in definition_files():
        if file.name != ROLES_FILE:
            continue
        for name, description in yaml_text.parse(file.read_text(encoding="utf-8")).items():
            if not _ROLE.fullmatch(name) or name in _TAKEN or name in found:
                raise FormDefinitionError(f"{file}: '{name}' cannot name a role, or names one already")
            found[name] = str(description)
    return found


@of_catalogue
def catalogue() -> tuple[FormDefinition, ...]:
    """Return every form of departments and units, sorted by code."""
    found = _loaded(lambda file: not _is_governments(file))
    titles: dict[str, str] = {}
    for definition in found:
        for title in definition.all_titles:
            if titles.setdefault(title, definition.code) != definition.code:
                raise FormDefinitionError(
                    f"forms {titles[title]} and {definition.code} share the title {title}"
                )
    return found


@of_catalogue
def government_forms() -> tuple[FormDefinition, ...]:
    """Return every form of governments' own accounts, sorted by code: never tried on a department's document."""
    return _loaded(_is_governments)


def all_forms() -> tuple[FormDefinition, ...]:
    """Return the forms of departments and those of governments, sorted by code."""
    found = (*catalogue(), *government_forms())
    codes = [definition.code for definition in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise FormDefinitionError(f"form {twice} is defined twice: for departments and for governments")
    return tuple(sorted(found, key=lambda definition: definition.code))


def _is_governments(file: Traversable) -> bool:
    return "\nreport_kind: government\n" in file.read_text(encoding="utf-8")


def _loaded(wanted: Callable[[Traversable], bool]) -> tuple[FormDefinition, ...]:
    """Read the form files that are wanted, sorted by code; no two define one form."""
    found: dict[str, tuple[str, FormDefinition]] = {}
    for file in definition_files():
        if file.name in (ROLES_FILE, COLUMNS_FILE) or not wanted(file):
            continue
        definition = load(file)
        if definition.code in found:
            raise FormDefinitionError(
                f"form {definition.code} is defined twice: {found[definition.code][0]} and {file}"
            )
        found[definition.code] = str(file), definition
    return tuple(found[code][1] for code in sorted(found))


@of_catalogue
def forms_of(role: str, report_kind: ReportKind | None = None) -> tuple[FormDefinition, ...]:
    """Return the forms of a role, of both report kinds where none is named, those that come first before others.

    KeyError for a role that is not in ``roles.yml``.
    """
    if role not in roles():
        raise KeyError(f"no role {role}: see pipelines/forms/{ROLES_FILE}")
    found = [f for f in all_forms() if f.role == role and report_kind in (None, f.report_kind)]
    return tuple(sorted(found, key=lambda f: (f.precedence, f.code)))


@of_catalogue
def _by_code() -> Mapping[str, FormDefinition]:
    return {definition.code: definition for definition in catalogue()}


@of_catalogue
def _governments_by_code() -> Mapping[str, FormDefinition]:
    return {definition.code: definition for definition in government_forms()}


def form(code: str) -> FormDefinition:
    """Return the definition of one form; KeyError names an unknown code."""
    found = _by_code().get(code) or _governments_by_code().get(code)
    if found is None:
        raise KeyError(f"no form {code}: see `juesuan forms`")
    return found
