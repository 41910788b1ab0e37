"""Whole pages as scanners, copiers, fax machines and cameras leave them, with their geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.augmentation import Image, Rng, between, blur, noise_patch, speckle, to_uint8
from ocrlc.synthesis.drawing.degrade import paint, photograph
from ocrlc.synthesis.drawing.printing import wear

Matrix = NDArray[np.float64]

KINDS = {"scan": 0.45, "copy": 0.2, "fax": 0.13, "photo": 0.22}
"""How often a degraded page is which."""
FAX_EM = 15.0
"""Letters of smaller fonts, in pixels, do not outlive black and white."""

INK = 64
"""Darker than paper by this is ink, grey levels."""


@dataclass(frozen=True, eq=False)
class Look:
    """A page after what happened to it.

    Attributes:
        image: grey. Shape: H, W.
        matrix: from pixels of the undegraded page, as continuous coordinates, to its own.
            Shape: 3, 3.
        kind: "clean" or one of `KINDS`.
    """

    image: Image
    matrix: Matrix
    kind: str


def degrade(page: Image, rng: Rng, em: float) -> Look:
    """Degrade a page.

    Args:
        page: as drawn, grey. Shape: H, W.
        rng: source of chance.
        em: size in pixels of its small print, which must stay legible.
    """
    kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
    if kind == "fax" and em < FAX_EM:
        kind = "scan"
    return LOOKS[kind](page, rng, em)


def move(points: NDArray[Any], matrix: Matrix) -> NDArray[np.float64]:
    """Move points through a perspective. Shape: ..., 2."""
    points = np.asarray(points, np.float64)
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    result: NDArray[np.float64] = moved[..., :2] / moved[..., 2:]
    return result


def inverse(matrix: Matrix) -> Matrix:
    """Return the perspective that undoes another."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def scan(page: Image, rng: Rng, em: float) -> Look:
    """Lay a page on a scanner: nearly straight, a little soft, paper that is not white."""
    image, matrix = _turned(page, rng, 0.6)
    image = 255 - wear(255 - image, rng, "mild", round(em), printed_by_machine=False)
    image = photograph(paint(255 - image, rng, "mild"), rng, "mild", round(em))
    return Look(image, matrix, "scan")


def copy(page: Image, rng: Rng, em: float) -> Look:
    """Copy a page on paper and scan the copy: thick or thin strokes, specks, dark edges."""
    image, matrix = _turned(page, rng, 0.9)
    ink = wear(255 - image, rng, "heavy", round(em), printed_by_machine=False)
    image = paint(ink, rng, "heavy" if rng.random() < 0.5 else "mild")
    if rng.random() < 0.6:
        image = speckle(image, rng, between(rng, 0.0001, 0.002))
    if rng.random() < 0.4:
        image = _dark_edge(image, rng)
    return Look(photograph(image, rng, "mild", round(em)), matrix, "copy")


def faxed(page: Image, rng: Rng, em: float) -> Look:
    """Send a page by fax: black and white, rough edges, specks."""
    image, matrix = _turned(page, rng, 0.6)
    ink = wear(255 - image, rng, "mild", round(em), printed_by_machine=False)
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), between(rng, 0.4, 0.8)), np.uint8)
    marked = ink[ink > INK]
    strength = float(np.median(marked)) if marked.size else 255.0
    rough = ink + noise_patch(ink.shape, rng, 0.6) * np.float32(strength * between(rng, 0.02, 0.12))
    black = rough > strength * between(rng, 0.4, 0.65)
    result = np.where(black, np.uint8(0), np.uint8(255))
    if rng.random() < 0.4:
        result = speckle(result, rng, between(rng, 0.0001, 0.003))
    if rng.random() < 0.3:
        result = blur(result, rng, 0.3, 0.6)
    return Look(result, matrix, "fax")


