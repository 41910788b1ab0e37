"""Listening: the socket, uvicorn, and an end that lets running requests finish."""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ocrlc.errors import ConfigError

HEADER_SECONDS = 10.0
"""In which a client that has connected must have sent a request's headers."""
BACKLOG = 128


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; 0 for any free port.

    Raises:
        ConfigError: the address is not ours, or the port is taken.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        server = socket.socket(family, kind)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(address)
        server.listen(BACKLOG)
    except OSError as error:
        mend = "; choose another with --port" if error.errno == errno.EADDRINUSE else ""
        reason = f"{error.strerror or error}{mend}"
        raise ConfigError(f"cannot listen on {host}, port {port}: {reason}") from error
    return server


def url_of(server: socket.socket) -> str:
    """Return the address a browser takes."""
    host, port = server.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: ASGIApp, server: socket.socket, patience: float) -> None:
    """Serve until SIGTERM, after which this returns, or SIGINT, after which it raises.

    Either way, requests that are under way are finished first.

    Args:
        app: what answers.
        server: listens already.
        patience: seconds that running requests are given to finish.

    Raises:
        KeyboardInterrupt: on SIGINT.
    """
    # It warns of every broken form, which is the client's affair.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=math.ceil(patience),
    )
    with closing(server), _ended_by_sigterm():
        uvicorn.Server(config).run(sockets=[server])


class PatientProtocol(H11Protocol):
    """Drops clients that connect and then do not send a request: uvicorn would wait for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        self.loop.call_later(HEADER_SECONDS, self._drop_if_silent)

    def _drop_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class _EndedError(BaseException):
    """SIGTERM came."""


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Leave the block on SIGTERM as if it had ended, rather than die without clearing up.

    uvicorn shuts down first, and then raises the signal again.
    """

    def end(_: int, __: FrameType | None) -> None:
        raise _EndedError

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except _EndedError:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
