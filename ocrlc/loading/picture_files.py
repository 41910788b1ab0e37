"""Decoding image files and Pillow images, page by page, to uint8 pixels."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage
from PIL import ImageOps

from ocrlc.errors import FormatError, InputError
from ocrlc.loading.deep_pixels import deep_colour, deep_grey
from ocrlc.loading.input_formats import HEAD, input_format_of
from ocrlc.loading.options import LoadOptions
from ocrlc.loading.other_formats import missing_decoder, why_not
from ocrlc.loading.page import (
    RETRY_HINT,
    Chosen,
    RawPage,
    choose_pages,
    every_page,
    skipped,
    too_large,
    with_absent,
)
from ocrlc.loading.pixels import to_pixels
from ocrlc.loading.tiff import count_pages

Image = NDArray[np.uint8]

ANIMATED = ("GIF", "WEBP", "PNG", "AVIF")
"""Pillow's names of the formats whose files may be animations."""
TRUNCATED = "the image is truncated or damaged; what is missing is blank"
ONE_FRAME = "an animation, of which one frame was read (--all-frames reads all)"


def decode_image(
    data: bytes, name: str, options: LoadOptions, chosen: Chosen = every_page
) -> Iterator[RawPage]:
    """Yield the pages of an image file: all pages of a TIFF, the first image of other formats.

    With `options.all_frames`, the frames of an animation are pages too.

    Raises:
        InputError: the file is not an image, truncated, or beyond a limit.
    """
    try:
        picture = open_picture(data)
    except PILImage.DecompressionBombError as error:
        raise too_large(name, options) from error
    except Exception as error:  # Pillow's decoders may raise anything for unknown bytes
        raise FormatError(f"{name}: {why_not(data[:HEAD])}") from error
    with picture:
        yield from picture_pages(picture, name, options, data, chosen)


def open_picture(data: bytes) -> PILImage.Image:
    """Open an image file's bytes with Pillow.

    Pillow may try the format that the bytes have, no other: some of its plug-ins start programs.

    Raises:
        ValueError: the format is unknown, or its decoder is missing.
        Exception: whatever Pillow raises for damaged bytes.
    """
    format = input_format_of(data[:HEAD])
    if format is None or format.pillow is None:
        raise ValueError("unknown format")
    if missing := missing_decoder(format):
        raise ValueError(missing)
    if format.plugin:
        importlib.import_module(format.plugin)  # only when needed: it loads a decoder
    return PILImage.open(io.BytesIO(data), formats=(format.pillow,))


def picture_pages(
    picture: PILImage.Image,
    name: str,
    options: LoadOptions,
    data: bytes | None = None,
    chosen: Chosen = every_page,
) -> Iterator[RawPage]:
    """Yield a Pillow image's pages as H, W grey or H, W, 3 BGR, EXIF orientation applied.

    Args:
        picture: the image; its current frame stays the same.
        name: the image's name in error messages.
        options: which pages to load, and their limits.
        data: the file's bytes, if known. They are needed because Pillow drops the low bytes of
            16-bit colour, and does not notice that a TIFF was cut off between two pages.
        chosen: which pages to decode, as for `choose_pages`.
    """
    count, whole = _count(picture, name, data, options.all_frames)
    missing = f"the pages after page {count} are missing"
    if not whole and not options.allow_truncated:
        raise InputError(f"{name}: is truncated or damaged: {missing} {RETRY_HINT}")
    first = picture.tell() if count > 1 else 0
    try:
        for number in choose_pages(count, name, options, chosen):
            page = picture_page(picture, name, number, count, options, data)
            if count == 1 and picture.format in ANIMATED and _is_animated(picture):
                page = replace(page, warnings=(*page.warnings, ONE_FRAME))
            yield with_absent(page, count, options)
    finally:
        if count > 1:
            picture.seek(first)
    if not whole:
        yield skipped(name, count + 1, missing)


def _count(
    picture: PILImage.Image, name: str, data: bytes | None, all_frames: bool
) -> tuple[int, bool]:
    """Return the number of an image's pages, and whether none is missing."""
    animated = all_frames and picture.format in ANIMATED
    if picture.format != "TIFF" and not animated:
        return 1, True
    try:
        counted = data is not None and not animated
        return count_pages(data or b"") if counted else (getattr(picture, "n_frames", 1), True)
    except Exception as error:  # as above
        raise InputError(f"{name}: is truncated or damaged ({error})") from error


def _is_animated(picture: PILImage.Image) -> bool:
    try:
        return bool(getattr(picture, "is_animated", False))
    except Exception:  # as above; what lies behind the first frame is damaged, and is not read
        return False


def picture_page(
    picture: PILImage.Image,
    name: str,
    number: int,
    count: int,
    options: LoadOptions,
    data: bytes | None,
) -> RawPage:
    """Decode one page of an open image.

    Args:
        picture: the image.
        name: the image's name in error messages.
        number: the page's number, from 1.
        count: number of the image's pages.
        options: how the image is opened.
        data: the file's bytes, if known.

    Raises:
        InputError: the page is truncated, damaged or too large.
    """
    warnings: list[str] = []
    try:
        if count > 1:
            picture.seek(number - 1)
        if not (picture.width and picture.height):
            raise InputError(f"{name}: has no pixels")
        if picture.width * picture.height > options.max_pixels:
            raise too_large(name, options)
        still = picture.format not in ANIMATED or number == 1
        deep = deep_colour(picture, data if still else None, number - 1, warnings)
        if deep is None and not _load(picture, options):
            warnings.append(TRUNCATED)
        image = to_pixels(_upright(deep or deep_grey(picture, warnings) or picture))
    except InputError:
        raise
    except Exception as error:  # as above
        where = f"page {number} " if count > 1 else ""
        if options.allow_truncated and count > 1:
            return skipped(name, number, str(error))
        hint = "" if options.allow_truncated else f" {RETRY_HINT}"
        reason = f"{where}is truncated or damaged: {error}"
        raise InputError(f"{name}: {reason}{hint}") from error
    return RawPage(image, name, number, tuple(warnings))


def _load(picture: PILImage.Image, options: LoadOptions) -> bool:
    """Decode an image; return whether it is complete."""
    try:
        picture.load()
    except Exception:  # as above
        if not options.allow_truncated:
            raise
        # The decoded part stays in the image. Pillow's own setting would apply to all threads.
        picture.tile = []  # type: ignore[attr-defined]
        picture.load()
        return False
    return True


def _upright(picture: PILImage.Image) -> PILImage.Image:
    """Apply the EXIF orientation; damaged EXIF data is ignored."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # the EXIF parser may raise anything for damaged data
        return picture
