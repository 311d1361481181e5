"""The terminal: what is shown there speaks the person's language, and what documents wrote commands nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from pipelines.messages import language, translated
from pipelines.values.text import visible


class Terminal(Console):
    """A console that puts what is printed into the language of the process, tables cell by cell.

    Control characters are shown instead of sent. ``is_verbatim`` prints texts as they are: an answer of the warehouse.
    """

    def __init__(self, *, is_verbatim: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._is_verbatim = is_verbatim

    def print(self, *objects: Any, **options: Any) -> None:
        """Print objects as rich does, each in the language of the process."""
        if not self._is_verbatim and language() != "en":
            objects = tuple(_spoken(one) for one in objects)
        super().print(*objects, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is printed, those of rich itself as they are."""
        for segment in super().render(renderable, options):
            if segment.control is None and (shown := visible(segment.text)) != segment.text:
                yield Segment(shown, segment.style)
            else:
                yield segment


def _spoken(one: Any) -> Any:
    """Return what is printed in the language of the process; a table's title, heads and cells one by one."""
    if isinstance(one, str):
        head = one[: len(one) - len(one.lstrip("\n"))]
        return head + translated(one[len(head) :], language())
    if isinstance(one, Text):
        return Text(_spoken(one.plain), style=one.style)
    if isinstance(one, Table):
        if one.title is not None:
            one.title = _spoken(one.title)
        for column in one.columns:
            column.header = _spoken(column.header)
            column._cells[:] = [_spoken(cell) for cell in column._cells]
    return one
