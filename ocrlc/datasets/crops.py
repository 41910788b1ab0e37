"""From a page to a crop that a detector trains on: scaled, turned, cut, and worn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from ocrlc.config import CropsConfig
from ocrlc.datasets.pages import Page, Polygon
from ocrlc.datasets.text_maps import outlines, text_map, thickness
from ocrlc.detection.page_scale import letter_heights, text_scale
from ocrlc.synthesis.augmentation import (
    between,
    blur,
    downscale,
    gaussian_noise,
    ink,
    jpeg,
    tone,
)

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Rng = np.random.Generator

MAX_SCALE = 1.5
LIMIT_SIDE = 1280
"""Pages are scaled as `DetectorOptions` has it."""
_LETTER_SHARE = 0.5
"""Of a line's height, about what a letter's is."""
_AT_A_LINE = 0.85
_QUARTER_TURNS = 0.09
_STEEP = 0.12
_STEEP_ANGLE = 15.0
_INVERTED = 0.03


@dataclass(frozen=True, eq=False, slots=True)
class Crop:
    """A part of a page.

    Attributes:
        image: grey. Shape: S, S.
        target: see `text_maps`. Shape: S / 2, S / 2.
    """

    image: Image
    target: Image


@dataclass(frozen=True, eq=False, slots=True)
class ScaledPage:
    """A page whose letters were measured.

    Attributes:
        page: as it is.
        scale: at which it is read.
    """

    page: Page
    scale: float


def measure(page: Page, letter_height: float, rng: Rng) -> ScaledPage:
    """Find the scale at which a page would be read.

    Where its letters cannot be measured, the reader takes the page's size; half of the time that
    is done here too, else the lines tell the scale.
    """
    scale = text_scale(letter_heights(page.image), letter_height, MAX_SCALE)
    if scale is None:
        scale = min(1.0, LIMIT_SIDE / max(page.image.shape))
        if page.lines and rng.random() < 0.5:
            shapes = outlines(page.lines)
            height = float(np.median(thickness(shapely.area(shapes), shapely.length(shapes))))
            scale = min(MAX_SCALE, letter_height / max(1.0, _LETTER_SHARE * height))
    return ScaledPage(page, scale)


def cut_crop(measured: ScaledPage, options: CropsConfig, augment: float, rng: Rng) -> Crop:
    """Cut a random crop.

    Args:
        measured: the page.
        options: see `CropsConfig`.
        augment: probability that the crop is worn.
        rng: source of chance.
    """
    page = measured.page
    scale = measured.scale * _factor(options, rng)
    angle = between(rng, -options.angle, options.angle)
    if rng.random() < _STEEP:
        angle = between(rng, -_STEEP_ANGLE, _STEEP_ANGLE)
    elif rng.random() < 0.3:
        angle = 0.0
    centre = _centre(page, options.size / scale, rng)
    image, matrix = _cut(page.image, centre, scale, angle, options.size, rng)
    lines, ignored = (
        _moved(polygons, matrix, options.size) for polygons in (page.lines, page.ignored)
    )
    target = text_map(lines, ignored, options.size, options.shrink)
    if rng.random() < augment:
        image = wear(image, rng)
    turns = int(rng.integers(1, 4)) if rng.random() < _QUARTER_TURNS else 0
    return Crop(
        np.ascontiguousarray(np.rot90(image, turns)), np.ascontiguousarray(np.rot90(target, turns))
    )


def wear(image: Image, rng: Rng) -> Image:
    """Change a crop as scanners, cameras and printers do; its text stays where it is."""
    if rng.random() < 0.2:
        image = ink(image, rng)
    if rng.random() < 0.2:
        image = downscale(image, rng, between(rng, 0.6, 0.9))
    elif rng.random() < 0.25:
        image = blur(image, rng, 0.3, 1.1)
    if rng.random() < 0.6:
        image = tone(image, rng, 1.2)
    if rng.random() < 0.25:
        image = gaussian_noise(image, rng, between(rng, 2, 14))
    if rng.random() < 0.25:
        image = jpeg(image, rng, 30, 90)
    return 255 - image if rng.random() < _INVERTED else image


def _factor(options: CropsConfig, rng: Rng) -> float:
    if rng.random() < options.odd_scale:
        return (0.5 if rng.random() < 0.4 else 1.8) * between(rng, 0.8, 1.25)
    low, high = options.scale
    return math.exp(between(rng, math.log(low), math.log(high)))


def _centre(page: Page, side: float, rng: Rng) -> tuple[float, float]:
    """Choose the middle of a crop that takes `side` pixels of the page, mostly near a line."""
    height, width = page.image.shape
    if page.lines and rng.random() < _AT_A_LINE:
        line = page.lines[int(rng.integers(len(page.lines)))]
        low, high = line.min(axis=0), line.max(axis=0)
        point = low + rng.random(2) * (high - low) + (rng.random(2) - 0.5) * 0.7 * side
    else:
        point = rng.random(2) * (width, height)
    return _kept(float(point[0]), width, side), _kept(float(point[1]), height, side)


def _kept(middle: float, length: int, side: float) -> float:
    """Keep a crop on the page along one axis, or the page in the crop where that is larger."""
    low, high = sorted((side / 2, length - side / 2))
    return min(max(middle, low), high)


def _cut(
    image: Image, centre: tuple[float, float], scale: float, angle: float, size: int, rng: Rng
) -> tuple[Image, Matrix]:
    """Cut a turned square. Returns it and the matrix that takes points of the page to it.

    Scaled as `preprocess.detector_input` does: by averaging only below one half.
    """
    origin, stretch = np.zeros(2), np.ones(2)
    if scale < 0.5:
        turn = math.radians(abs(angle))
        reach = size / scale / 2 * (math.cos(turn) + math.sin(turn)) + 2
        x0, y0 = (max(0, math.floor(c - reach)) for c in centre)
        x1, y1 = (math.ceil(c + reach) for c in centre)
        window = image[y0:y1, x0:x1]
        height, width = window.shape
        small = max(1, round(width * scale)), max(1, round(height * scale))
        image = np.asarray(cv2.resize(window, small, interpolation=cv2.INTER_AREA), np.uint8)
        origin, stretch = np.array([x0, y0], float), np.array(small) / (width, height)
    matrix = _matrix(centre, scale, angle, size)
    # From points of the shrunk window, whose pixels have their middles at whole coordinates.
    inner = matrix[:, :2] / stretch
    offset = matrix[:, :2] @ origin + matrix[:, 2]
    inner_offset = offset + inner @ np.array([0.5, 0.5]) - 0.5
    border = cv2.BORDER_REPLICATE if rng.random() < 0.5 else cv2.BORDER_CONSTANT
    crop = cv2.warpAffine(
        image,
        np.column_stack([inner, inner_offset]),
        (size, size),
        flags=cv2.INTER_LINEAR,
        borderMode=border,
        borderValue=float(np.median(image[::8, ::8])),
    )
    return np.asarray(crop, np.uint8), matrix


def _matrix(centre: tuple[float, float], scale: float, angle: float, size: int) -> Matrix:
    """Return the matrix of points of the page to points of the crop. Shape: 2, 3."""
    turn = math.radians(angle)
    linear = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return np.column_stack([linear, size / 2 - linear @ np.array(centre)])


def _moved(polygons: Sequence[Polygon], matrix: Matrix, size: int) -> list[Polygon]:
    """Take polygons to the crop, those that can be seen on it."""
    if not polygons:
        return []
    starts = np.cumsum([0, *(len(polygon) for polygon in polygons)])[:-1]
    points = np.concatenate(polygons) @ matrix[:, :2].T + matrix[:, 2]
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    near: list[bool] = np.all((high > 0) & (low < size), axis=1).tolist()
    parts = np.split(points.astype(np.float32), starts[1:])
    return [part for part, flag in zip(parts, near, strict=True) if flag]
