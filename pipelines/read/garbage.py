"""How often Python looks for cycles of objects that nobody holds, while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ALLOCATIONS: Final = 50_000
"""A document leaves few cycles behind; looking for them every 700 objects took a tenth of its time."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for cycles seldom within this block, or in the function that this decorates."""
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
