"""The size of type, from the width of a line and its letters.

Heights of boxes depend on which letters a line has, by a third; how wide a text runs does not.
Widths of letters differ between typefaces, but sizes are only compared within a document.
"""

from __future__ import annotations

from functools import lru_cache

_NARROW = frozenset("iljtfrI1.,;:'’‘!|()[]/ı")
_WIDE = frozenset("mwMWÆŒ%@—…")
_FEW = 4
"""Shorter texts have no size of their own: their box is not exact enough."""


@lru_cache(maxsize=4096)  # the same texts are measured at every step
def advance(text: str) -> float:
    """Return about how wide a text is, in ems."""
    return sum(map(_letter, text))


def type_size(text: str, width: float) -> float | None:
    """Return the size of type, in pixels to the em; None for texts of few letters.

    Args:
        text: the text of a line.
        width: its width in pixels.
    """
    return width / advance(text) if _has_size(text) else None


@lru_cache(maxsize=4096)
def _has_size(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= _FEW


def _letter(letter: str) -> float:
    if letter.isspace():
        return 0.28
    if letter in _NARROW:
        return 0.30
    if letter in _WIDE:
        return 0.88
    return 0.68 if letter.isupper() else 0.54
