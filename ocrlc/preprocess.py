"""From pixels to network input, as pure functions shared by training, evaluation and reading."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.errors import InputError

LINE_HEIGHT = 32
"""Height of a recogniser's input in pixels."""
PADDING = 128
"""Grey value of the padding to the right of a line and between lines."""
MIN_LINE_WIDTH = 8
"""Smallest width of a scaled line in pixels; a narrower one has too few time steps for a single
character."""

IMAGENET_MEAN = np.array([0.485, 0.456, 0.406])
IMAGENET_STD = np.array([0.229, 0.224, 0.225])

Image = NDArray[np.uint8]


def to_grey(image: Image) -> Image:
    """Return the image as grey. Shapes: H, W[, 1] or H, W, 3 (BGR) -> H, W."""
    if image.ndim == 2:
        return image
    if image.shape[2] == 1:
        return image[:, :, 0]
    grey: Image = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return grey


def line_width(crop: Image, height: int = LINE_HEIGHT, stretch: float = 1.0) -> int:
    """Return the width in pixels to which `resize_line` scales a crop."""
    h, w = crop.shape[:2]
    width: int = max(MIN_LINE_WIDTH, round(stretch * w * height / h))
    return width


def resize_line(crop: Image, height: int = LINE_HEIGHT, stretch: float = 1.0) -> Image:
    """Scale a line crop to the recogniser's height; the aspect ratio is kept except for `stretch`.

    Args:
        crop: crop of a line. Shape: h, w grey or h, w, 3 BGR.
        height: height of the result in pixels.
        stretch: factor by which the line is widened, so that narrow letters get more time steps.

    Returns:
        The line in grey. Shape: height, max(8, round(stretch * w * height / h)).

    Raises:
        InputError: the crop has no pixels.
    """
    if crop.size == 0:
        raise InputError(f"line crop without pixels: shape {crop.shape}")
    grey = to_grey(crop)
    h, w = grey.shape
    width = line_width(grey, height, stretch)
    if (h, w) == (height, width):
        return grey
    # Area averaging keeps thin strokes that point sampling would drop; it cannot enlarge.
    method = cv2.INTER_AREA if h > height else cv2.INTER_LINEAR
    resized: Image = cv2.resize(grey, (width, height), interpolation=method)
    return resized


def line_batch(lines: Sequence[Image] | Image, width: int) -> NDArray[np.float32]:
    """Stack lines of one height into a recogniser's input.

    Args:
        lines: grey lines. Shape of each: H, w_i with w_i <= width.
        width: width of the result in pixels; the padding right of a line is 0.0 (mid grey).

    Returns:
        (x / 255 - 0.5) / 0.5, the same in all three channels. Shape: N, 3, H, width.

    Raises:
        ValueError: a line is wider than `width`, or the heights differ.
    """
    height = lines[0].shape[0] if len(lines) else LINE_HEIGHT
    batch = np.zeros((len(lines), 3, height, width), np.float32)
    for row, line in zip(batch, lines, strict=True):
        if line.shape[0] != height or line.shape[1] > width:
            raise ValueError(f"line of shape {line.shape} in a batch of {height} x {width}")
        row[:, :, : line.shape[1]] = line * np.float32(2 / 255) - np.float32(1)
    return batch


def detector_input(image: Image, height: int, width: int) -> NDArray[np.float32]:
    """Scale a page and normalise it with ImageNet's mean and standard deviation, in BGR order.

    The statistics are in RGB order but applied to BGR, as in PaddleOCR: the weights expect it.

    Args:
        image: the page. Shape: H, W grey or H, W, 3 BGR.
        height: height of the network's input in pixels, a multiple of 32.
        width: width of the network's input in pixels, a multiple of 32.

    Returns:
        Shape: 1, 3, height, width.
    """
    h, w = image.shape[:2]
    if (h, w) != (height, width):
        # Area averaging only for reductions by more than 2; below that it blurs unevenly.
        method = cv2.INTER_AREA if h > 2 * height else cv2.INTER_LINEAR
        image = cv2.resize(image, (width, height), interpolation=method)
    planes = np.empty((1, 3, height, width), np.float32)
    scale = (1 / (255 * IMAGENET_STD)).astype(np.float32)
    shift = (-IMAGENET_MEAN / IMAGENET_STD).astype(np.float32)
    for channel in range(3):
        source = image if image.ndim == 2 else image[:, :, channel]
        np.multiply(source, scale[channel], out=planes[0, channel])
        planes[0, channel] += shift[channel]
    return planes
