"""Reading the fixture pages as if a server had sent them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.crawl.idioms import Listing, Step, read_listing, walk
from pipelines.sites.model import Site

FIXTURES = Path(__file__).with_name("fixtures")
HOME = "http://www.example.gov.cn"


def page(name: str) -> bytes:
    """Return a fixture's bytes."""
    return (FIXTURES / name).read_bytes()


def site(url: str = f"{HOME}/col/index.html", **more: Any) -> Site:
    """Return a site of one entry."""
    return Site.model_validate(
        {
            "name": "990301_example",
            "division_code": "990301",
            "publisher": "样例县人民政府",
            "verified": False,
            "entries": [{"url": url}],
            **more,
        }
    )


def first_step(of: Site) -> Step:
    """Return the one step a site's first entry begins with."""
    (step,) = walk(of, of.entries[0])
    return step


def answer(step: Step, body: bytes | str, content_type: str = "text/html", url: str = "") -> Listing:
    """Return what a step's answer is read as."""
    data = body.encode() if isinstance(body, str) else body
    return read_listing(step.state.pagination, url or step.url, data, content_type, {}, step.state)


def rows(*names: str) -> str:
    """Return a list page that links to some articles."""
    links = "".join(f'<li><a href="/a/{name}.html">样例县{name}2024年度部门决算</a></li>' for name in names)
    return f"<html><body><ul>{links}</ul></body></html>"
