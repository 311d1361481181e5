"""The terminal: what documents and servers wrote is shown there, and commands nothing."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from pipelines.values.text import visible


class Terminal(Console):
    """A console that shows control characters of what it prints instead of sending them."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is printed, those of rich itself as they are."""
        for segment in super().render(renderable, options):
            if segment.control is None and (shown := visible(segment.text)) != segment.text:
                yield Segment(shown, segment.style)
            else:
                yield segment