def photo(page: Image, rng: Rng, em: float) -> Look:
    """Photograph a page: from an angle, on a desk, in uneven light."""
    height, width = page.shape
    matrix = _perspective(height, width, rng)
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.4), np.uint8)
    paper = between(rng, 170, 250)
    dark = between(rng, 10, 70)
    toned = to_uint8(dark + soft.astype(np.float32) * np.float32((paper - dark) / 255))
    desk = between(rng, 20, 150) + 12 * noise_patch(page.shape, rng, 24.0)
    lit = _warp(toned, matrix, (height, width)).astype(np.float32)
    mask = _warp(np.full_like(page, 255), matrix, (height, width)).astype(np.float32) / 255
    scene = (desk * (1 - mask) + lit * mask) * _light(height, width, rng)
    return Look(photograph(to_uint8(scene), rng, "mild", round(em * 0.9)), matrix, "photo")


LOOKS = {"scan": scan, "copy": copy, "fax": faxed, "photo": photo}


def _turned(page: Image, rng: Rng, deviation: float) -> tuple[Image, Matrix]:
    """Turn a page by an angle of this standard deviation, degrees, about its middle."""
    if rng.random() < 0.25:
        return page, np.eye(3)
    height, width = page.shape
    angle = math.radians(float(np.clip(rng.normal(0, deviation), -2, 2)))
    scale = between(rng, 0.985, 1.0)
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    cx, cy = width / 2, height / 2
    matrix = np.array(
        [[cos, -sin, cx - cos * cx + sin * cy], [sin, cos, cy - sin * cx - cos * cy], [0, 0, 1]]
    )
    return _warp(page, matrix, (height, width), border=int(np.median(page[0]))), matrix


def _perspective(height: int, width: int, rng: Rng) -> Matrix:
    """Return how the page's corners come to lie in a picture of the same size."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    margin = between(rng, 0.01, 0.07)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]) * margin
    jitter = rng.normal(0, 0.012, (4, 2))
    aims = (corners / (width, height) + inwards + jitter) * (width, height)
    angle = math.radians(float(np.clip(rng.normal(0, 1.2), -4, 4)))
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    middle = np.array([width / 2, height / 2])
    aims = (aims - middle) @ turn + middle
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), aims.astype(np.float32)),
        np.float64,
    )


def _warp(image: Image, matrix: Matrix, size: tuple[int, int], border: int = 0) -> Image:
    """Warp by a matrix of continuous coordinates: pixel i covers i to i + 1."""
    to_index = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    warped = cv2.warpPerspective(
        image,
        to_index @ matrix @ inverse(to_index),
        (size[1], size[0]),
        flags=cv2.INTER_LINEAR,
        borderValue=border,
    )
    return np.asarray(warped, np.uint8)


def _light(height: int, width: int, rng: Rng) -> NDArray[np.float32]:
    """Return brightness over a picture: a lamp at one side, perhaps the edge of a shadow."""
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    cx, cy = np.float32(between(rng, -0.2, 1.2)), np.float32(between(rng, -0.2, 1.2))
    light = 1.05 - np.float32(between(rng, 0.05, 0.4)) * ((x - cx) ** 2 + (y - cy) ** 2)
    if rng.random() < 0.4:
        slope, place = np.float32(between(rng, -1, 1)), np.float32(between(rng, 0.3, 1.2))
        steep = np.float32(between(rng, 8, 40))
        edge = 1 / (1 + np.exp(-(y + slope * (x - 0.5) - place) * steep))
        light = light * (1 - np.float32(between(rng, 0.1, 0.4)) * edge)
    return np.asarray(np.clip(light, 0.35, 1.1), np.float32)


def _dark_edge(image: Image, rng: Rng) -> Image:
    """Blacken a strip along a side of the page, as the lid that does not close leaves it."""
    result = image.copy()
    width = image.shape[1]
    strip = max(2, round(between(rng, 0.003, 0.015) * width))
    part = result[:, :strip] if rng.random() < 0.5 else result[:, width - strip :]
    part[:] = to_uint8(between(rng, 10, 80) + 15 * noise_patch(part.shape, rng, 1.0))
    return result
