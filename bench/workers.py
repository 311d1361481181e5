"""One process per contestant, so that memory and caches of one never count for the other."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Final

_BYTES_PER_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@contextmanager
def workers(
    names: Sequence[str], serve: Callable[[str, Connection], None]
) -> Iterator[dict[str, Connection]]:
    """Start one process per name, running ``serve(name, connection)``, and stop all at the end.

    ``serve`` answers each task it receives and returns when it receives None.
    """
    context = multiprocessing.get_context("spawn")
    connections: dict[str, Connection] = {}
    processes = []
    for name in names:
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(name, theirs), daemon=True)
        process.start()
        connections[name] = ours
        processes.append(process)
    try:
        yield connections
    finally:
        for connection, process in zip(connections.values(), processes, strict=True):
            connection.send(None)
            process.join()


def peak_mib() -> float:
    """Return the peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT / 2**20
