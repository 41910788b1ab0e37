"""Mild scan effects: a drawn page as from an office scanner."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Effects:
    """The effects of scanning on a page.

    Attributes:
        angle: rotation in degrees, counter-clockwise.
        blur: standard deviation of the blur in pixels, 0 for none.
        noise: standard deviation of the noise in grey levels.
        paper: brightness of the paper, 0 to 255.
        ink: brightness of black ink, 0 to 255.
        shade: how much darker one side of the page is, in grey levels.
        grey: whether colour was lost.
        quality: JPEG quality.
    """

    angle: float
    blur: float
    noise: float
    paper: float
    ink: float
    shade: float
    grey: bool
    quality: int


def draw_effects(rng: np.random.Generator) -> Effects:
    """Choose mild effects."""
    return Effects(
        angle=float(rng.uniform(-0.7, 0.7)),
        blur=float(rng.choice([0.0, 0.4, 0.6, 0.8])),
        noise=float(rng.uniform(1, 7)),
        paper=float(rng.uniform(215, 252)),
        ink=float(rng.uniform(5, 60)),
        shade=float(rng.uniform(0, 25)),
        grey=bool(rng.random() < 0.5),
        quality=int(rng.integers(60, 91)),
    )


def scan(
    page: Image, effects: Effects, rng: np.random.Generator
) -> tuple[Image, npt.NDArray[np.float64]]:
    """Apply effects to a page.

    Args:
        page: shape (H, W, 3), BGR.
        effects: what to do.
        rng: random number generator.

    Returns:
        The page, same shape (its JPEG artefacts come when it is written), and the 2×3 matrix
        that takes points of `page` to points of the result.
    """
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), effects.angle, 1.0)
    turned = cv2.warpAffine(
        page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if effects.grey:
        turned = cv2.cvtColor(cv2.cvtColor(turned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if effects.blur:
        turned = cv2.GaussianBlur(turned, (0, 0), effects.blur)
    toned = effects.ink + turned.astype(np.float32) * ((effects.paper - effects.ink) / 255)
    toned -= (np.linspace(0, effects.shade, width, dtype=np.float32))[None, :, None]
    # A scanner's noise is one value a pixel, a little coarser than the pixel.
    grain = rng.normal(0, effects.noise, (height, width)).astype(np.float32)
    toned += cv2.GaussianBlur(grain, (0, 0), 0.5)[:, :, None] * 1.5
    result: Image = np.clip(np.round(toned), 0, 255).astype(np.uint8)
    return result, np.asarray(matrix, dtype=np.float64)


def move(
    points: npt.NDArray[np.float64], matrix: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Take points (N, 2) through a 2×3 matrix."""
    moved: npt.NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return moved
