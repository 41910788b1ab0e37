"""How often a recogniser's words and lines are right that it is so sure of, for `measured.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocrlc import Recognizer
from ocrlc.evaluation.calibration import (
    Judged,
    all_judged,
    calibration_error,
    fit,
    reliability,
)
from ocrlc.inference.selection import PADDLE
from ocrlc.recognition.confidence import Point, interpolated, sureness

PAGE = 50
"""Receipt lines that are read together, about as many as a page has; drawn lines have no page and
are read each for itself."""

Lines = list[tuple[NDArray[np.uint8], str]]


def judge(model: Path, sets: dict[str, tuple[Lines, bool]]) -> dict[str, dict[str, list[Judged]]]:
    """Read sets of lines, and tell which words and lines are right.

    Args:
        model: the recogniser.
        sets: lines, and whether they are read together, by name.
    """
    reader = Recognizer(model, precision="fp32", engine=PADDLE)
    found = {}
    for name, (lines, together) in sets.items():
        images = [image for image, _ in lines]
        readings = [
            reading.decoded
            for start in range(0, len(images), PAGE)
            for reading in reader.read_lines(images[start : start + PAGE], together=together)
        ]
        truths = (truth for _, truth in lines)
        found[name] = all_judged(zip(readings, truths, strict=True))
    return found


def calibrate(judged: dict[str, dict[str, list[Judged]]]) -> dict[str, Any]:
    """Return the curves from how sure a model is to how often it is right, and how far they hold.

    All sets count alike. Errors (`ece`) are those of curves that were fitted to the other half of
    each set's texts; `ece_raw` are those of the mean probability of the characters.
    """
    report = {}
    for kind in ("words", "lines"):
        sets = {name: found[kind] for name, found in judged.items()}
        errors = {}
        halves = [fit_sets({name: rows[i::2] for name, rows in sets.items()}) for i in (0, 1)]
        for name, rows in sets.items():
            right = [ok for _, ok in rows]
            # Each text is judged by the curve of the half that it is not in.
            mapped = [
                interpolated(halves[(i + 1) % 2], sureness(scores))
                for i, (scores, _) in enumerate(rows)
            ]
            plain = [sum(scores) / len(scores) for scores, _ in rows]
            errors[name] = {
                "count": len(rows),
                "ece_raw": calibration_error(plain, right),
                "ece": calibration_error(mapped, right),
                "reliability": reliability(mapped, right),
            }
        report[kind] = {"points": fit_sets(sets), "sets": errors}
    return report


def fit_sets(sets: dict[str, list[Judged]]) -> tuple[Point, ...]:
    """Fit one curve to sets of texts that count alike, whatever their sizes."""
    weights = [1 / len(rows) for rows in sets.values() for _ in rows]
    return fit([row for rows in sets.values() for row in rows], weights)
