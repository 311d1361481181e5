"""The members of an archive (zip, rar, 7z, tar), and the files that a PDF carries, as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pipelines.archive.raw import Archive, Registration
from pipelines.containers import archive_kind, carried, member_source, members
from pipelines.values.errors import DocumentError
from pipelines.values.source import SourceRecord


def register_members(archive: Archive, container: SourceRecord) -> Iterator[Registration]:
    """Register a container's members, each with the container's source; nothing for any other document.

    Members that are left out, and an archive that cannot be opened, are told on the container's own row.
    """
    path = archive.path(container)
    found = carried(path) if archive_kind(path) is None else members(path)
    with suppress(DocumentError):
        for member in found:
            if member.path is not None:
                yield archive.register(
                    member.path.read_bytes(),
                    site=container.site,
                    file_name=member.file_name,
                    source_url=member_source(container.source_url, member),
                    page_url=container.page_url,
                    page_title=container.page_title,
                    page_date=container.page_date,
                    division_code=container.division_code,
                    fetched_at=container.fetched_at,
                    container_sha256=container.sha256,
                    member_name=member.name,
                )
