"""Services that tests of the DuckLake share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.publish.ducklake import extensions
from tests.scale.publish.services import Postgres, postgres, s3


@pytest.fixture(autouse=True, scope="session")
def _extensions() -> None:
    for name in (extensions.DUCKLAKE, extensions.POSTGRES, extensions.HTTP):
        if extensions.extension_file(name) is None:
            pytest.skip(f"DuckDB's extension {name} is not installed: uv sync --extra scale")


@pytest.fixture
def catalogue() -> Iterator[Postgres]:
    """Return a PostgreSQL of this test's own."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """Return the variables by which an S3 server with a bucket ``rows`` is reached."""
    with s3() as variables:
        yield variables
