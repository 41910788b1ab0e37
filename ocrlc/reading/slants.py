"""Parts of a page at angles of their own: cards and slips in one photo, pages of an open book."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.polygons import weighted_median

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]

_LONG = 3.5
"""Length of a line in heights from which on its corners tell its angle."""
_ASKEW = np.radians(30)
"""Lines at a larger angle to most of the text are no part of a tilted card: they run up or down."""
_SAME = np.radians(1.2)
"""Lines of one part differ by less, beside what the corners' inexactness makes of it."""
_BLUR = 0.15
"""Inexactness of the height of a line's end, in line heights."""
_DOWN, _ACROSS = 3.0, 4.0
"""Distance between neighbours in a part, below one another and side by side, in line heights."""
_LINES = 2
"""Long lines of a part, at least: a lone one may be a stamp or a signature."""
_MOST, _MOST_LINES = 20, 1000
"""Parts and long lines that a page may have: one with more is no photo of cards, but bent paper or
noise."""
_SHARED = 0.25
"""Share of a part's height or width over which parts may overlap, and be parted all the same."""


def angles_of(polygons: Floats) -> tuple[Floats, Floats, Floats]:
    """Return angles in radians, clockwise, lengths and heights. Shape of `polygons`: N, 4, 2."""
    along = (polygons[:, 1] - polygons[:, 0] + polygons[:, 2] - polygons[:, 3]) / 2
    down = (polygons[:, 3] - polygons[:, 0] + polygons[:, 2] - polygons[:, 1]) / 2
    length = np.hypot(along[:, 0], along[:, 1])
    across = np.abs(along[:, 0] * down[:, 1] - along[:, 1] * down[:, 0])
    height = np.maximum(across / np.maximum(length, 1.0), 1.0)
    return np.arctan2(along[:, 1], along[:, 0]), length, height


def dominant_angle(polygons: Floats) -> float:
    """Return the angle of most of the text in radians, clockwise. Shape of `polygons`: N, 4, 2."""
    angles, length, _ = angles_of(polygons)
    # Weighted by length: the angles of short boxes are inaccurate.
    return weighted_median(zip(angles.tolist(), length.tolist(), strict=True))


def rotated(polygons: Floats, angle: float) -> Floats:
    """Return polygons as they are on a page turned back by an angle. Shape: N, 4, 2."""
    cosine, sine = np.cos(angle), np.sin(angle)
    x = polygons[..., 0] * cosine + polygons[..., 1] * sine
    y = polygons[..., 1] * cosine - polygons[..., 0] * sine
    return np.stack((x, y), axis=-1)


def slanted_parts(polygons: Floats) -> list[Indices]:
    """Return the parts of a page that lie at angles of their own, in reading order.

    Nearly all pages are one part. Lines near one another at the same angle make a part; parts at
    the same angle are one, unless that would reach over one at another. Short lines and those that
    run up or down belong to the part that they are nearest to.

    Args:
        polygons: corners in pixels, clockwise from each text's top-left. Shape: N, 4, 2.

    Returns:
        Indices of each part's lines.
    """
    everything = [np.arange(len(polygons))]
    main = dominant_angle(polygons)
    level = rotated(polygons, main)
    angles, lengths, heights = angles_of(level)
    blur = _BLUR * heights / np.maximum(lengths, 1.0)
    long = np.flatnonzero((lengths >= _LONG * heights) & (np.abs(angles) < _ASKEW))
    askew = np.abs(angles[long]) > _SAME + 2 * blur[long]
    if askew.sum() < _LINES or len(long) > _MOST_LINES:
        return everything
    groups = _linked(level[long], angles[long], blur[long])
    groups = [long[group] for group in groups if len(group) >= _LINES]
    if len(groups) > _MOST:
        return everything
    groups = _merged(groups, level, angles, lengths)
    if len(groups) < 2:
        return everything
    left = np.setdiff1d(everything[0], np.concatenate(groups))
    groups = _with_rest(groups, left, level, angles, lengths)
    boxes = [_box(level[group]) for group in groups]
    return [groups[place] for place in _in_order(boxes, list(range(len(groups))))]


