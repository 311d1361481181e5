"""The raw archive: every document's bytes once, and where they came from. Crawl and ingest fill it, others read it."""

from pipelines.archive.raw import Archive, ArchiveError, Registration, discover

__all__ = ["Archive", "ArchiveError", "Registration", "discover"]
