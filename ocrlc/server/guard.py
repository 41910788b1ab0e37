"""Middleware for every answer: security headers, metrics, and closing connections cleanly."""

from __future__ import annotations

import time

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ocrlc.server.prometheus import Metrics

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
RESULT_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Policy for results, some of which a browser would otherwise show as a page of this server."""
LINGER = 2.0
"""Seconds for which the rest of a refused document is received, so that the client sees the
answer."""


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        body = _Body(Headers(scope=scope), receive)
        status = 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), scope["path"], close=body.unread)
            elif body.unread and not message.get("more_body"):
                await send({**message, "more_body": True})
                await body.drain()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        try:
            await self.app(scope, body.receive, send_guarded)
        finally:
            path = getattr(scope.get("route"), "path", "other")
            self.metrics.requests.labels(path, status).inc()
            self.metrics.seconds.labels(path).observe(time.perf_counter() - begun)


class _Body:
    """A request's body, a part of which may be unread when the answer is ready.

    Closing a connection with unread bytes resets it, and the client may never see why its
    document was refused. So the rest is received and thrown away for `LINGER` seconds.
    """

    def __init__(self, headers: Headers, receive: Receive) -> None:
        self._receive = receive
        length = headers.get("content-length", "0")
        self.unread = length != "0" or "transfer-encoding" in headers
        # With `Expect`, the client sends nothing before it is told to continue.
        self._waits = "expect" in headers

    async def receive(self) -> Message:
        self._waits = False
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            self.unread = False
        return message

    async def drain(self) -> None:
        with anyio.move_on_after(LINGER):
            while self.unread and not self._waits:
                await self.receive()


def _add_headers(headers: MutableHeaders, path: str, *, close: bool) -> None:
    is_result = path.startswith("/v1/")
    headers["Content-Security-Policy"] = RESULT_POLICY if is_result else PAGE_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cache-Control"] = "no-store" if is_result else "no-cache"
    if close:
        headers["Connection"] = "close"
