"""Documents that clients send: onto the disk as they come in, within limits of size and time."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO

import anyio
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ocrlc.errors import InputError, LimitError
from ocrlc.server.limits import Limits

FIELD = "file"
UNNAMED = "document"
MULTIPART = "multipart/form-data"
RAW = re.compile(
    r"image/[\w.+-]+|application/(octet-stream|pdf|x-pdf|x-www-form-urlencoded)|binary/octet-stream"
)
"""The last of the applications is what `curl --data-binary` calls every body."""
OVERHEAD = 1 << 16
"""Bytes that a form may have around its file."""


@dataclass
class Upload:
    """A document under the name it was sent with; a file that opens where it is read."""

    path: Path
    name: str
    _file: BinaryIO | None = field(default=None, init=False, repr=False)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, all for -1."""
        self._file = self._file or self.path.open("rb")
        return self._file.read(size)


@asynccontextmanager
async def received(request: Request, folder: Path, limits: Limits) -> AsyncIterator[Upload]:
    """Yield the document that a request carries; it is gone from the disk afterwards.

    Args:
        request: with a form whose field `file` is the document, or the document as its body.
        folder: for the file.
        limits: of its size and of the time it takes to arrive.

    Raises:
        HTTPException: 408, 415, 400 and 422 for a form that is broken or has no such field.
        LimitError: more bytes than allowed.
        InputError: there are none.
        ClientDisconnect: the client has gone.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.headers.get("content-encoding", "identity") != "identity":
        raise _refused("send the document without Content-Encoding")
    if kind not in ("", MULTIPART) and not RAW.fullmatch(kind):
        raise _refused(
            f"Content-Type {kind} holds no document: send multipart/form-data with the field "
            f"{FIELD}, or the document as application/octet-stream, application/pdf or image/*"
        )
    most = limits.load_options.max_bytes
    with NamedTemporaryFile(dir=folder) as file:
        try:
            with anyio.fail_after(limits.upload_seconds):
                if kind == MULTIPART:
                    name = await _from_form(request, file, most)
                else:
                    name = UNNAMED
                    async for part in _counted(request, most):
                        file.write(part)
        except TimeoutError as error:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT,
                f"the document did not arrive within {limits.upload_seconds:g} s",
            ) from error
        if file.tell() == 0:
            raise InputError(f"{name}: the file is empty")
        if file.tell() > most:
            raise _too_large(most)
        file.flush()
        yield Upload(Path(file.name), name)


async def _from_form(request: Request, file: IO[bytes], most: int) -> str:
    """Copy the field's content into `file`; return its name."""
    parser = MultiPartParser(
        request.headers,
        _counted(request, most, OVERHEAD),
        max_files=1,
        max_fields=8,
        max_part_size=OVERHEAD,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        detail = getattr(error, "message", "") or "the form cannot be read"
        raise HTTPException(HTTPStatus.BAD_REQUEST, detail) from error
    try:
        part = form.get(FIELD)
        if not isinstance(part, UploadFile):
            detail = f"the form has no file in the field {FIELD!r}"
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
        await asyncio.to_thread(shutil.copyfileobj, part.file, file)
        return clean_name(part.filename)
    finally:
        await form.close()


async def _counted(request: Request, most: int, overhead: int = 0) -> AsyncGenerator[bytes, None]:
    """Yield the body as it comes in, no more of it than allowed."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most + overhead:
        raise _too_large(most)
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most + overhead:
            raise _too_large(most)
        yield part


def clean_name(name: str | None) -> str:
    """Return the last part of a file's name, without what would not be printed."""
    last = re.split(r"[/\\]", name or "")[-1]
    return "".join(character for character in last if character.isprintable())[:200] or UNNAMED


def _too_large(most: int) -> LimitError:
    return LimitError(f"the document is larger than {most / 1e6:.4g} MB")


def _refused(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
