"""Nights for tests: a data folder, a portal on this machine, site files, and nights run in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines import settings as settings_module
from pipelines.defs.run import IngestOutcome, Runner, open_instance
from pipelines.documents.progress import Progress
from pipelines.settings import Settings
from samples import SampleDocument, typeset
from tests.crawl.server import Portal, listing

REPORTS = ("qingxi-jiaoyu-final-2023", "qingxi-jiaoyu-final-2024", "qingxi-jiaoyu-budget-2024")


@dataclass(slots=True)
class Nights:
    """One installation: its settings, and the reports there are to publish."""

    settings: Settings
    reports: dict[str, SampleDocument]

    def write_site(self, name: str, portal: Portal, path: str = "/list.html", **more: Any) -> None:
        """Write a site file whose one entry is a list page of the portal."""
        self.settings.sites_dir.mkdir(parents=True, exist_ok=True)
        extra = "".join(f"{key}: {value}\n" for key, value in more.items())
        (self.settings.sites_dir / f"{name}.yml").write_text(
            f"division_code: '{name[:6]}'\npublisher: {name}\nverified: false\nschedule: daily\n"
            f"allow_private: true\nentries:\n  - url: {portal.url}{path}\n"
            f"politeness: {{delay_seconds: 0, retries: 0}}\n{extra}",
            encoding="utf-8",
        )

    def run(self, now: datetime | None = None) -> IngestOutcome:
        """Run one night in this process."""
        with Runner(self.settings, Progress(), "night") as runner:
            return runner.night(now)

    def build(self) -> None:
        """Build and publish in this process."""
        with Runner(self.settings, Progress(), "build") as runner:
            runner.build()

    def runs(self) -> list[tuple[str, str]]:
        """Return job and status of every run, oldest first."""
        with open_instance(self.settings) as instance:
            found: Sequence[dg.DagsterRun] = instance.get_runs()
            return [(run.job_name, run.status.value) for run in reversed(found)]


def make(folder: Path, only: Sequence[str] = REPORTS) -> Nights:
    """Make an installation with typeset reports and no documents yet."""
    documents = typeset(folder / "samples", only=only)
    settings = settings_module.load(folder / "data", environment={"JUESUAN_WORKERS": "2"}, folder=folder)
    settings = replace(settings, sites_dir=folder / "sites")
    settings.extra_divisions_file.parent.mkdir(parents=True)
    shutil.copyfile(folder / "samples" / "divisions.csv", settings.extra_divisions_file)
    os.environ.pop("DAGSTER_HOME", None)
    return Nights(settings, {document.key: document for document in documents})


def publish_on(portal: Portal, documents: Sequence[SampleDocument], path: str = "/list.html") -> None:
    """Put reports on a portal's list page."""
    links = {}
    for document in documents:
        address = f"/files{path}{document.key}.pdf"
        portal.put(address, document.path.read_bytes())
        links[address] = document.title
    portal.put(path, listing(links))
