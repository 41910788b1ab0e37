"""Moving a page and the outlines of its lines together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.augmentation import Image

Points = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Picture:
    """A page's pixels with the outlines of its lines.

    Attributes:
        image: the pixels in grey. Shape: H, W.
        points: points along each line's polygon in pixels; 0 is the outer edge of the first pixel.
            Shape: N, P, 2.
        smallest: the smallest em on the page in pixels, which effects must leave legible.
    """

    image: Image
    points: Points
    smallest: float


def rotate(picture: Picture, degrees: float, border: int = 255) -> Picture:
    """Rotate a page about its centre; its size stays the same."""
    height, width = picture.image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    # OpenCV's coordinates refer to the centres of pixels, those of outlines to their edges.
    shift = matrix.copy()
    shift[:, 2] += matrix[:, :2] @ np.array([0.5, 0.5]) - 0.5
    image = cv2.warpAffine(
        picture.image, shift, (width, height), flags=cv2.INTER_LINEAR, borderValue=int(border)
    )
    points = picture.points @ matrix[:, :2].T + matrix[:, 2]
    return Picture(np.asarray(image, np.uint8), points.astype(np.float32), picture.smallest)


def resize(picture: Picture, factor: float, method: int = cv2.INTER_AREA) -> Picture:
    """Scale a page."""
    height, width = picture.image.shape
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    image = cv2.resize(picture.image, size, interpolation=method)
    stretch = np.array([size[0] / width, size[1] / height], np.float32)
    return Picture(np.asarray(image, np.uint8), picture.points * stretch, picture.smallest * factor)


def quarter_turn(picture: Picture, times: int) -> Picture:
    """Turn a page counter-clockwise by `times` quarter turns."""
    image, points = picture.image, picture.points
    for _ in range(times % 4):
        width = image.shape[1]
        image = np.rot90(image)
        points = np.stack((points[..., 1], width - points[..., 0]), axis=-1)
    return Picture(np.ascontiguousarray(image), points.astype(np.float32), picture.smallest)


def lay_on_desk(
    picture: Picture, desk: Image, corners: Points, bend: float, phase: float
) -> Picture:
    """Photograph a bent page lying on a desk.

    Args:
        picture: the page.
        desk: the background; the result has its size. Shape: h, w.
        corners: corners of the page in the result in pixels, clockwise from top-left. Shape: 4, 2.
        bend: largest distance of the bent lines from straight ones, in pixels of the page.
        phase: position along the lines where the bend is highest, in radians.
    """
    height, width = picture.image.shape
    rows, columns = desk.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    inverse = np.linalg.inv(matrix)

    def lift(x: Points) -> Points:
        return np.asarray(bend * np.sin(x * (math.pi / width) + phase), np.float32)

    # From the result back to the page, on a coarse grid: both maps are smooth.
    step = 8
    size = (columns // step + 2, rows // step + 2)
    xs, ys = np.meshgrid(np.arange(size[0]) * step + 0.5, np.arange(size[1]) * step + 0.5)
    grid = np.stack((xs, ys), axis=-1).reshape(-1, 1, 2).astype(np.float64)
    back = cv2.perspectiveTransform(grid, inverse).reshape(size[1], size[0], 2).astype(np.float32)
    back[..., 1] -= lift(back[..., 0])
    back -= 0.5
    maps = []
    for axis in (0, 1):
        coarse = np.ascontiguousarray(back[..., axis])
        place = np.array([[1 / step, 0, 0], [0, 1 / step, 0]], np.float64)
        fine = cv2.warpAffine(
            coarse, place, (columns, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        maps.append(fine)
    seen = cv2.remap(
        picture.image, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    edge = np.linspace(0, 1, 24, dtype=np.float32)
    outline = np.concatenate(
        [flat[k] + (flat[(k + 1) % 4] - flat[k]) * edge[:, None] for k in range(4)]
    )

    def forth(points: Points) -> Points:
        moved = points.copy()
        moved[..., 1] += lift(moved[..., 0])
        shape = moved.shape
        found = cv2.perspectiveTransform(moved.reshape(-1, 1, 2), matrix)
        return np.asarray(found, np.float32).reshape(shape)

    mask = np.zeros_like(desk)
    cv2.fillPoly(mask, [np.round(forth(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    image = np.where(mask > 127, seen, desk)
    scale = math.sqrt(abs(cv2.contourArea(corners.astype(np.float32))) / (width * height))
    return Picture(
        np.asarray(image, np.uint8),
        forth(picture.points) if picture.points.size else picture.points,
        picture.smallest * scale,
    )
