"""Answers without a page to tell by: what the status alone says, and after which a host is asked no more."""

from __future__ import annotations

import pytest

from pipelines.crawl.engine.errors import RefusedError
from pipelines.crawl.engine.middlewares import Hosts
from pipelines.crawl.refusals import refusal

HOST = "https://www.example.gov.cn"


@pytest.mark.parametrize(
    ("status", "kind", "stops"),
    [
        (401, "login", True),
        (403, "denied", False),
        (404, "missing", False),
        (410, "missing", False),
        (412, "challenge", True),
        (429, "busy", False),
        (500, "error", False),
        (503, "busy", False),
        (521, "challenge", True),
    ],
)
@pytest.mark.parametrize("body", [b"", "<html><body>请稍候</body></html>".encode()])
def test_the_status_alone_tells_who_stops_a_host(status: int, kind: str, stops: bool, body: bytes) -> None:
    found = refusal(status, {"Content-Type": "text/html"}, body)
    assert found is not None
    assert (found.kind, found.stops_host) == (kind, stops)
    assert str(status) in found.reason


def test_a_host_that_is_stopped_is_asked_nothing_more_and_others_are() -> None:
    hosts = Hosts()
    hosts.refuse_parked(f"{HOST}/list.html")
    hosts.park(f"{HOST}/a.html", "HTTP 412: a browser check")
    with pytest.raises(RefusedError, match="HTTP 412: a browser check"):
        hosts.refuse_parked(f"{HOST}/another/b.pdf")
    hosts.refuse_parked("https://other.example.gov.cn/a.html")
