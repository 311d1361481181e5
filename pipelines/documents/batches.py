"""Register files in the raw archive; read what is not current in the lake and write the lake.

Everything a Dagster asset or the command line does about documents is here; neither adds anything to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.members import register_members
from pipelines.archive.raw import Archive, ArchiveError, Registration, discover
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.plan import plan
from pipelines.documents.progress import Progress
from pipelines.documents.reading import SiteBatch, commit_plan, read_batch
from pipelines.settings import Settings
from pipelines.values.text import readable

if TYPE_CHECKING:
    from pipelines.documents.extract import Extract


@dataclass(slots=True)
class Registered:
    """What registering a batch of files did."""

    files: int = 0
    members: int = 0
    new_documents: int = 0
    known_documents: int = 0
    problems: list[str] = field(default_factory=list)

    def count_member(self, new: Registration) -> None:
        """Count one document that came inside an archive."""
        self.members += 1
        self.count(new)

    def count(self, new: Registration) -> None:
        """Count one document."""
        self.new_documents += new.is_new_document
        self.known_documents += not new.is_new_document


def register(
    settings: Settings, paths: Iterable[Path], *, site: str, progress: Progress | None = None
) -> Registered:
    """Register files and folders in the raw archive under a site's name.

    A file that cannot be read is named in ``problems`` and costs only itself. Raises ArchiveError for a path
    that does not exist or a name that cannot name a site.
    """
    archive = Archive.of(settings)
    archive.records(site)  # refuses a bad name before any work
    done = Registered()
    files = list(discover(paths, without=settings.data_dir, problems=done.problems))
    heard = progress or Progress()
    done.files = len(files)
    heard.begin("Registering", len(files))
    for file in files:
        try:
            new = archive.register(file, site=site)
            done.count(new)
            for member in register_members(archive, new.record):
                done.count_member(member)
        except ArchiveError as error:
            done.problems.append(str(error))
        except Exception as error:  # whatever one file raises costs that file alone
            name = readable(os.fspath(file))
            done.problems.append(f"{name} could not be registered: {type(error).__name__}: {error}")
        heard.step(readable(file.name))
    heard.end()
    return done


def read_sites(
    settings: Settings,
    sites: Sequence[str],
    *,
    reader: str,
    extract: Extract,
    code_version: str,
    progress: Progress | None = None,
    choice: ReadingChoice | None = None,
) -> dict[str, SiteBatch]:
    """Read the documents of some sites that are not current in the lake, and merge their rows into it.

    Plan, batches and commit one after another in this process; the graph does the same in steps.
    A document whose reading process dies or is stopped ends as ``failed`` and is tried again the next time; where
    it then ends for the same reason, it waits for another version or other limits.
    """
    made = plan(settings, sites, reader=reader, code_version=code_version, choice=choice)
    read = [read_batch(settings, batch, extract=extract, progress=progress) for batch in made.batches]
    return commit_plan(settings, made, read)


__all__ = ["Registered", "SiteBatch", "read_sites", "register"]
