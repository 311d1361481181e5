"""Run programs in a mount namespace of their own, where the system has no fonts, or certain ones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

_HIDE = """
set -e
for folder in /usr/share/fonts /usr/share/X11/fonts /usr/local/share ~/.fonts ~/.local/share/fonts; do
  [ ! -d "$folder" ] || mount -t tmpfs none "$folder"
done
if [ -n "$FONTS" ]; then
  mkdir -p /usr/local/share/fonts
  mount --bind "$FONTS" /usr/local/share/fonts
fi
exec "$@"
"""


@cache
def _unshare() -> tuple[tuple[str, ...], str]:
    """Return the command that opens a mount namespace, or the kernel's words where it allows none."""
    words = ""
    for command in (("unshare", "-m"), ("unshare", "-r", "-m")):
        try:
            tried = subprocess.run(
                [*command, "mount", "-t", "tmpfs", "none", "/usr/local/share"],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError as error:
            return (), str(error)
        if tried.returncode == 0:
            return command, ""
        words = tried.stderr.strip()
    return (), words


def run_with_fonts(
    fonts: Path | None, command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command where the fonts of one folder (None: none at all) are all that the system has.

    Skips the test where the kernel allows no mount namespace.
    """
    opener, words = _unshare()
    if not opener:
        pytest.skip(f"no mount namespace can be opened here: {words}")
    variables = {**os.environ, **environment, "FONTS": str(fonts or "")}
    return subprocess.run(
        [*opener, "sh", "-c", _HIDE, "sh", *command],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
