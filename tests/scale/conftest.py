"""What tests of S3 share: a server with a bucket, and a reading that takes no time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from pipelines.lake.frames import Row
from pipelines.values.source import SourceRecord
from tests.scale.services import Bucket, s3


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    pytest.importorskip("obstore", reason="obstore is not installed: make test-scale installs it")
    with s3() as one:
        for name, value in one.environment.items():
            monkeypatch.setenv(name, value)
        yield one


def reads_text(
    source: SourceRecord, path: Path, *, reader: str, extra_divisions: Path | None
) -> Mapping[str, Sequence[Row]]:
    row = {
        "document_id": source.document_id,
        "sha256": source.sha256,
        "site": source.site,
        "file_name": source.file_name,
        "status": "extracted",
        "title": path.read_text(encoding="utf-8"),
    }
    return {"documents": [row]}
