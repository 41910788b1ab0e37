"""What a drawn page is: pixels, and its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.synthesis.augmentation import Image


@dataclass(frozen=True, eq=False)
class PageLine:
    """A line of text on a page.

    Attributes:
        polygon: corners in pixels, clockwise as the text is read, from its top-left: the first
            two are the top edge. Shape: 4, 2.
        text: what it says.
        flags: "up" and "down" for text that runs upwards and downwards as it was drawn,
            "inverse" for light on dark (of some), "cut" for what the page's edge cuts off, "faint"
            for what a fax or copy lost: neither of these two can anybody be asked to find.
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
    """A page and what stands on it.

    Attributes:
        image: grey. Shape: H, W.
        lines: in the order they were drawn.
        kind: the name of its kind, such as "letter".
        effect: what became of it, such as "scan".
    """

    image: Image
    lines: tuple[PageLine, ...]
    kind: str
    effect: str
