"""Malicious requests; the server must refuse or drop each of them within its limits."""

from __future__ import annotations

import functools
import io
import os
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

BIG = 200_000_000


def malformed_form(url: str) -> int:
    """Send a body that is not a valid form."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    return httpx.post(f"{url}/v1/recognize", content=b"--y\r\n\r\n", headers=headers).status_code


def big_body(url: str, size: int = BIG) -> int:
    """Send more bytes than allowed."""

    def parts() -> Iterator[bytes]:
        part = bytes(1 << 20)
        for _ in range(size // len(part)):
            yield part

    length = size // (1 << 20) << 20
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(length)}
    answer = httpx.post(f"{url}/v1/recognize", content=parts(), headers=headers, timeout=120)
    return answer.status_code


def zip_as_png(url: str) -> int:
    """Send an archive with the file name of a picture."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "no picture")
    return _send(url, "scan.png", buffer.getvalue(), "image/png")


def decompression_bomb(url: str, side: int = 60_000) -> int:
    """Send a PNG of a few kilobytes whose pixels would take gigabytes."""
    return _send(url, "bomb.png", _png(side, bytes(10_000_000)), "image/png")


def slow_upload(url: str, patience: float = 60) -> int:
    """Send single bytes slowly until the server ends the request; return the status."""
    with connected(url) as connection:
        connection.sendall(request_head(100_000))
        end = time.monotonic() + patience
        connection.settimeout(0.2)
        while time.monotonic() < end:
            connection.sendall(b"x")
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                continue
            return int(answer.split()[1]) if answer else 0
    raise TimeoutError(f"the server waits for more than {patience:g} s")


def leave_while_sending(url: str) -> int:
    """Send half a document and disconnect."""
    with connected(url) as connection:
        connection.sendall(request_head(100_000) + b"x" * 50_000)
    return 0


def leave_while_reading(url: str, document: bytes) -> int:
    """Send a document and disconnect before the answer."""
    with connected(url) as connection:
        connection.sendall(request_head(len(document)) + document)
    return 0


def leave_answer_unread(url: str, patience: float = 90) -> int:
    """Ask for an answer that fills every buffer on the way, and receive nothing of it."""
    with answer_left_unread(url):
        time.sleep(patience)
    return 0


@contextmanager
def answer_left_unread(url: str) -> Iterator[None]:
    """Ask for an answer of 9 MB, and keep the connection during the block."""
    with connected(url, receive=4096) as connection:
        document = _noise()
        connection.sendall(request_head(len(document), "?format=pdf") + document)
        yield


def half_a_request(url: str, patience: float = 60) -> int:
    """Have a request answered, then send the first byte of another until the server hangs up.

    Raises:
        TimeoutError: it does not.
    """
    with connected(url) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: ocrlc\r\n\r\n")
        connection.recv(65_536)
        connection.sendall(b"G")
        connection.settimeout(patience)
        while connection.recv(65_536):
            pass
    return 0


@functools.cache
def _noise() -> bytes:
    """Return a picture of 9 MB, which a searchable PDF holds as it is."""
    side = 1750
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))
    return _png(side, rows, level=0)


def _png(side: int, rows: bytes, level: int = 9) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return png + chunk(b"IDAT", zlib.compress(rows, level)) + chunk(b"IEND", b"")


def request_head(length: int, query: str = "") -> bytes:
    """Return the headers of a request whose body is a document of so many bytes."""
    return (
        f"POST /v1/recognize{query} HTTP/1.1\r\nHost: ocrlc\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def connected(url: str, receive: int | None = None) -> socket.socket:
    """Connect; `receive` bounds the bytes that wait here to be received."""
    parsed = httpx.URL(url)
    if receive is None:
        return socket.create_connection((parsed.host, parsed.port or 80), timeout=30)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    connection.settimeout(30)
    connection.connect((parsed.host, parsed.port or 80))
    return connection


def _send(url: str, name: str, data: bytes, kind: str) -> int:
    files = {"file": (name, data, kind)}
    return httpx.post(f"{url}/v1/recognize", files=files, timeout=120).status_code
