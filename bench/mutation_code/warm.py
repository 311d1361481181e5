"""Warm: mutants inside functions, judged in children of a process that has imported and collected everything.

The broken function's code takes the place of the real one, wherever the function is referred to. That spares a
child all imports: most mutants are judged in some tens of milliseconds.
"""

from __future__ import annotations

import functools
import gc
import os
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final

import coverage
import pytest

from bench.mutation_code.bare import OPTIONS
from bench.mutation_code.children import FORK, Job, Verdict, judge
from bench.mutation_code.mutants import Mutant, broken
from bench.mutation_code.survey import Survey

SURVEYED: Final = "surveyed"
_KEPT_CACHES: Final = frozenset({"catalogue", "form", "cross_identities", "rules", "divisions"})
"""Read once from files that no mutant changes; a mutant of the module itself makes them be read again."""


def serve(root: Path, tests: Sequence[str], file: Path, connection: Connection, workers: int) -> None:
    """Collect the tests, survey them into ``file``, then judge the jobs that come, telling each verdict.

    Answers ``surveyed`` first, or the name of a test that fails without any mutant; a verdict of None ends a list.
    """
    os.chdir(root)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    ended = pytest.main([*OPTIONS, *tests], plugins=[_Server(root, file, connection, workers)])
    if ended != pytest.ExitCode.OK:
        connection.send(f"the tests could not be collected: pytest ended with {ended}")


class _Server:
    """Takes the place of pytest's own loop over the collected tests."""

    def __init__(self, root: Path, file: Path, connection: Connection, workers: int) -> None:
        self._root, self._file, self._connection, self._workers = root, file, connection, workers

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Survey, then judge until None comes instead of a list of jobs."""
        if session.testsfailed or not session.items:
            return False
        items = {item.nodeid: item for item in session.items}
        surveyed = FORK.Process(target=_survey, args=(self._root, session.items, self._file))
        surveyed.start()
        surveyed.join()
        told = f"fails without any mutant: {self._file.read_text('utf-8')}" if surveyed.exitcode else SURVEYED
        self._connection.send(told)
        _read_once()
        gc.collect()
        gc.freeze()
        while (jobs := self._connection.recv()) is not None:
            judge(
                jobs,
                lambda job: _run(self._root, items, job),
                workers=self._workers,
                heard=self._connection.send,
            )
            self._connection.send(None)
        return True


def _survey(root: Path, items: Sequence[pytest.Item], file: Path) -> None:
    tracer = coverage.Coverage(data_file=None, source=[str(root / "pipelines")])
    tracer.start()
    found = Survey()
    for item, following in zip(items, [*items[1:], None], strict=True):
        watch = _Watch(tracer, item)
        item.config.pluginmanager.register(watch)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        item.config.pluginmanager.unregister(watch)
        if watch.has_failed:
            file.write_text(item.nodeid, encoding="utf-8")
            os._exit(1)
        found.seconds[item.nodeid] = watch.seconds
    tracer.stop()
    data = tracer.get_data()
    for path in data.measured_files():
        found.lines[str(Path(path).relative_to(root))] = {
            line: sorted({context for context in contexts if context})
            for line, contexts in data.contexts_by_lineno(path).items()
        }
    found.write(file)
    os._exit(0)


class _Watch:
    """Tells the tracer which test runs, and how long it computes; what fixtures run counts for the whole file."""

    def __init__(self, tracer: coverage.Coverage, item: pytest.Item) -> None:
        self._tracer, self._item = tracer, item
        self._began = 0.0
        self.seconds = 0.0
        self.has_failed = False
        tracer.switch_context(item.nodeid.partition("::")[0] + "::")

    def pytest_runtest_call(self) -> None:
        """Go on from what the fixtures run to what the test itself runs."""
        self._tracer.switch_context(self._item.nodeid)
        self._began = time.process_time()

    def pytest_runtest_teardown(self) -> None:
        """End the test."""
        self.seconds = time.process_time() - self._began
        self._tracer.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """See whether it passed."""
        self.has_failed |= report.failed


def _read_once() -> None:
    from pipelines.forms import catalogue
    from pipelines.prove.roles import cross_identities
    from pipelines.prove.rules import rules

    catalogue(), cross_identities(), rules()


def _run(root: Path, items: dict[str, pytest.Item], job: Job) -> tuple[str, str]:
    if not _swap(root, job.mutant):
        return "unfit", "its function cannot be exchanged"
    _forget(job.mutant.module)
    told = _First()
    chosen = [items[test] for test in job.tests]
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        item.config.pluginmanager.register(told)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        item.config.pluginmanager.unregister(told)
        if told.failed:
            return "killed", told.failed
    return "lived", ""


class _First:
    """Keeps the first test that fails."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a failure."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _swap(root: Path, mutant: Mutant) -> bool:
    """Give the mutant's function its broken code; False where it has no live function to be exchanged."""
    path = str(root / mutant.path)
    source = compile((root / mutant.path).read_bytes(), path, "exec", dont_inherit=True)
    wrong = compile(broken(root, mutant), path, "exec", dont_inherit=True)
    pairs = list(_different(source, wrong))
    done = 0
    for thing in _of_module(mutant.module):
        for old, new in pairs:
            if thing.__code__ == old or (
                thing.__code__.co_qualname == old.co_qualname
                and thing.__code__.co_firstlineno == old.co_firstlineno
            ):
                try:
                    thing.__code__ = new
                except ValueError:  # it closes over other names
                    return False
                done += 1
    return len(pairs) == 1 and done > 0


def _of_module(module: str) -> Iterator[FunctionType]:
    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__module__ == module:
            yield thing


def _different(source: CodeType, wrong: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the functions and methods of a module that differ in two compilations of it."""
    for old, new in zip(_codes(source), _codes(wrong), strict=False):
        is_class_body = "__qualname__" in old.co_names and "__module__" in old.co_names
        if is_class_body:
            yield from _different(old, new)
        elif old != new:
            yield old, new


def _codes(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _forget(module: str) -> None:
    """Empty the caches of our functions, but for what is read once from files."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):
            where = thing.__module__ or ""
            if where.startswith("pipelines") and (
                thing.__wrapped__.__name__ not in _KEPT_CACHES or where == module
            ):
                thing.cache_clear()


def results(connection: Connection, jobs: Sequence[Job]) -> Iterator[Verdict]:
    """Send jobs to the server and yield the verdicts as they come."""
    connection.send(list(jobs))
    while (verdict := connection.recv()) is not None:
        yield verdict
