"""A drawn page: its pixels and its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.augmentation import Image


@dataclass(frozen=True, eq=False)
class PageLine:
    """A line of text on a page.

    Attributes:
        polygon: corners in pixels, clockwise from the text's top-left; the first two are the top
            edge in reading direction. Shape: 4, 2.
        text: the text.
        flags: "up" and "down" for text drawn upwards and downwards, "inverse" for light on dark
            (for some lines), "cut" for text cut off by the page's edge, "faint" for text lost in a
            fax or copy. Lines that are cut or faint need not be found.
    """

    polygon: NDArray[np.float32]
    text: str
    flags: frozenset[str] = frozenset()

    @property
    def is_readable(self) -> bool:
        """Whether it is neither cut nor faint."""
        return self.flags.isdisjoint(("cut", "faint"))

    @property
    def is_vertical(self) -> bool:
        """Whether it runs upwards or downwards."""
        return not self.flags.isdisjoint(("up", "down"))


@dataclass(frozen=True, eq=False)
class SyntheticPage:
    """A page and its lines.

    Attributes:
        image: pixels in grey. Shape: H, W.
        lines: its lines, in the order in which they were drawn.
        kind: name of its kind, such as "letter".
        effect: name of the effect on it, such as "scan".
    """

    image: Image
    lines: tuple[PageLine, ...]
    kind: str
    effect: str
