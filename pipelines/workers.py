"""A pool of reading processes in which one bad document costs only itself.

Every worker is a process of its own with a pipe. One that is killed (by the kernel for want of memory, by a
fault in a native library) or that passes its time limit ends that one task with a reason; a fresh process
takes its place and the batch goes on. Nothing here knows what a document is.

Workers are started with ``spawn``: polars must not be forked.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, Generic, TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")

_TASKS_PER_WORKER: Final = 500  # then a fresh process: native libraries never give all their memory back
_START_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Task(Generic[Key]):
    """One call to make: ``function(*arguments)``, reported under ``key``."""

    key: Key
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Key, Result]):
    """What became of one task: a result, or a reason why there is none.

    ``is_interrupted`` tells a task whose process died or was stopped (worth another try) from one whose
    function raised (the same again until the code changes).
    """

    key: Key
    result: Result | None
    reason: str | None
    is_interrupted: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Named:
    """A function of a module, by its name: what calls a worker need not import what the worker does."""

    module: str
    name: str

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the function here."""
        return _found(self.module, self.name)(*arguments, **named)

    def __reduce__(self) -> tuple[Callable[[str, str], Any], tuple[str, str]]:
        """Arrive in another process as the function itself."""
        return _found, (self.module, self.name)


def _found(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


class WorkersError(RuntimeError):
    """The pool itself cannot work, whatever the tasks are."""


@dataclass(slots=True)
class _Worker(Generic[Key]):
    process: SpawnProcess
    connection: Connection
    task: Task[Key] | None = None
    is_ready: bool = False
    since: float = field(default_factory=time.monotonic)
    done: int = 0


def _serve(connection: Connection, function: Callable[..., object], memory_bytes: int) -> None:
    """Answer one task after another; runs in the worker process until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(("ready", None))
        while True:
            arguments = connection.recv()
            if arguments is None:
                return
            try:
                answer = ("result", function(*arguments))
            except MemoryError:
                answer = ("memory", None)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{last.name}, line {last.lineno}"
                answer = ("raised", f"{type(error).__name__}: {error} (in {where})")
            connection.send(answer)


class Pool(Generic[Key, Result]):
    """Call one module-level function on many tasks, in ``workers`` processes.

    ``task_seconds`` is the time limit of one task, ``memory_bytes`` the address space of one process
    (0 = unlimited). Use as an iterator: ``for outcome in pool.run(tasks)``; outcomes come as they end.
    """

    def __init__(
        self,
        function: Callable[..., Result],
        *,
        workers: int,
        task_seconds: float,
        memory_bytes: int = 0,
    ) -> None:
        self._function = function
        self._size = workers
        self._task_seconds = task_seconds
        self._memory_bytes = memory_bytes
        self._context = multiprocessing.get_context("spawn")

    def run(self, tasks: Iterable[Task[Key]]) -> Generator[Outcome[Key, Result], None, None]:
        """Yield one outcome per task, in the order in which they end.

        Raises WorkersError when no worker process can be started at all.
        """
        pending = deque(tasks)
        workers: list[_Worker[Key]] = []
        failed_starts = 0
        try:
            while pending or any(w.task is not None for w in workers):
                busy = sum(w.task is not None for w in workers)
                while len(workers) < min(self._size, busy + len(pending)):
                    workers.append(self._start())
                for worker in workers:
                    if worker.is_ready and worker.task is None and pending:
                        self._give(worker, pending.popleft())
                for worker, outcome in self._collect(workers):
                    failed_starts = 0 if worker.is_ready else failed_starts + 1
                    if failed_starts >= 2 * self._size:
                        raise WorkersError("no reading process could be started; see the log for its message")
                    if outcome is not None:
                        yield outcome
        finally:
            for worker in workers:
                _end(worker)

    def _start(self) -> _Worker[Key]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._function, self._memory_bytes), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker[Key], task: Task[Key]) -> None:
        worker.task, worker.since = task, time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):  # found dead by the next _collect
            worker.connection.send(task.arguments)

    def _limit(self, worker: _Worker[Key]) -> float | None:
        if not worker.is_ready:
            return worker.since + _START_SECONDS
        return worker.since + self._task_seconds if worker.task is not None else None

    def _collect(
        self, workers: list[_Worker[Key]]
    ) -> Iterator[tuple[_Worker[Key], Outcome[Key, Result] | None]]:
        """Wait for the next message, death or time limit; drop workers that are gone from ``workers``."""
        limits = [limit for w in workers if (limit := self._limit(w)) is not None]
        timeout = max(0.0, min(limits) - time.monotonic()) if limits else None
        by_connection = {w.connection: w for w in workers}
        for ready in wait(list(by_connection), timeout):
            worker = by_connection[ready]  # type: ignore[index]
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):
                workers.remove(worker)
                yield worker, self._lost(worker)
                continue
            if kind == "ready":
                worker.is_ready = True
                continue
            yield worker, self._answered(worker, kind, value)
            if kind == "memory" or worker.done >= _TASKS_PER_WORKER:
                workers.remove(worker)
                _end(worker)
        now = time.monotonic()
        for worker in [w for w in workers if (limit := self._limit(w)) is not None and limit <= now]:
            workers.remove(worker)
            _end(worker)
            yield worker, self._stopped(worker)

    def _answered(self, worker: _Worker[Key], kind: str, value: object) -> Outcome[Key, Result]:
        worker.done += 1
        if kind == "result":
            return self._outcome(worker, None, result=value)
        if kind == "memory":
            limit = f"{self._memory_bytes // 1024**2} MiB"
            return self._outcome(worker, f"reading it needed more memory than {limit}", lost=True)
        return self._outcome(worker, f"the program stopped with an error while reading it: {value}")

    def _lost(self, worker: _Worker[Key]) -> Outcome[Key, Result] | None:
        worker.process.join()
        code = worker.process.exitcode
        worker.connection.close()
        if worker.task is None:
            return None
        how = (
            f"was killed (signal {-code})"
            if code is not None and code < 0
            else f"ended with exit code {code}"
        )
        return self._outcome(worker, f"the reading process {how}; the next run tries again", lost=True)

    def _stopped(self, worker: _Worker[Key]) -> Outcome[Key, Result] | None:
        if worker.task is None:
            return None
        reason = f"reading it took longer than {self._task_seconds:g} seconds and was stopped"
        return self._outcome(worker, f"{reason}; the next run tries again", lost=True)

    def _outcome(
        self, worker: _Worker[Key], reason: str | None, *, result: object = None, lost: bool = False
    ) -> Outcome[Key, Result]:
        assert worker.task is not None
        key, worker.task = worker.task.key, None
        seconds = time.monotonic() - worker.since
        return Outcome(key, result, reason, lost, seconds)  # type: ignore[arg-type]


def _end(worker: _Worker[Key]) -> None:
    """End one worker of ours: politely when idle, at once when busy."""
    if worker.task is None and worker.is_ready:
        with suppress(OSError):
            worker.connection.send(None)
        worker.process.join(timeout=2)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.connection.close()
