"""Loading documents from any source as a stream of pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeAlias, Union

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image as PILImage

from ocrlc.errors import InputError, LimitError
from ocrlc.loading.input_formats import is_pdf
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.page import NOT_READ, Chosen, choose_pages, every_page, too_large
from ocrlc.loading.page import RawPage as RawPage
from ocrlc.loading.picture_files import decode_image, picture_pages
from ocrlc.loading.pixels import checked_array
from ocrlc.system.stages import stage, staged
from ocrlc.system.storage import is_url, read_url, shown

Image = NDArray[np.uint8]
Source: TypeAlias = Union[str, "os.PathLike[str]", bytes, BinaryIO, Image, PILImage]
"""A path or URL, a file's bytes, a binary file, H x W x 3 BGR or H x W grey pixels, or a Pillow
image."""


@stage("decode")
def load_pages(
    source: Source, options: LoadOptions | None = None, chosen: Chosen = every_page
) -> Iterator[RawPage]:
    """Yield the pages of a document, one decoded at a time.

    The format is recognised by the content, not by the name. Transparent pixels are laid over a
    white or black background; 16-bit pixels are scaled by the range of values they use.

    Args:
        source: see `Source`; files may be images, multi-page TIFFs or PDFs.
        options: which pages to load, at which resolution and within which limits.
        chosen: called with the document's name and a page's number before the page is decoded;
            returns whether it is.

    Raises:
        InputError: the source is missing, empty, truncated, beyond a limit, or not a document.
    """
    options = options or LoadOptions()
    pages = staged("decode", _pages(source, options, chosen))
    return map(_unread, pages) if options.text_layer == "only" else pages


def _unread(page: RawPage) -> RawPage:
    """Return a page whose pixels are not read; without text of its own, it is empty."""
    if page.lines is not None:
        return page
    return replace(page, lines=(), warnings=(*page.warnings, NOT_READ))


def _pages(source: Source, options: LoadOptions, chosen: Chosen) -> Iterator[RawPage]:
    if isinstance(source, np.ndarray):
        return _array(source, options, chosen)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _decode(bytes(source), "<bytes>", options, chosen)
    if isinstance(source, (str, os.PathLike)):
        place = os.fsdecode(source)
        name = shown(place) if is_url(place) else place
        return _decode(read_file(place, options), name, options, chosen)
    if isinstance(source, PILImage):
        name = str(getattr(source, "filename", "") or "<image>")
        return picture_pages(source, name, options, chosen=chosen)
    if hasattr(source, "read"):
        given = getattr(source, "name", None)
        name = given if isinstance(given, str) else "<bytes>"
        try:
            data = _read_stream(source, name, options)
        except (OSError, ValueError) as error:  # such as a closed file
            raise InputError(f"{name}: cannot be read ({error})") from error
        return _decode(data, name, options, chosen)
    raise InputError(
        f"cannot read a page from {type(source).__name__}: "
        "give a path, bytes, a binary file, a NumPy array or a Pillow image"
    )


def _array(array: NDArray[np.generic], options: LoadOptions, chosen: Chosen) -> Iterator[RawPage]:
    for number in choose_pages(1, "<array>", options, chosen):
        page = checked_array(array)
        if page.shape[0] * page.shape[1] > options.max_pixels:
            raise too_large("<array>", options)
        yield RawPage(page, "<array>", number)


def read_file(name: str, options: LoadOptions) -> bytes:
    """Return the bytes of a file, given by its path or URL.

    Raises:
        InputError: it is missing or cannot be read.
        LimitError: it is larger than the limit.
        ConfigError: a URL needs a package that is not installed.
    """
    if is_url(name):
        return read_url(name, options.max_bytes)
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name}: is a folder, not a document")
        with path.open("rb") as file:
            return _read_stream(file, name, options)
    except FileNotFoundError as error:
        raise InputError(f"{name}: no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: cannot be read ({reason})") from error


def _read_stream(file: BinaryIO, name: str, options: LoadOptions) -> bytes:
    """Return a binary file's content; no more than the limit is ever read into memory."""
    parts: list[bytes] = []
    left = options.max_bytes + 1
    while left > 0:  # pipes and unbuffered files may return less than asked for
        part = file.read(left)
        if not isinstance(part, bytes):
            raise InputError(f"{name}: opened as text; open it in binary mode")
        if not part:
            break
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise LimitError(f"{name}: larger than {options.max_bytes / 1e6:.4g} MB")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _decode(data: bytes, name: str, options: LoadOptions, chosen: Chosen) -> Iterator[RawPage]:
    if not data:
        raise InputError(f"{name}: the file is empty")
    if not is_pdf(data):
        return decode_image(data, name, options, chosen)
    # It loads PDFium and all its bindings, which pictures do without.
    from ocrlc.loading.pdf import decode_pdf

    return decode_pdf(data, name, options, chosen)
