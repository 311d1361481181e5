"""The tests that a mutant meets: those of ``tests/dbt``, the dbt project's unit tests and its data tests.

Test functions that ask a warehouse through the fixture ``county`` or ``query`` are called as they are, with a
warehouse whose SQL is changed. Data tests run on the lake of awkward cases, unit tests on their own rows.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

import pytest

from tests.dbt.awkward import awkward_lake
from tests.dbt.compiled import CompiledProject, Rows, Sql, UnitTest, Warehouse
from tests.dbt.county import County
from tests.dbt.lake import Lake

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = ROOT / "tests" / "dbt"


@dataclass(slots=True)
class Check:
    """A test: called with changed SQL it raises where it notices.

    ``asks`` are the models that its code names, ``rests_on`` all those that they are built from.
    """

    name: str
    run: Callable[[Sql], None]
    asks: frozenset[str]
    rests_on: frozenset[str]
    _is_sound: bool | None = None

    def notices(self, replay: Replay, changed: Sql) -> bool:
        """Return whether the test fails on changed SQL; AssertionError where it fails on the unchanged one."""
        if self._is_sound is None:
            self._is_sound = self._passes_unchanged(replay)
        if not self._is_sound:
            return False
        try:
            self.run(changed)
        except Exception:
            return True
        return False

    def _passes_unchanged(self, replay: Replay) -> bool:
        """Run the test on the unchanged SQL; one that asks the catalogue only is left to builds with dbt."""
        replay.restore()
        replay.asked = set()
        try:
            self.run({})
        except AssertionError:
            if replay.asked:
                raise
            return False
        return bool(replay.asked)


@dataclass(slots=True)
class Replay:
    """Warehouses kept per lake, so that a question to changed SQL builds anew only what differs."""

    project: CompiledProject
    warehouses: dict[bytes, Warehouse] = field(default_factory=dict)
    answers: dict[tuple[Any, ...], Rows] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def opened(self, changed: Sql) -> Callable[[Lake], Replayed]:
        """Return what a county opens its warehouse with."""
        return lambda lake: Replayed(self, _digest(lake), lake, changed)

    def warehouse(self, digest: bytes, lake: Lake) -> Warehouse:
        """Return the warehouse of a lake, built once."""
        if digest not in self.warehouses:
            self.warehouses[digest] = self.project.warehouse(lake)
        return self.warehouses[digest]

    def restore(self) -> None:
        """Give every warehouse its unchanged rows back."""
        for warehouse in self.warehouses.values():
            warehouse.restore()

    def close(self) -> None:
        """Close all warehouses."""
        for warehouse in self.warehouses.values():
            warehouse.close()


@dataclass(frozen=True, slots=True)
class Replayed:
    """A lake's warehouse with changed SQL."""

    replay: Replay
    digest: bytes
    lake: Lake
    changed: Sql

    def query(self, sql: str, *parameters: Any) -> Rows:
        """Return a query's rows, those of the unchanged SQL where the change shows in none of its models."""
        project = self.replay.project
        self.replay.asked |= project.read_by(sql)
        warehouse = self.replay.warehouse(self.digest, self.lake)
        if self.changed.keys() & project.rests_on(sql):
            rows = warehouse.query_changed(self.changed, sql, *parameters)
            if rows is not None:
                return rows
        key = (self.digest, sql, repr(parameters))
        if key not in self.replay.answers:
            warehouse.restore()
            self.replay.answers[key] = warehouse.query(sql, *parameters)
        return self.replay.answers[key]

    def close(self) -> None:
        """Keep the warehouse for the next change."""


def _digest(lake: Lake) -> bytes:
    return sha256(pickle.dumps((lake.rows, lake.references))).digest()


def checks(replay: Replay) -> list[Check]:
    """Return every test that names a model."""
    project, awkward = replay.project, awkward_lake()
    digest = _digest(awkward)
    found = [
        _check(project, f"unit test {test.name}", _UnitCheck(replay, test), {test.model})
        for test in project.unit_tests
    ]
    for name, sql in project.data_tests.items():
        run = _DataCheck(replay, digest, awkward, sql)
        found.append(_check(project, f"data test {name}", run, project.read_by(sql)))
    for item in _collected():
        words = " ".join(_words(item.obj, set()))
        asks = {name for name in project.models if re.search(rf"\b{name}\b", words)}
        found.append(_check(project, item.nodeid, _ItemCheck(replay, digest, awkward, item), asks))
    return [check for check in found if check.asks]


