"""Who reported, for which county, for which year, which kind of report: each field with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for one field: its value, where it was read and the printed words."""

    field: str
    value: str
    source: str
    page: int | None
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class SourceHints:
    """What is known about a document before it is read: its file name and what its site says.

    ``of_many`` are the fields that these do not tell, as they name a file with the reports of several bodies or years.
    ``folders`` are those that it lies in inside an archive, the outermost first.
    """

    file_name: str = ""
    division_code: str | None = None
    page_title: str = ""
    page_date: date | None = None
    of_many: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """A document's identity; None where nothing tells."""

    title: str | None
    report_kind: str | None
    organisation_kind: str | None
    organisation_name: str | None
    division_code: str | None
    fiscal_year: int | None
    publish_date: date | None
    unit: str | None
    uncertain_fields: tuple[str, ...]
    evidence: tuple[Evidence, ...]
