"""Evaluating a classifier of lines as upright or turned by 180 degrees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ocrlc.config import LabelSource
from ocrlc.evaluation.breakdown import length_groups
from ocrlc.evaluation.intervals import bounds, intervals
from ocrlc.evaluation.lines import usable_lines
from ocrlc.evaluation.text_metrics import Counts
from ocrlc.recognition.turns import turn

Image = NDArray[np.uint8]


class TurnReader(Protocol):
    """A classifier of line crops."""

    def turned(self, crops: Sequence[Image]) -> NDArray[np.float32]:
        """Return for each crop the probability that it is turned."""


def turn_counts(reader: TurnReader, images: Sequence[Image]) -> dict[str, Counts]:
    """Classify every line as it is and turned; return the counts behind each rate, by line."""
    upright = reader.turned(images) < 0.5
    turned = reader.turned([turn(image) for image in images]) >= 0.5
    one = np.ones(len(images))
    return {
        "accuracy": np.stack([upright + turned.astype(np.float64), 2 * one], axis=1),
        "accuracy_upright": np.stack([upright, one], axis=1),
        "accuracy_turned": np.stack([turned, one], axis=1),
    }


def evaluate_turns(reader: TurnReader, source: LabelSource) -> dict[str, Any]:
    """Classify every line of a label file as it is, which must be upright, and turned.

    Returns:
        Accuracy in percent over all, over upright and over turned lines, with intervals over
        lines; also accuracy by the length of the line's text.

    Raises:
        InputError: the label file is missing or has no usable line.
    """
    _, usable, skipped = usable_lines(source)
    counts = turn_counts(reader, [image for _, image in usable])
    estimates = intervals(counts)
    groups = {}
    for name, numbers in length_groups([record.text for record, _ in usable]).items():
        right, views = counts["accuracy"][numbers].sum(axis=0)
        groups[name] = {"lines": len(numbers), "accuracy": round(100 * right / views, 3)}
    return {
        "lines": len(usable),
        **{name: round(estimate.value, 3) for name, estimate in estimates.items()},
        "skipped": skipped,
        "intervals": bounds(estimates, "lines"),
        "by_length": groups,
    }
