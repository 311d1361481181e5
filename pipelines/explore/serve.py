"""Serve the explorer on this machine until it is told to end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import closing

import uvicorn

from pipelines.explore.app import LOCAL_HOSTS, application
from pipelines.explore.pictures import warm_up
from pipelines.publish.publication import refresh
from pipelines.publish.warehouse import WarehouseError
from pipelines.settings import Settings


class AddressError(Exception):
    """An address that the explorer cannot listen on; the message says why."""


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    say: Callable[[str], None] = print,
    is_patient: bool = False,
) -> None:
    """Serve pages at ``host`` and ``port`` (0: any free one) until SIGTERM or SIGINT; say the address once it listens.

    One that ``is_patient`` says on its pages that nothing is published yet. Raises WarehouseError where nothing is,
    AddressError where the address is taken or is none.
    """
    if not is_patient:
        refresh(settings)
    if not is_patient and not settings.published_file.exists():
        raise WarehouseError(f"no warehouse yet at {settings.published_file}: run juesuan run REPORTS_FOLDER")
    with closing(_listening(host, port)) as listening:
        address = address_of(host, listening.getsockname()[1])
        hosts = LOCAL_HOSTS if host in LOCAL_HOSTS or host == "::1" else ("*",)
        config = uvicorn.Config(
            application(settings, hosts=hosts), log_level="warning", timeout_graceful_shutdown=3
        )
        server = _Server(config, lambda: say(address))
        server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it listens."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._say_started()
        threading.Thread(target=warm_up, daemon=True).start()


def address_of(host: str, port: int) -> str:
    """Return the address of pages in a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def require_free(host: str, port: int) -> None:
    """Raise AddressError where pages could not be served at an address."""
    _listening(host, port).close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise AddressError(
            f"the explorer cannot listen on {host}, port {port}: {error.strerror or error}"
        ) from error
    return listening


__all__ = ["AddressError", "address_of", "require_free", "serve"]
