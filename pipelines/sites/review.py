"""Remarks on a right site file: what a maintainer should still do. None of them stops a crawl."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from pipelines.sites.model import Site, is_private


def remarks(site: Site, division_codes: Iterable[str]) -> list[str]:
    """Return what is worth a second look in a site file, one sentence each."""
    told = []
    if site.division_code not in set(division_codes):
        told.append(f"division {site.division_code} is not in the reference lists")
    outside = [
        host
        for host in site.allowed_hosts
        if not is_private(host) and not host.endswith((".gov.cn", "gov.cn"))
    ]
    if outside:
        told.append(f"{', '.join(outside)} is no host of gov.cn: make sure that it is the government's own")
    if not site.verified:
        told.append("not verified against the live site yet")
    if site.assertions.total is None and not site.assertions.years:
        told.append("no assertions: a site that loses its reports would not be noticed")
    if any(
        urlsplit(entry.url).scheme == "http" for entry in site.entries if not is_private(_host(entry.url))
    ):
        told.append("an entry is plain http: use https if the site has it")
    return told


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
