"""Hosts that repeat or sell other people's reports: parked domains filled with copies, and document exchanges."""

from __future__ import annotations

from typing import Final

# The first five were seen in search answers with whole county reports on them.
REPUBLISHERS: Final = (
    *("gosugo.com", "456150.com.cn", "saintpaulhem.com", "jishengxinxi.com", "savethetollins.com"),
    *("docsplayer.com", "docsplayer.net", "wenku.baidu.com", "doc88.com", "docin.com", "book118.com"),
    *("renrendoc.com", "taodocs.com", "360doc.com", "tengyi66.com"),
)


def republisher(host: str) -> str:
    """Return the re-publisher a host belongs to, '' for none."""
    host = host.lower().rstrip(".")
    return next((name for name in REPUBLISHERS if host == name or host.endswith(f".{name}")), "")
