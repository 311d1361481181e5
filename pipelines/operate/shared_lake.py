"""The lake for one writer, or for readers of a whole state: locked, and as the bucket has it where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.lake.bucket import LakeBucket
from pipelines.operate.locks import LAKE, exclusive, shared
from pipelines.settings import Settings


@contextmanager
def lake_to_write(settings: Settings) -> Iterator[None]:
    """Hold the lake alone; what the block writes becomes its state for all machines when it ends well."""
    with exclusive(settings, LAKE):
        bucket = LakeBucket(settings.lake_url, settings.lake_dir) if settings.lake_url else None
        if bucket is not None:
            bucket.pull()
        yield
        if bucket is not None:
            bucket.push()


@contextmanager
def lake_to_read(settings: Settings) -> Iterator[None]:
    """Hold one state of the lake, with others that read."""
    if settings.lake_url:
        with exclusive(settings, LAKE):
            LakeBucket(settings.lake_url, settings.lake_dir).pull()
    with shared(settings, LAKE):
        yield


__all__ = ["lake_to_read", "lake_to_write"]
