"""Confidence: from the probabilities of a text's characters to how often such texts are right.

A network's probabilities say which of two readings is the surer one, but not how many of the words
that it is 90 % sure of are right. That is measured on labelled lines (`evaluation.calibration`),
kept beside the model, and applied to what users get; what is compared with thresholds while reading
remains the network's own mean (docs/decisions/0018-confidence.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, prod
from typing import Any

Point = tuple[float, float]
"""What `sureness` says of a text, and the share of such texts that are right."""


def sureness(scores: Sequence[float]) -> float:
    """Return the probability that all characters of a text are right, if each is for itself.

    Args:
        scores: probability of each character.
    """
    return prod(scores)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure a model's readings are; without points, the mean probability of the characters.

    Attributes:
        words: points of a line that rises, of words.
        lines: the same of whole lines.
    """

    words: tuple[Point, ...] = ()
    lines: tuple[Point, ...] = ()

    @classmethod
    def measured(cls, values: Mapping[str, Any]) -> Calibration:
        """Return the calibration among the figures measured for a model; the plain one if none is.

        Raises:
            ValueError: it is malformed.
        """
        found = values.get("calibration")
        if found is None:
            return cls()
        try:
            return cls(*(_points(found[kind]["points"]) for kind in ("words", "lines")))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"calibration is malformed: {error}") from error

    def word(self, scores: Sequence[float]) -> float:
        """Return the score of a word, 0 to 1, from the probabilities of its characters."""
        return _score(self.words, scores)

    def line(self, scores: Sequence[float]) -> float:
        """Return the score of a line, 0 to 1, from the probabilities of its characters."""
        return _score(self.lines, scores)


PLAIN = Calibration()
"""The mean probability of the characters, for models that were not measured."""


def _score(points: Sequence[Point], scores: Sequence[float]) -> float:
    if not scores:
        return 0.0
    if not points:
        return sum(scores) / len(scores)
    return interpolated(points, sureness(scores))


def interpolated(points: Sequence[Point], x: float) -> float:
    """Return the height at `x` of a line through points, level beyond its ends."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def _points(values: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    """Check points: numbers from 0 to 1, from left to right, never falling."""
    points = tuple((float(x), float(y)) for x, y in values)
    flat = [value for point in points for value in point]
    rising = all(x0 < x1 and y0 <= y1 for (x0, y0), (x1, y1) in pairwise(points))
    if not points or not rising or not all(isfinite(v) and 0 <= v <= 1 for v in flat):
        raise ValueError("its points must rise from 0 to 1")
    return points