def _check(project: CompiledProject, name: str, run: Callable[[Sql], None], asks: set[str]) -> Check:
    is_alone = isinstance(run, _UnitCheck)
    rests_on = asks if is_alone else set().union(*(project.ancestors[model] for model in asks))
    return Check(name, run, frozenset(asks), frozenset(rests_on))


def _words(function: Any, seen: set[Any]) -> Iterator[str]:
    """Yield the texts that a function holds, with those of the constants and functions of its module that it names."""
    code = getattr(function, "__code__", None)
    if code is None or function in seen:
        return
    seen.add(function)
    yield from _texts(code.co_consts)
    for name in code.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, str | tuple | list | dict):
            yield from _texts((value,))
        elif isinstance(value, FunctionType) and value.__module__.startswith("tests.dbt"):
            yield from _words(value, seen)


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | list | dict | frozenset):
            yield from _texts(value)
        elif isinstance(value, CodeType):
            yield from _texts(value.co_consts)


@dataclass(frozen=True, slots=True)
class _DataCheck:
    replay: Replay
    digest: bytes
    lake: Lake
    sql: str

    def __call__(self, changed: Sql) -> None:
        broken = Replayed(self.replay, self.digest, self.lake, changed).query(self.sql)
        assert not broken, broken


@dataclass(frozen=True, slots=True)
class _ItemCheck:
    replay: Replay
    digest: bytes
    lake: Lake
    item: pytest.Function

    def __call__(self, changed: Sql) -> None:
        parameters = getattr(self.item, "callspec", None)
        arguments = dict(parameters.params) if parameters else {}
        wanted = self.item._fixtureinfo.argnames
        if "query" in wanted:
            arguments["query"] = Replayed(self.replay, self.digest, self.lake, changed).query
        if "county" in wanted:
            arguments["county"] = County(self.replay.opened(changed))
        self.item.obj(**arguments)


@dataclass(frozen=True, slots=True)
class _UnitCheck:
    """A dbt unit test: its rows stand in place of those of an empty lake, and of seeds, while its model's SQL runs."""

    replay: Replay
    test: UnitTest

    def __call__(self, changed: Sql) -> None:
        warehouse = self.replay.warehouse(b"empty", Lake())
        self.replay.asked.add(self.test.model)
        model = self.replay.project.models[self.test.model]
        warehouse.build([model.name])
        with _rolled_back(warehouse):
            for name, rows in self.test.given:
                warehouse.connection.execute(f"delete from {self.replay.project.models[name].relation}")
                warehouse.insert(name, rows)
            warehouse.connection.execute(
                f"create or replace temp table actual as {warehouse.sql_of(changed.get(model.name, model.sql))}"
            )
            warehouse.connection.execute(
                f"create or replace temp table expected as from {model.relation} limit 0"
            )
            warehouse.insert("expected", self.test.expected, "expected")
            columns = ", ".join(self.test.expected[0]) if self.test.expected else "*"
            sides = [f"select {columns} from {side}" for side in ("actual", "expected")]
            actual = warehouse.connection.execute(
                f"({sides[0]} except all {sides[1]}) union all ({sides[1]} except all {sides[0]})"
            )
            different = actual.fetchall()
        assert not different, different


@contextmanager
def _rolled_back(warehouse: Warehouse) -> Iterator[None]:
    warehouse.connection.execute("begin")
    try:
        yield
    finally:
        warehouse.connection.execute("rollback")


class _Collector:
    """A pytest plugin that keeps the collected tests and runs none."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = list(session.items)
        return True


def _collected() -> list[pytest.Function]:
    """Return the test functions that want nothing but a warehouse to ask."""
    collector = _Collector()
    options = ["-q", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist"]
    pytest.main([*options, f"--rootdir={ROOT}", str(TESTS)], plugins=[collector])
    found = []
    for item in collector.items:
        if isinstance(item, pytest.Function):
            parameters = item.callspec.params if hasattr(item, "callspec") else {}
            wanted = set(item._fixtureinfo.argnames) - set(parameters)
            if wanted and wanted <= {"query", "county"}:
                found.append(item)
    return found
