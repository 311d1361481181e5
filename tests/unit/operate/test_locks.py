"""Locks hold between processes and die with them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

import pytest

from pipelines.operate.locks import LAKE, WAREHOUSE, LockedError, claim, exclusive, shared
from pipelines.operate.orphans import end_writer
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


def test_sharing_keeps_out_who_wants_it_alone_and_nobody_else(settings: Settings) -> None:
    with (
        shared(settings, LAKE),
        shared(settings, LAKE, wait_seconds=0),
        pytest.raises(LockedError),
        exclusive(settings, LAKE, wait_seconds=0),
    ):
        pass
    with (
        exclusive(settings, LAKE, wait_seconds=0),
        pytest.raises(LockedError),
        shared(settings, LAKE, wait_seconds=0),
    ):
        pass


def test_a_lock_with_a_name_of_its_own_leaves_no_file(settings: Settings) -> None:
    with (
        exclusive(settings, "batch-x", is_kept=False),
        pytest.raises(LockedError),
        exclusive(settings, "batch-x", wait_seconds=0, is_kept=False),
    ):
        pass
    assert not list((settings.data_dir / "locks").glob("batch-*"))
    with exclusive(settings, "batch-x", wait_seconds=0, is_kept=False):
        pass


def test_what_another_claims_is_left_to_it_and_what_the_same_claims_is_waited_for(settings: Settings) -> None:
    with claim(settings, "batch-x", "run one") as first:
        assert first
        with claim(settings, "batch-x", "run two") as second:
            assert not second
        with pytest.raises(LockedError), claim(settings, "batch-x", "run one", wait_seconds=0):
            pass
    with claim(settings, "batch-x", "run two") as later:
        assert later
    assert not list((settings.data_dir / "locks").glob("batch-*"))


def test_locks_and_notes_of_any_bytes_hold_nobody_up(settings: Settings) -> None:
    with exclusive(settings, LAKE):
        pass
    folder = settings.data_dir / "locks"
    for name in ("lake.lock", "warehouse.lock", "batch-1.lock", "batch-1.claim"):
        (folder / name).write_bytes(b"\xff\xfe 12")
    with exclusive(settings, LAKE), claim(settings, "batch-1", "me") as is_ours:
        assert is_ours
    (settings.build_file.parent).mkdir(parents=True)
    settings.build_file.with_name("writer.pid").write_bytes(b"\xff1 \xff")
    assert end_writer(settings) is False
    assert not settings.build_file.with_name("writer.pid").exists()
