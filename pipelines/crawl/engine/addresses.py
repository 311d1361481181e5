"""Which addresses may be connected to: the public ones, whatever a name resolves to."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pipelines.crawl.engine.errors import RefusedError

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # NAT64 (RFC 6052): the last four bytes are an IPv4 address


def is_public(address: str) -> bool:
    """Tell whether an IP address is a public unicast one; addresses inside others (::ffff:10.0.0.1) count.

    >>> is_public("101.200.1.1"), is_public("169.254.169.254"), is_public("64:ff9b::7f00:1")
    (True, False, False)
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in _TRANSLATED:
            inside = IPv4Address(ip.packed[-4:])
        if inside is not None:
            return is_public(str(inside))
    return ip.is_global and not ip.is_multicast


def refuse_private_literal(host: str) -> None:
    """Raise RefusedError where a host is written as an IP address that is not public."""
    try:
        public = is_public(host.strip("[]"))
    except ValueError:
        return
    if not public:
        raise RefusedError("private", f"{host} is not a public address")


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses those of which any address is not public.

    The connection is made to the very addresses that were looked at, so a name cannot change in between.
    """

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return a name's addresses. Raises RefusedError for one that is not public, OSError for none."""
        found = await self._resolver.resolve(host, port, family)
        for answer in found:
            if not is_public(answer["host"]):
                raise RefusedError("private", f"{host} resolves to {answer['host']}, not a public address")
        return found

    async def close(self) -> None:
        """Release the resolver."""
        await self._resolver.close()
