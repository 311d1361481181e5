"""One build of the dbt project on a lake that holds the awkward cases, and its compiled SQL for small lakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt.awkward import awkward_lake
from tests.dbt.compiled import CompiledProject, compile_project
from tests.dbt.county import County
from tests.dbt.lake import Lake
from tests.dbt.project import Build, run_dbt

Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the lake and run ``dbt build`` on it."""
    folder = tmp_path_factory.mktemp("dbt")
    awkward_lake().write(folder / "lake")
    return run_dbt(folder, "build")


@pytest.fixture(scope="session")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Run ``dbt build`` on a lake that has its schema and no row; the unit tests ran on the other."""
    folder: Path = tmp_path_factory.mktemp("dbt-empty")
    Lake().write(folder / "lake")
    return run_dbt(folder, "build", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="session")
def query(build: Build) -> Iterator[Query]:
    """Return a function that runs SQL on the built warehouse and returns its rows."""
    assert build.exit_code == 0, build.output
    with duckdb.connect(str(build.warehouse_file), read_only=True) as connection:

        def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
            return connection.execute(sql, parameters).fetchall()

        yield run


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> CompiledProject:
    """Compile the dbt project once; its SQL runs on every small lake."""
    return compile_project(tmp_path_factory.mktemp("dbt-compiled"))


@pytest.fixture
def county(project: CompiledProject) -> Iterator[County]:
    """Return a lake to put rows in, and to ask the marts of."""
    with County(project.warehouse) as county:
        yield county
