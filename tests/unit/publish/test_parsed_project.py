"""The dbt project is parsed once for all data folders, and anew when its files are others."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.publish.dbt import parsed_project, prepare_manifest, run_dbt, stream_dbt
from pipelines.publish.dbt_command import NO_LAKE, PARSED_FILE
from pipelines.settings import Settings
from tests.dbt.lake import Lake

pytestmark = pytest.mark.slow

LIST = ("ls", "--quiet", "--resource-type", "source", "--output", "json", "--output-keys", "relation_name")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder to share that holds the parsed project."""
    parsed = parsed_project(settings_module.load(tmp_path / "any"))
    shutil.copytree(parsed, tmp_path / "cache" / "parsed" / parsed.name)
    return tmp_path / "cache"


def _settings(folder: Path, cache: Path) -> Settings:
    return settings_module.load(folder, environment={"JUESUAN_CACHE_DIR": str(cache)})


def _kept(cache: Path) -> list[str]:
    return sorted(each.name for each in (cache / "parsed").iterdir() if each.name[0] != ".")


@pytest.mark.parametrize("name", ["folder", "数据 'd'"])
def test_another_data_folder_takes_the_parsed_project_with_its_own_lake(
    tmp_path: Path, cache: Path, name: str
) -> None:
    settings, before = _settings(tmp_path / name, cache), _kept(cache)
    manifest = prepare_manifest(settings).read_text(encoding="utf-8")
    places = {
        source["config"]["meta"]["external_location"] for source in json.loads(manifest)["sources"].values()
    }
    assert places == {f"read_parquet('{settings.lake_dir}/{{name}}/*.parquet', union_by_name = true)"}
    assert NO_LAKE not in manifest
    told = [
        json.loads(line)["relation_name"] for line in run_dbt(settings, LIST).splitlines() if line[0] == "{"
    ]
    assert f"read_parquet('{settings.lake_dir}/documents/*.parquet', union_by_name = true)" in told
    assert _kept(cache) == before
    assert not (settings.dbt_target_dir / PARSED_FILE).exists()


def test_a_data_folder_keeps_it_where_nothing_can_be_shared(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = _settings(tmp_path / "data", tmp_path / "file" / "cache")
    shutil.copytree(cache / "parsed", settings.dbt_target_dir / "parsed")
    assert parsed_project(settings).parent == settings.dbt_target_dir / "parsed"
    assert prepare_manifest(settings).exists()


def test_other_files_are_parsed_anew_and_what_is_old_goes(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    shutil.copytree(
        Settings.dbt_project_dir.fget(settings_module.load(tmp_path)),  # type: ignore[attr-defined]
        project,
        ignore=shutil.ignore_patterns("target", "logs"),
    )
    (project / "models" / "marts" / "mart_of_the_test.sql").write_text("select 1 as one\n")
    monkeypatch.setattr(Settings, "dbt_project_dir", property(lambda _: project))
    for age, name in enumerate("abcde"):
        (cache / "parsed" / name).mkdir()
        os.utime(cache / "parsed" / name, (1000 - age, 1000 - age))
    settings = _settings(tmp_path / "data", cache)
    nodes = json.loads(prepare_manifest(settings).read_text(encoding="utf-8"))["nodes"]
    assert "model.juesuan.mart_of_the_test" in nodes
    kept = _kept(cache)
    assert len(kept) == 4 and parsed_project(settings).name in kept and {"a", "b"} < set(kept)


@pytest.mark.parametrize("name", [PARSED_FILE, "manifest.json"])
def test_a_parsed_project_that_has_changed_is_parsed_anew(tmp_path: Path, cache: Path, name: str) -> None:
    settings = _settings(tmp_path / "data", cache)
    file = parsed_project(settings) / name
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"fiscal_year", b"fiscal_yeor"))
    assert b"fiscal_yeor" not in (parsed_project(settings) / name).read_bytes()


def test_a_manifest_that_has_changed_is_written_again(tmp_path: Path, cache: Path) -> None:
    settings = _settings(tmp_path / "data", cache)
    manifest = prepare_manifest(settings)
    whole = manifest.read_bytes()
    for damaged in (whole[:-9], whole.replace(b"fiscal_year", b"fiscal_yeor")):
        manifest.write_bytes(damaged)
        assert prepare_manifest(settings).read_bytes() == whole


def _build_seeds(settings: Settings) -> list[str]:
    """Build the seeds as a build of all does; return what dbt told of them."""
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda words, **_: told.append(words))
        arguments = ("build", "--full-refresh", "--select", "resource_type:seed")
        stream_dbt(settings, arguments, begin=lambda _: None, total=lambda _: None, step=lambda: None)
    return sorted(words.split("[")[0] for words in told if "OK loaded seed" in words)


def test_a_build_keeps_the_templates_that_it_compiled_and_takes_none_that_are_damaged(
    tmp_path: Path, cache: Path
) -> None:
    settings = _settings(tmp_path / "data", cache)
    lake = Lake()
    lake.standard_references()
    lake.write(settings.lake_dir)
    kept = parsed_project(settings) / "templates.marshal"
    kept.unlink(missing_ok=True)
    told = _build_seeds(settings)
    assert len(told) == 7
    whole = kept.read_bytes()
    written = kept.stat().st_mtime_ns
    assert _build_seeds(settings) == told
    assert kept.stat().st_mtime_ns == written
    for damaged in (b"", whole[:-9], whole.replace(b"note_lake_files", b"note_lake_filed")):
        kept.write_bytes(damaged)
        assert _build_seeds(settings) == told
        mended = kept.stat().st_mtime_ns
        assert _build_seeds(settings) == told
        assert kept.stat().st_mtime_ns == mended
