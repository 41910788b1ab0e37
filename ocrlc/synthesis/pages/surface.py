"""The surface of a page: drawing rules, boxes and pictures, and which places are occupied."""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image
from ocrlc.synthesis.drawing.marks import rounded_box


class Surface:
    """Pixels to draw on, white at first.

    Args:
        width: width in pixels.
        height: height in pixels.
        chance: random number generator.
    """

    def __init__(self, width: int, height: int, chance: Random) -> None:
        self.width, self.height = width, height
        self.chance = chance
        self.image: Image = np.full((height, width), 255, np.uint8)
        self._taken = np.zeros((height // 2 + 2, width // 2 + 2), np.bool_)
        self.ink = 0
        """Default grey value of ink."""

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, thick: int = 1, tint: int | None = None
    ) -> None:
        """Draw a rule, upright or level."""
        shade = self.ink if tint is None else tint
        left, right = sorted((round(x0), round(x1)))
        top, bottom = sorted((round(y0), round(y1)))
        self.image[
            max(0, top) : max(0, bottom + (thick if top == bottom else 0)),
            max(0, left) : max(0, right + (thick if left == right else 0)),
        ] = shade

    def dotted(
        self, x0: float, y0: float, x1: float, y1: float, thick: int = 1, gap: int = 4
    ) -> None:
        """Draw a dotted or dashed rule."""
        length = math.hypot(x1 - x0, y1 - y0)
        dash = self.chance.choice((1, gap // 2, gap, 2 * gap))
        for start in range(0, int(length), dash + gap):
            a, b = start / length, min(1.0, (start + max(dash, thick)) / length)
            self.rule(
                x0 + (x1 - x0) * a,
                y0 + (y1 - y0) * a,
                x0 + (x1 - x0) * b,
                y0 + (y1 - y0) * b,
                thick,
            )

    def box(
        self, x0: float, y0: float, x1: float, y1: float, thick: int = 1, tint: int | None = None
    ) -> None:
        """Draw a frame."""
        shade = self.ink if tint is None else tint
        corners = (round(x0), round(y0)), (round(x1), round(y1))
        cv2.rectangle(self.image, *corners, int(shade), max(1, thick))

    def fill(self, x0: float, y0: float, x1: float, y1: float, tint: int) -> bool:
        """Fill a box; if there is text in it, do nothing and return False."""
        if not self.is_free(x0, y0, x1, y1):
            return False
        self.image[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))] = (
            tint
        )
        return True

    def pill(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        radius: float,
        thick: int = 0,
        tint: int | None = None,
    ) -> None:
        """Draw a box with rounded corners, filled or, `thick` pixels wide, as a frame."""
        height, width = round(y1 - y0), round(x1 - x0)
        shape = rounded_box((height, width), (0, 0, width, height), int(radius))
        if thick:
            edged = cv2.copyMakeBorder(shape, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
            kernel = np.ones((2 * thick + 1, 2 * thick + 1), np.uint8)
            shape = shape - cv2.erode(edged, kernel)[1:-1, 1:-1]
        self.stain(shape, x0, y0, self.ink if tint is None else tint)

    def picture(self, x: float, y: float, picture: Image, reserve: bool = True) -> None:
        """Put a picture on the sheet unless there is text; parts outside the sheet are cut off.

        Args:
            x: left edge in pixels.
            y: top edge in pixels.
            picture: the picture in grey. Shape: H, W.
            reserve: whether to keep text away from it.
        """
        left, top = max(0, round(x)), max(0, round(y))
        rows, columns = picture.shape
        rows, columns = min(rows, self.height - top), min(columns, self.width - left)
        if rows > 0 and columns > 0 and self.is_free(left, top, left + columns, top + rows):
            self.image[top : top + rows, left : left + columns] = picture[:rows, :columns]
            if reserve:
                self.reserve(left, top, left + columns, top + rows)

    def is_free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a box contains no text and is not reserved."""
        return not self._taken[_half(y0) : _half(y1) + 1, _half(x0) : _half(x1) + 1].any()

    def reserve(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep text away from a box."""
        self._taken[_half(y0) : _half(y1) + 1, _half(x0) : _half(x1) + 1] = True

    def stain(self, cover: Image, x: float, y: float, tint: int) -> None:
        """Add ink that is not text over the page; parts outside the sheet are cut off."""
        left, top = round(x), round(y)
        rows, columns = cover.shape
        row0, column0 = max(0, -top), max(0, -left)
        row1, column1 = min(rows, self.height - top), min(columns, self.width - left)
        if row1 > row0 and column1 > column0:
            target = self.image[top + row0 : top + row1, left + column0 : left + column1]
            lay(target, cover[row0:row1, column0:column1], tint)

    def claim(self, row: int, column: int, rows: int, columns: int) -> bool:
        """Reserve a place for a line; return False if the core of another line is there."""
        inset = min(rows, columns) // 5
        core = self._taken[
            (row + inset) // 2 : (row + rows - inset) // 2 + 1,
            (column + inset) // 2 : (column + columns - inset) // 2 + 1,
        ]
        if core.any():
            return False
        core[:] = True
        return True


def _half(value: float) -> int:
    return max(0, int(value) // 2)


def lay(target: Image, cover: Image, tint: int) -> None:
    """Add ink of a grey value over pixels, in place."""
    if tint == 0:
        np.minimum(target, 255 - cover, out=target)
        return
    share = cover.astype(np.int32)
    below = target.astype(np.int32)
    below += (tint - below) * share // 255
    target[:] = below
