"""The version of what makes a document's rows, computed from the code that runs: nothing is listed by hand.

Everything that :mod:`pipelines.documents.extract` can reach counts: the modules it imports, those they import and so
on, the definitions and lists that lie in their packages, the libraries they import with all that these require,
and Python itself. Comments, docstrings and layout do not count, nor do assertions, which decide no row. Programs
and extras that only some documents need are no part of it: a document's row names those it used or lacked
(:mod:`pipelines.formats.tools`).
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from modulefinder import ModuleFinder
from pathlib import Path
from types import CodeType
from typing import Final

import pipelines
from pipelines import yaml_text
from pipelines.disk import write_atomically
from pipelines.formats.tools import distributions_of, optional_distributions, required_distributions

ROOT: Final = "pipelines.documents.extract"
_PACKAGE: Final = "pipelines"
_FOLDER: Final = Path(pipelines.__file__).parent
_LENGTH: Final = 12
_UNCOUNTED: Final = (".py", ".pyc", ".md")


@dataclass(frozen=True, slots=True)
class Closure:
    """All that a module can reach: modules with their code, data files by their path, libraries by their version."""

    modules: dict[str, CodeType]
    data: dict[str, Path]
    libraries: dict[str, str]

    def digest(self) -> str:
        """Return a hash of the whole in hexadecimal digits."""
        found = hashlib.sha256()
        python = f"{sys.version_info.major}.{sys.version_info.minor} {unicodedata.unidata_version}"
        found.update(python.encode())
        for name, code in sorted(self.modules.items()):
            found.update(f"\0{name}\0".encode())
            found.update(_code_text(code).encode())
        for name, path in sorted(self.data.items()):
            found.update(f"\0{name}\0".encode())
            found.update(_data_bytes(path))
        for name, version in sorted(self.libraries.items()):
            found.update(f"\0{name}=={version}".encode())
        return found.hexdigest()


@cache
def code_version() -> str:
    """Return the version under which documents are read now; rows of another version are stale."""
    return closure(ROOT).digest()[:_LENGTH]


def remembered_version(memory: Path | None) -> str:
    """Return :func:`code_version` without working it out where ``memory``, a folder, has it for these very files.

    Files count by path, size and time, libraries by the names under which they are installed.
    """
    if memory is None:
        return code_version()
    kept = memory / "versions" / _state()
    with suppress(OSError, UnicodeDecodeError):
        if len(known := kept.read_text("ascii")) == _LENGTH:
            return known
    found = code_version()
    with suppress(OSError):
        write_atomically(kept, found.encode("ascii"))
    return found


def _state() -> str:
    """Return a hash of what the version depends on, as a listing shows it."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(_FOLDER.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            stat = path.stat()
            found.update(f"\0{path}\0{stat.st_size}\0{stat.st_mtime_ns}".encode())
    for folder in sorted(set(sys.path)):
        for path in sorted(Path(folder or ".").glob("*.dist-info")):
            found.update(f"\0{path}\0{path.stat().st_mtime_ns}".encode())
    return found.hexdigest()[:40]


def closure(root: str) -> Closure:
    """Return all that a module of this package can reach, imports inside functions included."""
    modules: dict[str, CodeType] = {}
    folders: dict[str, Path] = {}
    foreign: set[str] = set()
    pending = [root]
    while pending:
        name = pending.pop()
        path = None if name in modules else _source(name)
        if path is None:
            continue
        # Optimised code lacks docstrings; where a line stands is no part of what is hashed.
        code = compile(path.read_bytes(), name, "exec", dont_inherit=True, optimize=2)
        for found in _imports(code):
            top = found.partition(".")[0]
            if top == _PACKAGE:
                pending.extend(_with_parents(found))
            elif top not in sys.stdlib_module_names:
                foreign.add(top)
        modules[name] = code
        folders[name if path.name == "__init__.py" else name.rpartition(".")[0]] = path.parent
    data = {
        f"{package}/{path.relative_to(folder).as_posix()}": path
        for package, folder in folders.items()
        for path in _data_files(folder)
    }
    # What only an extra brings is part of the tool that it serves.
    libraries = required_distributions(distributions_of(foreign) - optional_distributions())
    return Closure(modules, data, libraries)


def _source(name: str) -> Path | None:
    """Return a module's file; None where the name is no module but something inside one."""
    path = _FOLDER.joinpath(*name.split(".")[1:])
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((found for found in candidates if found.is_file()), None)


def _with_parents(name: str) -> Iterator[str]:
    """Yield a dotted name and the packages above it, all of which are run when it is imported."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def _imports(code: CodeType) -> Iterator[str]:
    """Yield the dotted names that code imports; a name taken from a package may be a module of it."""
    for what, told in _FINDER.scan_opcodes(code):
        if what == "absolute_import":
            names, module = told
            yield module
            yield from (f"{module}.{name}" for name in names or ())
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _imports(value)


_FINDER: Final = ModuleFinder()


def _code_text(code: CodeType) -> str:
    """Return what compiled code does, without where it stands in its file."""
    parts = (
        code.co_code.hex(),
        code.co_exceptiontable.hex(),
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        (code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags),
        [_constant(value) for value in code.co_consts],
    )
    return repr(parts)


def _constant(value: object) -> str:
    if isinstance(value, CodeType):
        return _code_text(value)
    if isinstance(value, frozenset):  # its order differs from process to process
        return f"frozenset({sorted(map(_constant, value))})"
    if isinstance(value, tuple):
        return f"({', '.join(map(_constant, value))})"
    return repr(value)


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield the definitions and lists of a package: its files and those in folders that are no packages.

    A leading underscore marks what is generated or meant for editors.
    """
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.is_dir():
            if not (entry / "__init__.py").exists():
                yield from _data_files(entry)
        elif entry.suffix not in _UNCOUNTED:
            yield entry


def _data_bytes(path: Path) -> bytes:
    """Return what a data file says; of YAML what it means, without its comments."""
    if path.suffix not in (".yml", ".yaml"):
        return path.read_bytes()
    return json.dumps(yaml_text.parse(path.read_bytes()), ensure_ascii=False, default=str).encode()
