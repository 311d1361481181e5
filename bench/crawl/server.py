"""A portal of any size, made up as it is asked: one long list, articles, one small report for some of them."""

from __future__ import annotations

import hashlib
import socket
from multiprocessing.connection import Connection

from aiohttp import web

PER_LIST = 20


def serve(articles: int, documents: int, pipe: Connection) -> None:
    """Serve until the process is stopped; send the port once."""
    every = max(1, articles // max(1, documents))
    lists = -(-articles // PER_LIST)

    async def listing(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        first = (number - 1) * PER_LIST
        rows = "".join(
            f'<li><a href="/a/{n}.html">第{n}单位2024年度部门决算</a><span>2025-09-23</span></li>'
            for n in range(first, min(articles, first + PER_LIST))
        )
        more = f'<a href="/list/{number + 1}.html">下一页</a>' if number < lists else ""
        return _page(request, f"<html><title>部门决算</title><body><ul>{rows}</ul>{more}</body></html>")

    async def article(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        link = f'<a href="/f/{number}.pdf">附件</a>' if number % every == 0 else ""
        text = "本单位按照要求公开相关信息，接受公众查询。" * 40
        return _page(
            request,
            f"<html><title>第{number}单位2024年度部门决算</title><body><h1>第{number}单位2024年度部门决算</h1>"
            f"<p>{text}</p>{link}</body></html>",
        )

    async def report(request: web.Request) -> web.Response:
        body = b"%PDF-1.4\n" + request.match_info["number"].encode() * 8192 + b"\nstartxref\n0\n%%EOF\n"
        return _answer(request, body, "application/pdf")

    app = web.Application()
    app.router.add_get(r"/list/{number:\d+}.html", listing)
    app.router.add_get(r"/a/{number:\d+}.html", article)
    app.router.add_get(r"/f/{number:\d+}.pdf", report)

    listener = socket.create_server(("127.0.0.1", 0))
    pipe.send(listener.getsockname()[1])
    web.run_app(app, sock=listener, print=None, access_log=None)


def _page(request: web.Request, text: str) -> web.Response:
    return _answer(request, text.encode(), "text/html")


def _answer(request: web.Request, body: bytes, content_type: str) -> web.Response:
    tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    headers = {"ETag": f'"{tag}"'}
    if request.headers.get("If-None-Match") == f'"{tag}"':
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=content_type, headers=headers)
