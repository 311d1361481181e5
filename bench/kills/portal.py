"""A portal on this machine with one list page, for nights that crawl."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from bench.kills.stages import SITE

_LIST: Final = "list.html"


class Portal:
    """Serves a folder of reports from :meth:`publish` until :meth:`close`."""

    def __init__(self) -> None:
        self._server: ThreadingHTTPServer | None = None

    def publish(self, reports: Path, sites: Path) -> None:
        """Serve the files of a folder with a list page of them; write the site file into ``sites``."""
        links = "".join(
            f'<li><a href="/{file.name}">清溪县教育局2024年度部门决算</a></li>'
            for file in sorted(reports.glob("*.pdf"))
        )
        (reports / _LIST).write_text(f'<meta charset="utf-8"><ul>{links}</ul>', encoding="utf-8")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(reports)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        sites.mkdir()
        (sites / f"{SITE}.yml").write_text(
            f"division_code: '{SITE[:6]}'\npublisher: {SITE}\nverified: false\nschedule: daily\nallow_private: true\n"
            f"entries:\n  - url: http://127.0.0.1:{self._server.server_port}/{_LIST}\n"
            "politeness: {delay_seconds: 0, retries: 0}\n",
            encoding="utf-8",
        )

    def close(self) -> None:
        """Serve no longer."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


__all__ = ["Portal"]
