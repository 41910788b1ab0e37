"""Converting all kinds of pixels to 8-bit grey or BGR."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from ocrlc.errors import InputError
from ocrlc.loading.deep_pixels import bands
from ocrlc.loading.options import MAX_PIXELS

Image = NDArray[np.uint8]

_DARK_SHARE = 0.01
"""If less than this share of the opaque pixels is dark, they are bright text for a dark background.
"""


def flatten(image: Image) -> Image:
    """Lay BGRA pixels over white, or over black if nearly all opaque pixels are bright.

    Shape: H, W, 4 -> H, W, 3.
    """
    return _laid_over(lambda: bands(image), (image.shape[0], image.shape[1]))


def _laid_over(parts: Callable[[], Iterable[Image]], size: tuple[int, int]) -> Image:
    """Flatten pixels, of which `parts` returns the bands; height and width are in `size`."""
    opaque = dark = 0
    for part in parts():
        is_opaque = part[:, :, 3] > 127
        bright = cv2.cvtColor(part, cv2.COLOR_BGRA2GRAY) > 127
        opaque += int(np.count_nonzero(is_opaque))
        dark += int(np.count_nonzero(is_opaque & ~bright))
    ground = 0 if opaque > 0 and dark < _DARK_SHARE * opaque else 255
    flat = np.empty((*size, 3), np.uint8)
    for part, over in zip(parts(), bands(flat), strict=True):
        alpha = part[:, :, 3:].astype(np.uint16)
        over[:] = (part[:, :, :3] * alpha + ground * (255 - alpha) + 127) // 255
    return flat


def to_pixels(picture: PILImage.Image) -> Image:
    """Convert a Pillow image of 8 bits or fewer. Returns shape H, W grey or H, W, 3 BGR."""
    if picture.mode == "La":  # it can be converted to LA only
        picture = picture.convert("LA")
    see_through = picture.has_transparency_data
    if picture.mode in ("1", "L") and not see_through:
        return np.asarray(picture.convert("L"))
    size = (picture.height, picture.width)
    if see_through:
        return _laid_over(lambda: _converted(picture, "RGBA", cv2.COLOR_RGBA2BGRA), size)
    bgr = np.empty((*size, 3), np.uint8)
    for part, place in zip(_converted(picture, "RGB", cv2.COLOR_RGB2BGR), bands(bgr), strict=True):
        place[:] = part
    return bgr


def _converted(picture: PILImage.Image, mode: str, order: int) -> Iterator[Image]:
    """Yield the bands of an image in another mode and order: a large page is not there twice."""
    top = 0
    for rows in bands(np.broadcast_to(np.uint8(0), (picture.height, picture.width))):
        below = top + rows.shape[0]
        part = picture.crop((0, top, picture.width, below)).convert(mode)
        yield cv2.cvtColor(np.asarray(part), order)
        top = below


def checked_array(array: NDArray[np.generic]) -> Image:
    """Return an array as a page, without copying if it has the right form already.

    Raises:
        InputError: the array is not uint8, empty, too large, or of a shape other than H, W[, 1],
            H, W, 3 (BGR) or H, W, 4 (BGRA).
    """
    if not isinstance(array, np.ndarray):
        raise InputError(f"expected an array of pixels, not {type(array).__name__}")
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
