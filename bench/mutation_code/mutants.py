"""Mutants: every place of a module where one operator can break it, and the module with that place broken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from bench.mutation_code.operators import alternatives, replacements

_NO_CODE: Final = frozenset({"annotation", "returns", "decorator_list", "type_params", "bases"})
"""Fields that decide nothing when the module runs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One place broken in one way. ``number`` counts the mutants of its file; ``first`` and ``last`` are its lines.

    ``names`` are what its statement defines; ``is_inside`` tells whether it runs only when a function is called.
    """

    path: str
    number: int
    function: str
    operator: str
    before: str
    after: str
    first: int
    last: int
    names: tuple[str, ...]
    is_inside: bool

    @property
    def key(self) -> str:
        """Return what names the mutant whatever is edited elsewhere in its file."""
        return f"{self.path}:{self.function}: {self.operator}: {self.before} -> {self.after}"

    @property
    def module(self) -> str:
        """Return the dotted name of the module it breaks."""
        return module_of(self.path)


@dataclass(frozen=True, slots=True)
class _Context:
    function: str
    first: int
    last: int
    names: tuple[str, ...]
    is_top: bool


@dataclass(frozen=True, slots=True)
class _Change:
    owner: ast.AST
    field: str
    index: int | None
    node: ast.AST
    new: ast.AST
    operator: str
    context: _Context


def module_of(path: str) -> str:
    """Return the dotted name of a module from its path: ``pipelines/prove/ties.py`` → ``pipelines.prove.ties``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def mutants(root: Path, path: str) -> list[Mutant]:
    """Return all mutants of one file, ``path`` being relative to ``root``; like ones are told apart by ``#n``."""
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    for number, change in enumerate(_changes(tree)):
        context = change.context
        mutant = Mutant(
            path, number, context.function, change.operator, _words(change.node), _words(change.new),
            context.first, context.last, context.names, not context.is_top,
        )  # fmt: skip
        again = seen[mutant.key] = seen.get(mutant.key, 0) + 1
        if again > 1:
            mutant = replace(mutant, operator=f"{mutant.operator}#{again}")
        found.append(mutant)
    return found


def broken(root: Path, mutant: Mutant) -> ast.Module:
    """Return the mutant's module with its place broken."""
    tree = ast.parse((root / mutant.path).read_text(encoding="utf-8"))
    for number, change in enumerate(_changes(tree)):
        if number == mutant.number:
            _apply(change)
            return ast.fix_missing_locations(tree)
    raise ValueError(f"no such mutant: {mutant.key}")


def sample(found: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """Return a seeded sample, which an edit elsewhere does not change: the mutants with the smallest hashes."""

    def rank(mutant: Mutant) -> bytes:
        return sha256(f"{seed}|{mutant.key}".encode()).digest()

    return sorted(found, key=rank)[:size]


def _apply(change: _Change) -> None:
    if change.index is None:
        setattr(change.owner, change.field, change.new)
    else:
        getattr(change.owner, change.field)[change.index] = change.new


def _words(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    if len(text) <= 90:
        return text
    return f"{text[:70]}…{sha256(text.encode()).hexdigest()[:8]}"


def _changes(tree: ast.Module) -> Iterator[_Change]:
    yield from _inside(tree, _Context("", 1, 1, (), is_top=True))


def _inside(owner: ast.AST, context: _Context) -> Iterator[_Change]:
    for field, value in ast.iter_fields(owner):
        if field in _NO_CODE or (field == "keywords" and isinstance(owner, ast.ClassDef)):
            continue
        nodes: list[tuple[int | None, object]] = (
            list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        )
        for index, node in nodes:
            if not isinstance(node, ast.AST) or _is_idle(owner, field, index, node):
                continue
            here = _context(node, context)
            if isinstance(node, ast.arguments) and isinstance(owner, ast.FunctionDef):
                # Defaults are made when the module is imported, and used wherever the function runs.
                here = replace(here, is_top=True, last=owner.end_lineno or here.last)
            for operator, new in _ways(owner, field, node, here):
                yield _Change(owner, field, index, node, new, operator, here)
            yield from _inside(node, here)


def _ways(owner: ast.AST, field: str, node: ast.AST, context: _Context) -> Iterator[tuple[str, ast.AST]]:
    """Yield the operators for a node; a pattern loses its words one at a time instead of becoming empty."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_pattern(owner, field):
        for text in alternatives(node.value):
            yield "word of a pattern lost", ast.Constant(text)
        return
    yield from replacements(node, is_top=context.is_top, is_flag=_is_flag(owner, field))


def _is_pattern(owner: ast.AST, field: str) -> bool:
    return (
        isinstance(owner, ast.Call)
        and field == "args"
        and isinstance(owner.func, ast.Attribute)
        and isinstance(owner.func.value, ast.Name)
        and owner.func.value.id == "re"
    )


def _is_flag(owner: ast.AST, field: str) -> bool:
    return (
        isinstance(owner, ast.keyword) and field == "value" and (owner.arg or "").startswith(("is_", "has_"))
    )


def _is_idle(owner: ast.AST, field: str, index: int | None, node: ast.AST) -> bool:
    """Tell whether a node says nothing to the machine, or only what a person reads in a traceback."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr)):
        return True
    if isinstance(owner, ast.Raise) and field in ("exc", "cause"):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring, or ``...``
    if isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id in ("model_config", "__all__") for target in node.targets
    ):
        return True
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.FunctionDef) and any(
        ast.unparse(d) == "overload" for d in node.decorator_list
    )


def _context(node: ast.AST, context: _Context) -> _Context:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        name = f"{context.function}.{node.name}" if context.function else node.name
        is_top = isinstance(node, ast.ClassDef) and context.is_top
        return _Context(name, node.lineno, node.lineno, (node.name,), is_top)
    if not isinstance(node, ast.stmt):
        return context
    body = getattr(node, "body", None)
    last = max(node.lineno, body[0].lineno - 1) if isinstance(body, list) and body else node.end_lineno
    names = _targets(node) if context.is_top else ()
    return _Context(
        context.function, node.lineno, last or node.lineno, names or context.names, context.is_top
    )


def _targets(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.Assign):
        return tuple(t.id for target in node.targets for t in ast.walk(target) if isinstance(t, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    return ()
