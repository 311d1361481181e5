"""Read site files; a file that cannot be used is told with its line and what to mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipelines import yaml_text
from pipelines.sites import pagination
from pipelines.sites.model import Assertions, Lookup, Politeness, Range, Site, SiteEntry

_IDIOMS: Final[dict[str, type[BaseModel]]] = {
    get_args(model.model_fields["idiom"].annotation)[0]: model
    for model in vars(pagination).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and "idiom" in model.model_fields
}
_PARTS: Final[dict[str, type[BaseModel]]] = {
    "entries": SiteEntry,
    "politeness": Politeness,
    "assertions": Assertions,
    "total": Range,
    "years": Range,
    "lookups": Lookup,
}


class SiteError(ValueError):
    """A site file that cannot be used; every line of the message names the file, the line and the remedy."""


def load_site(path: Path) -> Site:
    """Read one site file; its stem is the site's name.

    Raises SiteError for a file that is no YAML, breaks the model, or is not named after its division.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    try:
        node = yaml.compose(text, Loader=yaml_text.LOADER)
        raw = yaml_text.parse(text)
    except yaml.YAMLError as error:
        raise SiteError(f"{path}, line {_line_of(error)}: no YAML: {_problem(error)}") from error
    if not isinstance(node, yaml.MappingNode) or not isinstance(raw, dict):
        raise SiteError(
            f"{path}, line 1: no site file: begin with division_code, publisher, verified, entries"
        )
    problems = [f"{path}, line {line}: {what}" for line, what in _repeated(node)]
    try:
        site = Site.model_validate({**raw, "name": path.stem})
    except ValidationError as error:
        details = error.errors(include_url=False)
        # Entries that are all wrong make "too few entries" as well, which would only mislead.
        told = [d for d in details if not (d["type"] == "too_short" and d["input"])]
        problems += [f"{path}, line {_place(node, d, text)}: {_sentence(d)}" for d in told or details]
        raise SiteError("\n".join(problems)) from error
    if not path.stem.startswith(f"{site.division_code}_"):
        line = _line(node, ("division_code",))
        problems.append(
            f"{path}, line {line}: the file's name and division_code differ: "
            f"name it {site.division_code}_<name>.yml, or mend the code"
        )
    if problems:
        raise SiteError("\n".join(problems))
    return site


def load_folder(folder: Path) -> tuple[dict[str, Site], list[SiteError]]:
    """Read every site file below a folder: the good ones by name, sorted, and the errors of the others."""
    sites: dict[str, Site] = {}
    errors: list[SiteError] = []
    for path in site_files([folder]):
        try:
            site = load_site(path)
        except SiteError as error:
            errors.append(error)
            continue
        if site.name in sites:
            errors.append(
                SiteError(f"{path}, line 1: there are two site files named {site.name}: rename one")
            )
        else:
            sites[site.name] = site
    errors += [
        SiteError(f"{path}, line 1: site files end with .yml: rename it") for path in folder.rglob("*.yaml")
    ]
    return sites, errors


def load_sites(folder: Path) -> dict[str, Site]:
    """Read every site file below a folder by name, sorted; raise one SiteError that tells of all bad ones."""
    sites, errors = load_folder(folder)
    if errors:
        raise SiteError("\n".join(str(error) for error in errors))
    return sites


def site_files(folders: Iterable[Path]) -> list[Path]:
    """Return the site files below some folders, sorted by name; a folder that is not there has none."""
    found = [path for folder in folders for path in folder.rglob("*.yml") if path.is_file()]
    return sorted(found, key=lambda path: (path.stem, str(path)))


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else 1


def _problem(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error)
    return f"{problem} (indent with blanks, and put texts with ': ' or '#' in quotes)"


def _repeated(node: yaml.Node) -> list[tuple[int, str]]:
    """Return the keys that one mapping holds twice; YAML would silently keep the last."""
    found: list[tuple[int, str]] = []
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                found.append((key.start_mark.line + 1, f"{key.value} stands here twice: keep one"))
            keys.add(key.value)
            found += _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found += _repeated(item)
    return found


def _line(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """Return the line of the deepest part of a location that stands in the file."""
    line = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    node, line = value, key.start_mark.line + 1
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _place(node: yaml.Node, detail: ErrorDetails, text: str) -> int:
    """Return an error's line; one about the file as a whole begins with the word that it is about."""
    if detail["loc"]:
        return _line(node, detail["loc"])
    word = detail["msg"].removeprefix("Value error, ").partition(" ")[0]
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if word in line), node.start_mark.line + 1)


def _sentence(detail: ErrorDetails) -> str:
    """Say what is wrong at a place of the file and what would be right."""
    location, kind = detail["loc"], detail["type"]
    shown = [str(part) for part in location if str(part) not in _IDIOMS]
    place = ".".join(shown) or "the file"
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known(location)
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        return (
            f"{place}: no such key; {f'did you mean {near[0]}?' if near else 'known are ' + ', '.join(known)}"
        )
    if kind == "missing":
        return f"{place}: is missing, add it"
    if kind == "string_type":
        return f"{place}: must be text; put {detail['input']!r} in quotes"
    if kind == "union_tag_invalid":
        near = difflib.get_close_matches(str(context["tag"]), list(_IDIOMS), n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(_IDIOMS)}"
        return f"{place}: no pagination idiom {context['tag']}; {hint}"
    if kind == "union_tag_not_found":
        return f"{place}: say the idiom: one of {', '.join(_IDIOMS)}"
    message = detail["msg"].removeprefix("Value error, ")
    given = detail["input"]
    return f"{place}: {message}" + (f" (found {given!r})" if isinstance(given, (str, int, float)) else "")


def _known(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that may stand beside the last part of a location."""
    model: type[BaseModel] = Site
    for part in location[:-1]:
        model = _IDIOMS.get(str(part)) or _PARTS.get(str(part)) or model
    return [name for name in model.model_fields if name != "name" or model is not Site]
