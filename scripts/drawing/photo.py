"""Turning a page into a phone's photograph: on a desk, at an angle, in uneven light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from scripts.drawing.scan import Image

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """How a photograph is taken.

    Attributes:
        size: width and height of the photograph in pixels.
        corners: where the page's corners come to lie, as shares of that size, clockwise from
            top-left.
        desk: colour of the desk, BGR.
        light: colour of the light, BGR, 1 for neutral.
        falloff: how much darker the far corner is, 0 to 1.
        shadow: how dark the photographer's own shadow is, 0 to 1.
        blur: standard deviation in pixels.
        noise: standard deviation in grey levels.
        curl: how far the paper bends, in pixels.
    """

    size: tuple[int, int]
    corners: tuple[tuple[float, float], ...]
    desk: tuple[float, float, float] = (62, 88, 118)
    light: tuple[float, float, float] = (0.93, 0.98, 1.0)
    falloff: float = 0.3
    shadow: float = 0.25
    blur: float = 0.7
    noise: float = 2.0
    curl: float = 3.0


def photograph(page: Image, shot: Shot, rng: np.random.Generator) -> Image:
    """Photograph a page.

    Args:
        page: shape (H, W, 3), BGR.
        shot: how.
        rng: random number generator.

    Returns:
        The photograph, shape (shot.size[1], shot.size[0], 3), BGR.
    """
    width, height = shot.size
    corners = _floats(shot.corners) * _floats(shot.size)
    h, w = page.shape[:2]
    matrix = cv2.getPerspectiveTransform(_floats([(0, 0), (w, 0), (w, h), (0, h)]), corners)
    paper = _bend(_tint(page, rng), shot.curl)
    # Area sampling first: a perspective warp alone skips pixels where it shrinks.
    laid = cv2.warpPerspective(
        cv2.GaussianBlur(paper, (0, 0), 0.5), matrix, (width, height), flags=cv2.INTER_CUBIC
    )
    solid = np.full((h, w), 255, dtype=np.uint8)
    mask = cv2.warpPerspective(solid, matrix, (width, height)).astype(np.float32) / 255
    mask = cv2.GaussianBlur(mask, (0, 0), 0.8)
    scene = _desk(shot, rng) * (1 - 0.55 * _cast(mask))[:, :, None]
    scene = scene * (1 - mask[:, :, None]) + laid.astype(np.float32) * mask[:, :, None]
    scene = scene * _lighting(shot)[:, :, None] * _floats(shot.light)
    scene = cv2.GaussianBlur(scene, (0, 0), shot.blur)
    grain = rng.normal(0, shot.noise, scene.shape).astype(np.float32)
    scene += cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.6
    result: Image = np.clip(np.round(scene), 0, 255).astype(np.uint8)
    return result


def _tint(page: Image, rng: np.random.Generator) -> Image:
    """Make ink a dark grey and paper off-white with a faint tooth."""
    h, w = page.shape[:2]
    tooth = cv2.GaussianBlur(rng.normal(0, 6, (h, w)).astype(np.float32), (0, 0), 1.5)
    toned = 24 + page.astype(np.float32) * (222 / 255) + tooth[:, :, None]
    tinted: Image = np.clip(toned, 0, 255).astype(np.uint8)
    return tinted


def _floats(values: object) -> Floats:
    return np.asarray(values, dtype=np.float32)


def _bend(page: Image, curl: float) -> Image:
    """Bend the page in a shallow wave, so that its lines are not quite straight."""
    h, w = page.shape[:2]
    columns, rows = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    rows = rows + curl * np.sin(columns / w * np.pi * 1.3 + 0.4) * (1 - rows / h)
    bent: Image = cv2.remap(page, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return bent


def _desk(shot: Shot, rng: np.random.Generator) -> Floats:
    """Draw wood: grain along the width, broad bands, a few dark fibres."""
    width, height = shot.size
    fine = cv2.resize(rng.normal(0, 1, (height, width // 40)).astype(np.float32), shot.size)
    broad = cv2.resize(rng.normal(0, 1, (height // 60, 3)).astype(np.float32), shot.size)
    fine, broad = cv2.GaussianBlur(fine, (0, 0), 1.2), cv2.GaussianBlur(broad, (0, 0), 15)
    wave = 14 * np.sin(np.arange(width, dtype=np.float32) / width * 4)
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    grain = cv2.remap(
        fine * 0.07 + broad * 0.09, columns, rows + wave, cv2.INTER_LINEAR, None, cv2.BORDER_REFLECT
    )
    desk: Floats = _floats(shot.desk) * (1 + grain)[:, :, None]
    return desk


def _cast(mask: Floats) -> Floats:
    """Return how much of the light the page takes from the desk beside it."""
    shift = _floats([[1, 0, 7], [0, 1, 10]])
    moved = cv2.warpAffine(mask, shift, mask.shape[::-1])
    wide = cv2.GaussianBlur(moved, (0, 0), 14)
    near = cv2.GaussianBlur(moved, (0, 0), 4)
    shadow: Floats = np.maximum(wide * 0.8, near) * (1 - mask)
    return shadow


def _lighting(shot: Shot) -> Floats:
    """Return brightness over the picture: a lamp at one side, a soft shadow at the other."""
    width, height = shot.size
    x, y = np.meshgrid(
        np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32)
    )
    distance = np.hypot(x - 0.25, y - 0.2)
    light = 1.06 - shot.falloff * distance**1.5
    # The edge of a hand's or head's shadow, running across the lower right.
    edge = 1 / (1 + np.exp(-(0.75 * x + y - 1.32) * 14))
    lit: Floats = light * (1 - shot.shadow * edge)
    return lit
