"""Warnings about a page: text that was left out of its result, or may be wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Decoded
from ocrlc.detection.detector import Found
from ocrlc.polygons import side_lengths

NEAR = 0.1
"""Lines left out whose score misses the required one by at most this are reported."""
SMALL_LINE = 12.0
"""Line height, in pixels of the page, below which one word in ten is wrong or missing
(`scripts/measure_limits.py small`)."""
SMALL_LETTER = 5.0
"""The same for the height of letters in the detector's input, in pixels
(`scripts/measure_limits.py far`)."""
SURE = 0.97
"""Mean probability of the characters from which on a line is not taken for a foreign script."""
NO_TEXT = "no text found"
FEW = 3
"""Number of lines below which the text size of a page is not judged; also of samples shown."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITAL_INSIDE = re.compile(r"[a-zà-öø-ÿµ][A-ZÀ-ÖØ-Þ]")


def page_warnings(found: Found, readings: Sequence[Decoded], min_score: float) -> tuple[str, ...]:
    """Return the warnings about a page that was read.

    Args:
        found: what the detector found on the page.
        readings: the text of all lines, including those that are left out.
        min_score: mean probability of the characters below which lines are left out.
    """
    read = [reading for reading in readings if reading.text.strip()]
    doubtful = [r for r in read if min_score - NEAR <= r.score < min_score]
    warnings = []
    if not any(reading.score >= min_score for reading in read):
        warnings.append(NO_TEXT)
    if _is_small(found):
        warnings.append("the text is very small: lines may be missing; scan at more dpi")
    if doubtful:
        samples = ", ".join(repr(reading.text.strip()) for reading in doubtful[:FEW])
        warnings.append(
            f"{_lines(len(doubtful))} left out, read with a score just under "
            f"{min_score:g}: {samples}"
        )
    if foreign := _foreign_lines(read):
        warnings.append(
            f"{len(foreign)} lines look like a script that the recogniser does not know: "
            f"{foreign[0].strip()!r}"
        )
    if found.near:
        warnings.append(f"{_lines(found.near)} left out: nearly taken for text")
    if found.left_out:
        warnings.append(f"too many regions: {found.left_out} were not looked at")
    return tuple(warnings)


def _foreign_lines(readings: Sequence[Decoded]) -> list[str]:
    """Return the lines that look like letters of another script read as Latin ones.

    There, capitals resemble capitals and small letters alike: "cnvcoK MaJblx cyAOB". A name such as
    McDonald does not make a page foreign.
    """
    unsure = [_WORD.findall(reading.text) for reading in readings if reading.score < SURE]
    words = [word for line in unsure for word in line]
    odd = {word for word in words if _CAPITAL_INSIDE.search(word)}
    if len(odd) < 5 or len(odd) < 0.3 * len(words):
        return []
    return [reading.text for reading in readings if odd & set(_WORD.findall(reading.text))]


def _is_small(found: Found) -> bool:
    """Whether the text is too small for the detector or the recogniser."""
    if found.letter_height is not None and found.letter_height < SMALL_LETTER:
        return True
    height = line_height(found.polygons)
    return height is not None and height < SMALL_LINE


def line_height(polygons: Sequence[NDArray[np.float32]]) -> float | None:
    """Return the median height of a page's lines in pixels; None if there are too few.

    Args:
        polygons: corners of the lines in pixels. Shape of each: 4, 2.
    """
    heights = [side_lengths(polygon).min() for polygon in polygons]
    return float(np.median(heights)) if len(heights) >= FEW else None


def _lines(count: int) -> str:
    return "1 line was" if count == 1 else f"{count} lines were"
