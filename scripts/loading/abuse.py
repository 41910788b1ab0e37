"""Malicious requests; the server must refuse or drop each of them within its limits."""

from __future__ import annotations

import io
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator

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

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)
    return _send(url, "bomb.png", png + chunk(b"IEND", b""), "image/png")


def slow_upload(url: str, patience: float = 60) -> int:
    """Send single bytes slowly until the server ends the request; return the status."""
    with _connection(url) as connection:
        connection.sendall(_head(100_000))
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
    with _connection(url) as connection:
        connection.sendall(_head(100_000) + b"x" * 50_000)
    return 0


def leave_while_reading(url: str, document: bytes) -> int:
    """Send a document and disconnect before the answer."""
    with _connection(url) as connection:
        connection.sendall(_head(len(document)) + document)
    return 0


def _head(length: int) -> bytes:
    return (
        "POST /v1/recognize HTTP/1.1\r\nHost: ocrlc\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def _connection(url: str) -> socket.socket:
    parsed = httpx.URL(url)
    return socket.create_connection((parsed.host, parsed.port or 80), timeout=30)


def _send(url: str, name: str, data: bytes, kind: str) -> int:
    files = {"file": (name, data, kind)}
    return httpx.post(f"{url}/v1/recognize", files=files, timeout=120).status_code
