"""The words of a line and their places, from the time steps at which CTC found the characters."""

from __future__ import annotations

import re
from itertools import pairwise

from ocrlc.charset import Decoded
from ocrlc.polygons import Polygon, polygon_between
from ocrlc.recognition.batching import COLUMNS_PER_STEP
from ocrlc.results import Word


def split_words(decoded: Decoded, width: int, polygon: Polygon) -> tuple[Word, ...]:
    """Cut a line at its spaces.

    Args:
        decoded: the line's text, scores and time steps.
        width: width in pixels of the line's crop scaled to the network's height, without padding.
        polygon: corners of the line.

    Returns:
        The words from left to right. A word reaches half way to the space beside it, the first
        and the last word to the line's ends. Its score is the mean of its characters' scores.
    """
    edges = _character_edges(decoded.steps, width)
    return tuple(
        Word(
            match.group(),
            sum(decoded.scores[match.start() : match.end()]) / len(match.group()),
            polygon_between(polygon, edges[match.start()], edges[match.end()]),
        )
        for match in re.finditer(r"\S+", decoded.text)
    )


def _character_edges(steps: tuple[int, ...], width: int) -> list[float]:
    """Return the borders of the characters as fractions of the line, its ends included."""
    # The last character may be found a step late, in the padding.
    borders = [min((a + b + 1) / 2 * COLUMNS_PER_STEP / width, 1.0) for a, b in pairwise(steps)]
    return [0.0, *borders, 1.0]
