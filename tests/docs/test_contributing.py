"""CONTRIBUTING names every file that an addition touches: the files are there, and what it says of them holds."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import get_args

import pytest

from pipelines.crawl.idioms import listing
from pipelines.forms import definition_files
from pipelines.prove.roles import cross_identities
from pipelines.recognise import narrative
from pipelines.recognise.narrative.kinds import kinds_of
from pipelines.sites.pagination import Automatic, Pagination
from tests.conftest import ROOT

TABLE = [
    line.strip("|").split("|")
    for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| a")
]
PATH = re.compile(r"`((?:pipelines|tests|docs|dbt_project)/[^`]*)`|\]\(([^)]+)\)")
CODE = re.compile(r"(?<![A-Za-z0-9])[FB]\d\d(?![A-Za-z0-9])")


def sources(*suffixes: str) -> list[Path]:
    """Return the files of the package and the dbt project with these suffixes, the forms and the samples apart."""
    folders = (ROOT / "pipelines", ROOT / "dbt_project" / "models", ROOT / "dbt_project" / "macros")
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    return [path for path in found if (ROOT / "pipelines" / "forms") not in path.parents]


def test_the_table_names_all_that_can_be_added() -> None:
    words = " ".join(row[0] for row in TABLE)
    for what in ("county", "portal", "form", "role", "identity", "mart", "wording", "format", "account"):
        assert what in words


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].strip())
def test_every_file_it_names_is_there(row: list[str]) -> None:
    named = [first or second for cell in row for first, second in PATH.findall(cell)]
    assert named
    for path in named:
        pattern = re.sub(r"<[^>]+>", "*", path)
        assert list(ROOT.glob(pattern.rstrip("/"))), path


def test_every_make_a_site_file_can_name_has_its_reader() -> None:
    models = get_args(get_args(Pagination)[0])
    named = {model.model_fields["idiom"].annotation for model in models if model is not Automatic}
    assert {get_args(annotation)[0] for annotation in named} == set(listing._IDIOMS)


def test_every_kind_of_wording_is_asked() -> None:
    asked = {reader.__module__ for kind in ("final_account", "budget") for reader in kinds_of(kind)}
    found = set()
    for module in pkgutil.iter_modules(narrative.__path__, f"{narrative.__name__}."):
        if callable(getattr(importlib.import_module(module.name), "read", None)):
            found.add(module.name)
    assert found == asked


def test_the_forms_are_the_files_of_the_folders() -> None:
    folders = [ROOT / "pipelines" / "forms" / name for name in ("final", "budget", "government")]
    files = {path.name for folder in folders for path in folder.glob("*.yml")} | {"roles.yml", "columns.yml"}
    assert {file.name for file in definition_files()} == files


def test_no_model_and_no_module_asks_for_a_form_by_its_code() -> None:
    """Words for readers may name one: comments, descriptions, examples of the command line."""
    quoted = re.compile(r"""["'][FBG]\d\d[\["']""")
    asking = [path for path in sources(".py", ".sql") if quoted.search(path.read_text(encoding="utf-8"))]
    assert [path for path in asking if path.parent.name != "cli"] == []
    terms = {text for one in cross_identities() for text in (*one.left, *one.right)}
    assert [text for text in terms if CODE.match(text)] == []
    rules = (ROOT / "pipelines" / "prove" / "narrative.yml").read_text(encoding="utf-8")
    assert CODE.findall(rules) == []
    tests = re.compile(r"data_tests:.*?columns:", re.DOTALL)
    for path in sources(".yml"):
        for block in tests.findall(path.read_text(encoding="utf-8")) if "models" in path.parts else ():
            assert CODE.findall(block) == [], path
