"""``body`` and ``county``: the explorer's pages of what a name means, on the terminal or in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pipelines.cli.answers import print_view
from pipelines.cli.errors import CommandError
from pipelines.cli.found import named
from pipelines.cli.terminal import Terminal
from pipelines.explore.body import body
from pipelines.explore.county import county
from pipelines.explore.downloads import book_of
from pipelines.explore.store import Store
from pipelines.explore.view import View
from pipelines.messages import language
from pipelines.publish.export.book import write_book
from pipelines.settings import Settings

_PAGES: Final = {"body": body, "county": county}


def show(
    settings: Settings, kind: str, name: str, year: int | None, output: Path | None, *, as_json: bool
) -> None:
    """Print a body's or a county's page, or write its tables to an XLSX or JSON file.

    Raises CommandError for a name that none or several have, and for a file of another kind.
    """
    if output is not None and output.suffix.lower() not in (".xlsx", ".json"):
        raise CommandError(f"{output} ends in neither .xlsx nor .json")
    store = Store(settings)
    view = _PAGES[kind](store, named(store, kind, name), year)
    if output is not None and output.suffix.lower() == ".xlsx":
        sheets, sources = book_of(store.rows, view, language())
        write_book(output, sheets, sources, language())
    elif as_json or output is not None:
        text = json.dumps(as_plain(view), ensure_ascii=False, indent=1, default=str)
        if output is None:
            print(text)
        else:
            output.write_text(text + "\n", encoding="utf-8")
    else:
        print_view(Terminal(highlight=False), view)


def as_plain(view: View) -> dict[str, object]:
    """Return a page as plain values: its name, its facts and its tables by their keys, values as in the warehouse."""
    return {
        "name": view.title,
        **view.about,
        **{key: view.more[key] for key in ("year", "years") if key in view.more},
        "facts": {fact.key: fact.value for fact in view.facts if fact.value not in (None, "→")},
        **{
            table.key: [{c.key: row.get(c.key) for c in table.columns} for row in table.rows]
            for table in view.tables
        },
    }
