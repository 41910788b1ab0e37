"""Whether a text layer says what the page shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocrlc.harvest.glyphs import Floats

Image = NDArray[np.uint8]

CONTRAST = 40
"""Grey levels between ink and paper from which on ink can be seen."""
AGREEMENT = 0.8
"""Lines that the reader and the layer agree on less are dropped."""
SPACES = 0.25
"""Spaces that one of them has and the other has not, relative to the more of both; from more
than this and `FEW_SPACES` on a line is dropped."""
FEW_SPACES = 1
COMPOSED = "_€"
"""Signs that documents draw from others, where their layers show only parts of them."""
MOST_CASES = 2
"""More letters in another case are small capitals, and what they say is open."""


def agreement(layer: str, reading: str) -> float:
    """Return how far two texts agree, 0 to 1: edits relative to the longer one, spaces apart.

    A single edit in more than one character is forgiven: short lines have no more to show.

    Args:
        layer: what the text layer says.
        reading: what was read from the undegraded page.
    """
    first, second = "".join(layer.split()), "".join(reading.split())
    edits = Levenshtein.distance(first, second)
    longest = max(len(first), len(second))
    if min(len(first), len(second)) > 1 and edits == 1:
        return 1 - 0.5 / longest
    return 1 - edits / max(longest, 1)


def same_spaces(layer: str, reading: str, doubtful: bool) -> bool:
    """Whether two texts are divided to words alike, as far as their letters can be compared.

    Args:
        layer: what the text layer says.
        reading: what was read from the undegraded page.
        doubtful: the layer itself is not sure; nothing is forgiven then.
    """
    edits = Levenshtein.distance(layer, reading)
    letters = Levenshtein.distance("".join(layer.split()), "".join(reading.split()))
    most = max(len(layer.split()), len(reading.split())) - 1
    return edits - letters <= (0 if doubtful else max(FEW_SPACES, SPACES * most))


def is_composed(layer: str, reading: str) -> bool:
    """Whether signs are seen that the layer has in parts: a rule as underscore, C with strokes."""
    return any(reading.count(sign) > layer.count(sign) for sign in COMPOSED)


def same_case(layer: str, reading: str) -> bool:
    """Whether a line is free of letters printed as small capitals: the layer calls them small."""
    other = Levenshtein.distance(layer, reading)
    return other - Levenshtein.distance(layer.lower(), reading.lower()) <= MOST_CASES


def all_visible(page: Image, boxes: Floats) -> bool:
    """Whether there is ink in every box.

    Args:
        page: the undegraded page, grey. Shape: H, W.
        boxes: left, top, right, bottom in its pixels. Shape: N, 4.
    """
    return all(has_ink(page, box) for box in boxes)


def has_ink(page: Image, box: Floats) -> bool:
    """Whether a box of the page holds more than paper."""
    x0, y0 = np.floor(box[:2]).astype(int) - 1
    x1, y1 = np.ceil(box[2:]).astype(int) + 1
    part = page[max(y0, 0) : y1, max(x0, 0) : x1]
    return part.size > 0 and int(part.max()) - int(part.min()) >= CONTRAST


def tight(page: Image, box: Floats) -> Floats:
    """Shrink a box to the ink in it; it stays as it is where there is none.

    Args:
        page: the undegraded page, grey. Shape: H, W.
        box: left, top, right, bottom in its pixels. Shape: 4.
    """
    x0, y0 = np.maximum(np.floor(box[:2]).astype(int), 0)
    x1, y1 = np.ceil(box[2:]).astype(int)
    part = page[y0:y1, x0:x1]
    if part.size == 0:
        return box
    paper = float(np.median(np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])))
    ink = np.abs(part.astype(np.float32) - paper) > CONTRAST
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return box
    return np.array(
        [x0 + columns[0], y0 + rows[0], x0 + columns[-1] + 1, y0 + rows[-1] + 1], np.float64
    )
