"""What some formats need beside the package itself: programs and extras, and which of them this machine has.

A tool's state names what is there exactly enough that another state may read a document differently: a version,
or ``missing``. A document's row keeps the states of the tools it used or lacked, so that it is read again when one
of them changes, and only then.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MISSING: Final = "missing"
_DISTRIBUTION: Final = "juesuan"
LIBREOFFICE_PROGRAMS: Final = ("soffice", "libreoffice")
_BUILD: Final = re.compile(r"^(?:buildid|AboutBoxVersion)\s*=\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program or extra: what is not read without it, how to get it, and how to tell its state."""

    name: str
    loss: str
    remedy: str
    find: Callable[[], str]

    @property
    def is_present(self) -> bool:
        """Tell whether this machine has it."""
        return state(self.name) != MISSING


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice's program, None where it is not installed."""
    return next((found for name in LIBREOFFICE_PROGRAMS if (found := shutil.which(name))), None)


def _libreoffice() -> str:
    program = find_libreoffice()
    if program is None:
        return MISSING
    path = Path(program).resolve()
    told = path.with_name("versionrc")
    if told.is_file():
        found = _BUILD.findall(told.read_text(encoding="utf-8", errors="replace"))
        if found:
            return " ".join(found)
    return f"{path.stat().st_size} bytes"


def _scan() -> str:
    needed = ("rapidocr", "onnxruntime", "cv2", "numpy")
    if any(importlib.util.find_spec(name) is None for name in needed):
        return MISSING
    versions = required_distributions(_declared("scan"))
    text = " ".join(f"{name}=={found}" for name, found in sorted(versions.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _libarchive() -> str:
    """Tell libarchive's version; its binding is there without the system's library, and then cannot be imported."""
    try:
        binding = importlib.import_module("libarchive.ffi")
        return f"{binding.version_number()} ({version('libarchive-c')})"
    except (ImportError, OSError, TypeError, AttributeError, PackageNotFoundError):
        return MISSING


LIBREOFFICE: Final = Tool(
    "libreoffice",
    "Word 97-2003 documents and rich text are recorded as unsupported",
    "install LibreOffice (Debian: apt-get install libreoffice-writer libreoffice-calc libreoffice-impress)",
    _libreoffice,
)
SCAN: Final = Tool(
    "scan",
    "scans and images (扫描件) are recorded as unsupported",
    "install the extra juesuan[scan] (in a source tree: uv sync --extra scan)",
    _scan,
)
LIBARCHIVE: Final = Tool(
    "libarchive",
    "rar and 7z archives are recorded as unsupported",
    "install the extra juesuan[archives] and the system's libarchive (Debian: apt-get install libarchive13)",
    _libarchive,
)
TOOLS: Final = {tool.name: tool for tool in (LIBREOFFICE, SCAN, LIBARCHIVE)}


@cache
def state(name: str) -> str:
    """Return the state of a tool on this machine, as it was when first asked for: a version, or ``missing``."""
    return TOOLS[name].find()


def states(names: Iterable[str]) -> list[str]:
    """Return the states of some tools as ``name=state``, sorted."""
    return [f"{name}={state(name)}" for name in sorted(names)]


def are_unchanged(told: Iterable[str]) -> bool:
    """Tell whether tools are in the states that were told of them; a tool that no longer exists is not."""
    for text in told:
        name, _, known = text.partition("=")
        if name not in TOOLS or state(name) != known:
            return False
    return True


def required_distributions(names: Iterable[str]) -> dict[str, str]:
    """Return the versions of installed distributions and of all that they require here, by normalised name."""
    found: dict[str, str] = {}
    pending = [canonicalize_name(name) for name in names]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = installed.version
        needs = map(Requirement, installed.requires or ())
        pending += [canonicalize_name(need.name) for need in needs if _applies(need, "")]
    return found


def distributions_of(modules: Iterable[str]) -> set[str]:
    """Return which of the distributions that this package declares the named top-level modules come from."""
    wanted = set(modules)
    return {name for name in _declared("", *_extras()) if not wanted.isdisjoint(_top_levels(name))}


@cache
def optional_distributions() -> frozenset[str]:
    """Return the distributions that only an extra of this package names."""
    return frozenset(_declared(*_extras())) - frozenset(_declared(""))


def _top_levels(name: str) -> set[str]:
    """Return the modules and packages that a distribution installs; none where it is not installed."""
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:
        return set()
    return {file.parts[0].removesuffix(".py") for file in files if file.suffix in (".py", ".so", ".pyd")}


def _extras() -> list[str]:
    return distribution(_DISTRIBUTION).metadata.get_all("Provides-Extra") or []


def _declared(*extras: str) -> set[str]:
    """Return what this package declares that it needs for each of some extras; ``''`` names the package itself."""
    needs = [Requirement(text) for text in distribution(_DISTRIBUTION).requires or ()]
    return {
        canonicalize_name(need.name)
        for need in needs
        for extra in extras
        if _applies(need, extra) and (not extra or not _applies(need, ""))
    }


def _applies(need: Requirement, extra: str) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": extra})
