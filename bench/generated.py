"""The generated part of a page: what stands between two marks, the marks included."""

from __future__ import annotations


def part(page: str, begin: str, end: str) -> str:
    """Return the generated part of a page; ValueError where it has none."""
    start = page.find(begin)
    stop = page.find(end, start + len(begin)) if start >= 0 else -1
    if stop < 0:
        raise ValueError(f"the page has no part between {begin} and {end}")
    return page[start : stop + len(end)]


def replaced(page: str, table: str, begin: str, end: str) -> str:
    """Return a page with ``table``, which brings the marks, for its generated part; ValueError where it has none."""
    return page.replace(part(page, begin, end), table, 1)
