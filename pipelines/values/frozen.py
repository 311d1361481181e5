"""Values that nobody changes, of which a document has tens of thousands.

They are dataclasses that the type checker knows as frozen: to forbid changes at run time too takes three quarters of
the time that making one takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool):
        """Make a dataclass that compares and hashes by its fields, as a frozen one does."""
        assert frozen
        return dataclass(slots=slots, unsafe_hash=True)


__all__ = ["value"]
