"""Running the server: the socket, uvicorn, and a shutdown that lets running requests finish."""

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

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ocrlc.errors import ConfigError
from ocrlc.server.seldom import Seldom
from ocrlc.system.platforms import most_open_files

HEADER_SECONDS = 10.0
"""Seconds within which a client must send a request's headers after connecting, or after the
answer to its last request."""
ANSWER_SECONDS = 60.0
"""Seconds within which a client must receive an answer's last bytes."""
LEAVING_SECONDS = 5.0
"""Seconds without any progress after which an answer is given up while the server shuts down."""
FILES_KEPT = 64
"""Open files that connections leave to everything else, such as pipes to the readers."""
BACKLOG = 128
"""Connections that the system keeps until they are accepted."""
ACCEPTED = 32
"""Connections that are accepted at a time. Those beyond `most_connections` are closed only then,
so these need a share of `FILES_KEPT`."""
LOGS = ("asyncio", "uvicorn.error", __name__)
"""Logs into which clients can have lines written as fast as they like."""

_INTERIM = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")

log = logging.getLogger(__name__)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free port.

    Raises:
        ConfigError: the address is not one of this machine, or the port is in use.
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
        advice = "; choose another with --port" if error.errno == errno.EADDRINUSE else ""
        reason = f"{error.strerror or error}{advice}"
        raise ConfigError(f"cannot listen on {host}, port {port}: {reason}") from error
    return server


def url_of(server: socket.socket) -> str:
    """Return the server's URL for a browser."""
    host, port = server.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: ASGIApp, server: socket.socket, patience: float) -> None:
    """Serve until SIGTERM, then return, or until SIGINT, then raise KeyboardInterrupt.

    In both cases, running requests are finished first, and their answers sent.

    Args:
        app: the web application.
        server: a listening socket.
        patience: longest time for running requests to finish, in seconds.

    Raises:
        KeyboardInterrupt: on SIGINT.
    """
    # It logs a warning for every malformed form; that is reported to the client anyway.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    seldom = Seldom()
    for name in LOGS:
        logging.getLogger(name).addFilter(seldom)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        backlog=ACCEPTED,
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
    """Disconnects clients that send no whole request or do not receive their answer.

    uvicorn would wait for ever. Clients that close the writing half of their connection after a
    whole request get their answer. Connections beyond what the system's limit of open files allows
    are closed at once.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer."""
        super().connection_made(transport)
        self._sending_since: float | None = None
        self._silent_since = self.loop.time()
        self._half_closed = False
        most = most_connections()
        if len(self.connections) > most:
            log.warning("more than %d connections: further ones are closed at once", most)
            transport.abort()
        else:
            self._check()

    def on_response_complete(self) -> None:
        """Start the time for the next request, if one may come."""
        super().on_response_complete()
        self._silent_since = self.loop.time()
        if self._half_closed and not self._answering():
            self.transport.close()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Return whether the connection stays, as it does for the answer to a whole request.

        A client that has left altogether looks the same until it is sent something: its system
        then says that it is gone. An interim response is what clients must pass over.
        """
        if not self._answering():
            return False
        begun = self._half_closed or self.conn.our_state is not h11.SEND_RESPONSE
        if not begun and self.conn.their_http_version != b"1.0":
            self.transport.write(self.conn.send(_INTERIM) or b"")
        self._half_closed = True
        return True

    def shutdown(self) -> None:
        """Finish what runs; clients that receive nothing of their answer are not waited for."""
        super().shutdown()
        self._drop_if_stuck()

    def _drop_if_stuck(self, before: int = 0) -> None:
        """Close the connection if `before` bytes were to be sent already the last time."""
        left = self.transport.get_write_buffer_size()
        if left and left == before:
            self.transport.abort()
        elif left or not self.transport.is_closing():
            self.loop.call_later(LEAVING_SECONDS, self._drop_if_stuck, left)

    def _check(self) -> None:
        """Close the connection if its client has taken too long; look again soon."""
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            return
        now = self.loop.time()
        if not self.transport.get_write_buffer_size():
            self._sending_since = None
        elif self._sending_since is None:
            self._sending_since = now
        if self._half_closed and _error_of(self.transport):
            self.transport.abort()
            return
        waiting = self.cycle is None or self.cycle.response_complete
        if self._sending_since is not None:
            if now - self._sending_since > ANSWER_SECONDS:
                self.transport.abort()
        elif waiting and now - self._silent_since > HEADER_SECONDS:
            self.transport.close()
        self.loop.call_later(HEADER_SECONDS / 4, self._check)

    def _answering(self) -> bool:
        """Whether a whole request has been received, and its answer is not complete."""
        cycle = self.cycle
        return cycle is not None and not (cycle.more_body or cycle.response_complete)


def _error_of(transport: asyncio.Transport) -> int:
    """Return what has happened to a connection from which nothing is received any more; 0: nothing.

    The event loop would notice it only when it sends something.
    """
    number: int = transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return number


def most_connections() -> int:
    """Return the number of connections that the limit of open files allows.

    Each may have a document on disk besides its socket.
    """
    return max(8, (min(most_open_files(), 4096) - FILES_KEPT) // 2)


class _EndedError(BaseException):
    """SIGTERM was received."""


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """On SIGTERM, leave the block normally instead of ending without clean-up.

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
