"""``docs``: the warehouse's documentation site, built by dbt into one file and served on this machine."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.publish.warehouse import build_docs
from pipelines.settings import Settings


def docs(settings: Settings, *, build_only: bool, port: int) -> None:
    """Build the site and, unless ``build_only``, serve it until interrupted."""
    console = Terminal(highlight=False)
    console.print("Building the documentation …")
    page = build_docs(settings)
    console.print(f"Documentation: {page}", soft_wrap=True, markup=False)
    if build_only:
        return
    handler = partial(SimpleHTTPRequestHandler, directory=str(page.parent))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise CommandError(f"port {port} is not free ({error.strerror}): name another with --port") from error
    console.print(f"Open http://127.0.0.1:{server.server_port}/{page.name} (Ctrl-C stops)")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.print("stopped")
