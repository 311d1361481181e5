"""Locks of machines that share nothing but a PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.operate.locks import LAKE, WAREHOUSE, LockedError, exclusive, shared
from pipelines.settings import load
from tests.scale.services import postgres

pytestmark = [pytest.mark.slow, pytest.mark.scale, pytest.mark.xdist_group("scale")]


def test_one_machine_writes_and_several_read(tmp_path: Path) -> None:
    with postgres() as address:
        one, two = (
            replace(load(tmp_path / name, environment={}), postgres_url=address) for name in ("one", "two")
        )
        with exclusive(one, LAKE):
            with pytest.raises(LockedError, match="another machine"), exclusive(two, LAKE, wait_seconds=0):
                pass
            with pytest.raises(LockedError), shared(two, LAKE, wait_seconds=0):
                pass
            with exclusive(two, WAREHOUSE, wait_seconds=0):
                pass
        with (
            shared(one, LAKE),
            shared(two, LAKE, wait_seconds=0),
            pytest.raises(LockedError),
            exclusive(two, LAKE, wait_seconds=0),
        ):
            pass
        with exclusive(two, LAKE, wait_seconds=5):
            pass
