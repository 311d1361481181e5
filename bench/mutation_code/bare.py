"""Bare: a mutant outside functions, judged in a process that has imported neither our modules nor our tests.

What a module defines when it is imported is copied into others, so that only a fresh import shows the mutant.
"""

from __future__ import annotations

import ast
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import pytest

from bench.mutation_code.children import Job
from bench.mutation_code.mutants import broken

OPTIONS: Final = (
    "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutation",
    "-m", "not slow and not nights",
)  # fmt: skip
_LIBRARIES: Final = (
    "hypothesis.strategies", "lxml.html", "openpyxl", "pdfplumber", "polars", "pydantic", "pypdfium2",
    "reportlab.pdfgen.canvas", "selectolax.lexbor", "xlsxwriter", "yaml",
)  # fmt: skip


def preload() -> None:
    """Import the libraries that tests use, so that every child has them; examples are the same in each run."""
    for name in _LIBRARIES:
        importlib.import_module(name)
    from hypothesis import settings

    settings.register_profile("mutation", deadline=None, derandomize=True, database=None)


def run_bare(root: Path, job: Job) -> tuple[str, str]:
    """Import the broken module in place of the real one and run the job's tests."""
    os.chdir(root)
    sys.meta_path.insert(0, _BrokenFinder(job.mutant.module, broken(root, job.mutant)))
    chosen = _Chosen(job.tests)
    files = dict.fromkeys(test.partition("::")[0] for test in job.tests)
    ended = pytest.main([*OPTIONS, "-x", *files], plugins=[chosen])
    if ended == pytest.ExitCode.OK and chosen.ran == len(job.tests):
        return "lived", ""
    return (
        "killed",
        chosen.failed or f"{chosen.ran} of {len(job.tests)} tests ran (pytest ended with {ended})",
    )


class _Chosen:
    """Runs the chosen tests only, in their order, and keeps the first that fails."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}
        self.failed = ""
        self.ran = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test; keep the first failure."""
        if report.failed and not self.failed:
            self.failed = report.nodeid
        if report.when == "call":
            self.ran += 1


class _BrokenLoader(SourceFileLoader):
    """Loads a module from the broken tree instead of its source."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        """Compile the broken tree; nothing is read from or written to the cache of compiled files."""
        return compile(self._tree, self.path, "exec", dont_inherit=True)


class _BrokenFinder(MetaPathFinder):
    """Finds one module and gives it the broken loader."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self._module, self._tree = module, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the broken module's spec, None for all others."""
        if fullname != self._module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None:
            spec.loader = _BrokenLoader(fullname, spec.origin, self._tree)
        return spec
