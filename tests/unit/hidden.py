"""Code in a process of its own that lacks some packages, as a machine does on which they were never installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_python(
    program: str, *arguments: str, folder: Path, package: Path = ROOT, without: Sequence[str] = ()
) -> str:
    """Run a program with the package of another tree, its worker processes included; return what it prints.

    ``folder`` is for the file that hides the modules named in ``without``: Python runs it at every start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hiding = "".join(f"sys.modules[{name!r}] = None\n" for name in without)
    (folder / "sitecustomize.py").write_text(f"import sys\n{hiding}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(package)))}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
