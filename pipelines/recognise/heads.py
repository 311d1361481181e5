"""What one column of a form prints: its role, and the measure or item of its figures."""

from __future__ import annotations

from enum import StrEnum

from pipelines.values.frozen import value


class Role(StrEnum):
    """What a column of a form prints."""

    CODE = "code"
    NAME = "name"
    LINE_NUMBER = "line_number"
    FIGURE = "figure"
    ASIDE = "aside"  # known, and no figure of the form: remarks, changes, shares
    UNKNOWN = "unknown"


@value(frozen=True, slots=True)
class ColumnHead:
    """One grid column with its role; ``measure`` or ``item`` where it prints figures that are understood."""

    index: int
    path: tuple[str, ...]
    role: Role
    measure: str = ""
    item: str = ""
    section: str = ""
    ambiguous: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """Return the header path joined with ``/``."""
        return "/".join(self.path)
