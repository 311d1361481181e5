"""What is said of one format. The list of them is :mod:`pipelines.formats.registry`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["page", "text", "document", "image", "container", "other"]
End = Literal["", "pdf", "zip", "xml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. Exactly one of ``reader``, ``unpacker`` and ``unsupported`` is given.

    ``suffixes`` have no dot; the first is what a document without a name gets. ``worn_by_pages`` are those
    under which web pages with tables are published, as Word and Excel save them. ``is_illustration`` marks
    images that browsers show: pages are full of them, so that only a link with words leads to a document.

    How it is told: ``magic`` stands at the first byte, or begins within ``magic_within`` bytes; ``streams`` are
    names in the root of a compound file, ``main_part`` is a pattern of the content types of a package,
    ``members`` begin the names in one whose content types tell nothing, ``root`` is a pattern of the root element of
    XML. ``end`` says how a cut file is told.

    ``reader`` is a module of ``pipelines.read``, ``unpacker`` a module of ``pipelines.containers``,
    ``unsupported`` the reason why there is neither, and what to do. ``tool`` names what must be installed,
    ``guide`` the page of ``docs`` that tells how it is read.
    """

    media_type: str
    name: str
    family: Family
    suffixes: tuple[str, ...] = ()
    worn_by_pages: tuple[str, ...] = ()
    is_illustration: bool = False
    magic: tuple[bytes, ...] = ()
    magic_within: int = 0
    streams: tuple[str, ...] = ()
    main_part: str = ""
    members: tuple[str, ...] = ()
    root: str = ""
    end: End = ""
    reader: str = ""
    unpacker: str = ""
    unsupported: str = ""
    tool: str = ""
    guide: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for an entry that contradicts itself."""
        if sum(map(bool, (self.reader, self.unpacker, self.unsupported))) != 1:
            raise ValueError(f"{self.name}: give one of reader, unpacker and unsupported")
        if bool(self.unpacker) != (self.family == "container"):
            raise ValueError(f"{self.name}: containers have an unpacker, and nothing else has")
        if not set(self.worn_by_pages) <= set(self.suffixes):
            raise ValueError(f"{self.name}: worn_by_pages names a suffix that it does not have")
