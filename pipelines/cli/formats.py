"""``formats``: what files there are and what becomes of each; also writes ``docs/formats.md``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.text import Text

from pipelines.cli.catalogue import table
from pipelines.cli.terminal import Terminal
from pipelines.formats.model import Format
from pipelines.formats.registry import FORMATS
from pipelines.formats.tools import TOOLS

_HEAD: Final = """# Formats

What becomes of a file is decided by its bytes, never by its name. What has a reader or is unpacked is seen by the
crawler too: links that end in one of its suffixes are documents, and a document without a name gets the first one.
Images that browsers show (all but TIFF) are documents only where words link to them. Files that are not read are
kept, and end with a status and the reason. `juesuan formats` prints this list and which tools this machine has.

The tables are written from `registry.py` and `tools.py` of `pipelines/formats/` by `python -m pipelines.cli.formats`.
"""
_COLUMNS: Final = "| format | suffixes | media type | what becomes of it | needs |\n|---|---|---|---|---|\n"
_TOOL_COLUMNS: Final = "| needed | without it | to get it |\n|---|---|---|\n"


def formats() -> None:
    """Print every format: its suffixes, what becomes of it, and whether the tool it needs is here."""
    console = Terminal(highlight=False)
    rows = [(entry.name, _suffixes(entry), _outcome(entry), entry.tool, _here(entry)) for entry in _listed()]
    table(console, ("format", "suffixes", "what becomes of it", "needs", "here"), rows)
    if any(row[-1] == "no" for row in rows):
        console.print(Text("juesuan doctor tells how to install what is missing."))


def markdown() -> str:
    """Return the page of formats in ``docs``."""
    lines = []
    for entry in _listed():
        suffixes = " ".join(f"`{suffix}`" for suffix in _suffixes(entry).split())
        told = f"[{_outcome(entry)}]({entry.guide})" if entry.guide else _outcome(entry)
        needs = f"`{entry.tool}`" if entry.tool else ""
        lines.append(f"| {entry.name} | {suffixes} | `{entry.media_type}` | {told} | {needs} |\n")
    tools = [f"| `{tool.name}` | {tool.loss} | {tool.remedy} |\n" for tool in TOOLS.values()]
    return "".join((_HEAD, "\n", _COLUMNS, *lines, "\n", _TOOL_COLUMNS, *tools))


def _listed() -> Iterator[Format]:
    """Yield the formats, those that are read first, then those that are unpacked."""
    for wanted in ("reader", "unpacker", "unsupported"):
        yield from (entry for entry in FORMATS if getattr(entry, wanted))


def _suffixes(entry: Format) -> str:
    return " ".join(f".{suffix}" for suffix in entry.suffixes)


def _outcome(entry: Format) -> str:
    if entry.reader:
        return f"read by {entry.reader}"
    return "unpacked: members are documents" if entry.unpacker else f"not read: {entry.unsupported}"


def _here(entry: Format) -> str:
    """Tell whether this machine reads or unpacks a format; '' for one that is neither."""
    if entry.unsupported:
        return ""
    return "yes" if not entry.tool or TOOLS[entry.tool].is_present else "no"


if __name__ == "__main__":
    page = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
    page.write_text(markdown(), encoding="utf-8")
