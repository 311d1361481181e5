"""What a morning report is made of; all its words are English, and are put into a language where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.messages import translated

Rows = tuple[tuple[object, ...], ...]
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Night:
    """What Dagster knows of the runs since the last morning: how they ended, and their slowest steps."""

    runs: tuple[tuple[str, str, str], ...] = ()  # job, how it ended, why
    untrue: tuple[tuple[str, str], ...] = ()  # checks that failed: sentence, what was found
    steps: tuple[tuple[str, float], ...] = ()  # step, seconds, slowest first


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of the explorer."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One heading with a table, or with a sentence where there is nothing to list.

    Where all rows of a section need a person, ``asks`` says so.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    nothing: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Morning:
    """The report of one morning. ``facts`` are sentences at its head; all its words are English."""

    day: str
    facts: tuple[str, ...]
    sections: tuple[ReportSection, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """Return what needs a person, a line for each section that does, with the first of its rows named."""
        lines = []
        for section in self.sections:
            if section.asks and section.rows:
                named = [_plain(row[0]) for row in section.rows[:_MOST_NAMED]]
                more = len(section.rows) - len(named)
                told = ", ".join(dict.fromkeys(named)) + (f" and {more} more" if more else "")
                lines.append(f"{section.title}: {told}")
        return tuple(lines)

    def subject(self, language: str = "en") -> str:
        """Return one line that tells whether to read on."""
        counts = [
            translated(f"{len(section.rows)} {section.title.lower()}", language)
            for section in self.sections[:5]
            if section.rows
        ]
        between = "，" if language == "zh" else ", "
        told = between.join(counts) or translated("a quiet night", language)
        return translated(f"juesuan {self.day}: {told}", language)


def _plain(value: object) -> str:
    return value.text if isinstance(value, Link) else str(value)
