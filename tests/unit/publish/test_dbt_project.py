"""Rules for the dbt project, as dbt-project-evaluator has them: structure, tests, words, names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines import settings as settings_module
from pipelines.publish.dbt import prepare_manifest

pytestmark = pytest.mark.slow

PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_", "mart_")}
# Facts whose rows have no key of their own: several rows of one document can say the same.
WITHOUT_KEY = {"dim_document_evidence", "dim_division_change"}

Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """The project's manifest, parsed anew."""
    folder = tmp_path_factory.mktemp("manifest")
    found: Node = json.loads(prepare_manifest(settings_module.load(folder, environment={})).read_text())
    return found


@pytest.fixture(scope="module")
def models(manifest: Node) -> dict[str, Node]:
    """Models by name."""
    return {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] == "model"}


def _layer(model: Node) -> str:
    return str(model["fqn"][1])


def _above(model: Node, kind: str) -> list[str]:
    return [name for name in model["depends_on"]["nodes"] if name.startswith(f"{kind}.")]


def test_names_tell_the_layer(models: dict[str, Node]) -> None:
    assert [m for m, node in models.items() if not m.startswith(PREFIXES[_layer(node)])] == []


def test_every_model_has_its_yml_beside_it(models: dict[str, Node]) -> None:
    wrong = [
        name
        for name, node in models.items()
        if Path((node["patch_path"] or "").partition("://")[2])
        != Path(node["original_file_path"]).with_suffix(".yml")
    ]
    assert wrong == []


def test_only_staging_reads_sources_and_nothing_else(models: dict[str, Node]) -> None:
    for name, node in models.items():
        if _layer(node) == "staging":
            assert len(_above(node, "source")) == 1, name
            assert _above(node, "model") == [], name
        else:
            assert _above(node, "source") == [], name
            assert _above(node, "model") + _above(node, "seed"), f"{name} has nothing above it"


def test_each_source_has_one_staging_model(manifest: Node, models: dict[str, Node]) -> None:
    readers: dict[str, list[str]] = {key: [] for key in manifest["sources"]}
    for name, node in models.items():
        for source in _above(node, "source"):
            readers[source].append(name)
    wrong = {key for key, names in readers.items() if len(names) != 1}
    assert wrong == set()


def test_no_model_is_read_by_nobody_before_the_marts(manifest: Node, models: dict[str, Node]) -> None:
    read = {name for node in manifest["nodes"].values() for name in node["depends_on"].get("nodes", [])}
    unread = [n for n, node in models.items() if _layer(node) != "marts" and node["unique_id"] not in read]
    assert unread == []


def test_every_table_has_a_tested_key(manifest: Node, models: dict[str, Node]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") == "rows_hold"
        and node["test_metadata"]["kwargs"].get("unique")
    }
    helpers = {
        "int_figure_place",
        "int_form_figure",
        "int_document_account",
        "int_figure",
        "int_document",
        "int_form_version",
    }
    wrong = [
        name
        for name, node in models.items()
        if node["config"]["materialized"] != "view"
        and node["unique_id"] not in tested
        and name not in WITHOUT_KEY | helpers
    ]
    assert wrong == []


def test_everything_is_described(models: dict[str, Node]) -> None:
    bare = [name for name, node in models.items() if not node["description"].startswith("One row per ")]
    assert bare == []
    unsaid = [
        f"{name}.{column}"
        for name, node in models.items()
        for column, told in node["columns"].items()
        if not told["description"]
    ]
    assert unsaid == []


def test_public_models_keep_a_contract_and_others_are_private(models: dict[str, Node]) -> None:
    for name, node in models.items():
        is_mart = _layer(node) == "marts"
        assert node["access"] == ("public" if is_mart else "private"), name
        assert node["group"] == "warehouse", name
        assert node["config"]["contract"]["enforced"] is is_mart, name


def test_exposures_stand_on_public_models_only(manifest: Node, models: dict[str, Node]) -> None:
    public = {node["unique_id"] for node in models.values() if node["access"] == "public"}
    for exposure in manifest["exposures"].values():
        assert set(exposure["depends_on"]["nodes"]) <= public, exposure["name"]


def test_no_relation_is_named_but_by_ref_and_source(models: dict[str, Node]) -> None:
    hard_coded = re.compile(r"\b(?:from|join)\s+(?:staging|intermediate|marts|lake)\.", re.IGNORECASE)
    assert [name for name, node in models.items() if hard_coded.search(node["raw_code"])] == []


def test_what_is_rewritten_names_its_key(models: dict[str, Node]) -> None:
    for name, node in models.items():
        if node["config"]["materialized"] == "rewrite_changed":
            assert node["config"]["meta"]["key"] in node["columns"], name


def test_what_is_rewritten_waits_for_what_tells_the_changes(models: dict[str, Node]) -> None:
    """The changes are noted once int_document is built: a model that does not wait for it would miss them."""
    by_id = {node["unique_id"]: node for node in models.values()}

    def ancestors(node: Node) -> set[str]:
        found: set[str] = set()
        for name in _above(node, "model"):
            found |= {name} | ancestors(by_id[name])
        return found

    noting = models["int_document"]["unique_id"]
    rewritten = [n for n in models.values() if n["config"]["materialized"] == "rewrite_changed"]
    assert [node["name"] for node in rewritten if noting not in ancestors(node)] == []
