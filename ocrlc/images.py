"""Loading documents: whatever holds pages becomes a stream of plain pixel arrays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, Union

import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import InputError
from ocrlc.sources import (
    MAX_PIXELS,
    PDF_DPI,
    decode_image,
    decode_pdf,
    flatten,
    is_pdf,
    picture_pages,
)

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

Image = NDArray[np.uint8]
Source: TypeAlias = Union[str, "os.PathLike[str]", bytes, BinaryIO, Image, "PILImage"]
"""A path, a file's bytes, a binary file, H x W x 3 BGR or H x W grey pixels, a Pillow image."""


@dataclass(frozen=True, eq=False, slots=True)
class RawPage:
    """A page's pixels.

    Attributes:
        image: BGR or grey, EXIF orientation applied. Shape: H, W, 3 or H, W.
        source: what the page came from: the path as given, or `<bytes>`, `<array>`, `<image>`.
        number: the page's number in its source, from 1.
    """

    image: Image
    source: str
    number: int


def load_pages(source: Source, dpi: float = PDF_DPI) -> Iterator[RawPage]:
    """Yield the pages of a document, one decoded at a time.

    What a file is follows from its content, not from its name. Transparency is laid over white;
    deep pixels (16-bit) are scaled by the range they use.

    Args:
        source: see `Source`; files may be images, multi-page TIFF or PDF.
        dpi: resolution at which PDF pages are drawn.

    Raises:
        InputError: missing, empty, truncated, too large, or nothing that holds a page.
    """
    name, images = _open(source, dpi)
    for number, image in enumerate(images, start=1):
        yield RawPage(image, name, number)


def _open(source: Source, dpi: float) -> tuple[str, Iterator[Image]]:
    """Return a source's name and its pages."""
    if isinstance(source, np.ndarray):
        return "<array>", iter([checked_array(source)])
    if isinstance(source, (bytes, bytearray, memoryview)):
        return "<bytes>", _decode(bytes(source), "<bytes>", dpi)
    if isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        return name, _decode(_read(name), name, dpi)
    if hasattr(source, "read"):
        given = getattr(source, "name", None)
        name = given if isinstance(given, str) else "<bytes>"
        data = source.read()
        if not isinstance(data, bytes):
            raise InputError(f"{name}: opened as text; open it in binary mode")
        return name, _decode(data, name, dpi)
    from PIL import Image as PILImage

    if isinstance(source, PILImage.Image):
        name = str(getattr(source, "filename", "") or "<image>")
        return name, picture_pages(source, name)
    raise InputError(
        f"cannot read a page from {type(source).__name__}: "
        "give a path, bytes, a binary file, a NumPy array or a Pillow image"
    )


def _read(name: str) -> bytes:
    """Return a file's bytes."""
    path = Path(name)
    if path.is_dir():
        raise InputError(f"{name}: is a folder, not a document")
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: cannot be read ({reason})") from error


def _decode(data: bytes, name: str, dpi: float) -> Iterator[Image]:
    if not data:
        raise InputError(f"{name}: the file is empty")
    return decode_pdf(data, name, dpi) if is_pdf(data) else decode_image(data, name)


def checked_array(array: NDArray[np.generic]) -> Image:
    """Return an array as a page, without copying where it is one already.

    Raises:
        InputError: not uint8, not H, W[, 1] or H, W, 3 (BGR) or H, W, 4 (BGRA), empty, too large.
    """
    fits = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (1, 3, 4))
    if array.dtype != np.uint8 or not fits or array.size == 0:
        raise InputError(
            f"array of shape {array.shape} and type {array.dtype}: "
            "expected uint8 pixels, H x W (grey) or H x W x 3 (BGR)"
        )
    if array.shape[0] * array.shape[1] > MAX_PIXELS:
        raise InputError(f"array of shape {array.shape}: more than {MAX_PIXELS:,} pixels")
    page = np.ascontiguousarray(array).view(np.uint8)
    if page.ndim == 2:
        return page
    if page.shape[2] == 1:
        return page[:, :, 0]
    return flatten(page) if page.shape[2] == 4 else page
