"""The pool of reading processes: a task that dies or never ends costs only itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time

import pytest

from pipelines.workers import Outcome, Pool, Task, WorkersError


def behave(how: str) -> str:
    """Do what the task's name says; runs in a worker."""
    match how:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(3)
        case "hang":
            while True:
                time.sleep(60)
        case "raise":
            raise ValueError("a fault of the program")
        case "grow":
            return "x" * (1 << 34)
        case _:
            return how.upper()
    raise AssertionError("not reached")


def run(*names: str, seconds: float = 60, workers: int = 2, memory: int = 0) -> dict[str, Outcome[str, str]]:
    pool: Pool[str, str] = Pool(behave, workers=workers, task_seconds=seconds, memory_bytes=memory)
    return {outcome.key: outcome for outcome in pool.run([Task(name, (name,)) for name in names])}


def test_every_task_has_one_outcome() -> None:
    outcomes = run("a", "b", "c", "d", "e")
    assert {key: outcome.result for key, outcome in outcomes.items()} == {n: n.upper() for n in "abcde"}
    assert all(outcome.reason is None for outcome in outcomes.values())


def test_no_tasks_need_no_process() -> None:
    assert run() == {}


@pytest.mark.parametrize(("how", "words"), [("die", "killed (signal 9)"), ("leave", "exit code 3")])
def test_a_process_that_dies_costs_its_task_only(how: str, words: str) -> None:
    outcomes = run("a", how, "b", "c", workers=1)
    assert [outcomes[name].result for name in ("a", "b", "c")] == ["A", "B", "C"]
    assert outcomes[how].result is None
    assert words in (outcomes[how].reason or "")
    assert outcomes[how].is_interrupted


@pytest.mark.slow
def test_a_task_that_never_ends_is_stopped() -> None:
    outcomes = run("hang", "a", "b", seconds=2)
    assert "longer than 2 seconds" in (outcomes["hang"].reason or "")
    assert outcomes["hang"].is_interrupted
    assert (outcomes["a"].result, outcomes["b"].result) == ("A", "B")


def test_a_task_that_raises_is_no_interruption_and_names_the_error() -> None:
    outcome = run("raise", "a")["raise"]
    assert "ValueError: a fault of the program" in (outcome.reason or "")
    assert not outcome.is_interrupted


@pytest.mark.skipif(sys.platform != "linux", reason="address space limits are Linux's")
def test_a_task_that_wants_too_much_memory_costs_only_itself() -> None:
    outcomes = run("grow", "a", memory=2 * 1024**3)
    assert "more memory than 2048 MiB" in (outcomes["grow"].reason or "")
    assert outcomes["grow"].is_interrupted
    assert outcomes["a"].result == "A"


def test_no_process_is_left_when_the_caller_stops_early() -> None:
    pool: Pool[str, str] = Pool(behave, workers=2, task_seconds=60)
    running = pool.run([Task("a", ("a",)), Task("hang", ("hang",)), Task("b", ("b",))])
    assert next(running).result == "A"
    assert multiprocessing.active_children()
    running.close()
    assert multiprocessing.active_children() == []


class Unreadable:
    """A function that no worker process can unpickle."""

    def __call__(self, name: str) -> str:
        return name

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("not a number",)


def test_a_pool_whose_processes_cannot_start_says_so() -> None:
    pool: Pool[str, str] = Pool(Unreadable(), workers=1, task_seconds=60)
    with pytest.raises(WorkersError, match="could be started"):
        list(pool.run([Task("a", ("a",))]))
