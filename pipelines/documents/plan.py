"""Plan: which documents are read, put together into batches that take about as long as each other.

A plan and its batches are plain values (:meth:`Batch.told`, :meth:`Plan.told`): another process, on another machine,
may read a batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from pipelines import forms
from pipelines.archive.members import register_members
from pipelines.archive.raw import Archive
from pipelines.documents.choice import ReadingChoice, limits_of, versioned
from pipelines.documents.cost import cut, estimate, remember, remembered
from pipelines.lake import files as lake
from pipelines.lake.health import set_aside_damaged
from pipelines.lake.parts import AGAIN, Part, ReadDocument, Wanted, recover
from pipelines.prove.roles import cross_identities
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """What a plan found of one site: documents in the archive, those that are current, damaged lake files."""

    site: str
    documents: int
    unchanged: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that one step reads.

    ``batch`` names them by what they are and how they are read: the same documents of two plans are one batch.
    ``stopped`` has the reasons of those whose reading was stopped the last time, ``cost`` is in core-seconds.
    """

    batch: str
    version: str
    reader: str
    limits: str
    is_again: bool
    cost: float
    records: tuple[SourceRecord, ...]
    stopped: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the batch as values that JSON has."""
        records = [
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(one).items()
            }
            for one in self.records
        ]
        return {
            **{name: getattr(self, name) for name in _SIMPLE},
            "records": records,
            "stopped": dict(self.stopped),
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Batch:
        """Return the batch that :meth:`told` told of."""
        return cls(**{**told, "records": tuple(_record(one) for one in told["records"])})


_SIMPLE = ("batch", "version", "reader", "limits", "is_again", "cost")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read: the sites with what was found of them, and the batches.

    ``left`` counts the documents that are to be read but were more than the plan may take.
    """

    version: str
    reader: str
    is_again: bool
    sites: tuple[PlannedSite, ...]
    batches: tuple[Batch, ...]
    left: int = 0

    def told(self) -> dict[str, Any]:
        """Return the plan as values that JSON has, with the names of its batches instead of the batches."""
        return {
            "version": self.version,
            "reader": self.reader,
            "is_again": self.is_again,
            "sites": [{**asdict(site), "damaged": list(site.damaged)} for site in self.sites],
            "batches": [each.batch for each in self.batches],
            "left": self.left,
        }


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A plan as another process has it: all but its documents."""

    version: str
    reader: str
    is_again: bool
    sites: tuple[PlannedSite, ...]
    batches: tuple[str, ...]
    left: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> PlanTold:
        """Return the plan that :meth:`Plan.told` told of."""
        sites = tuple(PlannedSite(**{**one, "damaged": tuple(one["damaged"])}) for one in told["sites"])
        return cls(**{**told, "sites": sites, "batches": tuple(told["batches"])})


def plan(
    settings: Settings,
    sites: Sequence[str],
    *,
    reader: str,
    code_version: str,
    choice: ReadingChoice | None = None,
    most_seconds: float | None = None,
) -> Plan:
    """Find the documents of some sites that are not current in the lake, and put them into batches.

    The caller is the lake's one writer: a damaged lake file of a site is set aside, and what earlier runs left
    unfinished is finished first. ``choice`` restricts or widens which documents, ``most_seconds`` how many core-seconds
    of them, the quickest first.
    """
    forms.use_folder(settings.extra_forms_dir)
    cross_identities()  # a form or an identity that cannot be used stops here, before any document
    version = versioned(code_version, settings)
    archive = Archive.of(settings)
    lake.prepare(settings.lake_dir)
    remember(settings.lake_dir, recover(settings.lake_dir, version, reader, is_news(settings)))
    archived = archive.documents_by_site()
    limits = limits_of(settings)
    found: list[PlannedSite] = []
    wanted: list[tuple[SourceRecord, float]] = []
    stopped: dict[str, str] = {}
    for site in sites:
        damaged = set_aside_damaged(settings.lake_dir, site)
        known = lake.known_documents(settings.lake_dir, site)
        chosen = ReadingChoice() if damaged or choice is None else choice
        is_stale = partial(chosen.is_stale, known, version=version, reader=reader, limits=limits)
        once = (each for each in known.values() if each.status == "failed" and each.code_version is None)
        stopped.update({each.document_id: each.failure_reason or "" for each in once})
        documents, stale = _stale(archive, site, archived.get(site, []), is_stale, known)
        found.append(PlannedSite(site, len(documents), len(documents) - len(stale), tuple(damaged)))
        took = remembered(settings.lake_dir, site) if stale else {}
        wanted += [
            (one, estimate(one, known.get(one.document_id), took.get(one.document_id))) for one in stale
        ]
    taken = wanted if most_seconds is None else _affordable(wanted, most_seconds)
    is_again = choice is not None and choice.is_again
    batches = []
    for group in cut(taken, settings.batch_seconds):
        records = tuple(record for record, _ in group)
        ids = {record.document_id for record in records}
        of_batch = {key: reason for key, reason in stopped.items() if key in ids}
        name = _name(version, reader, limits, is_again, ids)
        cost = sum(cost for _, cost in group)
        batches.append(Batch(name, version, reader, limits, is_again, cost, records, of_batch))
    left = len(wanted) - len(taken)
    return Plan(version, reader, is_again, tuple(found), tuple(batches), left)


def is_news(settings: Settings) -> Wanted:
    """Return a function that tells whether a part's document is not in the lake yet, as this part reads it."""
    known: dict[str, dict[str, lake.KnownDocument]] = {}

    def is_wanted(part: Part, read: ReadDocument) -> bool:
        of_site = known.get(read.site)
        if of_site is None:
            of_site = known[read.site] = lake.known_documents(settings.lake_dir, read.site)
        there = of_site.get(read.document_id)
        return there is None or not there.is_current(part.version, part.reader)

    return is_wanted


