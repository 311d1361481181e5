"""Scrapy's download handler for http and https: one request, one answer, never more than was agreed.

Scrapy's own handlers keep every body in memory and connect to whatever a name resolves to. This one asks the
same library (aiohttp) as Scrapy's, and besides: connects to public addresses only, ends a download at its
deadline however slowly it drips, unpacks as it reads and stops at the limit, keeps large bodies on disk, and
reads no body whose validators say that it is known.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import yarl
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.responsetypes import responsetypes

from pipelines.crawl.engine.addresses import GuardedResolver, refuse_private_literal
from pipelines.crawl.engine.body import Body, Intake
from pipelines.crawl.engine.browser import Browser
from pipelines.crawl.engine.errors import RefusedError
from pipelines.crawl.engine.middlewares import Hosts

NOT_MODIFIED: Final = 304
BODY_FILE: Final = "body_file"  # of a response's request.meta: the file of a body that is not in memory
BODY_SIZE: Final = "body_size"
RENDER: Final = "render"  # of a request's meta: show the page in the browser
_ERROR_PAGE: Final = 512 * 1024  # bytes read of an answer that is not 200
_MIB: Final = 1024**2
_NO_WAY: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class GuardedHandler(BaseDownloadHandler):
    """Downloads within the limits of the crawl; see the module's head for what that means."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._folder = Path(settings["JUESUAN_INCOMING"])
        self._allow_private = settings.getbool("JUESUAN_ALLOW_PRIVATE")
        self._stall = settings.getfloat("JUESUAN_STALL_SECONDS")
        self._hosts: Hosts = settings["JUESUAN_HOSTS"]
        self._max_size = settings.getint("DOWNLOAD_MAXSIZE")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._session: aiohttp.ClientSession | None = None
        self._browser = Browser(settings["JUESUAN_SITE"], self._download)

    async def download_request(self, request: Request) -> Response:
        """Fetch one address, and show it in the browser where the request says so.

        Raises RefusedError or one of Scrapy's download errors, which may be retried.
        """
        response = await self._download(request)
        is_page = response.status == 200 and isinstance(response, HtmlResponse)
        if not (is_page and request.meta.get(RENDER) and request.meta[BODY_FILE] is None):
            return response
        shown = await self._browser.show(response)
        request.meta[BODY_SIZE] = len(shown.body)
        return shown

    async def _download(self, request: Request) -> Response:
        self._hosts.refuse_parked(request.url)  # it may have waited long for its turn
        if not self._allow_private:
            refuse_private_literal(urlsplit(request.url).hostname or "")
        total = float(request.meta.get("download_timeout", self._timeout))
        started = time.monotonic()
        try:
            async with self._open().request(
                request.method,
                yarl.URL(request.url, encoded=True),
                data=request.body or None,
                headers=request.headers.to_tuple_list(),
                timeout=aiohttp.ClientTimeout(total=total, sock_connect=self._stall, sock_read=self._stall),
                allow_redirects=False,
            ) as answer:
                request.meta["download_latency"] = time.monotonic() - started
                return await self._receive(answer, request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"not whole within {total:g} seconds") from error
        except (ssl.SSLError, ssl.CertificateError, aiohttp.ClientSSLError) as error:
            raise RefusedError("tls", f"the secure connection is broken: {error}") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise CannotResolveHostError(str(error)) from error
        except aiohttp.ClientConnectorError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        except aiohttp.ClientPayloadError as error:
            raise ResponseDataLossError(str(error)) from error
        except aiohttp.InvalidURL as error:
            raise RefusedError("unreadable", f"no usable address: {error}") from error
        except aiohttp.ClientResponseError as error:
            what = error.message.partition(":\n")[0].partition("\n")[0] or type(error).__name__
            raise DownloadFailedError(f"the answer is no proper HTTP: {what}") from error
        except (aiohttp.ClientError, ValueError, OSError) as error:
            raise DownloadFailedError(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._browser.close()
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, made in the running loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=None if self._allow_private else GuardedResolver(),
                limit_per_host=self._concurrency,
                ssl=ssl.create_default_context(),
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=_NO_WAY,
                max_line_size=16 * 1024,
                max_field_size=32 * 1024,
            )
        return self._session

    async def _receive(self, answer: aiohttp.ClientResponse, request: Request) -> Response:
        headers = Headers(list(answer.headers.items()))
        if answer.status == 200 and _is_known(request, answer):
            answer.close()
            return _response(answer, request, NOT_MODIFIED, headers, Body(b"", 0))
        is_good = answer.status == 200
        limit = int(request.meta.get("download_maxsize", self._max_size)) if is_good else _ERROR_PAGE
        if is_good and (answer.content_length or 0) > limit:
            answer.close()
            size = (answer.content_length or 0) / _MIB
            raise RefusedError("too_large", f"{size:.1f} MiB announced, {limit / _MIB:g} MiB allowed")
        intake = Intake(answer.headers.get("Content-Encoding", ""), limit, self._folder)
        try:
            async for chunk in answer.content.iter_any():
                intake.feed(chunk)
            body = intake.finish()
        except RefusedError:
            answer.close()
            if is_good:
                raise
            body = Body(b"", 0)  # an error's page, however broken, is still that error
        finally:
            intake.close()
        headers.pop("Content-Encoding", None)
        return _response(answer, request, answer.status, headers, body)


def _is_known(request: Request, answer: aiohttp.ClientResponse) -> bool:
    """Tell whether a server that ignores conditions sends the very version that was asked about."""
    asked_tag = request.headers.get("If-None-Match")
    if asked_tag is not None:
        return answer.headers.get("ETag", "").encode() == asked_tag
    asked_time = request.headers.get("If-Modified-Since")
    size = request.meta.get("known_size")
    return (
        asked_time is not None
        and answer.headers.get("Last-Modified", "").encode() == asked_time
        and size is not None
        and answer.content_length == size
        and "Content-Encoding" not in answer.headers
    )


def _response(
    answer: aiohttp.ClientResponse, request: Request, status: int, headers: Headers, body: Body
) -> Response:
    request.meta[BODY_FILE] = body.file
    request.meta[BODY_SIZE] = body.size
    peer: Any = answer.connection.transport if answer.connection is not None else None
    address = peer.get_extra_info("peername") if peer is not None else None
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body.head)
    return kind(
        url=request.url,
        status=status,
        headers=headers,
        body=body.head,
        ip_address=ipaddress.ip_address(address[0].partition("%")[0]) if address else None,
    )
