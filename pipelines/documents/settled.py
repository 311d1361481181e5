"""Tell, without the graph, that registering and reading would find nothing new: what a person asks most often."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines import forms
from pipelines.archive.raw import Archive, ArchiveError, discover
from pipelines.documents.choice import ReadingChoice, limits_of, versioned
from pipelines.documents.version import remembered_version
from pipelines.lake.files import known_documents
from pipelines.lake.health import damaged
from pipelines.settings import Settings


def settled(settings: Settings, paths: Sequence[Path], site: str, reader: str) -> tuple[int, int] | None:
    """Return how many files were looked at and how many documents of the site are current.

    None where anything is to be done or said: a file that is not registered from its place, cannot be read or is an
    archive, a document to read, a damaged lake file.
    """
    archive = Archive.of(settings)
    containers = {record.container_sha256 for record in archive.records(site)}
    problems: list[str] = []
    files = list(discover(paths, without=settings.data_dir, problems=problems))
    try:
        records = [archive.registered(file, site) for file in files]
    except (ArchiveError, OSError):
        return None
    if problems or not files or any(found is None or found.sha256 in containers for found in records):
        return None
    if not (settings.lake_dir / "documents" / f"{site}.parquet").exists() or damaged(settings.lake_dir, site):
        return None
    forms.use_folder(settings.extra_forms_dir)
    version = versioned(remembered_version(settings.cache_dir), settings)
    known = known_documents(settings.lake_dir, site)
    documents = archive.documents(site)
    choice, limits = ReadingChoice(), limits_of(settings)
    is_any = any(
        choice.is_stale(known, record, version=version, reader=reader, limits=limits) for record in documents
    )
    return None if is_any else (len(files), len(documents))


__all__ = ["settled"]
