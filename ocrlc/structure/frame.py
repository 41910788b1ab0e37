"""The level frame: a page turned upright and straightened, in which structure is looked for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ocrlc.polygons import Point, Polygon, turn_polygon, weighted_median
from ocrlc.results import Page

_LEVEL = math.radians(0.1)
"""Text tilted by less counts as level: over a page's width that is two pixels or three."""
_ACROSS = math.radians(30)
"""Lines tilted by more against the page's other text are set sideways on purpose."""


class Box(NamedTuple):
    """A box in pixels of the level frame."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The y half way between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The x half way between left and right."""
        return (self.left + self.right) / 2

    def overlap_x(self, other: Box) -> float:
        """The length over which the boxes stand above one another; negative: their distance."""
        return min(self.right, other.right) - max(self.left, other.left)

    def overlap_y(self, other: Box) -> float:
        """The length over which the boxes stand beside one another; negative: their distance."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


def around(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes, of which there is one or more."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Frame:
    """The way between pixels of the page as given and the level frame, and back.

    Attributes:
        width: width of the page as given, in pixels.
        height: height of the page as given, in pixels.
        orientation: degrees by which the page's text is turned clockwise: 0, 90, 180 or 270.
        angle: by how much the upright page's text is tilted clockwise, in radians.
    """

    width: float
    height: float
    orientation: int
    angle: float

    @property
    def upright_size(self) -> Point:
        """Width and height of the upright page in pixels."""
        across = self.orientation in (90, 270)
        return (self.height, self.width) if across else (self.width, self.height)

    def level(self, polygon: Polygon) -> Polygon:
        """Return the corners in the level frame of a polygon of the page as given."""
        if self.orientation == 0 and self.angle == 0:
            return polygon
        turned = turn_polygon(polygon, self.orientation, self.width, self.height)
        a, b, c, d = (self._rotate(point, -self.angle) for point in turned)
        return a, b, c, d

    def box(self, polygon: Polygon) -> Box:
        """Return the box in the level frame around a polygon of the page as given.

        Top and bottom are the means of the corners', because a line's own tilt is not its height.
        """
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.level(polygon)
        left, right = min(ax, dx, bx, cx), max(ax, dx, bx, cx)
        tops = sorted((ay, by, cy, dy))
        return Box(left, (tops[0] + tops[1]) / 2, right, (tops[2] + tops[3]) / 2)

    def polygon(self, box: Box) -> Polygon:
        """Return the corners in pixels of the page as given of a box of the level frame."""
        left, top, right, bottom = box
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        a, b, c, d = (self._rotate(point, self.angle) for point in corners)
        return turn_polygon((a, b, c, d), -self.orientation % 360, *self.upright_size)

    def is_sideways(self, polygon: Polygon) -> bool:
        """Whether a line runs up, down or askew, unlike the page's other text."""
        angle = _angle(self.level(polygon))
        return abs(math.remainder(angle, 2 * math.pi)) > _ACROSS

    def _rotate(self, point: Point, angle: float) -> Point:
        if angle == 0:
            return point
        middle_x, middle_y = (side / 2 for side in self.upright_size)
        x, y = point[0] - middle_x, point[1] - middle_y
        cos, sin = math.cos(angle), math.sin(angle)
        return middle_x + x * cos - y * sin, middle_y + x * sin + y * cos


def frame_of(page: Page) -> Frame:
    """Return the level frame of a page: straight for the angle of most of its text."""
    polygons = [line.polygon for line in page.lines]
    return frame_for(polygons, page.width, page.height, page.orientation)


def frame_for(
    polygons: Sequence[Polygon], width: float, height: float, orientation: int = 0
) -> Frame:
    """Return the level frame of a page of which the corners of the lines are known."""
    straight = Frame(width, height, orientation, 0.0)
    angle = _tilt([straight.level(polygon) for polygon in polygons])
    return Frame(width, height, orientation, angle if abs(angle) > _LEVEL else 0.0)


def _tilt(polygons: Sequence[Polygon]) -> float:
    """Return the angle of most of the text in radians, clockwise; sideways text is left out."""
    angles = []
    for polygon in polygons:
        angle = _angle(polygon)
        if abs(angle) <= _ACROSS:
            # Weighted by length: the angles of short boxes are inaccurate.
            angles.append((angle, math.dist(polygon[0], polygon[1])))
    return weighted_median(angles) if angles else 0.0


def _angle(polygon: Polygon) -> float:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = polygon
    return math.atan2(by - ay + cy - dy, bx - ax + cx - dx)
