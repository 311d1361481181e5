"""One answer of a server, in the words of the crawl: its bytes, its name, its validators, its line in the log."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from pipelines.crawl.engine.errors import RefusedError
from pipelines.crawl.engine.handler import BODY_FILE, BODY_SIZE
from pipelines.crawl.keeper import Served
from pipelines.crawl.names import document_name
from pipelines.crawl.state import Kind, KnownAnswer
from pipelines.crawl.walker import Visit

_UNTOLD: Final = frozenset(("set-cookie", "cookie"))
_LONGEST_HEADER: Final = 500
_LONGEST_TOLD: Final = 200
_PART: Final = 206
_REDIRECTS: Final = (300, 400)


class Fetched:
    """An answer. Its body's file, if any, is gone after :meth:`drop`."""

    def __init__(self, response: Response, incoming: Path) -> None:
        request = response.request
        assert request is not None
        self.url = response.url
        self.status = response.status
        self.head = response.body
        self.size: int = request.meta.get(BODY_SIZE, len(response.body))
        self.begun_at: datetime = request.meta["begun_at"]
        self.ended_at = datetime.now(UTC)
        self.tries = 1 + int(request.meta.get("retry_times", 0))
        self.disposition = response.headers.get("Content-Disposition") or b""
        self.headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        self._incoming = incoming
        self._file: Path | None = request.meta.get(BODY_FILE)

    @property
    def content_type(self) -> str:
        """Return the declared type, '' for none."""
        return self.headers.get("content-type", "")

    def name(self, visit: Visit) -> str:
        """Return the name that header, address or link give the body, without looking at it."""
        label = visit.choice.title if visit.choice is not None else ""
        return document_name(disposition=self.disposition, url=self.url, link_text=label, media_type="")

    def declared_suffix(self, visit: Visit) -> str:
        """Return the suffix a document's name promises, '' for what was asked for as a page."""
        return Path(self.name(visit)).suffix.lstrip(".").lower() if visit.purpose == "document" else ""

    def on_disk(self) -> Path:
        """Return a file that holds the body."""
        if self._file is None:
            self._incoming.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._incoming, prefix="body-", delete=False) as file:
                file.write(self.head)
            self._file = Path(file.name)
        return self._file

    def served(self, content: Path | bytes, media_type: str) -> Served:
        """Return what the keeper wants to know."""
        return Served(
            content,
            self.url,
            media_type,
            self.begun_at,
            self.content_type,
            self.disposition,
            self.headers.get("etag"),
            self.headers.get("last-modified"),
        )

    def known(self, crawl: int, kind: Kind, sha256: str, body: bytes | None) -> KnownAnswer:
        """Return what the site's state remembers of the answer."""
        return KnownAnswer(
            crawl,
            kind,
            self.url,
            self.content_type,
            self.headers.get("etag"),
            self.headers.get("last-modified"),
            self.size,
            sha256,
            body,
            self.begun_at,
        )

    def drop(self) -> None:
        """Remove the body's file."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def fetch_line(
    visit: Visit, fetched: Fetched | None, outcome: str, *, sha256: str = "", reason: str = ""
) -> str:
    """Return one fetch as a line of JSON: what was asked and why, what came, what became of it."""
    line: dict[str, object] = {
        "url": visit.url,
        "method": visit.method,
        "purpose": visit.purpose,
        "page_url": visit.page_url,
        "page_title": visit.page_title,
        "page_date": visit.page_date.isoformat() if visit.page_date else None,
        "outcome": outcome,
        "reason": reason or None,
        "ended_at": (fetched.ended_at if fetched is not None else datetime.now(UTC)).isoformat(),
    }
    if fetched is not None:
        line |= {
            "begun_at": fetched.begun_at.isoformat(),
            "final_url": fetched.url if fetched.url != visit.url else None,
            "status": fetched.status,
            "tries": fetched.tries,
            "size_bytes": fetched.size,
            "sha256": sha256 or None,
            "headers": {k: v[:_LONGEST_HEADER] for k, v in fetched.headers.items() if k not in _UNTOLD},
        }
    return json.dumps(line, ensure_ascii=False)


def not_taken(fetched: Fetched) -> RefusedError:
    """Return why an answer that is neither whole nor an error brings nothing: a part, a redirect to nowhere."""
    where = fetched.headers.get("location", "")
    if where and _REDIRECTS[0] <= fetched.status < _REDIRECTS[1]:
        reason = f"HTTP {fetched.status}: it sends on to {where[:_LONGEST_TOLD]}, which cannot be asked for"
        return RefusedError("redirect", reason)
    told = ": a part of what was asked for" if fetched.status == _PART else ""
    return RefusedError("error", f"HTTP {fetched.status}{told}")


def explain(error: BaseException, request: Request) -> RefusedError:
    """Return in our words why a request brought no answer."""
    tries = 1 + int(request.meta.get("retry_times", 0))
    told = f"{error} (tried {tries} times)" if tries > 1 else str(error)
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in str(error):
            return RefusedError("robots", "robots.txt forbids it")
        return RefusedError("redirect", f"{error}: {len(request.meta.get('redirect_urls', ()))} redirects")
    if isinstance(error, DownloadTimeoutError):
        return RefusedError("too_slow", told)
    if isinstance(error, ResponseDataLossError):
        return RefusedError("incomplete", f"the body ended early: {told}")
    if isinstance(error, ValueError):  # Scrapy cannot make a request of where a redirect leads
        return RefusedError("redirect", f"it sends on to an address that cannot be asked for: {error}")
    if isinstance(error, (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError)):
        return RefusedError("connection", told)
    return RefusedError("unreadable", f"{type(error).__name__}: {told}")
