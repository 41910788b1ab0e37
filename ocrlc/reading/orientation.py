"""Finding a page's orientation by a vote of its lines, each read from both ends.

An orientation is the angle, 0, 90, 180 or 270 degrees, by which the text on the page as given is
turned clockwise. A CTC recogniser gives a text for upside-down lines too, but with lower scores, so
no further network is needed to tell them apart (docs/decisions/0009; measured by
scripts/check_orientation.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.polygons import side_lengths
from ocrlc.recognition.crops import text_corners

Image = NDArray[np.uint8]
Corners = NDArray[np.float32]

SURE = 0.93
"""Mean probability of a character from which a page counts as upright, without any vote."""
FAIR = 0.88
"""The same for a page that lies as it was guessed: below, it is also read as it was given."""
VOTERS = 8
"""Number of lines that vote, the longest ones."""
MARGIN = 0.1
"""Share by which the voters must read better in another orientation for the page to be turned."""

EVIDENCE = 5.0
"""Smallest `quality` of the voters' readings that justifies turning a page."""


def is_sideways(regions: Sequence[Corners]) -> bool:
    """Whether most of the detected text runs up or down. Shape of each: 4, 2."""
    lengths = [_length(region) for region in regions]
    tall = [
        length
        for region, length in zip(regions, lengths, strict=True)
        if text_corners(region) is not region
    ]
    return sum(tall) > sum(lengths) / 2


def is_sure(readings: Sequence[Decoded], least: float = SURE) -> bool:
    """Whether lines were read with scores so high that they cannot be upside down.

    Args:
        readings: the lines.
        least: smallest mean probability of a character.
    """
    characters = sum(len(reading.text) for reading in readings)
    return sum(len(reading.text) * reading.score for reading in readings) >= least * max(
        characters, 1
    )


class Scored(Protocol):
    """A text with the mean probability of its characters: `Decoded`, `Line`."""

    @property
    def text(self) -> str:
        """The text read."""

    @property
    def score(self) -> float:
        """Mean probability of the characters, 0 to 1."""


def quality(readings: Sequence[Scored]) -> float:
    """Return the number of characters read, weighted by score: 1 counts fully, 0.5 not at all."""
    return sum(len(reading.text) * max(0.0, 2 * reading.score - 1) for reading in readings)


def vote(regions: Sequence[Corners], read: Callable[[Sequence[Corners]], Sequence[Decoded]]) -> int:
    """Find the orientation of a page that may not be upright.

    Args:
        regions: corners of its lines in pixels, clockwise from the region's top-left. Shape of
            each: 4, 2.
        read: reads regions along their first edges.

    Returns:
        Degrees; 0 unless another orientation is read clearly better.
    """
    sideways = is_sideways(regions)
    voters = [region for region in regions if (text_corners(region) is not region) == sideways]
    voters = sorted(voters, key=_length, reverse=True)[:VOTERS]
    # A column of single narrow characters looks sideways too, but is best read as it is.
    ways = (0, 90, 270) if sideways else (0, 180)
    readings = iter(read([from_corner(region, way) for way in ways for region in voters]))
    qualities = {way: quality([next(readings) for _ in voters]) for way in ways}
    best = max(ways, key=lambda way: qualities[way])
    clear = qualities[best] > max(EVIDENCE, (1 + MARGIN) * qualities[0])
    return best if clear else 0


def from_corner(region: Corners, degrees: int) -> Corners:
    """Return a region's corners, the first one where text turned by `degrees` begins.

    Shape: 4, 2.
    """
    return np.roll(region, -degrees // 90, axis=0)


def turn_image(image: Image, degrees: int) -> Image:
    """Turn an image counter-clockwise. Shape: H, W[, 3] -> W, H[, 3] for 90 and 270."""
    return np.ascontiguousarray(np.rot90(image, degrees // 90))


def _length(region: Corners) -> float:
    return float(side_lengths(region).max())
