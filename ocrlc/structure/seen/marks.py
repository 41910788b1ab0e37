"""What was seen on a page beside its text, as plain numbers; NumPy is not loaded for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line of the level frame, in pixels.

    Attributes:
        start: where it begins, along its direction.
        end: where it ends.
        place: where it lies, across its direction.
        thickness: how thick it is.
    """

    start: float
    end: float
    place: float
    thickness: float = 1.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What the pixels tell about a page's structure; empty where they were not looked at.

    Attributes:
        across: rules that run along the lines of text.
        upright: rules that run down the page.
        gaps: for each line, start and end of the white gaps in it.
        weights: for each line, the thickness of its strokes in pixels.
    """

    across: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()
    gaps: tuple[tuple[tuple[float, float], ...], ...] = ()
    weights: tuple[float, ...] = ()
