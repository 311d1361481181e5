"""Survey: which test runs which line, how long each takes, and so which tests can notice a mutant."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from bench.mutation_code.mutants import Mutant, module_of

_SHARED: Final = "::"
"""Ends the context of what a file's fixtures run: any test of the file may depend on it."""


@dataclass(slots=True)
class Survey:
    """What a run of the tests showed: seconds by test, and by file and line the tests that ran it."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def tests_of(self, path: str, lines: Iterable[int]) -> set[str]:
        """Return the tests that ran one of some lines of a file."""
        found: set[str] = set()
        by_line = self.lines.get(path, {})
        for line in lines:
            for context in by_line.get(line, ()):
                if context.endswith(_SHARED):
                    found.update(test for test in self.seconds if test.startswith(context))
                else:
                    found.add(context)
        return found & self.seconds.keys()

    def write(self, file: Path) -> None:
        """Write the survey as JSON."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def of(cls, file: Path) -> Survey:
        """Read a survey."""
        raw = json.loads(file.read_text(encoding="utf-8"))
        lines = {path: {int(n): tests for n, tests in found.items()} for path, found in raw["lines"].items()}
        return cls(raw["seconds"], lines)


class Selector:
    """Chooses the tests that can notice a mutant, quickest first."""

    def __init__(self, root: Path, survey: Survey) -> None:
        self._survey = survey
        self._users = _Users(root)

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the broken line, or what uses the name that a line outside functions defines."""
        found = self._survey.tests_of(mutant.path, range(mutant.first, mutant.last + 1))
        if not found and mutant.names:
            for path, lines in self._users.of(mutant.path, mutant.names):
                found |= self._survey.tests_of(path, lines)
        return sorted(found, key=lambda test: (self._survey.seconds[test], test))


class _Users:
    """Finds the functions that use a name of a module, directly or through other names outside functions."""

    def __init__(self, root: Path) -> None:
        self._trees = {
            str(file.relative_to(root)): ast.parse(file.read_text(encoding="utf-8"))
            for file in sorted((root / "pipelines").rglob("*.py"))
        }
        self._importers: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, tree in self._trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    for alias in node.names:
                        self._importers[node.module, alias.name].append(path)

    def of(self, path: str, names: Sequence[str]) -> list[tuple[str, range]]:
        """Return files and lines of the functions that use one of some names."""
        found: list[tuple[str, range]] = []
        seen: set[tuple[str, str]] = set()
        waiting = [(path, name) for name in names]
        while waiting:
            where, name = waiting.pop()
            if (where, name) in seen:
                continue
            seen.add((where, name))
            waiting += [(other, name) for other in self._importers.get((module_of(where), name), ())]
            for statement in self._trees[where].body:
                for node, defined in _parts(statement):
                    if not _mentions(node, name) and name not in defined:
                        continue
                    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        found.append((where, range(node.lineno, (node.end_lineno or node.lineno) + 1)))
                    waiting += [(where, other) for other in defined if other != name]
        return found


def _parts(statement: ast.stmt) -> list[tuple[ast.stmt, tuple[str, ...]]]:
    """Return a statement outside functions with the names it defines; a class gives its methods."""
    if isinstance(statement, ast.ClassDef):
        return [(part, (statement.name,)) for part in statement.body]
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [(statement, (statement.name,) if statement.decorator_list else ())]
    if isinstance(statement, ast.Assign):
        return [(statement, tuple(t.id for t in statement.targets if isinstance(t, ast.Name)))]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [(statement, (statement.target.id,))]
    return []


def _mentions(node: ast.AST, name: str) -> bool:
    return any(
        (isinstance(part, ast.Name) and part.id == name)
        or (isinstance(part, ast.Attribute) and part.attr == name)
        for part in ast.walk(node)
    )