def _affordable(
    wanted: Sequence[tuple[SourceRecord, float]], most_seconds: float
) -> list[tuple[SourceRecord, float]]:
    """Return the quickest documents that together take no longer, in their order; the first one always."""
    total, chosen = 0.0, set[int]()
    for place in sorted(range(len(wanted)), key=lambda place: wanted[place][1]):
        total += wanted[place][1]
        if chosen and total > most_seconds:
            break
        chosen.add(place)
    return [one for place, one in enumerate(wanted) if place in chosen]


def _name(version: str, reader: str, limits: str, is_again: bool, ids: set[str]) -> str:
    told = "\0".join((version, reader, limits, str(is_again), *sorted(ids)))
    return (AGAIN if is_again else "") + hashlib.sha256(told.encode()).hexdigest()[:24]


def _stale(
    archive: Archive,
    site: str,
    documents: list[SourceRecord],
    is_stale: Callable[[SourceRecord], bool],
    known: Container[str],
) -> tuple[list[SourceRecord], list[SourceRecord]]:
    """Return a site's documents, and those of them that are to be read.

    An archive that is read again may now open members that it did not open before: they are registered first. Those of
    one that was never read came with it.
    """
    stale = [record for record in documents if is_stale(record)]
    again = (record for record in stale if record.document_id in known)
    opened = [new.is_new_record for record in again for new in register_members(archive, record)]
    if any(opened):
        documents = archive.documents(site)
        stale = [record for record in documents if is_stale(record)]
    return documents, stale


def _record(told: Mapping[str, Any]) -> SourceRecord:
    day = told["page_date"]
    return SourceRecord(
        **{
            **told,
            "page_date": date.fromisoformat(day) if day else None,
            "fetched_at": datetime.fromisoformat(told["fetched_at"]),
        }
    )


__all__ = ["Batch", "Plan", "PlanTold", "PlannedSite", "is_news", "plan"]
