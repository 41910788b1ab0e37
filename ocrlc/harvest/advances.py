"""How far the pen moves on after a character, learnt from the page itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST = 1.5
"""Longer ways to the next character, in ems, are no advance but a gap."""


def advances(
    text: Sequence[str],
    font: NDArray[np.int64],
    origin: Floats,
    size: Floats,
    apart: NDArray[np.bool_],
) -> Floats:
    """Return the way from each character's origin to where the next one's would be.

    PDFium's boxes reach as far as the ink, which in slanted and hooked letters is too far to tell
    gaps from. What follows a letter within words tells how far it really moves on.

    Args:
        text: a character each.
        font: index of its font. Shape: N.
        origin: its point on the base line. Shape: N, 2.
        size: of its font. Shape: N.
        apart: whether a space or break is before it. Shape: N.

    Returns:
        In the units of the origins; NaN for characters that nothing ever follows. Shape: N.
    """
    result = np.full(len(text), np.nan)
    if len(text) < 2:
        return result
    steps = np.hypot(*np.diff(origin, axis=0).T) / np.maximum(size[:-1], 0.1)
    joined = ~apart[1:] & (font[1:] == font[:-1]) & (steps < _MOST)
    kinds: dict[tuple[str, int], tuple[list[int], list[float]]] = {}
    first = 0
    for index in range(len(text)):
        last = index == len(text) - 1
        if not last and joined[index] and steps[index] == 0:
            continue  # a ligature, which PDFium takes apart: its parts move on together
        key = "".join(text[first : index + 1]), int(font[index])
        members, ways = kinds.setdefault(key, ([], []))
        members += range(first, index + 1)
        if not last and joined[index]:
            ways.append(float(steps[index]))
        first = index + 1
    for members, ways in kinds.values():
        if ways:
            result[members] = float(np.median(ways)) * size[members]
    return result