def _linked(level: Floats, angles: Floats, blur: Floats) -> list[Indices]:
    """Return the groups of lines that are near one another and at the same angle."""
    count = len(level)
    group = np.arange(count)
    for index in range(count):
        own = rotated(level, float(angles[index]))
        _, _, height = angles_of(own[index : index + 1])
        low, high = own.min(axis=1), own.max(axis=1)
        gap = np.maximum(low - high[index], low[index] - high)
        near = (gap[:, 0] < _ACROSS * height) & (gap[:, 1] < _DOWN * height)
        # Neighbours on bent paper differ little; beside and below one another at once they do not.
        near &= (gap[:, 0] < 0) | (gap[:, 1] < 0)
        near &= np.abs(angles - angles[index]) < _SAME + blur + blur[index]
        met = np.unique(group[near])
        group[np.isin(group, met)] = met[0]
    return [np.flatnonzero(group == one) for one in np.unique(group)]


def _merged(groups: list[Indices], level: Floats, angles: Floats, lengths: Floats) -> list[Indices]:
    """Join groups at the same angle, but none across a group at another, and those that overlap."""
    while True:
        found = _joinable(groups, level, angles, lengths)
        if found is None:
            return groups
        first, second = found
        joined = np.concatenate((groups[first], groups[second]))
        groups = [g for i, g in enumerate(groups) if i not in found] + [joined]


def _joinable(
    groups: Sequence[Indices], level: Floats, angles: Floats, lengths: Floats
) -> tuple[int, int] | None:
    tilts = [_angle(group, angles, lengths) for group in groups]
    pairs = [(i, j) for i in range(len(groups)) for j in range(i)]
    pairs.sort(key=lambda pair: abs(tilts[pair[0]] - tilts[pair[1]]))
    for first, second in pairs:
        own, other = groups[first], groups[second]
        if _inside(level, own, other, tilts[first]) or _inside(level, other, own, tilts[second]):
            return first, second
        if abs(tilts[first] - tilts[second]) < _SAME:
            both = np.concatenate((own, other))
            others = [g for i, g in enumerate(groups) if i not in (first, second)]
            if not any(_inside(level, both, g, tilts[first]) for g in others):
                return first, second
    return None


def _angle(group: Indices, angles: Floats, lengths: Floats) -> float:
    pairs = zip(angles[group].tolist(), lengths[group].tolist(), strict=True)
    return weighted_median(pairs)


def _inside(level: Floats, group: Indices, other: Indices, tilt: float) -> bool:
    """Whether some of another group lies among a group's lines: in the box around them."""
    left, top, right, bottom = _box(rotated(level[group], tilt))
    x, y = rotated(level[other], tilt).mean(axis=1).T
    return bool(np.any((x > left) & (x < right) & (y > top) & (y < bottom)))


def _with_rest(
    groups: Sequence[Indices], rest: Indices, level: Floats, angles: Floats, lengths: Floats
) -> list[Indices]:
    """Put each of the other lines to the group whose box is nearest."""
    tilts = [_angle(group, angles, lengths) for group in groups]
    apart = np.zeros((len(groups), len(rest)))
    for place, (group, tilt) in enumerate(zip(groups, tilts, strict=True)):
        left, top, right, bottom = _box(rotated(level[group], tilt))
        x, y = rotated(level[rest], tilt).mean(axis=1).T
        apart[place] = np.hypot(
            np.maximum(np.maximum(left - x, x - right), 0),
            np.maximum(np.maximum(top - y, y - bottom), 0),
        )
    nearest = apart.argmin(axis=0)
    return [np.concatenate((group, rest[nearest == i])) for i, group in enumerate(groups)]


def _box(polygons: Floats) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = polygons.min(axis=(0, 1)), polygons.max(axis=(0, 1))
    return float(left), float(top), float(right), float(bottom)


def _in_order(boxes: Sequence[tuple[float, ...]], places: list[int]) -> list[int]:
    """Order boxes: rows from top to bottom; where there are none, columns from left to right."""
    if len(places) < 2:
        return places
    for side in (1, 0):
        cut = _cut(boxes, places, side)
        if cut is not None:
            return [one for part in cut for one in _in_order(boxes, part)]
    return sorted(places, key=lambda place: (boxes[place][1], boxes[place][0]))


def _cut(
    boxes: Sequence[tuple[float, ...]], places: Sequence[int], side: int
) -> tuple[list[int], list[int]] | None:
    """Cut boxes into those before and those behind, where they overlap little; side 1 is down."""
    start: Callable[[int], float] = lambda place: boxes[place][side]  # noqa: E731
    end: Callable[[int], float] = lambda place: boxes[place][side + 2]  # noqa: E731
    ordered = sorted(places, key=lambda place: start(place) + end(place))
    for count in range(1, len(ordered)):
        before, behind = ordered[:count], ordered[count:]
        if all(
            end(a) - start(b) <= _SHARED * min(end(a) - start(a), end(b) - start(b))
            for a in before
            for b in behind
        ):
            return before, behind
    return None
