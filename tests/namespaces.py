"""Run programs in namespaces of their own: without the system's fonts, or with a network and names of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

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
_NAMES = """
set -e
mount -t tmpfs none /mnt
echo 'nameserver 127.0.0.1' > /mnt/resolv.conf
mount --bind /mnt/resolv.conf "$(readlink -f /etc/resolv.conf)"
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


def opener_or_skip() -> tuple[str, ...]:
    """Return the command that opens a mount namespace; skip the test where the kernel allows none."""
    opener, words = _unshare()
    if not opener:
        pytest.skip(f"no mount namespace can be opened here: {words}")
    return opener


def run_with_fonts(
    fonts: Path | None, command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command where the fonts of one folder (None: none at all) are all that the system has.

    Skips the test where the kernel allows no mount namespace.
    """
    opener = opener_or_skip()
    variables = {**os.environ, **environment, "FONTS": str(fonts or "")}
    return subprocess.run(
        [*opener, "sh", "-c", _HIDE, "sh", *command],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def run_with_names(module: str, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a module where names are asked of 127.0.0.1 and there is no network but what the module brings up.

    Skips the test where the kernel allows no such namespaces.
    """
    opener, words = _unshare()
    if not opener or not Path("/etc/resolv.conf").exists():
        pytest.skip(f"no namespace can be opened here: {words or 'no /etc/resolv.conf'}")
    if subprocess.run([*opener, "-n", "true"], check=False).returncode != 0:
        pytest.skip("no network namespace can be opened here")
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    return subprocess.run(
        [*opener, "-n", "sh", "-c", _NAMES, "sh", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
