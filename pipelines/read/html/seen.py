"""What a walk over a web page found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipelines.read.html.tables import DataTable


@dataclass(slots=True)
class Seen:
    """What a walk found. ``text_chars`` counts visible characters, ``link_chars`` those inside links.

    ``pictures`` are those that the page holds itself, each with the number of blocks before it.
    """

    blocks: list[str | DataTable] = field(default_factory=list)
    title: str = ""
    article_title: str = ""
    heading: str = ""
    frames: list[str] = field(default_factory=list)
    text_chars: int = 0
    link_chars: int = 0
    documents: list[str] = field(default_factory=list)
    held_documents: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    unclosed: tuple[str, ...] = ()
    pictures: list[tuple[int, bytes]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Characters with figures among them that a person does not see, by why."""
    hidden_amounts: int = 0
    """Amounts in hidden rows and cells of tables that are seen."""

    def take(self, inner: Seen, place: int | None) -> None:
        """Take what a page within the page shows; its blocks stand behind ``place`` others (None: in a cell)."""
        self.frames += inner.frames
        self.text_chars += inner.text_chars
        self.link_chars += inner.link_chars
        self.documents += inner.documents
        self.scripts += inner.scripts
        self.unclosed += inner.unclosed
        self.left_out += inner.left_out
        self.hidden_amounts += inner.hidden_amounts
        if place is not None:
            self.pictures += [(place + at, data) for at, data in inner.pictures]
