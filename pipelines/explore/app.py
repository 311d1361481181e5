"""The explorer as a web application: addresses, languages, downloads, and what a browser is told to refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import duckdb
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipelines.explore import api
from pipelines.explore.body import body
from pipelines.explore.compare import compare
from pipelines.explore.contradictions import contradiction, contradictions, evidence
from pipelines.explore.county import county
from pipelines.explore.documents import document, documents
from pipelines.explore.downloads import MEDIA_TYPES, file_of
from pipelines.explore.figure import figure, picture
from pipelines.explore.home import found, home
from pipelines.explore.item import item
from pipelines.explore.pictures import Pictures
from pipelines.explore.questions import questions
from pipelines.explore.store import MissingError, Store
from pipelines.explore.view import Chart, View, printed, spoken
from pipelines.messages import LANGUAGES, chosen, translated, word
from pipelines.publish.warehouse import WarehouseError
from pipelines.settings import Settings

LOCAL_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")
_COOKIE: Final = "juesuan_lang"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_KEPT_LONG: Final = {"Cache-Control": "public, max-age=3600"}
Read = Callable[[Store, Request], View]


def application(settings: Settings, *, hosts: Iterable[str] = LOCAL_HOSTS) -> Starlette:
    """Return the explorer of the settings' published warehouse; requests to other hosts than ``hosts`` are refused.

    A name that is none of these may be a page elsewhere that has turned its own name to this machine.
    """
    pages = _Pages(settings)
    read: dict[str, Read] = {
        "/": lambda store, _: home(store),
        "/county/{id}": lambda store, r: county(store, r.path_params["id"], _year(r)),
        "/body/{id}": lambda store, r: body(store, r.path_params["id"], _year(r)),
        "/item/{id}": lambda store, r: item(
            store, r.path_params["id"], with_figures="figures" in (_asked(r, "show"), _asked(r, "table"))
        ),
        "/figure/{id}": lambda store, r: figure(store, r.path_params["id"]),
        "/contradictions": partial(_contradictions, is_of_doubts=False),
        "/doubts": partial(_contradictions, is_of_doubts=True),
        "/contradiction/{id}": lambda store, r: contradiction(store, r.path_params["id"]),
        "/compare": lambda store, r: compare(
            store, r.query_params.get("of", "county"), r.query_params.getlist("id"), _year(r)
        ),
        "/documents": lambda store, r: documents(store, _asked(r, "status"), _asked(r, "county")),
        "/document/{id}": lambda store, r: document(store, r.path_params["id"]),
        "/sql": lambda store, r: questions(store, _asked(r, "q")),
    }
    routes = [Route(path, pages.answering(one)) for path, one in read.items()]
    routes += [
        Route("/search", pages.search),
        Route("/figure/{id}/page.png", pages.picture),
        Route("/contradiction/{id}/evidence.zip", pages.evidence),
        Route("/document/{id}/file", pages.file),
        Route("/api/openapi.json", pages.described),
        Route("/api/{relation}", pages.rows),
    ]
    static = StaticFiles(directory=Path(__file__).with_name("static"))
    return Starlette(
        routes=[*routes, Mount("/static", static)],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(GZipMiddleware, minimum_size=2000),
        ],
        exception_handlers={
            404: pages.missing,
            MissingError: pages.missing,
            WarehouseError: pages.unpublished,
            duckdb.InterruptException: pages.too_long,
        },
    )


def _asked(request: Request, name: str) -> str | None:
    return request.query_params.get(name) or None


def _year(request: Request) -> int | None:
    text = request.query_params.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else None


def _contradictions(store: Store, request: Request, *, is_of_doubts: bool) -> View:
    county_code, body_id = _asked(request, "county"), _asked(request, "body")
    kind = _asked(request, "kind")
    return contradictions(store, county_code, body_id, _year(request), kind, is_of_doubts=is_of_doubts)


class _Pages:
    """Answers requests; what asks the warehouse runs in threads, so that a slow question holds nobody up."""

    def __init__(self, settings: Settings) -> None:
        self._store = Store(settings)
        self._pictures = Pictures(settings)
        self._version = version("juesuan")
        self._templates = Environment(
            loader=PackageLoader("pipelines.explore"),
            autoescape=select_autoescape(default=True),
            trim_blocks=True,
        )
        self._templates.filters["printed"] = printed

    def answering(self, read: Read) -> Callable[[Request], Any]:
        """Return what answers with a page, or with one of its tables as a file."""

        async def answer(request: Request) -> Response:
            return await run_in_threadpool(self._answer, read, request)

        return answer

    def _answer(self, read: Read, request: Request) -> Response:
        view = read(self._store, request)
        language = _language(request)
        form = request.query_params.get("format", "")
        if form in MEDIA_TYPES and (table := view.table(request.query_params.get("table", ""))) is not None:
            name = f"juesuan-{table.key}.{form}"
            data = file_of(self._store.rows, view, table, form, language)
            return Response(data, media_type=MEDIA_TYPES[form], headers=_HEADERS | _attached(name))
        return self._page(request, view)

    def _page(self, request: Request, view: View, status: int = 200) -> Response:
        language = _language(request)
        say = partial(word, language=language)
        kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("lang", "table", "format")]
        other = LANGUAGES[1 - LANGUAGES.index(language)]
        text = self._templates.get_template(view.template).render(
            view=view,
            say=say,
            label=lambda column: say(column.label or column.key),
            shown=lambda one, value: spoken(value, one.kind, one.key, language),
            told=lambda text: translated(text or "", language),
            chart=lambda chart: _chart(chart, say),
            language=language,
            other=other,
            other_address=f"{request.url.path}?{urlencode([*kept, ('lang', other)])}",
            download=lambda table, form: (
                f"{request.url.path}?{urlencode([*kept, ('table', table), ('format', form)])}"
            ),
            formats=tuple(MEDIA_TYPES),
            path=request.url.path,
        )
        response = Response(text, status, _HEADERS, "text/html; charset=utf-8")
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(_COOKIE, language, max_age=31_536_000, samesite="lax", httponly=True)
        return response

    async def search(self, request: Request) -> Response:
        """Answer what is typed with a list, as a part of the page."""
        rows = await run_in_threadpool(found, self._store, request.query_params.get("q", ""))
        say = partial(word, language=_language(request))
        text = self._templates.get_template("found.html").render(
            rows=rows, say=say, asked=request.query_params.get("q")
        )
        return Response(text, headers=_HEADERS, media_type="text/html; charset=utf-8")

    async def picture(self, request: Request) -> Response:
        """Answer with the page on which a figure is printed."""
        data = await run_in_threadpool(picture, self._store, self._pictures, request.path_params["id"])
        return Response(data, headers=_HEADERS | _KEPT_LONG, media_type="image/png")

    async def evidence(self, request: Request) -> Response:
        """Answer with a contradiction's evidence."""
        identity = request.path_params["id"]
        data = await run_in_threadpool(evidence, self._store, self._pictures, identity)
        name = f"juesuan-{identity}.zip"
        return Response(data, headers=_HEADERS | _attached(name), media_type="application/zip")

    async def file(self, request: Request) -> Response:
        """Answer with a document's bytes, never to be opened in the page."""
        sql = "select site, sha256, file_name from dim_document where document_id = $id"
        row = await run_in_threadpool(partial(self._store.one, sql, id=request.path_params["id"]))
        path = await run_in_threadpool(self._pictures.file, row)
        return FileResponse(
            path, headers=_HEADERS, media_type="application/octet-stream", filename=row["file_name"]
        )

    async def rows(self, request: Request) -> Response:
        """Answer with rows of a mart."""
        try:
            found_rows = await run_in_threadpool(
                api.page, self._store, request.path_params["relation"], dict(request.query_params)
            )
        except api.AskedError as error:
            return JSONResponse({"error": str(error)}, 400, _HEADERS)
        return _json(found_rows)

    async def described(self, _: Request) -> Response:
        """Answer with the description of the rows."""
        return _json(await run_in_threadpool(api.described, self._store, self._version))

    async def missing(self, request: Request, _: Exception) -> Response:
        """Answer that there is no such page."""
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": "there is no such relation"}, 404, _HEADERS)
        return self._told(request, "missing_page", 404)

    async def unpublished(self, request: Request, _: Exception) -> Response:
        """Answer that nothing is published yet."""
        return self._told(request, "nothing_published", 503)

    async def too_long(self, request: Request, _: Exception) -> Response:
        """Answer that a question took too long."""
        return self._told(request, "took_too_long", 503)

    def _told(self, request: Request, name: str, status: int) -> Response:
        return self._page(request, View("", name, template="told.html", more={"told": name}), status)


def _language(request: Request) -> str:
    return chosen(
        request.query_params.get("lang"), request.cookies.get(_COOKIE), request.headers.get("accept-language")
    )


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _json(value: Any) -> Response:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Response(text, headers=_HEADERS, media_type="application/json")


def _chart(chart: Chart, say: Callable[[str], str]) -> str:
    """Return a chart as the script in the page draws it."""
    return json.dumps(
        {
            "kind": chart.kind,
            "title": say(f"chart_{chart.key}"),
            "unit": say(chart.unit),
            "categories": list(chart.categories),
            "series": [{"name": say(name), "data": list(values)} for name, values in chart.series.items()],
            "save": say("save_picture"),
        },
        ensure_ascii=False,
    )


__all__ = ["LOCAL_HOSTS", "application"]
