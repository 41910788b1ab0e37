"""Which way up a page lies: a vote of its lines, each read from both its ends.

An orientation is the number of degrees, 0, 90, 180 or 270, by which the text on the page as given
is turned clockwise. A CTC recogniser reads something into upside-down text too, but less surely,
so no network of its own is needed to tell them apart (docs/decisions/0009; measured by
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
"""Pages read with this mean probability of a character are upright: nothing else is tried."""
VOTERS = 8
"""The longest lines vote."""
MARGIN = 0.1
"""By how much better, of all, the voters must read another way for the page to be tried so."""

EVIDENCE = 5.0
"""As many sure characters at least must speak for turning a page."""


def is_sideways(regions: Sequence[Corners]) -> bool:
    """Whether most of the detected text runs up or down. Shape of each: 4, 2."""
    lengths = [_length(region) for region in regions]
    tall = [
        length
        for region, length in zip(regions, lengths, strict=True)
        if text_corners(region) is not region
    ]
    return sum(tall) > sum(lengths) / 2


def is_sure(readings: Sequence[Decoded]) -> bool:
    """Whether lines were read so well that they cannot be upside down."""
    characters = sum(len(reading.text) for reading in readings)
    return sum(len(reading.text) * reading.score for reading in readings) >= SURE * max(
        characters, 1
    )


class Scored(Protocol):
    """A text with the mean probability of its characters: `Decoded`, `Line`."""

    @property
    def text(self) -> str:
        """What was read."""

    @property
    def score(self) -> float:
        """0 to 1."""


def quality(readings: Sequence[Scored]) -> float:
    """Return how much was read, and how surely: a character that is as good as guessed is none."""
    return sum(len(reading.text) * max(0.0, 2 * reading.score - 1) for reading in readings)


def vote(regions: Sequence[Corners], read: Callable[[Sequence[Corners]], Sequence[Decoded]]) -> int:
    """Find the orientation of a page that may not be upright.

    Args:
        regions: its lines, clockwise from the region's top-left, pixels. Shape of each: 4, 2.
        read: reads lines along their first edges.

    Returns:
        Degrees; 0 unless another way is read clearly better.
    """
    sideways = is_sideways(regions)
    voters = [region for region in regions if (text_corners(region) is not region) == sideways]
    voters = sorted(voters, key=_length, reverse=True)[:VOTERS]
    # A column of single narrow characters looks sideways too, but is best read as it lies.
    ways = (0, 90, 270) if sideways else (0, 180)
    readings = iter(read([from_corner(region, way) for way in ways for region in voters]))
    qualities = {way: quality([next(readings) for _ in voters]) for way in ways}
    best = max(ways, key=lambda way: qualities[way])
    clear = qualities[best] > max(EVIDENCE, (1 + MARGIN) * qualities[0])
    return best if clear else 0


def from_corner(region: Corners, degrees: int) -> Corners:
    """Return a region's corners from where text turned by `degrees` begins. Shape: 4, 2."""
    return np.roll(region, -degrees // 90, axis=0)


def turn_image(image: Image, degrees: int) -> Image:
    """Turn an image counter-clockwise. Shape: H, W[, 3] -> W, H[, 3] for 90 and 270."""
    return np.ascontiguousarray(np.rot90(image, degrees // 90))


def _length(region: Corners) -> float:
    return float(side_lengths(region).max())
