"""Suffixes of names and addresses, all of them from the registry: lower case, without a dot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pipelines.formats.model import Family, Format
from pipelines.formats.registry import BY_MEDIA_TYPE, FORMATS, HTML


def _by_suffix() -> Mapping[str, Format]:
    found: dict[str, Format] = {}
    for entry in FORMATS:
        for suffix in entry.suffixes:
            if suffix in found:
                raise ValueError(f".{suffix} is given to {found[suffix].name} and to {entry.name}")
            found[suffix] = entry
    return MappingProxyType(found)


BY_SUFFIX: Final = _by_suffix()


def suffix_for(media_type: str) -> str:
    """Return the suffix of a nameless document, with its dot; '' for a type that has none or is not listed.

    >>> suffix_for("image/tiff"), suffix_for("application/octet-stream"), suffix_for("")
    ('.tif', '', '')
    """
    entry = BY_MEDIA_TYPE.get(media_type)
    return f".{entry.suffixes[0]}" if entry is not None and entry.suffixes else ""


def alternation(endings: Iterable[str]) -> str:
    """Return a group for a regular expression that matches one of some suffixes, the longest first.

    >>> alternation(["doc", "docx", "7z"])
    '(?:docx|doc|7z)'
    """
    longest_first = sorted(set(endings), key=lambda ending: (-len(ending), ending))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _of(*families: Family) -> tuple[str, ...]:
    return tuple(suffix for suffix, entry in BY_SUFFIX.items() if entry.family in families)


PAGES: Final = BY_MEDIA_TYPE[HTML].suffixes
"""Pages of a site."""
PROGRAMS: Final = ("do", "jsp", "jspx", "action", "asp", "aspx", "ashx", "php", "cgi")
"""Programs on a server, which answer with a page or a file of any format."""
DOCUMENTS: Final = _of("text", "document", "image", "container")
"""What is published as a file, whether it can be read or not."""
ILLUSTRATIONS: Final = tuple(suffix for suffix, entry in BY_SUFFIX.items() if entry.is_illustration)
"""Images that browsers show inside a page."""
WORN_BY_PAGES: Final = tuple(suffix for entry in FORMATS for suffix in entry.worn_by_pages)
"""Files that may be web pages with tables: Word and Excel save them as .doc and .xls."""
NEVER_PAGES: Final = tuple(
    suffix for suffix in _of("document", "image", "container") if suffix not in WORN_BY_PAGES
)
"""Files that are never web pages. Text is neither: Markdown holds markup."""
