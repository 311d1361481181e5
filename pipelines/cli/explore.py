"""``explore``: the published warehouse in a browser."""

from __future__ import annotations

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.explore.serve import AddressError, serve
from pipelines.settings import Settings


def explore(settings: Settings, host: str, port: int) -> None:
    """Serve the pages and say their address. Raises CommandError for an address that cannot be listened on."""
    console = Terminal(highlight=False)

    def say(address: str) -> None:
        console.print(f"The explorer is at {address} (Ctrl-C ends it).", markup=False, soft_wrap=True)

    try:
        serve(settings, host=host, port=port, say=say)
    except AddressError as error:
        raise CommandError(str(error)) from error
