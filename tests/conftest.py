"""What tests of several rooms share: settings of a folder of their own, and one warehouse built end to end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.settings import Settings
from samples import SampleDocument, typeset

ROOT = Path(__file__).resolve().parent.parent
SITE = "demo"
SAMPLES = ("qingxi-jiaoyu-final-2023", "qingxi-jiaoyu-final-2024", "qingxi-jiaoyu-budget-2024")

# Thousands of collected tests and some thousand modules stay to the end: looking through them for garbage again and
# again takes a seventh of all tests' time.
gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep what was imported and collected out of the search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Send tests that share an expensive fixture to one worker; those that need a whole dbt build are slow."""
    for item in items:
        folder = item.path.parent.name
        group = "built" if "built" in getattr(item, "fixturenames", ()) else folder
        if group in ("built", "dbt"):
            item.add_marker(pytest.mark.slow)
        if group in ("built", "dbt", "defs"):
            item.add_marker(pytest.mark.xdist_group(group))
        elif shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(f"{folder}.{item.path.stem}"))


def shares_a_fixture(item: pytest.Item) -> bool:
    """Tell whether a test uses a fixture that its module makes once, and that a second worker would make again."""
    if not isinstance(item, pytest.Function):
        return False
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    return any(definition.scope == "module" for found in fixtures for definition in found)


@dataclass(frozen=True, slots=True)
class Juesuan:
    """The command, run as a user runs it, on one data folder."""

    settings: Settings

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``juesuan --data-dir … arguments`` in a process of its own."""
        program = "from pipelines.cli import main; main()"
        command = [sys.executable, "-c", program, "--data-dir", str(self.settings.data_dir), *arguments]
        variables = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
        variables |= {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "JUESUAN_WORKERS": "2", **environment}
        return subprocess.run(
            command, env=variables, capture_output=True, text=True, check=False, cwd=self.settings.data_dir
        )


@dataclass(frozen=True, slots=True)
class Built:
    """A data folder that ``juesuan run`` has filled: the samples and some bad inputs.

    ``output`` is what it told of its work, ``warnings`` what it could not use.
    """

    juesuan: Juesuan
    samples: tuple[SampleDocument, ...]
    reports: Path
    output: str
    warnings: str

    @property
    def settings(self) -> Settings:
        """Return the folder's settings."""
        return self.juesuan.settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty data folder."""
    (tmp_path / "data").mkdir()
    return settings_module.load(tmp_path / "data", environment={"JUESUAN_WORKERS": "2"}, folder=tmp_path)


@pytest.fixture
def juesuan(settings: Settings) -> Juesuan:
    """The command on an empty data folder."""
    return Juesuan(settings)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One warehouse from PDF to mart, built once for all end-to-end tests. Read it, do not change it."""
    from tests.e2e.bad_inputs import write_bad_inputs, write_county_figures

    folder = tmp_path_factory.mktemp("built")
    documents = tuple(typeset(folder / "samples", only=SAMPLES))
    reports = folder / "samples" / "reports"
    write_bad_inputs(reports, next(document.path for document in documents))
    (folder / "data" / "reference").mkdir(parents=True)
    (folder / "samples" / "divisions.csv").rename(folder / "data" / "reference" / "divisions.csv")
    command = Juesuan(settings_module.load(folder / "data", environment={}, folder=folder))
    write_county_figures(command.settings.county_figures_file)
    done = command("run", str(reports), "--site", SITE)
    assert done.returncode == 0, done.stderr
    return Built(command, documents, reports, done.stdout, done.stderr)
