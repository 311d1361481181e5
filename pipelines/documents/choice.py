"""Which documents are read: those that the lake does not hold as this version of the code reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines import forms
from pipelines.lake.files import KnownDocument
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """Which documents to read: by default all that are not current.

    ``fiscal_years`` keeps to documents already understood to be of these years; ``is_again`` reads documents
    that are current too.
    """

    fiscal_years: tuple[int, ...] = ()
    is_again: bool = False

    def takes(self, known: KnownDocument | None, version: str, reader: str, limits: str = "") -> bool:
        """Tell whether a document is read, by what the lake holds of it.

        One that was stopped twice for the same reason by the same version and ``limits`` waits for others.
        """
        if self.fiscal_years and (known is None or known.fiscal_year not in self.fiscal_years):
            return False
        if self.is_again or known is None:
            return True
        return known.code_version != version + limits and not known.is_current(version, reader)

    def is_stale(
        self,
        known: Mapping[str, KnownDocument],
        record: SourceRecord,
        *,
        version: str,
        reader: str,
        limits: str,
    ) -> bool:
        """Tell whether a document of the archive is read."""
        return self.takes(known.get(record.document_id), version, reader, limits)


def versioned(code_version: str, settings: Settings) -> str:
    """Return what decides whether a document is current: the code's version, the user's divisions and forms."""
    version = code_version
    if settings.extra_divisions_file.exists():
        version += f"+{hashlib.sha256(settings.extra_divisions_file.read_bytes()).hexdigest()[:8]}"
    if own := forms.own_digest(settings.extra_forms_dir):
        version += f"+{own[:8]}"
    return version


def limits_of(settings: Settings) -> str:
    """Return the limits under which a document's reading is stopped, as they are marked."""
    return f" {settings.document_seconds}s {settings.worker_memory_bytes // 1024**2}MiB"
