"""The inbox: whole files are taken and put away, others wait, bad ones stand aside with a reason."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pipelines.documents.batches import register
from pipelines.operate.inbox import can_name_a_site, put_away, waiting
from pipelines.settings import Settings


def drop(settings: Settings, name: str, age: float = 3600, content: bytes = b"%PDF-1.4") -> Path:
    path = settings.inbox_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_whole_files_wait_by_site_and_files_being_written_are_left(settings: Settings) -> None:
    whole = drop(settings, "990101_qingxi/2024/a.pdf")
    drop(settings, "990101_qingxi/growing.pdf", age=1)
    drop(settings, "990101_qingxi/download.pdf.part")
    drop(settings, "990101_qingxi/.hidden")
    drop(settings, "done/990101_qingxi/old.pdf")
    drop(settings, "refused/990101_qingxi/bad.pdf")
    drop(settings, "at_the_top.pdf")
    found = waiting(settings)
    assert [(one.site, one.files) for one in found] == [("990101_qingxi", (whole,))]
    later = waiting(settings, now=time.time() + settings.inbox_seconds)
    assert {path.name for one in later for path in one.files} == {"a.pdf", "growing.pdf"}


def test_registered_files_are_put_away_and_bad_ones_aside_with_the_reason(settings: Settings) -> None:
    good = drop(settings, "demo/2024/a.pdf", content=b"one")
    bad = drop(settings, "demo/b.pdf", content=b"two")
    bad.unlink()
    bad.symlink_to(settings.data_dir / "nowhere")
    done = register(settings, [good], site="demo")
    put_away(settings, "demo", [good], done.problems)
    assert (settings.inbox_dir / "done/demo/2024/a.pdf").read_bytes() == b"one"
    third = drop(settings, "demo/c.pdf")
    put_away(settings, "demo", [third], [f"{third} cannot be read: Permission denied"])
    assert (settings.inbox_dir / "refused/demo/c.pdf").exists()
    reason = (settings.inbox_dir / "refused/demo/c.pdf.reason.txt").read_text(encoding="utf-8")
    assert "Permission denied" in reason
    assert waiting(settings) == []


def test_a_second_file_of_a_name_does_not_replace_the_first(settings: Settings) -> None:
    for content in (b"one", b"two"):
        put_away(settings, "demo", [drop(settings, "demo/a.pdf", content=content)], [])
    kept = {path.name: path.read_bytes() for path in (settings.inbox_dir / "done/demo").iterdir()}
    assert kept == {"a.pdf": b"one", "a (2).pdf": b"two"}


def test_a_folder_that_cannot_name_a_site_is_known(settings: Settings) -> None:
    assert can_name_a_site(settings, "990101_qingxi")
    assert not can_name_a_site(settings, "my reports!")
