"""Progress where nobody looks on: lines of a log, and what an interruption leaves."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from pipelines.cli import progress
from pipelines.cli.progress import LineProgress, what_is_kept
from pipelines.messages import use


class Kept(io.StringIO):
    """A file that can be read after it is closed."""

    def close(self) -> None:
        self.text = self.getvalue()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use("en")
    progress._stages.clear()
    yield
    use(None)
    progress._stages.clear()


def test_a_line_is_written_at_the_ends_and_now_and_then_between() -> None:
    now = [0.0]
    file = Kept()
    with LineProgress(file, lambda: now[0]) as told:
        told.begin("Reading", 40)
        for second in range(40):
            now[0] = float(second)
            told.step("a.pdf")
        told.end()
    assert file.text.splitlines() == [
        "Reading: 0 of 40",
        "Reading: 11 of 40",
        "Reading: 21 of 40",
        "Reading: 31 of 40",
        "Reading: done, 40 in 39 s",
    ]


def test_an_interruption_says_what_is_kept() -> None:
    assert what_is_kept() == "stopped; nothing was changed"
    with LineProgress(Kept()) as told:
        told.begin("Reading", 5)
        told.step()
        told.step()
        assert what_is_kept() == "stopped: 2 of 5 documents are read and kept; the next run reads the others"
        told.end()
        told.begin("Building", 3)
        assert "published before stays in place" in what_is_kept()
