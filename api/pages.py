"""The web application's files. Its pages are drawn in the browser, from what `/v1` answers; the service gives no data here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WEB = Path(__file__).with_name("web")
STATIC = "/static/"
PAGES = ("/", "/match", "/occupations/{name:path}", "/gap", "/map", "/ads", "/screening", "/screening/{id}", "/about")
"""the addresses that the application draws itself (`ROUTES` in web/router.js), each answered by the same document"""
_MACHINE = frozenset({"/v1", "/openapi.json", "/healthz", "/readyz"})
"""addresses that are no page, whoever asks"""
_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    # a text becomes HTML only through lit-html, which escapes it; anything else is refused by the browser
    "require-trusted-types-for": "'script'",
    "trusted-types": "lit-html",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",  # names hold no version: ask each time, and get a 304
}
DATA_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # names of candidates must not stay on a disk
}
"""of every answer that sets no other ones: data are nothing to run or to keep"""


def is_page(path: str) -> bool:
    """Return whether a path is one of the application's own, which hold no data and so need no key."""
    return path in PAGES or path.startswith((STATIC, "/occupations/", "/screening/"))


def asks_for_page(scope: Scope) -> bool:
    """Return whether a browser asks for a document where only a page can be meant: an unknown address gets one that says so."""
    accepted = dict(scope.get("headers", [])).get(b"accept", b"")
    machine = scope["path"].startswith((STATIC, "/v1/")) or scope["path"] in _MACHINE
    return scope["type"] == "http" and scope["method"] == "GET" and b"text/html" in accepted and not machine


def lost_page() -> Response:
    """Return the application with the status of an unknown address; its router shows that there is no such page."""
    return FileResponse(WEB / "index.html", 404, headers=_HEADERS)


def add_pages(app: FastAPI) -> None:
    """Add the pages and their files; to the OpenAPI document they do not belong."""
    files = StaticFiles(directory=WEB)
    app.mount(STATIC.rstrip("/"), WithHeaders(GZipMiddleware(files, minimum_size=500), _HEADERS))

    async def page(request: Request) -> Response:
        if request.path_params.get("name") == "":  # `/occupations/` names none
            raise HTTPException(404)
        return FileResponse(WEB / "index.html", headers=_HEADERS)

    for path in PAGES:
        # not app.get: a page's query belongs to the browser, and is not checked
        app.add_route(path, page, include_in_schema=False)


class WithHeaders:
    """Give each answer the headers that it lacks."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
