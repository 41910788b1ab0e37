"""Where the words of a line are, from the time steps at which CTC saw their characters."""

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
        decoded: the line's reading.
        width: of the line's crop at the network's height, pixels, without padding.
        polygon: the line's.

    Returns:
        The words from left to right. A word reaches half way to its neighbouring characters,
        the first and the last to the line's ends; its score is the mean over its characters.
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
    """Return the borders between characters as fractions of the line, both ends included."""
    # The last character may be seen a step late, in the padding.
    borders = [min((a + b + 1) / 2 * COLUMNS_PER_STEP / width, 1.0) for a, b in pairwise(steps)]
    return [0.0, *borders, 1.0]
