"""Programs that outlived the process that started them: dbt goes on writing when its run is killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipelines.disk import write_atomically
from pipelines.settings import Settings

_END_SECONDS: Final = 10.0


def remember(settings: Settings, pid: int) -> None:
    """Note which process writes the warehouse under construction."""
    started = _started(pid)
    if started is not None:
        write_atomically(_file(settings), f"{pid} {started}".encode())


def end_writer(settings: Settings) -> bool:
    """End the remembered writer if it still lives; tell whether it did. Call it under the warehouse's lock."""
    file = _file(settings)
    if not file.exists():
        return False
    pid, _, started = file.read_text(encoding="ascii", errors="replace").partition(" ")
    file.unlink()
    if not pid.isdigit() or _started(int(pid)) != started:
        return False
    with suppress(ProcessLookupError):
        os.kill(int(pid), signal.SIGKILL)
    until = time.monotonic() + _END_SECONDS
    while _started(int(pid)) == started and time.monotonic() < until:
        time.sleep(0.05)
    return True


def _file(settings: Settings) -> Path:
    return settings.build_file.with_name("writer.pid")


def _started(pid: int) -> str | None:
    """Return when a process began, in the kernel's ticks; None for one that is gone or only waits for burial."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if after_name[0] in "ZX" else after_name[19]
