"""Office Open XML packages (ECMA-376): parts inside a ZIP, read within limits and without following anything.

Elements are told by their local names, so that transitional and strict files read alike. Entities are not
expanded, nothing is fetched, macros are never looked into.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from lxml import etree

from pipelines.values.errors import DocumentError

_MIB: Final = 1024**2
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeDecodeError)
_ENCRYPTED: Final = 0x1
_PALE: Final = 0xF8
"""A colour whose channels all reach this is white to the eye."""
_ALIKE: Final = 8
"""Channels that differ by no more are one colour to the eye."""
Element = Any  # lxml publishes no types


@dataclass(frozen=True, slots=True)
class OfficeLimits:
    """How much of an office file is taken.

    ``part_bytes`` is the unpacked size of a part that is read as a stream, ``tree_bytes`` of one that is held
    whole (styles, the list of sheets, numbering), ``members`` the number of parts, ``cells`` the filled cells
    of a document, ``slots`` rows times columns of one table, ``conversion_seconds`` the time of LibreOffice,
    ``processor_seconds`` that of a processor which it may take for each megabyte begun.
    """

    part_bytes: int = 256 * _MIB
    tree_bytes: int = 64 * _MIB
    members: int = 20_000
    cells: int = 2_000_000
    slots: int = 8_000_000
    conversion_seconds: float = 180.0
    processor_seconds: int = 8


LIMITS: Final = OfficeLimits()


def local(element: Element) -> str:
    """Return an element's name without its namespace; '' for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """Return the value of the attribute with this local name, whatever its namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, found in element.attrib.items():
        if key.endswith("}" + name):
            return str(found)
    return None


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child with this local name."""
    for one in element if element is not None else ():
        tag = one.tag  # told here: each cell of a document asks for its properties
        if isinstance(tag, str) and tag.rpartition("}")[2] == name:
            return one
    return None


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children with this local name; none for None."""
    return (one for one in element if local(one) == name) if element is not None else iter(())


def value_of(element: Element | None, name: str) -> str | None:
    """Return the ``val`` attribute of the first child with this local name."""
    found = child(element, name)
    return attribute(found, "val") if found is not None else None


def text_of(element: Element) -> str:
    """Return the text inside an element: that of its ``t``."""
    return "".join(one.text or "" for one in element.iter() if local(one) == "t")


def is_on(element: Element | None, name: str) -> bool:
    """Tell whether a switch such as ``<w:vanish/>`` is set."""
    found = child(element, name)
    return found is not None and attribute(found, "val") not in ("0", "false", "off", "none")


def is_true(value: str | None) -> bool:
    """Tell whether an attribute of type boolean is true."""
    return value in ("1", "true", "on")


def is_white(colour: str | None) -> bool:
    """Tell whether a colour in hexadecimal digits is white, or as good as white."""
    digits = (colour or "")[-6:]
    try:
        channels = bytes.fromhex(digits)
    except ValueError:
        return False
    return len(channels) == 3 and min(channels) >= _PALE


def is_one_colour(one: str, other: str) -> bool:
    """Tell whether two colours in hexadecimal digits are one to the eye."""
    try:
        channels = bytes.fromhex(one[-6:]), bytes.fromhex(other[-6:])
    except ValueError:
        return False
    is_known = all(len(found) == 3 for found in channels)
    return is_known and all(abs(a - b) <= _ALIKE for a, b in zip(*channels, strict=True))


class Package:
    """An opened package. Part names have no leading slash."""

    def __init__(self, archive: zipfile.ZipFile, limits: OfficeLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._by_name = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}

    def has(self, part: str) -> bool:
        """Tell whether a part exists; names are compared without case."""
        return part.lower() in self._by_name

    def names(self) -> list[str]:
        """Return the names of all parts, in lower case."""
        return list(self._by_name)

    @contextmanager
    def open(self, part: str, most: int | None = None) -> Iterator[IO[bytes]]:
        """Open a part for reading. Raises DocumentError for a part that is missing, too large or damaged."""
        name = self._by_name.get(part.lower())
        if name is None:
            raise DocumentError(f"the file is damaged: its part {part} is missing")
        info = self._archive.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise DocumentError("the file is protected by a password")
        limit = most or self._limits.part_bytes
        if info.file_size > limit:
            size = f"{info.file_size / _MIB:,.0f} MiB; at most {limit / _MIB:,.0f} MiB are read"
            raise DocumentError(f"the part {part} unpacks to {size}")
        try:
            with self._archive.open(info) as stream:
                yield stream
        except etree.XMLSyntaxError as error:
            raise DocumentError(
                f"the file is damaged: {part} is not well-formed XML ({error.msg})"
            ) from error
        except _DAMAGE as error:
            raise DocumentError(f"the file is damaged: {part} cannot be unpacked ({_told(error)})") from error

    def tree(self, part: str) -> Element:
        """Return a part's root element."""
        with self.open(part, self._limits.tree_bytes) as stream:
            return etree.parse(stream, _parser()).getroot()

    def elements(self, part: str, *names: str) -> Iterator[Element]:
        """Yield the elements with these local names as they end; the caller releases them."""
        with self.open(part) as stream:
            events = etree.iterparse(
                stream,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for _, element in events:
                yield element

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Map relation ids of a part to (kind, target part); targets outside the package are ``''``."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if not self.has(rels):
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.tree(rels):
            if local(relation) != "Relationship":
                continue
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            target = str(relation.get("Target", "")).replace("\\", "/")
            if str(relation.get("TargetMode", "")).lower() == "external":
                target = ""
            elif target.startswith("/"):
                target = target.lstrip("/")
            else:
                target = posixpath.normpath(posixpath.join(folder, target))
            found[str(relation.get("Id", ""))] = (kind, target)
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts inside the package that a part names as being of a kind."""
        return [
            target for found, target in self.relations(part).values() if found == kind and self.has(target)
        ]

    def main_part(self) -> str:
        """Return the part with the document itself. Raises DocumentError where the package names none."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and self.has(target):
                return target
        raise DocumentError("the file is damaged: it does not name its main part")


def _told(error: Exception) -> str:
    return str(error) or "its data end too early"


def release(element: Element) -> None:
    """Free a finished element and those before it."""
    element.clear(keep_tail=True)
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def _parser() -> Element:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@contextmanager
def open_package(path: Path, limits: OfficeLimits = LIMITS) -> Iterator[Package]:
    """Open an office file. Raises DocumentError for a damaged archive."""
    try:
        archive = zipfile.ZipFile(path)
    except (*_DAMAGE, ValueError) as error:
        raise DocumentError(
            f"the file is damaged: its ZIP directory cannot be read ({_told(error)})"
        ) from error
    with archive:
        if len(archive.infolist()) > limits.members:
            raise DocumentError(
                f"the file has {len(archive.infolist()):,} parts; at most {limits.members:,} are read"
            )
        yield Package(archive, limits)
