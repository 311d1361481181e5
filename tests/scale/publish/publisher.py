"""A publisher in a process of its own: ``python -m tests.scale.publish.publisher DATA_DIR``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipelines.cli.errors import sentence
from pipelines.operate.locks import WAREHOUSE, exclusive
from pipelines.publish import publication
from pipelines.settings import Settings, load

ROOT = Path(__file__).resolve().parents[3]


def start(settings: Settings, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Begin to publish the newest build of a data folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scale.publish.publisher", str(settings.data_dir)],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main() -> int:
    settings = load(Path(sys.argv[1]))
    try:
        with exclusive(settings, WAREHOUSE, wait_seconds=5):
            publication.publish(settings, publication.newest(settings))
    except Exception as error:
        told = sentence(error)
        if told is None:
            raise
        print(told)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
