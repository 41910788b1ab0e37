"""Receiving clients' documents: written to disk as they arrive, with limits of size and time."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
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

from ocrlc.errors import InputError, LimitError, ResourceError
from ocrlc.server.limits import Limits

FIELD = "file"
TEMPLATE = "template"
"""Field of the form that may hold a template: YAML, as text or as a file."""
UNNAMED = "document"
MULTIPART = "multipart/form-data"
RAW = re.compile(
    r"image/[\w.+-]+|application/(octet-stream|pdf|x-pdf|x-www-form-urlencoded)|binary/octet-stream"
)
"""Media types accepted for a document as the body. `curl --data-binary` sends every body as
`x-www-form-urlencoded`."""
OVERHEAD = 1 << 16
"""Bytes that a form may have in addition to its file."""


@dataclass
class Upload:
    """A document on disk, with the name that the client gave it; opened when it is read.

    Attributes:
        path: the file.
        name: its name.
        template: the template that came with it, if any.
    """

    path: Path
    name: str
    template: bytes = b""
    _file: BinaryIO | None = field(default=None, init=False, repr=False)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, or all if `size` is -1.

        Raises:
            ResourceError: the file is gone, or cannot be read.
        """
        try:
            self._file = self._file or self.path.open("rb")
            return self._file.read(size)
        except OSError as error:
            raise _not_kept(error) from error


@asynccontextmanager
async def received(request: Request, folder: Path, limits: Limits) -> AsyncIterator[Upload]:
    """Yield the document in a request; it is deleted from disk afterwards.

    Args:
        request: the request; the document is the field `file` of its form, or its body. A form
            may have a field `template` too.
        folder: folder to write the file to.
        limits: limits of the document's size and of the time to receive it.

    Raises:
        HTTPException: 408, the document did not arrive in time; 415, the media type is not
            accepted; 400, the form is broken; 422, it lacks the field.
        LimitError: the document has more bytes than allowed.
        InputError: the document is empty.
        ResourceError: the document cannot be kept on disk.
        ClientDisconnect: the client has disconnected.
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
    with _new_file(folder) as file:
        template = b""
        try:
            with anyio.fail_after(limits.upload_seconds):
                if kind == MULTIPART:
                    name, template = await _from_form(request, file, most)
                else:
                    name = UNNAMED
                    async for part in _counted(request, most):
                        file.write(part)
            file.flush()
        except TimeoutError as error:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT,
                f"the document did not arrive within {limits.upload_seconds:g} s",
            ) from error
        except OSError as error:
            raise _not_kept(error) from error
        if file.tell() == 0:
            raise InputError(f"{name}: the file is empty")
        if file.tell() > most:
            raise _too_large(most)
        yield Upload(Path(file.name), name, template)


@contextmanager
def _new_file(folder: Path) -> Iterator[IO[bytes]]:
    """Yield a new file in a folder; it is removed afterwards.

    Raises:
        ResourceError: the disk is full.
    """
    try:
        # Some systems remove from their temporary folder what nobody has used for days.
        if not folder.exists():
            folder.mkdir(mode=0o700)
        file = NamedTemporaryFile(dir=folder)  # noqa: SIM115 - closed below
    except OSError as error:
        raise _not_kept(error) from error
    try:
        yield file
    finally:
        # On a full disk, closing fails as writing did; without the folder, there is no file.
        with suppress(OSError):
            file.close()


async def _from_form(request: Request, file: IO[bytes], most: int) -> tuple[str, bytes]:
    """Copy the document in the form's field into `file`; return its name, and the template."""
    parser = MultiPartParser(
        request.headers,
        _counted(request, most, OVERHEAD),
        max_files=2,
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
        return clean_name(part.filename), await _template(form.get(TEMPLATE))
    finally:
        await form.close()


async def _template(part: UploadFile | str | None) -> bytes:
    """Return the content of the form's field for a template; empty if it has none."""
    content = await part.read(OVERHEAD + 1) if isinstance(part, UploadFile) else part or ""
    found = content.encode() if isinstance(content, str) else content
    if len(found) > OVERHEAD:
        raise LimitError(f"the template is larger than {OVERHEAD >> 10} KB")
    return found


async def _counted(request: Request, most: int, overhead: int = 0) -> AsyncGenerator[bytes, None]:
    """Yield the body as it arrives; fail if it is larger than allowed."""
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
    """Return the last part of a file's path, without unprintable characters."""
    last = re.split(r"[/\\]", name or "")[-1]
    return "".join(character for character in last if character.isprintable())[:200] or UNNAMED


def _not_kept(error: OSError) -> ResourceError:
    return ResourceError(f"the server cannot keep the document on disk: {error.strerror or error}")


def _too_large(most: int) -> LimitError:
    return LimitError(f"the document is larger than {most / 1e6:.4g} MB")


def _refused(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
