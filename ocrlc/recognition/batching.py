"""Batching: which lines a recogniser computes together.

Lines are laid side by side in strips of one width, with a grey gap between them, as books on a
shelf. A page then takes a few calls of the network, with input shapes that repeat and are compiled
already, and little is spent on padding. Models not trained on strips get one line per row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocrlc.preprocess import PADDING, line_batch

Image = NDArray[np.uint8]
Array = NDArray[np.float32]

COLUMNS_PER_STEP = 4
"""Width of a time step in pixels."""
WIDTH_STEP = 128
"""Rows are padded to a multiple of this many pixels. It is coarse, because compiling for a new
shape costs as much as computing several thousand columns."""
MAX_WIDTH = 1280
"""Largest width of a line in pixels, in training too; wider lines are read in pieces, see
`long_lines`."""
MAX_COLUMNS = 5120
"""Largest batch: the sum of its rows' widths in pixels. Larger ones are no faster and need more
memory."""
STRIP_WIDTHS = (640, MAX_WIDTH)
"""Widths of strips in pixels; a page uses the one that needs fewer columns for its lines."""
GAP = 16
"""Pixels between the lines of a strip: a line's last character may be recognised some steps
late."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a line in a row: the line's number, and the pixel at which it begins."""

    number: int
    start: int


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows of one width that are computed together."""

    width: int
    rows: tuple[tuple[Slot, ...], ...]


def padded_width(width: int, step: int = WIDTH_STEP) -> int:
    """Return a width rounded up to a multiple of `step`."""
    return -(-width // step) * step


def compute_lines(
    lines: Sequence[Image], run: Callable[[Array], Array], strips: bool
) -> list[Array]:
    """Run a network over lines.

    Args:
        lines: grey lines at the network's height. Shape of each: H, w with w <= MAX_WIDTH.
        run: the network, N, 3, H, W to N, W / 4, C.
        strips: whether the network was trained on strips.

    Returns:
        The output for each line. Shape of each: T, C; T covers the line and some of the padding to
        its right.
    """
    outputs: dict[int, Array] = {}
    for batch, x in lay_batches(lines, strips):
        for row, output in zip(batch.rows, run(x), strict=True):
            ends = [slot.start // COLUMNS_PER_STEP for slot in row[1:]] + [len(output)]
            for slot, end in zip(row, ends, strict=True):
                outputs[slot.number] = output[slot.start // COLUMNS_PER_STEP : end]
    return [outputs[number] for number in range(len(lines))]


def lay_batches(lines: Sequence[Image], strips: bool) -> Iterator[tuple[RowBatch, Array]]:
    """Yield batches of lines with the network's input for each. Shape: N, 3, H, W."""
    for batch in plan_batches([line.shape[1] for line in lines], strips):
        rows = [
            lay_row([(lines[s.number], s.start) for s in row], batch.width) for row in batch.rows
        ]
        yield batch, line_batch(rows, batch.width)


def plan_batches(widths: Sequence[int], strips: bool) -> list[RowBatch]:
    """Group lines into batches.

    Without strips, only lines with the same padded width share a batch. Padding influences the
    result (squeeze-and-excitation averages over it), so a line must get the same padding whatever
    other lines it is read with.

    Args:
        widths: widths of the lines in pixels, at the network's height.
        strips: whether to lay lines side by side.
    """
    groups: dict[int, list[tuple[Slot, ...]]] = defaultdict(list)
    if strips and widths:
        order = sorted(range(len(widths)), key=lambda n: -widths[n])
        fitting = [width for width in STRIP_WIDTHS if width >= max(widths)]
        plans = {width: pack(order, widths, width) for width in fitting}
        room = min(plans, key=lambda width: width * len(plans[width]))
        rows = plans[room]
        if len(rows) == 1:
            room = padded_width(rows[0][-1].start + widths[rows[0][-1].number])
        groups[room] = rows
    else:
        for number, width in enumerate(widths):
            groups[padded_width(width)].append((Slot(number, 0),))
    batches = []
    for width, rows in sorted(groups.items()):
        count = -(-len(rows) // max(1, MAX_COLUMNS // width))
        bounds = [len(rows) * i // count for i in range(count + 1)]
        batches += [RowBatch(width, tuple(rows[a:b])) for a, b in pairwise(bounds)]
    return batches


def pack(order: Sequence[int], widths: Sequence[int], room: int) -> list[tuple[Slot, ...]]:
    """Pack lines into few rows: each line goes into the first row that has room (first fit).

    Args:
        order: numbers of the lines, in the order in which they are packed; widest first packs best.
        widths: widths of all lines in pixels.
        room: width of a row in pixels, no less than that of the widest line.

    Returns:
        Rows with their lines from left to right; each line begins at the start of a time step.
    """
    rows: list[list[Slot]] = []
    filled: list[int] = []
    for number in order:
        row = next((i for i, end in enumerate(filled) if end + widths[number] <= room), None)
        if row is None:
            row = len(rows)
            rows.append([])
            filled.append(0)
        rows[row].append(Slot(number, filled[row]))
        filled[row] += padded_width(widths[number], COLUMNS_PER_STEP) + GAP
    return [tuple(row) for row in rows]


def lay_row(lines: Sequence[tuple[Image, int]], width: int) -> Image:
    """Return a grey row with lines copied to the given start pixels. Shape: H, width."""
    row = np.full((lines[0][0].shape[0], width), PADDING, np.uint8)
    for line, start in lines:
        row[:, start : start + line.shape[1]] = line
    return row
