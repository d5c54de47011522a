"""Who may ask, and how much they may send. Plain ASGI, so that a body is refused before it is read whole."""

from __future__ import annotations

import asyncio
import hmac
import re
import time
from collections.abc import Mapping
from ipaddress import ip_address

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages import asks_for_page, is_page, lost_page
from api.problems import busy, problem

_log = structlog.get_logger("careerspace.api")
OPEN = frozenset({"/healthz", "/readyz", "/openapi.json"})
"""what orchestrators and authors of clients ask without a key; says nothing of the data"""
MAX_BODY_S = 60.0
"""seconds in which a body must have arrived whole"""
MAX_AT_ONCE = 64
"""requests with a body that are held in memory at the same time, those that wait for the encoder included"""
MAX_UPLOADS_AT_ONCE = 8
"""uploads to be screened at the same time, beside those; most of them wait for their turn to be read"""


def is_loopback(host: str) -> bool:
    """Return whether an address or name can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class RequireKey:
    """Refuse requests without `Authorization: Bearer <key>`; the pages that ask a person for it are open."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or pass on."""
        scheme, _, key = dict(scope.get("headers", [])).get(b"authorization", b"").partition(b" ")
        admitted = scheme.lower() == b"bearer" and hmac.compare_digest(key.strip(), self._key)
        if scope["type"] != "http" or scope["path"] in OPEN or is_page(scope["path"]) or admitted:
            await self._app(scope, receive, send)
            return
        if asks_for_page(scope):  # none of the application's, and it holds no data either
            await lost_page()(scope, receive, send)
            return
        response = problem(401, "no-key", "send the service's key as `Authorization: Bearer …`")
        response.headers["WWW-Authenticate"] = "Bearer"
        await response(scope, receive, send)


class RequireLoopbackHost:
    """Refuse requests whose Host is no loopback name: a web page elsewhere can't reach a keyless service by DNS rebinding."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 421, or pass on."""
        if scope["type"] == "http" and scope["path"] not in OPEN:
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
            if not is_loopback(name):
                await problem(421, "foreign-host", "this service answers on loopback only; set a key to open it")(
                    scope, receive, send
                )
                return
        await self._app(scope, receive, send)


class LimitBody:
    """Refuse bodies larger than `max_bytes`, declared or not, and those that take longer than `MAX_BODY_S` to arrive.

    `larger` is path, as a pattern → what is accepted there instead; a body of more than `max_bytes` has longer to arrive in
    proportion. Time counts from when the body is asked for: a request that waits for its turn loses none.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[re.Pattern[str], int]) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 408, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        max_bytes = next((most for path, most in self._larger.items() if path.fullmatch(scope["path"])), self._max_bytes)
        too_large = f"the body is larger than {max_bytes // 1_000_000} MB"
        declared = dict(scope["headers"]).get(b"content-length", b"")
        size = int(declared) if declared.isdigit() else max_bytes  # of what comes in chunks nobody knows
        if size > max_bytes:
            await problem(413, "http", too_large)(scope, receive, send)
            return
        max_seconds = MAX_BODY_S * max(1.0, size / self._max_bytes)
        received, whole = 0, False
        until: float | None = None

        async def counted() -> Message:
            nonlocal received, whole, until
            if whole:  # what comes now is the end of the connection, however late
                return await receive()
            if until is None:
                until = asyncio.get_running_loop().time() + max_seconds
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                refusal = f"the body did not arrive within {max_seconds:g} s"
                raise HTTPException(408, refusal, {"Connection": "close"}) from None
            received += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if received > max_bytes:
                raise HTTPException(413, too_large)
            return message

        await self._app(scope, counted, send)


class LimitAtOnce:
    """Refuse a request with a body while `MAX_AT_ONCE` others are in work: bodies wait in memory for the encoder.

    Uploads, at the paths that match `uploads`, are counted by themselves, so that slow ones keep nobody from searching.
    """

    def __init__(self, app: ASGIApp, uploads: re.Pattern[str]) -> None:
        self._app = app
        self._uploads = uploads
        self._running = {True: 0, False: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503, or pass on."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        is_upload = self._uploads.fullmatch(scope["path"]) is not None
        limit, kind = (MAX_UPLOADS_AT_ONCE, "uploads") if is_upload else (MAX_AT_ONCE, "requests")
        if self._running[is_upload] >= limit:
            await busy(f"{limit} {kind} are in work; try again in a few seconds", 5)(scope, receive, send)
            return
        self._running[is_upload] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running[is_upload] -= 1


class AnswerHead:
    """Answer HEAD like GET; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


class LogRequests:
    """Log method, route, status and time; never a body, a query or a path value, which may tell of a person."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, then log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            ms = round((time.perf_counter() - started) * 1000, 1)
            _log.info("request", method=scope["method"], route=route, status=status, ms=ms)
