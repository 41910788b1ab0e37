"""How a page looks to a detector: as drawn, scanned, faxed, photographed, shown on a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from scripts.drawing.photo import Shot, photograph
from scripts.drawing.scan import Image, draw_effects, move, scan

Points = npt.NDArray[np.float64]
Rng = np.random.Generator

LEAST_EM = 9.5
"""Smallest em in pixels that a look may leave of type: smaller print cannot be read."""


@dataclass(frozen=True)
class View:
    """A page as it is written to a file.

    Attributes:
        image: shape (H, W, 3), BGR.
        points: points of the page, shape (N, 2), in pixels of the image.
        quality: quality of the JPEG to write; None for PNG.
    """

    image: Image
    points: Points
    quality: int | None = None


def plain(image: Image, points: Points, smallest: float, rng: Rng) -> View:
    """The page as drawn."""
    return View(image, points)


def scanned(image: Image, points: Points, smallest: float, rng: Rng) -> View:
    """The page from an office scanner, up to a degree and a half askew."""
    effects = draw_effects(rng)
    effects = replace(effects, angle=2 * effects.angle)
    result, matrix = scan(image, effects, rng)
    return View(result, move(points, matrix), effects.quality)


def faxed(image: Image, points: Points, smallest: float, rng: Rng) -> View:
    """Black and white by the tone around each pixel, as fax machines tell them; specks."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-1, 1)), 1.0)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    grey = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    tones = cv2.GaussianBlur(grey, (0, 0), 0.6).astype(np.float32)
    tones += rng.normal(0, 5, tones.shape).astype(np.float32)
    around = cv2.blur(tones, (61, 61))
    limit = np.clip(0.5 * around + 68, 40, 215) + float(rng.uniform(-8, 8))
    black = tones < limit
    specks = rng.random(tones.shape) < float(rng.uniform(0, 6e-4))
    bits = np.where(black ^ specks, np.uint8(0), np.uint8(255))
    return View(cv2.cvtColor(bits, cv2.COLOR_GRAY2BGR), move(points, matrix))


def photographed(image: Image, points: Points, smallest: float, rng: Rng) -> View:
    """The page on a desk: perspective, a bend, a lamp at one side, the photographer's shadow."""
    height, width = image.shape[:2]
    inset, scale = 0.03, max(0.92, LEAST_EM / smallest)
    size = (round(width * scale), round(height * scale))
    edges = np.array([(inset, inset), (1 - inset, inset), (1 - inset, 1 - inset),
                      (inset, 1 - inset)])  # fmt: skip
    corners = edges + rng.uniform(-0.024, 0.024, (4, 2))
    shot = Shot(
        size,
        tuple(map(tuple, corners.tolist())),
        desk=tuple(rng.uniform(30, 150, 3).tolist()),
        falloff=float(rng.uniform(0.1, 0.35)),
        shadow=float(rng.uniform(0.1, 0.4)),
        blur=float(rng.uniform(0.4, 0.8)),
        curl=float(rng.uniform(-5, 5)),
    )
    result = photograph(image, shot, rng)
    matrix = cv2.getPerspectiveTransform(
        np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32),
        (corners * size).astype(np.float32),
    )
    # Where `photo._bend` takes a pixel from lies below where it comes to lie.
    bent = points.copy()
    wave = np.sin(points[:, 0] / width * np.pi * 1.3 + 0.4)
    bent[:, 1] -= shot.curl * wave * (1 - points[:, 1] / height)
    moved = np.column_stack((bent, np.ones(len(bent)))) @ matrix.T
    return View(result, moved[:, :2] / moved[:, 2:], int(rng.integers(60, 90)))


def shown(image: Image, points: Points, smallest: float, rng: Rng) -> View:
    """The page on a screen, at some zoom, with the coloured fringes of its pixels, as JPEG."""
    least = min(1.0, LEAST_EM / smallest)
    zoom = float(rng.uniform(max(0.7, least), 1.1))
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    result = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=way)
    if rng.random() < 0.6:
        for channel, shift in ((0, 1 / 3), (2, -1 / 3)):
            move_by = np.array([[1, 0, shift], [0, 1, 0]], np.float32)
            result[:, :, channel] = cv2.warpAffine(
                result[:, :, channel], move_by, result.shape[1::-1],
                borderMode=cv2.BORDER_REPLICATE,
            )  # fmt: skip
    # OpenCV maps the outer edges of both pictures on each other, as `points` count them.
    share = np.array(result.shape[1::-1]) / image.shape[1::-1]
    return View(result, points * share, int(rng.integers(45, 90)))


LOOKS: Mapping[str, Callable[[Image, Points, float, Rng], View]] = {
    "plain": plain,
    "scan": scanned,
    "fax": faxed,
    "photo": photographed,
    "screen": shown,
}
"""All looks by name."""
