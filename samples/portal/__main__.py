"""Serve the sample portals, alone or around a command.

``python -m samples.portal SAMPLES_DIR --sites SITES_DIR -- COMMAND …`` writes the site files of the three counties
for its address, serves while the command runs, and ends with the command's exit code.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from threading import Event

from samples.portal import serving

PORT = 8990
_SITES = Path(__file__).resolve().parent.parent / "sites"


def write_sites(folder: Path, port: int) -> None:
    """Write the demo's site files with the server's port."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in _SITES.glob("*.yml"):
        text = source.read_text(encoding="utf-8").replace(f"127.0.0.1:{PORT}", f"127.0.0.1:{port}")
        (folder / source.name).write_text(text, encoding="utf-8")


def main() -> int:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m samples.portal",
        description=__doc__,
        epilog="After --: a command to run while serving.",
    )
    parser.add_argument("samples_dir", type=Path, help="what `python -m samples` has written")
    parser.add_argument("--port", type=int, default=PORT, help=f"port on this machine (default {PORT})")
    parser.add_argument("--sites", type=Path, help="write the counties' site files into this folder")
    given = sys.argv[1:]
    at = given.index("--") if "--" in given else len(given)
    own, command = given[:at], given[at + 1 :]
    arguments = parser.parse_args(own)
    if not (arguments.samples_dir / "documents.csv").is_file():
        parser.error(f"{arguments.samples_dir} holds no samples: python -m samples {arguments.samples_dir}")
    try:
        with serving(arguments.samples_dir, arguments.port) as port:
            if arguments.sites:
                write_sites(arguments.sites, port)
            if command:
                return subprocess.run(command, check=False).returncode
            print(f"Serving on http://127.0.0.1:{port}/ (Ctrl-C stops)", flush=True)
            Event().wait()
    except OSError as error:
        parser.error(f"port {arguments.port} cannot be had ({error.strerror}): name another with --port")
    except KeyboardInterrupt:
        print("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
