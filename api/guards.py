"""Who may ask, and how much they may send. Plain ASGI, so that a body is refused before it is read whole."""

from __future__ import annotations

import hmac
import time
from ipaddress import ip_address

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem

_log = structlog.get_logger("careerspace.api")
_OPEN = frozenset({"/healthz", "/readyz"})
"""what orchestrators ask without a key; says nothing of the data"""


def is_loopback(host: str) -> bool:
    """Return whether an address or name can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class RequireKey:
    """Refuse requests without `Authorization: Bearer <key>`."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._expected = f"Bearer {key}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, or pass on."""
        given = dict(scope.get("headers", [])).get(b"authorization", b"")
        if scope["type"] != "http" or scope["path"] in _OPEN or hmac.compare_digest(given, self._expected):
            await self._app(scope, receive, send)
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
        if scope["type"] == "http":
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
            if not is_loopback(name):
                await problem(421, "foreign-host", "this service answers on loopback only; set a key to open it")(
                    scope, receive, send
                )
                return
        await self._app(scope, receive, send)


class LimitBody:
    """Refuse bodies larger than `max_bytes`, declared or not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._refusal = f"the body is larger than {max_bytes // 1_000_000} MB"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await problem(413, "http", self._refusal)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise HTTPException(413, self._refusal)
            return message

        await self._app(scope, counted, send)


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
