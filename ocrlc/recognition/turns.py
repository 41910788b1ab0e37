"""Lines turned by 180 degrees: turning them, and running a classifier over lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ocrlc.preprocess import line_batch
from ocrlc.recognition.batching import lay_row, plan_batches

Image = NDArray[np.uint8]
Array = NDArray[np.float32]

WINDOW = 640
"""Width in pixels, at the network's height, of the part of a line that is classified; more would
not help."""


def turn(line: Image) -> Image:
    """Turn a line by 180 degrees. Shape: H, W or H, W, 3; the result has the same."""
    return np.ascontiguousarray(line[::-1, ::-1])


def compute_turns(lines: Sequence[Image], run: Callable[[Array], Array]) -> Array:
    """Run a classifier over lines.

    Args:
        lines: grey lines at the network's height. Shape of each: H, w.
        run: the network, N, 3, H, W to N, 2.

    Returns:
        The output for each line. Shape: lines, 2.
    """
    shown = [line[:, :WINDOW] for line in lines]
    outputs = np.empty((len(lines), 2), np.float32)
    for batch in plan_batches([line.shape[1] for line in shown], strips=False):
        numbers = [slot.number for (slot,) in batch.rows]
        rows = [lay_row([(shown[number], 0)], batch.width) for number in numbers]
        outputs[numbers] = run(line_batch(rows, batch.width))
    return outputs
