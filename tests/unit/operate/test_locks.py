"""Locks hold between processes and die with them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

import pytest

from pipelines.operate.locks import LAKE, WAREHOUSE, LockedError, exclusive
from pipelines.settings import Settings


def hold(settings: Settings, pipe: Connection) -> None:
    with exclusive(settings, LAKE):
        pipe.send("held")
        pipe.recv()


def test_another_process_is_kept_out_until_the_holder_is_dead(settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=hold, args=(settings, theirs))
    process.start()
    assert ours.recv() == "held"
    with (
        pytest.raises(LockedError, match=f"process {process.pid}"),
        exclusive(settings, LAKE, wait_seconds=0),
    ):
        pass
    with exclusive(settings, WAREHOUSE, wait_seconds=0):
        pass
    process.kill()
    process.join()
    with exclusive(settings, LAKE, wait_seconds=5):
        pass
