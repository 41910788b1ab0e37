"""Which characters of the text layer a detected region shows, and what they say in a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocrlc.harvest.glyphs import Floats, Glyphs
from ocrlc.harvest.texts import accented, has_leaders, printed

GAPS = {"none": 0.2, "guess": 0.12, "space": 0.05}
"""Gap that is a space, in ems, where the layer has none, where PDFium guesses one, and where the
file has one itself. TeX shrinks its spaces to 0.22, narrow faces have them of 0.15. A guess is
trusted where it is not known how far the letter before moves on."""
DOUBTFUL = 0.2
"""Guessed spaces narrower than this, in ems, or of unknown width, are for the reader to settle."""
IN, OUT = 0.6, 0.4
"""Shares of a character's height from which on it is shown, and up to which it is none of the
line's; between them nobody can say what the crop says."""
CUT = (0.3, 0.7)
"""Shares of a character's width between which it is cut."""
WHOLE = 0.85
"""Share of its letters' heights that a region must show on the average."""
NO_TEXT = "no text"
_HEIGHTS = np.linspace(0.1, 0.9, 5)
_WIDTHS = np.linspace(0.1, 0.9, 5)


class MismatchError(Exception):
    """A region whose text the layer does not tell, with the reason."""


@dataclass(frozen=True, eq=False)
class Match:
    """What a region shows.

    Attributes:
        text: as it is printed, before the charset's own equivalents.
        glyphs: indices of its characters, by position. Shape: N.
        doubtful: whether some gaps may or may not be spaces.
    """

    text: str
    glyphs: NDArray[np.int64]
    doubtful: bool


def match(glyphs: Glyphs, region: Floats) -> Match:
    """Return what the text layer says in a region.

    Args:
        glyphs: of the page.
        region: corners in points of the page, clockwise from top-left. Shape: 4, 2.

    Raises:
        MismatchError: the region is empty, cuts characters, or holds some that are not sound, run
            another way or lie one above the other.
    """
    chosen = _inside(glyphs, region)
    if len(chosen) == 0:
        raise MismatchError(NO_TEXT)
    if np.any(glyphs.direction[chosen] != 0):
        raise MismatchError("turned")
    if not np.all(glyphs.sound[chosen]):
        raise MismatchError("unsound characters")
    ordered = chosen[np.argsort(glyphs.cell[chosen, 0], kind="stable")]
    text = printed(join_glyphs(glyphs, ordered))
    if has_leaders(text):
        raise MismatchError("leaders")
    return Match(text, ordered, _has_doubtful_gaps(glyphs, ordered))


def _inside(glyphs: Glyphs, region: Floats) -> NDArray[np.int64]:
    """Return the characters that a region shows."""
    (x0, y0), (x1, y1) = region.min(axis=0), region.max(axis=0)
    ink = glyphs.ink
    near: NDArray[np.int64] = np.flatnonzero(
        (ink[:, 0] < x1) & (ink[:, 2] > x0) & (ink[:, 1] < y1) & (ink[:, 3] > y0)
    )
    box = ink[near]
    x = box[:, :1] + (box[:, 2:3] - box[:, :1]) * _WIDTHS
    y = box[:, 1:2] + (box[:, 3:4] - box[:, 1:2]) * _HEIGHTS
    # Shape: characters, heights, widths.
    shown = _contains(region, x[:, None, :], y[:, :, None])
    heights = np.any(shown, axis=2).mean(axis=1)
    widths = np.any(shown, axis=1).mean(axis=1)
    if np.any((widths > CUT[0]) & (widths < CUT[1]) & (heights > OUT)):
        raise MismatchError("cut characters")
    if np.any((heights > OUT) & (heights < IN)):
        raise MismatchError("half characters")
    chosen = (heights >= IN) & (widths >= CUT[1])
    if np.any(chosen) and heights[chosen].mean() < WHOLE:
        raise MismatchError("cut characters")
    kept: NDArray[np.int64] = near[chosen]
    return kept


def _contains(region: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Whether points lie in a convex region given clockwise (y downwards)."""
    inside = np.ones(np.broadcast(x, y).shape, np.bool_)
    for (ax, ay), (bx, by) in zip(region, np.roll(region, -1, axis=0), strict=True):
        inside &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
    return inside


def join_glyphs(glyphs: Glyphs, ordered: NDArray[np.int64]) -> str:
    """Join characters of a level line, with spaces from the gaps and accents on their letters.

    Args:
        glyphs: of the page.
        ordered: indices of the line's characters, from left to right.

    Raises:
        MismatchError: two lie one above the other, as in fractions.
    """
    text: list[str] = []
    right, last = -np.inf, -1
    for index in ordered.tolist():
        left = glyphs.origin[index, 0]
        em = glyphs.size[index] if last < 0 else min(glyphs.size[index], glyphs.size[last])
        if last >= 0 and _overlap(glyphs, last, index) > 0.5:
            merged = _merged(glyphs, text[-1], last, index)
            if merged is None:
                raise MismatchError("one above the other")
            text[-1] = merged
        elif last >= 0 and _is_space(glyphs, last, index, (left - right) / max(em, 0.1)):
            text += [" ", glyphs.text[index]]
        else:
            text.append(glyphs.text[index])
        right, last = max(right, _end(glyphs, index)), index
    return "".join(text)


def _end(glyphs: Glyphs, index: int) -> float:
    """Return where what follows a character in a word begins."""
    end = glyphs.origin[index, 0] + glyphs.advance[index]
    return float(glyphs.cell[index, 2] if np.isnan(end) else end)


def _is_space(glyphs: Glyphs, last: int, index: int, gap: float) -> bool:
    """Whether a gap, in ems, between two characters is a space."""
    kind = "none"
    if index == last + 1 and glyphs.apart[index] and np.isnan(glyphs.advance[last]):
        return True
    if index == last + 1:
        kind = "space" if glyphs.spaced[index] else "guess" if glyphs.apart[index] else "none"
    return gap > GAPS[kind]


def _has_doubtful_gaps(glyphs: Glyphs, ordered: NDArray[np.int64]) -> bool:
    """Whether PDFium guesses spaces in gaps so narrow that they may be none."""
    last, index = ordered[:-1], ordered[1:]
    guessed = (index == last + 1) & glyphs.apart[index] & ~glyphs.spaced[index]
    gaps = glyphs.origin[index, 0] - glyphs.origin[last, 0] - glyphs.advance[last]
    ems = gaps / np.maximum(np.minimum(glyphs.size[last], glyphs.size[index]), 0.1)
    return bool(np.any(guessed & ~(ems > DOUBTFUL)))


def _overlap(glyphs: Glyphs, first: int, second: int) -> float:
    """Return the share of the narrower of two characters that lies over or under the other."""
    a, b = glyphs.ink[first], glyphs.ink[second]
    width = min(a[2] - a[0], b[2] - b[0])
    return float((min(a[2], b[2]) - max(a[0], b[0])) / max(width, 1e-3))


def _merged(glyphs: Glyphs, before: str, last: int, index: int) -> str | None:
    """Return two characters drawn in one place as one, or None where they are two signs."""
    a, b = glyphs.text[last], glyphs.text[index]
    same_cell = bool(np.allclose(glyphs.cell[last], glyphs.cell[index]))
    if same_cell and index == last + 1:  # a ligature, which PDFium takes apart
        return before + b
    if np.allclose(glyphs.ink[last], glyphs.ink[index], atol=0.1 * glyphs.size[last]):
        return before if a == b else None  # bold by printing twice
    return accented(b, a) or accented(a, b)
