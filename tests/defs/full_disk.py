"""Run in a mount namespace of its own: a command in a data folder on a file system with so much room, then with more."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.kills.rows import MARTS, rows
from bench.kills.running import Run


def main(given: dict[str, Any]) -> None:
    """Print for each room in KiB what came of the command, and of the next one, as a line of JSON."""
    sites = Path(given["sites"])
    for kib in given["kib"]:
        with TemporaryDirectory() as place:
            _mount(place, "size=2g")
            data = Path(place) / "data"
            shutil.copytree(given["start"], data, symlinks=True)
            _mount(place, f"remount,size={_used(place) + kib}k")
            first = Run.start(data, given["arguments"], sites, told=Path(given["start"]).with_name("told"))
            fault = first.fault(0, 1)
            told = {
                "kib": kib,
                "fault": fault,
                "code": first.process.returncode,
                "words": first.told.read_text(encoding="utf-8")[-600:],
                "published": rows(data, (MARTS,)),
            }
            _mount(place, "remount,size=2g")
            told["again"] = Run.start(data, given["arguments"], sites).fault(0)
            told["rows"] = rows(data)
            print(json.dumps(told), flush=True)
            subprocess.run(["umount", "-l", place], check=True)


def _mount(place: str, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)


def _used(place: str) -> int:
    told = os.statvfs(place)
    return (told.f_blocks - told.f_bfree) * told.f_frsize // 1024


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
