"""How dbt is run: on a project that is parsed once for all data folders of this machine.

Parsing takes dbt some fifteen seconds of computing, and dbt does it again for each place of the lake and of the
warehouse. What it finds differs by nothing but the lake's folder in the sources, so that it is kept by a hash of all
that decides it (:func:`parsed_project`), and :mod:`pipelines.publish.dbt_command` hands it to dbt with the lake's
folder put in.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pipelines.disk import write_atomically
from pipelines.publish.dbt_command import (
    LAKE_VARIABLE,
    NO_LAKE,
    PARSED_FILE,
    PARSED_VARIABLE,
    TOLD_VARIABLE,
)
from pipelines.settings import Settings, environment_for_dbt

COMMAND: Final = "juesuan-dbt"
_KINDS: Final = frozenset({".sql", ".yml", ".yaml", ".md", ".csv"})
_MADE: Final = ("target", "logs", "dbt_packages")
_TOLD_WORDS: Final = 20  # lines of dbt's that an error repeats
_SUMS: Final = "sha256"  # the file of a parsed project's hashes
_KEPT: Final = 4  # parsed projects: those of the last versions of the code


class DbtError(Exception):
    """dbt cannot be run, or failed; the message says what to do, or has dbt's own words."""


def dbt_executable() -> str:
    """Return dbt's command as juesuan brings it: the one beside this Python, else the one on the PATH."""
    beside = Path(sys.executable).parent / COMMAND
    found = str(beside) if beside.exists() else shutil.which(COMMAND)
    if found is None:
        raise DbtError(f"{COMMAND} is not installed beside juesuan: install juesuan again (make setup)")
    return found


def run_dbt(settings: Settings, arguments: Sequence[str], *, warehouse: Path | None = None) -> str:
    """Run one dbt command on the packaged project and return what it printed.

    ``warehouse`` (default: the file under construction) is the database dbt opens. Raises DbtError with dbt's own
    words when it fails.
    """
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    environment = build_environment(settings)
    if warehouse is not None:
        environment["JUESUAN_WAREHOUSE_FILE"] = str(warehouse)
    return _run(settings, arguments, settings.dbt_target_dir, environment)


