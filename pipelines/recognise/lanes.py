"""Lanes: tables that stand beside each other on a page, each below its own title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.recognise.titles import names_form
from pipelines.values.pages import Box, Grid, Line, Page

Block = Line | Grid


def in_order(page: Page, kind: str | None) -> list[Block]:
    """Return a page's lines and tables from top to bottom; of tables with titles of their own beside each other, one
    after the other from left to right, each behind the lines above it.

    ``kind`` is the document's, where it is known.
    """
    blocks: list[Block] = sorted([*page.lines, *page.grids], key=_top)
    for lane in _beside(page.grids):
        top = max(grid.box.top for grid in lane if grid.box)
        above = max(
            (b.box.bottom for b in page.grids if b.box and b.box.bottom <= top and b not in lane), default=0
        )
        heads = [[line for line in page.lines if _is_over(line, grid, lane, above)] for grid in lane]
        titled = [any(names_form(line.text, kind) for line in head) for head in heads]
        if sum(titled) < 2:
            continue
        moved: list[Block] = []
        for head, grid in zip(heads, lane, strict=True):
            moved += [*head, grid]
        rest = [block for block in blocks if not any(block is one for one in moved)]
        at = sum(_top(block)[0] < top for block in rest)
        blocks = [*rest[:at], *moved, *rest[at:]]
    return blocks


def _top(block: Block) -> tuple[float, float]:
    return (block.box.top, block.box.x0) if block.box is not None else (0.0, 0.0)


def _beside(grids: Sequence[Grid]) -> list[list[Grid]]:
    """Return the groups of tables that stand beside each other, each from left to right."""
    groups: list[list[tuple[Box, Grid]]] = []
    for box, grid in sorted(_level(grids), key=lambda one: one[0].x0):
        for group in groups:
            if all(box.is_beside(other) for other, _ in group):
                group.append((box, grid))
                break
        else:
            groups.append([(box, grid)])
    return [[grid for _, grid in group] for group in groups if len(group) > 1]


def _level(grids: Sequence[Grid]) -> Iterator[tuple[Box, Grid]]:
    """Yield the tables that share some height with another one: of thousands below each other none."""
    placed = sorted(((g.box, g) for g in grids if g.box is not None), key=lambda one: one[0].top)
    lowest = float("-inf")
    for number, (box, grid) in enumerate(placed):
        is_above_next = number + 1 < len(placed) and placed[number + 1][0].top < box.bottom
        if box.top < lowest or is_above_next:
            yield box, grid
        lowest = max(lowest, box.bottom)


def _is_over(line: Line, grid: Grid, lane: Sequence[Grid], above: float) -> bool:
    """Tell whether a line stands over one table of a lane and over no other."""
    if line.box is None or grid.box is None or not above <= line.box.top < grid.box.top:
        return False
    over = [g for g in lane if g.box and line.box.x0 < g.box.x1 and g.box.x0 < line.box.x1]
    return over == [grid]
