"""Warnings about a page: what was left out of its result, or may be wrong in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.detection.detector import Found
from ocrlc.polygons import side_lengths

NEAR = 0.1
"""Lines that miss the score asked for by at most this are worth a word."""
SMALL_LINE = 12.0
"""Of pages with lower lines, in pixels of the page, a word in ten is wrong or missing
(`scripts/measure_limits.py small`)."""
SMALL_LETTER = 5.0
"""The same of letters, at the size at which the detector sees them (`… far`)."""
FEW = 3
"""Fewer lines say nothing about a page's type."""


def page_warnings(found: Found, readings: Sequence[Decoded], min_score: float) -> tuple[str, ...]:
    """Return what a user should know of a page that was read.

    Args:
        found: what the detector found.
        readings: of its lines, those that are left out included.
        min_score: lines read with a lower mean probability are left out.
    """
    read = [reading for reading in readings if reading.text.strip()]
    doubtful = [r for r in read if min_score - NEAR <= r.score < min_score]
    warnings = []
    if not any(reading.score >= min_score for reading in read):
        warnings.append("no text found")
    if _is_small(found):
        warnings.append("the text is very small: lines may be missing; scan at more dpi")
    if doubtful:
        samples = ", ".join(repr(reading.text.strip()) for reading in doubtful[:FEW])
        warnings.append(
            f"{_lines(len(doubtful))} left out, read with a score just under "
            f"{min_score:g}: {samples}"
        )
    if found.near:
        warnings.append(f"{_lines(found.near)} left out: nearly taken for text")
    if found.left_out:
        warnings.append(f"too many regions: {found.left_out} were not looked at")
    return tuple(warnings)


def _is_small(found: Found) -> bool:
    """Whether the text is too small for the detector or the recogniser."""
    if found.letter_height is not None and found.letter_height < SMALL_LETTER:
        return True
    height = line_height(found.polygons)
    return height is not None and height < SMALL_LINE


def line_height(polygons: Sequence[NDArray[np.float32]]) -> float | None:
    """Return the median height of a page's lines, pixels; None where they are few.

    Args:
        polygons: Shape of each: 4, 2.
    """
    heights = [side_lengths(polygon).min() for polygon in polygons]
    return float(np.median(heights)) if len(heights) >= FEW else None


def _lines(count: int) -> str:
    return "1 line was" if count == 1 else f"{count} lines were"