def build_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that dbt is run with: the paths of a data folder, and the parsed project."""
    return {**environment_for_dbt(settings), PARSED_VARIABLE: str(parsed_project(settings) / PARSED_FILE)}


def stream_dbt(
    settings: Settings,
    arguments: Sequence[str],
    *,
    begin: Callable[[int], None],
    total: Callable[[int], None],
    step: Callable[[], None],
) -> None:
    """Run one dbt command on the packaged project and tell how far it is; its words go on to this process's output.

    ``begin`` is told the number of dbt's process, ``total``, once, how many models and tests there are, and ``step`` is
    called at each one's end. Raises DbtError with dbt's own words where it fails; a dbt that the caller gives up is
    ended.
    """
    command = _command(settings, arguments, settings.dbt_target_dir)
    environment = {**os.environ, **build_environment(settings), TOLD_VARIABLE: "1"}
    words: list[str] = []
    is_begun = False
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        begin(process.pid)
        assert process.stdout is not None
        try:
            for line in process.stdout:
                name, told, count = _event(line)
                print(told, flush=True)
                words.append(told)
                if name == "LogStartLine" and not is_begun:
                    total(count)
                    is_begun = True
                elif name.startswith("Log") and name.endswith("Result"):
                    step()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise DbtError(f"dbt {' '.join(arguments)} failed:\n" + "\n".join(words[-_TOLD_WORDS:]))


def _event(line: str) -> tuple[str, str, int]:
    """Return the name, the words and the total of an event of dbt; of another line its words."""
    try:
        told = json.loads(line)
        return str(told["name"]), str(told["words"]), int(told["total"])
    except (ValueError, KeyError, TypeError):
        return "", line.rstrip(), 0


def _run(settings: Settings, arguments: Sequence[str], target: Path, environment: Mapping[str, str]) -> str:
    command = _command(settings, arguments, target, "--log-level-file", "warn")
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = " ".join(arguments)
        raise DbtError(f"dbt {words} failed:\n{done.stdout.strip() or done.stderr.strip()}")
    return done.stdout


def _command(settings: Settings, arguments: Sequence[str], target: Path, *flags: str) -> list[str]:
    """Return dbt's command line on the packaged project; ``flags`` are dbt's own."""
    target.mkdir(parents=True, exist_ok=True)
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    place = ["--project-dir", str(settings.dbt_project_dir), "--profiles-dir", str(settings.dbt_project_dir)]
    place += ["--target-path", str(target), "--log-path", str(settings.logs_dir)]
    return [dbt_executable(), "--no-use-colors", *flags, *arguments, *place]


def project_stamp(settings: Settings) -> str:
    """Return a hash of all that decides a warehouse but its rows: the dbt project, dbt's version, the lake's place."""
    return _digest(settings, str(settings.lake_dir))


def _digest(settings: Settings, *parts: str) -> str:
    """Return a hash of the dbt project's files, the versions of what runs them, and ``parts``."""
    versions = [version(name) for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    digest = hashlib.sha256(" ".join([*versions, *parts]).encode())
    for path in sorted(settings.dbt_project_dir.rglob("*")):
        inside = path.relative_to(settings.dbt_project_dir)
        if path.suffix in _KINDS and inside.parts[0] not in _MADE:
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def prepare_manifest(settings: Settings) -> Path:
    """Put the current project's manifest into the data folder unless it stands there; return its path."""
    manifest = settings.dbt_target_dir / "manifest.json"
    stamp_file = settings.dbt_target_dir / "manifest.stamp"
    stamp = project_stamp(settings)
    if not _is_stamped(manifest, stamp_file, stamp):
        parsed = (parsed_project(settings) / "manifest.json").read_text(encoding="utf-8")
        here = parsed.replace(NO_LAKE, json.dumps(str(settings.lake_dir))[1:-1]).encode()
        write_atomically(manifest, here)
        write_atomically(stamp_file, f"{stamp} {hashlib.sha256(here).hexdigest()}".encode())
    return manifest


def _is_stamped(manifest: Path, stamp_file: Path, stamp: str) -> bool:
    """Tell whether a manifest is that of a stamp, with the bytes that it was written with."""
    try:
        told = stamp_file.read_bytes()
        with manifest.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return False
    return told == f"{stamp} {found}".encode()


def parsed_project(settings: Settings) -> Path:
    """Parse the dbt project unless that was done before; return the folder of what dbt made of it.

    It is kept for all data folders in ``cache_dir``; in the data folder where that cannot be written.
    """
    stamp = _digest(settings, str(settings.dbt_project_dir), sys.version)
    for place in (settings.cache_dir or settings.dbt_target_dir, settings.dbt_target_dir):
        folder = place / "parsed" / stamp
        if _is_whole(folder):
            return folder
        if _can_hold(folder.parent):
            break
    with _alone(folder.parent):
        if not _is_whole(folder):
            _parse(settings, folder)
    return folder


def _is_whole(folder: Path) -> bool:
    """Tell whether a parsed project is there as it was kept."""
    try:
        return (folder / _SUMS).read_text(encoding="ascii", errors="replace") == _sums(folder)
    except OSError:
        return False


def _sums(folder: Path) -> str:
    """Return the hashes of the files of a parsed project that are used again."""
    hashes = []
    for name in (PARSED_FILE, "manifest.json"):
        with (folder / name).open("rb") as file:
            hashes.append(f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}")
    return "\n".join(hashes)


def _can_hold(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time parse: the others find what it made."""
    with (folder / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _parse(settings: Settings, folder: Path) -> None:
    """Parse the dbt project into a folder; drop what was parsed of older code."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-") as aside:
        target = Path(aside) / "target"
        places = {LAKE_VARIABLE: NO_LAKE, "JUESUAN_WAREHOUSE_FILE": f"{aside}/{settings.build_file.name}"}
        _run(
            settings,
            ["parse", "--quiet"],
            target,
            {**environment_for_dbt(settings), **places, PARSED_VARIABLE: ""},
        )
        (target / _SUMS).write_text(_sums(target), encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        target.replace(folder)
    others = [each for each in folder.parent.iterdir() if each.is_dir() and not each.name.startswith(".")]
    for old in sorted(others, key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
